package table_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
	"onward/shared/table/tabletest"
)

// breaking refuses the nth put.
type breaking struct {
	kv.Engine

	at int
}

var errBroken = errors.New("no answer")

func (b *breaking) Put(ctx context.Context, item kv.Item, cond kv.Cond) error {
	if b.at--; b.at == 0 {
		return errBroken
	}
	return b.Engine.Put(ctx, item, cond)
}

func TestRowsThatWereNotAllWrittenAreNotCurrent(t *testing.T) {
	t.Parallel()
	o := tabletest.Sample(order.Key{Merchant: "m", Store: "s", ID: "1001"}, 2, 2)
	for at := 1; ; at++ {
		engine := &breaking{Engine: memory.New(nil), at: at}
		tab := table.New(engine)
		err := tab.RefreshViews(t.Context(), nil, o)
		current, asked := tab.ViewsCurrent(t.Context(), o)
		require.NoError(t, asked)
		if err == nil {
			require.True(t, current)
			require.Greater(t, at, 5, "there are several rows")
			return
		}
		assert.False(t, current, "broken at row %d", at)
	}
}

func TestANewNumberAloneMakesTheRowsNotCurrent(t *testing.T) {
	t.Parallel()
	o := tabletest.Sample(order.Key{Merchant: "m", Store: "s", ID: "1001"}, 1, 1)
	tab := table.New(memory.New(nil))
	require.NoError(t, tab.RefreshViews(t.Context(), nil, o))
	o.Purchases[0].Orders[0].Parcels[0].Number = "LP00000000000099CN"
	current, err := tab.ViewsCurrent(t.Context(), o)
	require.NoError(t, err)
	assert.False(t, current)
}
