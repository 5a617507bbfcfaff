package table

import (
	"context"
	"fmt"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// CountTab counts the orders of a tab, at most so many: more says that there are others.
func (t *Table) CountTab(ctx context.Context, merchant string, tab order.State, most int) (n int, more bool, err error) {
	return t.CountTabOf(ctx, merchant, TabQuery{Tab: tab}, most)
}

// CountTabOf counts the orders of a tab that fit; cursor and limit are nothing to it. It looks at most at so many orders
// and one, in at most two requests: more says that there are others, of which some may fit.
func (t *Table) CountTabOf(ctx context.Context, merchant string, q TabQuery, most int) (n int, more bool, err error) {
	more, err = t.look(ctx, merchant, q, most+1, func(Row) bool {
		if n == most {
			return false
		}
		n++
		return true
	})
	if err != nil {
		return 0, false, fmt.Errorf("count tab: %w", err)
	}
	return n, more, nil
}

// CountAsks counts the orders that ask for a person by what they ask for. It looks at most at so many orders: more says
// that there are others.
func (t *Table) CountAsks(ctx context.Context, merchant string, most int) (n map[order.AttentionCode]int, more bool, err error) {
	n = map[order.AttentionCode]int{}
	more, err = t.look(ctx, merchant, TabQuery{Tab: TabAttention}, most, func(r Row) bool {
		for _, a := range r.Asks {
			n[a.Code]++
		}
		return true
	})
	if err != nil {
		return nil, false, fmt.Errorf("count asks: %w", err)
	}
	return n, more, nil
}

// look shows the newest rows of a list that fit, of at most so many that it reads, as long as it is told to go on. more says that
// there are rows that were not looked at.
func (t *Table) look(ctx context.Context, merchant string, q TabQuery, most int, do func(Row) (goOn bool)) (more bool, err error) {
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
			if q.fits(row) && !do(row) {
				return true, nil
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
