package screen

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"onward/infra/play/knocks"
	"onward/infra/play/plot"
)

// Table prints how every order ended. It ends with what differs, if anything does.
func Table(out io.Writer, results []plot.Result) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nORDER\tSTORE\tWHAT HAPPENED\tWHERE IT IS\tTHE STORE HOLDS\tTHE CUSTOMER WAS MAILED\tAT\tBOUGHT\t")
	for _, r := range results {
		mark := ""
		if len(r.Wrong) > 0 {
			mark = "WRONG"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Order, r.Scene.Store, short(r.Scene.Name, 48), list(r.Got.Tabs), list(r.Got.Told),
			list(r.Got.Mails), r.MailedTo, list(r.Got.Bought), mark)
	}
	_ = w.Flush() // a terminal that is gone needs no table
}

// Article prints which orders showed which line of the founding article, and how they ended.
func Article(out io.Writer, results []plot.Result) {
	byLine := map[string][]plot.Result{}
	for _, r := range results {
		for _, line := range r.Scene.Shows {
			byLine[line] = append(byLine[line], r)
		}
	}
	lines := make([]string, 0, len(byLine))
	for line := range byLine {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nLINE OF THE FOUNDING ARTICLE\tORDER\tTHE STORE ENDED WITH\tTHE CUSTOMER WAS MAILED")
	for _, line := range lines {
		for _, r := range byLine[line] {
			fmt.Fprintf(w, "%s\t%s %s\t%s\t%s\n", line, r.Order, short(r.Scene.Name, 40), strings.TrimSpace(r.Got.Status+" "+list(r.Got.Told)), list(r.Got.Mails))
			line = ""
		}
	}
	_ = w.Flush()
}

// Wrong prints exactly what differs, and says how many orders do.
func Wrong(out io.Writer, results []plot.Result) int {
	n := 0
	for _, r := range results {
		if len(r.Wrong) == 0 {
			continue
		}
		n++
		fmt.Fprintf(out, "\n%s %s (%s) did not end as it must:\n", r.Order, r.Scene.Name, r.Scene.Store)
		for _, w := range r.Wrong {
			fmt.Fprintf(out, "  - %s\n", w)
		}
	}
	return n
}

func list(entries []string) string {
	if len(entries) == 0 {
		return "-"
	}
	sorted := slices.Clone(entries)
	slices.Sort(sorted)
	return strings.Join(sorted, "; ")
}

// Knocks prints what came to the doors, and says how much of it did not go as it must.
func Knocks(out io.Writer, results []knocks.Result) int {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nWHAT CAME TO THE DOORS\tANSWER\tWHAT BECAME OF IT\t")
	wrong := 0
	for _, r := range results {
		became := r.Became
		if became == "" {
			became = "-"
		}
		note := ""
		if len(r.Wrong) > 0 {
			wrong++
			note = "WRONG: " + strings.Join(r.Wrong, "; ")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Knock.Name, r.Answer, became, note)
	}
	_ = w.Flush()
	return wrong
}
