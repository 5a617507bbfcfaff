package tabletest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

func tokensKept(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	token := table.Token{Merchant: merchant, ID: "t1", Hash: "hash1", Role: "reader", Name: "CI", Created: Start()}
	require.NoError(t, e.CreateToken(ctx, token))
	require.ErrorIs(t, e.CreateToken(ctx, table.Token{Merchant: another, ID: "t1", Hash: "hash1"}), table.ErrTaken)
	listed, err := e.Tokens(ctx, another)
	require.NoError(t, err)
	assert.Empty(t, listed, "all or none")
	got, err := e.TokenByHash(ctx, "hash1")
	require.NoError(t, err)
	assert.Equal(t, token, got)
	for _, hash := range []string{"", "hash2"} {
		_, err = e.TokenByHash(ctx, hash)
		require.ErrorIs(t, err, table.ErrNotFound)
	}

	used := Start().Add(time.Hour)
	require.NoError(t, e.TouchToken(ctx, merchant, "t1", used))
	before := e.meter.Total()
	require.NoError(t, e.TouchToken(ctx, merchant, "t1", used.Add(time.Minute)))
	assert.Zero(t, e.meter.Total().Sub(before).Writes)
	require.NoError(t, e.RevokeToken(ctx, merchant, "t1", used))
	_, err = e.TokenByHash(ctx, "hash1")
	require.ErrorIs(t, err, table.ErrNotFound)
	listed, err = e.Tokens(ctx, merchant)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	assert.True(t, listed[0].LastUsed.Equal(used))
	assert.True(t, listed[0].Revoked.Equal(used))
	require.ErrorIs(t, e.RevokeToken(ctx, another, "t1", used), table.ErrNotFound)
}

func holdsKept(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	by := func(merchant string) []string {
		h, err := e.Holds(ctx, merchant)
		require.NoError(t, err)
		return h.By(shop, account, "other")
	}
	assert.Empty(t, by(merchant))
	hold := &order.Hold{By: "me", Reason: "holidays", At: Start()}
	scopes := []table.HoldScope{
		{}, {Merchant: merchant}, {Merchant: merchant, Store: shop}, {Merchant: merchant, Account: account},
	}
	for _, scope := range scopes {
		require.NoError(t, e.SetHold(ctx, scope, hold))
	}
	assert.Equal(t, []string{"deployment", "merchant", "store", "account:" + account}, by(merchant))
	assert.Equal(t, []string{"deployment"}, by(another))
	h, err := e.Holds(ctx, merchant)
	require.NoError(t, err)
	assert.Equal(t, hold, h.Deployment)
	for _, scope := range scopes {
		require.NoError(t, e.SetHold(ctx, scope, nil))
	}
	assert.Empty(t, by(merchant))
	require.ErrorIs(t, e.SetHold(ctx, table.HoldScope{Store: shop}, hold), table.ErrKey)
}

func jobsKept(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	for _, id := range []string{"01A", "01B", "01C"} {
		require.NoError(t, e.CreateJob(ctx, table.Job{Merchant: merchant, ID: id, Kind: "place", State: table.JobWaiting, Created: Start()}))
	}
	require.ErrorIs(t, e.CreateJob(ctx, table.Job{Merchant: merchant, ID: "01A"}), table.ErrTaken)
	j, err := e.UpdateJob(ctx, merchant, "01B", func(j *table.Job) error {
		j.State, j.Done, j.Results, j.Finished = table.JobDone, 7, map[string]int{"placed": 7}, Start()
		return nil
	})
	require.NoError(t, err)
	assert.True(t, j.State.Over())
	got, err := e.Job(ctx, merchant, "01B")
	require.NoError(t, err)
	assert.Equal(t, j, got)
	newest, next, err := e.Jobs(ctx, merchant, "", 2)
	require.NoError(t, err)
	require.Len(t, newest, 2)
	assert.Equal(t, "01C", newest[0].ID)
	rest, _, err := e.Jobs(ctx, merchant, next, 2)
	require.NoError(t, err)
	require.Len(t, rest, 1)
	assert.Equal(t, "01A", rest[0].ID)
	for _, job := range []string{"01D", "01E"} {
		id, err := e.ClaimDemand(ctx, merchant, "erase one", job, Start())
		require.NoError(t, err)
		assert.Equal(t, "01D", id, "the same demand is the same job")
	}
	id, err := e.ClaimDemand(ctx, another, "erase one", "01E", Start())
	require.NoError(t, err)
	assert.Equal(t, "01E", id)
	_, err = e.ClaimDemand(ctx, merchant, "", "01E", Start())
	require.ErrorIs(t, err, table.ErrKey)
	_, err = e.Job(ctx, another, "01A")
	require.ErrorIs(t, err, table.ErrNotFound)
}

