package aliexpress

import "time"

// progress does what time alone brings: unpaid orders lapse, and with Auto
// orders go their way. The lock must be held.
func (s *Sim) progress() {
	now := s.now()
	for _, o := range s.orders {
		if !o.open() {
			continue
		}
		if o.PaidAt.IsZero() && o.PayWithin > 0 && now.Sub(o.CreatedAt) >= o.PayWithin {
			s.end(o, "buyer_pay_timeout", "OrderClosed")
			continue
		}
		if !o.Forced {
			s.automatic(o, now)
		}
	}
}

// automatic takes every step of an order that is due, several at once after a
// long absence.
func (s *Sim) automatic(o *Order, now time.Time) {
	auto := s.settings.Auto
	due := func(since time.Time, wait Duration) bool {
		return wait > 0 && !since.IsZero() && now.Sub(since) >= auto.scaled(wait)
	}
	if o.PaidAt.IsZero() && due(o.CreatedAt, auto.Pay) {
		s.pay(o)
	}
	s.shipAutomatically(o, auto, due)
	allDelivered := len(o.Parcels) > 0
	for i := range o.Parcels {
		p := &o.Parcels[i]
		if len(p.Events) == 1 && due(p.ShippedAt, auto.Scan) {
			p.Events = append(p.Events, Event{At: p.ShippedAt.Add(auto.scaled(auto.Scan)), Name: "IN_TRANSIT", Text: "Accepted by carrier"})
		}
		if !p.Delivered && due(p.ShippedAt, auto.Deliver) {
			p.Delivered = true
			p.Events = append(p.Events, Event{At: p.ShippedAt.Add(auto.scaled(auto.Deliver)), Name: "Delivery update", Text: "Delivered"})
		}
		allDelivered = allDelivered && p.Delivered
	}
	if allDelivered && o.Status == "WAIT_BUYER_ACCEPT_GOODS" && auto.Deliver > 0 && due(o.ShippedAt.Add(auto.scaled(auto.Deliver)), auto.Finish) {
		o.Logistics = "BUYER_ACCEPT_GOODS"
		s.end(o, "buyer_accept_goods_timeout", "OrderConfirmed")
	}
}

// shipAutomatically sends what is left: all at once, or line by line.
func (s *Sim) shipAutomatically(o *Order, auto Auto, due func(time.Time, Duration) bool) {
	since := o.PaidAt
	if auto.Apart && o.ShippedAt.After(since) {
		since = o.ShippedAt
	}
	if !due(since, auto.Ship) {
		return
	}
	for i := range o.Children {
		left := o.left(i)
		if left == 0 {
			continue
		}
		if !auto.Apart {
			_ = s.ship(o, Shipment{}) // cannot fail: something is left
			return
		}
		_ = s.ship(o, Shipment{Items: []ParcelItem{{Child: i, Quantity: left}}})
		return
	}
}

func (a Auto) scaled(d Duration) time.Duration {
	if a.Scale <= 0 {
		return time.Duration(d)
	}
	return time.Duration(float64(d) / a.Scale)
}
