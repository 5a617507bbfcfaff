package shopify_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/store/shopify"
)

const (
	acme   = "acme.myshopify.com"
	appID  = "onward-client"
	secret = "app-secret"
)

var allScopes = append(shopify.WantedScopes(), "write_orders")

// world is a simulator with one shop and one app in it, behind a loopback server, and a receiver of webhooks.
type world struct {
	t      *testing.T
	sim    *sim.Sim
	server *httptest.Server
	token  string

	mu       sync.Mutex
	now      time.Time
	received []received
	answer   int
}

type received struct {
	header http.Header
	body   []byte
}

func newWorld(t *testing.T, spec sim.ShopSpec) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC), answer: http.StatusOK}
	s, err := sim.New(sim.Options{Now: w.clock, AllowHTTP: true, RetryBase: time.Minute})
	require.NoError(t, err)
	w.sim, w.server = s, httptest.NewServer(s)
	t.Cleanup(w.server.Close)
	spec.Domain = acme
	require.NoError(t, s.CreateShop(spec))
	require.NoError(t, s.CreateApp(sim.AppSpec{ClientID: appID, ClientSecret: secret, Scopes: allScopes}))
	in, err := s.Install(acme, sim.InstallSpec{ClientID: appID})
	require.NoError(t, err)
	w.token = in.Token
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// hooks starts a receiver and returns its address.
func (w *world) hooks() string {
	receiver := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.received = append(w.received, received{r.Header, body})
		out.WriteHeader(w.answer)
	}))
	w.t.Cleanup(receiver.Close)
	return receiver.URL
}

func (w *world) take() []received {
	w.sim.Deliver(context.Background())
	w.mu.Lock()
	defer w.mu.Unlock()
	got := w.received
	w.received = nil
	return got
}

func (w *world) client(change ...func(*shopify.Config)) *shopify.Client {
	w.t.Helper()
	cfg := shopify.Config{
		Shop: acme, BaseURL: w.server.URL + "/shops/{shop}", HTTP: w.server.Client(),
		Token: func(context.Context) (string, error) { return w.token, nil },
	}
	for _, c := range change {
		c(&cfg)
	}
	client, err := shopify.New(cfg)
	require.NoError(w.t, err)
	return client
}

func (w *world) order(spec sim.OrderSpec) sim.OrderView {
	w.t.Helper()
	view, err := w.sim.CreateOrder(acme, spec)
	require.NoError(w.t, err)
	return view
}

func (w *world) do(id string, a sim.Action) sim.OrderView {
	w.t.Helper()
	view, err := w.sim.Do(acme, id, a)
	require.NoError(w.t, err)
	return view
}

func (w *world) see(id string) sim.OrderView {
	w.t.Helper()
	view, err := w.sim.Order(acme, id)
	require.NoError(w.t, err)
	return view
}
