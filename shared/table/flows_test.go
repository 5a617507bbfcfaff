package table_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/table"
	"onward/shared/table/memory"
)

func TestFlows(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	ctx := t.Context()
	flow := table.Flow{Merchant: "m1", ID: "hash", Kind: "shopify", Until: time.Date(2026, 11, 24, 12, 30, 0, 0, time.UTC)}
	require.NoError(t, tab.CreateFlow(ctx, flow))
	require.ErrorIs(t, tab.CreateFlow(ctx, flow), table.ErrTaken)
	require.ErrorIs(t, tab.CreateFlow(ctx, table.Flow{ID: "hash"}), table.ErrKey)

	got, err := tab.Flow(ctx, "m1", "hash")
	require.NoError(t, err)
	require.Equal(t, flow, got)
	for _, other := range [][2]string{{"m2", "hash"}, {"m1", "other"}, {"", "hash"}, {"m1", ""}} {
		_, err := tab.Flow(ctx, other[0], other[1])
		require.ErrorIs(t, err, table.ErrNotFound)
	}

	refused := errors.New("used")
	use := func(f *table.Flow) error {
		if !f.Used.IsZero() {
			return refused
		}
		f.Used = flow.Until
		return nil
	}
	_, err = tab.UpdateFlow(ctx, "m1", "hash", use)
	require.NoError(t, err)
	_, err = tab.UpdateFlow(ctx, "m1", "hash", use)
	require.ErrorIs(t, err, refused)
	_, err = tab.UpdateFlow(ctx, "m2", "hash", use)
	require.ErrorIs(t, err, table.ErrNotFound)

	stores, err := tab.Stores(ctx, "m1")
	require.NoError(t, err)
	require.Empty(t, stores, "a flow is no store")
}
