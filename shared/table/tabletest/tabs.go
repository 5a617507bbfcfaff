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

// pages reads a list to its end.
func pages(t *testing.T, e env, q table.TabQuery) []string {
	t.Helper()
	var out []string
	for range 100 {
		page, err := e.ListTab(t.Context(), merchant, q)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(page.Rows), max(q.Limit, 1))
		for _, row := range page.Rows {
			out = append(out, row.Key.ID)
		}
		if q.Cursor = page.Cursor; q.Cursor == "" {
			return out
		}
	}
	t.Fatal("the list has no end")
	return nil
}

// newestFirst is the ids of fill's orders from n-1 down to 0 that fit.
func newestFirst(n int, fits func(int) bool) []string {
	var out []string
	for i := n - 1; i >= 0; i-- {
		if fits(i) {
			out = append(out, fmt.Sprintf("%04d", i))
		}
	}
	return out
}

func all(int) bool { return true }

func tabOnce(t *testing.T, e env) {
	t.Helper()
	fill(t, e, 12)
	page, err := e.ListTab(t.Context(), merchant, table.TabQuery{Tab: order.AwaitingShipment})
	require.NoError(t, err)
	require.Len(t, page.Rows, 12)
	assert.Equal(t, []order.Supplier{order.AliExpress, order.CJ}, page.Rows[2].Suppliers)
	assert.Empty(t, page.Cursor)
	assert.Equal(t, newestFirst(12, all), pages(t, e, table.TabQuery{Tab: order.AwaitingShipment, Limit: 12}))
}

func tabPages(t *testing.T, e env) {
	t.Helper()
	fill(t, e, 40)
	for _, limit := range []int{1, 3, 7, 39, 40} {
		assert.Equal(t, newestFirst(40, all), pages(t, e, table.TabQuery{Tab: order.AwaitingShipment, Limit: limit}), limit)
		assert.Equal(t, newestFirst(40, all), pages(t, e, table.TabQuery{Tab: table.TabAll, Limit: limit}), limit)
	}
	cases := []struct {
		name string
		q    table.TabQuery
		fits func(int) bool
	}{
		{"supplier", table.TabQuery{Supplier: order.CJ}, func(i int) bool { return i%3 == 0 }},
		{"country", table.TabQuery{Country: "FR"}, func(i int) bool { return i%4 == 0 }},
		{"both", table.TabQuery{Supplier: order.CJ, Country: "FR"}, func(i int) bool { return i%12 == 0 }},
		{"older", table.TabQuery{OlderThan: Start().Add(10 * time.Minute)}, func(i int) bool { return i < 10 }},
		{"store", table.TabQuery{Store: shop}, all},
		{"other store", table.TabQuery{Store: "other"}, func(int) bool { return false }},
	}
	for _, c := range cases {
		c.q.Tab, c.q.Limit = order.AwaitingShipment, 5
		assert.Equal(t, newestFirst(40, c.fits), pages(t, e, c.q), c.name)
	}
}

// tabFilters has a page find nothing in thousands of rows: it stops, and its cursor goes on.
func tabFilters(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	var puts []kv.Item
	for i := range 2100 {
		sk := fmt.Sprintf("%013d#%s#%04d", Start().Add(time.Duration(i)*time.Minute).UnixMilli(), shop, i)
		puts = append(puts, item(merchant+"#v#failed", sk, kv.Item{"v": kv.N(1), "d": kv.S(`{"c":"BR","u":1}`)}))
	}
	require.NoError(t, e.engine.Write(ctx, puts, nil))
	q := table.TabQuery{Tab: order.Failed, Country: "DE"}
	requests := []int{}
	for {
		before := e.meter.Of("query").Requests
		page, err := e.ListTab(ctx, merchant, q)
		require.NoError(t, err)
		assert.Empty(t, page.Rows)
		requests = append(requests, e.meter.Of("query").Requests-before)
		if q.Cursor = page.Cursor; q.Cursor == "" {
			break
		}
	}
	assert.Equal(t, []int{2, 2, 2}, requests, "850 rows a page and no more")
}

