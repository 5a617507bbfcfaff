package api_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/notify"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/safedial"
)

// hook is a merchant's program on this machine, which is told of things.
type hook struct {
	*httptest.Server

	mu     sync.Mutex
	status int
	calls  []call
}

type call struct {
	header http.Header
	body   []byte
}

func newHook(t *testing.T) *hook {
	t.Helper()
	h := &hook{status: http.StatusOK}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.calls = append(h.calls, call{r.Header, body})
		w.WriteHeader(h.status)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

// Unseal gives back what was sealed last for a thing.
func (v *vault) Unseal(_ context.Context, merchant, thing string, _ []byte) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return []byte(v.sealed[merchant+"/"+thing]), nil
}

// told does the function's work with the news that were sent since it did so last.
func (b *bench) told() {
	b.t.Helper()
	stage := notify.New(notify.Deps{
		Log: b.table, Vault: b.vault, HTTP: safedial.NewClient(safedial.Options{AllowLoopback: true, Timeout: 5 * time.Second}),
		Now: b.clock.Now, Trace: slog.New(slog.DiscardHandler),
	})
	for _, m := range b.sent.of(queue.KindNotify) {
		_ = stage.Do(b.t.Context(), *m.Notify) // what came of it is in the log
	}
}

// TestAnEndpointFromFirstToLast goes a merchant's way: make it, test it, see it fail, mend it, send again, change the secret.
func TestAnEndpointFromFirstToLast(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.desk.AllowLoopback = true
	owner := b.merchant("acme")
	h := newHook(t)
	var e desk.Endpoint
	b.must(owner, "POST", "/v1/endpoints", map[string]any{"name": "Shop system", "url": h.URL}, &e)
	require.Regexp(t, `^whsec_`, e.Secret)
	assert.Equal(t, "active", e.State)
	var again desk.Endpoint
	at := "/v1/endpoints/" + e.ID
	b.must(owner, "GET", at, nil, &again)
	assert.Empty(t, again.Secret, "it is shown once")

	var sent desk.Delivery
	b.must(owner, "POST", at+"/test", nil, &sent)
	assert.Equal(t, "waiting", sent.State)
	b.told()
	b.must(owner, "GET", at+"/deliveries/"+sent.ID, nil, &sent)
	assert.Equal(t, "delivered", sent.State)
	require.Len(t, sent.Attempts, 1)
	assert.Equal(t, 200, sent.Attempts[0].Status)
	signed, err := standardwebhooks.NewWebhook(e.Secret)
	require.NoError(t, err)
	require.NoError(t, signed.VerifyIgnoringTimestamp(h.calls[0].body, h.calls[0].header))
	assert.Equal(t, sent.ID, h.calls[0].header.Get("webhook-id"))

	h.answer(http.StatusServiceUnavailable)
	store := b.store(owner, "acme.myshopify.com")
	key := b.bring(store.ID, "5001")
	o, err := b.table.Load(t.Context(), key)
	require.NoError(t, err)
	b.clock.pass(2 * time.Minute)
	require.NoError(t, notify.NewHerald(b.table, b.sent, b.clock.Now).Follow(t.Context(), nil, o))
	b.told()
	var list struct {
		Items  []desk.Delivery
		Cursor string
	}
	b.must(owner, "GET", at+"/deliveries?state=waiting", nil, &list)
	require.Len(t, list.Items, 2)
	assert.Equal(t, b.clock.Now().Add(5*time.Second), list.Items[0].Next)
	assert.Equal(t, "answered 503", list.Items[0].Attempts[0].Problem)
	assert.Empty(t, list.Items[0].Data, "lists leave it out")
	b.must(owner, "GET", at, nil, &e)
	assert.Equal(t, b.clock.Now(), e.FailingSince)
	b.must(owner, "GET", at+"/deliveries?limit=1", nil, &list)
	require.Len(t, list.Items, 1)
	first := list.Items[0].ID
	b.must(owner, "GET", at+"/deliveries?limit=1&cursor="+list.Cursor, nil, &list)
	assert.NotEqual(t, first, list.Items[0].ID)

	h.answer(http.StatusGone)
	b.must(owner, "POST", at+"/deliveries/"+first+"/resend", nil, nil)
	b.told()
	b.must(owner, "GET", at, nil, &e)
	assert.Equal(t, "gone", e.State)
	assert.Contains(t, e.Stopped.ToDo, "410")
	code, detail := b.call(owner, "POST", at+"/resend", map[string]any{}).problem(t)
	assert.Equal(t, "endpoint_stopped", code)
	assert.Contains(t, detail, "Resume")
	h.answer(http.StatusOK)
	b.must(owner, "POST", at+"/resume", nil, &e)
	assert.Equal(t, "active", e.State)
	var resent desk.Resent
	b.must(owner, "POST", at+"/resend", map[string]any{"since": b.clock.Now().Add(-time.Hour)}, &resent)
	assert.Positive(t, resent.Sent)
	assert.Empty(t, resent.Cursor)
	b.clock.pass(time.Minute)
	b.told()
	b.must(owner, "GET", at+"/deliveries", nil, &list)
	for _, d := range list.Items {
		assert.Equal(t, "delivered", d.State, d.Event)
	}

	b.must(owner, "POST", at+"/rotate-secret", map[string]any{"overlap_hours": 0}, &again)
	assert.NotEmpty(t, again.Secret)
	assert.NotEqual(t, e.Secret, again.Secret)
	b.must(owner, "POST", at+"/pause", map[string]any{"reason": "we move"}, &e)
	assert.Equal(t, "paused", e.State)
	assert.Equal(t, "we move", e.Stopped.Reason)
	assert.Equal(t, "owner", e.Stopped.By)
	b.must(owner, "PATCH", at, map[string]any{"events": []string{"job.over"}, "name": "Jobs"}, &e)
	assert.Equal(t, []string{"job.over"}, e.Events)
	b.must(owner, "DELETE", at, nil, nil)
	assert.Equal(t, http.StatusNotFound, b.call(owner, "GET", at, nil).status)
	assert.Equal(t, http.StatusNotFound, b.call(owner, "GET", at+"/deliveries", nil).status)
}

