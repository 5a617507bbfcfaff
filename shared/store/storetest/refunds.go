package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testRefunds gives money back, with lines, without, and all of it.
func testRefunds(t *testing.T, open Opener) {
	t.Helper()
	t.Run("money only", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 2, 1)
		shop.Pass(time.Minute)
		require.True(t, shop.Do(t, o.ID, Act{Do: RefundMoney, Amount: "1.50"}))
		s := read(t, shop, o.ID)
		assert.Equal(t, "1.5", s.Refunded.Amount.String())
		assert.Equal(t, s.Total.Currency, s.Refunded.Currency)
		assert.Equal(t, order.PartlyRefunded, s.Payment)
		assert.False(t, s.Cancelled)
		for _, l := range s.Lines {
			assert.Zero(t, l.Cancelled, "money moves no line")
		}
		expectOpen(t, shop, holdings(t, shop, o.ID), map[string]int{o.Lines[0]: 2, o.Lines[1]: 1})
		fulfil(t, shop, o.ID, o.All(2, 1), true, first)
	})
	t.Run("one unit", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 2, 1)
		shop.Pass(time.Minute)
		if !shop.Do(t, o.ID, Act{Do: RefundUnits, Lines: o.All(1)}) {
			t.Skip("refunds of this platform never name lines")
		}
		s := read(t, shop, o.ID)
		assert.Equal(t, order.PartlyRefunded, s.Payment)
		assert.True(t, s.Refunded.Amount.IsPositive())
		assert.Equal(t, 2, s.Lines[0].Quantity, "what was ordered stays")
		assert.Equal(t, 1, s.Lines[0].Cancelled)
		assert.Zero(t, s.Lines[1].Cancelled)
		expectOpen(t, shop, holdings(t, shop, o.ID), map[string]int{o.Lines[0]: 1, o.Lines[1]: 1})
	})
	t.Run("all", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 2, 1)
		shop.Pass(time.Minute)
		require.True(t, shop.Do(t, o.ID, Act{Do: RefundAll}))
		s := read(t, shop, o.ID)
		assert.Equal(t, order.Refunded, s.Payment)
		assert.True(t, s.Refunded.Equal(s.Total), "%s of %s", s.Refunded, s.Total)
	})
}

func read(t *testing.T, shop Shop, id string) order.Snapshot {
	t.Helper()
	s, err := shop.Client().Order(t.Context(), id)
	require.NoError(t, err)
	return s
}

// testCancelled tells nothing of an order that was cancelled.
func testCancelled(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	o := shop.Buy(t, 2)
	d := seat(t, shop, o.ID)
	effect := d.number("", o.All(2), first)
	shop.Pass(time.Minute)
	require.True(t, shop.Do(t, o.ID, Act{Do: Cancel}))
	assert.True(t, holdings(t, shop, o.ID).Cancelled)
	_, err := shop.Client().Fulfil(t.Context(), store.Fulfilment{Order: o.ID, Lines: o.All(2), Tracking: trackings(second), Notify: true})
	assert.Contains(t, []store.Kind{store.Changed, store.Refused}, store.KindOf(err), "%v", err)
	d.tell(effect)
	assert.NotEqual(t, order.FulfilmentTold, d.fulfilment().State)
	assert.Empty(t, shop.Held(t, o.ID).Shipments)
	assert.Empty(t, shop.Mails(t, o.ID))

	d.read()
	assert.True(t, d.kept.Store.Cancelled)
	assert.True(t, read(t, shop, o.ID).Cancelled)
}
