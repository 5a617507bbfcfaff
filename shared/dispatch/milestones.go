package dispatch

import (
	"context"
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Milestones is a [Follower] that keeps when an order first was bought, paid, shipped and so on, for statistics. Each
// kind is kept once for an order, whatever is repeated.
type Milestones struct {
	Table interface {
		PutMilestone(ctx context.Context, m table.Milestone) error
	}
}

// Follow implements [Follower].
func (m Milestones) Follow(ctx context.Context, before *order.Order, after order.Order) error {
	if after.Store.CreatedAt.IsZero() {
		return nil // nothing is known of it yet
	}
	var had []table.Milestone
	if before != nil {
		had = reached(*before)
	}
	for _, now := range reached(after) {
		if slices.ContainsFunc(had, func(x table.Milestone) bool { return x.Kind == now.Kind }) {
			continue
		}
		if err := m.Table.PutMilestone(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

// reached is the points that an order has come to, each at its earliest.
func reached(o order.Order) []table.Milestone {
	var out []table.Milestone
	add := func(kind string, s order.Supplier, at time.Time) {
		if at.IsZero() {
			at = lastStep(o)
		}
		m := table.Milestone{Key: o.Key, Kind: kind, Supplier: s, Created: o.Store.CreatedAt, At: at}
		i := slices.IndexFunc(out, func(x table.Milestone) bool { return x.Kind == kind })
		switch {
		case i < 0:
			out = append(out, m)
		case at.Before(out[i].At):
			out[i] = m
		}
	}
	for i := range o.Purchases {
		p := &o.Purchases[i]
		switch p.State {
		case order.PurchasePlaced:
			add(table.MilestoneBought, p.Supplier, p.PlacedAt)
		case order.PurchaseRefused, order.PurchaseUnknown:
			add(table.MilestoneFailed+string(p.Reason), p.Supplier, time.Time{})
		case order.PurchaseOpen, order.PurchaseCalling, order.PurchaseDropped:
		}
		for j := range p.Orders {
			supplied(&p.Orders[j], func(kind string, at time.Time) { add(kind, p.Supplier, at) })
		}
	}
	for i := range o.Fulfilments {
		if f := &o.Fulfilments[i]; !f.Foreign && !f.ToldAt.IsZero() {
			add(table.MilestoneTold, supplierOf(o, f), f.ToldAt)
		}
	}
	return out
}

// supplied is the points that an order at a supplier has come to.
func supplied(so *order.SupplierOrder, add func(kind string, at time.Time)) {
	switch so.Stage {
	case order.StageShipped, order.StageDone:
		add(table.MilestonePaid, so.PaidAt)
		add(table.MilestoneShipped, time.Time{})
	case order.StagePaid:
		add(table.MilestonePaid, so.PaidAt)
	case order.StageUnknown, order.StagePlaced, order.StageCancelled:
	}
	for i := range so.Parcels {
		parcel := &so.Parcels[i]
		if parcel.Number != "" {
			add(table.MilestoneNumbered, parcel.FirstSeen)
		}
		if parcel.Delivered {
			add(table.MilestoneDelivered, time.Time{})
		}
	}
}

func supplierOf(o order.Order, f *order.Fulfilment) order.Supplier {
	for _, ref := range f.Parcels {
		if p, ok := o.Purchase(ref.Purchase); ok {
			return p.Supplier
		}
	}
	return ""
}

// lastStep is when the order changed last: the time of what the facts themselves do not date.
func lastStep(o order.Order) time.Time {
	if n := len(o.Tail); n > 0 {
		return o.Tail[n-1].At
	}
	return o.Store.UpdatedAt
}
