package wake_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
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

// night is many orders whose purchases wait to be sent again.
type night struct {
	bench

	sent    chan queue.Message
	refuses error
	decider *decider.Decider
	bad     string
}

func (n *night) Send(_ context.Context, messages ...queue.Message) error {
	if n.refuses != nil {
		return n.refuses
	}
	for _, m := range messages {
		n.sent <- m
	}
	return nil
}

func (*night) CatchUp(context.Context, order.Order) error { return nil }

func (n *night) Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error) {
	if key.ID == n.bad {
		return decider.Result{}, errors.New("poison")
	}
	return n.decider.Apply(ctx, key, e)
}

func newNight(t *testing.T, orders int) (*night, *wake.Stage) {
	t.Helper()
	n := &night{sent: make(chan queue.Message, 1000)}
	n.table, n.now = table.New(memory.New(nil)), time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return n.now }
	n.decider = decider.New(n.table, n, clock)
	for i := range orders {
		n.key = order.Key{Merchant: "m1", Store: "s1", ID: strconv.Itoa(1000 + i)}
		n.apply(t, n.decider, order.StoreSaid{Snapshot: order.Snapshot{
			ID: n.key.ID, UpdatedAt: n.now, Payment: order.Paid, ShipTo: order.Address{Country: "US"},
			Lines: []order.SnapshotLine{{ID: "1", Variant: "v1", Quantity: 1}},
		}})
		n.apply(t, n.decider, order.Place{By: "owner"})
	}
	return n, wake.New(n.table, n, n, n, clock, slog.New(slog.DiscardHandler))
}

func TestEffectWithoutOutcomeIsSentAgain(t *testing.T) {
	t.Parallel()
	n, stage := newNight(t, 60)
	require.NoError(t, stage.Do(t.Context()))
	assert.Empty(t, n.sent, "nothing is due yet")
	n.now = n.now.Add(3 * time.Minute)
	require.NoError(t, stage.Do(t.Context()))
	assert.Len(t, n.sent, 60)
	require.NoError(t, stage.Do(t.Context()))
	assert.Len(t, n.sent, 60, "and not at once again")
	m := <-n.sent
	assert.Equal(t, queue.KindPlace, m.Kind)
}

func TestOneOrdersFailureDoesNotStopTheOthersAndIsSeen(t *testing.T) {
	t.Parallel()
	n, stage := newNight(t, 60)
	n.now = n.now.Add(3 * time.Minute)
	n.bad = "1007"
	require.ErrorContains(t, stage.Do(t.Context()), "1007")
	assert.Len(t, n.sent, 59)
}

func TestSendThatFailsIsDoneAgainLater(t *testing.T) {
	t.Parallel()
	n, stage := newNight(t, 3)
	n.now = n.now.Add(3 * time.Minute)
	n.refuses = errors.New("no answer")
	require.Error(t, stage.Do(t.Context()))
	n.refuses = nil
	n.now = n.now.Add(30 * time.Minute)
	require.NoError(t, stage.Do(t.Context()))
	assert.Len(t, n.sent, 3)
}

func TestRunEndsByItselfBeforeItsTimeIsOver(t *testing.T) {
	t.Parallel()
	n, stage := newNight(t, 60)
	n.now = n.now.Add(3 * time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	require.NoError(t, stage.Do(ctx))
	assert.Empty(t, n.sent, "less time is left than its margin")
}
