package decider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/memory"
)

func key() order.Key { return order.Key{Merchant: "m1", Store: "s1", ID: "1001"} }

// bench is a table that others write to in between, and a policy.
type bench struct {
	*table.Table

	policy order.Policy
	// between runs before each write.
	between func()
	asked   [][]string
	evicted []order.Entry
	tooBig  bool
}

func newBench() *bench {
	b := &bench{Table: table.New(memory.New(nil)), policy: order.DefaultPolicy()}
	b.policy.Mappings = map[string]order.Mapping{"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1"}}}}
	return b
}

func (b *bench) For(_ context.Context, _ order.Key, variants []string) (order.Policy, error) {
	b.asked = append(b.asked, variants)
	return b.policy, nil
}

func (b *bench) Save(ctx context.Context, o order.Order, seen int64, evicted []order.Entry) error {
	if b.between != nil {
		b.between()
	}
	if b.tooBig && o.Parked == "" {
		return fmt.Errorf("%w: 400000 bytes", order.ErrTooLarge)
	}
	b.evicted = append(b.evicted, evicted...)
	return b.Table.Save(ctx, o, seen, evicted)
}

func (b *bench) decider() *decider.Decider {
	return decider.New(b, b, func() time.Time { return time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC) })
}

func said(note string) order.StoreSaid {
	return order.StoreSaid{Source: "read", Fresh: true, Snapshot: order.Snapshot{
		ID: "1001", Name: note, Payment: order.Paid, UpdatedAt: time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC),
		ShipTo: order.Address{Country: "US"}, Lines: []order.SnapshotLine{{ID: "1", Variant: "v1", Quantity: 1, Kind: order.Physical}},
	}}
}

func TestFirstWordMakesTheOrderAndARepeatWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBench()
	d := b.decider()
	_, err := d.Apply(t.Context(), key(), order.TimePassed{})
	require.ErrorIs(t, err, table.ErrNotFound)
	first, err := d.ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	assert.True(t, first.Changed)
	assert.Equal(t, int64(1), first.Order.Version)
	b.between = func() { t.Error("something was written") }
	again, err := d.ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	assert.False(t, again.Changed)
	assert.Empty(t, again.Send)
}

func TestDecisionIsMadeAnewWhenSomebodyElseWrote(t *testing.T) {
	t.Parallel()
	b := newBench()
	_, err := b.decider().ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	times := 0
	b.between = func() {
		if times++; times == 1 {
			rival := newBench()
			rival.Table = b.Table
			_, err := rival.decider().Apply(t.Context(), key(), order.SetHold{By: "owner", On: true})
			require.NoError(t, err)
		}
	}
	r, err := b.decider().Apply(t.Context(), key(), order.Place{By: "owner"})
	require.Error(t, err, "decided on the order as it is now, which is held")
	var refused *order.RejectedError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, int64(2), r.Order.Version)
}

func TestEndlessRivalsEndInTheCallersRetry(t *testing.T) {
	t.Parallel()
	b := newBench()
	_, err := b.decider().ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	n := 0
	b.between = func() {
		n++
		rival := newBench()
		rival.Table = b.Table
		_, err := rival.decider().Apply(t.Context(), key(), order.SetHold{By: "owner", On: n%2 == 1})
		require.NoError(t, err)
	}
	_, err = b.decider().ApplyNew(t.Context(), key(), order.Shopify, said("#2"))
	require.ErrorIs(t, err, table.ErrConflict)
	assert.LessOrEqual(t, n, 10)
}

func TestCoresRefusalsComeBackAsTheyAre(t *testing.T) {
	t.Parallel()
	b := newBench()
	d := b.decider()
	_, err := d.ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	_, err = d.Apply(t.Context(), key(), order.Claimed{Effect: "tell/f1/0"})
	require.ErrorIs(t, err, order.ErrNotWanted)
	_, err = d.Apply(t.Context(), key(), order.Place{Lines: []order.LineUnits{{Line: "9", Units: 1}}})
	var refused *order.RejectedError
	require.ErrorAs(t, err, &refused)
}

