package shopify

import (
	"fmt"
	"slices"
	"strconv"
)

// hold places a hold on the fulfilment orders of the named location, or on all.
func (s *Sim) hold(sh *shop, o *order, a Action) error {
	placed := 0
	for _, fo := range o.fulfilmentOrders {
		if fo.status == "closed" || a.Location != "" && fo.location.name != a.Location {
			continue
		}
		h := s.place(fo, orDefault(a.Reason, "other"), a.Notes, a.By)
		s.emit(sh, "fulfillment_orders/placed_on_hold", heldPayload(fo, h))
		placed++
	}
	if placed == 0 {
		return fmt.Errorf("order %s has nothing to hold", o.name)
	}
	s.changed(sh, o)
	return nil
}

func (s *Sim) place(fo *fulfilmentOrder, reason, notes, by string) *hold {
	h := &hold{id: s.ids.take("FulfillmentHold"), reason: reason, notes: notes, app: by}
	fo.holds = append(fo.holds, h)
	fo.status, fo.updated = "on_hold", s.now()
	return h
}

// release takes holds away: all of them, or those that may be let go.
func (s *Sim) release(sh *shop, o *order, may func(*fulfilmentOrder, *hold) bool) {
	for _, fo := range o.fulfilmentOrders {
		if fo.status != "on_hold" {
			continue
		}
		fo.holds = slices.DeleteFunc(fo.holds, func(h *hold) bool { return may == nil || may(fo, h) })
		if len(fo.holds) > 0 {
			continue
		}
		fo.status = "open"
		fo.settle()
		s.emit(sh, "fulfillment_orders/hold_released", routed(fo))
	}
	s.changed(sh, o)
}

// fulfilByHand is what a merchant does in the shop's pages: with or without a number, with or without a mail.
func (s *Sim) fulfilByHand(sh *shop, o *order, a Action) error {
	picked, err := o.pick(a.Lines)
	if err != nil {
		return err
	}
	all := len(a.Lines) == 0
	byPlace := map[*location][]portion{}
	for _, fo := range o.fulfilmentOrders {
		if fo.status != "open" && fo.status != "in_progress" {
			continue
		}
		for _, p := range fo.remaining() {
			if !all {
				p.quantity = min(p.quantity, picked[p.line.line])
				picked[p.line.line] -= p.quantity
			}
			if p.quantity > 0 {
				byPlace[fo.location] = append(byPlace[fo.location], p)
			}
		}
	}
	if len(byPlace) == 0 {
		return fmt.Errorf("order %s has nothing to fulfil", o.name)
	}
	for l, left := range picked {
		if !all && left > 0 {
			return fmt.Errorf("line %q has %d units too few", l.title, left)
		}
	}
	for _, place := range sh.locations {
		if portions := byPlace[place]; len(portions) > 0 {
			s.fulfil(sh, o, portions, tracking{company: a.Company, numbers: a.Numbers, urls: a.URLs}, a.Notify)
		}
	}
	return nil
}

func (s *Sim) changeFulfilment(sh *shop, o *order, a Action) error {
	for _, f := range o.fulfilments {
		if a.Fulfilment != "" && strconv.FormatInt(f.id, 10) != a.Fulfilment || f.status != "success" {
			continue
		}
		if a.Do == "track" {
			s.retrack(sh, o, f, tracking{company: a.Company, numbers: a.Numbers, urls: a.URLs}, a.Notify)
		} else {
			s.cancelFulfilment(sh, o, f)
		}
		return nil
	}
	return fmt.Errorf("order %s has no such fulfilment", o.name)
}

func (s *Sim) moveByHand(sh *shop, o *order, a Action) error {
	to := sh.location(a.Location)
	if to == nil {
		return fmt.Errorf("shop %q has no location %q", sh.domain, a.Location)
	}
	picked, err := o.pick(a.Lines)
	if err != nil {
		return err
	}
	for _, fo := range slices.Clone(o.fulfilmentOrders) {
		if fo.location == to || fo.status == "closed" {
			continue
		}
		portions := fo.remaining()
		if len(a.Lines) > 0 {
			portions = slices.DeleteFunc(portions, func(p portion) bool { return picked[p.line.line] == 0 })
		}
		if len(portions) > 0 {
			s.move(sh, o, fo, to, portions)
		}
	}
	return nil
}

// move assigns portions of a fulfilment order to another location. A whole one moves with its id, unless the new
// location already has one of this order: then, as when only a part moves, a new one appears there.
func (s *Sim) move(sh *shop, o *order, fo *fulfilmentOrder, to *location, portions []portion) *fulfilmentOrder {
	whole := true
	for _, l := range fo.lines {
		moving := 0
		for _, p := range portions {
			if p.line == l {
				moving += p.quantity
			}
		}
		whole = whole && moving == l.total
	}
	occupied := slices.ContainsFunc(o.fulfilmentOrders, func(other *fulfilmentOrder) bool {
		return other != fo && other.location == to && other.status != "closed"
	})
	target := fo
	if whole && !occupied {
		fo.location, fo.updated = to, s.now()
		fo.request = s.newRequest(to)
	} else {
		target = s.newFulfilmentOrder(to)
		for _, p := range portions {
			p.line.remaining -= p.quantity
			p.line.total -= p.quantity
			target.lines = append(target.lines, &fulfilmentOrderLine{
				id: s.ids.take("FulfillmentOrderLineItem"), line: p.line.line, total: p.quantity, remaining: p.quantity,
			})
		}
		fo.settle()
		o.fulfilmentOrders = append(o.fulfilmentOrders, target)
	}
	s.emit(sh, "fulfillment_orders/moved", map[string]any{
		"original_fulfillment_order": shortPayload(fo), "moved_fulfillment_order": shortPayload(target),
		"destination_location_id": to.id, "fulfillment_order_line_items_requested": []any{}, "source_location": map[string]any{"id": fo.location.id},
	})
	s.changed(sh, o)
	return target
}

func (s *Sim) newRequest(to *location) string {
	if to.service && !to.unasked {
		return "submitted"
	}
	return "unsubmitted"
}
