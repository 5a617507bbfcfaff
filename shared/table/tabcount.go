package table

import (
	"context"
	"fmt"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// countRows bounds what is read for one count.
const countRows = 1000

// CountTab counts the orders of a tab, at most so many and at most 1,000: more says that there are others.
func (t *Table) CountTab(ctx context.Context, merchant string, tab order.State, most int) (n int, more bool, err error) {
	n, more, err = t.CountTabOf(ctx, merchant, TabQuery{Tab: tab}, min(most+1, countRows))
	if n > most {
		return most, true, err
	}
	return n, more, err
}

// CountTabOf counts the orders that fit among the newest of a tab, of which it reads at most so many: more says that there
// are others, which may fit. The query's cursor and limit are nothing to it.
func (t *Table) CountTabOf(ctx context.Context, merchant string, q TabQuery, most int) (n int, more bool, err error) {
	more, err = t.look(ctx, merchant, q, most, func(Row) { n++ })
	if err != nil {
		return 0, false, fmt.Errorf("count tab: %w", err)
	}
	return n, more, nil
}

// CountAsks counts the newest orders that ask for a person by what they ask for, of which it reads at most so many: more
// says that there are others.
func (t *Table) CountAsks(ctx context.Context, merchant string, most int) (n map[order.AttentionCode]int, more bool, err error) {
	n = map[order.AttentionCode]int{}
	more, err = t.look(ctx, merchant, TabQuery{Tab: TabAttention}, most, func(r Row) {
		for _, a := range r.Asks {
			n[a.Code]++
		}
	})
	if err != nil {
		return nil, false, fmt.Errorf("count asks: %w", err)
	}
	return n, more, nil
}

// look goes through the newest rows of a list, at most so many, and shows those that fit. more says that there are others.
func (t *Table) look(ctx context.Context, merchant string, q TabQuery, most int, show func(Row)) (more bool, err error) {
	q.Cursor = ""
	after, err := q.start(merchant)
	if err != nil {
		return false, err
	}
	only := []string{} // the keys alone tell how many there are
	if q.filtered() || q.Tab == TabAttention {
		only = nil
	}
	for range readRequests {
		page, err := t.engine.Query(ctx, kv.Query{
			PK: string(tabPartition(merchant, q.Tab)), After: after, Desc: true, Limit: most, Only: only,
		})
		if err != nil {
			return false, err
		}
		most -= len(page.Items)
		for _, item := range page.Items {
			var row Row
			if only == nil {
				if row, err = decodeRow(merchant, q.Tab, item); err != nil {
					return false, err
				}
			}
			if q.fits(row) {
				show(row)
			}
		}
		if page.Next == "" {
			return false, nil
		}
		if after = page.Next; most <= 0 {
			break
		}
	}
	return true, nil
}
