package shopify_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/store"
	"onward/shared/store/shopify"
)

// topics opens what arrived and names its topics.
func (w *world) topics(got []received) []string {
	w.t.Helper()
	var topics []string
	for _, r := range got {
		receipt, err := shopify.Hooks{Secrets: []string{secret}}.Open(r.header, r.body)
		require.NoError(w.t, err)
		_, err = shopify.DecodeWebhook(receipt.Topic, r.body)
		require.NoError(w.t, err)
		topics = append(topics, receipt.Topic)
	}
	return topics
}

func (w *world) subscribe() string {
	w.t.Helper()
	address := w.hooks()
	added, err := w.client().SubscribeMissing(w.t.Context(), address, shopify.OrderTopics())
	require.NoError(w.t, err)
	require.Equal(w.t, shopify.OrderTopics(), added)
	return address
}

func TestTopicsOfEachAction(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		action sim.Action
		want   []string
	}{
		"pay":        {sim.Action{Do: "pay"}, []string{"orders/paid", "orders/updated"}},
		"fulfil":     {sim.Action{Do: "fulfil", Numbers: []string{"N"}}, []string{"fulfillments/create", "orders/updated"}},
		"refund":     {sim.Action{Do: "refund", Lines: []sim.ActionLine{{Line: "S", Quantity: 1}}}, []string{"refunds/create", "orders/updated"}},
		"edit":       {sim.Action{Do: "edit", Lines: []sim.ActionLine{{Line: "S", Quantity: 1}}}, []string{"orders/edited", "orders/updated"}},
		"cancel":     {sim.Action{Do: "cancel"}, []string{"orders/cancelled", "orders/updated"}},
		"delete":     {sim.Action{Do: "delete"}, []string{"orders/delete"}},
		"hold":       {sim.Action{Do: "hold"}, []string{"fulfillment_orders/placed_on_hold", "orders/updated"}},
		"move":       {sim.Action{Do: "move", Location: "West"}, []string{"fulfillment_orders/moved", "orders/updated"}},
		"archive":    {sim.Action{Do: "archive"}, []string{"orders/updated"}},
		"lost event": {sim.Action{Do: "pay", Quiet: true}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.ShopSpec{Locations: []sim.LocationSpec{{Name: "East"}, {Name: "West"}}})
			w.subscribe()
			made := w.order(sim.OrderSpec{Financial: "pending", Lines: []sim.LineSpec{{SKU: "S", Quantity: 2}}})
			assert.Equal(t, []string{"orders/create", "orders/updated"}, w.topics(w.take()))
			w.do(made.ID, tt.action)
			assert.Equal(t, tt.want, w.topics(w.take()))
		})
	}
}

// A fulfilment order's event names no order: it has to be looked up, also after the ids changed.
func TestFulfilmentOrderEventsLeadToTheOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	require.NoError(t, w.client().Subscribe(t.Context(), "fulfillment_orders/placed_on_hold", w.hooks()))
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	w.do(made.ID, sim.Action{Do: "hold", Reason: "incorrect_address"})
	got := w.take()
	require.Len(t, got, 1)
	news, err := shopify.DecodeWebhook("fulfillment_orders/placed_on_hold", got[0].body)
	require.NoError(t, err)
	assert.Empty(t, news.OrderID)
	seam := shopify.NewStore(w.client())
	id, err := seam.OrderOf(t.Context(), news.FulfilmentOrder)
	require.NoError(t, err)
	assert.Equal(t, made.ID, id)
	_, err = seam.OrderOf(t.Context(), "1")
	assert.Equal(t, store.NotFound, store.KindOf(err))
	read, err := w.client().Order(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{"incorrect_address"}, read.Holds)
}

func TestDeliveryRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	require.NoError(t, w.client().Subscribe(t.Context(), shopify.TopicOrdersCreate, w.hooks()))
	numbers := func(got []received) []int {
		var all []int
		for _, r := range got {
			var in struct {
				Number int `json:"order_number"`
			}
			require.NoError(t, json.Unmarshal(r.body, &in))
			all = append(all, in.Number)
		}
		return all
	}
	make3 := func() {
		for range 3 {
			w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
		}
	}
	w.sim.SetRules(sim.Rules{Hold: true})
	make3()
	assert.Empty(t, w.take())
	w.sim.SetRules(sim.Rules{Reverse: true})
	assert.Equal(t, []int{1003, 1002, 1001}, numbers(w.take()))
	w.sim.SetRules(sim.Rules{DropEvery: 2})
	make3()
	assert.Equal(t, []int{1004, 1006}, numbers(w.take()))
	w.sim.SetRules(sim.Rules{DuplicateEvery: 3})
	make3()
	got := w.take()
	assert.Equal(t, []int{1007, 1008, 1009, 1009}, numbers(got))
	assert.Equal(t, got[2].header.Get("X-Shopify-Webhook-Id"), got[3].header.Get("X-Shopify-Webhook-Id"))
}

