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
	keep := func(merchant, id string, at time.Time) {
		_, err := e.UpdateDelivery(ctx, merchant, id, func(d *table.Delivery, there bool) error {
			assert.False(t, there)
			*d = table.Delivery{Merchant: merchant, ID: id, Event: "order.moved", At: at, State: table.DeliveryWaiting, Kept: at, Data: json.RawMessage(`{"order":"1"}`)}
			return nil
		})
		require.NoError(t, err)
	}
	keep(merchant, "n1", Start())
	keep(merchant, "n2", Start().Add(time.Second))
	keep(another, "n1", Start())
	got, err := e.UpdateDelivery(ctx, merchant, "n1", func(d *table.Delivery, there bool) error {
		assert.True(t, there)
		d.State, d.Tries = table.DeliveryFailed, 3
		return nil
	})
	require.NoError(t, err)
	read, err := e.Delivery(ctx, merchant, "n1")
	require.NoError(t, err)
	assert.Equal(t, got, read)
	_, err = e.Delivery(ctx, merchant, "n3")
	require.ErrorIs(t, err, table.ErrNotFound)

	list, next, err := e.Deliveries(ctx, merchant, "", 1)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "n2", list[0].ID, "newest first")
	list, _, err = e.Deliveries(ctx, merchant, next, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, 3, list[0].Tries)
	other, err := e.Delivery(ctx, another, "n1")
	require.NoError(t, err)
	assert.Zero(t, other.Tries)

	due := func(merchant string, now time.Time) []string {
		list, err := e.DueDeliveries(ctx, merchant, now, 10)
		require.NoError(t, err)
		ids := []string{}
		for _, d := range list {
			ids = append(ids, d.ID)
		}
		return ids
	}
	for id, at := range map[string]time.Time{"n1": Start().Add(time.Hour), "n2": Start(), "gone": Start()} {
		require.NoError(t, e.PutDue(ctx, merchant, id, at))
	}
	assert.Equal(t, []string{"n2"}, due(merchant, Start()))
	assert.Equal(t, []string{"n1", "n2"}, due(merchant, Start().Add(time.Hour)))
	assert.Empty(t, due(another, Start().Add(time.Hour)))
	require.NoError(t, e.PutDue(ctx, merchant, "n2", time.Time{}))
	assert.Equal(t, []string{"n1"}, due(merchant, Start().Add(time.Hour)))
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
