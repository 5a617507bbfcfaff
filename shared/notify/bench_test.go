package notify_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"onward/shared/notify"
	"onward/shared/queue"
	"onward/shared/queue/queuetest"
	"onward/shared/safedial"
	"onward/shared/table"
	"onward/shared/table/memory"
)

const merchant = "m1"

// plainVault seals nothing, and minds whose it is.
type plainVault struct{}

func (plainVault) Seal(_ context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	return append([]byte(merchant+"/"+thing+"/"), plain...), nil
}

func (plainVault) Unseal(_ context.Context, merchant, thing string, sealed []byte) ([]byte, error) {
	return sealed[len(merchant+"/"+thing+"/"):], nil
}

// got is a webhook as a receiver took it.
type got struct {
	header http.Header
	body   []byte
}

// receiver is a merchant's program on loopback.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	status []int
	got    []got
}

// newReceiver answers with these statuses one after the other, the last for ever.
func newReceiver(t *testing.T, status ...int) *receiver {
	t.Helper()
	r := &receiver{status: status}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, got{req.Header, body})
		code := r.status[0]
		if len(r.status) > 1 {
			r.status = r.status[1:]
		}
		if code == http.StatusFound {
			w.Header().Set("Location", "http://127.0.0.1:1/")
		}
		w.WriteHeader(code)
	}))
	t.Cleanup(r.Close)
	return r
}

// answer has it answer so from now on.
func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = []int{status}
}

// bench is a merchant with a receiver, the queue and the stage.
type bench struct {
	t         *testing.T
	table     *table.Table
	net       *queuetest.Net
	stage     *notify.Stage
	endpoints notify.Endpoints
	// endpoint is the one that was made last, with its secret.
	endpoint, secret string

	mu sync.Mutex
	at time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, table: table.New(memory.New(nil)), at: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}
	b.net = queuetest.New(1, b.now, queuetest.Faults{})
	b.net.MaxReceives = 5
	require.NoError(t, b.table.CreateMerchant(t.Context(), table.Merchant{ID: merchant}))
	b.endpoints = notify.Endpoints{Table: b.table, Vault: plainVault{}, Sender: b.net, Now: b.now, AllowLoopback: true}
	b.stage = notify.New(notify.Deps{
		Log: b.table, Vault: plainVault{}, HTTP: safedial.NewClient(safedial.Options{AllowLoopback: true, Timeout: 5 * time.Second}),
		Now: b.now, Trace: slog.New(slog.DiscardHandler),
	})
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

// add makes an endpoint.
func (b *bench) add(url string, events ...string) (id string) {
	b.t.Helper()
	e, secret, err := b.endpoints.Create(b.t.Context(), merchant, notify.Choice{Name: "shop", URL: url, Events: events})
	require.NoError(b.t, err)
	b.endpoint, b.secret = e.ID, secret
	return e.ID
}

// test has a test sent to the endpoint.
func (b *bench) test() (id string) {
	b.t.Helper()
	id, err := b.endpoints.Test(b.t.Context(), merchant, b.endpoint)
	require.NoError(b.t, err)
	return id
}

// send has news sent to the endpoint.
func (b *bench) send(id, event string) {
	b.t.Helper()
	require.NoError(b.t, b.net.Send(b.t.Context(), b.news(id, event)))
}

func (b *bench) news(id, event string) queue.Message {
	return queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{Merchant: merchant, Endpoint: b.endpoint, ID: id, Event: event, At: b.now()}}
}

func (b *bench) ref(id string) table.DeliveryRef {
	return table.DeliveryRef{Merchant: merchant, Endpoint: b.endpoint, ID: id}
}

// is how the endpoint is kept.
func (b *bench) is() table.Endpoint {
	b.t.Helper()
	m, err := b.table.Merchant(b.t.Context(), merchant)
	require.NoError(b.t, err)
	e, ok := notify.Find(m.Notify, b.endpoint)
	require.True(b.t, ok)
	return e
}

// deliver hands out messages until none is left, letting time pass while none is visible.
func (b *bench) deliver() {
	b.t.Helper()
	consume := queue.Consume(func(ctx context.Context, m queue.Message) error { return b.stage.Do(ctx, *m.Notify) }, queue.Options{
		Source: b.net.Source(queue.KindNotify), Log: slog.New(slog.DiscardHandler), Now: b.now, Concurrency: 1, MaxReceives: 5,
	})
	for range 100 {
		if b.net.Pending(queue.KindNotify) == 0 {
			return
		}
		n, err := b.net.Deliver(b.t.Context(), queue.KindNotify, consume)
		require.NoError(b.t, err)
		if n == 0 {
			b.pass(time.Second)
		}
	}
	b.t.Fatal("deliveries do not come to rest")
}

func (b *bench) rounds() *notify.Rounds {
	return notify.NewRounds(b.table, b.net, b.now, slog.New(slog.DiscardHandler))
}

func (b *bench) round() {
	b.t.Helper()
	require.NoError(b.t, b.rounds().Do(b.t.Context()))
}

func (b *bench) log() []table.Delivery {
	b.t.Helper()
	list, _, err := b.table.Deliveries(b.t.Context(), merchant, b.endpoint, "", 100)
	require.NoError(b.t, err)
	return list
}

// verify checks a webhook as the merchant's program would.
func (b *bench) verify(g got) {
	b.t.Helper()
	hook, err := standardwebhooks.NewWebhook(b.secret)
	require.NoError(b.t, err)
	require.NoError(b.t, hook.VerifyIgnoringTimestamp(g.body, g.header))
}

// take takes one batch of news out of the queue.
func (b *bench) take() []queue.Notify {
	b.t.Helper()
	var out []queue.Notify
	_, err := b.net.Deliver(b.t.Context(), queue.KindNotify, queue.Consume(
		func(_ context.Context, m queue.Message) error { out = append(out, *m.Notify); return nil },
		queue.Options{Source: b.net.Source(queue.KindNotify), Log: discard(), Now: b.now, Concurrency: 1}))
	require.NoError(b.t, err)
	return out
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// brokenBook can't list what one merchant connected.
type brokenBook struct{ *table.Table }

func (b brokenBook) Connections(ctx context.Context, merchant string) ([]table.Store, []table.Account, error) {
	if merchant == "a-broken" {
		return nil, nil, errBroken
	}
	return b.Table.Connections(ctx, merchant)
}
