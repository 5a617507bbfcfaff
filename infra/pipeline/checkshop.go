package pipeline

import (
	"fmt"
	"slices"
	"strings"
)

// checkShop: nothing was told twice, nothing for units that were given back, and nobody mailed twice for one thing.
func (w *World) checkShop() error {
	numbers := w.numbers()
	for _, h := range w.shop.Orders() {
		if err := checkHeld(h, numbers, w.backward[h.ID]); err != nil {
			return fmt.Errorf("order %s at the store: %w", h.ID, err)
		}
	}
	return w.checkMails()
}

// checkHeld looks at one order in the store. After units went back they may have been told apart.
func checkHeld(h Held, numbers map[string]bool, apart bool) error {
	sent := map[string]int{}
	type told struct{ numbers, line string }
	times := map[told]int{}
	for _, s := range h.Shipments {
		if s.Cancelled || len(s.Numbers) == 0 || !numbers[s.Numbers[0]] {
			continue
		}
		for line, units := range s.Lines {
			sent[line] += units
			key := told{strings.Join(s.Numbers, " "), line}
			if times[key]++; times[key] > 1 && !apart {
				return fmt.Errorf("line %s is in %d shipments with the numbers %s", line, times[key], key.numbers)
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

// numbers is every number that the supplier ever gave out.
func (w *World) numbers() map[string]bool {
	out := map[string]bool{}
	for _, so := range w.market.Orders() {
		for _, p := range so.Parcels {
			out[p.Number] = true
			for _, n := range p.Former {
				out[n] = true
			}
		}
	}
	return out
}

// checkMails: a shipment is announced once, however it came about; a change of its numbers as often as they changed.
func (w *World) checkMails() error {
	type news struct {
		order, numbers string
		update         bool
	}
	shipments := map[string]int{}
	for _, h := range w.shop.Orders() {
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