func requestsOnce(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	now, until := Start(), Start().Add(30*time.Second)
	begin := func(hash string, now time.Time) (*table.Answer, error) {
		return e.BeginRequest(ctx, merchant, "key", hash, now, now.Add(30*time.Second))
	}
	answer, err := begin("h1", now)
	require.NoError(t, err)
	assert.Nil(t, answer, "the first")
	_, err = begin("h1", now.Add(time.Second))
	require.ErrorIs(t, err, table.ErrRunning)
	_, err = begin("h2", now.Add(time.Second))
	require.ErrorIs(t, err, table.ErrReused)
	answer, err = begin("h1", until)
	require.NoError(t, err)
	assert.Nil(t, answer, "the first died")
	require.NoError(t, e.FinishRequest(ctx, merchant, "key", "h1", table.Answer{Status: 202, Body: []byte(`{"id":1}`)}))
	answer, err = begin("h1", until.Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, &table.Answer{Status: 202, Body: []byte(`{"id":1}`)}, answer)
	require.NoError(t, e.DropRequest(ctx, merchant, "key", "h1"), "too late to drop")
	_, err = begin("h2", until.Add(time.Hour))
	require.ErrorIs(t, err, table.ErrReused)
	answer, err = begin("h2", now.Add(26*time.Hour))
	require.NoError(t, err)
	assert.Nil(t, answer, "keys end after a day")
	require.NoError(t, e.DropRequest(ctx, merchant, "key", "h2"))
	_, err = begin("h3", now.Add(26*time.Hour))
	require.NoError(t, err)
	answer, err = e.BeginRequest(ctx, another, "key", "h9", now, until)
	require.NoError(t, err)
	assert.Nil(t, answer, "another merchant's key is another")
}

// isolation gives two merchants stores and orders of the same ids, and one an id made to reach into the other's keys.
func isolation(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	evil := "x#o#y"
	for _, m := range []string{merchant, another, evil} {
		o := Sample(order.Key{Merchant: m, Store: shop, ID: "1"}, 1, 1)
		o.Note, o.Store.Name = m, "#1001"
		require.NoError(t, e.Save(ctx, o, 0, o.Tail))
		require.NoError(t, e.RefreshViews(ctx, nil, o))
		require.NoError(t, e.CreateStore(ctx, table.Store{Merchant: m, ID: shop, Name: m}))
	}
	for _, m := range []string{merchant, another, evil} {
		o, err := e.Load(ctx, order.Key{Merchant: m, Store: shop, ID: "1"})
		require.NoError(t, err)
		assert.Equal(t, m, o.Note)
		page, err := e.ListTab(ctx, m, table.TabQuery{Tab: table.TabAll})
		require.NoError(t, err)
		require.Len(t, page.Rows, 1)
		assert.Equal(t, m, page.Rows[0].Key.Merchant)
		found, err := e.Lookup(ctx, m, table.ByName, "1001")
		require.NoError(t, err)
		assert.Equal(t, []order.Key{o.Key}, found)
		stores, err := e.Stores(ctx, m)
		require.NoError(t, err)
		require.Len(t, stores, 1)
		assert.Equal(t, m, stores[0].Name)
	}
	// A merchant "x" with a store "y" must not meet what "x#o#y" has.
	_, err := e.Load(ctx, order.Key{Merchant: "x", Store: "y", ID: "o#" + shop + "#1"})
	require.ErrorIs(t, err, table.ErrNotFound)
	due := dueKeys(t, e, Start().AddDate(1, 0, 0))
	assert.Contains(t, due, order.Key{Merchant: evil, Store: shop, ID: "1"})
	assert.Len(t, due, 3)
}
