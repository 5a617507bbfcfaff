package sweep_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/plan"
	"onward/shared/queue"
	"onward/shared/sweep"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// bench is waiting rows in many slots, and a queue.
type bench struct {
	*table.Table

	now     time.Time
	sent    map[string]int
	batches int
	refuses error
	// blind is a slot that can't be read; rival is what happens between reading and marking.
	blind int
	rival func(slot int)
}

func (b *bench) Send(_ context.Context, messages ...queue.Message) error {
	if b.refuses != nil {
		return b.refuses
	}
	for _, m := range messages {
		b.batches++
		for _, row := range m.Poll.Rows {
			b.sent[row.Order]++
		}
	}
	return nil
}

func (b *bench) Slot(ctx context.Context, s order.Supplier, slot int) (table.Slot, error) {
	if slot == b.blind {
		return table.Slot{}, errors.New("no answer")
	}
	got, err := b.Table.Slot(ctx, s, slot)
	if b.rival != nil && len(got.Rows) > 0 {
		b.rival(slot)
	}
	return got, err
}

const rows = 300

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Table: table.New(memory.New(nil)), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), sent: map[string]int{}, blind: -1}
	for i := range rows {
		require.NoError(t, b.EnsureWaiting(t.Context(), []table.Waiting{{
			WaitingRef: table.WaitingRef{
				Supplier: order.AliExpress, Account: fmt.Sprintf("a%d", i%3), Purchase: "p", Order: fmt.Sprintf("81900000000%05d", i),
				Key: order.Key{Merchant: "m1", Store: "s1", ID: strconv.Itoa(i)},
			},
			Since: b.now, Stage: order.StagePlaced,
		}}))
	}
	return b
}

func (b *bench) stage(perRun, catchUp int) *sweep.Stage {
	plans := map[order.Supplier]plan.Plan{order.AliExpress: plan.AliExpress(1)}
	return sweep.New(b, b, plans, perRun, catchUp, func() time.Time { return b.now }, slog.New(slog.DiscardHandler))
}

func TestEveryRowIsSeenInTenMinutes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.stage(6, 1000)
	for range 120 { // two hours, in which a row placed just now is due about every ten minutes
		b.now = b.now.Add(time.Minute)
		require.NoError(t, s.Do(t.Context()))
	}
	assert.Len(t, b.sent, rows)
	for id, n := range b.sent {
		assert.InDelta(t, 11, n, 2, id)
	}
	assert.Less(t, b.batches, rows*12, "the rows of an account go together")
}

func TestFailedSendIsDoneAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.stage(table.Slots, 1000)
	require.NoError(t, s.Do(t.Context()))
	b.now = b.now.Add(10 * time.Minute)
	b.refuses = errors.New("no answer")
	require.Error(t, s.Do(t.Context()))
	b.refuses = nil
	require.NoError(t, s.Do(t.Context()))
	assert.Len(t, b.sent, rows, "nothing due was forgotten")
	require.NoError(t, s.Do(t.Context()))
	for id, n := range b.sent {
		require.Equal(t, 1, n, id)
	}
}

func TestSlotThatFailsDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.stage(table.Slots, 1000)
	b.now = b.now.Add(10 * time.Minute)
	b.blind = 3
	require.ErrorContains(t, s.Do(t.Context()), "slot 3")
	assert.Greater(t, len(b.sent), rows/2)
	assert.Less(t, len(b.sent), rows)
	b.blind = -1
	require.NoError(t, s.Do(t.Context()))
	assert.Len(t, b.sent, rows)
}

func TestAnotherSweepAtTheSameInstantIsNoFailure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.now = b.now.Add(10 * time.Minute)
	b.rival = func(int) {
		b.rival = nil
		require.NoError(t, b.stage(table.Slots, 1000).Do(t.Context()))
	}
	require.NoError(t, b.stage(table.Slots, 1000).Do(t.Context()))
	twice := 0
	for _, n := range b.sent {
		if n > 1 {
			twice++
		}
	}
	assert.Len(t, b.sent, rows)
	assert.Less(t, twice, rows/4, "only what both had read already")
}

func TestAfterAnOutageABoundedNumberIsCaughtUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.stage(table.Slots, 50)
	b.now = b.now.Add(24 * time.Hour)
	require.NoError(t, s.Do(t.Context()))
	first := len(b.sent)
	assert.GreaterOrEqual(t, first, 50)
	assert.Less(t, first, 70, "no slot is begun after that many")
	for range 10 {
		require.NoError(t, s.Do(t.Context()))
	}
	assert.Len(t, b.sent, rows)
	for id, n := range b.sent {
		assert.Equal(t, 1, n, id)
	}
}
