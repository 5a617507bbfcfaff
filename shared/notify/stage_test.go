package notify_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"onward/shared/notify"
	"onward/shared/queue"
	"onward/shared/table"
)

func TestWebhookIsSignedAndKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusNoContent)
	b.choose(notify.Choice{URL: r.URL})
	require.Regexp(t, `^whsec_[A-Za-z0-9+/]{43}=$`, b.secret)
	id, err := b.endpoints.Test(t.Context(), merchant)
	require.NoError(t, err)
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
	b.choose(notify.Choice{URL: r.URL})
	m := queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{Merchant: merchant, ID: "n1", Event: notify.EventMoved, At: b.now()}}
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
	b.choose(notify.Choice{URL: r.URL})
	began := b.now()
	_, err := b.endpoints.Test(t.Context(), merchant)
	require.NoError(t, err)
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
	b.choose(notify.Choice{URL: r.URL})
	_, err := b.endpoints.Test(t.Context(), merchant)
	require.NoError(t, err)
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
	_, err = b.endpoints.Resend(t.Context(), merchant, d.ID)
	require.NoError(t, err)
	b.deliver()
	require.Len(t, r.got, n+1)
	require.Equal(t, table.DeliveryDelivered, b.log()[0].State)
	_, err = b.endpoints.Resend(t.Context(), merchant, "unknown")
	require.ErrorIs(t, err, table.ErrNotFound)
	_, err = b.endpoints.Resend(t.Context(), "m2", d.ID)
	require.ErrorIs(t, err, table.ErrNotFound, "another merchant's")
}

func TestGoneReceiverIsLeftAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusGone)
	b.choose(notify.Choice{URL: r.URL})
	for range 2 {
		_, err := b.endpoints.Test(t.Context(), merchant)
		require.NoError(t, err)
		b.deliver()
	}
	require.Len(t, r.got, 1)
	m, err := b.table.Merchant(t.Context(), merchant)
	require.NoError(t, err)
	require.Equal(t, b.now(), m.Notify.Stopped)
	b.choose(notify.Choice{URL: r.URL})
	_, err = b.endpoints.Test(t.Context(), merchant)
	require.NoError(t, err)
	b.deliver()
	require.Len(t, r.got, 2, "set again, it is called again")
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
			b.choose(notify.Choice{URL: test.url})
			_, err := b.endpoints.Test(t.Context(), merchant)
			require.NoError(t, err)
			b.deliver()
			require.Contains(t, b.log()[0].Attempts[0].Problem, test.problem)
			require.NotContains(t, b.log()[0].Attempts[0].Problem, "169.254")
		})
	}
}

func TestOnlyWhatIsWantedIsSent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusOK)
	b.choose(notify.Choice{URL: r.URL, Events: []string{notify.EventJob}})
	send := func(id, event string) {
		require.NoError(t, b.net.Send(t.Context(), queue.Message{
			Kind: queue.KindNotify, Notify: &queue.Notify{Merchant: merchant, ID: id, Event: event, At: b.now()},
		}))
		b.deliver()
	}
	send("n1", notify.EventMoved)
	require.Empty(t, r.got)
	send("n2", notify.EventJob)
	require.Len(t, r.got, 1)
	b.choose(notify.Choice{})
	send("n3", notify.EventJob)
	require.Len(t, r.got, 1, "no address, no call")
	require.Len(t, b.log(), 1)
}

func TestChoicesThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.endpoints.AllowLoopback = false
	hour := 24
	for name, c := range map[string]notify.Choice{
		"plain http":    {URL: "http://example.com/hook"},
		"no host":       {URL: "https://"},
		"a password":    {URL: "https://a:b@example.com/"},
		"no such event": {URL: "https://example.com/", Events: []string{"order.lost"}},
		"no such hour":  {URL: "https://example.com/", DigestHour: &hour},
	} {
		_, err := b.endpoints.Choose(t.Context(), merchant, c, false)
		var refused *notify.ChoiceError
		require.ErrorAs(t, err, &refused, name)
	}
	secret, err := b.endpoints.Choose(t.Context(), merchant, notify.Choice{URL: "https://example.com/"}, false)
	require.NoError(t, err)
	require.NotEmpty(t, secret)
	kept, err := b.endpoints.Choose(t.Context(), merchant, notify.Choice{URL: "https://example.com/2"}, false)
	require.NoError(t, err)
	require.Empty(t, kept, "the secret stays as it was")
	renewed, err := b.endpoints.Choose(t.Context(), merchant, notify.Choice{URL: "https://example.com/2"}, true)
	require.NoError(t, err)
	require.NotEqual(t, secret, renewed)
}
