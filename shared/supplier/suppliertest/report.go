package suppliertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/supplier"
)

// Numbers of carriers' forms; none is anybody's.
const (
	first  = "LP00675700340001"
	second = "LP00675700340002"
	third  = "LP00675700340003"
)

// testStages follows an order from placing to receiving.
func testStages(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	id := buy(t, m, "m1-1001-1", 2)
	assert.Equal(t, order.StagePlaced, report(t, m, id).Stage)
	m.Pass(time.Hour)
	m.Pay(t, id)
	r := report(t, m, id)
	assert.Equal(t, order.StagePaid, r.Stage)
	assert.False(t, r.PaidAt.IsZero())
	assert.True(t, r.PayBy.IsZero(), "nothing is to be paid any more")
	assert.True(t, r.ParcelsKnown)
	assert.Empty(t, r.Parcels)

	m.Pass(48 * time.Hour)
	m.Ship(t, id, first, map[int]int{0: 1})
	r = report(t, m, id)
	assert.Equal(t, order.StagePaid, r.Stage, "part of it is still to be sent")
	assert.Len(t, r.Parcels, 1)

	m.Ship(t, id, second, nil)
	r = report(t, m, id)
	assert.Equal(t, order.StageShipped, r.Stage)
	assert.Len(t, r.Parcels, 2)

	m.Pass(240 * time.Hour)
	m.Receive(t, id)
	assert.Equal(t, order.StageDone, report(t, m, id).Stage)
}

// testParcels looks at what parcels say: contents, carrier, events, another number.
func testParcels(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	id := buy(t, m, "m1-1001-1", 3, 1)
	m.Pay(t, id)
	m.Ship(t, id, first, map[int]int{0: 2})
	m.Ship(t, id, second, map[int]int{0: 1, 1: 1})
	parcels := byNumber(report(t, m, id))
	require.Len(t, parcels, 2)
	assert.Equal(t, 2, piecesIn(parcels[first]))
	assert.Equal(t, 2, piecesIn(parcels[second]))
	assert.Len(t, parcels[second].Items, 2)
	for _, p := range parcels {
		assert.NotEmpty(t, p.Carrier)
		assert.False(t, p.Delivered)
	}

	m.Pass(24 * time.Hour)
	m.Scan(t, id, 0)
	m.Renumber(t, id, 1, third)
	parcels = byNumber(report(t, m, id))
	require.Len(t, parcels, 2)
	assert.False(t, parcels[first].FirstScan.IsZero())
	require.Contains(t, parcels, third)
	assert.NotContains(t, parcels, second)
	assert.Equal(t, 2, piecesIn(parcels[third]), "the same goods")

	m.Deliver(t, id, 0)
	parcels = byNumber(report(t, m, id))
	assert.True(t, parcels[first].Delivered)
	assert.False(t, parcels[third].Delivered)
}

func byNumber(r order.Report) map[string]order.ReportParcel {
	out := map[string]order.ReportParcel{}
	for _, p := range r.Parcels {
		out[p.Number] = p
	}
	return out
}

func piecesIn(p order.ReportParcel) int {
	n := 0
	for _, item := range p.Items {
		n += item.Quantity
	}
	return n
}

// testCancelled ends a position, and an order.
func testCancelled(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	id := buy(t, m, "m1-1001-1", 1, 1)
	m.Pay(t, id)
	m.CancelItem(t, id, 1)
	r := report(t, m, id)
	require.Len(t, r.Items, 2)
	assert.Equal(t, order.StagePaid, r.Stage, "the order goes on")
	assert.False(t, r.Items[0].Cancelled)
	assert.True(t, r.Items[1].Cancelled)
	assert.Empty(t, r.EndReason)
	m.Ship(t, id, first, nil)
	assert.Equal(t, order.StageShipped, report(t, m, id).Stage, "all that is left was sent")

	unpaid := buy(t, m, "m1-1002-1", 1)
	m.Cancel(t, unpaid)
	r = report(t, m, unpaid)
	assert.Equal(t, order.StageCancelled, r.Stage)
	assert.NotEmpty(t, r.EndReason)
	paid := buy(t, m, "m1-1003-1", 1)
	m.Pay(t, paid)
	m.Cancel(t, paid)
	r = report(t, m, paid)
	assert.Equal(t, order.StageCancelled, r.Stage, "%s %s", r.Status, r.EndReason)
	assert.Empty(t, r.Parcels)
}

// testSplit has one purchase become several orders.
func testSplit(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	m.Split(t, 2)
	placed, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 2, 1))
	require.NoError(t, err)
	require.Len(t, placed.Orders, 2)
	assert.Equal(t, placed.Orders, m.Bought(t, "m1-1001-1"))
	pieces := 0
	for _, id := range placed.Orders {
		for _, item := range report(t, m, id).Items {
			pieces += item.Quantity
		}
	}
	assert.Equal(t, 3, pieces)
	again, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 2, 1))
	require.NoError(t, err)
	assert.ElementsMatch(t, placed.Orders, again.Orders)
}

// testNotVisible asks for orders that cannot be read.
func testNotVisible(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	_, err := m.Client().Report(t.Context(), "8190000000000000")
	assert.Equal(t, supplier.NotVisible, kindOf(err), "%v", err)
	if !m.Young(t, 10*time.Second) {
		return
	}
	id := buy(t, m, "m1-1001-1", 1)
	_, err = m.Client().Report(t.Context(), id)
	assert.Equal(t, supplier.NotVisible, kindOf(err), "too young: %v", err)
	m.Pass(11 * time.Second)
	assert.Equal(t, order.StagePlaced, report(t, m, id).Stage)
}

// testReadTroubles spoils reads. None of them may look like news.
func testReadTroubles(t *testing.T, open Opener) {
	t.Helper()
	for _, call := range []Call{Read, Parcels} {
		for _, trouble := range unclear() {
			m := open(t)
			id := buy(t, m, "m1-1001-1", 1)
			m.Pay(t, id)
			m.Ship(t, id, first, nil)
			want := report(t, m, id)
			m.Fail(t, call, trouble)
			r, err := m.Client().Report(t.Context(), id)
			require.Error(t, err, "%s %s", call, trouble)
			assert.Equal(t, supplier.Temporary, kindOf(err), "%s %s: %v", call, trouble, err)
			assert.False(t, r.ParcelsKnown, "what was not read is not known")
			assert.Empty(t, r.Parcels)
			assert.Equal(t, want, report(t, m, id), "and afterwards all is as before")
		}
	}
}