func tabCount(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	fill(t, e, 20)
	for _, c := range []struct {
		tab  order.State
		most int
		n    int
		more bool
	}{
		{order.AwaitingShipment, 1000, 20, false},
		{order.AwaitingShipment, 20, 20, false},
		{order.AwaitingShipment, 19, 19, true},
		{order.AwaitingShipment, 7, 7, true},
		{table.TabAll, 100, 20, false},
		{order.Failed, 100, 0, false},
	} {
		n, more, err := e.CountTab(ctx, merchant, c.tab, c.most)
		require.NoError(t, err)
		assert.Equal(t, c.n, n, c)
		assert.Equal(t, c.more, more, c)
	}
	for name, c := range map[string]struct {
		q    table.TabQuery
		most int
		n    int
		more bool
	}{
		"store":             {table.TabQuery{Store: shop}, 999, 20, false},
		"other store":       {table.TabQuery{Store: "other"}, 999, 0, false},
		"supplier":          {table.TabQuery{Supplier: order.CJ}, 999, 7, false},
		"country and age":   {table.TabQuery{Country: "FR", OlderThan: Start().Add(9 * time.Minute)}, 999, 3, false},
		"not all looked at": {table.TabQuery{Country: "FR"}, 9, 2, true},
	} {
		c.q.Tab = order.AwaitingShipment
		before := e.meter.Of("query").Requests
		n, more, err := e.CountTabOf(ctx, merchant, c.q, c.most)
		require.NoError(t, err)
		assert.Equal(t, c.n, n, name)
		assert.Equal(t, c.more, more, name)
		assert.Equal(t, 1, e.meter.Of("query").Requests-before, name)
	}
}

func lookupFinds(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	one, two := Sample(key("100123"), 1, 1), Sample(key("100124"), 1, 1)
	one.Store.Name, two.Store.Name = "#MX%1001", "#MX%1002"
	two.Store.Email = " " + one.Store.Email
	one.Purchases[0].Orders[0].ID, two.Purchases[0].Orders[0].ID = "8190000000000001", "8190000000000002"
	parcel := &one.Purchases[0].Orders[0].Parcels[0]
	parcel.History = []order.NumberChange{{Number: "OLD123"}}
	require.NoError(t, e.RefreshViews(ctx, nil, one))
	require.NoError(t, e.RefreshViews(ctx, nil, two))
	both := []order.Key{one.Key, two.Key}
	for _, c := range []struct {
		kind  table.LookupKind
		value string
		want  []order.Key
	}{
		{table.ByName, "#mx%1001", both[:1]},
		{table.ByName, "MX%1002", both[1:]},
		{table.ByName, "MX%100", nil},
		{table.ByNumber, one.Purchases[0].Orders[0].Parcels[0].Number, both},
		{table.ByNumber, " old 123", both[:1]},
		{table.BySupplierOrder, "8190000000000002", both[1:]},
		{table.BySupplierOrder, "819000000000000", nil},
		{table.ByMail, "BUYER100123@example.com", both},
		{table.ByMail, "", nil},
	} {
		got, err := e.Lookup(ctx, merchant, c.kind, c.value)
		require.NoError(t, err)
		assert.ElementsMatch(t, c.want, got, "%s %s", c.kind, c.value)
		got, err = e.Lookup(ctx, another, c.kind, c.value)
		require.NoError(t, err)
		assert.Empty(t, got)
	}
	got, err := e.NamePrefix(ctx, merchant, "mx%100", 10)
	require.NoError(t, err)
	assert.Equal(t, both, got)
	got, err = e.NamePrefix(ctx, merchant, "mx%100", 1)
	require.NoError(t, err)
	assert.Len(t, got, 1)

	// The customer was erased.
	erased := one
	erased.Version, erased.Store.Email = one.Version+1, ""
	require.NoError(t, e.RefreshViews(ctx, []order.Order{one}, erased))
	got, err = e.Lookup(ctx, merchant, table.ByMail, one.Store.Email)
	require.NoError(t, err)
	assert.Equal(t, both[1:], got)
}
