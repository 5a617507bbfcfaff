package woocommerce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Way is how a store records tracking. It is found out once, by
// [Client.DetectWay], and remembered by the caller.
type Way string

// The ways, in the order in which they are looked for.
const (
	WayFulfilments        Way = "fulfilments"
	WayShipmentTracking   Way = "shipment-tracking"
	WayShipmentTrackingV2 Way = "shipment-tracking-wc-v2"
	WayAdvanced           Way = "advanced-shipment-tracking"
	WayNote               Way = "note"
)

// Parcel is a tracking number for a store. Carrier is a known provider key
// ("dhl") or, for all others, the carrier's name as the customer should read it.
type Parcel struct{ Number, Carrier, URL string }

// Item is a quantity of an order's line.
type Item struct {
	Line string
	Qty  int
}

// Shipment is what a store holds: a fulfilment, a plugin's entry, or a note.
type Shipment struct {
	ID      string
	Numbers []string
	// Items is what the shipment covers, where the way knows (ItemsKnown).
	Items      []Item
	ItemsKnown bool
	// Draft: recorded and not sent yet. It holds its items all the same.
	Draft bool
}

// NewShipment is what a store is to hold.
type NewShipment struct {
	Parcels []Parcel
	Items   []Item
	// Notify asks for the customer's mail where the way has one of its own
	// (fulfilments, notes). The plugins' numbers go out with the completed mail.
	Notify bool
	// ShippedAt is the day of shipping for the plugins; theirs is today when zero.
	ShippedAt time.Time
}

// Change replaces numbers that a store holds.
type Change struct {
	OrderID string
	// IDs are those that AddShipment gave; Was the numbers so far.
	IDs, Was []string
	Parcels  []Parcel
	Notify   bool
}

// TakenError says that a shipment would cover more of a line than is left of it:
// somebody else has recorded a shipment, or the line was refunded meanwhile.
type TakenError struct {
	Line      string
	Left, Ask int
}

// Error names the line.
func (e *TakenError) Error() string {
	return fmt.Sprintf("woocommerce: line %s has %d left to ship, not %d", e.Line, e.Left, e.Ask)
}

// recorder is one way of recording shipments. Each reads before it writes.
type recorder interface {
	list(ctx context.Context, orderID string) ([]Shipment, error)
	add(ctx context.Context, o Order, n NewShipment) (ids []string, added bool, err error)
	change(ctx context.Context, ch Change) (changed bool, err error)
}

func (c *Client) recorder(w Way) (recorder, error) {
	switch w {
	case WayFulfilments:
		return fulfilments{c}, nil
	case WayShipmentTracking, WayShipmentTrackingV2, WayAdvanced:
		return trackings{c, w}, nil
	case WayNote:
		return customerNotes{c}, nil
	}
	return nil, fmt.Errorf("woocommerce: unknown way of recording shipments %q", w)
}

// DetectWay finds out what the store has, by asking each way for the shipments
// of an order that exists. Only the store's word that a route does not exist
// rules a way out; any other failure is returned, so that a bad moment does not
// leave a store with the last resort.
func (c *Client) DetectWay(ctx context.Context, orderID string) (Way, error) {
	for _, w := range []Way{WayFulfilments, WayShipmentTracking, WayShipmentTrackingV2, WayAdvanced} {
		r, err := c.recorder(w)
		if err != nil {
			return "", err
		}
		_, err = r.list(ctx, orderID)
		var e *Error
		switch {
		case err == nil:
			return w, nil
		case errors.As(err, &e) && e.Kind == KindNoRoute && e.Code != "":
		default:
			return "", err
		}
	}
	return WayNote, nil
}

// Shipments lists what the store holds for an order.
func (c *Client) Shipments(ctx context.Context, w Way, orderID string) ([]Shipment, error) {
	r, err := c.recorder(w)
	if err != nil {
		return nil, err
	}
	return r.list(ctx, orderID)
}

// AddShipment records a shipment of an order that was read just now. What the
// store holds is read first: when the numbers are there already nothing is
// written and added is false. ids name what holds the numbers.
func (c *Client) AddShipment(ctx context.Context, w Way, o Order, n NewShipment) (ids []string, added bool, err error) {
	if len(n.Parcels) == 0 {
		return nil, false, errors.New("woocommerce: a shipment needs a tracking number")
	}
	r, err := c.recorder(w)
	if err != nil {
		return nil, false, err
	}
	return r.add(ctx, o, n)
}

// ChangeShipment brings the numbers of a recorded shipment up to date, again
// reading first: when the store holds the new numbers already, nothing is written.
func (c *Client) ChangeShipment(ctx context.Context, w Way, ch Change) (changed bool, err error) {
	if len(ch.Parcels) == 0 {
		return false, errors.New("woocommerce: a shipment needs a tracking number")
	}
	r, err := c.recorder(w)
	if err != nil {
		return false, err
	}
	return r.change(ctx, ch)
}

func numbers(ps []Parcel) []string {
	out := make([]string, 0, len(ps))
	for _, p := range ps {
		out = append(out, p.Number)
	}
	return out
}

// holdsAll reports whether every number of want is among have.
func holdsAll(have, want []string) bool {
	for _, n := range want {
		if !slices.Contains(have, n) {
			return false
		}
	}
	return true
}

// sameItems compares quantities per line, whatever their order.
func sameItems(a, b []Item) bool {
	x, y := perLine(a), perLine(b)
	if len(x) != len(y) {
		return false
	}
	for line, qty := range x {
		if y[line] != qty {
			return false
		}
	}
	return true
}

func perLine(items []Item) map[string]int {
	m := make(map[string]int, len(items))
	for _, i := range items {
		m[i.Line] += i.Qty
	}
	return m
}

// Open is how many of each line are neither refunded nor in a shipment that
// names its lines. Lines with nothing left are in it with 0.
func (o *Order) Open(held []Shipment) map[string]int {
	open := make(map[string]int, len(o.Lines))
	for _, l := range o.Lines {
		open[l.ID] = l.Ordered - l.Cancelled
	}
	for _, s := range held {
		for _, i := range s.Items {
			open[i.Line] = max(open[i.Line]-i.Qty, 0)
		}
	}
	return open
}
