package desk

import (
	"context"

	"onward/shared/order"
)

// loadedAtMost is how many orders one page of a work list reads.
const loadedAtMost = 25

// Failure is an order of which something could not be bought.
type Failure struct {
	Row

	Failures []Failed `json:"failures"`
}

// Failed is a portion that failed, why, and how to mend it.
type Failed struct {
	Line     string              `json:"line"`
	Title    string              `json:"title,omitempty"`
	Variant  string              `json:"variant,omitempty"`
	Units    int                 `json:"units"`
	Purchase string              `json:"purchase,omitempty"`
	Reason   order.FailureReason `json:"reason,omitempty"`
	Message  string              `json:"message,omitempty" doc:"The supplier's own words."`
	Here     string              `json:"here"`
	Fix      string              `json:"fix"`
	Unknown  bool                `json:"unknown,omitempty" doc:"Whether it was placed is not known: settle that before anything else."`
}

// Failures lists orders of which something failed, with reason and fix, newest first.
func (d *Desk) Failures(ctx context.Context, a Actor, cursor string) (items []Failure, next string, err error) {
	rows, next, err := d.Orders(ctx, a, Query{Tab: order.Failed, Cursor: cursor, Limit: loadedAtMost})
	if err != nil {
		return nil, "", err
	}
	orders, err := d.loadRows(ctx, a, rows)
	if err != nil {
		return nil, "", err
	}
	items = []Failure{}
	for _, r := range rows {
		o, ok := orders[r.Store+"/"+r.ID]
		if !ok {
			continue
		}
		f := Failure{Row: r, Failures: []Failed{}}
		for _, p := range o.Portions {
			if p.State == order.Failed {
				f.Failures = append(f.Failures, failedOf(&o, p))
			}
		}
		if len(f.Failures) > 0 {
			items = append(items, f)
		}
	}
	return items, next, nil
}

func failedOf(o *order.Order, p order.Portion) Failed {
	why := o.Explain(p)
	out := Failed{
		Line: p.Line, Title: lineTitle(o, p.Line), Units: p.Units, Purchase: p.Purchase, Here: why.Here, Fix: why.Next,
		Unknown: p.Why == order.WhyPlacedUnknown,
	}
	for _, l := range o.Store.Lines {
		if l.ID == p.Line {
			out.Variant = l.Variant
		}
	}
	if purchase, ok := o.Purchase(p.Purchase); ok {
		out.Reason, out.Message = purchase.Reason, purchase.Message
	}
	return out
}

// Unmapped is a variant for which orders wait and nothing is chosen to buy.
type Unmapped struct {
	Store   string `json:"store"`
	Variant string `json:"variant"`
	Product string `json:"product,omitempty"`
	Title   string `json:"title,omitempty"`
	Options string `json:"options,omitempty"`
	SKU     string `json:"sku,omitempty"`
	Orders  int    `json:"orders" doc:"How many of the orders that were looked at wait for it."`
}

// unmappedAtMost bounds how many waiting orders are looked through for variants that are not mapped.
const unmappedAtMost = 50

// UnmappedVariants lists the variants without mapping of the newest orders that await ordering.
func (d *Desk) UnmappedVariants(ctx context.Context, a Actor) ([]Unmapped, error) {
	rows, _, err := d.Orders(ctx, a, Query{Tab: order.AwaitingOrder, Limit: unmappedAtMost})
	if err != nil {
		return nil, err
	}
	orders, err := d.loadRows(ctx, a, rows)
	if err != nil {
		return nil, err
	}
	out := []Unmapped{}
	for _, r := range rows {
		o, ok := orders[r.Store+"/"+r.ID]
		if !ok {
			continue
		}
		seen := map[string]bool{}
		for _, p := range o.Portions {
			if p.State != order.AwaitingOrder || p.Why != order.WhyUnmapped {
				continue
			}
			for _, l := range o.Store.Lines {
				if l.ID == p.Line && l.Variant != "" && !seen[l.Variant] {
					seen[l.Variant] = true
					out = countUnmapped(out, r.Store, l)
				}
			}
		}
	}
	return out, nil
}

func countUnmapped(list []Unmapped, store string, l order.SnapshotLine) []Unmapped {
	for i := range list {
		if list[i].Store == store && list[i].Variant == l.Variant {
			list[i].Orders++
			return list
		}
	}
	return append(list, Unmapped{
		Store: store, Variant: l.Variant, Product: l.Product, Title: l.Title, Options: l.Options, SKU: l.SKU, Orders: 1,
	})
}

// loadRows reads the orders of rows, by store and id.
func (d *Desk) loadRows(ctx context.Context, a Actor, rows []Row) (map[string]order.Order, error) {
	refs := make([]Ref, 0, len(rows))
	for _, r := range rows {
		refs = append(refs, Ref{Store: r.Store, ID: r.ID})
	}
	orders, err := d.Table.LoadMany(ctx, keysOf(a, refs))
	if err != nil {
		return nil, err
	}
	out := make(map[string]order.Order, len(orders))
	for _, o := range orders {
		out[o.Key.Store+"/"+o.Key.ID] = o
	}
	return out, nil
}
