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
	Load(ctx context.Context, key order.Key) (order.Order, error)
	LoadMany(ctx context.Context, keys []order.Key) ([]order.Order, error)
	ListTab(ctx context.Context, merchant string, q table.TabQuery) (table.Page, error)
	CountTab(ctx context.Context, merchant string, tab order.State, most int) (n int, more bool, err error)
	Lookup(ctx context.Context, merchant string, kind table.LookupKind, value string) ([]order.Key, error)
	NamePrefix(ctx context.Context, merchant, prefix string, limit int) ([]order.Key, error)
	Timeline(ctx context.Context, key order.Key, cursor string, limit int) (table.TimelinePage, error)
	WaitingOf(ctx context.Context, refs []table.WaitingRef) ([]table.Waiting, error)
	SweptAt(ctx context.Context, supplier order.Supplier, slot int) (time.Time, error)
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
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
	Tabs      []order.State    `json:"tabs,omitempty" doc:"All tabs in which the order is; given in the list of all orders and in searches."`
	Attention int              `json:"attention" doc:"How many things about it ask for a person."`
	Held      bool             `json:"held"`
}

// Query asks for one page of a tab.
type Query struct {
	Tab       order.State
	Store     string
	Supplier  order.Supplier
	Country   string
	OlderThan time.Time
	Cursor    string
	Limit     int
}

const (
	// TabAll is every order.
	TabAll = table.TabAll
	// TabAttention is the orders that ask for a person.
	TabAttention = order.State("attention")
	// maxPage keeps one page within four requests and a thousand rows read, whatever the filters.
	maxPage = 100
)

// Orders lists one page of a tab, newest first. A page can be short, or empty, and still have a cursor.
func (d *Desk) Orders(ctx context.Context, a Actor, q Query) (rows []Row, next string, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, "", err
	}
	if q.Tab == TabAttention {
		return d.attention(ctx, a, q)
	}
	if q.Tab != TabAll && !slices.Contains(order.Tabs(), q.Tab) {
		return nil, "", invalid("query.tab", "There is no such tab.")
	}
	page, err := d.Table.ListTab(ctx, a.Merchant, table.TabQuery{
		Tab: q.Tab, Store: q.Store, Supplier: q.Supplier, Country: strings.ToUpper(q.Country), OlderThan: q.OlderThan,
		Cursor: q.Cursor, Limit: min(q.Limit, maxPage),
	})
	if err != nil {
		return nil, "", refusal(err)
	}
	rows = make([]Row, 0, len(page.Rows))
	for _, r := range page.Rows {
		rows = append(rows, rowOf(r))
	}
	return rows, page.Cursor, nil
}

func rowOf(r table.Row) Row {
	out := Row{
		Store: r.Key.Store, ID: r.Key.ID, Name: r.Name, Created: r.Created, Country: r.Country, Total: totalText(r.Total), Units: r.Units,
		Why: r.Why, Suppliers: []order.Supplier{}, Tabs: r.States, Attention: r.Attention, Held: r.Held,
	}
	for _, s := range r.Suppliers {
		if s != "" {
			out.Suppliers = append(out.Suppliers, s)
		}
	}
	return out
}

// Count is how many orders a tab has: exact up to 999, then More.
type Count struct {
	Tab   order.State `json:"tab"`
	Count int         `json:"count"`
	More  bool        `json:"more" doc:"There are at least 1,000."`
}

// mostCounted is the largest exact count: one more row is read to know whether there are others.
const mostCounted = 999

// Count counts a tab.
func (d *Desk) Count(ctx context.Context, a Actor, tab order.State) (Count, error) {
	if err := a.need(ReadOnly); err != nil {
		return Count{}, err
	}
	if tab != TabAll && !slices.Contains(order.Tabs(), tab) {
		return Count{}, invalid("query.tab", "There is no such tab.")
	}
	n, more, err := d.Table.CountTab(ctx, a.Merchant, tab, mostCounted)
	if more {
		n = mostCounted + 1
	}
	return Count{Tab: tab, Count: n, More: more}, err
}

// foundAtMost bounds how many orders a search reads.
const foundAtMost = 25

// Search finds orders by name (also by how it begins), customer's mail address, tracking number or supplier's
// order number. more says that there are others, for a name that many share the beginning of.
func (d *Desk) Search(ctx context.Context, a Actor, text string) (rows []Row, more bool, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, false, err
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, false, invalid("query.q", "Give an order's name or how it begins, a mail address, a tracking number, or a supplier's order number.")
	}
	keys, err := d.find(ctx, a.Merchant, text)
	if err != nil {
		return nil, false, err
	}
	if len(keys) > foundAtMost {
		keys, more = keys[:foundAtMost], true
	}
	orders, err := d.Table.LoadMany(ctx, keys)
	if err != nil {
		return nil, false, err
	}
	rows = make([]Row, 0, len(orders))
	for i := range orders {
		rows = append(rows, rowFrom(&orders[i]))
	}
	return rows, more, nil
}

func (d *Desk) find(ctx context.Context, merchant, text string) ([]order.Key, error) {
	if strings.Contains(text, "@") {
		return d.Table.Lookup(ctx, merchant, table.ByMail, text)
	}
	var keys []order.Key
	add := func(found []order.Key, err error) error {
		for _, k := range found {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
		return err
	}
	if err := add(d.Table.Lookup(ctx, merchant, table.ByNumber, text)); err != nil {
		return nil, err
	}
	if err := add(d.Table.Lookup(ctx, merchant, table.BySupplierOrder, text)); err != nil {
		return nil, err
	}
	return keys, add(d.Table.NamePrefix(ctx, merchant, text, foundAtMost+1))
}

// rowFrom makes a row of a whole order.
func rowFrom(o *order.Order) Row {
	out := Row{
		Store: o.Key.Store, ID: o.Key.ID, Name: o.Store.Name, Created: o.Store.CreatedAt, Country: o.Store.ShipTo.Country,
		Suppliers: []order.Supplier{}, Held: o.Hold != nil, Attention: openAttention(o),
	}
	if !o.Store.Total.IsZero() {
		out.Total = totalText(o.Store.Total.String())
	}
	for _, p := range o.Portions {
		out.Units += p.Units
		if !slices.Contains(out.Tabs, p.State) && p.State != order.Exempt {
			out.Tabs = append(out.Tabs, p.State)
		}
		if p.Supplier != "" && !slices.Contains(out.Suppliers, p.Supplier) {
			out.Suppliers = append(out.Suppliers, p.Supplier)
		}
	}
	return out
}

func openAttention(o *order.Order) int {
	n := 0
	for _, at := range o.Attention {
		if !at.Seen {
			n++
		}
	}
	return n
}