func TestOrderThatOutgrowsItsItemIsParked(t *testing.T) {
	t.Parallel()
	b := newBench()
	d := b.decider()
	b.tooBig = true
	r, err := d.ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	assert.Contains(t, r.Order.Parked, order.ErrTooLarge.Error())
	kept, err := b.Load(t.Context(), key())
	require.NoError(t, err)
	assert.Equal(t, "1001", kept.Store.ID)
	assert.Equal(t, kept.Unchecked.Add(order.DefaultTiming().Check), kept.WakeAt, "only its rows are verified")
	require.Len(t, kept.Attention, 1)
	assert.Equal(t, order.AttentionParked, kept.Attention[0].Code)
}

func TestEntriesThatAreLetGoAreKeptFirst(t *testing.T) {
	t.Parallel()
	b := newBench()
	d := b.decider()
	_, err := d.ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	for i := range 3 * order.TailEntries {
		_, err := d.Apply(t.Context(), key(), order.SetHold{By: "owner", On: i%2 == 0})
		require.NoError(t, err)
	}
	page, err := b.Timeline(t.Context(), key(), "", 100)
	require.NoError(t, err)
	require.Len(t, page.Entries, 3*order.TailEntries+1, "with the stream off none is lost")
	for i, e := range page.Entries {
		assert.Equal(t, int64(len(page.Entries)-i), e.Version)
	}
}

func TestVariantsThatADecisionNeeds(t *testing.T) {
	t.Parallel()
	o := order.Order{
		Store: order.Snapshot{Lines: []order.SnapshotLine{{ID: "1", Variant: "v1"}, {ID: "2", Variant: "v2"}, {ID: "3", Variant: "v3"}}},
		Portions: []order.Portion{
			{Line: "1", Units: 1, State: order.AwaitingOrder}, {Line: "2", Units: 1, State: order.Fulfilled}, {Line: "3", Units: 1, State: order.AwaitingShipment},
		},
	}
	tests := map[string]struct {
		event order.Event
		want  string
	}{
		"only what is not bought":       {order.TimePassed{}, "v1"},
		"all, for the merchant's order": {order.Place{}, "v1 v2 v3"},
		"all, to roll back":             {order.RollBack{}, "v1 v2 v3"},
		"and what the store brings":     {order.StoreSaid{Snapshot: order.Snapshot{Lines: []order.SnapshotLine{{ID: "4", Variant: "v4"}, {ID: "5"}}}}, "v4 v1"},
	}
	for name, tt := range tests {
		assert.Equal(t, tt.want, strings.Join(decider.Variants(o, tt.event), " "), name)
	}
}

func TestAChoiceByAnOldVersionDecidesNothing(t *testing.T) {
	t.Parallel()
	b := newBench()
	first, err := b.decider().ApplyNew(t.Context(), key(), order.Shopify, said("#1"))
	require.NoError(t, err)
	held, err := b.decider().ApplySeen(t.Context(), key(), first.Order.Version, order.SetHold{By: "owner", On: true})
	require.NoError(t, err)
	_, err = b.decider().ApplySeen(t.Context(), key(), first.Order.Version, order.SetHold{By: "other"})
	var stale *decider.StaleError
	require.ErrorAs(t, err, &stale)
	assert.Equal(t, held.Order.Version, stale.Version)
	assert.Contains(t, err.Error(), "at version 2")

	// Somebody writes between the reading and the writing: read again, the order is at another version.
	times := 0
	b.between = func() {
		if times++; times == 1 {
			rival := newBench()
			rival.Table = b.Table
			_, err := rival.decider().Apply(t.Context(), key(), order.SetHold{By: "owner"})
			require.NoError(t, err)
		}
	}
	note := "n"
	_, err = b.decider().ApplySeen(t.Context(), key(), held.Order.Version, order.Edit{By: "other", Note: &note})
	require.ErrorAs(t, err, &stale)
	assert.EqualValues(t, 3, stale.Version)
}
