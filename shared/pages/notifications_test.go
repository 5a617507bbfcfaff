package pages_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/shared/api/desk"
	"onward/shared/notify"
	"onward/shared/table"
)

const notificationsAt = "/settings/notifications"

// endpoint makes an endpoint of the merchant's with a log of so many of each state.
func (w *world) endpoint(n desk.NewEndpoint, each int) desk.Endpoint {
	w.t.Helper()
	ctx := w.t.Context()
	e, err := w.desk.CreateEndpoint(ctx, w.owner, n)
	require.NoError(w.t, err)
	kinds := notify.Catalogue()
	states := []table.DeliveryState{table.DeliveryDelivered, table.DeliveryDelivered, table.DeliveryFailed, table.DeliveryHeld, table.DeliveryWaiting}
	for i := range each * len(states) {
		at := w.now.Add(-time.Duration(i) * 47 * time.Minute)
		k, state := kinds[i%len(kinds)], states[i%len(states)]
		raw, err := json.Marshal(k.Sample)
		require.NoError(w.t, err)
		r := table.DeliveryRef{Merchant: "lumen", Endpoint: e.ID, ID: at.Format("20060102150405")}
		_, err = w.table.UpdateDelivery(ctx, r, func(d *table.Delivery, _ bool) error {
			*d = table.Delivery{DeliveryRef: r, Event: k.Event, At: at, Data: raw, State: state, Kept: at}
			add := func(status int, problem string, after time.Duration) {
				d.Tries++
				d.Attempts = append(d.Attempts, table.DeliveryAttempt{At: at.Add(after), Status: status, Problem: problem, Millis: 83 + int64(i)})
			}
			switch state {
			case table.DeliveryDelivered:
				add(200, "", time.Second)
			case table.DeliveryFailed:
				add(503, "answered 503", time.Second)
				add(0, "no answer in time", time.Minute)
				add(0, "its certificate is not valid", time.Hour)
			case table.DeliveryWaiting:
				add(500, "answered 500", time.Second)
				d.NextAt = w.now.Add(20 * time.Minute)
			case table.DeliveryHeld:
			}
			return nil
		})
		require.NoError(w.t, err)
	}
	return e
}

// stopped has an endpoint stopped by itself.
func (w *world) stopped(id, code string) {
	w.t.Helper()
	_, err := w.table.UpdateMerchant(w.t.Context(), "lumen", func(m *table.Merchant) error {
		for i := range m.Notify.Endpoints {
			if m.Notify.Endpoints[i].ID == id {
				m.Notify.Endpoints[i].Stop = &table.Stop{Code: code, At: w.now.Add(-3 * time.Hour)}
			}
		}
		return nil
	})
	require.NoError(w.t, err)
}

// told is a merchant whose programs are told of things.
func told(w *world) (string, []look) {
	w.connect()
	w.populate()
	shop := w.endpoint(desk.NewEndpoint{Name: "Shop system", URL: "https://hooks.lumen.example/onward"}, 8)
	gone := w.endpoint(desk.NewEndpoint{Name: "Old bookkeeping", URL: "https://old.lumen.example/in", Events: []string{notify.EventDigest}}, 1)
	w.stopped(gone.ID, table.StopGone)
	paused := w.endpoint(desk.NewEndpoint{URL: "https://a-rather-long-subdomain-of-a-receiver.automation.example.com/hooks/catch/" + strings.Repeat("0123456789", 8)}, 0)
	_, err := w.desk.PauseEndpoint(w.t.Context(), w.owner, paused.ID, "moving to another server")
	require.NoError(w.t, err)
	_, err = w.desk.PutDigestSettings(w.t.Context(), w.owner, desk.ChangeDigest{On: true, Hour: 7, TimeZone: "Europe/Berlin"})
	require.NoError(w.t, err)
	at := notificationsAt + "/endpoints/"
	id := func(state string) string {
		list, _, err := w.desk.Deliveries(w.t.Context(), w.owner, shop.ID, state, "", 1)
		require.NoError(w.t, err)
		require.Len(w.t, list, 1)
		return at + shop.ID + "/deliveries/" + list[0].ID
	}
	return w.token, []look{
		{path: "/"},
		{path: notificationsAt},
		{path: at + shop.ID},
		{path: at + shop.ID + "?state=held"},
		{path: at + gone.ID},
		{path: at + paused.ID},
		{path: id("delivered")},
		{path: id("failed")},
		{path: id("waiting")},
		{path: id("held")},
		{path: notificationsAt + "?opened", do: func(b *browsertest.Browser) {
			browsertest.Eval[bool](b, `(document.querySelectorAll("main details").forEach(d => { d.open = true }), true)`)
		}},
		{path: notificationsAt + "?made", do: func(b *browsertest.Browser) {
			b.Press("Add an endpoint")
			b.Fill("#e-name", "Spreadsheet")
			b.Fill("#e-url", "https://sheets.lumen.example/in")
			b.Press("Add it")
			b.Sees("whsec_")
		}},
		{path: notificationsAt + "?refused", do: func(b *browsertest.Browser) {
			b.Press("Add an endpoint")
			b.Fill("#e-url", "https://10.0.0.1/in")
			b.Press("Add it")
			b.Sees("Private networks")
		}},
		{path: at + shop.ID + "?rotated", do: func(b *browsertest.Browser) {
			b.Press("New signing secret")
			b.Press("Make a new one")
			b.Sees("is signed with the old one as well")
		}},
	}
}

func TestNotificationPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	c := w.signedIn(w.token)
	g := c.get(notificationsAt)
	assert.Contains(t, g.body, "None yet")
	assert.Contains(t, g.body, "order.moved")
	assert.Contains(t, g.body, "Onward sends no mail itself")

	g = c.send(notificationsAt, notificationsAt+"/new", url.Values{"name": {"Shop"}, "url": {"https://hooks.example/in"}, "event": {"job.over", "digest"}})
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`).FindString(g.body)
	require.NotEmpty(t, secret, g.body)
	all, err := w.desk.Endpoints(t.Context(), w.owner)
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, []string{"job.over", "digest"}, all[0].Events)
	assert.NotContains(t, c.get(notificationsAt).body, secret, "it is shown once")
	g = c.send(notificationsAt, notificationsAt+"/new", url.Values{"url": {"https://192.168.1.7/in"}})
	assert.Equal(t, http.StatusOK, g.status)
	assert.Contains(t, g.body, "Private networks")
	assert.Contains(t, g.body, `value="https://192.168.1.7/in"`, "what was typed is still there")

	at := notificationsAt + "/endpoints/" + all[0].ID
	assert.Contains(t, c.get(at).body, "Nothing was sent yet")
	g = c.send(at, at+"/test", url.Values{})
	assert.Contains(t, g.path, "/deliveries/", "one sees it arrive")
	assert.Contains(t, g.body, "It is on its way")
	assert.Contains(t, g.body, `hx-trigger="load delay:2s"`)
	assert.Contains(t, c.get(g.path+"/state").body, "It is on its way")
	g = c.send(at, at+"/pause", url.Values{"reason": {"a move"}})
	assert.Contains(t, g.body, "by owner: a move")
	assert.NotContains(t, g.body, "Pause it")
	g = c.send(at, at+"/resume", url.Values{})
	assert.Contains(t, g.body, "Resumed")
	g = c.send(at, at+"/resend", url.Values{"hours": {"24"}})
	assert.Contains(t, g.body, "Nothing failed or was held since then")
	g = c.send(at, at+"/change", url.Values{"name": {"New"}, "url": {"https://hooks.example/new"}})
	assert.Contains(t, g.body, "https://hooks.example/new")
	g = c.send(at, at+"/rotate", url.Values{"hours": {"24"}})
	assert.NotContains(t, g.body, secret)
	assert.Contains(t, g.body, "whsec_")
	g = c.send(notificationsAt, notificationsAt+"/digest", url.Values{"on": {"yes"}, "hour": {"6"}, "time_zone": {"Asia/Tokyo"}})
	assert.Contains(t, g.body, "The next digest is made on")
	assert.Contains(t, c.get("/digest").body, "06:00 (Asia/Tokyo)")
	assert.Contains(t, c.get(notificationsAt+"/digest").body, "Awaiting order")
	g = c.send(at, at+"/remove", url.Values{})
	assert.Contains(t, g.body, "Nothing more is sent there")
	assert.Equal(t, http.StatusNotFound, c.get(at).status)
}

func TestManyDeliveriesAreSentAgainFromThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.endpoint(desk.NewEndpoint{URL: "https://hooks.example/in"}, 110)
	c := w.signedIn(w.token)
	at := notificationsAt + "/endpoints/" + e.ID
	g := c.send(at, at+"/resend", url.Values{"hours": {"0"}})
	assert.Contains(t, g.body, "200 are being sent again; there are more")
	assert.Contains(t, g.body, "Go on")
	field := func(name string) string {
		return regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(g.body)[1]
	}
	g = c.send(at, at+"/resend", url.Values{"cursor": {field("cursor")}, "since": {field("since")}})
	assert.Contains(t, g.body, "20 are being sent again.")
	g = c.get(at + "?state=failed")
	assert.Contains(t, g.body, "None of these")
	requests, rows := w.engine.spent(func() { c.get(at + "?state=failed") })
	assert.LessOrEqual(t, requests, 4)
	assert.LessOrEqual(t, rows, 1000)
	g = c.get(at + "?state=delivered")
	assert.Contains(t, g.body, ">Older<")
}

func TestAReaderCanLookAtNotifications(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.endpoint(desk.NewEndpoint{URL: "https://hooks.example/in"}, 1)
	made, err := w.desk.CreateToken(t.Context(), w.owner, desk.NewToken{Name: "Books", Role: desk.ReadOnly})
	require.NoError(t, err)
	c := w.signedIn(made.Secret)
	for _, path := range []string{notificationsAt, notificationsAt + "/endpoints/" + e.ID} {
		g := c.get(path)
		assert.Equal(t, http.StatusOK, g.status)
		for _, word := range []string{"Add an endpoint", "Send a test", "Delete this", "Make a new one"} {
			assert.NotContains(t, g.body, word, path)
		}
		requests, _ := w.engine.spent(func() { c.get(path) })
		assert.LessOrEqual(t, requests, 4, path)
	}
}
