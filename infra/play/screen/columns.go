package screen

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// columns prints rows of cells that are broken into lines where they are too long, so that a table has a width that
// terminals have.
type columns struct {
	out    io.Writer
	widths []int
}

// gap is between two columns.
const gap = "  "

// print prints a row. Each entry of a cell begins a line of its own.
func (c columns) print(cells ...[]string) {
	broken := make([][]string, len(cells))
	height := 0
	for i, cell := range cells {
		for _, entry := range cell {
			broken[i] = append(broken[i], wrap(entry, c.widths[i])...)
		}
		height = max(height, len(broken[i]))
	}
	for y := range height {
		var line strings.Builder
		for i, cell := range broken {
			text := ""
			if y < len(cell) {
				text = cell[y]
			}
			line.WriteString(text)
			line.WriteString(strings.Repeat(" ", max(c.widths[i]-utf8.RuneCountInString(text), 0)))
			line.WriteString(gap)
		}
		_, _ = fmt.Fprintln(c.out, strings.TrimRight(line.String(), " ")) // a terminal that is gone needs no table
	}
}

// wrap breaks a text between words. Further lines are set in by one; a word longer than a line is broken itself.
func wrap(text string, width int) []string {
	var out []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		for _, part := range parts(word, width-1) {
			switch {
			case line == "":
				line = part
			case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(part) <= width:
				line += " " + part
			default:
				out, line = append(out, line), " "+part
			}
		}
	}
	return append(out, line)
}

// parts cuts a word into parts of at most so many letters.
func parts(word string, most int) []string {
	var out []string
	letters := []rune(word)
	for len(letters) > most {
		out, letters = append(out, string(letters[:most])), letters[most:]
	}
	return append(out, string(letters))
}
