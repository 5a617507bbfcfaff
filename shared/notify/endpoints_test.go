package notify_test

import (
	"net/http"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"onward/shared/notify"
	"onward/shared/queue"
	"onward/shared/table"
)

func TestGoneReceiverIsStoppedAndWhatItMissedIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusGone)
	b.add(r.URL)
	b.send("n1", notify.EventMoved)
	b.deliver()
	require.Equal(t, &table.Stop{Code: table.StopGone, At: b.now()}, b.is().Stop)
	b.send("n2", notify.EventMoved)
	b.deliver()
	require.Len(t, r.got, 1, "it is left alone")
	require.Equal(t, table.DeliveryHeld, b.log()[0].State)
	require.Equal(t, table.DeliveryFailed, b.log()[1].State)
	_, err := b.endpoints.Resend(t.Context(), b.ref("n2"))
	require.ErrorIs(t, err, notify.ErrStopped)
	_, _, err = b.endpoints.ResendFailed(t.Context(), merchant, b.endpoint, time.Time{}, "")
	require.ErrorIs(t, err, notify.ErrStopped)

	r.answer(http.StatusOK)
	b.test()
	b.deliver()
	require.Len(t, r.got, 2, "a test is sent all the same")
	require.NotNil(t, b.is().Stop)
	url := r.URL + "/new"
	_, err = b.endpoints.Change(t.Context(), merchant, b.endpoint, notify.Change{URL: &url})
	require.NoError(t, err)
	require.Nil(t, b.is().Stop, "another address is called")
	n, next, err := b.endpoints.ResendFailed(t.Context(), merchant, b.endpoint, time.Time{}, "")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Empty(t, next)
	b.deliver()
	require.Len(t, r.got, 4)
	for _, d := range b.log() {
		require.Equal(t, table.DeliveryDelivered, d.State)
	}
}

func TestEndpointThatFailsForDaysIsStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, 500)
	b.add(r.URL)
	began := b.now()
	b.send("n1", notify.EventMoved)
	b.deliver()
	require.Equal(t, began, b.is().FailingSince)
	r.answer(200)
	b.send("n2", notify.EventMoved)
	b.deliver()
	require.Zero(t, b.is().FailingSince, "it took something")
	r.answer(500)
	b.send("n3", notify.EventMoved)
	b.deliver()
	require.Nil(t, b.is().Stop)
	b.pass(5*24*time.Hour + time.Minute)
	b.send("n4", notify.EventMoved)
	b.deliver()
	b.pass(5 * time.Minute)
	b.round()
	b.deliver()
	require.Equal(t, table.StopFailing, b.is().Stop.Code)
	_, err := b.endpoints.Resume(t.Context(), merchant, b.endpoint)
	require.NoError(t, err)
	require.Nil(t, b.is().Stop)
	require.Zero(t, b.is().FailingSince, "it has five days again")
}

func TestEndpointThatFailsIsNotCalledForEachPieceOfNews(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, 500)
	b.add(r.URL)
	b.send("n1", notify.EventMoved)
	b.deliver()
	tried := len(r.got)
	b.pass(11 * time.Minute)
	for _, id := range []string{"n2", "n3", "n4"} {
		b.send(id, notify.EventMoved)
	}
	b.deliver()
	require.Len(t, r.got, tried, "they wait")
	r.answer(200)
	b.pass(5*time.Minute + time.Second)
	b.round()
	b.deliver()
	require.Zero(t, b.is().FailingSince)
	for _, d := range b.log() {
		require.Equal(t, table.DeliveryDelivered, d.State, d.ID)
	}
	tried = len(r.got)
	b.send("n5", notify.EventMoved)
	b.deliver()
	require.Len(t, r.got, tried+1, "it works, so it is told at once")
}

func TestPausedEndpointIsHeldFor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, 500)
	b.add(r.URL)
	b.send("n1", notify.EventMoved)
	b.deliver()
	tried := len(r.got)
	_, err := b.endpoints.Pause(t.Context(), merchant, b.endpoint, "Kim", "we move house")
	require.NoError(t, err)
	require.Equal(t, &table.Stop{Code: table.StopPaused, At: b.now(), By: "Kim", Reason: "we move house"}, b.is().Stop)
	b.send("n2", notify.EventMoved)
	b.pass(6 * time.Hour)
	b.round()
	b.deliver()
	require.Len(t, r.got, tried, "neither the new one nor the one that was due again")
	for _, d := range b.log() {
		require.Equal(t, table.DeliveryHeld, d.State, d.ID)
	}
	url := r.URL + "/new"
	_, err = b.endpoints.Change(t.Context(), merchant, b.endpoint, notify.Change{URL: &url})
	require.NoError(t, err)
	require.NotNil(t, b.is().Stop, "who paused it resumes it")
}

func TestRemovedEndpointIsForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, 500)
	b.add(r.URL)
	b.send("n1", notify.EventMoved)
	b.deliver()
	tried := len(r.got)
	require.NoError(t, b.endpoints.Remove(t.Context(), merchant, b.endpoint))
	b.pass(6 * time.Hour)
	b.round()
	b.deliver()
	require.Len(t, r.got, tried)
	require.ErrorIs(t, b.endpoints.Remove(t.Context(), merchant, b.endpoint), table.ErrNotFound)
	_, err := b.endpoints.Test(t.Context(), merchant, b.endpoint)
	require.ErrorIs(t, err, table.ErrNotFound)
	m, err := b.table.Merchant(t.Context(), merchant)
	require.NoError(t, err)
	require.Empty(t, m.Notify.Endpoints[0].Secret)
	require.NoError(t, b.table.DeleteMerchant(t.Context(), merchant))
	require.Empty(t, b.log(), "what is left of its log goes with the merchant")
}

