package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testRetrack replaces numbers, again and again.
func testRetrack(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	traits, client := shop.Traits(), shop.Client()
	o := shop.Buy(t, 2)
	ids := fulfil(t, shop, o.ID, o.All(2), true, first)
	change := store.Retrack{
		Order: o.ID, IDs: ids, Was: []string{first}, Lines: o.All(2), Tracking: trackings(second), Notify: true,
	}
	require.NoError(t, client.Retrack(t.Context(), change))
	held := []string{second}
	if traits.Keeps {
		held = []string{first, second}
	}
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, held...)
	expectMailed(t, shop, o.ID, second)
	if !traits.Adds && !traits.Keeps {
		assert.Equal(t, ids, idsOf(holdings(t, shop, o.ID)), "changed in place")
	}

	mails := len(shop.Mails(t, o.ID))
	require.NoError(t, client.Retrack(t.Context(), change), "the same again")
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, held...)
	assert.Len(t, shop.Mails(t, o.ID), mails, "and no further mail")

	change.IDs, change.Was, change.Tracking = idsOf(holdings(t, shop, o.ID)), []string{second}, trackings(third, fourth)
	require.NoError(t, client.Retrack(t.Context(), change), "one number becomes two")
	held = []string{third, fourth}
	if traits.Keeps {
		held = []string{first, second, third, fourth}
	}
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, held...)

	if traits.Adds || traits.Keeps {
		return // numbers are entries of their own: there is no shipment that could be unknown
	}
	change.IDs, change.Was, change.Tracking = []string{unknown}, []string{"X0"}, trackings(first)
	assert.Equal(t, store.NotFound, store.KindOf(client.Retrack(t.Context(), change)))
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, held...)
}

// testRenumbered changes a number three times through the executor, each time losing the answer once.
func testRenumbered(t *testing.T, open Opener) {
	t.Helper()
	calls := []Call{Change}
	if open(t).Traits().Adds {
		calls = append(calls, Remove)
	}
	for _, call := range calls {
		for _, trouble := range []Trouble{CutBefore, CutAfter, SilentAfter, BrokenAfter} {
			t.Run(string(call)+" "+string(trouble), func(t *testing.T) {
				t.Parallel()
				renumber(t, open(t), call, trouble)
			})
		}
	}
}

func renumber(t *testing.T, shop Shop, call Call, trouble Trouble) {
	t.Helper()
	o := shop.Buy(t, 2)
	d := seat(t, shop, o.ID)
	d.tell(d.number("", o.All(2), first))
	told := d.fulfilment()
	require.Equal(t, order.FulfilmentTold, told.State)
	want := []string{first}
	for _, n := range []string{second, third, fourth} {
		effect := d.number(told.ID, nil, n)
		shop.Wire().Fail(call, trouble)
		d.tell(effect)
		require.True(t, d.open(effect), "the answer was lost")
		shop.Wire().Heal()
		d.tell(effect)
		require.False(t, d.open(effect), "told: %s", d.waits(effect))
		require.Equal(t, []string{n}, d.fulfilment().Told)
		if shop.Traits().Keeps {
			want = append(want, n)
		} else {
			want = []string{n}
		}
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, want...)
		expectMailed(t, shop, o.ID, n)
	}
	d.read()
	assert.Len(t, d.kept.Fulfilments, 1, "nothing is taken for somebody else's")
}
