package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// ignored applies an event that must change nothing.
func (s *scene) ignored(e order.Event) {
	s.t.Helper()
	before := s.o.Version
	s.do(e)
	require.Equal(s.t, before, s.o.Version, "%s changed something", e.Kind())
}

func TestAnOlderSnapshotChangesNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	first := s.snapshot(line("1", "v1", 1))
	s.do(order.StoreSaid{Snapshot: first})
	s.cancelled()
	s.ignored(order.StoreSaid{Snapshot: first})
	s.ignored(order.StoreSaid{Snapshot: first, Fresh: true})
	require.Equal(t, order.Canceled, s.stateOf("1"))
}

func TestARepeatedSnapshotChangesNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	snap := s.with(func(x *order.Snapshot) {
		x.Total, x.Refunded = usd("13.50"), usd("0")
		x.Lines[0].Price = usd("13.50")
		x.CreatedAt = x.CreatedAt.In(time.FixedZone("EST", -5*3600))
		x.Holds = []string{}
	}, line("1", "v1", 1))
	s.do(order.StoreSaid{Snapshot: snap})
	s.ignored(order.StoreSaid{Snapshot: snap})
	respelled := snap
	respelled.Lines = []order.SnapshotLine{snap.Lines[0]}
	respelled.Total, respelled.Lines[0].Price = usd("13.5"), usd("13.500")
	respelled.UpdatedAt = snap.UpdatedAt.In(time.FixedZone("CET", 3600))
	s.ignored(order.StoreSaid{Snapshot: respelled})
	s.ignored(order.StoreSaid{Snapshot: respelled, Fresh: true})
}

func TestOfTwoWordsOfTheSameSecondTheStoreIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	snap := s.snapshot(line("1", "v1", 1))
	s.do(order.StoreSaid{Snapshot: snap})
	other := snap
	other.Cancelled = true
	s.do(order.StoreSaid{Snapshot: other})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"), "neither is known to be the later")
	require.Len(t, s.take(order.EffectReread), 1)
	s.do(order.StoreSaid{Snapshot: other, Fresh: true})
	require.Equal(t, order.Canceled, s.stateOf("1"))
	require.Empty(t, s.o.Effects)
}

func TestASnapshotWithoutTimeIsReadAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	known := s.o.Store.UpdatedAt
	s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.UpdatedAt, x.Cancelled = time.Time{}, true }, line("1", "v1", 1))})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
	require.Len(t, s.take(order.EffectReread), 1)
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, order.Canceled, s.stateOf("1"), "what was just read counts even without a time")
	require.Equal(t, known, s.o.Store.UpdatedAt)
}

func TestASnapshotOfAnotherOrderIsRefused(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	snap := s.snapshot(line("1", "v1", 1))
	snap.ID = "1002"
	var input *order.InputError
	require.ErrorAs(t, s.try(order.StoreSaid{Snapshot: snap}), &input)
}

// A hint that comes while a read runs may be of a change that the read was too early for.
func TestAHintDuringAReadIsReadOnceMore(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	s.do(order.Reread{Cause: "hint"})
	s.ignored(order.Reread{Cause: "hint"})
	s.do(order.Claimed{Effect: "reread"})
	s.do(order.Reread{Cause: "hint"})
	s.sent = nil
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Len(t, s.take(order.EffectReread), 1)
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Empty(t, s.o.Effects)
}

func TestADeletedOrderComesBackOnlyWhenItWasReadAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.paid()
	s.do(order.StoreDeleted{})
	require.Equal(t, order.Canceled, s.stateOf("1"))
	require.Equal(t, order.WhyDeleted, s.o.Portions[0].Why)
	s.store(func(*order.Snapshot) {})
	require.Equal(t, order.Canceled, s.stateOf("1"), "a late word from before the deletion")
	require.Len(t, s.take(order.EffectReread), 1)
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
}

