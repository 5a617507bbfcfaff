package evidence

import (
	"slices"
	"time"

	"onward/shared/order"
)

// Record is an order with its steps, oldest first, and what is needed to tell of it.
type Record struct {
	Order order.Order
	Steps []order.Entry
	// Cut: there are older steps than these.
	Cut bool
	// Policies is the settings by which steps were judged, by version.
	Policies map[int64]order.Policy
	// Store and Merchant are what they are called. Accounts names supplier accounts by their id.
	Store, Merchant string
	Accounts        map[string]string
	// By and At are of the file: who had it written, and when.
	By string
	At time.Time
}

// Reader is who the file is for.
type Reader string

// The readers. A bank is not told where the goods were bought, and for how much.
const (
	Bank     Reader = "bank"
	Supplier Reader = "supplier"
)

// document is what the file shows.
type document struct {
	Record

	Bought    bool
	Customer  []string
	Dates     []date
	Parcels   []parcel
	Shipments []shipment
	Purchases []purchase
	Messages  []message
	Happened  []step
	// Empty counts steps whose content was erased.
	Empty int
}

// date is a moment that a dispute asks for. Note says what is known where the moment is not.
type date struct {
	What string
	At   time.Time
	Note string
}

type parcel struct {
	Number, Carrier, Link string
	// Order is the supplier's; empty for a number given by hand.
	Order            string
	Found, FirstScan time.Time
	// Delivered: the supplier said so; Seen is when it was first heard.
	Delivered bool
	Seen      time.Time
	Before    []order.NumberChange
	ByHand    bool
}

type shipment struct {
	Items, Numbers []string
	State          string
	Told           time.Time
	Foreign        bool
	Outside        []string
}

type purchase struct {
	Supplier, Account, ID, Status string
	Items                         []string
	Placed, Paid, Shipped         time.Time
	Amount                        string
	Ended                         string
}

// message is what one side told another, as far as it went through here.
type message struct {
	At             time.Time
	From, To, Text string
}

type step struct {
	At   time.Time
	By   string
	Text string
}

// gather makes of a record what is shown of it.
func gather(r Record, who Reader) document {
	d := document{Record: r, Bought: who == Supplier}
	t := tellerOf(r, d.Bought)
	for _, e := range r.Steps {
		t.take(e)
	}
	d.Happened, d.Messages, d.Empty = t.steps, t.messages, t.empty
	d.Customer = address(r.Order.Destination())
	d.Parcels = parcels(&r.Order, t)
	for i := range r.Order.Fulfilments {
		d.Shipments = append(d.Shipments, shipmentOf(&r.Order, &r.Order.Fulfilments[i]))
	}
	if d.Bought {
		d.Purchases = purchases(&r)
		d.Messages = append(notes(&r), d.Messages...)
		slices.SortStableFunc(d.Messages, func(a, b message) int { return a.At.Compare(b.At) })
	}
	d.Dates = dates(&r.Order, t, d.Parcels)
	return d
}

// dates is the moments that a dispute is about, each once, with what is not known said.
func dates(o *order.Order, t *teller, list []parcel) []date {
	var number, scan, delivered, told time.Time
	for _, p := range list {
		number, scan, delivered = earlier(number, p.Found), earlier(scan, p.FirstScan), earlier(delivered, p.Seen)
	}
	for _, f := range o.Fulfilments {
		told = earlier(told, f.ToldAt)
	}
	paid := date{What: "Payment reported by the store", At: t.paid}
	if t.paid.IsZero() && (o.Store.Payment == order.Paid || o.Store.Payment == order.PartlyRefunded) {
		paid.Note = "Paid; when it was first reported is not among the steps kept."
	}
	return []date{
		{What: "Ordered", At: o.Store.CreatedAt},
		paid,
		{What: "Tracking number known", At: number},
		{What: "Confirmed by the store as fulfilled", At: told},
		{What: "First scan by a carrier", At: scan, Note: "No scan is recorded here. The carrier's own page may have more."},
		{What: "Delivery reported", At: delivered, Note: "No delivery is recorded here. The carrier's own page may have more."},
	}
}

// earlier is the earlier of two moments, of which either may be none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
