package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"onward/shared/order"
)

// checkShop: nothing was told twice, nothing for units that were given back, and nobody mailed twice for one thing.
func (w *World) checkShop(known map[string]*order.Order) error {
	carried, orders := w.carried(known), w.shop.Orders()
	for _, h := range orders {
		if err := w.checkHeld(h, known[h.ID], carried); err != nil {
			return fmt.Errorf("order %s at the store: %w", h.ID, err)
		}
	}
	return w.checkMails(orders)
}

// parcel is what of a product is in the parcels of a number, for one order.
type parcel struct{ order, number, product string }

// carried is what every number that the supplier ever gave out carries.
func (w *World) carried(known map[string]*order.Order) map[parcel]int {
	out := map[parcel]int{}
	for _, so := range w.market.Orders() {
		o := known[so.OutOrderID]
		if o == nil {
			continue
		}
		for _, p := range so.Parcels {
			for _, number := range append([]string{p.Number}, p.Former...) {
				for _, item := range p.Items {
					out[parcel{o.Key.ID, number, so.Children[item.Child].ProductID}] += item.Quantity
				}
			}
		}
	}
	return out
}

// most is how many units of an article the numbers can be told for, and whether they are a supplier's at all. A unit of
// several pieces is told with the parcel that completes it.
func most(carried map[parcel]int, orderID string, numbers []string, a article) (units int, ours bool) {
	for _, c := range a.components {
		pieces := 0
		for _, n := range numbers {
			if in, ok := carried[parcel{orderID, n, c.Product}]; ok {
				pieces += in
				ours = true
			}
		}
		units = max(units, (pieces+c.PerUnit()-1)/c.PerUnit())
	}
	return units, ours
}

// checkHeld looks at one order in the store: what was told of a number is no more than its parcels carry, and no more of
// a line was told than was wanted.
func (w *World) checkHeld(h Held, o *order.Order, carried map[parcel]int) error {
	// A number that was lent to a shipment by hand says nothing of its units.
	lent := func(id string) bool {
		return w.byHand[h.ID] && o != nil && slices.ContainsFunc(o.Fulfilments, func(f order.Fulfilment) bool {
			return f.Foreign && slices.Contains(f.OutsideIDs, id)
		})
	}
	type told struct{ numbers, line string }
	sent, units := map[string]int{}, map[told]int{}
	for _, s := range h.Shipments {
		if s.Cancelled || len(s.Numbers) == 0 || lent(s.ID) {
			continue
		}
		for _, l := range h.Lines {
			article := slices.Index(w.variants, l.Variant)
			if s.Lines[l.ID] == 0 || article < 0 {
				continue
			}
			can, ours := most(carried, h.ID, s.Numbers, catalogue()[article])
			if !ours {
				continue // by hand
			}
			sent[l.ID] += s.Lines[l.ID]
			key := told{strings.Join(s.Numbers, " "), l.ID}
			if units[key] += s.Lines[l.ID]; units[key] > can {
				return fmt.Errorf("%d units of line %s were told with %s, which carry %d", units[key], l.ID, key.numbers, can)
			}
		}
	}
	for _, l := range h.Lines {
		if sent[l.ID] > l.Ordered-l.Gone {
			return fmt.Errorf("%d units of line %s were told, of %d of which %d were given back", sent[l.ID], l.ID, l.Ordered, l.Gone)
		}
	}
	return nil
}

// checkMails: a shipment is announced once, however it came about; a change of its numbers as often as they changed.
func (w *World) checkMails(orders []Held) error {
	type news struct {
		order, numbers string
		update         bool
	}
	shipments := map[string]int{}
	for _, h := range orders {
		shipments[h.ID] += len(h.Shipments)
	}
	times := map[news]int{}
	first := map[string]int{}
	for _, m := range w.shop.Mails() {
		sorted := slices.Clone(m.Numbers)
		slices.Sort(sorted)
		key := news{m.Order, strings.Join(sorted, " "), m.Update}
		if !m.Update {
			first[m.Order]++
		}
		if times[key]++; times[key] > 1 && !w.backward[m.Order] {
			return fmt.Errorf("order %s: the customer was mailed %d times about %q (update: %v)", m.Order, times[key], key.numbers, m.Update)
		}
	}
	for id, n := range first {
		if n > shipments[id] {
			return fmt.Errorf("order %s: %d mails about %d shipments", id, n, shipments[id])
		}
	}
	return nil
}
