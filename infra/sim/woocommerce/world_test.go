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
