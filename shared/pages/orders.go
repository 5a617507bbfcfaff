package pages

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// filters is what limits a list, as the address has it.
type filters struct {
	Tab      order.State
	Store    string
	Supplier order.Supplier
	Country  string
	Age      string
	Search   string
}

// ages are the choices of the filter by age, in hours.
func ages() []struct{ Hours, Title string } {
	return []struct{ Hours, Title string }{
		{"24", "Older than a day"}, {"72", "Older than 3 days"}, {"168", "Older than a week"}, {"336", "Older than 2 weeks"}, {"720", "Older than a month"},
	}
}

func filtersOf(q url.Values) filters {
	f := filters{
		Tab: order.State(q.Get("tab")), Store: q.Get("store"), Supplier: order.Supplier(q.Get("supplier")),
		Country: strings.ToUpper(strings.TrimSpace(q.Get("country"))), Age: q.Get("age"), Search: strings.TrimSpace(q.Get("q")),
	}
	if f.Tab == "" {
		f.Tab = order.AwaitingOrder
	}
	return f
}

// query is the filters as part of an address; values that are empty are left out.
func (f filters) query(tab order.State, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"tab": string(tab), "store": f.Store, "supplier": string(f.Supplier), "country": f.Country, "age": f.Age, "cursor": cursor,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// Set reports whether anything but the tab limits the list.
func (f filters) Set() bool {
	return f.Store != "" || f.Supplier != "" || f.Country != "" || f.Age != ""
}

// Link leads to a tab with the same filters.
func (f filters) Link(tab order.State) string { return "orders?" + f.query(tab, "") }

// CountLink leads to how many orders of a tab the filters leave.
func (f filters) CountLink(tab order.State) string { return "orders/count?" + f.query(tab, "") }

// ordersPage is one page of a list of orders.
type ordersPage struct {
	Filters filters
	Tabs    []order.State
	Rows    []desk.Row
	Next    string
	More    bool
	Names   desk.Names
	Ages    []struct{ Hours, Title string }
	Bulk    bool
	// Export leads to the same as CSV. Whole: the page has all of the list.
	Export string
	Whole  bool
}

func (p *pages) orders(v *visit) error {
	out, title, err := p.listOrders(v)
	if err != nil {
		return err
	}
	return p.show(v, "orders", title, out)
}

// listOrders reads what the address asks for.
func (p *pages) listOrders(v *visit) (out ordersPage, title string, err error) {
	ctx, q := v.r.Context(), v.r.URL.Query()
	f := filtersOf(q)
	names, err := p.Desk.Names(ctx, v.actor)
	if err != nil {
		return out, "", err
	}
	out = ordersPage{Filters: f, Names: names, Tabs: append(order.Tabs(), desk.TabAll), Ages: ages(), Bulk: v.actor.Role.Allows(desk.Operator)}
	if f.Search != "" {
		out.Export = "orders.csv?" + url.Values{"q": {f.Search}}.Encode()
		out.Rows, out.More, err = p.Desk.Search(ctx, v.actor, f.Search)
		out.Whole = !out.More
		return out, "Search: " + f.Search, err
	}
	query := p.asked(f)
	query.Cursor, query.Limit = q.Get("cursor"), 50
	rows, next, err := p.Desk.Orders(ctx, v.actor, query)
	if err != nil {
		return out, "", err
	}
	out.Rows = rows
	out.Export = "orders.csv?" + f.query(f.Tab, q.Get("cursor"))
	out.Whole = next == "" && q.Get("cursor") == ""
	if next != "" {
		out.Next = "orders?" + f.query(f.Tab, next)
	}
	return out, tabTitle(f.Tab), nil
}

// asked is the filters as the desk takes them.
func (p *pages) asked(f filters) desk.Query {
	query := desk.Query{Tab: f.Tab, Store: f.Store, Supplier: f.Supplier, Country: f.Country}
	if hours, err := strconv.Atoi(f.Age); err == nil && hours > 0 && hours < 100000 {
		// To the hour, so that the cursors of one list fit each other while it is read.
		query.OlderThan = p.Now().Truncate(time.Hour).Add(-time.Duration(hours) * time.Hour)
	}
	return query
}

// count is how many orders of a tab the filters leave; it loads after the page.
func (p *pages) count(v *visit) error {
	c, err := p.Desk.Count(v.r.Context(), v.actor, p.asked(filtersOf(v.r.URL.Query())))
	if err != nil {
		return err
	}
	return p.part(v, "orders", "count", c)
}
