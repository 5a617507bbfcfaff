package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// halfShipped is two lines bought together, of which the first has a number.
func (s *scene) halfShipped() (first, second order.ReportParcel) {
	s.t.Helper()
	first, second = parcel("A", item("P1", "S1", 1)), parcel("B", item("P2", "S2", 1))
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	s.supplier("8001", order.StagePaid, first)
	return first, second
}

func TestShopifyFollowsTheSetting(t *testing.T) {
	t.Parallel()
	t.Run("separately unless chosen otherwise", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.Shopify)
		s.halfShipped()
		require.Len(t, s.tell(), 1)
		require.Equal(t, order.Fulfilled, s.stateOf("1"))
		require.Equal(t, order.AwaitingShipment, s.stateOf("2"))
	})
	t.Run("in bulk", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.Shopify)
		s.p.Mode = order.ModeBulk
		first, second := s.halfShipped()
		require.Empty(t, s.take(order.EffectTell))
		require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
		require.Equal(t, order.WhyWaitingRest, s.o.Portions[0].Why)
		require.Equal(t, order.AwaitingShipment, s.stateOf("2"))
		s.supplier("8001", order.StageShipped, first, second)
		require.Len(t, s.tell(), 2)
		require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	})
	t.Run("in bulk without waiting for what is refunded", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.Shopify)
		s.p.Mode = order.ModeBulk
		s.halfShipped()
		s.refund(1, 1)
		require.Len(t, s.tell(), 1)
	})
}

func TestWooCommerceWaitsForTheWholeOrderSavesTheNumbersAndThenCompletes(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	first, second := s.halfShipped()
	require.Empty(t, s.take(order.EffectTell))
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
	s.supplier("8001", order.StageShipped, first, second)
	tells := s.take(order.EffectTell)
	require.Len(t, tells, 2)
	require.Empty(t, s.take(order.EffectComplete), "not before the numbers are saved")
	for i, e := range tells {
		c := s.claimed(e.ID)
		s.do(order.TellAnswered{Effect: c.ID, Attempt: 1, Outcome: order.TellDone, Numbers: []string{[]string{"A", "B"}[i]}, OutsideIDs: []string{e.ID}})
		require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
	}
	require.Equal(t, order.WhyCompleting, s.o.Portions[0].Why)
	complete := s.take(order.EffectComplete)
	require.Len(t, complete, 1)
	c := s.claimed(complete[0].ID)
	s.outcome(c, order.TellUnclear, "")
	c = s.again(c.ID)
	s.outcome(c, order.TellFound, "")
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	s.ignored(order.TellAnswered{Effect: c.ID, Attempt: 1, Outcome: order.TellRefused})
	require.Empty(t, s.o.Effects)
}

func TestWooCommerceMayRefuseToComplete(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.fulfilled()
	c := s.claimed(s.take(order.EffectComplete)[0].ID)
	s.outcome(c, order.TellRefused, "")
	require.Empty(t, s.o.Effects)
	require.Contains(t, s.attention(), order.AttentionNotTold)
	s.do(order.TellAgain{By: "owner", Fulfilment: "complete"})
	require.Len(t, s.take(order.EffectComplete), 1)
	s.store(func(x *order.Snapshot) { x.Completed = true })
	require.Empty(t, s.o.Effects)
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
}

func TestAnUnpaidWooCommerceOrderIsNotCompleted(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.unpaid()
	s.number("MAN1")
	s.tell()
	require.Empty(t, s.take(order.EffectComplete), "completing would call it paid")
	s.store(func(x *order.Snapshot) { x.Payment = order.Paid })
	require.Len(t, s.take(order.EffectComplete), 1)
}

func TestAWooCommerceOrderCompletedByHand(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.shipping()
	s.store(func(x *order.Snapshot) { x.Completed = true })
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.Equal(t, order.WhyByHand, s.o.Portions[0].Why)
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Len(t, s.tell(), 1, "a number found later is saved all the same")
	require.Empty(t, s.take(order.EffectComplete))
	s.do(order.RollBack{By: "owner"})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"), "rolled back although the store calls it completed")
	require.Error(t, s.try(order.RollBack{By: "owner"}))
	s.store(func(x *order.Snapshot) { x.Completed = false })
	s.store(func(x *order.Snapshot) { x.Completed = true })
	require.Equal(t, order.Fulfilled, s.stateOf("1"), "completed once more")
}

func TestACompletedWooCommerceOrderThatGrowsIsCompletedOnceMore(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.fulfilled()
	s.outcome(s.claimed(s.take(order.EffectComplete)[0].ID), order.TellDone, "")
	s.now = s.now.Add(time.Hour)
	s.store(func(x *order.Snapshot) { x.Lines = append(x.Lines, line("2", "v2", 1)) })
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
	s.do(order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: "MAN1"}}})
	s.tell()
	require.Len(t, s.take(order.EffectComplete), 1)
}

func TestWixFulfilsEachLineItemAndHasNoAwaitingFulfillment(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	first, second := s.halfShipped()
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 2}, s.tabs())
	require.Equal(t, order.WhyTelling, s.o.Portions[0].Why)
	e := s.telling()
	s.outcome(e, order.TellRefused, "no")
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"), "not even when the store refuses")
	s.do(order.TellAgain{By: "owner", Fulfilment: s.o.Fulfilments[0].ID})
	s.tell()
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	s.supplier("8001", order.StageShipped, first, second)
	s.tell()
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
}

func TestTheSettingCanBeChangedUnderWay(t *testing.T) {
	t.Parallel()
	for _, platform := range []order.Platform{order.Shopify, order.WooCommerce, order.Wix} {
		t.Run(string(platform), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, platform)
			s.p.Mode = order.ModeBulk
			s.halfShipped()
			require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
			s.p.Mode = order.ModeSeparate
			s.do(order.TimePassed{})
			require.Len(t, s.take(order.EffectTell), 1)
			s.p.Mode = order.ModeBulk
			s.do(order.TimePassed{})
			require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"), "what is being told is told")
		})
	}
}
