package household_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/household"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/table"
	"onward/shared/table/memory"
)

type bench struct {
	table   *table.Table
	sent    []queue.Message
	refuses error
	now     time.Time
	house   *household.Household
}

func (b *bench) Send(_ context.Context, messages ...queue.Message) error {
	if b.refuses != nil {
		return b.refuses
	}
	b.sent = append(b.sent, messages...)
	return nil
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{table: table.New(memory.New(nil)), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	b.house = household.New(b.table, b, func() time.Time { return b.now })
	require.NoError(t, b.table.CreateStore(t.Context(), table.Store{
		Merchant: "m1", ID: "s1", Platform: order.Shopify, Sealed: []byte("secret"),
		Settings: map[string]string{shop.SettingKept: "2026-11-03T08:00:00Z", "other": "stays"},
	}))
	return b
}

func TestRemovedAppForgetsItsCredentials(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		require.NoError(t, b.house.Uninstalled(t.Context(), "m1", "s1"))
		s, err := b.table.Store(t.Context(), "m1", "s1")
		require.NoError(t, err)
		assert.Empty(t, s.Sealed)
		assert.Equal(t, time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), s.Disconnected)
		assert.Equal(t, string(store.Gone), s.Health.Code)
	}
	require.Error(t, b.house.Uninstalled(t.Context(), "m1", "none"))
}

func TestRecheckLooksAtSubscriptionsAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.house.Recheck(t.Context(), "m1", "s1"))
	s, err := b.table.Store(t.Context(), "m1", "s1")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"other": "stays"}, s.Settings)
}

func TestPrivacyRequestIsOneJobHoweverOftenItComes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	request := store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{"1001", "1002"}, Request: "77"}
	b.refuses = errors.New("no answer")
	require.Error(t, b.house.Privacy(t.Context(), "m1", "s1", request), "the platform's webhook comes again")
	b.refuses = nil
	require.NoError(t, b.house.Privacy(t.Context(), "m1", "s1", request))
	require.NoError(t, b.house.Privacy(t.Context(), "m1", "s1", request))
	jobs, _, err := b.table.Jobs(t.Context(), "m1", "", 10)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	assert.Equal(t, household.JobEraseCustomer, jobs[0].Kind)
	assert.Equal(t, table.JobWaiting, jobs[0].State)
	var params household.PrivacyParams
	require.NoError(t, json.Unmarshal(jobs[0].Params, &params))
	assert.Equal(t, []string{"1001", "1002"}, params.Orders)
	require.NotEmpty(t, b.sent)
	for _, m := range b.sent {
		assert.Equal(t, jobs[0].ID, m.Job.ID)
	}
}

func TestCustomersOrdersAreFoundByMailAddressInThatStoreOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, k := range []order.Key{
		{Merchant: "m1", Store: "s1", ID: "1001"}, {Merchant: "m1", Store: "s2", ID: "2001"}, {Merchant: "m2", Store: "s1", ID: "3001"},
	} {
		o := order.Order{Key: k, Version: 1, Store: order.Snapshot{ID: k.ID, Email: "A@Example.com"}}
		require.NoError(t, b.table.RefreshViews(t.Context(), nil, o))
	}
	require.NoError(t, b.house.Privacy(t.Context(), "m1", "s1", store.Privacy{Kind: store.PrivacyExport, Email: "a@example.com", Request: "1"}))
	jobs, _, err := b.table.Jobs(t.Context(), "m1", "", 10)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	assert.Equal(t, household.JobExport, jobs[0].Kind)
	assert.JSONEq(t, `{"orders":["1001"]}`, string(jobs[0].Params))
	assert.NotContains(t, string(jobs[0].Params), "example.com")
}

func TestShopsErasureNamesNoOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.house.Privacy(t.Context(), "m1", "s1", store.Privacy{Kind: store.PrivacyEraseShop}))
	jobs, _, err := b.table.Jobs(t.Context(), "m1", "", 10)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	assert.Equal(t, household.JobEraseShop, jobs[0].Kind)
}

func TestAnErasureThatIsOverIsDoneAgainForALaterDemand(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	demand := func() []table.Job {
		require.NoError(t, b.house.Privacy(t.Context(), "m1", "s1", store.Privacy{Kind: store.PrivacyEraseShop}))
		jobs, _, err := b.table.Jobs(t.Context(), "m1", "", 10)
		require.NoError(t, err)
		return jobs
	}
	first := demand()[0]
	_, err := b.table.UpdateJob(t.Context(), "m1", first.ID, func(j *table.Job) error {
		j.State, j.Finished = table.JobDone, b.now
		return nil
	})
	require.NoError(t, err)
	b.now = b.now.Add(24 * time.Hour)
	require.Len(t, demand(), 1, "platforms repeat their deliveries")
	b.now = b.now.Add(10 * 24 * time.Hour)
	jobs := demand()
	require.Len(t, jobs, 2, "the app was installed and removed once more meanwhile")
	assert.Equal(t, first.ID, jobs[1].ID, "jobs are listed by time, the newest first")
	require.Len(t, demand(), 2)
	assert.NotEqual(t, first.ID, b.sent[len(b.sent)-1].Job.ID)
}
