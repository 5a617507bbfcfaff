package job

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// column is one column of a list to import.
type column string

const (
	colOrder    column = "order"
	colStore    column = "store"
	colSKU      column = "sku"
	colQuantity column = "quantity"
	colNumber   column = "tracking number"
	colCarrier  column = "carrier"
	colURL      column = "tracking url"
	colReplaces column = "replaces"
	colAccount  column = "account"
	colBought   column = "supplier order"
)

// columnNames lists the headings under which merchants' lists have a column, in lower case.
func columnNames() map[string]column {
	return map[string]column{
		"order": colOrder, "order name": colOrder, "order number": colOrder, "name": colOrder, "order no": colOrder,
		"order id": colOrder, "store": colStore, "shop": colStore,
		"sku": colSKU, "line": colSKU, "variant": colSKU, "lineitem sku": colSKU,
		"quantity": colQuantity, "units": colQuantity, "qty": colQuantity,
		"tracking number": colNumber, "tracking": colNumber, "tracking no": colNumber, "number": colNumber,
		"carrier": colCarrier, "company": colCarrier, "tracking company": colCarrier, "shipping carrier": colCarrier,
		"tracking url": colURL, "url": colURL, "link": colURL, "tracking link": colURL,
		"replaces": colReplaces, "old number": colReplaces,
		"account": colAccount, "supplier account": colAccount, "supplier": colAccount,
		"supplier order": colBought, "supplier order number": colBought, "supplier order id": colBought,
		"supplier order no": colBought, "aliexpress order": colBought, "cj order": colBought,
	}
}

// MaxRows is how many rows one import has at most.
const MaxRows = 2000

// sheetRow is one row; Row counts as a spreadsheet does, the heading being row 1.
type sheetRow struct {
	row   int
	cells map[column]string
}

// BadRow is a row that can't be taken in, and why.
type BadRow struct {
	Row     int    `json:"row"`
	Order   string `json:"order,omitempty"`
	Problem string `json:"problem"`
}

// SheetError is what is wrong with a list as a whole.
type SheetError struct{ Problem string }

func (e *SheetError) Error() string { return e.Problem }

// readSheet reads a list with a heading. Commas, semicolons and tabs part its columns, whatever the merchant's
// spreadsheet writes. Columns with other headings are passed over.
func readSheet(raw []byte, needed ...column) ([]sheetRow, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		return nil, &SheetError{"The file is not text in UTF-8. Save it as CSV (UTF-8)."}
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = comma(raw)
	r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = -1, true, true
	heading, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, &SheetError{"The file is empty."}
	}
	if err != nil {
		return nil, &SheetError{"The heading can't be read as CSV."}
	}
	columns, err := columnsOf(heading, needed)
	if err != nil {
		return nil, err
	}
	var rows []sheetRow
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, &SheetError{fmt.Sprintf("The file can't be read as CSV after row %d.", len(rows)+1)}
		}
		line, _ := r.FieldPos(0)
		row := sheetRow{row: line, cells: map[column]string{}}
		for i, cell := range record {
			if i < len(columns) && columns[i] != "" {
				row.cells[columns[i]] = strings.Trim(strings.TrimSpace(cell), "'\u00a0")
			}
		}
		if row.empty() {
			continue
		}
		if len(rows) == MaxRows {
			return nil, &SheetError{fmt.Sprintf("The file has more than %d rows. Split it.", MaxRows)}
		}
		rows = append(rows, row)
	}
}

func (r sheetRow) empty() bool {
	for _, cell := range r.cells {
		if cell != "" {
			return false
		}
	}
	return true
}

func columnsOf(heading []string, needed []column) ([]column, error) {
	names := columnNames()
	columns := make([]column, len(heading))
	for i, name := range heading {
		name = strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ", ".", "", "#", "").Replace(name)), " "))
		if c := names[name]; c != "" && !slices.Contains(columns, c) {
			columns[i] = c
		}
	}
	for _, c := range needed {
		if !slices.Contains(columns, c) {
			return nil, &SheetError{fmt.Sprintf("The first row must name the columns; %q is missing.", string(c))}
		}
	}
	return columns, nil
}

// comma is what parts the columns: of the candidates the one that is most often in the heading.
func comma(raw []byte) rune {
	heading, _, _ := bytes.Cut(raw, []byte("\n"))
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		if n := bytes.Count(heading, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// rounded is how a spreadsheet shows a number that it has taken for one and lost digits of.
var rounded = regexp.MustCompile(`^\d([.,]\d+)?[eE]\+?\d+$`)

// outsideNumber is what a tracking number, or a supplier's order number, can look like.
var outsideNumber = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{2,59}$`)

// outside reads a cell that holds a number as somebody outside gave it.
func (r sheetRow) outside(c column) string { return strings.ReplaceAll(r.cells[c], " ", "") }

// checkNumber finds what is wrong with such a cell.
func (r sheetRow) checkNumber(c column) string {
	cell := r.outside(c)
	switch {
	case cell == "":
		return "The " + string(c) + " is missing."
	case rounded.MatchString(cell):
		return "The spreadsheet has rounded the " + string(c) + ". Format its column as text, and enter it again."
	case !outsideNumber.MatchString(cell):
		return "The " + string(c) + " has characters that such numbers don't have."
	default:
		return ""
	}
}
