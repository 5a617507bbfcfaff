package storetest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testFulfil records shipments of all sorts.
func testFulfil(t *testing.T, open Opener) {
	t.Helper()
	t.Run("part of a line, then the rest", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		traits := shop.Traits()
		o := shop.Buy(t, 3, 1)
		before := holdings(t, shop, o.ID)
		assert.Empty(t, before.Fulfilments)
		assert.Equal(t, order.BlockNone, before.Blocked)
		expectOpen(t, shop, before, map[string]int{o.Lines[0]: 3, o.Lines[1]: 1})

		ids := fulfil(t, shop, o.ID, o.All(2), true, first)
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, first)
		h := holdings(t, shop, o.ID)
		expectOpen(t, shop, h, map[string]int{o.Lines[0]: 1, o.Lines[1]: 1})
		for _, id := range ids {
			assert.Contains(t, idsOf(h), id, "the id that was answered is found in the holdings")
		}
		expectMailed(t, shop, o.ID, first)

		fulfil(t, shop, o.ID, o.All(1, 1), false, second)
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 3, o.Lines[1]: 1}, first, second)
		expectOpen(t, shop, holdings(t, shop, o.ID), map[string]int{o.Lines[0]: 0, o.Lines[1]: 0})
		if traits.Mails == MailsWhenAsked {
			assert.Zero(t, mailsWith(shop.Mails(t, o.ID), second), "no mail was asked for")
		}
		expectMailed(t, shop, o.ID, first)

		snapshot, err := shop.Client().Order(t.Context(), o.ID)
		require.NoError(t, err)
		if snapshot.FulfilmentsKnown {
			assert.Equal(t, numbersOf(shop.Held(t, o.ID).Shipments), numbersOf(snapshot.Fulfilments))
		}
		for _, l := range snapshot.Lines {
			assert.Zero(t, l.Cancelled, "what was sent was not cancelled")
		}
	})
	t.Run("several numbers", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 2, 1)
		fulfil(t, shop, o.ID, o.All(2, 1), true, first, second)
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2, o.Lines[1]: 1}, first, second)
		if shop.Traits().Mails != MailsOnComplete {
			expectMailed(t, shop, o.ID, first)
			expectMailed(t, shop, o.ID, second)
			mails := shop.Mails(t, o.ID)
			assert.Len(t, mails, mailsWith(mails, first), "one mail tells both")
		}
	})
	t.Run("several parcels", func(t *testing.T) {
		t.Parallel()
		shop := open(t)
		o := shop.Buy(t, 1, 1, 1)
		for i, n := range []string{first, second, third} {
			fulfil(t, shop, o.ID, []order.LineUnits{{Line: o.Lines[i], Units: 1}}, true, n)
		}
		expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 1, o.Lines[1]: 1, o.Lines[2]: 1}, first, second, third)
		assert.Len(t, shop.Held(t, o.ID).Shipments, 3)
		for _, n := range []string{first, second, third} {
			expectMailed(t, shop, o.ID, n)
		}
	})
}

// fulfil records a shipment that must succeed.
func fulfil(t *testing.T, shop Shop, id string, lines []order.LineUnits, notify bool, numbers ...string) []string {
	t.Helper()
	ids, err := shop.Client().Fulfil(t.Context(), store.Fulfilment{
		Order: id, Lines: lines, Tracking: trackings(numbers...), Notify: notify, ShippedAt: shop.Now(),
	})
	require.NoError(t, err)
	require.NotEmpty(t, ids, "what holds the numbers has ids")
	return ids
}

func holdings(t *testing.T, shop Shop, id string) order.Holdings {
	t.Helper()
	h, err := shop.Client().Holdings(t.Context(), id)
	require.NoError(t, err)
	return h
}

func idsOf(h order.Holdings) []string {
	out := make([]string, 0, len(h.Fulfilments))
	for _, f := range h.Fulfilments {
		out = append(out, f.ID)
	}
	return out
}

// expectOpen compares what is open by line. A line with nothing open may be left out.
func expectOpen(t *testing.T, shop Shop, h order.Holdings, want map[string]int) {
	t.Helper()
	if !shop.Traits().Lines {
		assert.Nil(t, h.Open, "a platform that does not know says so")
		return
	}
	require.NotNil(t, h.Open)
	for line, units := range want {
		assert.Equal(t, units, h.Open[line], "open units of line %s", line)
	}
}

// expectHeld compares the platform's own record, and the adapter's reading of it, with what was told.
func expectHeld(t *testing.T, shop Shop, id string, units map[string]int, numbers ...string) {
	t.Helper()
	truth := shop.Held(t, id).Shipments
	read := holdings(t, shop, id).Fulfilments
	once := func(all []string) []string {
		if shop.Traits().Splits {
			return slices.Compact(all) // what was told twice shows in the units
		}
		return all
	}
	assert.Equal(t, numbers, once(numbersOf(truth)), "each number once, none else")
	assert.Equal(t, numbers, once(numbersOf(read)), "the holdings are what the platform holds")
	if shop.Traits().Lines {
		assert.Equal(t, units, unitsOf(truth))
		assert.Equal(t, units, unitsOf(read))
	}
}

// expectMailed counts the mails that name a number: one, where mails go out at once.
func expectMailed(t *testing.T, shop Shop, id, number string) {
	t.Helper()
	want := 1
	if shop.Traits().Mails == MailsOnComplete {
		want = 0
	}
	got := mailsWith(shop.Mails(t, id), number)
	if shop.Traits().Splits && want == 1 {
		assert.GreaterOrEqual(t, got, 1)
		for _, s := range shop.Held(t, id).Shipments {
			if slices.Contains(s.Numbers, number) {
				want++
			}
		}
		assert.Less(t, got, want, "mails that name %s: one for each part at most", number)
		return
	}
	assert.Equal(t, want, got, "mails that name %s", number)
}
