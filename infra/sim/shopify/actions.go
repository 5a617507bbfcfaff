package shopify

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Do has a merchant, or the customer, act on an order.
func (s *Sim) Do(domain, orderID string, a Action) (OrderView, error) {
	var view OrderView
	err := s.act(func() error {
		sh, o, err := s.orderOf(domain, orderID)
		if err != nil {
			return err
		}
		if a.Quiet {
			// The action's own deliveries are dropped after it queued them.
			before := len(s.queue)
			defer func() { s.queue = s.queue[:before] }()
		}
		if err := s.do(sh, o, a); err != nil {
			return err
		}
		view = s.view(sh, o)
		return nil
	})
	return view, err
}

func (s *Sim) orderOf(domain, orderID string) (*shop, *order, error) {
	sh := s.shops[strings.ToLower(domain)]
	if sh == nil {
		return nil, nil, fmt.Errorf("no shop %q", domain)
	}
	id, err := strconv.ParseInt(orderID, 10, 64)
	if o := sh.order(id); err == nil && o != nil {
		return sh, o, nil
	}
	for _, o := range sh.orders {
		if o.name == orderID {
			return sh, o, nil
		}
	}
	return nil, nil, fmt.Errorf("shop %q has no order %q", domain, orderID)
}

func (sh *shop) order(id int64) *order {
	for _, o := range sh.orders {
		if o.id == id {
			return o
		}
	}
	return nil
}

func (s *Sim) do(sh *shop, o *order, a Action) error {
	switch a.Do {
	case "pay":
		s.pay(sh, o)
	case "authorize":
		o.financial = "authorized"
		s.changed(sh, o)
	case "edit":
		return s.edit(sh, o, a)
	case "refund":
		return s.refund(sh, o, a)
	case "cancel":
		return s.cancel(sh, o, a)
	case "hold":
		return s.hold(sh, o, a)
	case "release":
		s.release(sh, o, nil)
	case "fulfil":
		return s.fulfilByHand(sh, o, a)
	case "cancel_fulfilment", "track":
		return s.changeFulfilment(sh, o, a)
	case "move":
		return s.moveByHand(sh, o, a)
	case "progress":
		for _, fo := range o.fulfilmentOrders {
			if fo.status == "open" {
				fo.status = "in_progress"
			}
		}
		s.changed(sh, o)
	case "archive", "unarchive":
		o.closed = nil
		if at := s.now().Truncate(time.Second); a.Do == "archive" {
			o.closed = &at
		}
		s.changed(sh, o)
	case "delete":
		sh.orders = slices.DeleteFunc(sh.orders, func(other *order) bool { return other == o })
		s.emit(sh, "orders/delete", map[string]any{"id": o.id})
	case "address":
		set(&o.ship, &a.Address)
		o.email = orDefault(a.Email, o.email)
		s.changed(sh, o)
	case "touch":
		s.changed(sh, o)
	default:
		return fmt.Errorf("action %q is not simulated", a.Do)
	}
	return nil
}

// changed tells of a change that has no topic of its own.
func (s *Sim) changed(sh *shop, o *order) {
	s.touch(o)
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
}

func (s *Sim) pay(sh *shop, o *order) {
	o.financial, o.paid = "paid", o.total()
	s.touch(o)
	s.emit(sh, "orders/paid", s.orderPayload(sh, o))
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	s.onPaid(sh, o, false)
}

// cancel gives up an order. What was sent has to be taken back first; the fulfilment orders close with their quantities
// still in them.
func (s *Sim) cancel(sh *shop, o *order, a Action) error {
	for _, f := range o.fulfilments {
		if f.status == "success" {
			return errors.New("Cannot cancel an order that has outstanding fulfillments") //nolint:staticcheck // the shop's own words
		}
	}
	at := s.now().Truncate(time.Second)
	o.cancelled, o.cancelReason = &at, orDefault(a.Reason, "customer")
	if o.paid.IsPositive() {
		o.refunds = append(o.refunds, &refund{id: s.ids.take("Refund"), created: at, amount: o.paid.Sub(o.refunded())})
		o.financial = "refunded"
	} else {
		o.financial = "voided"
	}
	for _, fo := range o.fulfilmentOrders {
		fo.status, fo.holds, fo.updated = "closed", nil, at
		s.emit(sh, "fulfillment_orders/cancelled", routed(fo))
	}
	s.touch(o)
	s.emit(sh, "orders/cancelled", s.orderPayload(sh, o))
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	return nil
}

// pick resolves the lines that an action names.
func (o *order) pick(lines []ActionLine) (map[*line]int, error) {
	picked := map[*line]int{}
	for _, want := range lines {
		l := o.line(want.Line)
		if l == nil {
			return nil, fmt.Errorf("order %s has no line %q", o.name, want.Line)
		}
		picked[l] += want.Quantity
	}
	return picked, nil
}

func (o *order) line(name string) *line {
	for _, l := range o.lines {
		if strconv.FormatInt(l.id, 10) == name || l.title == name || l.sku != "" && l.sku == name {
			return l
		}
	}
	return nil
}
