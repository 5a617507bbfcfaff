package notify_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"onward/shared/notify"
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/table"
)

func TestWebhookIsSignedAndKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusNoContent)
	b.add(r.URL)
	require.Regexp(t, `^whsec_[A-Za-z0-9+/]{43}=$`, b.secret)
	id := b.test()
	b.deliver()
	require.Len(t, r.got, 1)
	g := r.got[0]
	b.verify(g)
	require.Equal(t, id, g.header.Get(standardwebhooks.HeaderWebhookID))
	require.Equal(t, strconv.FormatInt(b.now().Unix(), 10), g.header.Get(standardwebhooks.HeaderWebhookTimestamp))
	var p notify.Payload
	require.NoError(t, json.Unmarshal(g.body, &p))
	require.Equal(t, notify.EventTest, p.Type)
	require.JSONEq(t, `{"message":"This is a test."}`, string(p.Data))
	g.body[0] = '['
	hook, err := standardwebhooks.NewWebhook(b.secret)
	require.NoError(t, err)
	require.Error(t, hook.VerifyIgnoringTimestamp(g.body, g.header), "the signature covers the body")

	log := b.log()
	require.Len(t, log, 1)
	require.Equal(t, table.DeliveryDelivered, log[0].State)
	require.Equal(t, 204, log[0].Attempts[0].Status)
	require.Empty(t, log[0].Attempts[0].Problem)
}

func TestRepeatedNewsAreSentOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusOK)
	b.add(r.URL)
	m := b.news("n1", notify.EventMoved)
	require.NoError(t, b.net.Send(t.Context(), m, m))
	b.deliver()
	require.NoError(t, b.net.Send(t.Context(), m))
	b.deliver()
	require.Len(t, r.got, 1)
}

func TestFailedDeliveryIsTriedAgainForDays(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, 500, 503, 404, 200)
	b.add(r.URL)
	began := b.now()
	b.test()
	b.deliver()
	require.Len(t, r.got, 3, "at once, after seconds, after a minute")
	require.Less(t, b.now().Sub(began), 2*time.Minute)
	require.Equal(t, table.DeliveryWaiting, b.log()[0].State)
	b.round()
	require.Zero(t, b.net.Pending(queue.KindNotify), "the fourth is not due yet")
	b.pass(5 * time.Minute)
	b.round()
	b.deliver()
	require.Len(t, r.got, 4)
	d := b.log()[0]
	require.Equal(t, table.DeliveryDelivered, d.State)
	require.Equal(t, []int{500, 503, 404, 200}, []int{d.Attempts[0].Status, d.Attempts[1].Status, d.Attempts[2].Status, d.Attempts[3].Status})
	first, last := r.got[0].header, r.got[3].header
	require.Equal(t, first.Get(standardwebhooks.HeaderWebhookID), last.Get(standardwebhooks.HeaderWebhookID), "by which the receiver knows it again")
	require.NotEqual(t, first.Get(standardwebhooks.HeaderWebhookTimestamp), last.Get(standardwebhooks.HeaderWebhookTimestamp))
	for _, g := range r.got {
		b.verify(g)
	}
	b.pass(30 * 24 * time.Hour)
	b.round()
	require.Zero(t, b.net.Pending(queue.KindNotify), "nothing of it is due any more")
}

func TestDeliveryIsGivenUpAndSentAgainOnDemand(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusInternalServerError)
	b.add(r.URL)
	b.test()
	began := b.now()
	for range 2000 {
		b.deliver()
		if b.log()[0].State != table.DeliveryWaiting {
			break
		}
		b.pass(5 * time.Minute)
		b.round()
	}
	d := b.log()[0]
	require.Equal(t, table.DeliveryFailed, d.State)
	require.Equal(t, 11, d.Tries)
	require.Greater(t, b.now().Sub(began), 72*time.Hour)
	n := len(r.got)
	require.Equal(t, 11, n)

	r.mu.Lock()
	r.status = []int{http.StatusOK}
	r.mu.Unlock()
	_, err := b.endpoints.Resend(t.Context(), d.DeliveryRef)
	require.NoError(t, err)
	b.deliver()
	require.Len(t, r.got, n+1)
	require.Equal(t, table.DeliveryDelivered, b.log()[0].State)
	require.Equal(t, 1, b.log()[0].Resent)
	_, err = b.endpoints.Resend(t.Context(), b.ref("unknown"))
	require.ErrorIs(t, err, table.ErrNotFound)
	_, err = b.endpoints.Resend(t.Context(), table.DeliveryRef{Merchant: "m2", Endpoint: b.endpoint, ID: d.ID})
	require.ErrorIs(t, err, table.ErrNotFound, "another merchant's")
}

