package pipeline

import (
	"fmt"
	"time"

	"onward/shared/order"
)

// Finish ends the play: faults end, holds are released, customers pay, the merchant buys what is left, the supplier is
// paid and ships, until nothing is left to do. Then all must be where it should be.
func (w *World) Finish() error {
	if err := w.Rest(); err != nil {
		return fmt.Errorf("after the faults: %w", err)
	}
	for range 2 {
		for _, h := range w.shop.Orders() {
			if !h.Paid && !h.Cancelled {
				_ = w.Act(h.ID, Act{Do: Pay})
			}
			_ = w.Act(h.ID, Act{Do: Release})
		}
		if err := w.Let(time.Hour); err != nil {
			return fmt.Errorf("after releasing: %w", err)
		}
		all, err := w.All()
		if err != nil {
			return err
		}
		for i := range all {
			w.mend(&all[i])
		}
		if err := w.Let(time.Hour); err != nil {
			return fmt.Errorf("after placing: %w", err)
		}
		w.PayAll()
		if err := w.Let(2 * time.Hour); err != nil {
			return fmt.Errorf("after paying: %w", err)
		}
		w.ShipAll()
		w.Pass(time.Minute)
		if err := w.Rest(); err != nil {
			return fmt.Errorf("after shipping: %w", err)
		}
	}
	return w.checkFinished()
}

// mend does what a diligent merchant does with an order: settle what is unknown, release, buy what is left, tell again.
func (w *World) mend(o *order.Order) {
	id := o.Key.ID
	if o.Hold != nil {
		_ = w.Choose(id, order.SetHold{By: "merchant", On: false})
	}
	for i := range o.Purchases {
		if p := &o.Purchases[i]; p.State == order.PurchaseUnknown {
			var orders []string
			for _, so := range w.market.Orders() {
				if so.OutOrderID == p.ID {
					orders = append(orders, so.ID)
				}
			}
			w.notef("merchant settles %s: %v", p.ID, orders)
			_ = w.Choose(id, order.SettlePlaced{By: "merchant", Purchase: p.ID, Orders: orders})
		}
		for j := range o.Purchases[i].Orders {
			so := &o.Purchases[i].Orders[j]
			for _, parcel := range so.Parcels {
				if parcel.Ambiguous {
					w.notef("merchant resolves parcel %d of %s", parcel.Ordinal, so.ID)
					_ = w.Choose(id, order.ResolveParcel{By: "merchant", Parcel: order.ParcelRef{
						Purchase: o.Purchases[i].ID, Order: so.ID, Ordinal: parcel.Ordinal,
					}})
				}
			}
		}
	}
	for _, f := range o.Fulfilments {
		if f.State == order.FulfilmentStuck || f.State == order.FulfilmentWithdrawn {
			_ = w.Choose(id, order.TellAgain{By: "merchant", Fulfilment: f.ID})
		}
	}
	_ = w.Choose(id, order.Place{By: "merchant"})
}

// checkFinished: whatever was wanted was bought, sent and told.
func (w *World) checkFinished() error {
	for _, h := range w.shop.Orders() {
		o, err := w.Order(h.ID)
		if err != nil {
			return err
		}
		for _, p := range o.Portions {
			switch p.State {
			case order.Fulfilled, order.Canceled, order.Exempt:
			case order.Pending, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment, order.AwaitingFulfillment, order.Failed:
				if !h.Cancelled {
					return fmt.Errorf("order %s: %d of line %s are still %s (%s)\n%s", h.ID, p.Units, p.Line, p.State, p.Why, Describe(o))
				}
			}
		}
	}
	return nil
}
