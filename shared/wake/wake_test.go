package wake_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/wake"
)

// bench is one bought order whose watching is to be verified, with the stream off.
type bench struct {
	table   *table.Table
	now     time.Time
	key     order.Key
	refuses int // how many times catching up fails
	caught  int
}

func (b *bench) For(context.Context, order.Key, []string) (order.Policy, error) {
	p := order.DefaultPolicy()
	p.Mappings = map[string]order.Mapping{"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "1005"}}}}
	return p, nil
}

func (b *bench) CatchUp(_ context.Context, now order.Order) error {
	if b.refuses > 0 {
		b.refuses--
		return errors.New("the table does not answer")
	}
	b.caught = len(now.Watches())
	return nil
}

func (*bench) Send(context.Context, ...queue.Message) error { return nil }

func (b *bench) apply(t *testing.T, d *decider.Decider, e order.Event) order.Order {
	t.Helper()
	r, err := d.ApplyNew(t.Context(), b.key, order.Shopify, e)
	require.NoError(t, err)
	return r.Order
}

func TestWatchingIsBegunThoughCatchingUpFailsTheFirstTime(t *testing.T) {
	t.Parallel()
	b := &bench{
		table: table.New(memory.New(nil)), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), refuses: 1,
		key: order.Key{Merchant: "m1", Store: "s1", ID: "1001"},
	}
	clock := func() time.Time { return b.now }
	d := decider.New(b.table, b, clock)
	b.apply(t, d, order.StoreSaid{Snapshot: order.Snapshot{
		ID: "1001", CreatedAt: b.now, UpdatedAt: b.now, Payment: order.Paid, ShipTo: order.Address{Country: "US"},
		Lines: []order.SnapshotLine{{ID: "1", Variant: "v1", Quantity: 1}},
	}, Source: "read", Fresh: true})
	o := b.apply(t, d, order.Place{By: "owner"})
	effect := o.Effects[0].ID
	o = b.apply(t, d, order.Claimed{Effect: effect})
	attempt := o.Effects[0].Attempt
	b.apply(t, d, order.PlaceAnswered{Effect: effect, Attempt: attempt, Outcome: order.PlaceCreated, Orders: []string{"8001"}})

	stage := wake.New(b.table, d, b, b, clock, slog.New(slog.DiscardHandler))
	b.now = b.now.Add(time.Hour)
	require.Error(t, stage.Do(t.Context()), "the failure is seen")
	assert.Zero(t, b.caught)
	require.NoError(t, stage.Do(t.Context()))
	assert.Equal(t, 1, b.caught, "the order was still due, and its purchase is watched")
}
