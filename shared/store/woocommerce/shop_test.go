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

const shopName = "demo"

// shop is one simulated store with a client for it.
type shop struct {
	t      *testing.T
	sim    *sim.Sim
	url    string
	access sim.Access
	client *woo.Client
	clock  *clock
}

// clock moves only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newShop(t *testing.T, change func(*sim.Settings)) *shop {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	s := sim.New(sim.Options{Seed: 1, Now: c.Now})
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	s.SetBaseURL(srv.URL)
	set := sim.DefaultSettings()
	if change != nil {
		change(&set)
	}
	sh := &shop{t: t, sim: s, url: srv.URL, access: s.Configure(shopName, set), clock: c}
	sh.client = sh.newClient(woo.Access{})
	return sh
}

func (s *shop) newClient(known woo.Access) *woo.Client {
	s.t.Helper()
	client, err := woo.NewClient(woo.Config{
		Address: s.access.Address, Key: s.access.Key, Secret: s.access.Secret, Access: known,
		HTTP: safedial.NewClient(safedial.Options{AllowLoopback: true, Timeout: 5 * time.Second}), Now: s.clock.Now,
	})
	require.NoError(s.t, err)
	return client
}

// order makes an order in the store and reads it.
func (s *shop) order(spec sim.OrderSpec) woo.Order {
	s.t.Helper()
	id, err := s.sim.Generate(shopName, spec)
	require.NoError(s.t, err)
	o, err := s.client.Order(s.t.Context(), strconv.Itoa(id))
	require.NoError(s.t, err)
	return o
}

// paid is an order of two lamps and a shirt.
func (s *shop) paid() woo.Order {
	s.t.Helper()
	return s.order(sim.OrderSpec{Status: "processing", Lines: []sim.LineSpec{{SKU: "LAMP-1", Quantity: 2}, {SKU: "TS-M", Quantity: 1}}})
}

// do calls the control interface.
func (s *shop) do(method, path string, body any) json.RawMessage {
	s.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(s.t, err)
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+"/_sim/sites/"+shopName+path, bytes.NewReader(raw))
	require.NoError(s.t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, resp.StatusCode, "%s", out)
	return out
}

func (s *shop) fault(f sim.Fault) { s.sim.AddFault(shopName, f) }

// calls counts REST calls by method and path.
func (s *shop) calls() map[string]int {
	s.t.Helper()
	var out map[string]int
	require.NoError(s.t, json.Unmarshal(s.do(http.MethodGet, "/counters", nil), &out))
	return out
}

// mails lists what the customer of an order got, by kind.
func (s *shop) mails(orderID string) []sim.Mail {
	s.t.Helper()
	id, err := strconv.Atoi(orderID)
	require.NoError(s.t, err)
	return s.sim.Mails(shopName, id)
}

func (s *shop) mailKinds(orderID string) []string {
	kinds := []string{}
	for _, m := range s.mails(orderID) {
		kinds = append(kinds, m.Kind)
	}
	return kinds
}
