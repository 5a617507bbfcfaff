package poll

import (
	"context"
	"errors"
	"slices"
	"time"

	"onward/shared/carrier"
	"onward/shared/order"
	"onward/shared/table"
)

// Others finds what orders a number was seen with before.
type Others interface {
	Lookup(ctx context.Context, merchant string, kind table.LookupKind, value string) ([]order.Key, error)
	Load(ctx context.Context, key order.Key) (order.Order, error)
}

// reusedAfter is when carriers give a number out again: the postal union's rule is not before twelve months.
const reusedAfter = 365 * 24 * time.Hour

// doubted says of each number of a report whether it looks like none. It depends on the report alone.
func doubted(r order.Report, w table.Waiting) order.Report {
	r.Parcels = slices.Clone(r.Parcels)
	for i := range r.Parcels {
		p := &r.Parcels[i]
		if p.Number == "" {
			continue
		}
		if found := carrier.Doubts(p.Number, w.Order, w.Key.ID); len(found) > 0 {
			p.Doubt = string(found[0])
		}
	}
	return r
}

// usedBefore finds numbers that another customer's order has: a known way to fake a shipment. Parcels to one address
// are put together at times, and orders of one customer share a number then. It is asked for news only.
func (s *Stage) usedBefore(ctx context.Context, r order.Report, key order.Key) (order.Report, error) {
	var own *order.Order
	for i := range r.Parcels {
		p := &r.Parcels[i]
		if p.Number == "" || p.Doubt != "" {
			continue
		}
		keys, err := s.rows.Lookup(ctx, key.Merchant, table.ByNumber, p.Number)
		if err != nil {
			return r, err
		}
		for _, other := range keys {
			if other == key {
				continue
			}
			if own == nil {
				o, err := s.rows.Load(ctx, key)
				if err != nil {
					return r, err
				}
				own = &o
			}
			strange, err := s.strange(ctx, *own, other)
			if err != nil {
				return r, err
			}
			if strange {
				p.Doubt = string(carrier.UsedElsewhere)
				break // one is enough
			}
		}
	}
	return r, nil
}

// strange reports whether an order is surely for somebody else. Of one whose customer was erased that is not known.
func (s *Stage) strange(ctx context.Context, own order.Order, key order.Key) (bool, error) {
	other, err := s.rows.Load(ctx, key)
	switch {
	case errors.Is(err, table.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case own.Store.CreatedAt.Sub(other.Store.CreatedAt).Abs() > reusedAfter:
		return false, nil
	}
	a, b := own.Destination(), other.Destination()
	known := a.Postcode != "" && b.Postcode != "" && !own.Erased && !other.Erased
	return known && (a.Country != b.Country || a.Postcode != b.Postcode), nil
}
