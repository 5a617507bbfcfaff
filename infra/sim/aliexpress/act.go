package aliexpress

import (
	"errors"
	"fmt"
)

// ErrNoOrder says that there is no order of that id.
var ErrNoOrder = errors.New("no such order")

// Shipment is a parcel to be sent.
type Shipment struct {
	Number   string `json:"number"`
	Carrier  string `json:"carrier"`
	LastMile string `json:"last_mile"`
	// Items is what goes into it; empty = everything not sent yet.
	Items []ParcelItem `json:"items"`
}

// change runs an action on one order and settles it.
func (s *Sim) change(id string, action func(o *Order) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.find(id)
	if !ok {
		return ErrNoOrder
	}
	if err := action(o); err != nil {
		return err
	}
	o.settle()
	return nil
}

// Pay pays an order.
func (s *Sim) Pay(id string) error {
	return s.change(id, func(o *Order) error {
		if !o.open() || !o.PaidAt.IsZero() {
			return errors.New("the order is paid or closed")
		}
		s.pay(o)
		return nil
	})
}

func (s *Sim) pay(o *Order) {
	o.PaidAt = s.now()
	o.settle()
	s.push(o, "PaymentAuthorized")
}

// FailPayment tells of a payment that did not work.
func (s *Sim) FailPayment(id string) error {
	return s.change(id, func(o *Order) error {
		s.push(o, "paymentFailedEvent")
		return nil
	})
}

// Ship sends one parcel of a paid order.
func (s *Sim) Ship(id string, what Shipment) error {
	return s.change(id, func(o *Order) error {
		if !o.open() || o.PaidAt.IsZero() {
			return errors.New("the order is not paid, or closed")
		}
		return s.ship(o, what)
	})
}

func (s *Sim) ship(o *Order, what Shipment) error {
	if len(what.Items) == 0 {
		for i := range o.Children {
			if left := o.left(i); left > 0 {
				what.Items = append(what.Items, ParcelItem{Child: i, Quantity: left})
			}
		}
	}
	if len(what.Items) == 0 {
		return errors.New("nothing is left to ship")
	}
	want := map[int]int{}
	for _, item := range what.Items {
		want[item.Child] += item.Quantity
		if item.Child < 0 || item.Child >= len(o.Children) || item.Quantity < 1 || want[item.Child] > o.left(item.Child) {
			return fmt.Errorf("child %d has not that many pieces left", item.Child)
		}
	}
	for _, item := range what.Items {
		o.Children[item.Child].Shipped += item.Quantity
	}
	if what.Number == "" {
		what.Number = s.newNumber()
	}
	if what.Carrier == "" {
		what.Carrier = o.Children[what.Items[0].Child].Company
	}
	o.ShippedAt = s.now()
	o.Parcels = append(o.Parcels, Parcel{
		Number: what.Number, Carrier: what.Carrier, LastMile: what.LastMile, Items: what.Items, ShippedAt: o.ShippedAt,
		Events: []Event{{At: o.ShippedAt, Name: "CREATED", Text: "Shipment information received"}},
	})
	o.settle()
	s.push(o, "OrderShipped")
	return nil
}

// newNumber makes a first-mile number.
func (s *Sim) newNumber() string {
	return fmt.Sprintf("LP%014d", s.random.Int64N(100_000_000_000_000))
}

// ChangeNumber gives a parcel another number, as last-mile carriers do.
func (s *Sim) ChangeNumber(id string, parcel int, number, carrier, lastMile string) error {
	return s.parcel(id, parcel, func(p *Parcel) error {
		if number == "" || number == p.Number {
			return errors.New("a new number is needed")
		}
		p.Former, p.Number = append(p.Former, p.Number), number
		if carrier != "" {
			p.Carrier = carrier
		}
		if lastMile != "" {
			p.LastMile = lastMile
		}
		return nil
	})
}

// AddEvent adds a tracking event.
func (s *Sim) AddEvent(id string, parcel int, name, text string) error {
	return s.parcel(id, parcel, func(p *Parcel) error {
		p.Events = append(p.Events, Event{At: s.now(), Name: name, Text: text})
		return nil
	})
}

func (s *Sim) parcel(id string, parcel int, action func(*Parcel) error) error {
	return s.change(id, func(o *Order) error {
		if parcel < 0 || parcel >= len(o.Parcels) {
			return errors.New("no such parcel")
		}
		return action(&o.Parcels[parcel])
	})
}

// Cancel closes an order. Without a reason it is the buyer's wish.
func (s *Sim) Cancel(id, endReason string) error {
	return s.change(id, func(o *Order) error {
		if !o.open() {
			return errors.New("the order is closed")
		}
		if endReason == "" {
			endReason = "buyer_cancel_order"
			if o.PaidAt.IsZero() {
				endReason = "buyer_cancel_notpay_order"
			}
		}
		s.end(o, endReason, "OrderClosed")
		return nil
	})
}

// CancelChild takes one line out of an order that goes on.
func (s *Sim) CancelChild(id string, child int, endReason string) error {
	return s.change(id, func(o *Order) error {
		if child < 0 || child >= len(o.Children) || o.Children[child].EndReason != "" {
			return errors.New("no such open child")
		}
		if endReason == "" {
			endReason = "CANCELED"
		}
		o.Children[child].EndReason = endReason
		for _, c := range o.Children {
			if c.EndReason == "" {
				return nil
			}
		}
		s.end(o, endReason, "OrderClosed")
		return nil
	})
}

// Finish ends an order as received.
func (s *Sim) Finish(id, endReason string) error {
	return s.change(id, func(o *Order) error {
		if !o.open() {
			return errors.New("the order is closed")
		}
		if endReason == "" {
			endReason = "buyer_accept_goods"
		}
		o.Logistics = "BUYER_ACCEPT_GOODS"
		s.end(o, endReason, "OrderConfirmed")
		return nil
	})
}

func (s *Sim) end(o *Order, endReason, push string) {
	o.EndedAt = s.now()
	for i := range o.Children {
		if o.Children[i].EndReason == "" {
			o.Children[i].EndReason = endReason
		}
	}
	o.settle()
	s.push(o, push)
}

// SetStatus puts any words into an order's statuses; from then on nothing else
// changes them. Two empty words give them back.
func (s *Sim) SetStatus(id, status, logistics string) error {
	return s.change(id, func(o *Order) error {
		o.Forced = status != "" || logistics != ""
		if status != "" {
			o.Status = status
		}
		if logistics != "" {
			o.Logistics = logistics
		}
		return nil
	})
}
