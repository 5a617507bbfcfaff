package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Row is one row of a list. Number counts as the spreadsheet does, the heading being row 1.
type Row struct {
	Number int
	Cells  []string
}

// List is what a file has.
type List struct {
	Heading []string
	Rows    []Row
}

// longestCell is how many lines a cell can have before a quotation mark is taken to be missing.
const longestCell = 20

// Read reads a list with a heading and at most so many rows. Commas, semicolons and tabs part its columns, whatever the
// merchant's spreadsheet writes. Empty rows are passed over, and counted. [*Error] when it can't be read.
func Read(raw []byte, most int) (List, error) {
	raw, err := text(raw)
	if err != nil {
		return List{}, err
	}
	raw, comma := parted(raw)
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = comma
	r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = -1, comma != '\t', true
	var out List
	for within := 0; ; {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			if out.Heading == nil {
				return List{}, &Error{"The file is empty."}
			}
			return out, nil
		}
		if err != nil {
			return List{}, &Error{fmt.Sprintf("The file can't be read as CSV after row %d.%s", len(out.Rows)+1, asCSV)}
		}
		line, _ := r.FieldPos(0)
		row := Row{Number: line - within, Cells: make([]string, len(record))}
		last := record[len(record)-1]
		open := strings.Contains(last, "\n") && r.InputOffset() == int64(len(raw)) && !bytes.HasSuffix(bytes.TrimSpace(raw), []byte(`"`))
		for i, cell := range record {
			n := strings.Count(cell, "\n")
			if open || n > longestCell {
				return List{}, &Error{fmt.Sprintf("In row %d a quotation mark opens and does not close. Mend it, then try again.", row.Number)}
			}
			within += n
			row.Cells[i] = Clean(cell)
		}
		switch {
		case strings.Join(row.Cells, "") == "":
		case out.Heading == nil:
			out.Heading = row.Cells
		case len(out.Rows) == most:
			return List{}, &Error{fmt.Sprintf("The file has more than %d rows. Split it, and upload one part after the other.", most)}
		default:
			out.Rows = append(out.Rows, row)
		}
	}
}

// parted finds what parts the columns: what the first line says (Excel's "sep=;"), or of the candidates the one that
// is most often in the heading.
func parted(raw []byte) ([]byte, rune) {
	first, rest, _ := bytes.Cut(raw, []byte("\n"))
	if hint, ok := bytes.CutPrefix(bytes.TrimRight(first, "\r"), []byte("sep=")); ok && len(hint) == 1 {
		return rest, rune(hint[0])
	}
	heading, _, _ := bytes.Cut(bytes.TrimLeft(raw, "\r\n \t"), []byte("\n"))
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		if n := bytes.Count(heading, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return raw, best
}
