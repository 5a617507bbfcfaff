package api_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

func TestJobs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	refs := make([]any, 0, 60)
	for i := range 60 {
		id := strconv.Itoa(i)
		b.bring(store.ID, id, func(s *order.Snapshot) {
			if i == 30 {
				s.Payment = order.Unpaid
			}
		})
		refs = append(refs, map[string]any{"store": store.ID, "id": id})
	}
	var checked struct{ Items []desk.Checked }
	b.must(owner, "POST", "/v1/orders/check", map[string]any{"orders": refs[29:31]}, &checked)
	require.Len(t, checked.Items, 2)
	assert.True(t, checked.Items[0].Ready)
	require.Len(t, checked.Items[0].Purchases, 1)
	assert.Equal(t, 2, checked.Items[0].Purchases[0].Items[0].Quantity)
	assert.False(t, checked.Items[1].Ready)
	assert.Contains(t, checked.Items[1].Findings[0].Text, "not paid")

	var job desk.Job
	b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": "place", "selection": map[string]any{"orders": refs}}, &job)
	assert.Equal(t, 60, job.Total)
	require.Len(t, b.sent.of(queue.KindJob), 1)

	b.work("acme", job.ID)
	b.must(owner, "GET", "/v1/jobs/"+job.ID, nil, &job)
	assert.Equal(t, table.JobDone, job.State)
	assert.Equal(t, 60, job.Done)
	assert.Equal(t, map[string]int{"done": 59, "not_paid": 1}, job.Results)
	require.Len(t, job.Problems, 1)
	assert.Contains(t, job.Problems[0].Problem, "The customer has not paid")
	assert.Equal(t, store.ID+"/30", job.Problems[0].Subject)

	code, _ := b.call(owner, "POST", "/v1/jobs/"+job.ID+"/cancel", nil).problem(t)
	assert.Equal(t, "job_over", code)

	b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": "sync", "selection": map[string]any{"tab": "pending"}}, &job)
	b.must(owner, "POST", "/v1/jobs/"+job.ID+"/cancel", nil, nil)
	b.work("acme", job.ID)
	b.must(owner, "GET", "/v1/jobs/"+job.ID, nil, &job)
	assert.Equal(t, table.JobCancelled, job.State)
	assert.Zero(t, job.Done)
	var list struct{ Items []desk.Job }
	b.must(owner, "GET", "/v1/jobs", nil, &list)
	assert.Len(t, list.Items, 2)
}

func TestASyncOfATabPollsInBatches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	b.mapped(owner, store.ID, account.ID)
	for i := range 30 {
		b.placed(b.bring(store.ID, strconv.Itoa(i)), "819"+strconv.Itoa(i))
	}
	var job desk.Job
	b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": "sync", "selection": map[string]any{"tab": "awaiting_payment", "account": account.ID}}, &job)
	b.work("acme", job.ID)
	rows := 0
	polls := b.sent.of(queue.KindPoll)
	for _, m := range polls {
		rows += len(m.Poll.Rows)
	}
	assert.Equal(t, 30, rows)
	assert.LessOrEqual(t, len(polls), 2)
	o, err := b.table.Load(t.Context(), order.Key{Merchant: "acme", Store: store.ID, ID: "3"})
	require.NoError(t, err)
	for _, e := range o.Effects {
		assert.NotEqual(t, order.EffectReread, e.Kind, "a sync of an account is about the supplier alone")
	}
}

func TestPressingTwiceStartsOneJob(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	b.bring(store.ID, "1")
	b.bring(store.ID, "2")
	start := func(kind, id string) desk.Job {
		var job desk.Job
		b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": kind, "selection": map[string]any{"orders": []any{map[string]any{"store": store.ID, "id": id}}}}, &job)
		return job
	}
	first := start("sync", "1")
	assert.Equal(t, first.ID, start("sync", "1").ID)
	assert.NotEqual(t, first.ID, start("sync", "2").ID, "another selection is another job")
	assert.NotEqual(t, first.ID, start("place", "1").ID)
	held := start("hold", "1")
	assert.NotEqual(t, held.ID, start("hold", "1").ID, "a hold after a release is another hold")
	b.clock.pass(11 * time.Second)
	later := start("sync", "1")
	assert.NotEqual(t, first.ID, later.ID)
	b.work("acme", later.ID)
	assert.NotEqual(t, later.ID, start("sync", "1").ID, "one that is over is no answer to a new press")
}

func TestWhatASyncBroughtIsSaid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	key := b.bring(store.ID, "1")
	b.placed(key, "8190000000000001")
	at := path("/v1/orders/%s/1", store.ID)
	var synced desk.Synced
	b.must(owner, "POST", at+"/sync", nil, &synced)
	news := func() (n desk.News) {
		b.must(owner, "GET", at+"/news?since="+strconv.FormatInt(synced.Version, 10), nil, &n)
		return n
	}
	assert.True(t, news().Busy)
	assert.Empty(t, news().Steps, "asking is no news")
	o, err := b.table.Load(t.Context(), key)
	require.NoError(t, err)
	b.apply(key, order.StoreSaid{Snapshot: o.Store, Source: "read", Fresh: true})
	assert.False(t, news().Busy)
	assert.Empty(t, news().Steps, "and neither is what was known")
	b.apply(key, order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: order.Report{ID: "8190000000000001", Stage: order.StagePaid, Status: "PAID"}})
	n := news()
	require.Len(t, n.Steps, 1)
	assert.Contains(t, n.Steps[0].Text, "8190000000000001: PAID")
	assert.Equal(t, []desk.Move{{Line: "l1", Units: 2, From: order.AwaitingPayment, To: order.AwaitingShipment}}, n.Steps[0].Moves)
}

func TestAMappingOfManyOrdersIsAJob(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	for i := range 60 {
		b.bring(store.ID, strconv.Itoa(i))
	}
	remapped := b.mapped(owner, store.ID, account.ID)
	assert.Equal(t, 25, remapped.Decided)
	require.NotEmpty(t, remapped.Job)
	b.work("acme", remapped.Job)
	for i := range 60 {
		o, err := b.table.Load(t.Context(), order.Key{Merchant: "acme", Store: store.ID, ID: strconv.Itoa(i)})
		require.NoError(t, err)
		assert.Equal(t, order.WhyToPlace, o.Portions[0].Why, i)
	}
}
