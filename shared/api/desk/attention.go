package desk

import (
	"context"
	"strings"

	"onward/shared/table"
)

// attention lists orders that ask for a person, newest first. What is read for one page is bounded, so a page can be
// empty and have a cursor.
func (d *Desk) attention(ctx context.Context, a Actor, q Query) (rows []Row, next string, err error) {
	rows, next = []Row{}, q.Cursor
	for range attentionPages {
		page, err := d.Table.ListTab(ctx, a.Merchant, table.TabQuery{Tab: TabAll, Store: q.Store, Cursor: next, Limit: attentionRead})
		if err != nil {
			return nil, "", refusal(err)
		}
		for _, r := range page.Rows {
			if r.Attention > 0 && (q.Country == "" || strings.EqualFold(r.Country, q.Country)) {
				rows = append(rows, rowOf(r))
			}
		}
		next = page.Cursor
		if next == "" || len(rows) >= max(q.Limit, 1) || q.Store != "" {
			break // a list of one store takes all that may be read by itself
		}
	}
	return rows, next, nil
}

const (
	// attentionPages and attentionRead bound one page: each request reads a quarter more rows than asked for, and one
	// more reads the orders themselves.
	attentionPages = 3
	attentionRead  = 250
)
