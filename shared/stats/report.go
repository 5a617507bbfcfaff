package stats

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"onward/shared/order"
)

// Bin is a stretch of days, both included.
type Bin struct{ From, To time.Time }

// Report is what a merchant is shown of a period. All lists by bins have one element for each of Bins.
type Report struct {
	Bins []Bin
	// Tabs is how many orders came to each tab for the first time, in the tabs' own order.
	Tabs []Arrivals
	// Told is how long parcels took from being shipped to being confirmed by the store: of the period, and by bins.
	Told     Spread
	ToldBins []Spread
	// Numbers is how long suppliers took to give a number, by supplier's name.
	Numbers []SupplierSpread
	// Failures is how many orders failed for each reason, the most frequent first.
	Failures []Failures
}

// Arrivals is how many orders came to a tab.
type Arrivals struct {
	Tab   order.State
	Total int
	Bins  []int
}

// SupplierSpread is the times of a supplier.
type SupplierSpread struct {
	Supplier order.Supplier
	Spread   Spread
}

// Failures is how many orders failed for a reason.
type Failures struct {
	Reason order.FailureReason
	Count  int
}

// Bins cuts the days up to and with a moment's into stretches of so many days, counted back from the last.
func Bins(to time.Time, days, each int) []Bin {
	last := DateOf(to)
	first := last.AddDate(0, 0, 1-days)
	var out []Bin
	for end := last; !end.Before(first); end = end.AddDate(0, 0, -each) {
		from := end.AddDate(0, 0, 1-each)
		if from.Before(first) {
			from = first
		}
		out = append(out, Bin{From: from, To: end})
	}
	slices.Reverse(out)
	return out
}

// Make sums up days that fall into the bins, of one supplier or, with an empty one, of all. Days may come in any order
// and in parts.
func Make(days []Day, bins []Bin, of order.Supplier) Report {
	r := Report{Bins: bins, Told: Spread{}, ToldBins: make([]Spread, len(bins))}
	for i := range r.ToldBins {
		r.ToldBins[i] = Spread{}
	}
	for _, tab := range order.Tabs() {
		r.Tabs = append(r.Tabs, Arrivals{Tab: tab, Bins: make([]int, len(bins))})
	}
	numbers := map[order.Supplier]Spread{}
	failures := map[order.FailureReason]int{}
	for _, day := range days {
		bin := slices.IndexFunc(bins, func(b Bin) bool { return !day.Date.Before(b.From) && !day.Date.After(b.To) })
		if bin < 0 {
			continue
		}
		for name, n := range day.Tallies {
			kind, detail, supplier, ok := readTally(name)
			switch {
			case !ok:
			case kind == Reached && supplier == of:
				arrive(r.Tabs, order.State(detail), bin, n)
			case of != "" && supplier != of:
			case kind == Told:
				r.Told.add(detail, n)
				r.ToldBins[bin].add(detail, n)
			case kind == Numbered:
				if numbers[supplier] == nil {
					numbers[supplier] = Spread{}
				}
				numbers[supplier].add(detail, n)
			case kind == Failed:
				failures[order.FailureReason(detail)] += n
			}
		}
	}
	for _, s := range slices.Sorted(maps.Keys(numbers)) {
		r.Numbers = append(r.Numbers, SupplierSpread{Supplier: s, Spread: numbers[s]})
	}
	for reason, n := range failures {
		r.Failures = append(r.Failures, Failures{Reason: reason, Count: n})
	}
	slices.SortFunc(r.Failures, func(a, b Failures) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	return r
}

func arrive(tabs []Arrivals, tab order.State, bin, n int) {
	for i := range tabs {
		if tabs[i].Tab == tab {
			tabs[i].Total += n
			tabs[i].Bins[bin] += n
		}
	}
}
