package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	woo "onward/shared/store/woocommerce"
)

func topics(ds []woo.Delivery) []string {
	out := []string{}
	for _, d := range ds {
		out = append(out, d.Topic)
	}
	return out
}

func TestCheckoutThenPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, woo.Topics()...)
	id := w.order(sim.OrderSpec{})
	ds := w.deliveries()
	require.Equal(t, []string{"order.created"}, topics(ds))
	require.False(t, ds[0].Order.Paid())
	w.do(http.MethodPost, "/orders/"+id+"/pay", nil)
	ds = w.deliveries()
	require.Equal(t, []string{"order.updated"}, topics(ds))
	require.True(t, ds[0].Order.Paid())
	require.Empty(t, w.deliveries())
}

func TestOrderByRESTSendsBothWithOneBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, woo.Topics()...)
	w.order(sim.OrderSpec{Via: "rest-api", Status: "processing"})
	w.order(sim.OrderSpec{Via: "rest-api", Status: "checkout-draft"})
	w.sim.Cron(t.Context())
	taken := w.drain()
	require.Len(t, taken, 4)
	byTopic := map[string][]got{}
	for _, g := range taken {
		topic := g.header.Get("X-WC-Webhook-Topic")
		byTopic[topic] = append(byTopic[topic], g)
	}
	created, updated := byTopic["order.created"], byTopic["order.updated"]
	require.Equal(t, created[0].body, updated[0].body)
	require.Equal(t, created[0].header.Get("X-WC-Webhook-Signature"), updated[0].header.Get("X-WC-Webhook-Signature"))
	const id = "X-WC-Webhook-Delivery-ID"
	require.Equal(t, created[0].header.Get(id), created[1].header.Get(id), "two orders of one second share it")
	require.NotEqual(t, created[0].header.Get(id), updated[0].header.Get(id), "two webhooks do not")
}

func TestChangesCoalesceAndAreBuiltAtDelivery(t *testing.T) {
	t.Parallel()
	w := newWorld(t, woo.Topics()...)
	id := w.order(sim.OrderSpec{})
	for _, step := range []string{"pay", "anonymise", "trash"} {
		w.do(http.MethodPost, "/orders/"+id+"/"+step, nil)
	}
	ds := w.deliveries()
	require.Equal(t, []string{"order.created", "order.updated", "order.deleted"}, topics(ds))
	require.Equal(t, woo.StatusTrash, ds[0].Order.Status, "as it is now, not as it was created")
	require.Equal(t, woo.DeliveredDeletion, ds[2].Kind)
	w.do(http.MethodPost, "/orders/"+id+"/restore", nil)
	require.Equal(t, []string{"order.restored", "order.updated"}, topics(w.deliveries()))
}

func TestNothingIsRetriedAndTheSeventhFailureSwitchesOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "order.created")
	state := func() (out struct {
		Status   string `json:"status"`
		Failures int    `json:"failure_count"`
	},
	) {
		var list []json.RawMessage
		require.NoError(t, json.Unmarshal(w.do(http.MethodGet, "/webhooks", nil), &list))
		require.NoError(t, json.Unmarshal(list[0], &out))
		return out
	}
	w.answer(http.StatusInternalServerError)
	for n := 1; n <= 7; n++ {
		w.order(sim.OrderSpec{})
		w.sim.Cron(t.Context())
		require.Len(t, w.drain(), 1, "delivery %d, and no repeat of earlier ones", n)
		require.Equal(t, min(n, 6), state().Failures)
		require.Equal(t, map[bool]string{true: "active", false: "disabled"}[n < 7], state().Status)
	}
	w.answer(http.StatusOK)
	w.order(sim.OrderSpec{})
	require.Empty(t, w.deliveries(), "disabled")

	hooks, err := w.client.Hooks(t.Context())
	require.NoError(t, err)
	w.rest(http.MethodPut, "/wc/v3/webhooks/"+hooks[0].ID, `{"status":"active"}`)
	require.Equal(t, 6, state().Failures, "switched on, the count stays")
	w.answer(http.StatusBadGateway)
	w.order(sim.OrderSpec{})
	w.sim.Cron(t.Context())
	require.Equal(t, "disabled", state().Status, "one more failure is enough")

	// The client's way: made anew, so that the count begins at nothing.
	w.answer(http.StatusOK)
	report, err := w.client.EnsureHooks(t.Context(), w.to, secret, []string{"order.created"}, false)
	require.NoError(t, err)
	require.Equal(t, []string{"order.created"}, report.Revived)
	require.Zero(t, state().Failures)
}

func TestRedirectCountsAsSuccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "order.created")
	w.answer(http.StatusFound)
	w.order(sim.OrderSpec{})
	w.sim.Cron(t.Context())
	require.Contains(t, string(w.do(http.MethodGet, "/webhooks", nil)), `"failure_count": 0`)
	require.Len(t, w.drain(), 1, "and is not followed")
}

func TestDeliveriesDroppedDoubledReversed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "order.created")
	bend := func(f sim.HookFaults) []string {
		t.Helper()
		w.do(http.MethodPost, "/webhook-faults", f)
		first, second := w.order(sim.OrderSpec{}), w.order(sim.OrderSpec{})
		ids := []string{}
		for _, d := range w.deliveries() {
			ids = append(ids, map[string]string{first: "1", second: "2"}[d.OrderID])
		}
		return ids
	}
	require.Equal(t, []string{"1", "2"}, bend(sim.HookFaults{}))
	require.Equal(t, []string{"2"}, bend(sim.HookFaults{Drop: 1}))
	require.Equal(t, []string{"1", "1", "2"}, bend(sim.HookFaults{Duplicate: 1}))
	require.Equal(t, []string{"2", "1"}, bend(sim.HookFaults{Reverse: true}))
}

func TestWebhookUserGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "order.created", "order.deleted")
	w.do(http.MethodPost, "/user", map[string]bool{"gone": true})
	id := w.order(sim.OrderSpec{})
	w.do(http.MethodPost, "/orders/"+id+"/trash", nil)
	ds := w.deliveries()
	require.Equal(t, woo.DeliveredNoAccess, ds[0].Kind)
	require.Equal(t, "woocommerce_rest_cannot_view", ds[0].Code)
	require.Equal(t, woo.DeliveredDeletion, ds[1].Kind)
}

func TestStagingClone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "order.created")
	w.do(http.MethodPost, "/clone", map[string]string{"as": "staging"})
	_, err := w.sim.Generate("staging", sim.OrderSpec{})
	require.NoError(t, err)
	w.sim.Cron(t.Context())
	taken := w.drain()
	require.Len(t, taken, 1)
	require.NoError(t, woo.Verify(taken[0].header, taken[0].body, secret), "with the original's secret")
	_, err = woo.ReadDelivery(taken[0].header, taken[0].body, w.access.Address)
	var foreign *woo.ForeignSourceError
	require.ErrorAs(t, err, &foreign)
	require.Contains(t, foreign.Source, "/sites/staging")
}

func TestActionTopicAndPluginStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "action.woocommerce_order_status_completed", "order.updated")
	id := w.order(sim.OrderSpec{Status: "processing"})
	require.NotEmpty(t, w.deliveries())
	w.tick()
	w.do(http.MethodPost, "/orders/"+id+"/status", map[string]string{"status": "awaiting-shipment"})
	ds := w.deliveries()
	require.Len(t, ds, 1)
	require.False(t, ds[0].Order.Known())
	_, err := w.client.Complete(t.Context(), id)
	require.NoError(t, err)
	kinds := []woo.DeliveryKind{}
	for _, d := range w.deliveries() {
		require.Equal(t, id, d.OrderID)
		kinds = append(kinds, d.Kind)
	}
	require.ElementsMatch(t, []woo.DeliveryKind{woo.DeliveredAction, woo.DeliveredOrder}, kinds)
}
