package desk

import (
	"context"
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Ask is a kind of attention that an order asks for.
type Ask struct {
	Code  order.AttentionCode `json:"code"`
	Since time.Time           `json:"since,omitzero" doc:"When the first of the kind was raised."`
	Due   time.Time           `json:"due,omitzero" doc:"When it is too late for the first of them; given where there is a deadline."`
}

// Concern is an order that asks for a person, with all that it asks for.
type Concern struct {
	Row

	// Asking is named apart from the row's count, which the document would lose otherwise.
	Asking []Attention `json:"concerns"`
}

// Concerns is one page of what asks for a person.
type Concerns struct {
	Items []Concern `json:"items"`
	// Connections is on the first page, and not where a kind of concern is asked for.
	Connections []Connection `json:"connections" doc:"Stores and supplier accounts that ask for a person; on the first page only."`
	Cursor      string       `json:"cursor,omitempty" doc:"Give it back to read on; left out at the end."`
}

// attentionCodes is every kind of attention that orders ask for, the most pressing first.
func attentionCodes() []order.AttentionCode {
	return []order.AttentionCode{
		order.AttentionUnpaid, order.AttentionPlacedUnknown, order.AttentionCancelSupplier, order.AttentionNotTold,
		order.AttentionAddressChanged, order.AttentionNoNumber, order.AttentionSilent, order.AttentionDoubtful,
		order.AttentionAmbiguousParcel, order.AttentionWithdrawn, order.AttentionUnmapped, order.AttentionRisk,
		order.AttentionMoneyRefund, order.AttentionFulfilledBare, order.AttentionParked,
	}
}

func checkAsk(code order.AttentionCode) error {
	if code != "" && !slices.Contains(attentionCodes(), code) {
		return invalid("query.code", "There is no such kind of attention. Leave it out for all of them.")
	}
	return nil
}

// Concerns lists orders that ask for a person, with what they ask for, newest first; before them the stores and accounts
// that do. At most 25 orders are on one page; with filters a page can be short, or empty, and have a cursor.
func (d *Desk) Concerns(ctx context.Context, a Actor, q Query) (Concerns, error) {
	q.Tab, q.Limit = TabAttention, loadedAtMost
	out := Concerns{Items: []Concern{}, Connections: []Connection{}}
	rows, next, err := d.Orders(ctx, a, q)
	if err != nil {
		return Concerns{}, err
	}
	out.Cursor = next
	orders, err := d.loadRows(ctx, a, rows)
	if err != nil {
		return Concerns{}, err
	}
	for _, r := range rows {
		o, ok := orders[r.Store+"/"+r.ID]
		if !ok {
			continue
		}
		c := Concern{Row: r, Asking: []Attention{}}
		for _, at := range show(&o).Attention {
			if !at.Seen {
				c.Asking = append(c.Asking, at)
			}
		}
		if len(c.Asking) > 0 { // the row can be a moment behind the order
			out.Items = append(out.Items, c)
		}
	}
	if q.Cursor != "" || q.Ask != "" {
		return out, nil
	}
	stores, accounts, err := d.Table.Connections(ctx, a.Merchant)
	if err != nil {
		return Concerns{}, err
	}
	for _, c := range connectionsOf(stores, accounts, d.Now()) {
		if q.narrow(c) {
			out.Connections = append(out.Connections, c)
		}
	}
	return out, nil
}

// narrow reports whether a connection fits filters that are made for orders.
func (q Query) narrow(c Connection) bool {
	return (q.Store == "" || c.About == "store" && c.ID == q.Store) &&
		(q.Supplier == "" || c.Supplier == q.Supplier) && q.Country == "" && q.OlderThan.IsZero()
}

// AskCount is how many orders ask for something.
type AskCount struct {
	Code  order.AttentionCode `json:"code"`
	Count int                 `json:"count"`
}

// AskCounts is how many orders ask for a person, by what they ask for, the most pressing first.
type AskCounts struct {
	Items []AskCount `json:"items"`
	More  bool       `json:"more" doc:"There are more than 1,000 orders that ask for a person: the counts are of the newest 1,000."`
}

// CountConcerns counts the orders that ask for a person by what they ask for.
func (d *Desk) CountConcerns(ctx context.Context, a Actor) (AskCounts, error) {
	if err := a.need(ReadOnly); err != nil {
		return AskCounts{}, err
	}
	n, more, err := d.Table.CountAsks(ctx, a.Merchant, mostCounted)
	if err != nil {
		return AskCounts{}, err
	}
	out := AskCounts{Items: []AskCount{}, More: more}
	for _, code := range attentionCodes() {
		if n[code] > 0 {
			out.Items = append(out.Items, AskCount{code, n[code]})
		}
	}
	return out, nil
}

func asksOf(asks []table.Ask) []Ask {
	var out []Ask
	for _, a := range asks {
		out = append(out, Ask(a))
	}
	return out
}