func TestRetriesAndLossOfSubscription(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	client := w.client()
	require.NoError(t, client.Subscribe(t.Context(), shopify.TopicOrdersCreate, w.hooks()))
	w.answer = http.StatusServiceUnavailable
	w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	var ids []string
	for range 9 {
		got := w.take()
		require.Len(t, got, 1)
		ids = append(ids, got[0].header.Get("X-Shopify-Webhook-Id"))
		assert.Empty(t, w.take(), "the next try has to wait")
		w.pass(5 * time.Hour)
	}
	assert.Len(t, slices.Compact(ids), 1, "every retry has the id of the first")
	assert.Empty(t, w.take())
	subs, err := client.Subscriptions(t.Context())
	require.NoError(t, err)
	assert.Empty(t, subs, "eight failures in a row end a subscription made by API")
}

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	address := w.subscribe()
	client := w.client()
	require.NoError(t, client.Subscribe(t.Context(), shopify.TopicOrdersCreate, address), "having it already is success")
	require.NoError(t, shopify.NewStore(client).SubscribeMissing(t.Context(), address))
	assert.Equal(t, len(shopify.OrderTopics())+1, w.sim.Calls()["webhookSubscriptionCreate"], "only the one asked for twice was sent again")
	for _, bad := range []string{"", "http://example.com/x", "ftp://example.com", "https://x.shopify.com/y"} {
		assert.Equal(t, shopify.AddressRefused, shopify.ReasonOf(client.Subscribe(t.Context(), shopify.TopicOrdersPaid, bad)), bad)
	}
}

func TestAppEvents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	address := w.hooks()
	require.NoError(t, w.sim.CreateApp(sim.AppSpec{
		ClientID: appID, ClientSecret: secret, Scopes: allScopes, PrivacyURI: address,
		Webhooks: []sim.Subscription{{Topic: "app/uninstalled", URI: address}, {Topic: "app/scopes_update", URI: address}},
	}))
	subs, err := w.client().Subscriptions(t.Context())
	require.NoError(t, err)
	assert.Empty(t, subs, "what stands in the app's configuration is not listed")

	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	require.NoError(t, w.sim.SetScopes(acme, appID, []string{"read_orders"}))
	id, err := strconv.ParseInt(made.ID, 10, 64)
	require.NoError(t, err)
	require.NoError(t, w.sim.Privacy(acme, appID, "customers/redact", []int64{id}))
	require.NoError(t, w.sim.RotateSecret(appID, "newer-secret", false))
	require.NoError(t, w.sim.Uninstall(acme, appID))
	require.NoError(t, w.sim.Privacy(acme, appID, "shop/redact", nil))
	got := w.take()
	require.Equal(t, []string{"app/scopes_update", "customers/redact", "app/uninstalled", "shop/redact"}, w.topics(got))
	news, err := shopify.DecodeWebhook("customers/redact", got[1].body)
	require.NoError(t, err)
	assert.Equal(t, []string{made.ID}, news.Privacy.Orders)

	_, err = w.client().Order(t.Context(), made.ID)
	assert.Equal(t, shopify.Unauthorized, shopify.KindOf(err), "the token died with the app")

	require.NoError(t, w.sim.RotateSecret(appID, "", true))
	require.NoError(t, w.sim.Privacy(acme, appID, "shop/redact", nil))
	late := w.take()
	require.Len(t, late, 1)
	_, err = shopify.Hooks{Secrets: []string{secret}}.Open(late[0].header, late[0].body)
	require.ErrorIs(t, err, store.ErrForged)
	_, err = shopify.Hooks{Secrets: []string{"newer-secret", secret}}.Open(late[0].header, late[0].body)
	require.NoError(t, err)
}

// A generated payload has every field of the recorded one, and each of the same type or null.
func TestPayloadsKeepTheRecordedShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	w.subscribe()
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "S", Quantity: 2}}, Shipping: "4.90"})
	w.do(made.ID, sim.Action{Do: "fulfil", Lines: []sim.ActionLine{{Line: "S", Quantity: 1}}, Numbers: []string{"N"}, Company: "UPS"})
	w.do(made.ID, sim.Action{Do: "refund", Lines: []sim.ActionLine{{Line: "S", Quantity: 1}}})
	recorded := map[string]string{
		"orders/create": "template/webhook-orders-create.json", "orders/updated": "template/webhook-orders-create.json",
		"fulfillments/create": "template/webhook-fulfillments-create.json", "refunds/create": "template/webhook-refunds-create.json",
	}
	compared := map[string]bool{}
	for _, r := range w.take() {
		topic := r.header.Get("X-Shopify-Topic")
		file, ok := recorded[topic]
		if !ok {
			continue
		}
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var want, got any
		require.NoError(t, json.Unmarshal(raw, &want))
		require.NoError(t, json.Unmarshal(r.body, &got))
		sameShape(t, topic, want, got)
		compared[topic] = true
	}
	assert.Len(t, compared, len(recorded))
}

func sameShape(t *testing.T, at string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		if got == nil {
			return
		}
		fields, ok := got.(map[string]any)
		require.True(t, ok, at)
		for name, value := range want {
			if assert.Contains(t, fields, name, at) {
				sameShape(t, at+"."+name, value, fields[name])
			}
		}
	case []any:
		list, ok := got.([]any)
		require.True(t, ok, at)
		for _, element := range list {
			if len(want) > 0 {
				sameShape(t, at+"[]", want[0], element)
			}
		}
	case nil:
	default:
		if got != nil {
			assert.IsType(t, want, got, at)
		}
	}
}

func TestRunDelivers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	require.NoError(t, w.client().Subscribe(t.Context(), shopify.TopicOrdersCreate, w.hooks()))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.sim.Run(ctx); close(done) }()
	w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	require.Eventually(t, func() bool { return len(w.sim.Deliveries()) == 1 }, 5*time.Second, 5*time.Millisecond)
	stop()
	<-done
}
