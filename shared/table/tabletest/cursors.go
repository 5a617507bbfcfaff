package tabletest

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
)

func tabCursor(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	fill(t, e, 6)
	q := table.TabQuery{Tab: order.AwaitingShipment, Limit: 2}
	page, err := e.ListTab(ctx, merchant, q)
	require.NoError(t, err)
	require.NotEmpty(t, page.Cursor)
	for name, other := range map[string]table.TabQuery{
		"other tab":      {Tab: order.Failed, Cursor: page.Cursor},
		"other filter":   {Tab: order.AwaitingShipment, Country: "FR", Cursor: page.Cursor},
		"other supplier": {Tab: order.AwaitingShipment, Supplier: order.CJ, Cursor: page.Cursor},
		"other kind":     {Tab: order.AwaitingShipment, Ask: order.AttentionUnpaid, Cursor: page.Cursor},
		"other age":      {Tab: order.AwaitingShipment, OlderThan: Start(), Cursor: page.Cursor},
		"cut":            {Tab: order.AwaitingShipment, Cursor: page.Cursor[:len(page.Cursor)-3]},
		"changed":        {Tab: order.AwaitingShipment, Cursor: page.Cursor[:20] + "AAAA" + page.Cursor[24:]},
		"nonsense":       {Tab: order.AwaitingShipment, Cursor: "!!"},
		"short":          {Tab: order.AwaitingShipment, Cursor: "AAAA"},
		"too long":       {Tab: order.AwaitingShipment, Cursor: strings.Repeat("A", 4000)},
		"not text":       {Tab: order.AwaitingShipment, Cursor: base64.RawURLEncoding.EncodeToString([]byte("123456\xff\xfe"))},
	} {
		_, err := e.ListTab(ctx, merchant, other)
		require.ErrorIs(t, err, table.ErrCursor, name)
	}
	q.Cursor = page.Cursor
	_, err = e.ListTab(ctx, another, q)
	require.ErrorIs(t, err, table.ErrCursor, "another merchant's")
}

// tabCursorLasts reads a list while orders leave it, come to it and change: what stays in it is seen once.
func tabCursorLasts(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	fill(t, e, 20)
	q := table.TabQuery{Tab: order.AwaitingShipment, Limit: 5}
	page, err := e.ListTab(ctx, merchant, q)
	require.NoError(t, err)
	require.Len(t, page.Rows, 5)
	last := page.Rows[4].Key
	assert.Equal(t, "0015", last.ID)

	at := func(id string, minute int, state order.State, units int) order.Order {
		o := with(Sample(key(id), 1, 0), 2, portion(state, order.AliExpress, units))
		o.Store.CreatedAt = Start().Add(time.Duration(minute) * time.Minute)
		return o
	}
	move := func(o order.Order) {
		was := o
		was.Version, was.Portions = 1, []order.Portion{portion(order.AwaitingShipment, order.AliExpress, 1)}
		require.NoError(t, e.RefreshViews(ctx, []order.Order{was}, o))
	}
	move(at("0015", 15, order.Fulfilled, 1))                                                // the order that the cursor stands on has left
	move(at("0012", 12, order.Fulfilled, 1))                                                // as has one that was not seen yet
	move(at("0014", 14, order.AwaitingShipment, 2))                                         // one only changed
	move(at("0019", 19, order.AwaitingFulfillment, 1))                                      // one that was seen is elsewhere
	require.NoError(t, e.RefreshViews(ctx, nil, at("9999", 30, order.AwaitingShipment, 1))) // one is new, and newer
	require.NoError(t, e.RefreshViews(ctx, nil, at("0010-5", 10, order.AwaitingShipment, 1)))

	q.Cursor = page.Cursor
	var got []string
	for q.Cursor != "" {
		page, err := e.ListTab(ctx, merchant, q)
		require.NoError(t, err)
		for _, row := range page.Rows {
			got = append(got, row.Key.ID)
		}
		q.Cursor = page.Cursor
	}
	assert.Equal(t, []string{
		"0014", "0013", "0011", "0010-5", "0010", "0009", "0008", "0007", "0006", "0005", "0004", "0003", "0002", "0001", "0000",
	}, got)
}

// tabCursorEnds gives a cursor only where a further order is, whatever the page's size.
func tabCursorEnds(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	fill(t, e, 12)
	for limit, more := range map[int]bool{11: true, 12: false, 13: false} {
		page, err := e.ListTab(ctx, merchant, table.TabQuery{Tab: order.AwaitingShipment, Limit: limit})
		require.NoError(t, err)
		assert.Len(t, page.Rows, min(limit, 12))
		assert.Equal(t, more, page.Cursor != "", limit)
	}
	page, err := e.ListTab(ctx, merchant, table.TabQuery{Tab: order.AwaitingShipment, Country: "FR", Limit: 5})
	require.NoError(t, err)
	assert.Len(t, page.Rows, 3)
	assert.Empty(t, page.Cursor, "the rest does not fit")
}

// tabNamed has ids and names with every sign that keys are made of.
func tabNamed(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	for i, id := range []string{"a#b", "a%23b", "a%b", "ä/ö", "#"} {
		k := key(id)
		o := with(Sample(k, 1, 0), 1, portion(order.AwaitingShipment, order.AliExpress, 1))
		o.Store.CreatedAt = Start().Add(time.Duration(i) * time.Minute)
		require.NoError(t, e.RefreshViews(ctx, nil, o))
	}
	assert.Equal(t, []string{"#", "ä/ö", "a%b", "a%23b", "a#b"}, pages(t, e, table.TabQuery{Tab: order.AwaitingShipment, Limit: 2}))
	all, err := e.engine.Query(ctx, kv.Query{PK: merchant + "#v#" + string(order.AwaitingShipment), Consistent: true})
	require.NoError(t, err)
	assert.Len(t, all.Items, 5)
}
