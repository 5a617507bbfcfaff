package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testComplete completes orders where there is such a step, and does nothing where there is none.
func testComplete(t *testing.T, open Opener) {
	t.Helper()
	if !open(t).Traits().Completes {
		shop := open(t)
		o := shop.Buy(t, 1)
		fulfil(t, shop, o.ID, o.All(1), true, first)
		before := shop.Held(t, o.ID)
		calls := shop.Wire().Counts(Read) + shop.Wire().Counts(Record) + shop.Wire().Counts(Change) + shop.Wire().Counts("")
		require.NoError(t, shop.Client().Complete(t.Context(), o.ID))
		after := shop.Wire().Counts(Read) + shop.Wire().Counts(Record) + shop.Wire().Counts(Change) + shop.Wire().Counts("")
		assert.Equal(t, calls, after, "nothing is asked of the platform")
		assert.Equal(t, before, shop.Held(t, o.ID))
		return
	}
	t.Run("after the tracking, twice", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 1, 2)
		fulfil(t, shop, o.ID, o.All(1, 2), true, first)
		mails := len(shop.Mails(t, o.ID))
		require.NoError(t, shop.Client().Complete(t.Context(), o.ID))
		require.NoError(t, shop.Client().Complete(t.Context(), o.ID))
		assert.True(t, shop.Held(t, o.ID).Completed)
		assert.True(t, holdings(t, shop, o.ID).Completed)
		all := shop.Mails(t, o.ID)
		assert.Len(t, all, mails+1, "completing mails once")
		assert.Equal(t, 1, mailsWith(all, first), "the number is told in one mail")
	})
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 1)
		require.True(t, shop.Do(t, o.ID, Act{Do: Cancel}))
		assert.Equal(t, store.Changed, store.KindOf(shop.Client().Complete(t.Context(), o.ID)))
		assert.False(t, shop.Held(t, o.ID).Completed)
		assert.Empty(t, shop.Mails(t, o.ID))
	})
	for _, trouble := range []Trouble{CutBefore, CutAfter, BrokenAfter, SilentAfter} {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			shop := open(t)
			o := shop.Buy(t, 1)
			d := seat(t, shop, o.ID)
			d.tell(d.number("", o.All(1), first))
			require.Equal(t, order.FulfilmentTold, d.fulfilment().State)
			require.True(t, d.open(string(order.EffectComplete)), "all is told, so the order is to be completed")
			shop.Wire().Fail(Complete, trouble)
			d.tell(string(order.EffectComplete))
			require.True(t, d.open(string(order.EffectComplete)))
			assert.Equal(t, trouble.acts(), shop.Held(t, o.ID).Completed)
			shop.Wire().Heal()
			for range 2 {
				d.tell(string(order.EffectComplete))
			}
			assert.True(t, shop.Held(t, o.ID).Completed)
			assert.False(t, d.open(string(order.EffectComplete)))
			assert.Equal(t, 1, mailsWith(shop.Mails(t, o.ID), first))
			shop.Pass(time.Minute)
			d.read()
			assert.Empty(t, d.kept.Effects, "nothing is left to do")
		})
	}
}
