package stats

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"onward/shared/order"
)

// shipped is an order of one line that was bought, shipped and told.
func shipped() order.Order {
	at := today()
	return order.Order{
		Store:    order.Snapshot{CreatedAt: at, UpdatedAt: at},
		Portions: []order.Portion{{Line: "1", Units: 1, State: order.Fulfilled, Supplier: order.AliExpress}},
		Purchases: []order.Purchase{{
			ID: "p1", Supplier: order.AliExpress, State: order.PurchasePlaced, PlacedAt: at.Add(time.Hour),
			Orders: []order.SupplierOrder{{
				ID: "8001", Stage: order.StageShipped, PaidAt: at.Add(2 * time.Hour), ShippedAt: at.Add(40 * time.Hour),
				Parcels: []order.Parcel{{Ordinal: 1, Number: "LP1", FirstSeen: at.Add(50 * time.Hour)}},
			}},
		}},
		Fulfilments: []order.Fulfilment{{
			ID: "f1", State: order.FulfilmentTold, ToldAt: at.Add(52 * time.Hour),
			Parcels: []order.ParcelRef{{Purchase: "p1", Order: "8001", Ordinal: 1}},
		}},
		Tail: []order.Entry{{Version: 9, At: at.Add(52 * time.Hour), Moves: []order.Move{{Line: "1", Units: 1, From: order.AwaitingFulfillment, To: order.Fulfilled}}}},
	}
}

// timed is what an order's milestones of a kind say.
func timed(o order.Order, kind Kind) []time.Duration {
	var out []time.Duration
	for _, m := range Of(o, o.Tail) {
		if m.Kind == kind {
			out = append(out, m.Took)
		}
	}
	return out
}

func TestTimesAreTakenBetweenFacts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name          string
		change        func(o *order.Order, so *order.SupplierOrder)
		numbered      []time.Duration
		told          []time.Duration
		reachedNumber int
	}{
		{"from payment to number, from the word shipped to the store", func(*order.Order, *order.SupplierOrder) {}, []time.Duration{48 * time.Hour}, []time.Duration{12 * time.Hour}, 2},
		{"no word of the payment: from placing", func(_ *order.Order, so *order.SupplierOrder) { so.PaidAt = time.Time{} }, []time.Duration{49 * time.Hour}, []time.Duration{12 * time.Hour}, 2},
		{"no word before the number", func(_ *order.Order, so *order.SupplierOrder) { so.ShippedAt = time.Time{} }, []time.Duration{48 * time.Hour}, []time.Duration{2 * time.Hour}, 2},
		{"the carrier had it first", func(_ *order.Order, so *order.SupplierOrder) {
			so.Parcels[0].FirstScan = today().Add(30 * time.Hour)
			so.ShippedAt = time.Time{}
		}, []time.Duration{48 * time.Hour}, []time.Duration{22 * time.Hour}, 2},
		{"a scan before the purchase is another parcel's", func(_ *order.Order, so *order.SupplierOrder) {
			so.Parcels[0].FirstScan = today().Add(-30 * time.Hour)
		}, []time.Duration{48 * time.Hour}, []time.Duration{12 * time.Hour}, 2},
		{"a later parcel did not ship with the first", func(o *order.Order, so *order.SupplierOrder) {
			so.Parcels = append(so.Parcels, order.Parcel{Ordinal: 2, Number: "LP2", FirstSeen: today().Add(80 * time.Hour)})
			o.Fulfilments = append(o.Fulfilments, order.Fulfilment{ToldAt: today().Add(81 * time.Hour), Parcels: []order.ParcelRef{{Purchase: "p1", Order: "8001", Ordinal: 2}}})
		}, []time.Duration{48 * time.Hour}, []time.Duration{12 * time.Hour, time.Hour}, 2},
		{"a parcel told twice counts when it was first", func(o *order.Order, _ *order.SupplierOrder) {
			again := o.Fulfilments[0]
			again.ToldAt = again.ToldAt.Add(time.Hour)
			o.Fulfilments = append([]order.Fulfilment{again}, o.Fulfilments...)
		}, []time.Duration{48 * time.Hour}, []time.Duration{12 * time.Hour}, 2},
		{"what somebody else told", func(o *order.Order, _ *order.SupplierOrder) { o.Fulfilments[0].Foreign = true }, []time.Duration{48 * time.Hour}, nil, 2},
		{"told of a parcel that is not known", func(o *order.Order, _ *order.SupplierOrder) { o.Fulfilments[0].Parcels[0].Ordinal = 7 }, []time.Duration{48 * time.Hour}, nil, 2},
		{"clocks that differ", func(_ *order.Order, so *order.SupplierOrder) { so.PaidAt = today().Add(99 * time.Hour) }, []time.Duration{0}, []time.Duration{12 * time.Hour}, 2},
		{"no number yet", func(o *order.Order, so *order.SupplierOrder) { so.Parcels, o.Fulfilments = nil, nil }, nil, nil, 2},
		{"nothing is known of it yet", func(o *order.Order, _ *order.SupplierOrder) { o.Store.CreatedAt = time.Time{} }, nil, nil, 0},
		{"nothing to ship is in no tab", func(o *order.Order, _ *order.SupplierOrder) {
			o.Portions[0].State, o.Tail[0].Moves[0].To = order.Exempt, order.Exempt
		}, []time.Duration{48 * time.Hour}, []time.Duration{12 * time.Hour}, 0},
	}
	for _, c := range cases {
		o := shipped()
		c.change(&o, &o.Purchases[0].Orders[0])
		assert.Equal(t, c.numbered, timed(o, Numbered), c.name)
		assert.Equal(t, c.told, timed(o, Told), c.name)
		assert.Len(t, timed(o, Reached), c.reachedNumber, c.name)
	}
}

