package desk

import (
	"context"
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/table"
)

// foundAtMost is how many orders a search answers with, readAtMost how many it reads to choose the newest of them.
const (
	foundAtMost = 25
	readAtMost  = 100
)

// Search finds orders by customer's mail address, tracking number, supplier's order number or name: those first, the newest
// before the others. Then come those whose name begins so, by name. more says that there are others.
func (d *Desk) Search(ctx context.Context, a Actor, text string) (rows []Row, more bool, err error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, false, err
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, false, invalid("query.q", "Give an order's name or how it begins, a mail address, a tracking number, or a supplier's order number.")
	}
	exact, begins, err := d.find(ctx, a.Merchant, text)
	if err != nil {
		return nil, false, err
	}
	keys := slices.Clone(exact)
	for _, k := range begins {
		if !slices.Contains(exact, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) > readAtMost {
		keys, more = keys[:readAtMost], true
	}
	orders, err := d.Table.LoadMany(ctx, keys)
	if err != nil {
		return nil, false, err
	}
	rows = make([]Row, 0, len(orders))
	wanted := 0 // how many of the first are exactly what was asked for
	for i := range orders {
		row := rowFrom(&orders[i])
		if slices.Contains(exact, orders[i].Key) || strings.EqualFold(strings.TrimPrefix(row.Name, "#"), strings.TrimPrefix(text, "#")) {
			rows = slices.Insert(rows, wanted, row)
			wanted++
			continue
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows[:wanted], func(a, b Row) int { return b.Created.Compare(a.Created) })
	if len(rows) > foundAtMost {
		rows, more = rows[:foundAtMost], true
	}
	return rows, more, nil
}

// find looks in at most three ways: an order's name rarely has an @, and a mail address always.
func (d *Desk) find(ctx context.Context, merchant, text string) (exact, begins []order.Key, err error) {
	kinds := []table.LookupKind{table.ByNumber, table.BySupplierOrder}
	if strings.Contains(text, "@") {
		kinds = []table.LookupKind{table.ByMail}
	}
	for _, kind := range kinds {
		found, err := d.Table.Lookup(ctx, merchant, kind, text)
		if err != nil {
			return nil, nil, err
		}
		for _, k := range found {
			if !slices.Contains(exact, k) {
				exact = append(exact, k)
			}
		}
	}
	begins, err = d.Table.NamePrefix(ctx, merchant, text, foundAtMost+1)
	return exact, begins, err
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
