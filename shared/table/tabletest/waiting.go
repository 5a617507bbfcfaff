package tabletest

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
)

func routeOwner(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	mine := table.Route{Kind: table.StoreRoute(order.Shopify), Outside: "shop#1.example.com", Merchant: merchant, Store: shop}
	theirs := mine
	theirs.Merchant = another
	require.NoError(t, e.ClaimRoute(ctx, mine))
	require.NoError(t, e.ClaimRoute(ctx, mine), "again")
	require.ErrorIs(t, e.ClaimRoute(ctx, theirs), table.ErrTaken)
	got, err := e.Route(ctx, mine.Kind, mine.Outside)
	require.NoError(t, err)
	assert.Equal(t, mine, got)
	_, err = e.Route(ctx, table.StoreRoute(order.Wix), mine.Outside)
	require.ErrorIs(t, err, table.ErrNotFound, "another platform's ids are others")
	require.NoError(t, e.DeleteRoute(ctx, theirs), "not theirs to give up")
	_, err = e.Route(ctx, mine.Kind, mine.Outside)
	require.NoError(t, err)
	require.NoError(t, e.DeleteRoute(ctx, mine))
	require.NoError(t, e.ClaimRoute(ctx, theirs))
	require.ErrorIs(t, e.ClaimRoute(ctx, table.Route{Kind: mine.Kind, Merchant: merchant}), table.ErrKey)
}

func waitingRow(id, number string) table.Waiting {
	return table.Waiting{
		WaitingRef: table.WaitingRef{Supplier: order.AliExpress, Account: account, Key: key(id), Purchase: "p" + id, Order: number},
		Since:      Start(), Stage: order.StagePlaced,
	}
}

func waitingOnce(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	rows := []table.Waiting{waitingRow("1", "8190000000000001"), waitingRow("2", "8190000000000002")}
	require.NoError(t, e.EnsureWaiting(ctx, rows))
	before := e.meter.Total()
	require.NoError(t, e.EnsureWaiting(ctx, rows))
	assert.Zero(t, e.meter.Total().Sub(before).Writes, "right already")
	rows[0].Stage = order.StagePaid
	require.NoError(t, e.EnsureWaiting(ctx, rows))
	assert.InDelta(t, 1, e.meter.Total().Sub(before).Writes, 0)
	got, err := e.WaitingOf(ctx, []table.WaitingRef{rows[0].WaitingRef, rows[1].WaitingRef, waitingRow("3", "1").WaitingRef})
	require.NoError(t, err)
	assert.Equal(t, rows, got)
	slot, err := e.engine.Query(ctx, kv.Query{PK: fmt.Sprintf("#w#aliexpress#%d", rows[0].Slot()), Consistent: true})
	require.NoError(t, err)
	require.NotEmpty(t, slot.Items)
	assert.LessOrEqual(t, slot.Items[0].Size(), 210, "a million rows are read every ten minutes")
	require.NoError(t, e.DeleteWaiting(ctx, []table.WaitingRef{rows[0].WaitingRef, rows[1].WaitingRef}))
	got, err = e.WaitingOf(ctx, []table.WaitingRef{rows[0].WaitingRef, rows[1].WaitingRef})
	require.NoError(t, err)
	assert.Empty(t, got)
	require.ErrorIs(t, e.EnsureWaiting(ctx, []table.Waiting{{}}), table.ErrKey)
}

func waitingPolls(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	row := waitingRow("1", "8190000000000001")
	current := func() table.Waiting {
		got, err := e.WaitingOf(ctx, []table.WaitingRef{row.WaitingRef})
		require.NoError(t, err)
		require.Len(t, got, 1)
		return got[0]
	}
	require.NoError(t, e.MarkFailing(ctx, row, Start()), "there is no row yet")
	require.NoError(t, e.SetDigest(ctx, row.WaitingRef, []byte("d0")))
	none, err := e.WaitingOf(ctx, []table.WaitingRef{row.WaitingRef})
	require.NoError(t, err)
	assert.Empty(t, none, "nothing was made")

	require.NoError(t, e.EnsureWaiting(ctx, []table.Waiting{row}))
	require.NoError(t, e.MarkFailing(ctx, current(), Start().Add(time.Minute)))
	require.NoError(t, e.MarkFailing(ctx, row, Start().Add(time.Hour)), "somebody who did not know")
	before := e.meter.Total()
	require.NoError(t, e.MarkFailing(ctx, table.Waiting{FailingSince: Start()}, Start().Add(time.Hour)))
	assert.Zero(t, e.meter.Total().Sub(before).Requests, "known to be failing: nothing to write")
	assert.True(t, current().FailingSince.Equal(Start().Add(time.Minute)), "the first failure counts")

	require.NoError(t, e.SetDigest(ctx, row.WaitingRef, []byte("d1")))
	assert.True(t, current().FailingSince.IsZero())
	row.Stage = order.StageShipped
	require.NoError(t, e.EnsureWaiting(ctx, []table.Waiting{row}))
	row.Digest = []byte("d1")
	assert.Equal(t, row, current(), "the digest outlives the stage")
}

