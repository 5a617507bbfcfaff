package pipeline

import sim "onward/infra/sim/aliexpress"

// Buy has a customer order something.
func (w *World) Buy(b Basket) (string, error) {
	id, err := w.shop.Buy(b)
	w.note("customer orders %s: %v", id, b.Goods)
	return id, err
}

// Act has the merchant, or the customer, do something to an order in the store.
func (w *World) Act(id string, a Act) error {
	if a.Do == Undo || a.Do == Cancel {
		w.backward[id] = true
	}
	err := w.shop.Act(id, a)
	if err == nil {
		w.note("store: %s %s %d of line %s", id, a.Do, a.Units, a.Line)
	}
	return err
}

// PayAll has the merchant pay every order at the supplier that waits for it.
func (w *World) PayAll() {
	for _, so := range w.market.Orders() {
		if so.PaidAt.IsZero() && so.EndedAt.IsZero() && w.market.Pay(so.ID) == nil {
			w.note("supplier: %s is paid", so.ID)
		}
	}
}

// ShipAll has the supplier ship all that is paid.
func (w *World) ShipAll() {
	for _, so := range w.market.Orders() {
		if !so.PaidAt.IsZero() && so.EndedAt.IsZero() && w.market.Ship(so.ID, sim.Shipment{}) == nil {
			w.note("supplier: %s is shipped", so.ID)
		}
	}
}