func TestSecretIsChangedWithoutMissingAnything(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, 200)
	b.add(r.URL)
	old := b.secret
	verifies := func(g got, secret string) bool {
		hook, err := standardwebhooks.NewWebhook(secret)
		require.NoError(t, err)
		return hook.VerifyIgnoringTimestamp(g.body, g.header) == nil
	}
	_, fresh, err := b.endpoints.Rotate(t.Context(), merchant, b.endpoint, 24*time.Hour)
	require.NoError(t, err)
	require.NotEqual(t, old, fresh)
	b.test()
	b.deliver()
	require.True(t, verifies(r.got[0], old))
	require.True(t, verifies(r.got[0], fresh))
	b.pass(24 * time.Hour)
	b.test()
	b.deliver()
	require.False(t, verifies(r.got[1], old), "the overlap is over")
	require.True(t, verifies(r.got[1], fresh))
	_, last, err := b.endpoints.Rotate(t.Context(), merchant, b.endpoint, 0)
	require.NoError(t, err)
	b.test()
	b.deliver()
	require.False(t, verifies(r.got[2], fresh), "a secret that leaked ends at once")
	require.True(t, verifies(r.got[2], last))
	_, _, err = b.endpoints.Rotate(t.Context(), merchant, b.endpoint, 8*24*time.Hour)
	var refused *notify.ChoiceError
	require.ErrorAs(t, err, &refused)
}

func TestChoicesThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.endpoints.AllowLoopback = false
	for name, c := range map[string]notify.Choice{
		"plain http":          {URL: "http://example.com/hook"},
		"no host":             {URL: "https://"},
		"a password":          {URL: "https://a:b@example.com/"},
		"a private address":   {URL: "https://10.0.0.1/hook"},
		"this machine":        {URL: "https://127.0.0.1/hook"},
		"this machine's name": {URL: "https://localhost:8443/hook"},
		"the cloud's own":     {URL: "https://[fd00:ec2::254]/latest"},
		"no such event":       {URL: "https://example.com/", Events: []string{"order.lost"}},
		"a test":              {URL: "https://example.com/", Events: []string{notify.EventTest}},
	} {
		_, _, err := b.endpoints.Create(t.Context(), merchant, c)
		var refused *notify.ChoiceError
		require.ErrorAs(t, err, &refused, name)
	}
	for range notify.MaxEndpoints {
		b.add("https://example.com/")
	}
	_, _, err := b.endpoints.Create(t.Context(), merchant, notify.Choice{URL: "https://example.com/"})
	require.ErrorIs(t, err, notify.ErrTooMany)
	require.NoError(t, b.endpoints.Remove(t.Context(), merchant, b.endpoint))
	b.add("https://example.com/")
}

func TestEachEndpointHasItsOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	down, up := newReceiver(t, 500), newReceiver(t, 200)
	first := b.add(down.URL, notify.EventJob)
	second := b.add(up.URL)
	h := notify.NewHerald(b.table, b.net, b.now)
	require.NoError(t, h.JobOver(t.Context(), table.Job{Merchant: merchant, ID: "j1", Kind: "place", State: table.JobDone, Finished: b.now()}))
	b.deliver()
	require.Len(t, up.got, 1)
	require.Len(t, down.got, 3, "one that is down does not hold up the other")
	require.Equal(t, up.got[0].header.Get("webhook-id"), down.got[0].header.Get("webhook-id"), "both know the news by the same id")
	b.endpoint = second
	require.Equal(t, table.DeliveryDelivered, b.log()[0].State)
	b.endpoint = first
	require.Equal(t, table.DeliveryWaiting, b.log()[0].State)
	b.verify(up.got[0])
}

func TestManyFailedAreSentAgainPageByPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := newReceiver(t, http.StatusOK)
	b.add(r.URL)
	_, err := b.endpoints.Pause(t.Context(), merchant, b.endpoint, "Kim", "")
	require.NoError(t, err)
	began := b.now()
	var messages []queue.Message
	for range 450 {
		b.pass(time.Second)
		messages = append(messages, b.news(b.now().Format("20060102150405"), notify.EventMoved))
	}
	require.NoError(t, b.net.Send(t.Context(), messages...))
	for b.net.Pending(queue.KindNotify) > 0 {
		b.deliver()
	}
	_, err = b.endpoints.Resume(t.Context(), merchant, b.endpoint)
	require.NoError(t, err)
	since := began.Add(21 * time.Second)
	total, cursor := 0, ""
	for {
		n, next, err := b.endpoints.ResendFailed(t.Context(), merchant, b.endpoint, since, cursor)
		require.NoError(t, err)
		require.LessOrEqual(t, n, 200)
		total += n
		if cursor = next; cursor == "" {
			break
		}
	}
	require.Equal(t, 430, total, "those before that moment are left alone")
	for b.net.Pending(queue.KindNotify) > 0 {
		b.deliver()
	}
	require.Len(t, r.got, 430)
}
