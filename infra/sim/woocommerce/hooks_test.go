package woocommerce_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/safedial"
	woo "onward/shared/store/woocommerce"
)

const (
	name   = "demo"
	secret = "a&amp;LettersAndDigits"
)

// got is a request that the receiver took.
type got struct {
	header http.Header
	body   []byte
}

// world is a store that sends webhooks to a receiver, and a client of it.
type world struct {
	t      *testing.T
	sim    *sim.Sim
	access sim.Access
	client *woo.Client
	base   string
	to     string

	mu     sync.Mutex
	now    time.Time
	status int
	taken  []got
}

func newWorld(t *testing.T, topics ...string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), status: http.StatusOK}
	w.sim = sim.New(sim.Options{Seed: 3, Now: w.clock})
	server := httptest.NewServer(w.sim)
	receiver := httptest.NewServer(http.HandlerFunc(w.take))
	t.Cleanup(server.Close)
	t.Cleanup(receiver.Close)
	w.base, w.to = server.URL, receiver.URL
	w.sim.SetBaseURL(server.URL)
	w.access = w.sim.Configure(name, sim.DefaultSettings())
	var err error
	w.client, err = woo.NewClient(woo.Config{
		Address: w.access.Address, Key: w.access.Key, Secret: w.access.Secret, Now: w.clock,
		HTTP: safedial.NewClient(safedial.Options{AllowLoopback: true}),
	})
	require.NoError(t, err)
	for _, topic := range topics {
		_, err := w.client.CreateHook(t.Context(), topic, w.to, secret)
		require.NoError(t, err)
	}
	for _, p := range w.drain() {
		require.True(t, woo.IsPing(p.header, p.body))
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Second)
}

func (w *world) answer(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = status
}

func (w *world) take(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = append(w.taken, got{r.Header, body})
	rw.WriteHeader(w.status)
}

func (w *world) drain() []got {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.taken
	w.taken = nil
	return out
}

// deliveries runs the store's cron and reads what came.
func (w *world) deliveries() []woo.Delivery {
	w.t.Helper()
	w.sim.Cron(w.t.Context())
	out := []woo.Delivery{}
	for _, g := range w.drain() {
		require.NoError(w.t, woo.Verify(g.header, g.body, secret))
		d, err := woo.ReadDelivery(g.header, g.body, w.access.Address)
		require.NoError(w.t, err)
		out = append(out, d)
	}
	return out
}

func (w *world) order(spec sim.OrderSpec) string {
	w.t.Helper()
	id, err := w.sim.Generate(name, spec)
	require.NoError(w.t, err)
	return strconv.Itoa(id)
}

func (w *world) do(method, path string, body any) json.RawMessage {
	w.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(w.t, err)
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.base+"/_sim/sites/"+name+path, bytes.NewReader(raw))
	require.NoError(w.t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, resp.StatusCode, "%s", out)
	return out
}

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

func (w *world) rest(method, route, body string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.access.Address+"/wp-json"+route, bytes.NewReader([]byte(body)))
	require.NoError(w.t, err)
	req.SetBasicAuth(w.access.Key, w.access.Secret)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	require.Less(w.t, resp.StatusCode, 300)
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
