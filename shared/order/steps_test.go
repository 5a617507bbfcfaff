package order_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// The steps bring a scene's order, of one unit of line 1 unless said otherwise, into a state.

func (s *scene) unpaid() {
	s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.Payment = order.Unpaid }, line("1", "v1", 1))})
}

// with is a new snapshot with something changed in it.
func (s *scene) with(change func(*order.Snapshot), lines ...order.SnapshotLine) order.Snapshot {
	s.snapshot(lines...)
	change(&s.last)
	return s.last
}

// store has the store report something new about the order.
func (s *scene) store(change func(*order.Snapshot)) {
	s.t.Helper()
	s.do(order.StoreSaid{Snapshot: s.changed(change)})
}

func (s *scene) paid(lines ...order.SnapshotLine) {
	if len(lines) == 0 {
		lines = []order.SnapshotLine{line("1", "v1", 1)}
	}
	s.do(order.StoreSaid{Snapshot: s.snapshot(lines...)})
}

// bought is awaiting payment, of supplier order 8001.
func (s *scene) bought(lines ...order.SnapshotLine) {
	s.t.Helper()
	s.paid(lines...)
	s.do(order.Place{By: "owner"})
	s.buy("8001")
}

// shipping is awaiting shipment.
func (s *scene) shipping(lines ...order.SnapshotLine) {
	s.t.Helper()
	s.bought(lines...)
	s.supplier("8001", order.StagePaid)
}

// numbered is awaiting fulfillment with number LX1CN.
func (s *scene) numbered(lines ...order.SnapshotLine) {
	s.t.Helper()
	s.shipping(lines...)
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
}

func (s *scene) fulfilled(lines ...order.SnapshotLine) {
	s.t.Helper()
	s.numbered(lines...)
	s.tell()
}

func (s *scene) refused() {
	s.t.Helper()
	s.paid()
	s.refuse()
}

// refuse places everything and has the supplier refuse it.
func (s *scene) refuse() {
	s.t.Helper()
	s.do(order.Place{By: "owner"})
	for _, e := range s.take(order.EffectPlace) {
		s.do(order.Claimed{Effect: e.ID})
		s.answer(e.ID, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
	}
}

// answer reports what came of the running attempt at a purchase.
func (s *scene) answer(effect string, a order.PlaceAnswered) {
	s.t.Helper()
	e, ok := s.o.Effect(effect)
	require.True(s.t, ok)
	a.Effect, a.Attempt = effect, e.Attempt
	s.do(a)
}

// unknown is placed, perhaps.
func (s *scene) unknown() {
	s.t.Helper()
	s.paid()
	s.do(order.Place{By: "owner"})
	e := s.take(order.EffectPlace)[0]
	s.do(order.Claimed{Effect: e.ID})
	s.answer(e.ID, order.PlaceAnswered{Outcome: order.PlaceRepeated})
}

func (s *scene) cancelled() {
	s.t.Helper()
	s.store(func(x *order.Snapshot) { x.Cancelled = true })
}

func (s *scene) reopened() {
	s.t.Helper()
	s.store(func(x *order.Snapshot) { x.Cancelled = false })
}

// byHand has somebody fulfil line 1 in the store; undone takes it back.
func (s *scene) byHand(numbers ...string) {
	s.t.Helper()
	s.store(func(x *order.Snapshot) {
		x.FulfilmentsKnown = true
		x.Fulfilments = []order.StoreFulfilment{{ID: "hand", Numbers: numbers, Lines: []order.LineUnits{{Line: "1", Units: 1}}}}
	})
}

func (s *scene) undone() {
	s.t.Helper()
	s.store(func(x *order.Snapshot) {
		for i := range x.Fulfilments {
			x.Fulfilments[i].Cancelled = true
		}
	})
}

// cancelledInStore undoes what we told.
func (s *scene) cancelledInStore() {
	s.t.Helper()
	s.store(func(x *order.Snapshot) {
		x.FulfilmentsKnown = true
		for _, f := range s.atStore() {
			f.Cancelled = true
			x.Fulfilments = append(x.Fulfilments, f)
		}
	})
}

func (s *scene) rollBack() {
	s.t.Helper()
	s.do(order.RollBack{By: "owner"})
}

func (s *scene) unpay() {
	s.t.Helper()
	s.store(func(x *order.Snapshot) { x.Payment = order.Unpaid })
}

func (s *scene) number(number string) {
	s.t.Helper()
	s.do(order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: number}}})
}

func (s *scene) record(number string) {
	s.t.Helper()
	s.do(order.RecordPurchase{
		By: "owner", Supplier: order.AliExpress, Account: "a1", Orders: []string{number},
		Lines: []order.LineUnits{{Line: "1", Units: 1}},
	})
}

// replace puts another supplier order in the place of 8001.
func (s *scene) replace() {
	s.t.Helper()
	s.do(order.ChangeSupplierOrder{By: "owner", Purchase: s.o.Purchases[0].ID, From: "8001", To: "8002"})
}

// late has the supplier show an order of a purchase that was not known to exist.
func (s *scene) late(stage order.Stage, parcels ...order.ReportParcel) {
	s.t.Helper()
	s.do(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{
		ID: "8001", Stage: stage, Items: []order.ReportItem{{Product: "P1", SKU: "S1", Quantity: 1}}, ParcelsKnown: true, Parcels: parcels,
	}})
}

func parcel(number string, items ...order.ReportItem) order.ReportParcel {
	return order.ReportParcel{Number: number, Carrier: "Cainiao", Items: items}
}

func item(product, sku string, quantity int) order.ReportItem {
	return order.ReportItem{Product: product, SKU: sku, Quantity: quantity}
}

// pass lets time go by.
func (s *scene) pass(d time.Duration) {
	s.t.Helper()
	s.now = s.now.Add(d)
	s.do(order.TimePassed{})
}
