package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/onward/replay"
	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// lived is an order with a life of a dozen steps, mapped in the middle of it.
func lived(t *testing.T) (*table.Table, order.Key) {
	t.Helper()
	at := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { at = at.Add(time.Minute); return at }
	kept := table.New(memory.New(nil))
	d := decider.New(kept, settings.New(kept, settings.Options{TimeScale: 1, Now: now}), now)
	key := order.Key{Merchant: "m1", Store: "s1", ID: "1001"}
	do := func(e order.Event) order.Order {
		r, err := d.ApplyNew(t.Context(), key, order.Shopify, e)
		require.NoError(t, err)
		require.True(t, r.Changed, e.Kind())
		return r.Order
	}
	do(order.StoreSaid{Snapshot: order.Snapshot{
		ID: "1001", Name: "#1001", Payment: order.Paid, CreatedAt: at, UpdatedAt: at, ShipTo: order.Address{Name: "A", Line1: "1 Road", City: "T", Country: "US", Postcode: "1"},
		Lines: []order.SnapshotLine{{ID: "l1", Variant: "v1", Kind: order.Physical, Quantity: 2}},
	}})
	_, err := kept.PutMapping(t.Context(), "m1", table.Mapped{Store: "s1", Variant: "v1", At: now(), Mapping: order.Mapping{
		Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", SKU: "S1"}},
	}})
	require.NoError(t, err)
	o := do(order.Place{By: "owner"})
	effect := o.Effects[0].ID
	do(order.Claimed{Effect: effect})
	do(order.PlaceAnswered{Effect: effect, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8190000000000001"}})
	for range 4 {
		do(order.SetHold{By: "owner", On: true})
		do(order.SetHold{By: "owner"})
	}
	return kept, key
}

func TestReplayComesOutTheSame(t *testing.T) {
	t.Parallel()
	kept, key := lived(t)
	r, err := replay.Run(t.Context(), kept, order.DefaultTiming(), key)
	require.NoError(t, err)
	require.Len(t, r.Steps, 12)
	for _, s := range r.Steps {
		require.Empty(t, s.Problem, "version %d %s", s.Entry.Version, s.Entry.Kind)
	}
	require.True(t, r.Same)
	require.Equal(t, order.AwaitingPayment, r.Order.Portions[0].State)
}

func TestReplayShowsWhatDiffers(t *testing.T) {
	t.Parallel()
	kept, key := lived(t)
	require.NoError(t, kept.RewriteTimeline(t.Context(), key, func(e order.Entry) (order.Entry, bool) {
		if e.Version != 2 {
			return e, false
		}
		e.Moves = []order.Move{{Line: "l1", Units: 2, From: order.AwaitingOrder, To: order.Failed}}
		return e, true
	}))
	r, err := replay.Run(t.Context(), kept, order.DefaultTiming(), key)
	require.NoError(t, err)
	require.Equal(t, "moves differ", r.Steps[1].Problem)
}

func TestReplayNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	refused, err := order.MarshalEvent(order.RollBack{By: "owner"})
	require.NoError(t, err)
	nothing, err := order.MarshalEvent(order.SetHold{By: "owner"})
	require.NoError(t, err)
	for problem, c := range map[string]struct {
		at    int64
		spoil func(e *order.Entry)
	}{
		"moves differ":              {2, func(e *order.Entry) { e.Moves = []order.Move{{Line: "l9", Units: 1}} }},
		"other effects are opened":  {2, func(e *order.Entry) { e.Opened = append(e.Opened, "tell/f9/0") }},
		"other effects are closed":  {2, func(e *order.Entry) { e.Closed = append(e.Closed, "tell/f9/0") }},
		"other attention is raised": {2, func(e *order.Entry) { e.Raised = append(e.Raised, order.AttentionRisk) }},
		"now refused: ":             {2, func(e *order.Entry) { e.Event = refused }},
		"now changes nothing":       {4, func(e *order.Entry) { e.Event = nothing }},
	} {
		t.Run(problem, func(t *testing.T) {
			t.Parallel()
			kept, key := lived(t)
			require.NoError(t, kept.RewriteTimeline(t.Context(), key, func(e order.Entry) (order.Entry, bool) {
				if e.Version != c.at {
					return e, false
				}
				c.spoil(&e)
				return e, true
			}))
			r, err := replay.Run(t.Context(), kept, order.DefaultTiming(), key)
			require.NoError(t, err)
			require.Empty(t, r.Steps[c.at-2].Problem)
			require.Contains(t, r.Steps[c.at-1].Problem, problem)
		})
	}
}

func TestErasedOrderCannotBeReplayed(t *testing.T) {
	t.Parallel()
	kept, key := lived(t)
	require.NoError(t, kept.RewriteTimeline(t.Context(), key, func(e order.Entry) (order.Entry, bool) { return e.Redacted(), true }))
	_, err := replay.Run(t.Context(), kept, order.DefaultTiming(), key)
	require.ErrorIs(t, err, replay.ErrErased)
	_, err = replay.Run(t.Context(), kept, order.DefaultTiming(), order.Key{Merchant: "m1", Store: "s1", ID: "404"})
	require.ErrorIs(t, err, table.ErrNotFound)
}
