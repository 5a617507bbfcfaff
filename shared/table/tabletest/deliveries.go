package tabletest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/table"
)

func deliveriesKept(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	ref := func(merchant, endpoint, id string) table.DeliveryRef {
		return table.DeliveryRef{Merchant: merchant, Endpoint: endpoint, ID: id}
	}
	keep := func(r table.DeliveryRef, at time.Time) {
		_, err := e.UpdateDelivery(ctx, r, func(d *table.Delivery, there bool) error {
			assert.False(t, there)
			*d = table.Delivery{DeliveryRef: r, Event: "order.moved", At: at, State: table.DeliveryWaiting, Kept: at, Data: json.RawMessage(`{"order":"1"}`)}
			return nil
		})
		require.NoError(t, err)
	}
	first, second := ref(merchant, "e1", "n1"), ref(merchant, "e1", "n2")
	keep(first, Start())
	keep(second, Start().Add(time.Second))
	keep(ref(merchant, "e2", "n1"), Start())
	keep(ref(another, "e1", "n1"), Start())
	got, err := e.UpdateDelivery(ctx, first, func(d *table.Delivery, there bool) error {
		assert.True(t, there)
		d.State, d.Tries = table.DeliveryFailed, 3
		return nil
	})
	require.NoError(t, err)
	read, err := e.Delivery(ctx, first)
	require.NoError(t, err)
	assert.Equal(t, got, read)
	_, err = e.Delivery(ctx, ref(merchant, "e2", "n2"))
	require.ErrorIs(t, err, table.ErrNotFound)
	_, err = e.Delivery(ctx, ref(merchant, "", "n2"))
	require.ErrorIs(t, err, table.ErrKey)

	list, next, err := e.Deliveries(ctx, merchant, "e1", "", 1)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "n2", list[0].ID, "newest first")
	list, _, err = e.Deliveries(ctx, merchant, "e1", next, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, 3, list[0].Tries)
	for _, other := range []table.DeliveryRef{ref(another, "e1", "n1"), ref(merchant, "e2", "n1")} {
		d, err := e.Delivery(ctx, other)
		require.NoError(t, err)
		assert.Zero(t, d.Tries)
	}

	due := func(merchant string, now time.Time) []table.DeliveryRef {
		list, err := e.DueDeliveries(ctx, merchant, now, 10)
		require.NoError(t, err)
		refs := []table.DeliveryRef{}
		for _, d := range list {
			refs = append(refs, d.DeliveryRef)
		}
		return refs
	}
	for r, at := range map[table.DeliveryRef]time.Time{first: Start().Add(time.Hour), second: Start(), ref(merchant, "e1", "gone"): Start()} {
		require.NoError(t, e.PutDue(ctx, r, at))
	}
	assert.Equal(t, []table.DeliveryRef{second}, due(merchant, Start()))
	assert.Equal(t, []table.DeliveryRef{first, second}, due(merchant, Start().Add(time.Hour)))
	assert.Empty(t, due(another, Start().Add(time.Hour)))
	require.NoError(t, e.PutDue(ctx, second, time.Time{}))
	assert.Equal(t, []table.DeliveryRef{first}, due(merchant, Start().Add(time.Hour)))
}

func jobParts(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, e.PutJobPart(ctx, merchant, "j1", 0, json.RawMessage(`{"n":16777217000000001}`), Start()))
	require.NoError(t, e.PutJobPart(ctx, merchant, "j1", 1, json.RawMessage(`[1,2]`), Start()))
	require.NoError(t, e.PutJobPart(ctx, merchant, "j1", 1, json.RawMessage(`[3]`), Start()))
	require.NoError(t, e.PutJobPart(ctx, merchant, "j2", 0, json.RawMessage(`"x"`), Start()))
	require.NoError(t, e.PutJobPart(ctx, another, "j1", 0, json.RawMessage(`"y"`), Start()))
	part := func(merchant, job string, n int) string {
		body, err := e.JobPart(ctx, merchant, job, n)
		require.NoError(t, err)
		return string(body)
	}
	assert.Equal(t, `{"n":16777217000000001}`, part(merchant, "j1", 0), "no number is rounded")
	assert.Equal(t, "[3]", part(merchant, "j1", 1))
	require.NoError(t, e.DropJobParts(ctx, merchant, "j1"))
	_, err := e.JobPart(ctx, merchant, "j1", 1)
	require.ErrorIs(t, err, table.ErrNotFound)
	assert.Equal(t, `"x"`, part(merchant, "j2", 0))
	assert.Equal(t, `"y"`, part(another, "j1", 0))
	require.ErrorIs(t, e.DropJobParts(ctx, merchant, ""), table.ErrKey)
}
