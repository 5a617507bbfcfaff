package desk

import (
	"context"
	"time"

	"onward/shared/order"
	"onward/shared/stats"
)

type statisticsTable interface {
	StatisticsDays(ctx context.Context, merchant, store string, from, to time.Time) ([]stats.Day, error)
}

// StatisticsQuery asks for the figures of the last 1 to 90 days, today included. An empty store or supplier means
// all of them.
type StatisticsQuery struct {
	Days     int
	Store    string
	Supplier order.Supplier
}

// Statistics is what orders came to in a period. Every list of bins has one element for each of Bins.
type Statistics struct {
	From     time.Time       `json:"from" doc:"Midnight UTC of the first day."`
	To       time.Time       `json:"to" doc:"Midnight UTC of the last day, today: it is still running."`
	Days     int             `json:"days"`
	Bins     []StatisticsBin `json:"bins" doc:"The period in days, or, where it is longer than 31 days, in weeks that end today; the first can be shorter."`
	Tabs     []Arrivals      `json:"tabs" doc:"Orders that came to each tab for the first time; an order counts once in each tab."`
	Told     TellTimes       `json:"told" doc:"From the supplier shipping a parcel to the store confirming it, by the day of the confirmation."`
	Numbers  []NumberTimes   `json:"numbers" doc:"From the supplier's order being paid to its first tracking number, by supplier."`
	Failures []FailureCount  `json:"failures" doc:"Orders of which something could not be bought; an order counts once per reason and supplier. The most frequent first."`
}

// StatisticsBin is a day or a week.
type StatisticsBin struct {
	From time.Time `json:"from" doc:"Midnight UTC of the first day."`
	To   time.Time `json:"to" doc:"Midnight UTC of the last day, which is included."`
}

// Arrivals is how many orders came to a tab.
type Arrivals struct {
	Tab   order.State `json:"tab"`
	Total int         `json:"total"`
	Bins  []int       `json:"bins"`
}

// Percentiles is how long something took. They are exact to within a minute or a quarter, whichever is more.
type Percentiles struct {
	Count int   `json:"count" doc:"How many there were; when none, all times are 0."`
	P10   int64 `json:"p10_seconds"`
	P50   int64 `json:"p50_seconds"`
	P90   int64 `json:"p90_seconds"`
	P99   int64 `json:"p99_seconds"`
}

// TellTimes is how soon the store was told, of the period and by bins.
type TellTimes struct {
	Percentiles

	Bins []Percentiles `json:"bins"`
}

// NumberTimes is how long a supplier took to give a number.
type NumberTimes struct {
	Percentiles

	Supplier order.Supplier `json:"supplier"`
}

// FailureCount is how many orders failed for a reason.
type FailureCount struct {
	Reason order.FailureReason `json:"reason"`
	Orders int                 `json:"orders"`
	Fix    string              `json:"fix"`
}

const (
	mostDays = 90
	// dailyUpTo is the longest period that is shown by days; longer ones are shown by weeks.
	dailyUpTo = 31
)

// Statistics reads figures. They are sums of milestones, each of which counts once, whatever is repeated; a day costs
// at most four rows to read, however many orders it had.
func (d *Desk) Statistics(ctx context.Context, a Actor, q StatisticsQuery) (Statistics, error) {
	if err := a.need(ReadOnly); err != nil {
		return Statistics{}, err
	}
	if q.Days < 1 || q.Days > mostDays {
		return Statistics{}, invalid("query.days", "Ask for the last 1 to 90 days.")
	}
	each := 1
	if q.Days > dailyUpTo {
		each = 7
	}
	now := d.Now()
	bins := stats.Bins(now, q.Days, each)
	from, to := bins[0].From, stats.DateOf(now)
	days, err := d.Table.StatisticsDays(ctx, a.Merchant, q.Store, from, to)
	if err != nil {
		return Statistics{}, err
	}
	return statisticsOf(stats.Make(days, bins, q.Supplier), Statistics{From: from, To: to, Days: q.Days}), nil
}

func statisticsOf(r stats.Report, out Statistics) Statistics {
	out.Numbers, out.Failures = []NumberTimes{}, []FailureCount{}
	for _, b := range r.Bins {
		out.Bins = append(out.Bins, StatisticsBin{From: b.From, To: b.To})
	}
	for _, t := range r.Tabs {
		out.Tabs = append(out.Tabs, Arrivals{Tab: t.Tab, Total: t.Total, Bins: t.Bins})
	}
	out.Told.Percentiles = percentiles(r.Told)
	for _, s := range r.ToldBins {
		out.Told.Bins = append(out.Told.Bins, percentiles(s))
	}
	for _, n := range r.Numbers {
		out.Numbers = append(out.Numbers, NumberTimes{Supplier: n.Supplier, Percentiles: percentiles(n.Spread)})
	}
	for _, f := range r.Failures {
		out.Failures = append(out.Failures, FailureCount{Reason: f.Reason, Orders: f.Count, Fix: f.Reason.Fix()})
	}
	return out
}

func percentiles(s stats.Spread) Percentiles {
	p := Percentiles{Count: s.Count()}
	for q, into := range map[float64]*int64{0.1: &p.P10, 0.5: &p.P50, 0.9: &p.P90, 0.99: &p.P99} {
		if took, ok := s.Quantile(q); ok {
			*into = int64(took / time.Second)
		}
	}
	return p
}

// Nothing reports whether nothing at all happened in the period.
func (s Statistics) Nothing() bool {
	for _, t := range s.Tabs {
		if t.Total > 0 {
			return false
		}
	}
	return s.Told.Count == 0 && len(s.Numbers) == 0 && len(s.Failures) == 0
}
