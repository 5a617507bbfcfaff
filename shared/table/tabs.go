package table

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// TabQuery asks for one page of a list of orders, newest first. Empty fields do not limit.
type TabQuery struct {
	// Tab is a tab, [TabAll] or [TabAttention].
	Tab      order.State
	Store    string
	Supplier order.Supplier
	Country  string
	// Ask is a kind of attention, in TabAttention.
	Ask order.AttentionCode
	// OlderThan leaves out orders made at that moment or later.
	OlderThan time.Time
	Cursor    string
	// Limit is the most rows wanted; 0 is 50, and 250 is the most.
	Limit int
}

// Page is one page of a tab. It can hold fewer rows than wanted, or none, and still have a cursor:
// what is read for one page is bounded.
type Page struct {
	Rows   []Row
	Cursor string
}

const (
	pageRows    = 50
	maxPageRows = 250
	// readRows and readRequests bound what is read for one page, so that whoever shows it can read the orders themselves
	// and who the merchant is within a thousand rows and four requests.
	readRows     = 850
	readRequests = 2
)

// ListTab lists the orders of a tab, each once; with a supplier, the part of them that it has. It makes at most two
// requests and reads at most 850 rows. [ErrCursor] for a cursor of another list.
func (t *Table) ListTab(ctx context.Context, merchant string, q TabQuery) (Page, error) {
	if q.Limit <= 0 {
		q.Limit = pageRows
	}
	q.Limit = min(q.Limit, maxPageRows)
	after, err := q.start(merchant)
	if err != nil {
		return Page{}, fmt.Errorf("list tab: %w", err)
	}
	var out Page
	left := readRows
	for range readRequests {
		page, err := t.engine.Query(ctx, kv.Query{
			PK: string(tabPartition(merchant, q.Tab)), After: after, Desc: true, Limit: q.batch(left),
		})
		if err != nil {
			return Page{}, fmt.Errorf("list tab: %w", err)
		}
		left -= len(page.Items)
		for _, item := range page.Items {
			row, err := decodeRow(merchant, q.Tab, item)
			if err != nil {
				return Page{}, fmt.Errorf("list tab: %w", err)
			}
			if !q.fits(row) {
				continue
			}
			if len(out.Rows) == q.Limit { // only where there is a further one is there a further page
				out.Cursor = q.seal(merchant, after)
				return out, nil
			}
			out.Rows = append(out.Rows, row.of(q.Supplier))
			after = item[kv.SK].Str()
		}
		if page.Next == "" {
			return out, nil
		}
		after = page.Next
		if len(out.Rows) == q.Limit {
			break
		}
	}
	out.Cursor = q.seal(merchant, after)
	return out, nil
}

// batch is how many rows the next request reads: one more than wanted where nothing limits, to know whether there are
// others; with filters a part of what may be read, then all the rest.
func (q TabQuery) batch(left int) int {
	if !q.filtered() {
		return q.Limit + 1
	}
	if left == readRows {
		return min(4*q.Limit, readRows/2)
	}
	return left
}

// filtered reports whether rows of the tab must be looked at to know whether they are wanted.
func (q TabQuery) filtered() bool {
	return q.Store != "" || q.Supplier != "" || q.Country != "" || q.Ask != ""
}

func (q TabQuery) fits(row Row) bool {
	return (q.Supplier == "" || slices.Contains(row.Suppliers, q.Supplier)) &&
		(q.Store == "" || row.Key.Store == q.Store) &&
		(q.Country == "" || row.Country == q.Country) &&
		(q.Ask == "" || slices.ContainsFunc(row.Asks, func(a Ask) bool { return a.Code == q.Ask }))
}
