package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/queue"
)

func TestASpineOfCallsFromMerchantToFulfilled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "https://Acme.myshopify.com/")
	assert.Equal(t, "acme.myshopify.com", store.Shop)
	assert.Contains(t, b.vault.sealed["acme/store/"+store.ID], "shpat_1", "the credentials are sealed under the store's name")
	account := b.account(owner)
	assert.Contains(t, b.vault.sealed["acme/account/aliexpress/"+account.ID], `"r1"`)

	b.clock.pass(time.Minute)
	key := b.bring(store.ID, "5001")
	at := path("/v1/orders/%s/5001", store.ID)
	var o desk.Order
	b.must(owner, "GET", at, nil, &o)
	require.Len(t, o.Portions, 1)
	assert.Equal(t, order.WhyUnmapped, o.Portions[0].Why)
	assert.Contains(t, o.Portions[0].Next, "Map the variant")

	remapped := b.mapped(owner, store.ID, account.ID)
	assert.Equal(t, 1, remapped.Decided)
	assert.Empty(t, remapped.Job)
	b.must(owner, "GET", at, nil, &o)
	assert.Equal(t, order.WhyToPlace, o.Portions[0].Why, "the waiting order was decided anew")

	var acted desk.Acted
	b.must(owner, "POST", at+"/place", map[string]any{}, &acted)
	require.Len(t, acted.Order.Purchases, 1)
	require.Len(t, acted.Order.Effects, 1)
	effect := acted.Order.Effects[0].ID
	b.apply(key, order.Claimed{Effect: effect})
	placed := b.apply(key, order.PlaceAnswered{Effect: effect, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8190000000000001"}})
	b.must(owner, "GET", at, nil, &o)
	checks := o.Purchases[0].Orders[0].Checks
	require.NotNil(t, checks)
	assert.True(t, checks.Next.After(b.clock.Now()))
	assert.WithinDuration(t, b.clock.Now(), checks.Next, 11*time.Minute, "an unpaid order is looked at within ten minutes at first")

	var synced desk.Synced
	b.must(owner, "POST", at+"/sync", nil, &synced)
	assert.True(t, synced.Started)
	assert.Equal(t, 1, synced.Checks)
	polls := b.sent.of(queue.KindPoll)
	require.Len(t, polls, 1)
	assert.True(t, polls[0].Poll.Asked)
	assert.Equal(t, "8190000000000001", polls[0].Poll.Rows[0].Order)
	b.must(owner, "POST", at+"/sync", nil, &synced)
	assert.False(t, synced.Started, "pressing twice does not work twice")
	assert.Len(t, b.sent.of(queue.KindPoll), 1)
	b.must(owner, "GET", at, nil, &o)
	assert.Equal(t, order.EffectReread, o.Effects[len(o.Effects)-1].Kind, "the store is read as well")

	b.apply(key, order.SupplierSaid{Purchase: placed.Purchases[0].ID, Report: order.Report{
		ID: "8190000000000001", Stage: order.StageShipped, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "LP00123456789CN"}},
	}})
	var list struct{ Items []desk.Row }
	b.must(owner, "GET", "/v1/orders?tab=awaiting_fulfillment&supplier=aliexpress&country=de&store="+store.ID, nil, &list)
	require.Len(t, list.Items, 1)
	assert.Equal(t, "#5001", list.Items[0].Name)
	var found api.Found
	for _, q := range []string{"%235001", "50", "JO@example.com", "8190000000000001", "lp00123456789cn"} {
		b.must(owner, "GET", "/v1/orders/search?q="+q, nil, &found)
		require.Len(t, found.Items, 1, q)
	}
	var count desk.Count
	b.must(owner, "GET", "/v1/orders/count?tab=awaiting_fulfillment", nil, &count)
	assert.Equal(t, 1, count.Count)

	var timeline struct {
		Items  []desk.Step
		Cursor string
	}
	b.must(owner, "GET", at+"/timeline?limit=3", nil, &timeline)
	require.Len(t, timeline.Items, 3)
	assert.Contains(t, timeline.Items[0].Text, "LP00123456789CN")
	assert.NotEmpty(t, timeline.Cursor)
	assert.Empty(t, b.log.String(), "nothing of this is worth a warning")
}

func TestWhoDidItIsInTheTimeline(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	var made desk.Token
	b.must(owner, "POST", "/v1/tokens", map[string]any{"name": "Kim", "role": "operator"}, &made)
	store := b.store(owner, "acme.myshopify.com")
	b.bring(store.ID, "1")
	var acted desk.Acted
	b.must(made.Secret, "PUT", path("/v1/orders/%s/1/hold", store.ID), map[string]any{"on": true, "reason": "ask the customer"}, &acted)
	require.NotEmpty(t, acted.Order.Recent)
	assert.Equal(t, "Kim", acted.Order.Recent[0].By)
	assert.Equal(t, "Put on hold: ask the customer.", acted.Order.Recent[0].Text)
	require.NotNil(t, acted.Order.Hold)
	assert.Equal(t, "Kim", acted.Order.Hold.By)
}