func TestReceiversThatMustNotBeCalled(t *testing.T) {
	t.Parallel()
	closed := newReceiver(t, 200)
	closed.Close()
	tests := map[string]struct{ url, problem string }{
		"private address": {"https://10.0.0.1/hook", "not one that may be called"},
		"link-local":      {"https://169.254.169.254/latest/meta-data", "not one that may be called"},
		"redirects":       {newReceiver(t, http.StatusFound).URL, "redirects"},
		"nobody there":    {closed.URL, "can't be reached"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.add("https://example.com/")
			// A name can lead anywhere, and to another place than when it was typed in: each call is looked at.
			_, err := b.table.UpdateMerchant(t.Context(), merchant, func(m *table.Merchant) error {
				m.Notify.Endpoints[0].URL = test.url
				return nil
			})
			require.NoError(t, err)
			b.test()
			b.deliver()
			require.Contains(t, b.log()[0].Attempts[0].Problem, test.problem)
			require.NotContains(t, b.log()[0].Attempts[0].Problem, "169.254")
		})
	}
}

// TestSlowReceiverLeavesTimeToSayWhatCameOfIt has a receiver that never answers, and a function that soon ends.
func TestSlowReceiverLeavesTimeToSayWhatCameOfIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	t.Cleanup(slow.Close)
	b.add(slow.URL)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	defer cancel()
	err := b.stage.Do(ctx, *b.news("n1", notify.EventMoved).Notify)
	require.NoError(t, ctx.Err(), "the function has not run out of time")
	after, snoozed := outcome.AsSnooze(err)
	require.True(t, snoozed)
	require.Equal(t, 5*time.Second, after)
	d := b.log()[0]
	require.Equal(t, "no answer in time", d.Attempts[0].Problem)
	require.Equal(t, table.DeliveryWaiting, d.State)
	require.Equal(t, b.now().Add(5*time.Second), d.NextAt)
	due, err := b.table.DueDeliveries(t.Context(), merchant, d.NextAt, 10)
	require.NoError(t, err)
	require.Len(t, due, 1, "it is due again even if its message gets lost")
}

func TestReceiverSaysWhenItIsReady(t *testing.T) {
	t.Parallel()
	for text, wait := range map[string]time.Duration{
		"600": 10 * time.Minute, "0": 5 * time.Second, "999999999": 24 * time.Hour, "-5": 5 * time.Second, "soon": 5 * time.Second,
		"Mon, 01 Mar 2027 10:00:00 GMT": time.Hour, "Mon, 01 Mar 2021 10:00:00 GMT": 5 * time.Second,
	} {
		b := newBench(t)
		busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", text)
			w.WriteHeader(http.StatusTooManyRequests)
		}))
		t.Cleanup(busy.Close)
		b.add(busy.URL)
		_ = b.stage.Do(t.Context(), *b.news("n1", notify.EventMoved).Notify)
		require.Equal(t, b.now().Add(wait), b.log()[0].NextAt, text)
	}
}

// TestSignatureIsTheOneThatTheSpecificationDescribes computes it by hand, from the secret as the merchant has it.
func TestSignatureIsTheOneThatTheSpecificationDescribes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusOK)
	b.add(r.URL)
	b.test()
	b.deliver()
	g := r.got[0]
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(b.secret, "whsec_"))
	require.NoError(t, err)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(g.header.Get("webhook-id") + "." + g.header.Get("webhook-timestamp") + "." + string(g.body)))
	require.Equal(t, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)), g.header.Get("webhook-signature"))
	require.Equal(t, "application/json", g.header.Get("Content-Type"))
}
