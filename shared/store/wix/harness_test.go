package wix_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/store/wix"
)

const siteA, siteB = "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001", "b7c1f0de-2222-4a55-9a2e-4c1b7a55e002"

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// shop is a simulated Wix with a client on it.
type shop struct {
	*sim.Sim
	clock  *clock
	client *wix.Client
	site   *wix.Site
}

func open(t *testing.T, change func(*sim.Options)) *shop {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)}
	opts := sim.Options{Key: appKey(), Sites: []string{siteA, siteB}, Seed: 7, Now: c.now}
	if change != nil {
		change(&opts)
	}
	s, err := sim.New(opts)
	require.NoError(t, err)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client, err := wix.New(wix.Config{BaseURL: server.URL, AppID: "app", AppSecret: "secret", HTTP: server.Client(), Now: c.now})
	require.NoError(t, err)
	return &shop{Sim: s, clock: c, client: client, site: client.Site(siteA)}
}

func (s *shop) buy(t *testing.T, n sim.NewOrder) string {
	t.Helper()
	id, err := s.Buy(siteA, n)
	require.NoError(t, err)
	return id
}

// answering is a client on a server that always answers the same, after a token.
func answering(t *testing.T, answer http.HandlerFunc) *wix.Site {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth2/token", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"access_token":"t","token_type":"Bearer","expires_in":14400}`))
	})
	mux.HandleFunc("/", answer)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client, err := wix.New(wix.Config{BaseURL: server.URL, AppID: "app", AppSecret: "secret", HTTP: server.Client()})
	require.NoError(t, err)
	return client.Site(siteA)
}

const line1, line2 = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"

func twoLines() sim.NewOrder {
	return sim.NewOrder{Email: "buyer@example.com", Items: []sim.Item{{Quantity: 2}, {Quantity: 1}}}
}

func shipment(number string, lines ...wix.FulfilledLine) wix.NewFulfilment {
	return wix.NewFulfilment{Lines: lines, Tracking: wix.TrackingInfo{
		TrackingNumber: number, ShippingProvider: "Cainiao",
		TrackingLink: "https://global.cainiao.com/newDetail.htm?mailNoList=" + number,
	}}
}