func TestDeletionOfAnOrderNeverSeenIsNoOrder(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	s.ignored(order.StoreDeleted{At: s.now})
}

func TestWhatTheStoreSaysOfAPaymentDecidesTheTab(t *testing.T) {
	t.Parallel()
	for payment, want := range map[order.Payment]order.State{
		order.Unpaid: order.Pending, order.PartlyPaid: order.Pending, order.Authorized: order.AwaitingOrder,
		order.Paid: order.AwaitingOrder, order.PartlyRefunded: order.AwaitingOrder, order.Refunded: order.Canceled,
		order.Voided: order.Canceled, order.Expired: order.Canceled, "new word": order.Pending,
	} {
		t.Run(string(payment), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.Payment = payment }, line("1", "v1", 1))})
			require.Equal(t, want, s.stateOf("1"))
		})
	}
}

func TestAPartlyPaidOrderGoesOnWhereTheMerchantChoseSo(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.PartlyPaidGoesOn = true
	s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.Payment = order.PartlyPaid }, line("1", "v1", 1))})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
	s.p.PartlyPaidGoesOn = false
	s.do(order.TimePassed{})
	require.Equal(t, order.Pending, s.stateOf("1"))
	require.Equal(t, order.WhyPartlyPaid, s.o.Portions[0].Why)
}

func TestAnOrderThatTheStoreHasNotAcceptedIsPending(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.NotReady = true }, line("1", "v1", 1))})
	require.Equal(t, order.Portion{
		Line: "1", Units: 1, State: order.Pending, Why: order.WhyNotReady, Supplier: order.AliExpress,
	}, s.o.Portions[0])
}

func TestOnlyGoodsAreBoughtAndFulfilled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	kinds := map[order.LineKind]bool{
		order.Physical: true, order.Custom: true, order.Measured: true, "": true,
		order.Digital: false, order.GiftCard: false, order.Tip: false, order.Service: false,
	}
	var lines []order.SnapshotLine
	for kind := range kinds {
		lines = append(lines, order.SnapshotLine{ID: "l" + string(kind), Kind: kind, Quantity: 1, Variant: "v1"})
	}
	s.paid(lines...)
	for kind, ships := range kinds {
		require.Equal(t, ships, s.stateOf("l"+string(kind)) == order.AwaitingOrder, kind)
		require.Equal(t, !ships, s.stateOf("l"+string(kind)) == order.Exempt, kind)
	}
}

func TestALineRemovedByAnEditStaysWithItsUnitsCancelled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 2), line("2", "v2", 1))
	s.store(func(x *order.Snapshot) { x.Lines = []order.SnapshotLine{line("1", "v1", 1), line("3", "v2", 4)} })
	require.Equal(t, map[order.State]int{order.AwaitingOrder: 5, order.Canceled: 2}, s.tabs())
	s.store(func(x *order.Snapshot) { x.Lines = []order.SnapshotLine{line("1", "v1", 3), line("2", "v2", 1)} })
	require.Equal(t, map[order.State]int{order.AwaitingOrder: 4, order.Canceled: 4}, s.tabs(), "back again, and grown")
}

func TestMovesOfAStepThatChangesManyThingsAreAllInTheTable(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 3))
	s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 2}}})
	s.buy("8001")
	s.store(func(x *order.Snapshot) {
		x.Payment = order.Unpaid
		x.Lines[0].Quantity, x.Lines[0].Cancelled = 4, 1
	})
	require.Equal(t, map[order.State]int{order.Pending: 1, order.Canceled: 1, order.AwaitingPayment: 2}, s.tabs())
}

func TestWhatAStoreMayCorrectAboutGoodsMovesFreely(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping()
	s.store(func(x *order.Snapshot) { x.Lines[0].Kind = order.Digital })
	require.Equal(t, order.Exempt, s.stateOf("1"))
	s.store(func(x *order.Snapshot) { x.Lines[0].Kind = order.Physical })
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
}
