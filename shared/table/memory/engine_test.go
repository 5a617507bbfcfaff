package memory_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
	"onward/shared/table/tabletest"
)

func TestSuite(t *testing.T) {
	t.Parallel()
	tabletest.Run(t, func(_ *testing.T, meter *kv.Meter) kv.Engine { return memory.New(meter) })
}

func TestStreamTellsOldAndNew(t *testing.T) {
	t.Parallel()
	engine := memory.New(nil)
	var records []memory.Record
	engine.OnChange(func(r memory.Record) {
		if _, ok := table.IsOrder(r.Key); ok {
			records = append(records, r)
		}
	})
	tab := table.New(engine)
	o := tabletest.Sample(keyOf(), 2, 1)
	o.Version = 1
	require.NoError(t, tab.Save(t.Context(), o, 0, o.Tail))
	o.Version, o.Note = 2, "changed"
	require.NoError(t, tab.Save(t.Context(), o, 1, nil))
	require.Error(t, tab.Save(t.Context(), o, 1, nil), "a lost write tells nothing")
	require.NoError(t, tab.RefreshViews(t.Context(), nil, o))
	require.NoError(t, tab.DeleteOrder(t.Context(), o))
	require.Len(t, records, 3, "timeline and rows are not orders")
	assert.Nil(t, records[0].Old)
	assert.Nil(t, records[2].New)
	assert.Equal(t, int64(1), table.VersionOf(records[1].Old))
	assert.Equal(t, int64(2), table.VersionOf(records[1].New))

	// As Lambda would hand it over.
	image, err := table.FromStream(table.ToStream(records[1].New))
	require.NoError(t, err)
	assert.Equal(t, records[1].New, image)
	decoded, err := tab.DecodeOrder(image)
	require.NoError(t, err)
	assert.Equal(t, "changed", decoded.Note)
	assert.Equal(t, o.Key, decoded.Key)
	none, err := table.FromStream(table.ToStream(records[0].Old))
	require.NoError(t, err)
	assert.Nil(t, none)
}

func keyOf() order.Key { return order.Key{Merchant: "m", Store: "s", ID: "1001"} }
