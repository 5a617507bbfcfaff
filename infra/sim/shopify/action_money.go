package shopify

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// edit changes quantities and adds lines. Every fulfilment order that it touches is replaced by one with a new id.
func (s *Sim) edit(sh *shop, o *order, a Action) error {
	var additions, removals []any
	replaced := map[*fulfilmentOrder]bool{}
	for _, want := range a.Lines {
		l := o.line(want.Line)
		if l == nil {
			return fmt.Errorf("order %s has no line %q", o.name, want.Line)
		}
		delta := want.Quantity - l.current()
		switch {
		case delta > 0:
			l.quantity += delta
			fo := s.grow(sh, o, l, delta)
			replaced[fo] = true
			additions = append(additions, map[string]any{"id": l.id, "delta": delta})
		case delta < 0:
			if -delta > o.unfulfilled(l) {
				return fmt.Errorf("line %q has only %d unfulfilled units", l.title, o.unfulfilled(l))
			}
			for _, fo := range o.shrink(l, -delta) {
				replaced[fo] = true
			}
			l.removed += -delta
			removals = append(removals, map[string]any{"id": l.id, "delta": -delta})
		}
	}
	for _, spec := range a.Add {
		if err := s.addLine(sh, o, spec); err != nil {
			return err
		}
		l := o.lines[len(o.lines)-1]
		for _, fo := range o.fulfilmentOrders {
			if fo.status != "closed" && slices.ContainsFunc(fo.lines, func(fl *fulfilmentOrderLine) bool { return fl.line == l }) {
				replaced[fo] = true
			}
		}
		additions = append(additions, map[string]any{"id": l.id, "delta": l.quantity})
	}
	for _, fo := range slices.Clone(o.fulfilmentOrders) {
		if replaced[fo] && fo.status != "closed" {
			s.replace(o, fo)
		}
	}
	s.touch(o)
	s.emit(sh, "orders/edited", map[string]any{"order_edit": map[string]any{
		"id": s.ids.take("Refund"), "app_id": nil, "created_at": restTime(s.now()), "notify_customer": false, "order_id": o.id,
		"staff_note": "", "user_id": 1, "shipping_lines": map[string]any{"additions": []any{}, "removals": []any{}},
		"line_items": map[string]any{"additions": list(additions), "removals": list(removals)},
	}})
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	return nil
}

// grow adds units of a line where it is to be fulfilled already, or at the shop's first location.
func (s *Sim) grow(sh *shop, o *order, l *line, units int) *fulfilmentOrder {
	for _, fo := range o.fulfilmentOrders {
		if fo.status == "closed" {
			continue
		}
		for _, fl := range fo.lines {
			if fl.line == l {
				fl.total += units
				fl.remaining += units
				return fo
			}
		}
	}
	s.assign(o, l, sh.locations[0], units)
	return o.fulfilmentOrders[len(o.fulfilmentOrders)-1]
}

// shrink takes unfulfilled units of a line out of the fulfilment orders and gives those it touched.
func (o *order) shrink(l *line, units int) []*fulfilmentOrder {
	var touched []*fulfilmentOrder
	for _, fo := range o.fulfilmentOrders {
		if fo.status == "closed" {
			continue
		}
		for _, fl := range fo.lines {
			if fl.line != l || units == 0 || fl.remaining == 0 {
				continue
			}
			take := min(units, fl.remaining)
			fl.remaining -= take
			fl.total -= take
			units -= take
			touched = append(touched, fo)
		}
		fo.settle()
	}
	return touched
}

// replace closes a fulfilment order and opens a new one with what remains in it.
func (s *Sim) replace(o *order, fo *fulfilmentOrder) {
	fresh := s.newFulfilmentOrder(fo.location)
	fresh.status, fresh.holds, fresh.fulfillAt, fresh.request = fo.status, fo.holds, fo.fulfillAt, fo.request
	for _, fl := range fo.lines {
		if fl.remaining == 0 {
			continue
		}
		fresh.lines = append(fresh.lines, &fulfilmentOrderLine{
			id: s.ids.take("FulfillmentOrderLineItem"), line: fl.line, total: fl.remaining, remaining: fl.remaining,
		})
		fl.total -= fl.remaining
		fl.remaining = 0
	}
	fo.status, fo.holds = "closed", nil
	if len(fresh.lines) > 0 {
		o.fulfilmentOrders = append(o.fulfilmentOrders, fresh)
	}
}

// refund gives money back, with lines or without. Units that were not sent are taken out of what is to be sent.
func (s *Sim) refund(sh *shop, o *order, a Action) error {
	picked, err := o.pick(a.Lines)
	if err != nil {
		return err
	}
	r := &refund{id: s.ids.take("Refund"), created: s.now().Truncate(1e9), note: a.Notes}
	sum := decimal.Zero
	for _, l := range o.lines {
		units := picked[l]
		if units == 0 {
			continue
		}
		if units > l.current() {
			return fmt.Errorf("line %q has only %d units to refund", l.title, l.current())
		}
		unsent := 0
		if a.Restock != "return" && a.Restock != "no_restock" {
			unsent = min(units, o.unfulfilled(l))
		}
		o.shrink(l, unsent)
		l.removed += unsent
		l.returned += units - unsent
		r.lines = append(r.lines, refundLine{
			id: s.ids.take("RefundLineItem"), line: l, quantity: units, restock: orDefault(a.Restock, restockOf(unsent)),
		})
		sum = sum.Add(l.price.Mul(decimal.NewFromInt(int64(units))))
	}
	if r.amount, err = amount(a.Amount, sum.String()); err != nil {
		return err
	}
	o.refunds = append(o.refunds, r)
	o.financial = "partially_refunded"
	if o.refunded().GreaterThanOrEqual(o.paid) {
		o.financial = "refunded"
	}
	s.touch(o)
	s.emit(sh, "refunds/create", s.refundPayload(sh, o, r))
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	return nil
}

func restockOf(unsent int) string {
	if unsent > 0 {
		return "cancel"
	}
	return "return"
}

// list keeps an empty list from becoming null.
func list(in []any) []any {
	if in == nil {
		return []any{}
	}
	return in
}
