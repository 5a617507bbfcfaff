package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/dispatch"
	"onward/shared/order"
)

// TestStatisticsFollowAnOrderAndCountItOnce has the stream tell an order's whole life twice.
func TestStatisticsFollowAnOrderAndCountItOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	b.mapped(owner, store.ID, account.ID)
	b.clock.pass(time.Minute)
	key := b.bring(store.ID, "5001")
	b.placed(key, "8190000000000001")
	o := b.known[key]
	b.clock.pass(time.Hour)
	report := order.Report{ID: "8190000000000001", Stage: order.StagePaid, PaidAt: b.clock.Now()}
	b.apply(key, order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: report})
	b.clock.pass(30 * time.Hour)
	report.Stage, report.ParcelsKnown, report.Parcels = order.StageShipped, true, []order.ReportParcel{{Number: "LP00123456789CN"}}
	o = b.apply(key, order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: report})
	effect := o.Effects[len(o.Effects)-1].ID
	b.clock.pass(12 * time.Minute)
	b.apply(key, order.Claimed{Effect: effect})
	o = b.apply(key, order.TellAnswered{Effect: effect, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"LP00123456789CN"}, OutsideIDs: []string{"900"}})
	counts := dispatch.Milestones{Table: b.table}
	for range 2 {
		require.NoError(t, counts.CatchUp(t.Context(), o))
		require.NoError(t, counts.Follow(t.Context(), nil, o))
	}

	var got desk.Statistics
	b.must(owner, "GET", "/v1/statistics?days=7&supplier=aliexpress&store="+store.ID, nil, &got)
	assert.Equal(t, time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), got.From)
	assert.Equal(t, time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), got.To)
	require.Len(t, got.Bins, 7)
	require.Len(t, got.Tabs, len(order.Tabs()))
	totals := map[order.State]int{}
	for _, tab := range got.Tabs {
		totals[tab.Tab] = tab.Total
		assert.Len(t, tab.Bins, 7)
	}
	assert.Equal(t, map[order.State]int{
		order.Pending: 0, order.AwaitingOrder: 1, order.AwaitingPayment: 1, order.AwaitingShipment: 1, order.AwaitingFulfillment: 1,
		order.Fulfilled: 1, order.Canceled: 0, order.Failed: 0,
	}, totals)
	assert.Equal(t, 1, got.Told.Count)
	assert.InDelta(t, 12*60, got.Told.P50, 0.25*12*60)
	assert.Equal(t, []int{0, 0, 0, 0, 0, 0, 1}, []int{got.Told.Bins[0].Count, got.Told.Bins[1].Count, got.Told.Bins[2].Count, got.Told.Bins[3].Count, got.Told.Bins[4].Count, got.Told.Bins[5].Count, got.Told.Bins[6].Count})
	require.Len(t, got.Numbers, 1)
	assert.Equal(t, order.AliExpress, got.Numbers[0].Supplier)
	assert.InDelta(t, 30*3600, got.Numbers[0].P50, 0.25*30*3600)
	assert.Empty(t, got.Failures)

	var none desk.Statistics
	b.must(owner, "GET", "/v1/statistics?supplier=cj", nil, &none)
	assert.Equal(t, 30, none.Days)
	assert.True(t, none.Nothing())
	b.must(b.merchant("thief"), "GET", "/v1/statistics?store="+store.ID, nil, &none)
	assert.True(t, none.Nothing(), "another's store is nobody's")
	requests, rows := b.counted.spent(func() { b.must(owner, "GET", "/v1/statistics?days=90", nil, &got) })
	assert.LessOrEqual(t, requests, mostRequests)
	assert.LessOrEqual(t, rows, mostRows)
	assert.Len(t, got.Bins, 13)

	code, _ := b.call(owner, "GET", "/v1/statistics?days=91", nil).problem(t)
	assert.Equal(t, "invalid", code)
	assert.Equal(t, http.StatusUnprocessableEntity, b.call(owner, "GET", "/v1/statistics?shop=1", nil).status)
	assert.Equal(t, http.StatusUnauthorized, b.call("", "GET", "/v1/statistics", nil).status)
}