func TestFailuresCountOncePerReasonAndSupplier(t *testing.T) {
	t.Parallel()
	at := today()
	o := shipped()
	o.Purchases = []order.Purchase{
		{Supplier: order.AliExpress, State: order.PurchaseRefused, Reason: order.FailAddress, FailedAt: at.Add(3 * time.Hour)},
		{Supplier: order.AliExpress, State: order.PurchaseRefused, Reason: order.FailAddress, FailedAt: at.Add(2 * time.Hour)},
		{Supplier: order.CJ, State: order.PurchaseUnknown, Reason: order.FailOutcomeUnknown, FailedAt: at},
		{Supplier: order.CJ, State: order.PurchaseRefused},
		{Supplier: order.CJ, State: order.PurchaseDropped, Reason: order.FailAddress},
	}
	failed := slices.DeleteFunc(Of(o, nil), func(m Milestone) bool { return m.Kind != Failed })
	assert.Equal(t, []Milestone{
		{Kind: Failed, Supplier: order.AliExpress, Reason: order.FailAddress, At: at.Add(2 * time.Hour)},
		{Kind: Failed, Supplier: order.CJ, Reason: order.FailOutcomeUnknown, At: at},
		{Kind: Failed, Supplier: order.CJ, Reason: order.FailOther, At: at.Add(52 * time.Hour)},
	}, failed, "what was never dated was so by the last step")
}

func TestTabsComeFromTheTimelineAndFromWhereTheOrderIs(t *testing.T) {
	t.Parallel()
	at := today()
	o := shipped()
	o.Portions = []order.Portion{
		{Line: "1", State: order.AwaitingOrder, Supplier: order.CJ}, {Line: "2", State: order.Canceled},
	}
	o.Purchases, o.Fulfilments = nil, nil
	entries := []order.Entry{
		{Version: 1, At: at, Moves: []order.Move{{Line: "1", To: order.Pending}, {Line: "2", To: order.Pending}}},
		{Version: 2, At: at.Add(time.Hour), Moves: []order.Move{{Line: "1", From: order.Pending, To: order.AwaitingOrder}}},
		{Version: 3, At: at.Add(2 * time.Hour), Moves: []order.Move{{From: order.Pending, To: order.Canceled}}},
	}
	got := map[string]time.Duration{}
	for _, m := range Of(o, entries) {
		got[m.ID()] = m.At.Sub(at)
	}
	assert.Equal(t, map[string]time.Duration{
		"i#pending#": 0, "i#pending#cj": 0, "i#awaiting_order#": time.Hour, "i#awaiting_order#cj": time.Hour, "i#canceled#": 2 * time.Hour,
	}, got)
	assert.Equal(t, slices.Clone(Of(o, entries)), Of(o, append(slices.Clone(entries), entries...)), "entries that come twice change nothing")
}
