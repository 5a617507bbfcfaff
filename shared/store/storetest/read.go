package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// unknown is an order that no platform has.
const unknown = "4711000000001"

// testRead reads orders of every sort and compares them with what their shop says they are.
func testRead(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	samples := shop.Samples(t)
	seen := map[order.Payment]bool{}
	ships := map[bool]bool{}
	for _, s := range samples {
		got, err := shop.Client().Order(t.Context(), s.ID)
		require.NoError(t, err, s.Name)
		assert.False(t, got.CreatedAt.IsZero(), "%s: when it was made", s.Name)
		assert.False(t, got.UpdatedAt.Before(got.CreatedAt), "%s: changed before it was made", s.Name)
		assert.Equal(t, plain(s.Want), plain(got), s.Name)
		seen[got.Payment] = true
		for _, l := range got.Lines {
			ships[l.Kind.Ships()] = true
			assert.NotEmpty(t, l.ID, "%s: a line without id", s.Name)
		}
	}
	// A sample list without these would prove little.
	for _, must := range []order.Payment{order.Paid, order.Unpaid} {
		assert.True(t, seen[must], "no sample is %s", must)
	}
	assert.True(t, ships[true] && ships[false], "samples need lines that ship and lines that do not")
}

// plain takes times away, and writes money in one way.
func plain(s order.Snapshot) order.Snapshot {
	s.CreatedAt, s.UpdatedAt = time.Time{}, time.Time{}
	s.Total, s.Refunded = canonical(s.Total), canonical(s.Refunded)
	lines := make([]order.SnapshotLine, 0, len(s.Lines))
	for _, l := range s.Lines {
		l.Price = canonical(l.Price)
		lines = append(lines, l)
	}
	s.Lines = lines
	if len(s.Fulfilments) == 0 {
		s.Fulfilments = nil
	}
	return s
}

func canonical(m order.Money) order.Money {
	if m.Amount.IsZero() {
		return order.Money{}
	}
	same, err := order.ParseMoney(m.Amount.String(), m.Currency)
	if err != nil {
		return m
	}
	return same
}

// testNotFound asks for an order that is not there, in every way.
func testNotFound(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	client := shop.Client()
	_, err := client.Order(t.Context(), unknown)
	assert.Equal(t, store.NotFound, store.KindOf(err), "Order: %v", err)
	_, err = client.Holdings(t.Context(), unknown)
	assert.Equal(t, store.NotFound, store.KindOf(err), "Holdings: %v", err)
	_, err = client.Fulfil(t.Context(), store.Fulfilment{
		Order: unknown, Lines: []order.LineUnits{{Line: unknown, Units: 1}}, Tracking: trackings(first),
	})
	assert.Equal(t, store.NotFound, store.KindOf(err), "Fulfil: %v", err)
	if shop.Traits().Completes {
		assert.Equal(t, store.NotFound, store.KindOf(client.Complete(t.Context(), unknown)))
	}
}
