package stats

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"onward/shared/order"
)

func today() time.Time { return time.Date(2026, 11, 30, 17, 5, 0, 0, time.UTC) }

func TestBinsCoverEachDayOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		days, each := rapid.IntRange(1, 120).Draw(t, "days"), rapid.IntRange(1, 31).Draw(t, "each")
		bins := Bins(today(), days, each)
		next := DateOf(today()).AddDate(0, 0, 1-days)
		for _, b := range bins {
			require.True(t, b.From.Equal(next))
			require.False(t, b.To.Before(b.From))
			next = b.To.AddDate(0, 0, 1)
		}
		require.True(t, next.Equal(DateOf(today()).AddDate(0, 0, 1)), "up to and with today")
	})
	bins := Bins(today(), 90, 7)
	require.Len(t, bins, 13)
	assert.Equal(t, 6*24*time.Hour, bins[12].To.Sub(bins[12].From))
	assert.Equal(t, 5*24*time.Hour, bins[0].To.Sub(bins[0].From), "the first is what is left")
}

// milestone draws one that happened in the last 20 days.
func milestone() *rapid.Generator[Milestone] {
	return rapid.Custom(func(t *rapid.T) Milestone {
		m := Milestone{
			Kind:     rapid.SampledFrom([]Kind{Reached, Numbered, Told, Failed}).Draw(t, "kind"),
			Supplier: rapid.SampledFrom([]order.Supplier{order.AliExpress, order.CJ}).Draw(t, "supplier"),
			At:       today().Add(-time.Duration(rapid.IntRange(0, 20*24*3600).Draw(t, "ago")) * time.Second),
		}
		switch m.Kind {
		case Reached:
			m.Tab = rapid.SampledFrom(order.Tabs()).Draw(t, "tab")
		case Failed:
			m.Reason = rapid.SampledFrom([]order.FailureReason{order.FailAddress, order.FailOutOfStock}).Draw(t, "reason")
		case Numbered, Told:
			m.Took = time.Duration(rapid.IntRange(0, 30*24*60).Draw(t, "took")) * time.Minute
		}
		return m
	})
}

func dayed(list []Milestone) []Day {
	var out []Day
	for _, m := range list {
		out = append(out, Day{Date: DateOf(m.At), Tallies: map[string]int{m.Tally(): 1}})
	}
	return out
}

// TestReportsCountWhatThereIs compares a report with counting the milestones one by one.
func TestReportsCountWhatThereIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(milestone()).Draw(t, "milestones")
		bins := Bins(today(), 14, rapid.IntRange(1, 7).Draw(t, "each"))
		of := rapid.SampledFrom([]order.Supplier{order.AliExpress, order.CJ}).Draw(t, "of")
		r := Make(dayed(list), bins, of)
		count := func(fits func(Milestone) bool) int {
			n := 0
			for _, m := range list {
				if !m.At.Before(bins[0].From) && m.Supplier == of && fits(m) {
					n++
				}
			}
			return n
		}
		for _, a := range r.Tabs {
			sum := 0
			for _, n := range a.Bins {
				sum += n
			}
			assert.Equal(t, a.Total, sum)
			assert.Equal(t, count(func(m Milestone) bool { return m.Kind == Reached && m.Tab == a.Tab }), sum)
		}
		assert.Equal(t, count(func(m Milestone) bool { return m.Kind == Told }), r.Told.Count())
		inBins := 0
		for _, s := range r.ToldBins {
			inBins += s.Count()
		}
		assert.Equal(t, r.Told.Count(), inBins)
		numbers := 0
		for _, s := range r.Numbers {
			assert.Equal(t, of, s.Supplier)
			numbers += s.Spread.Count()
		}
		assert.Equal(t, count(func(m Milestone) bool { return m.Kind == Numbered }), numbers)
		for i, f := range r.Failures {
			assert.Equal(t, count(func(m Milestone) bool { return m.Kind == Failed && m.Reason == f.Reason }), f.Count)
			assert.True(t, i == 0 || r.Failures[i-1].Count >= f.Count)
		}
	})
}

func TestAReportOfAllSuppliersCountsAnOrderOncePerTab(t *testing.T) {
	t.Parallel()
	at := DateOf(today())
	days := []Day{
		{Date: at, Tallies: map[string]int{
			"i#failed#": 1, "i#failed#aliexpress": 1, "i#failed#cj": 1, "f#address#aliexpress": 1, "f#address#cj": 1,
			"n#60#cj": 2, "n#60#aliexpress": 1, "t#5#cj": 1, "t#5#aliexpress": 1,
			"who knows": 7, "later#kind#cj": 7, "i#no_such_tab#": 7,
		}},
		{Date: at.AddDate(0, 0, -7), Tallies: map[string]int{"i#failed#": 100}},
	}
	r := Make(days, Bins(today(), 7, 1), "")
	assert.Equal(t, Arrivals{Tab: order.Failed, Total: 1, Bins: []int{0, 0, 0, 0, 0, 0, 1}}, r.Tabs[7])
	assert.Equal(t, []Failures{{Reason: order.FailAddress, Count: 2}}, r.Failures)
	assert.Equal(t, []SupplierSpread{{order.AliExpress, Spread{60: 1}}, {order.CJ, Spread{60: 2}}}, r.Numbers)
	assert.Equal(t, Spread{5: 2}, r.Told)
	assert.Equal(t, []int{0, 0, 0, 0, 0, 0, 0}, Make(days, Bins(today().AddDate(1, 0, 0), 7, 1), "").Tabs[7].Bins, "nothing of it is in that period")
}
