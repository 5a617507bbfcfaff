package table

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// TabQuery asks for one page of a tab, newest first. Empty fields do not limit.
type TabQuery struct {
	Tab      order.State
	Store    string
	Supplier order.Supplier
	Country  string
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
	pageRows     = 50
	maxPageRows  = 250
	pageRequests = 4
	readRows     = 1000
)

// ListTab lists the orders of a tab, each once; with a supplier, the part of them that it has.
// [ErrCursor] for a cursor of another list.
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
	for range pageRequests {
		page, err := t.engine.Query(ctx, kv.Query{
			PK: string(tabPartition(merchant, q.Tab)), After: after, Desc: true, Limit: q.batch(),
		})
		if err != nil {
			return Page{}, fmt.Errorf("list tab: %w", err)
		}
		for i, item := range page.Items {
			row, err := decodeRow(merchant, q.Tab, item)
			if err != nil {
				return Page{}, fmt.Errorf("list tab: %w", err)
			}
			if !q.fits(row, item.Has(attrAgain)) {
				continue
			}
			out.Rows = append(out.Rows, row)
			if len(out.Rows) == q.Limit {
				if i < len(page.Items)-1 || page.Next != "" {
					out.Cursor = q.seal(merchant, item[kv.SK].Str())
				}
				return out, nil
			}
		}
		if page.Next == "" {
			return out, nil
		}
		after = page.Next
	}
	out.Cursor = q.seal(merchant, after)
	return out, nil
}

// batch is how many rows one request reads: a few more than wanted where nothing limits, to pass over
// orders that are there twice.
func (q TabQuery) batch() int {
	if q.Store == "" && q.Supplier == "" && q.Country == "" {
		return min(q.Limit+q.Limit/4+1, readRows/pageRequests)
	}
	return readRows / pageRequests
}

func (q TabQuery) fits(row Row, again bool) bool {
	if q.Supplier == "" && again {
		return false
	}
	return (q.Supplier == "" || row.Supplier == q.Supplier) &&
		(q.Store == "" || row.Key.Store == q.Store) &&
		(q.Country == "" || row.Country == q.Country)
}

// start is the sort key behind which to begin.
func (q TabQuery) start(merchant string) (string, error) {
	if q.Cursor != "" {
		raw, err := base64.RawURLEncoding.DecodeString(q.Cursor)
		if err != nil || len(raw) <= cursorSum {
			return "", ErrCursor
		}
		sk := string(raw[cursorSum:])
		if q.seal(merchant, sk) != q.Cursor {
			return "", ErrCursor
		}
		return sk, nil
	}
	if !q.OlderThan.IsZero() {
		return millisSort(q.OlderThan), nil
	}
	return "", nil
}

// cursorSum is how many bytes of a cursor bind it to its list.
const cursorSum = 6

// seal makes a cursor. It is no secret: a forged one can lead nowhere but within the same list.
func (q TabQuery) seal(merchant, sk string) string {
	older := ""
	if !q.OlderThan.IsZero() {
		older = millisSort(q.OlderThan)
	}
	sum := sha256.Sum256([]byte(join(merchant, string(q.Tab), q.Store, string(q.Supplier), q.Country, older) + "\x00" + sk))
	return base64.RawURLEncoding.EncodeToString(append(sum[:cursorSum:cursorSum], sk...))
}

// CountTab counts the orders of a tab, at most so many: more says that there are others.
func (t *Table) CountTab(ctx context.Context, merchant string, tab order.State, most int) (n int, more bool, err error) {
	after := ""
	for {
		page, err := t.engine.Query(ctx, kv.Query{
			PK: string(tabPartition(merchant, tab)), After: after, Limit: most - n + 1, Only: []string{attrAgain},
		})
		if err != nil {
			return 0, false, fmt.Errorf("count tab: %w", err)
		}
		for _, item := range page.Items {
			if item.Has(attrAgain) {
				continue
			}
			if n == most {
				return n, true, nil
			}
			n++
		}
		if page.Next == "" {
			return n, false, nil
		}
		after = page.Next
	}
}
