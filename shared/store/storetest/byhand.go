package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testByHand has the merchant ship without us.
func testByHand(t *testing.T, open Opener) {
	t.Helper()
	t.Run("with a number", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 2, 1)
		shop.Pass(time.Minute)
		id, ok := shop.Ship(t, o.ID, first, o.All(2)...)
		if !ok {
			t.Skip("this store records nothing that could be told apart from a note")
		}
		h := holdings(t, shop, o.ID)
		require.Equal(t, []string{id}, idsOf(h))
		assert.Equal(t, []string{first}, h.Fulfilments[0].Numbers)
		expectOpen(t, shop, h, map[string]int{o.Lines[0]: 0, o.Lines[1]: 1})
		d := seat(t, shop, o.ID)
		if !shop.Traits().Lines {
			return
		}
		require.True(t, read(t, shop, o.ID).FulfilmentsKnown)
		require.Len(t, d.kept.Fulfilments, 1)
		assert.True(t, d.fulfilment().Foreign)
		assert.Equal(t, []string{first}, d.fulfilment().Told)

		// What was sent by hand is not sent again.
		_, err := shop.Client().Fulfil(t.Context(), store.Fulfilment{Order: o.ID, Lines: o.All(1), Tracking: trackings(second)})
		assert.Equal(t, store.Changed, store.KindOf(err), "%v", err)
		d.tell(d.number("", o.All(0, 1), second))
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2, o.Lines[1]: 1}, first, second)
	})
	t.Run("a part of what we were about to tell", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		if !shop.Traits().Lines {
			t.Skip("a store that knows no lines cannot know of parts")
		}
		o := shop.Buy(t, 3, 1)
		d := seat(t, shop, o.ID)
		effect := d.number("", o.All(3, 1), first)
		shop.Pass(time.Minute)
		_, ok := shop.Ship(t, o.ID, second, o.All(1)...)
		require.True(t, ok)
		d.tell(effect)
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 3, o.Lines[1]: 1}, first, second)
		ours, ok := d.kept.Fulfilment("f1")
		require.True(t, ok)
		assert.Equal(t, o.All(2, 1), ours.LineTotals(), "what the store had open, not what was wanted")
	})
	t.Run("without a number, while we were about to tell one", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		if !shop.Traits().Lines {
			t.Skip("a shipment without number is nothing to this store")
		}
		o := shop.Buy(t, 2)
		d := seat(t, shop, o.ID)
		effect := d.number("", o.All(2), first)
		shop.Pass(time.Minute)
		_, ok := shop.Ship(t, o.ID, "", o.All(2)...)
		require.True(t, ok)
		d.tell(effect)
		assert.Equal(t, order.FulfilmentTold, d.fulfilment().State)
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, first)
		assert.Len(t, shop.Held(t, o.ID).Shipments, 1, "the number went where the goods are")
		expectMailed(t, shop, o.ID, first)
	})
}

// testUndone has the merchant take back what we told.
func testUndone(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	o := shop.Buy(t, 2, 1)
	d := seat(t, shop, o.ID)
	d.tell(d.number("", o.All(2), first))
	told := d.fulfilment()
	require.Equal(t, order.FulfilmentTold, told.State)
	d.tell(d.number("", o.All(0, 1), second))
	shop.Pass(time.Hour)
	if !shop.Undo(t, o.ID, told.OutsideIDs[0]) {
		t.Skip("nothing can be taken back here")
	}
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[1]: 1}, second)
	expectOpen(t, shop, holdings(t, shop, o.ID), map[string]int{o.Lines[0]: 2, o.Lines[1]: 0})
	if !shop.Traits().Lines {
		return
	}
	d.read()
	undone, ok := d.kept.Fulfilment(told.ID)
	require.True(t, ok)
	assert.Equal(t, order.FulfilmentWithdrawn, undone.State)
	assert.Equal(t, order.FulfilmentTold, d.fulfilment().State, "the other one stands")

	// The merchant has it told once more: it is recorded, once, and nothing else.
	r, err := d.maker.Apply(t.Context(), d.key, order.TellAgain{By: "merchant", Fulfilment: told.ID})
	require.NoError(t, err)
	require.NotEmpty(t, r.Send)
	d.tell(r.Send[0].ID)
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2, o.Lines[1]: 1}, first, second)
}

// testHeld has the store hold an order back, where it has such a thing.
func testHeld(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	o := shop.Buy(t, 1)
	d := seat(t, shop, o.ID)
	effect := d.number("", o.All(1), first)
	shop.Pass(time.Minute)
	if !shop.Do(t, o.ID, Act{Do: Hold}) {
		t.Skip("this platform holds no order back from being fulfilled")
	}
	assert.Equal(t, order.BlockHeld, holdings(t, shop, o.ID).Blocked)
	s := read(t, shop, o.ID)
	assert.True(t, len(s.Holds) > 0 || s.NotReady, "the snapshot says so, too")
	_, err := shop.Client().Fulfil(t.Context(), store.Fulfilment{Order: o.ID, Lines: o.All(1), Tracking: trackings(first)})
	assert.Equal(t, store.Held, store.KindOf(err), "%v", err)
	d.tell(effect)
	require.True(t, d.open(effect), "it waits")
	assert.Empty(t, shop.Held(t, o.ID).Shipments)

	require.True(t, shop.Do(t, o.ID, Act{Do: Release}))
	d.tell(effect)
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 1}, first)
	assert.Equal(t, order.FulfilmentTold, d.fulfilment().State)
}
