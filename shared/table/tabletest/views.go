package tabletest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
)

// shown is how an order is shown in a tab, by supplier.
func shown(t *testing.T, e env, tab order.State) []string {
	t.Helper()
	page, err := e.ListTab(t.Context(), merchant, table.TabQuery{Tab: tab, Limit: 250})
	require.NoError(t, err)
	out := []string{}
	for _, row := range page.Rows {
		out = append(out, fmt.Sprint(row.Key.ID, " ", row.Units, " ", row.Suppliers))
	}
	return out
}

// with gives an order these portions.
func with(o order.Order, version int64, portions ...order.Portion) order.Order {
	o.Version = version
	o.Portions = portions
	return o
}

func portion(state order.State, supplier order.Supplier, units int) order.Portion {
	return order.Portion{Line: "line", Units: units, State: state, Supplier: supplier}
}

func viewsFollow(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	base := Sample(key("1"), 1, 0)
	v1 := with(base, 1, portion(order.AwaitingShipment, order.AliExpress, 2), portion(order.AwaitingShipment, order.CJ, 1),
		portion(order.AwaitingOrder, "", 1), portion(order.Exempt, "", 1))
	v1.Portions[1].Why = order.WhyWaitingRest
	require.NoError(t, e.RefreshViews(ctx, nil, v1))
	assert.Equal(t, []string{"1 3 [aliexpress cj]"}, shown(t, e, order.AwaitingShipment))
	assert.Equal(t, []string{"1 1 []"}, shown(t, e, order.AwaitingOrder))
	assert.Equal(t, []string{"1 5 [aliexpress cj]"}, shown(t, e, table.TabAll))
	part, err := e.ListTab(ctx, merchant, table.TabQuery{Tab: order.AwaitingShipment, Supplier: order.CJ})
	require.NoError(t, err)
	require.Len(t, part.Rows, 1)
	assert.Equal(t, 1, part.Rows[0].Units, "what the supplier has of it")
	assert.Equal(t, order.WhyWaitingRest, part.Rows[0].Why)
	assert.Empty(t, shown(t, e, order.Fulfilled))

	v2 := with(base, 2, portion(order.Fulfilled, order.AliExpress, 2), portion(order.AwaitingShipment, order.CJ, 1),
		portion(order.Canceled, "", 1))
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v1}, v2))
	assert.Equal(t, []string{"1 1 [cj]"}, shown(t, e, order.AwaitingShipment))
	assert.Empty(t, shown(t, e, order.AwaitingOrder))
	assert.Equal(t, []string{"1 2 [aliexpress]"}, shown(t, e, order.Fulfilled))
	page, err := e.ListTab(ctx, merchant, table.TabQuery{Tab: table.TabAll})
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	row := page.Rows[0]
	assert.Equal(t, []order.State{order.AwaitingShipment, order.Fulfilled, order.Canceled}, row.States)
	assert.Equal(t, "BR", row.Country)
	assert.Equal(t, "19.99 USD", row.Total)
	assert.True(t, row.Created.Equal(base.Store.CreatedAt))

	v3 := v2
	v3.Version, v3.Archived = 3, true
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v2}, v3))
	for _, tab := range order.Tabs() {
		assert.Empty(t, shown(t, e, tab), "archived leaves %s", tab)
	}
	assert.Len(t, shown(t, e, table.TabAll), 1, "archived stays in all")
}

