package pipeline

import (
	"errors"
	"fmt"
	"slices"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// Check looks for what must never be, at no moment.
func (w *World) Check() error {
	all, err := w.All()
	if err != nil {
		return err
	}
	var errs []error
	known := map[string]*order.Order{}
	for i := range all {
		o := &all[i]
		known[o.Key.ID] = o
		errs = append(errs, w.checkOrder(*o))
		for j := range o.Purchases {
			known[o.Purchases[j].ID] = o
		}
	}
	errs = append(errs, w.checkMarket(known), w.checkShop(known))
	return errors.Join(errs...)
}

// checkOrder: portions add up, versions and serials only rise, moves are in the table and go forward.
func (w *World) checkOrder(o order.Order) error {
	before, seen := w.seen[o.Key]
	if seen && before.Version == o.Version {
		return nil
	}
	w.seen[o.Key] = o
	sum := map[string]int{}
	for _, p := range o.Portions {
		if p.Units <= 0 {
			return fmt.Errorf("order %s: line %s has a portion of %d units", o.Key.ID, p.Line, p.Units)
		}
		sum[p.Line] += p.Units
	}
	for _, l := range o.Store.Lines {
		if sum[l.ID] != max(l.Quantity, 0) && o.Parked == "" {
			return fmt.Errorf("order %s: portions of line %s add up to %d of %d", o.Key.ID, l.ID, sum[l.ID], l.Quantity)
		}
	}
	if seen && o.Version < before.Version {
		return fmt.Errorf("order %s went back from version %d to %d", o.Key.ID, before.Version, o.Version)
	}
	for _, e := range o.Tail {
		if seen && e.Version <= before.Version {
			continue
		}
		for _, m := range e.Moves {
			if err := w.checkMove(o, e, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// rank is how far along a state is.
func rank(s order.State) int {
	return slices.Index([]order.State{
		order.Pending, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment, order.AwaitingFulfillment, order.Fulfilled,
	}, s)
}

// checkMove: a move is in the table; only the store's and the merchant's word may send units back.
func (w *World) checkMove(o order.Order, e order.Entry, m order.Move) error {
	if m.From == "" {
		return nil
	}
	if !order.CanMove(m.From, m.To) {
		return fmt.Errorf("order %s: %d of line %s moved from %s to %s by %s, which is not in the table", o.Key.ID, m.Units, m.Line, m.From, m.To, e.Kind)
	}
	from, to := rank(m.From), rank(m.To)
	if from < 0 || to < 0 || to >= from || w.backward[o.Key.ID] {
		return nil
	}
	return fmt.Errorf("order %s: %d of line %s went back from %s to %s by %s", o.Key.ID, m.Units, m.Line, m.From, m.To, e.Kind)
}

// checkMarket: every purchase at the supplier is known here, was made once, and no more was bought than is wanted.
func (w *World) checkMarket(known map[string]*order.Order) error {
	for _, p := range w.market.Purchases() {
		if p.Made > 1 {
			return fmt.Errorf("purchase %s was made %d times", p.OutOrderID, p.Made)
		}
		if known[p.OutOrderID] == nil {
			return fmt.Errorf("purchase %s is at the supplier and in no order", p.OutOrderID)
		}
		if p.Contents > 1 && p.Made > 0 {
			return fmt.Errorf("purchase %s was asked for in %d wordings", p.OutOrderID, p.Contents)
		}
	}
	type piece struct{ order, product string }
	bought := map[piece]int{}
	for _, so := range w.market.Orders() {
		o := known[so.OutOrderID]
		for _, c := range so.Children {
			alive := c.Count
			if c.EndReason != "" {
				alive = c.Shipped
			}
			bought[piece{o.Key.ID, c.ProductID}] += alive
		}
	}
	for p, n := range bought {
		if most := w.most[p.order+" "+p.product]; n > most && !w.backward[p.order] {
			return fmt.Errorf("order %s: %d pieces of %s are bought, where at most %d can be wanted", p.order, n, p.product, most)
		}
	}
	return nil
}

// changed keeps the most that an order's lines ever needed. It is called with every change of the table.
func (w *World) changed(r memory.Record) {
	w.stream.take(r)
	if _, ok := table.IsOrder(r.Key); !ok || r.New == nil {
		return
	}
	o, err := w.table.DecodeOrder(r.New)
	if err != nil {
		panic("an order that was just written cannot be read: " + err.Error())
	}
	w.unpacked[r.Key] = o
	for _, a := range catalogue() {
		for _, c := range a.components {
			key := o.Key.ID + " " + c.Product
			w.most[key] = max(w.most[key], w.needed(&o, c.Product))
		}
	}
}

// needed is how many pieces of a product an order's lines need.
func (w *World) needed(o *order.Order, product string) int {
	n := 0
	for _, l := range o.Store.Lines {
		i := slices.Index(w.variants, l.Variant)
		if i < 0 || i >= len(catalogue()) {
			continue
		}
		for _, c := range catalogue()[i].components {
			if c.Product == product {
				n += l.Quantity * c.PerUnit()
			}
		}
	}
	return n
}
