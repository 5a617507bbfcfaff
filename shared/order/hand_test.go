package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// lists has the store report its complete list of fulfilments.
func (s *scene) lists(list ...order.StoreFulfilment) {
	s.t.Helper()
	s.store(func(x *order.Snapshot) { x.FulfilmentsKnown, x.Fulfilments = true, list })
}

func TestAFulfilmentMadeByHandIsAdopted(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 2))
	s.lists(record1("x", "HAND1", 1))
	require.Equal(t, map[order.State]int{order.Fulfilled: 1, order.AwaitingOrder: 1}, s.tabs())
	require.True(t, s.o.Fulfilments[0].Foreign)
	s.ignored(order.StoreSaid{Snapshot: s.last})
	s.do(order.Place{By: "owner"})
	require.Equal(t, []int{1}, quantities(s.o.Purchases[0]), "only the rest is bought")
}

func TestAFulfilmentMadeByHandWithoutANumberIsGivenOneLater(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping()
	s.byHand()
	require.Empty(t, s.o.Effects)
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	plan := order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Open: open(0), Fulfilments: s.last.Fulfilments})
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, []string{"hand"}, plan.IDs)
	require.True(t, plan.Notify, "the customer has heard of no number yet")
	s.do(plan.Answer)
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	require.Equal(t, []string{"hand"}, order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Fulfilments: s.last.Fulfilments}).IDs)
}

func TestAFulfilmentMadeByHandWithANumberIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping()
	s.byHand("HAND1")
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Empty(t, s.o.Effects)
	s.byHand("HAND2")
	require.Equal(t, []string{"HAND2"}, s.o.Fulfilments[0].Told)
	require.Empty(t, s.o.Effects)
}

func TestAFulfilmentMadeByHandOverTwoLinesOfWhichOneIsBeingTold(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.halfShipped()
	s.lists(order.StoreFulfilment{ID: "x", Numbers: []string{"A"}, Lines: []order.LineUnits{{Line: "1", Units: 1}, {Line: "2", Units: 1}}})
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	require.False(t, s.o.Fulfilments[0].Foreign, "the number is ours")
	require.True(t, s.o.Fulfilments[1].Foreign)
	require.Empty(t, s.o.Effects)
	s.lists(order.StoreFulfilment{ID: "x", Numbers: []string{"A"}, Cancelled: true})
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
	require.Equal(t, order.AwaitingShipment, s.stateOf("2"))
}

func TestAFulfilmentUndoneInTheStoreIsToldAgainOnlyWhenTheMerchantSays(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.cancelledInStore()
	require.Equal(t, order.WhyWithdrawn, s.o.Portions[0].Why)
	require.Contains(t, s.attention(), order.AttentionWithdrawn)
	require.Empty(t, s.o.Effects)
	undone := s.last.Fulfilments
	s.do(order.TellAgain{By: "owner", Fulfilment: s.o.Fulfilments[0].ID})
	plan := order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Open: open(1), Fulfilments: undone})
	require.Equal(t, order.ActCreate, plan.Action)
	plan.Answer.OutsideIDs = []string{"second"}
	s.do(plan.Answer)
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	s.lists(undone[0], order.StoreFulfilment{ID: "second", Numbers: []string{"LX1CN"}, Lines: []order.LineUnits{{Line: "1", Units: 1}}})
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.Len(t, s.o.Fulfilments, 1)
}

func TestWhatIsMissingFromAListReadJustNowWasTakenOut(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	s.numbered()
	s.now = s.now.Add(time.Hour)
	s.tell()
	early := s.last
	early.FulfilmentsKnown = true
	s.do(order.StoreSaid{Snapshot: early, Fresh: true})
	require.Equal(t, order.Fulfilled, s.stateOf("1"), "a list from before we told proves nothing")
	s.now = s.now.Add(time.Hour)
	s.lists()
	require.Equal(t, order.Fulfilled, s.stateOf("1"), "nor does a webhook")
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
	require.Equal(t, order.WhyWithdrawn, s.o.Portions[0].Why)
	held := s.atStore()
	s.now = s.now.Add(time.Hour)
	s.lists(held...)
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, order.Fulfilled, s.stateOf("1"), "it is there after all")
}

func TestANumberTypedInTheStoreStands(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	held := s.atStore()
	held[0].Numbers = []string{"TYPED"}
	s.lists(held...)
	require.Len(t, s.take(order.EffectReread), 1, "a webhook may be older than our own change")
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, []order.Tracking{{Number: "TYPED"}}, s.o.Tracking(&s.o.Fulfilments[0]))
	require.Empty(t, s.o.Effects)
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	require.Empty(t, s.o.Effects, "ours is not forced over it")
}

func TestAnOldNumberInTheStoreIsNotTakenForATypedOne(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	s.tell()
	held := s.atStore()
	held[0].Numbers = []string{"LX1CN"}
	s.lists(held...)
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, []string{"RE2CN"}, s.o.Fulfilments[0].Told)
	require.Empty(t, s.o.Effects)
}

func TestAStoreThatMakesTheRecordAnewForAChangedNumber(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.fulfilled()
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	s.telling()
	s.lists(record1("made anew", "RE2CN", 1))
	require.Len(t, s.o.Fulfilments, 1, "ours, under another id")
	require.Contains(t, s.o.Fulfilments[0].OutsideIDs, "made anew")
}
