package crowdtest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/crowdtest"
	"onward/shared/table/memory"
)

func TestTheCrowdIsInEveryList(t *testing.T) {
	t.Parallel()
	engine := memory.New(nil)
	c := crowdtest.Crowd{Merchant: "m", Stores: [3]string{"a", "b", "c"}, Orders: 5000, Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	began := time.Now()
	require.NoError(t, c.Fill(t.Context(), engine))
	t.Logf("filled in %s: %d items", time.Since(began), engine.Len())
	tab := table.New(engine)
	for _, list := range append(order.Tabs(), table.TabAttention, table.TabAll) {
		n, more, err := tab.CountTab(t.Context(), "m", list, 999)
		require.NoError(t, err)
		t.Log(list, n, more)
		require.NotZero(t, n, list)
	}
	asks, _, err := tab.CountAsks(t.Context(), "m", 1000)
	require.NoError(t, err)
	t.Log(asks)
	for _, code := range []order.AttentionCode{
		order.AttentionUnpaid, order.AttentionNoNumber, order.AttentionSilent, order.AttentionPlacedUnknown, order.AttentionCancelSupplier,
		order.AttentionNotTold, order.AttentionUnmapped, order.AttentionRisk,
	} {
		require.NotZero(t, asks[code], code)
	}
	for kind, value := range map[table.LookupKind]string{
		table.ByName: crowdtest.Name(17), table.ByMail: crowdtest.Regular,
	} {
		found, err := tab.Lookup(t.Context(), "m", kind, value)
		require.NoError(t, err)
		require.NotEmpty(t, found, kind)
	}
}
