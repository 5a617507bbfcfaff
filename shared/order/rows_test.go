package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// TestTheWayOfAnOrder shows the rules by which merchants know the tabs, one after the other.
func TestTheWayOfAnOrder(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		rule string
		on   order.Platform
		do   func(s *scene)
		want map[order.State]int
	}{
		{"1 an order whose payment is not captured is Pending", order.Shopify, func(s *scene) { s.unpaid() }, map[order.State]int{order.Pending: 1}},
		{"2 the capture of the payment moves it to Awaiting order at once", order.Shopify, func(s *scene) {
			s.unpaid()
			s.store(func(x *order.Snapshot) { x.Payment = order.Paid })
		}, map[order.State]int{order.AwaitingOrder: 1}},
		{"3 placing brings the supplier's number and Awaiting payment", order.Shopify, func(s *scene) { s.bought() }, map[order.State]int{order.AwaitingPayment: 1}},
		{"3 from Canceled as well", order.Shopify, func(s *scene) {
			s.bought()
			s.supplier("8001", order.StageCancelled)
			s.do(order.Place{By: "owner"})
			s.buy("8002")
		}, map[order.State]int{order.AwaitingPayment: 1}},
		{"3 from Failed as well", order.Shopify, func(s *scene) {
			s.refused()
			s.do(order.Place{By: "owner"})
			s.buy("8002")
		}, map[order.State]int{order.AwaitingPayment: 1}},
		{"4 a refused placement is Failed", order.Shopify, func(s *scene) { s.refused() }, map[order.State]int{order.Failed: 1}},
		{"5 the supplier's word of the payment moves it to Awaiting shipment", order.Shopify, func(s *scene) { s.shipping() }, map[order.State]int{order.AwaitingShipment: 1}},
		{"6 a supplier order cancelled or unpaid too long is Canceled", order.Shopify, func(s *scene) {
			s.bought()
			s.supplier("8001", order.StageCancelled)
		}, map[order.State]int{order.Canceled: 1}},
		{
			"7 some numbers, whole-order mode: Awaiting fulfillment beside Awaiting shipment", order.WooCommerce, func(s *scene) { s.halfShipped() },
			map[order.State]int{order.AwaitingFulfillment: 1, order.AwaitingShipment: 1},
		},
		{"8 an item with its number is Fulfilled in separate mode", order.Shopify, func(s *scene) {
			s.halfShipped()
			s.tell()
		}, map[order.State]int{order.Fulfilled: 1, order.AwaitingShipment: 1}},
		{"8 and the whole order in bulk mode", order.Shopify, func(s *scene) {
			s.p.Mode = order.ModeBulk
			s.fulfilled(line("1", "v1", 1), line("2", "v2", 1))
		}, map[order.State]int{order.Fulfilled: 2}},
		{"9 the last number moves everything to Fulfilled", order.WooCommerce, func(s *scene) {
			first, second := s.halfShipped()
			s.supplier("8001", order.StageShipped, first, second)
			s.tell()
			s.outcome(s.claimed(s.take(order.EffectComplete)[0].ID), order.TellDone, "")
		}, map[order.State]int{order.Fulfilled: 2}},
		{"10 a refund, even of a part, moves what it names to Canceled", order.Shopify, func(s *scene) {
			s.shipping(line("1", "v1", 2))
			s.refund(0, 1)
		}, map[order.State]int{order.Canceled: 1, order.AwaitingShipment: 1}},
		{"10 so does a void", order.Shopify, func(s *scene) {
			s.shipping()
			s.store(func(x *order.Snapshot) { x.Payment = order.Voided })
		}, map[order.State]int{order.Canceled: 1}},
		{"11 rolled back, a fulfilled order can be ordered again", order.Shopify, func(s *scene) {
			s.fulfilled()
			s.rollBack()
		}, map[order.State]int{order.AwaitingOrder: 1}},
		{"12 archiving changes nothing else", order.Shopify, func(s *scene) {
			s.fulfilled()
			yes := true
			s.do(order.Edit{By: "owner", Archived: &yes})
		}, map[order.State]int{order.Fulfilled: 1}},
		{"a supplier's word \"shipped\" without a number moves nothing", order.Shopify, func(s *scene) {
			s.shipping()
			s.supplier("8001", order.StageShipped)
		}, map[order.State]int{order.AwaitingShipment: 1}},
	} {
		t.Run(row.rule, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, row.on)
			row.do(s)
			require.Equal(t, row.want, s.tabs())
			for _, p := range s.o.Portions {
				x := s.o.Explain(p)
				require.NotEmpty(t, x.Here)
				require.NotEmpty(t, x.Next)
			}
		})
	}
}

// TestEveryStateAndRefinementIsExplained goes through every sentence that a merchant can meet.
func TestEveryStateAndRefinementIsExplained(t *testing.T) {
	t.Parallel()
	var o order.Order
	seen := map[order.Explanation]order.Why{}
	for state, whys := range map[order.State][]order.Why{
		order.Pending: {order.WhyUnpaid, order.WhyPartlyPaid, order.WhyNotReady},
		order.AwaitingOrder: {
			order.WhyToPlace, order.WhyPlacing, order.WhyCoolingOff, order.WhyUnmapped, order.WhyHeldByStore, order.WhyOnHold,
			order.WhyTest, order.WhyImported, order.WhyTooOld, order.WhyCountry, order.WhyCurrency, order.WhyPickup,
			order.WhyMeasured, order.WhyRisk, order.WhyNoAddress, order.WhyPartlyRefunded,
		},
		order.AwaitingPayment:     {order.WhyNone},
		order.AwaitingShipment:    {order.WhyNoNumber, order.WhyAmbiguous, order.WhyDoubtful},
		order.AwaitingFulfillment: {order.WhyNone, order.WhyTelling, order.WhyWaitingRest, order.WhyQuietWindow, order.WhyStoreRefused, order.WhyElsewhere, order.WhyWithdrawn, order.WhyCompleting},
		order.Fulfilled:           {order.WhyTold, order.WhyByHand},
		order.Canceled:            {order.WhyRefunded, order.WhyStoreCancelled, order.WhySupplierCancelled, order.WhyVoided, order.WhyDeleted},
		order.Failed:              {order.WhyRefused, order.WhyPlacedUnknown},
		order.Exempt:              {order.WhyNone},
	} {
		for _, why := range whys {
			x := o.Explain(order.Portion{State: state, Why: why})
			require.NotEmpty(t, x.Here, "%s %s", state, why)
			require.NotEmpty(t, x.Next, "%s %s", state, why)
			other, twice := seen[x]
			require.False(t, twice, "%s and %s are explained alike", why, other)
			seen[x] = why
		}
	}
	require.Empty(t, o.Explain(order.Portion{State: "new"}).Here)
	require.Equal(t, "new", order.State("new").Title())
	require.Equal(t, "Nothing to ship", order.Exempt.Title())
	require.Equal(t, "Awaiting fulfillment", order.AwaitingFulfillment.Title())
}
