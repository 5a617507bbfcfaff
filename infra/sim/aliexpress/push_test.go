package aliexpress_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/sim/aliexpress"
	client "onward/shared/supplier/aliexpress"
)

// callback is an app's side of push messages.
type callback struct {
	mu     sync.Mutex
	status int
	pushes []client.Push
	forged int
}

func newCallback(t *testing.T) (*callback, string) {
	t.Helper()
	c := &callback{status: http.StatusOK}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		push, err := client.DecodePush(body)
		c.mu.Lock()
		defer c.mu.Unlock()
		if err != nil || !client.VerifyPush(appKey, appSecret, r.Header.Get("Authorization"), body) {
			c.forged++
		}
		c.pushes = append(c.pushes, push)
		w.WriteHeader(c.status)
	}))
	t.Cleanup(server.Close)
	return c, server.URL
}

func (c *callback) statuses() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, p := range c.pushes {
		out = append(out, p.Status)
	}
	return out
}

func TestPushesAreSignedAndCanBeSilenced(t *testing.T) {
	t.Parallel()
	c, url := newCallback(t)
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) { o.Apps[0].Callback = url })
	id := b.placed(t, purchase("a"))[0]
	require.NoError(t, b.sim.Pay(id))
	require.NoError(t, b.sim.SilencePushes(id, true))
	require.NoError(t, b.sim.Ship(id, aliexpress.Shipment{}))
	require.NoError(t, b.sim.SilencePushes(id, false))
	require.NoError(t, b.sim.Finish(id, ""))
	require.NoError(t, b.sim.SendPush(id, "paymentFailedEvent"))
	b.sim.Tick(t.Context())
	require.Equal(t, []string{"OrderCreated", "PaymentAuthorized", "OrderConfirmed", "paymentFailedEvent"}, c.statuses())
	require.Zero(t, c.forged)
	require.Equal(t, id, c.pushes[0].OrderID)
	require.Equal(t, buyer, c.pushes[0].BuyerID)
	require.Equal(t, b.clock.Now(), c.pushes[0].At)
	b.sim.Tick(t.Context())
	require.Len(t, c.statuses(), 4, "an accepted push is not repeated")
}

func TestPushesAreRepeatedUntilAccepted(t *testing.T) {
	t.Parallel()
	c, url := newCallback(t)
	c.status = http.StatusInternalServerError
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) { o.Apps[0].Callback = url })
	b.placed(t, purchase("a"))
	b.sim.Tick(t.Context())
	b.sim.Tick(t.Context())
	require.Len(t, c.statuses(), 1, "not again at once")
	c.mu.Lock()
	c.status = http.StatusOK
	c.mu.Unlock()
	b.clock.advance(10 * time.Second)
	b.sim.Tick(t.Context())
	require.Len(t, c.statuses(), 2)
	require.Equal(t, c.pushes[0], c.pushes[1])
	require.True(t, b.sim.Pushes()[0].Done)
	require.Equal(t, 2, b.sim.Pushes()[0].Tries)
}

func TestRunDeliversByItself(t *testing.T) {
	t.Parallel()
	arrived := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { arrived <- r.Method }))
	t.Cleanup(server.Close)
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) { o.Apps[0].Callback = server.URL })
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		b.sim.Run(ctx)
	}()
	b.placed(t, purchase("a"))
	require.Equal(t, http.MethodPost, <-arrived)
	cancel()
	<-stopped
}

func TestAutomaticOrders(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) {
		hour := aliexpress.Duration(time.Hour)
		o.Settings.Auto = aliexpress.Auto{Pay: hour, Ship: 10 * hour, Scan: 5 * hour, Deliver: 20 * hour, Finish: 30 * hour, Apart: true, Scale: 60}
	})
	id := b.placed(t, purchase("a", skirt(1), skirtL(1)))[0]
	stage := func() client.Stage {
		o, _ := b.read(t, id)
		return o.Stage
	}
	require.Equal(t, client.StageUnpaid, stage())
	b.clock.advance(time.Minute)
	require.Equal(t, client.StageToShip, stage())
	b.clock.advance(10 * time.Minute)
	require.Equal(t, client.StagePartShipped, stage())
	b.clock.advance(10 * time.Minute)
	o, parcels := b.read(t, id)
	require.Equal(t, client.StageShipped, o.Stage)
	require.Len(t, parcels, 2)
	require.Len(t, parcels[0].Nodes, 2)
	require.Len(t, parcels[1].Nodes, 1)
	b.clock.advance(20 * time.Minute)
	_, parcels = b.read(t, id)
	require.Equal(t, "Delivered", parcels[1].Nodes[2].Text)
	b.clock.advance(30 * time.Minute)
	require.Equal(t, client.StageReceived, stage())
}
