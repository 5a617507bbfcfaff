package order

import (
	"maps"
	"slices"
)

// clone copies everything that Decide may change. Timeline entries are never changed in place.
func (o *Order) clone() Order {
	c := *o
	c.Store.Lines = slices.Clone(o.Store.Lines)
	c.Store.Holds = slices.Clone(o.Store.Holds)
	c.Lots = slices.Clone(o.Lots)
	c.Purchases = cloneEach(o.Purchases, clonePurchase)
	c.Fulfilments = cloneEach(o.Fulfilments, cloneFulfilment)
	c.Reopened = slices.Clone(o.Reopened)
	c.Overrides = maps.Clone(o.Overrides)
	c.Portions = slices.Clone(o.Portions)
	c.Effects = slices.Clone(o.Effects)
	c.Attention = slices.Clone(o.Attention)
	c.Tail = slices.Clone(o.Tail)
	if o.ShipTo != nil {
		to := *o.ShipTo
		c.ShipTo = &to
	}
	if o.Hold != nil {
		hold := *o.Hold
		c.Hold = &hold
	}
	return c
}

func cloneEach[T any](in []T, one func(T) T) []T {
	if in == nil {
		return nil
	}
	out := make([]T, len(in))
	for i := range in {
		out[i] = one(in[i])
	}
	return out
}

func clonePurchase(p Purchase) Purchase {
	p.Items = slices.Clone(p.Items)
	p.Orders = cloneEach(p.Orders, cloneSupplierOrder)
	if p.ShipTo != nil {
		to := *p.ShipTo
		p.ShipTo = &to
	}
	return p
}

func cloneSupplierOrder(so SupplierOrder) SupplierOrder {
	so.Items = slices.Clone(so.Items)
	so.Cancelled = slices.Clone(so.Cancelled)
	so.Parcels = cloneEach(so.Parcels, func(p Parcel) Parcel {
		p.Items = slices.Clone(p.Items)
		p.History = slices.Clone(p.History)
		return p
	})
	so.Trusted = slices.Clone(so.Trusted)
	so.Withheld = cloneEach(so.Withheld, func(r ReportParcel) ReportParcel {
		r.Items = slices.Clone(r.Items)
		return r
	})
	return so
}

func cloneFulfilment(f Fulfilment) Fulfilment {
	f.Lines = slices.Clone(f.Lines)
	f.Parcels = slices.Clone(f.Parcels)
	f.Manual = slices.Clone(f.Manual)
	f.Told = slices.Clone(f.Told)
	f.OutsideIDs = slices.Clone(f.OutsideIDs)
	f.Refused = slices.Clone(f.Refused)
	f.Tried = cloneEach(f.Tried, func(a Attempted) Attempted {
		a.Lines = slices.Clone(a.Lines)
		return a
	})
	return f
}