func viewsNeverBack(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	base := Sample(key("1"), 1, 0)
	v1 := with(base, 1, portion(order.AwaitingOrder, order.AliExpress, 1))
	v2 := with(base, 2, portion(order.AwaitingPayment, order.AliExpress, 1))
	v3 := with(base, 3, portion(order.AwaitingOrder, order.AliExpress, 1), portion(order.Failed, order.AliExpress, 1))
	require.NoError(t, e.RefreshViews(ctx, nil, v1))
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v1, v2}, v3))
	want := map[order.State][]string{
		order.AwaitingOrder: {"1 1 [aliexpress]"}, order.AwaitingPayment: {}, order.Failed: {"1 1 [aliexpress]"},
	}
	for range 2 {
		for tab, rows := range want {
			assert.Equal(t, rows, shown(t, e, tab), tab)
		}
		// A caller that is late by two versions may repeat itself.
		require.NoError(t, e.RefreshViews(ctx, []order.Order{v1, v3}, v2))
		assert.Equal(t, want[order.AwaitingOrder], shown(t, e, order.AwaitingOrder))
		assert.Equal(t, want[order.Failed], shown(t, e, order.Failed))
		page, err := e.ListTab(ctx, merchant, table.TabQuery{Tab: table.TabAll})
		require.NoError(t, err)
		require.Len(t, page.Rows, 1)
		assert.Equal(t, int64(3), page.Rows[0].Version)
		assert.Equal(t, []order.State{order.AwaitingOrder, order.Failed}, page.Rows[0].States)
		require.NoError(t, e.RefreshViews(ctx, []order.Order{v2}, v3))
	}
}

func viewsUnchanged(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	v1 := with(Sample(key("1"), 1, 0), 1, portion(order.AwaitingOrder, order.AliExpress, 1))
	require.NoError(t, e.RefreshViews(ctx, nil, v1))
	before := e.meter.Total()
	v2 := v1
	v2.Version, v2.Note = 2, "nobody sees this in a list"
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v1}, v2))
	assert.Zero(t, e.meter.Total().Sub(before).Requests)
	v3 := with(v2, 3, portion(order.AwaitingPayment, order.AliExpress, 1))
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v2}, v3))
	used := e.meter.Total().Sub(before)
	assert.Equal(t, 3, used.Requests, "one row new, one gone, one of all changed")
	assert.InDelta(t, 3, used.Writes, 0)
}

func viewsSmall(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	long := order.Key{
		Merchant: merchant, Store: shop, ID: "0f2c3b6e-8a58-4c55-9d3e-2b8a3a1f4c77",
	}
	o := Sample(long, 1, 0)
	o.Store.Name = "A very long name of an order, as no store should give it: Bestellung Nr. ÄÖÜ-123456789"
	o.Portions = nil
	for _, tab := range order.Tabs() {
		o.Portions = append(o.Portions, portion(tab, order.AliExpress, 120), portion(tab, order.CJ, 90))
		o.Portions[len(o.Portions)-2].Why = order.WhyWaitingRest
	}
	o.Hold = &order.Hold{}
	for _, code := range []order.AttentionCode{order.AttentionNoNumber, order.AttentionNotTold, order.AttentionUnpaid} {
		o.Attention = append(o.Attention, order.Attention{Code: code, At: Start(), Detail: Start().Format(time.RFC3339)})
	}
	require.NoError(t, e.RefreshViews(ctx, nil, o))
	for _, tab := range append(order.Tabs(), table.TabAll, table.TabAttention) {
		page, err := e.engine.Query(ctx, kv.Query{PK: merchant + "#v#" + string(tab), Consistent: true})
		require.NoError(t, err)
		require.NotEmpty(t, page.Items)
		most := 300
		if tab == table.TabAttention {
			most = 350 // three kinds of attention
		}
		for _, item := range page.Items {
			assert.LessOrEqual(t, item.Size(), most, tab)
		}
	}
}

// fill makes n orders, one a minute; every third is with both suppliers, every fourth goes to FR.
func fill(t *testing.T, e env, n int) {
	t.Helper()
	ctx := t.Context()
	for i := range n {
		o := with(Sample(key(fmt.Sprintf("%04d", i)), 1, 0), 1, portion(order.AwaitingShipment, order.AliExpress, 1))
		o.Store.CreatedAt = Start().Add(time.Duration(i) * time.Minute)
		if i%3 == 0 {
			o.Portions = append(o.Portions, portion(order.AwaitingShipment, order.CJ, 1))
		}
		if i%4 == 0 {
			o.Store.ShipTo.Country = "FR"
		}
		require.NoError(t, e.RefreshViews(ctx, nil, o))
	}
}
