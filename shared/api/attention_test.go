package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/table"
)

// TestTimeAloneBringsAnOrderToAttention has nothing happen but that the order is woken when it asked to be.
func TestTimeAloneBringsAnOrderToAttention(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store, account := b.store(owner, "acme.myshopify.com"), b.account(owner)
	b.mapped(owner, store.ID, account.ID)
	b.clock.pass(time.Minute)
	key := b.bring(store.ID, "5001")
	b.placed(key, "8190000000000001")
	payBy := b.clock.Now().Add(20 * 24 * time.Hour)
	o := b.apply(key, order.SupplierSaid{Purchase: b.known[key].Purchases[0].ID, Report: order.Report{
		ID: "8190000000000001", Stage: order.StagePlaced, PayBy: payBy,
	}})
	asking := func(query string) desk.Concerns {
		var out desk.Concerns
		b.must(owner, "GET", "/v1/attention"+query, nil, &out)
		return out
	}
	require.Empty(t, asking("").Items)
	for range 20 {
		if len(asking("").Items) > 0 {
			break
		}
		require.False(t, o.WakeAt.IsZero())
		b.clock.pass(o.WakeAt.Sub(b.clock.Now()))
		o = b.apply(key, order.TimePassed{})
	}
	assert.True(t, b.clock.Now().Equal(payBy.Add(-24*time.Hour)), "a day before it lapses")

	items := asking("?code=unpaid_near_deadline&store=" + store.ID + "&supplier=aliexpress&country=de").Items
	require.Len(t, items, 1)
	assert.Equal(t, "#5001", items[0].Name)
	require.Len(t, items[0].Asks, 1)
	assert.True(t, items[0].Asks[0].Due.Equal(payBy.Truncate(time.Second)))
	assert.Contains(t, items[0].Asking[0].Text, "lapses soon")
	assert.Empty(t, asking("?code=risk").Items)
	var counts desk.AskCounts
	b.must(owner, "GET", "/v1/attention/count", nil, &counts)
	assert.Equal(t, []desk.AskCount{{Code: order.AttentionUnpaid, Count: 1}}, counts.Items)

	at := "/v1/orders/" + store.ID + "/5001/see-attention"
	b.must(owner, "POST", at, map[string]any{"code": "unpaid_near_deadline", "subject": items[0].Asking[0].Subject}, nil)
	b.project(key)
	assert.Empty(t, asking("").Items, "dealt with")
}

func TestAttentionHasStoresAndAccountsOnItsFirstPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store, account := b.store(owner, "acme.myshopify.com"), b.account(owner)
	ctx := t.Context()
	_, err := b.table.UpdateAccount(ctx, "acme", account.ID, func(k *table.Account) error {
		k.ConsentUntil = b.clock.Now().Add(48 * time.Hour)
		return nil
	})
	require.NoError(t, err)
	_, err = b.table.UpdateStore(ctx, "acme", store.ID, func(s *table.Store) error {
		s.Imported, s.Watermark = b.clock.Now(), b.clock.Now().Add(-5*time.Hour)
		return nil
	})
	require.NoError(t, err)
	var got desk.Concerns
	b.must(owner, "GET", "/v1/attention", nil, &got)
	require.Len(t, got.Connections, 2)
	assert.Equal(t, "consent_ending", got.Connections[0].Code)
	assert.Equal(t, account.ID, got.Connections[0].ID)
	assert.Equal(t, "unreachable", got.Connections[1].Code)
	b.must(owner, "GET", "/v1/attention?store="+store.ID, nil, &got)
	require.Len(t, got.Connections, 1)
	assert.Equal(t, store.ID, got.Connections[0].ID)
	b.must(owner, "GET", "/v1/attention?code=risk", nil, &got)
	assert.Empty(t, got.Connections)
}

func TestListsRefuseWhatTheyDoNotHave(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	for path, code := range map[string]string{
		"/v1/orders?cursor=nonsense":               "invalid_cursor",
		"/v1/orders?tab=failed&cursor=AAAAAAAAAAA": "invalid_cursor",
		"/v1/attention?cursor=%00":                 "invalid_cursor",
		"/v1/failures?cursor=%2F%2F":               "invalid_cursor",
		"/v1/attention?code=hunger":                "invalid_code",
		"/v1/orders?tab=failed&code=risk":          "invalid_code",
		"/v1/orders/count?tab=all&code=risk":       "invalid_code",
	} {
		got, detail := b.call(owner, "GET", path, nil).problem(t)
		assert.Equal(t, code, got, path)
		assert.NotEmpty(t, detail, path)
	}
}
