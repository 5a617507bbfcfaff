package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Mark is what a file begins with that spreadsheets are to read as UTF-8.
const Mark = "\ufeff"

// Write writes rows as CSV. No cell is taken for a formula, and none is parted by a spreadsheet that parts columns by
// semicolons, as those of many countries do.
func Write(w io.Writer, rows [][]string) error {
	out := bufio.NewWriter(w)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				_ = out.WriteByte(',') // an error stays with the writer, and Flush tells it
			}
			_, _ = out.WriteString(quoted(Harmless(cell)))
		}
		_ = out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}

func quoted(cell string) string {
	if !strings.ContainsAny(cell, "\",;|\t\r\n") && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// Harmless keeps spreadsheets from taking a text for a formula. [Clean] takes the apostrophe off again.
func Harmless(cell string) string {
	for _, begins := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, begins) {
			return "'" + cell
		}
	}
	return cell
}
