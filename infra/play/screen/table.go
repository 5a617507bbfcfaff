package screen

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"onward/infra/play/knocks"
	"onward/infra/play/plot"
)

// Table prints how every order ended, a store after the other, in lines of no more than 120 letters. Tracking numbers have
// the names that the scenes gave them.
func Table(out io.Writer, results []plot.Result) {
	c := columns{out: out, widths: []int{7, 26, 29, 20, 16, 12}}
	fmt.Fprintln(out, "\nHow every order ended. A, B, C and M are tracking numbers, M the merchant's own; =… is the number itself.")
	c.print(one("ORDER"), one("WHAT HAPPENED"), one("WHERE IT IS"), one("THE STORE HOLDS"), one("THE CUSTOMER", "WAS MAILED"), one("BOUGHT"))
	for _, store := range stores(results) {
		fmt.Fprintln(out, store)
		for _, r := range results {
			if r.Scene.Store != store {
				continue
			}
			name := one(r.Scene.Name)
			if len(r.Wrong) > 0 {
				name = append(name, "WRONG")
			}
			c.print(one(r.Order), name, entries(r.Got.Tabs), holds(r), entries(r.Got.Mails), entries(r.Got.Bought))
		}
	}
}

// Article prints which orders showed which line of the founding article, what the store ended with, and what the customer
// was mailed, in lines of no more than 120 letters.
func Article(out io.Writer, results []plot.Result) {
	byLine := map[string][]plot.Result{}
	for _, r := range results {
		for _, line := range r.Scene.Shows {
			byLine[line] = append(byLine[line], r)
		}
	}
	c := columns{out: out, widths: []int{14, 50, 28, 22}}
	fmt.Fprintln(out)
	c.print(one("LINE OF THE", "FOUNDING", "ARTICLE"), one("ORDER"), one("WHAT THE STORE", "ENDED WITH"), one("WHAT THE CUSTOMER", "WAS MAILED"))
	for _, line := range articleLines(results) {
		fmt.Fprintln(out, line)
		number, _, _ := strings.Cut(line, ":")
		for _, r := range byLine[line] {
			c.print(one(number), one(r.Scene.Store+" "+r.Order+" "+r.Scene.Name), holds(r), entries(r.Got.Mails))
		}
	}
}

func one(lines ...string) []string { return lines }

// articleLines are the lines that the results show, as the article has them: a platform after the other, each in its order.
func articleLines(results []plot.Result) []string {
	var platforms, out []string
	for _, r := range results {
		for _, line := range r.Scene.Shows {
			platform, _, _ := strings.Cut(line, " ")
			if !slices.Contains(platforms, platform) {
				platforms = append(platforms, platform)
			}
			if !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		p, _, _ := strings.Cut(a, " ")
		q, _, _ := strings.Cut(b, " ")
		return cmp.Or(cmp.Compare(slices.Index(platforms, p), slices.Index(platforms, q)), strings.Compare(a, b))
	})
	return out
}

// stores are the stores of the results, in the order in which they come.
func stores(results []plot.Result) []string {
	var out []string
	for _, r := range results {
		if !slices.Contains(out, r.Scene.Store) {
			out = append(out, r.Scene.Store)
		}
	}
	return out
}

// holds is what a store has of an order: its state, and each of its fulfilments.
func holds(r plot.Result) []string {
	if r.Got.Status == "" && len(r.Got.Told) == 0 {
		return one("-")
	}
	return append(one(r.Got.Status), sorted(r.Got.Told)...)
}

func entries(list []string) []string {
	if len(list) == 0 {
		return one("-")
	}
	return sorted(list)
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
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

// Knocks prints what came to the doors, and says how much of it did not go as it must.
func Knocks(out io.Writer, results []knocks.Result) int {
	c := columns{out: out, widths: []int{58, 8, 50}}
	fmt.Fprintln(out)
	c.print(one("WHAT CAME TO THE DOORS"), one("ANSWER"), one("WHAT BECAME OF IT"))
	wrong := 0
	for _, r := range results {
		became := entries(nil)
		if r.Became != "" {
			became = one(r.Became)
		}
		if len(r.Wrong) > 0 {
			wrong++
			became = append(became, "WRONG: "+strings.Join(r.Wrong, "; "))
		}
		c.print(one(r.Knock.Name), one(r.Answer), became)
	}
	return wrong
}
