package reconcile_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/reconcile"
	"onward/shared/store"
	"onward/shared/table"
)

// bench is one merchant with one store, whose orders changed one second after the other.
type bench struct {
	reconcile.Table
	store.Client

	now    time.Time
	kept   table.Store
	orders []order.Snapshot
	// throttledFrom is the page of a run from which on the store takes no more calls; 0 for never.
	throttledFrom int
	pages         int
	taken         map[string]int
}

const perPage = 20

func newBench(orders int) *bench {
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	b := &bench{
		now: now, taken: map[string]int{},
		kept: table.Store{Merchant: "acme", ID: "s1", Platform: order.Shopify, Watermark: now.Add(-time.Minute), Imported: now.Add(-time.Hour)},
	}
	for i := range orders {
		b.orders = append(b.orders, order.Snapshot{ID: strconv.Itoa(5000 + i), UpdatedAt: now.Add(time.Duration(i-orders) * time.Second)})
	}
	return b
}

func (b *bench) UpdateStore(_ context.Context, _, _ string, do func(*table.Store) error) (table.Store, error) {
	err := do(&b.kept)
	return b.kept, err
}

func (b *bench) Changed(_ context.Context, since time.Time, cursor string) (store.Page, error) {
	b.pages++
	if b.throttledFrom > 0 && b.pages >= b.throttledFrom {
		return store.Page{}, &store.Error{Kind: store.Throttled, Op: "changed", RetryAfter: 5 * time.Second}
	}
	from, _ := strconv.Atoi(cursor)
	list := slices.DeleteFunc(slices.Clone(b.orders), func(s order.Snapshot) bool { return s.UpdatedAt.Before(since) })
	end := min(from+perPage, len(list))
	page := store.Page{Orders: list[from:end]}
	if end < len(list) {
		page.Next = strconv.Itoa(end)
	}
	return page, nil
}

func (b *bench) ApplyNew(_ context.Context, key order.Key, _ order.Platform, _ order.Event) (decider.Result, error) {
	b.taken[key.ID]++
	return decider.Result{Changed: b.taken[key.ID] == 1}, nil
}

// shops opens the bench's store.
type shops struct{ *bench }

func (s shops) Client(context.Context, string, string) (table.Store, store.Client, error) {
	return s.kept, s.bench, nil
}
func (shops) Refresh(context.Context, table.Store, time.Duration) error { return nil }
func (shops) Suffered(context.Context, string, string, error)           {}

// run reconciles the store once, and lets a minute pass.
func (b *bench) run(t *testing.T) {
	t.Helper()
	stage := reconcile.New(reconcile.Deps{
		Table: b, Decider: b, Shops: shops{b}, Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler),
	})
	b.pages = 0
	require.NoError(t, stage.Store(t.Context(), b.kept))
	b.now = b.now.Add(time.Minute)
}

func TestStoreThatThrottlesTheSecondPageOfEachRunIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(90)
	b.throttledFrom = 2
	for range 6 {
		b.run(t)
	}
	assert.Len(t, b.taken, 90, "each run goes on where the last one was cut short")
	b.throttledFrom = 0
	b.run(t)
	assert.Empty(t, b.kept.Settings, "all is read: nothing is left to resume")
	assert.Equal(t, b.now.Add(-time.Minute), b.kept.Watermark)
}

func TestStoreThatChangesFasterThanARunReadsIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(400) // within less than the overlap, four times what one run reads
	for range 5 {
		b.run(t)
	}
	assert.Len(t, b.taken, 400)
}

func TestQuietStoreIsNotWritten(t *testing.T) {
	t.Parallel()
	b := newBench(3)
	before := fmt.Sprintf("%+v", b.kept)
	b.run(t)
	assert.Len(t, b.taken, 3, "what changed within the overlap is read again")
	assert.Equal(t, before, fmt.Sprintf("%+v", b.kept))
}
