package order_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func usd(amount string) order.Money {
	return order.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
}

func (s *scene) refund(line, units int) {
	s.t.Helper()
	s.store(func(x *order.Snapshot) {
		x.Payment = order.PartlyRefunded
		x.Lines[line].Cancelled += units
	})
}

// attention lists what asks for a person, by code.
func (s *scene) attention() map[order.AttentionCode]string {
	out := map[order.AttentionCode]string{}
	for _, a := range s.o.Attention {
		if !a.Seen {
			out[a.Code] = a.Detail
		}
	}
	return out
}

func TestARefundOfMoneyAloneMovesNothingAndAsksForAttention(t *testing.T) {
	t.Parallel()
	for name, bring := range map[string]func(s *scene){
		"waiting to be bought": func(s *scene) { s.paid() },
		"bought":               func(s *scene) { s.bought() },
		"numbered":             func(s *scene) { s.numbered() },
		"fulfilled":            func(s *scene) { s.fulfilled() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Wix)
			bring(s)
			before := s.stateOf("1")
			s.store(func(x *order.Snapshot) { x.Payment, x.Refunded = order.PartlyRefunded, usd("2.50") })
			require.Equal(t, before, s.stateOf("1"))
			require.Equal(t, "2.5 USD", s.attention()[order.AttentionMoneyRefund])
			s.do(order.SeeAttention{By: "owner", Code: order.AttentionMoneyRefund})
			require.NotContains(t, s.attention(), order.AttentionMoneyRefund)
			s.ignored(order.StoreSaid{Snapshot: s.last})
			s.store(func(x *order.Snapshot) { x.Refunded = usd("4") })
			require.Equal(t, "4 USD", s.attention()[order.AttentionMoneyRefund], "more money asks again")
		})
	}
}

func TestMoneyRefundedBeforeAnythingWasBoughtStopsBuyingByItself(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	s.p.AutoPlace = true
	s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.Payment, x.Refunded = order.PartlyRefunded, usd("2") }, line("1", "v1", 1))})
	require.Equal(t, order.WhyPartlyRefunded, s.o.Portions[0].Why)
	require.Empty(t, s.take(order.EffectPlace))
	s.do(order.SeeAttention{By: "owner", Code: order.AttentionMoneyRefund})
	require.Len(t, s.take(order.EffectPlace), 1)
}

func TestRefundedUnitsAreTakenOutOfAPurchaseNotSent(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 3), line("2", "v2", 1))
	s.do(order.Place{By: "owner"})
	s.refund(0, 2)
	require.Equal(t, 1, s.o.Purchases[0].Items[0].Quantity)
	s.refund(1, 1)
	require.Equal(t, 0, s.o.Purchases[0].Items[1].Quantity)
	require.Equal(t, map[order.State]int{order.AwaitingOrder: 1, order.Canceled: 3}, s.tabs())
	s.refund(0, 1)
	require.Equal(t, order.PurchaseDropped, s.o.Purchases[0].State)
	require.Empty(t, s.o.Effects)
	require.Equal(t, map[order.State]int{order.Canceled: 4}, s.tabs())
}

func TestRefundedUnitsThatAreBoughtAskToBeCancelledAtTheSupplier(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 2))
	s.refund(0, 1)
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 1, order.Canceled: 1}, s.tabs())
	require.Equal(t, "1", s.attention()[order.AttentionCancelSupplier])
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	plans := s.tell()
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, plans[0].Lines, "nothing is told for refunded units")
	require.NotContains(t, s.attention(), order.AttentionCancelSupplier, "too late for that")
}

func TestRefundBetweenPaymentAndShippingLeavesTheOtherLineMoving(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	s.refund(0, 1)
	require.Equal(t, order.Canceled, s.stateOf("1"))
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Equal(t, []order.LineUnits{{Line: "2", Units: 1}}, s.tell()[0].Lines)
	require.Equal(t, map[order.State]int{order.Canceled: 1, order.Fulfilled: 1}, s.tabs())
}