func slotWhole(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	want := map[int]int{}
	var rows []table.Waiting
	for i := range 300 {
		row := waitingRow(strconv.Itoa(i), strconv.Itoa(8190000000000000+i*7))
		rows = append(rows, row)
		want[row.Slot()]++
	}
	require.NoError(t, e.EnsureWaiting(ctx, rows))
	assert.Greater(t, len(want), 50, "numbers that count up spread over the slots")
	seen := map[table.WaitingRef]bool{}
	for n := range table.Slots {
		slot, err := e.Slot(ctx, order.AliExpress, n)
		require.NoError(t, err)
		assert.Len(t, slot.Rows, want[n])
		assert.True(t, slot.SweptAt.IsZero())
		for _, row := range slot.Rows {
			assert.Equal(t, n, row.Slot())
			seen[row.WaitingRef] = true
		}
		other, err := e.Slot(ctx, order.CJ, n)
		require.NoError(t, err)
		assert.Empty(t, other.Rows)
	}
	assert.Len(t, seen, 300)
}

func slotCondition(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	row := waitingRow("1", "8190000000000001")
	require.NoError(t, e.EnsureWaiting(ctx, []table.Waiting{row}))
	n, at := row.Slot(), Start()
	require.NoError(t, e.MarkSwept(ctx, order.AliExpress, n, time.Time{}, at))
	require.ErrorIs(t, e.MarkSwept(ctx, order.AliExpress, n, time.Time{}, at), table.ErrConflict)
	slot, err := e.Slot(ctx, order.AliExpress, n)
	require.NoError(t, err)
	assert.True(t, slot.SweptAt.Equal(at))
	assert.Len(t, slot.Rows, 1)
	require.NoError(t, e.MarkSwept(ctx, order.AliExpress, n, slot.SweptAt, at.Add(time.Minute)))
	require.ErrorIs(t, e.MarkSwept(ctx, order.AliExpress, n, slot.SweptAt, at.Add(time.Minute)), table.ErrConflict)
	swept, err := e.SweptAt(ctx, order.AliExpress, n)
	require.NoError(t, err)
	assert.True(t, swept.Equal(at.Add(time.Minute)))
}

func leaseHolder(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	thing, now := table.AccountThing(order.AliExpress, account), Start()
	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "a", now, now.Add(time.Minute)))
	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "a", now, now.Add(2*time.Minute)), "its own")
	require.NoError(t, e.AcquireLease(ctx, another, thing, "b", now, now.Add(time.Minute)), "another merchant's")
	err := e.AcquireLease(ctx, merchant, thing, "b", now.Add(time.Minute), now.Add(3*time.Minute))
	var held *table.HeldError
	require.ErrorAs(t, err, &held)
	assert.Equal(t, "a", held.Lease.Owner)
	assert.False(t, held.Banned())
	assert.True(t, held.At().Equal(now.Add(2*time.Minute)))

	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "b", now.Add(2*time.Minute), now.Add(3*time.Minute)), "it ended")
	require.NoError(t, e.ReleaseLease(ctx, merchant, thing, "a", now), "lost: nothing to give back")
	lease, err := e.Lease(ctx, merchant, thing)
	require.NoError(t, err)
	assert.Equal(t, "b", lease.Owner)
	require.NoError(t, e.ReleaseLease(ctx, merchant, thing, "b", now.Add(150*time.Second)))
	err = e.AcquireLease(ctx, merchant, thing, "a", now.Add(149*time.Second), now.Add(time.Hour))
	require.ErrorAs(t, err, &held)
	assert.True(t, held.At().Equal(now.Add(150*time.Second)))
	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "a", now.Add(150*time.Second), now.Add(time.Hour)))
}

func leaseBan(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	thing, now := table.AccountThing(order.AliExpress, account), Start()
	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "a", now, now.Add(time.Minute)))
	ban := table.Ban{From: now, Until: now.Add(time.Hour), Reason: "app call limit"}
	require.NoError(t, e.SetBan(ctx, merchant, thing, ban))
	require.NoError(t, e.SetBan(ctx, merchant, thing, table.Ban{From: now, Until: now.Add(time.Minute)}), "shorter: no matter")
	require.NoError(t, e.ReleaseLease(ctx, merchant, thing, "a", now))
	err := e.AcquireLease(ctx, merchant, thing, "a", now.Add(59*time.Minute), now.Add(2*time.Hour))
	var held *table.HeldError
	require.ErrorAs(t, err, &held)
	assert.True(t, held.Banned())
	assert.Equal(t, ban, held.Lease.Ban)
	assert.True(t, held.At().Equal(ban.Until))
	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "a", now.Add(time.Hour), now.Add(2*time.Hour)))
	lease, err := e.Lease(ctx, merchant, thing)
	require.NoError(t, err)
	assert.Equal(t, ban, lease.Ban, "the interval stays on record")
}
