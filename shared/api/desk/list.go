package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

type orderTable interface {
	listTable

	Load(ctx context.Context, key order.Key) (order.Order, error)
	LoadMany(ctx context.Context, keys []order.Key) ([]order.Order, error)
	Timeline(ctx context.Context, key order.Key, cursor string, limit int) (table.TimelinePage, error)
	WaitingOf(ctx context.Context, refs []table.WaitingRef) ([]table.Waiting, error)
	SweptAt(ctx context.Context, supplier order.Supplier, slot int) (time.Time, error)
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
}

type listTable interface {
	ListTab(ctx context.Context, merchant string, q table.TabQuery) (table.Page, error)
	CountTab(ctx context.Context, merchant string, tab order.State, most int) (n int, more bool, err error)
	CountTabOf(ctx context.Context, merchant string, q table.TabQuery, most int) (n int, more bool, err error)
	CountAsks(ctx context.Context, merchant string, most int) (n map[order.AttentionCode]int, more bool, err error)
	Connections(ctx context.Context, merchant string) (stores []table.Store, accounts []table.Account, err error)
	Lookup(ctx context.Context, merchant string, kind table.LookupKind, value string) ([]order.Key, error)
	NamePrefix(ctx context.Context, merchant, prefix string, limit int) ([]order.Key, error)
}

// Row is an order in a list.
type Row struct {
	Store     string           `json:"store"`
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Created   time.Time        `json:"created"`
	Country   string           `json:"country,omitempty"`
	Total     string           `json:"total,omitempty"`
	Units     int              `json:"units" doc:"Units of the order in this tab."`
	Why       order.Why        `json:"why,omitempty" doc:"What refines the state of the first of them."`
	Suppliers []order.Supplier `json:"suppliers"`
	Tabs      []order.State    `json:"tabs,omitempty" doc:"All tabs in which the order is; given in searches and in the lists of all orders and of those that ask for a person."`
	Attention int              `json:"attention" doc:"How many things about it ask for a person."`
	Asks      []Ask            `json:"asks,omitempty" doc:"Of what kinds they are; given in the list of orders that ask for a person."`
	Held      bool             `json:"held"`
}

// Query asks for one page of a tab.
type Query struct {
	Tab      order.State
	Store    string
	Supplier order.Supplier
	Country  string
	// Ask is a kind of attention, in TabAttention alone.
	Ask       order.AttentionCode
	OlderThan time.Time
	Cursor    string
	Limit     int
}

const (
	// TabAll is every order.
	TabAll = table.TabAll
	// TabAttention is the orders that ask for a person.
	TabAttention = table.TabAttention
	// maxPage keeps one page within four requests and a thousand rows read, whatever the filters.
	maxPage = 100
)

// Orders lists one page of a tab, newest first. A page can be short, or empty, and still have a cursor.
func (d *Desk) Orders(ctx context.Context, a Actor, q Query) (rows []Row, next string, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, "", err
	}
	kept, err := q.kept()
	if err != nil {
		return nil, "", err
	}
	page, err := d.Table.ListTab(ctx, a.Merchant, kept)
	if err != nil {
		return nil, "", refusal(err)
	}
	rows = make([]Row, 0, len(page.Rows))
	for _, r := range page.Rows {
		rows = append(rows, rowOf(r))
	}
	return rows, page.Cursor, nil
}

// kept is the query as the table takes it.
func (q Query) kept() (table.TabQuery, error) {
	if q.Tab != TabAll && q.Tab != TabAttention && !slices.Contains(order.Tabs(), q.Tab) {
		return table.TabQuery{}, invalid("query.tab", "There is no such tab.")
	}
	if err := checkAsk(q.Ask); err != nil {
		return table.TabQuery{}, err
	}
	if q.Ask != "" && q.Tab != TabAttention {
		return table.TabQuery{}, invalid("query.code", "Only the tab attention can be narrowed to a kind of attention.")
	}
	return table.TabQuery{
		Tab: q.Tab, Store: q.Store, Supplier: q.Supplier, Country: strings.ToUpper(q.Country), Ask: q.Ask, OlderThan: q.OlderThan,
		Cursor: q.Cursor, Limit: min(q.Limit, maxPage),
	}, nil
}

func rowOf(r table.Row) Row {
	out := Row{
		Store: r.Key.Store, ID: r.Key.ID, Name: r.Name, Created: r.Created, Country: r.Country, Total: totalText(r.Total), Units: r.Units,
		Why: r.Why, Suppliers: []order.Supplier{}, Tabs: r.States, Attention: r.Attention, Asks: asksOf(r.Asks), Held: r.Held,
	}
	for _, s := range r.Suppliers {
		if s != "" {
			out.Suppliers = append(out.Suppliers, s)
		}
	}
	return out
}

// Count is how many orders a tab has: exact below 1,000, then More.
type Count struct {
	Tab   order.State `json:"tab"`
	Count int         `json:"count"`
	More  bool        `json:"more" doc:"There are at least so many. Without filters that is said from 1,000 on; with filters, of the newest 1,000 orders of the tab."`
}

// mostCounted is how many orders are looked at to count.
const mostCounted = 1000

// Count counts the orders of a tab that fit; the query's cursor and limit are nothing to it.
func (d *Desk) Count(ctx context.Context, a Actor, q Query) (Count, error) {
	if err := a.need(ReadOnly); err != nil {
		return Count{}, err
	}
	kept, err := q.kept()
	if err != nil {
		return Count{}, err
	}
	n, more, err := d.Table.CountTabOf(ctx, a.Merchant, kept, mostCounted)
	return Count{Tab: q.Tab, Count: n, More: more}, err
}