func TestAddressesThatAreNotThePublicInternets(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	for _, url := range []string{"http://example.com/", "https://10.1.2.3/", "https://127.0.0.1:8080/", "https://localhost/", "https://169.254.169.254/latest", "ftp://example.com"} {
		code, _ := b.call(owner, "POST", "/v1/endpoints", map[string]any{"url": url}).problem(t)
		assert.Equal(t, "invalid_url", code, url)
	}
	code, detail := b.call(owner, "POST", "/v1/endpoints", map[string]any{"url": "https://example.com/", "events": []string{"order.lost"}}).problem(t)
	assert.Equal(t, "invalid_events", code)
	assert.Contains(t, detail, "order.moved")
}

func TestDigestIsChosenAndSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.bring(store.ID, "1")
	var s desk.DigestSettings
	b.must(owner, "GET", "/v1/digest/settings", nil, &s)
	assert.Equal(t, desk.DigestSettings{Hour: 8, TimeZone: "UTC", To: []desk.DigestTo{}}, s)
	b.must(owner, "POST", "/v1/endpoints", map[string]any{"url": "https://example.com/", "name": "Shop", "events": []string{"digest"}}, nil)
	b.must(owner, "POST", "/v1/endpoints", map[string]any{"url": "https://example.com/", "events": []string{"job.over"}}, nil)
	b.must(owner, "PUT", "/v1/digest/settings", map[string]any{"on": true, "hour": 11, "time_zone": "Europe/Berlin"}, &s)
	require.Len(t, s.To, 1)
	assert.Equal(t, "Shop", s.To[0].Name)
	assert.Equal(t, "2026-11-25T10:00:00Z", s.Next.UTC().Format(time.RFC3339), "it is past 11 in Berlin")
	require.NoError(t, notify.NewRounds(b.table, b.sent, b.clock.Now, slog.New(slog.DiscardHandler)).Do(t.Context()))
	assert.Empty(t, b.sent.of(queue.KindNotify), "none for the hour that has passed")
	b.clock.pass(22 * time.Hour)
	require.NoError(t, notify.NewRounds(b.table, b.sent, b.clock.Now, slog.New(slog.DiscardHandler)).Do(t.Context()))
	require.Len(t, b.sent.of(queue.KindNotify), 1)
	var d, seen notify.Digest
	require.NoError(t, json.Unmarshal(b.sent.of(queue.KindNotify)[0].Notify.Data, &d))
	b.must(owner, "GET", "/v1/digest", nil, &seen)
	assert.Equal(t, d, seen, "what is seen is what is sent")
	assert.Equal(t, 1, seen.AwaitingOrder.Orders)
	assert.Equal(t, map[string]int{string(order.AttentionUnmapped): 1}, seen.Asks)
	code, _ := b.call(owner, "PUT", "/v1/digest/settings", map[string]any{"on": true, "hour": 24}).problem(t)
	assert.Equal(t, "invalid", code)
	b.must(owner, "PUT", "/v1/digest/settings", map[string]any{"on": false, "hour": 11}, &s)
	assert.False(t, s.On)
	assert.Equal(t, "Europe/Berlin", s.TimeZone)
}

// TestTheDocumentTellsOfWebhooks reads what a program would be made from.
func TestTheDocumentTellsOfWebhooks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	var doc struct {
		Webhooks map[string]struct {
			Post struct {
				Parameters  []struct{ Name string }
				RequestBody struct {
					Content map[string]struct {
						Schema struct {
							Ref string `json:"$ref"`
						}
						Example struct{ Type string }
					}
				}
			}
		}
		Components struct{ Schemas map[string]any }
	}
	b.must("", "GET", "/openapi.json", nil, &doc)
	var events struct{ Items []desk.WebhookEvent }
	b.must(owner, "GET", "/v1/webhook-events", nil, &events)
	require.Len(t, doc.Webhooks, len(events.Items))
	for _, e := range events.Items {
		post := doc.Webhooks[e.Event].Post
		require.Len(t, post.Parameters, 3, e.Event)
		body := post.RequestBody.Content["application/json"]
		assert.Equal(t, e.Event, body.Example.Type)
		assert.NotEmpty(t, body.Schema.Ref)
		assert.NotEmpty(t, e.Sample)
	}
}
