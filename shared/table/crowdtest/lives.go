package crowdtest

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"onward/shared/order"
)

// life is one order that the real core brings to where it is to be.
type life struct {
	o   order.Order
	p   order.Policy
	now time.Time
	n   int
	err error
}

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// kind is a state in which orders of a crowd are, and how many of a thousand are in it.
type kind struct {
	name  string
	share int
	// alike: most share one body.
	alike bool
	live  func(l *life)
}

// kinds is what a busy merchant has: most is over; of what is not, some asks for a person.
func kinds() []kind {
	return []kind{
		{"pending", 10, true, func(l *life) { l.said(1, 1, func(s *order.Snapshot) { s.Payment = order.Unpaid }) }},
		{"to place", 25, true, func(l *life) { l.said(1, 2) }},
		{"not mapped", 8, true, func(l *life) { l.said(1, 1, func(s *order.Snapshot) { s.Lines[0].Variant = "none" }) }},
		{"risk", 2, true, func(l *life) { l.said(1, 1, func(s *order.Snapshot) { s.Risk = "high" }) }},
		{"unpaid", 12, true, func(l *life) { l.bought(30, 1).supplier(order.StagePlaced, 20*day) }},
		{"unpaid, near its end", 3, true, func(l *life) { l.bought(30, 1).supplier(order.StagePlaced, 20*hour) }},
		{"paid", 60, true, func(l *life) { l.bought(60, 1).supplier(order.StagePaid, 0) }},
		{"paid, two suppliers", 40, true, func(l *life) { l.bought(60, 2).supplier(order.StagePaid, 0) }},
		{"no number for long", 8, false, func(l *life) { l.bought(240, 1).supplier(order.StagePaid, 0).wait() }},
		{"one of two has its number", 25, true, func(l *life) { l.bought(120, 2).supplier(order.StagePaid, 0).numbers(1) }},
		{"being told", 5, true, func(l *life) { l.bought(120, 1).numbers(1) }},
		{"store refused", 4, true, func(l *life) { l.bought(200, 1).numbers(1).told(order.TellRefused) }},
		{"number silent", 7, true, func(l *life) { l.bought(200, 1).numbers(1).told(order.TellDone).wait() }},
		{"fulfilled", 470, true, func(l *life) { l.bought(200, 1).numbers(1).told(order.TellDone) }},
		{"fulfilled, two suppliers", 240, true, func(l *life) { l.bought(200, 2).numbers(2).told(order.TellDone) }},
		{"archived", 20, true, func(l *life) {
			l.bought(200, 1).numbers(1).told(order.TellDone).do(order.Edit{By: "Kim", Archived: new(true)})
		}},
		{"refused", 12, true, func(l *life) {
			l.placed(40, 1, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
		}},
		{"placed?", 3, true, func(l *life) { l.placed(40, 1, order.PlaceAnswered{Outcome: order.PlaceRepeated}) }},
		{"refunded when bought", 4, true, func(l *life) {
			l.bought(60, 1).supplier(order.StagePaid, 0).said(60, 1, func(s *order.Snapshot) { s.Cancelled = true })
		}},
		{"cancelled", 42, true, func(l *life) { l.said(500, 1, func(s *order.Snapshot) { s.Cancelled = true }) }},
	}
}

func newLife(now time.Time) *life {
	l := &life{o: order.New(order.Key{Merchant: "m", Store: "s", ID: "0"}, order.Shopify), p: order.DefaultPolicy(), now: now}
	l.p.Mappings = map[string]order.Mapping{
		"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "1005006113846072", SKU: "12000035812345678"}}},
		"v2": {Components: []order.Component{{Supplier: order.CJ, Account: "a2", Product: "1700000000000", SKU: "CJ-1"}}},
	}
	return l
}

// do applies an event that must succeed; after an error nothing more is done.
func (l *life) do(e order.Event) {
	if l.err != nil {
		return
	}
	next, _, err := order.Decide(l.o, l.p, e, l.now)
	if err != nil {
		l.err = fmt.Errorf("%s: %w", e.Kind(), err)
	}
	l.o = next
}

// said is what the store says of an order of so many hours ago.
func (l *life) said(hours, lines int, change ...func(*order.Snapshot)) {
	l.n++
	at := l.now.Add(-time.Duration(hours) * hour)
	s := order.Snapshot{
		ID: "0", Name: "#0", CreatedAt: at, UpdatedAt: at.Add(time.Duration(l.n) * time.Second), Payment: order.Paid, Currency: "EUR",
		Total: order.Money{Amount: decimal.New(8990, -2), Currency: "EUR"}, Email: "jo@example.com",
		ShipTo: order.Address{
			Name: "Jo Doe", Line1: "Main St 1", City: "Berlin", Province: "BE", ProvinceName: "Berlin", Postcode: "10115", Country: "DE", Phone: "3012345",
		},
	}
	for i := range lines {
		s.Lines = append(s.Lines, order.SnapshotLine{
			ID: fmt.Sprintf("l%d", i+1), Kind: order.Physical, Title: "Opal pendant lamp", Options: "White / 30 cm", SKU: fmt.Sprintf("OP-%d", i),
			Product: "p1", Variant: fmt.Sprintf("v%d", i+1), Quantity: 1 + i,
		})
	}
	for _, c := range change {
		c(&s)
	}
	l.do(order.StoreSaid{Snapshot: s, Source: "webhook"})
}

// placed has the order placed and its purchases answered alike.
func (l *life) placed(hours, lines int, answer order.PlaceAnswered) {
	now := l.now
	l.now = now.Add(-time.Duration(hours) * hour)
	l.said(1, lines)
	l.do(order.Place{By: "Kim"})
	for i, e := range l.o.Effects {
		if e.Kind != order.EffectPlace {
			continue
		}
		a := answer
		a.Effect, a.Attempt = e.ID, 1
		if a.Outcome == order.PlaceCreated {
			a.Orders = []string{supplierOrder(i)}
		}
		l.do(order.Claimed{Effect: e.ID})
		l.do(a)
	}
	l.now = now
}

// supplierOrder and number stand for what each order of a crowd has of its own.
func supplierOrder(n int) string { return fmt.Sprintf("SO%d-", n) }
func number(n int) string        { return fmt.Sprintf("LP0%dCN", n) }

func (l *life) bought(hours, lines int) *life {
	l.placed(hours, lines, order.PlaceAnswered{Outcome: order.PlaceCreated})
	return l
}

// supplier has every supplier's order say its stage; payBy is how long there is to pay.
func (l *life) supplier(stage order.Stage, payBy time.Duration) *life {
	for i := range l.o.Purchases {
		p := &l.o.Purchases[i]
		r := order.Report{ID: p.Orders[0].ID, Stage: stage}
		if payBy > 0 {
			r.PayBy = l.now.Add(payBy)
		}
		if stage == order.StagePaid {
			r.PaidAt = p.PlacedAt.Add(hour)
		}
		l.do(order.SupplierSaid{Purchase: p.ID, Report: r})
	}
	return l
}

// numbers gives the first so many purchases a parcel.
func (l *life) numbers(n int) *life {
	for i := range min(n, len(l.o.Purchases)) {
		p := &l.o.Purchases[i]
		l.do(order.SupplierSaid{Purchase: p.ID, Report: order.Report{
			ID: p.Orders[0].ID, Stage: order.StageShipped, PaidAt: p.PlacedAt.Add(hour), ParcelsKnown: true,
			Parcels: []order.ReportParcel{{Number: number(i), Carrier: "Cainiao"}},
		}})
	}
	return l
}

// told answers what the store is told.
func (l *life) told(outcome order.TellOutcome) *life {
	for _, e := range l.o.Effects {
		if e.Kind == order.EffectTell {
			l.do(order.Claimed{Effect: e.ID})
			l.do(order.TellAnswered{Effect: e.ID, Attempt: e.Attempt + 1, Outcome: outcome, OutsideIDs: []string{"900"}, Reason: "The items are at another location."})
		}
	}
	return l
}

// wait lets days pass in which nothing is heard.
func (l *life) wait() {
	l.now = l.now.Add(3 * day)
	l.do(order.TimePassed{})
}
