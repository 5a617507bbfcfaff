package tabletest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

// asking is the orders that ask for a person.
func asking(t *testing.T, e env, q table.TabQuery) []table.Row {
	t.Helper()
	q.Tab = table.TabAttention
	page, err := e.ListTab(t.Context(), merchant, q)
	require.NoError(t, err)
	assert.Empty(t, page.Cursor)
	return page.Rows
}

func attentionFollows(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	day := 24 * time.Hour
	v1 := with(Sample(key("1"), 1, 0), 1, portion(order.AwaitingPayment, order.AliExpress, 1), portion(order.AwaitingShipment, order.CJ, 2))
	v1.Attention = []order.Attention{
		{Code: order.AttentionUnpaid, Subject: "p1/1", At: Start().Add(2 * time.Hour), Detail: Start().Add(3 * day).Format(time.RFC3339)},
		{Code: order.AttentionUnpaid, Subject: "p1/2", At: Start().Add(time.Hour), Detail: Start().Add(2 * day).Format(time.RFC3339)},
		{Code: order.AttentionNoNumber, Subject: "p2/3", At: Start(), Detail: Start().Format(time.RFC3339)},
		{Code: order.AttentionRisk, At: Start(), Seen: true},
	}
	require.NoError(t, e.RefreshViews(ctx, nil, v1))
	rows := asking(t, e, table.TabQuery{})
	require.Len(t, rows, 1)
	assert.Equal(t, v1.Key, rows[0].Key)
	assert.Equal(t, 3, rows[0].Attention, "what was dealt with does not count")
	assert.Equal(t, []order.State{order.AwaitingPayment, order.AwaitingShipment}, rows[0].States)
	assert.Equal(t, []order.Supplier{order.AliExpress, order.CJ}, rows[0].Suppliers)
	assert.Equal(t, []table.Ask{
		{Code: order.AttentionNoNumber, Since: Start()},
		{Code: order.AttentionUnpaid, Since: Start().Add(time.Hour), Due: Start().Add(2 * day)},
	}, rows[0].Asks, "each kind once, with its first moment and its first deadline")

	v2 := v1
	v2.Version, v2.Archived = 2, true
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v1}, v2))
	assert.Len(t, asking(t, e, table.TabQuery{}), 1, "archived, it still asks")

	v3 := v2
	v3.Version, v3.Attention = 3, nil
	for _, a := range v2.Attention {
		a.Seen = true
		v3.Attention = append(v3.Attention, a)
	}
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v2}, v3))
	assert.Empty(t, asking(t, e, table.TabQuery{}))
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v1, v3}, v2))
	assert.Empty(t, asking(t, e, table.TabQuery{Store: "none"}), "a late caller brings it back to no other list")
	require.NoError(t, e.RefreshViews(ctx, []order.Order{v2}, v3))
	assert.Empty(t, asking(t, e, table.TabQuery{}), "nor for good")
}

func attentionFilters(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	codes := []order.AttentionCode{order.AttentionUnpaid, order.AttentionSilent, ""}
	for i := range 12 {
		o := with(Sample(key(string(rune('a'+i))), 1, 0), 1, portion(order.AwaitingShipment, order.AliExpress, 1))
		o.Store.CreatedAt = Start().Add(time.Duration(i) * time.Minute)
		if code := codes[i%3]; code != "" {
			o.Attention = []order.Attention{{Code: code, At: Start()}}
		}
		if i == 3 {
			o.Attention = append(o.Attention, order.Attention{Code: order.AttentionSilent, At: Start()})
			o.Portions = append(o.Portions, portion(order.Failed, order.CJ, 1))
		}
		require.NoError(t, e.RefreshViews(ctx, nil, o))
	}
	ids := func(q table.TabQuery) string {
		var out strings.Builder
		for _, r := range asking(t, e, q) {
			out.WriteString(r.Key.ID)
		}
		return out.String()
	}
	assert.Equal(t, "kjhgedba", ids(table.TabQuery{}), "newest first, those alone that ask")
	assert.Equal(t, "jgda", ids(table.TabQuery{Ask: order.AttentionUnpaid}))
	assert.Equal(t, "khedb", ids(table.TabQuery{Ask: order.AttentionSilent}))
	assert.Equal(t, "d", ids(table.TabQuery{Supplier: order.CJ}))
	assert.Equal(t, "ba", ids(table.TabQuery{OlderThan: Start().Add(3 * time.Minute)}))
	n, more, err := e.CountTab(ctx, merchant, table.TabAttention, 999)
	require.NoError(t, err)
	assert.Equal(t, 8, n)
	assert.False(t, more)
	asks, more, err := e.CountAsks(ctx, merchant, 1000)
	require.NoError(t, err)
	assert.False(t, more)
	assert.Equal(t, map[order.AttentionCode]int{order.AttentionUnpaid: 4, order.AttentionSilent: 5}, asks)
	_, more, err = e.CountAsks(ctx, merchant, 7)
	require.NoError(t, err)
	assert.True(t, more)
}
