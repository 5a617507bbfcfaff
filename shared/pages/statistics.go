package pages

import (
	"net/url"
	"strconv"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// figures is the filters of the statistics page as its address has them.
type figures struct {
	Days     int
	Store    string
	Supplier order.Supplier
}

const usualDays = 30

func figuresFrom(q url.Values) figures {
	f := figures{Days: usualDays, Store: q.Get("store"), Supplier: order.Supplier(q.Get("supplier"))}
	if days, err := strconv.Atoi(q.Get("days")); err == nil {
		f.Days = days
	}
	return f
}

// Link leads to the same figures of another period.
func (f figures) Link(days int) string {
	q := url.Values{"days": {strconv.Itoa(days)}}
	if f.Store != "" {
		q.Set("store", f.Store)
	}
	if f.Supplier != "" {
		q.Set("supplier", string(f.Supplier))
	}
	return "statistics?" + q.Encode()
}

// Set reports whether anything but the period is chosen.
func (f figures) Set() bool { return f.Store != "" || f.Supplier != "" }

// statisticsPage is the figures with their charts.
type statisticsPage struct {
	desk.Statistics

	Filters   figures
	Periods   []int
	Names     desk.Names
	Suppliers []order.Supplier
	Arrivals  arrivalsChart
	Told      toldChart
	Numbers   numbersChart
	Failed    []failureBar
}

func (p *pages) statistics(v *visit) error {
	f := figuresFrom(v.r.URL.Query())
	found, err := p.Desk.Statistics(v.r.Context(), v.actor, desk.StatisticsQuery{Days: f.Days, Store: f.Store, Supplier: f.Supplier})
	if err != nil {
		return err
	}
	names, err := p.Desk.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return p.show(v, "statistics", "Statistics", statisticsPage{
		Statistics: found, Filters: f, Periods: []int{7, 30, 90}, Names: names, Suppliers: []order.Supplier{order.AliExpress, order.CJ},
		Arrivals: chartArrivals(found), Told: chartTold(found), Numbers: chartNumbers(found), Failed: chartFailures(found),
	})
}

// Of is how many orders came to a tab.
func (s statisticsPage) Of(tab order.State) int {
	for _, t := range s.Tabs {
		if t.Tab == tab {
			return t.Total
		}
	}
	return 0
}

// Weekly reports whether the bins are longer than days.
func (s statisticsPage) Weekly() bool {
	return len(s.Bins) > 0 && !s.Bins[len(s.Bins)-1].From.Equal(s.To)
}

// Long is a length of time in words, of seconds; Bin is a day or a week; Number has its thousands apart.
func (statisticsPage) Long(seconds int64) string       { return took(seconds) }
func (statisticsPage) Bin(b desk.StatisticsBin) string { return binTitle(b) }

func (statisticsPage) Number(n int) string {
	out := strconv.Itoa(n)
	for i := len(out) - 3; i > 0; i -= 3 {
		out = out[:i] + "," + out[i:]
	}
	return out
}

// binTitle is a day or a week in words.
func binTitle(b desk.StatisticsBin) string {
	if b.From.Equal(b.To) {
		return b.From.Format("2 Jan")
	}
	return b.From.Format("2 Jan") + " – " + b.To.Format("2 Jan")
}

// reasonTitle is a reason for failing in a few words.
func reasonTitle(r order.FailureReason) string {
	titles := map[order.FailureReason]string{
		order.FailSKUChanged: "Options changed", order.FailProductGone: "Product gone", order.FailOutOfStock: "Out of stock",
		order.FailNotShippable: "Not shipped there", order.FailShippingMethod: "No such shipping method", order.FailRestricted: "Product restricted",
		order.FailAddress: "Address refused", order.FailValueLimit: "Above the value limit", order.FailAccount: "Buyer account refused",
		order.FailConsent: "Account to be reconnected", order.FailCurrency: "Mixed currencies", order.FailOther: "Other",
		order.FailOutcomeUnknown: "Not known whether placed", order.FailPlacedNowhere: "Found not placed", order.FailAlreadyRepeated: "Placed before, number unknown",
	}
	if title, ok := titles[r]; ok {
		return title
	}
	return text(r)
}
