package desk

import (
	"context"
	"strings"

	"onward/shared/order"
	"onward/shared/table"
)

// attention lists orders that ask for a person, newest first within each tab, the urgent tabs first. What is
// read for one page is bounded, so a page can be empty and have a cursor.
func (d *Desk) attention(ctx context.Context, a Actor, q Query) (rows []Row, next string, err error) {
	tabs := attentionTabs()
	tab, after, err := attentionCursor(tabs, q.Cursor)
	if err != nil {
		return nil, "", err
	}
	limit := max(min(q.Limit, maxPage), 1)
	rows = []Row{}
	seen := map[order.Key]bool{}
	for range attentionPages {
		page, err := d.Table.ListTab(ctx, a.Merchant, table.TabQuery{Tab: tabs[tab], Store: q.Store, Cursor: after, Limit: attentionRead})
		if err != nil {
			return nil, "", refusal(err)
		}
		for _, r := range page.Rows {
			if r.Attention > 0 && !seen[r.Key] && (q.Country == "" || strings.EqualFold(r.Country, q.Country)) {
				seen[r.Key] = true
				row := rowOf(r)
				row.Tabs = []order.State{r.Tab}
				rows = append(rows, row)
			}
		}
		after = page.Cursor
		if after == "" {
			tab++
		}
		if tab == len(tabs) {
			return rows, "", nil
		}
		if len(rows) >= limit || q.Store != "" {
			break
		}
	}
	return rows, sealCursor(string(tabs[tab]) + " " + after), nil
}

const (
	// attentionPages and attentionRead bound one page: each request reads a quarter more rows than asked for, and one
	// more reads the orders themselves.
	attentionPages = 3
	attentionRead  = 250
)

func attentionTabs() []order.State {
	return []order.State{
		order.Failed, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment,
		order.AwaitingFulfillment, order.Pending, order.Canceled, order.Fulfilled,
	}
}

func attentionCursor(tabs []order.State, cursor string) (tab int, after string, err error) {
	if cursor == "" {
		return 0, "", nil
	}
	raw, err := openCursor(cursor)
	if err != nil {
		return 0, "", err
	}
	name, after, ok := strings.Cut(raw, " ")
	for i, t := range tabs {
		if ok && string(t) == name {
			return i, after, nil
		}
	}
	return 0, "", refusal(table.ErrCursor)
}