func TestARefundAfterFulfilmentLeavesItFulfilled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.store(func(x *order.Snapshot) { x.Payment, x.Refunded = order.Refunded, usd("10") })
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
}

func TestACancelledOrderBuysAndTellsNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 1), line("2", "v2", 1))
	s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}}})
	s.buy("8001")
	s.do(order.Place{By: "owner"})
	s.cancelled()
	require.Empty(t, s.o.Effects)
	require.ErrorIs(t, s.try(order.Claimed{Effect: s.take(order.EffectPlace)[0].ID}), order.ErrNotWanted)
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Empty(t, s.o.Effects)
	require.Equal(t, map[order.State]int{order.Canceled: 2}, s.tabs())
	require.Equal(t, order.WhyStoreCancelled, s.o.Portions[0].Why)
}

// The customer is refunded while the store is being told: what the store then holds is the truth.
func TestUnitsRefundedWhileTheStoreIsToldAreFulfilledIfTheStoreSaysSo(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.numbered(line("1", "v1", 3))
	e := s.take(order.EffectTell)[0]
	s.do(order.Claimed{Effect: e.ID})
	s.refund(0, 1)
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 2, order.Canceled: 1}, s.tabs())
	s.do(order.TellAnswered{Effect: e.ID, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"LX1CN"}, OutsideIDs: []string{"x"}})
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 3}, s.tabs(), "all three are recorded, and wait for completion")
}

func TestATellingThatNobodyWantsAnyMoreIsLookedForBeforeItIsForgotten(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.take(order.EffectTell)[0]
	s.do(order.Claimed{Effect: e.ID})
	s.do(order.TellAnswered{Effect: e.ID, Attempt: 1, Outcome: order.TellUnclear})
	s.refund(0, 1)
	s.pass(10 * time.Minute)
	s.do(order.Claimed{Effect: e.ID})
	effect, _ := s.o.Effect(e.ID)
	plan := order.PlanTell(s.o, s.p, *effect, order.Holdings{Open: map[string]int{}})
	require.Equal(t, order.ActNothing, plan.Action)
	s.do(plan.Answer)
	require.Empty(t, s.o.Fulfilments)
	require.Empty(t, s.o.Effects)
	require.Equal(t, order.Canceled, s.stateOf("1"))
}

func TestATellingThatNobodyWantsAnyMoreIsKeptWhereTheStoreHasIt(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered(line("1", "v1", 2))
	e := s.take(order.EffectTell)[0]
	s.do(order.Claimed{Effect: e.ID})
	s.do(order.TellAnswered{Effect: e.ID, Attempt: 1, Outcome: order.TellUnclear})
	s.refund(0, 2)
	s.pass(10 * time.Minute)
	s.do(order.Claimed{Effect: e.ID})
	effect, _ := s.o.Effect(e.ID)
	plan := order.PlanTell(s.o, s.p, *effect, order.Holdings{Fulfilments: []order.StoreFulfilment{
		{ID: "x", Numbers: []string{"LX1CN"}, Lines: []order.LineUnits{{Line: "1", Units: 2}}},
	}})
	require.Equal(t, order.TellFound, plan.Answer.Outcome)
	s.do(plan.Answer)
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
}

// WooCommerce has one status for it: refunded. Nothing more is sent then, but nobody cancelled the order.
func TestAWooCommerceOrderThatWasRefundedDoesNotSayThatItWasCancelled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.bought()
	s.store(func(x *order.Snapshot) { x.Cancelled, x.Payment = true, order.Refunded })
	require.Equal(t, order.Canceled, s.o.Portions[0].State)
	require.Equal(t, order.WhyRefunded, s.o.Portions[0].Why)
	s.store(func(x *order.Snapshot) { x.Payment = order.Paid })
	require.Equal(t, order.WhyStoreCancelled, s.o.Portions[0].Why)
}
