package pipeline

import (
	"fmt"
	"hash/fnv"

	sim "onward/infra/sim/aliexpress"
)

// Buy has a customer order something.
func (w *World) Buy(b Basket) (string, error) {
	id, err := w.shop.Buy(b)
	w.notef("customer orders %s: %v", id, b.Goods)
	return id, err
}

// Act has the merchant, or the customer, do something to an order in the store.
func (w *World) Act(id string, a Act) error {
	if a.Do == Undo || a.Do == Cancel {
		w.backward[id] = true
	}
	if a.Do == ByHand {
		w.byHand[id] = true
	}
	err := w.shop.Act(id, a)
	if err == nil {
		w.notef("store: %s %s %d of line %s", id, a.Do, a.Units, a.Line)
	}
	return err
}

// PayAll has the merchant pay every order at the supplier that waits for it.
func (w *World) PayAll() {
	for _, so := range w.market.Orders() {
		if so.PaidAt.IsZero() && so.EndedAt.IsZero() && w.market.Pay(so.ID) == nil {
			w.notef("supplier: %s is paid", so.ID)
		}
	}
}

// ShipAll has the supplier ship all that is paid.
func (w *World) ShipAll() {
	for _, so := range w.market.Orders() {
		_ = w.Ship(so) // what is not paid or has nothing left is left alone
	}
}

// Number is a tracking number that depends on nothing but what is sent: runs that took other ways can be compared.
func Number(outOrder string, children []string, parcel int) string {
	h := fnv.New64a()
	_, _ = fmt.Fprintln(h, outOrder, children, parcel)
	return fmt.Sprintf("LP%014d", h.Sum64()%100_000_000_000_000)
}

// Ship has the supplier send some pieces of an order, or all that is left when none are named.
func (w *World) Ship(so sim.Order, items ...sim.ParcelItem) error {
	var names []string
	for _, c := range so.Children {
		names = append(names, c.ProductID)
	}
	err := w.market.Ship(so.ID, sim.Shipment{Number: Number(so.OutOrderID, names, len(so.Parcels)), Items: items})
	if err == nil {
		w.notef("supplier: %s sends %v", so.ID, items)
	}
	return err
}

// Renumber changes a parcel's number.
func (w *World) Renumber(so sim.Order, parcel int) error {
	if parcel >= len(so.Parcels) {
		return sim.ErrNoOrder
	}
	was := so.Parcels[parcel]
	err := w.market.ChangeNumber(so.ID, parcel, Number(was.Number, nil, len(was.Former)), "", "")
	if err == nil {
		w.notef("supplier: parcel %d of %s has another number", parcel, so.ID)
	}
	return err
}

// Bought is the supplier's orders for an order of the store, by its id.
func (w *World) Bought(id string) []sim.Order {
	o, err := w.Order(id)
	if err != nil {
		return nil
	}
	var out []sim.Order
	for _, so := range w.market.Orders() {
		if _, ours := o.Purchase(so.OutOrderID); ours {
			out = append(out, so)
		}
	}
	return out
}
