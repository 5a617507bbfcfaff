package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/stats"
	"onward/shared/table/kv"
)

// StatisticsDays reads the sums of the days in [from, to], oldest first; with an empty store those of all stores. It
// reads up to four rows for each day, a megabyte with each request.
func (t *Table) StatisticsDays(ctx context.Context, merchant, store string, from, to time.Time) ([]stats.Day, error) {
	if err := filled(merchant); err != nil {
		return nil, fmt.Errorf("statistics: %w", err)
	}
	var days []stats.Day
	last := stats.DateOf(to).Format(dayFormat)
	after := stats.DateOf(from).Format(dayFormat)
	for {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(daysPartition(merchant, store)), After: after, Limit: dayRows(from, to)})
		if err != nil {
			return nil, fmt.Errorf("statistics: %w", err)
		}
		for _, item := range page.Items {
			date := split(item[kv.SK].Str())[0]
			if date > last {
				return days, nil
			}
			at, err := time.Parse(dayFormat, date)
			if err != nil {
				return nil, fmt.Errorf("statistics: %w", errDocument)
			}
			if n := len(days); n == 0 || !days[n-1].Date.Equal(at) {
				days = append(days, stats.Day{Date: at, Tallies: map[string]int{}})
			}
			sumUp(days[len(days)-1].Tallies, item)
		}
		if page.Next == "" || page.Next >= last+"~" {
			return days, nil
		}
		after = page.Next
	}
}

// dayRows is how many rows there are of the days at most, and one more, so that a full page is known to be the last.
func dayRows(from, to time.Time) int {
	days := int(stats.DateOf(to).Sub(stats.DateOf(from))/(24*time.Hour)) + 1
	return max(days, 1)*dayParts + 1
}

func sumUp(into map[string]int, item kv.Item) {
	for name, v := range item {
		if name != kv.PK && name != kv.SK && name != kv.TTL {
			into[name] += int(v.Num())
		}
	}
}
