package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestNothingIsBoughtForAnOrderThatTheStoreCallsCompleted(t *testing.T) {
	t.Parallel()
	said := func(s *scene, completed bool) order.StoreSaid {
		snapshot := s.snapshot(line("1", "v1", 2))
		snapshot.Completed = completed
		s.last = snapshot
		return order.StoreSaid{Snapshot: snapshot, Source: "webhook"}
	}
	t.Run("not by itself", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.WooCommerce)
		s.p.AutoPlace = true
		s.do(said(s, true))
		require.Empty(t, s.o.Purchases)
		require.Empty(t, s.take(order.EffectPlace))
	})
	t.Run("not what waited for the cooling-off time", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.WooCommerce)
		s.p.AutoPlace, s.p.CoolingOff = true, time.Hour
		s.do(said(s, false))
		require.Len(t, s.o.Effects, 1)
		s.do(said(s, true))
		require.Empty(t, s.o.Effects)
		require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	})
	t.Run("not by the merchant's word, who must take it back first", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.WooCommerce)
		s.do(said(s, true))
		var refused *order.RejectedError
		require.ErrorAs(t, s.try(order.Place{By: "owner"}), &refused)
		require.ErrorAs(t, s.try(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 1}}}), &refused)
		require.Equal(t, string(order.WhyByHand), refused.Code)
		s.do(order.RollBack{By: "owner"})
		s.do(order.Place{By: "owner"})
		require.Len(t, s.o.Purchases, 1)
	})
	t.Run("and what was sent already stays bought", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, order.WooCommerce)
		s.shipping(line("1", "v1", 2))
		s.store(func(x *order.Snapshot) { x.Completed = true })
		require.Equal(t, order.PurchasePlaced, s.o.Purchases[0].State)
		require.Empty(t, s.o.Attention)
	})
}
