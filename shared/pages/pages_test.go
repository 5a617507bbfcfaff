package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
)

func TestEveryPageShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	cases := []struct{ path, has string }{
		{"/", "Where your orders are"},
		{"/needs", "high fraud risk"},
		{"/notice", "Your consent for"},
		{"/orders", "#1100"},
		{"/orders?tab=awaiting_payment", "#1080"},
		{"/orders?tab=awaiting_shipment", "#1070"},
		{"/orders?tab=awaiting_fulfillment", "#1060"},
		{"/orders?tab=fulfilled", "#1050"},
		{"/orders?tab=canceled", "#1030"},
		{"/orders?tab=pending", "#1089"},
		{"/orders?tab=failed", "#1040"},
		{"/orders?tab=all", "Fulfilled"},
		{"/orders?tab=awaiting_order&country=FR", "#1090"},
		{"/orders?tab=awaiting_order&country=XX", "Nothing fits the filters"},
		{"/orders?q=1050", "#1050"},
		{"/orders?q=nowhere", "Nothing found"},
		{"/orders/count?tab=awaiting_order", "14"},
		{"/orders/" + w.store + "/1050", "Before: <code>LP00500000000050</code>"},
		{"/orders/" + w.store + "/1045", "Tell the store again"},
		{"/orders/" + w.store + "/1042", "Not placed"},
		{"/orders/" + w.store + "/1090", "Map this variant"},
		{"/orders/" + w.store + "/1080", "Pay by"},
		{"/orders/" + w.store + "/1070", "Checked"},
		{"/orders/" + w.store + "/1050/steps?cursor=3", "The store described the order"},
		{"/orders/" + w.store + "/1050/fresh?version=1&tries=0", "There is news"},
		{"/orders/" + w.store + "/1060/fresh?version=99&tries=0", "Looking at the supplier"},
		{"/orders/" + w.store + "/1060/fresh?version=99&tries=15", "nothing new"},
		{"/orders/" + w.store + "/1050/edit", "Main St 1"},
		{"/attention", "high fraud risk"},
		{"/failed", "Correct the customer&#39;s address"},
		{"/mappings", "Linen lampshade"},
		{"/mappings/" + w.store + "/v1", "1005006113846072"},
		{"/mappings/" + w.store + "/v9?title=Linen", "What to buy"},
		{"/stores", "Lumen Lamps"},
		{"/stores/new", "WooCommerce"},
		{"/stores/new?platform=woocommerce", "Consumer key"},
		{"/stores/" + w.store, "Save as a new version"},
		{"/accounts", "Main buyer"},
		{"/accounts/new", "Access token"},
		{"/accounts/" + w.account, "Look at everything now"},
		{"/jobs", "No jobs"},
		{"/settings", "Make a token"},
	}
	for _, x := range cases {
		g := c.get(x.path)
		assert.Equal(t, http.StatusOK, g.status, x.path)
		assert.Contains(t, g.body, x.has, x.path)
		assert.NotContains(t, g.body, "ZgotmplZ", x.path)
		assert.NotContains(t, g.body, "<no value>", x.path)
		assert.Contains(t, g.header.Get("Content-Security-Policy"), "script-src 'self'", x.path)
		assert.NotContains(t, g.body, "style=\"", x.path)
		assert.NotContains(t, g.body, "onclick=", x.path)
		if strings.HasPrefix(g.body, "<!doctype") {
			assert.Equal(t, 1, strings.Count(g.body, "<h1>"), x.path)
		}
	}
	assert.Empty(t, w.log.String())
}

func TestPagesOfAnEmptyAccountSayWhatToDoFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.signedIn(w.token)
	for path, has := range map[string]string{
		"/": "Four steps", "/orders": "Connect a store", "/attention": "Nothing needs you", "/failed": "Nothing failed",
		"/mappings": "Connect a store first", "/stores": "No store yet", "/accounts": "No supplier account yet", "/jobs": "No jobs",
	} {
		g := c.get(path)
		assert.Equal(t, http.StatusOK, g.status, path)
		assert.Contains(t, g.body, has, path)
	}
}

// TestNoPageReadsMoreThanItMay looks at every page once more, when names and the token are known.
func TestNoPageReadsMoreThanItMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	c.get("/orders")
	for _, path := range []string{
		"/", "/needs", "/notice", "/orders", "/orders?tab=all", "/orders?tab=awaiting_order&country=FR&supplier=aliexpress", "/orders?q=10", "/orders?q=jo@example.com",
		"/orders/count?tab=all", "/orders/" + w.store + "/1070", "/orders/" + w.store + "/1050", "/orders/" + w.store + "/1050/steps?cursor=3",
		"/orders/" + w.store + "/1050/edit", "/attention", "/failed", "/mappings", "/mappings/" + w.store + "/v1", "/stores",
		"/stores/" + w.store, "/accounts", "/accounts/" + w.account, "/jobs", "/settings",
	} {
		requests, rows := w.engine.spent(func() { assert.Equal(t, http.StatusOK, c.get(path).status, path) })
		assert.LessOrEqual(t, requests, 4, path)
		assert.LessOrEqual(t, rows, 1000, path)
	}
}

func TestNobodyGetsInWithoutASession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1", 1)
	c := w.client()
	g := c.get("/orders/" + w.store + "/1?x=y")
	assert.Contains(t, g.path, "/sign-in?next=orders")
	g = c.post("/sign-in", url.Values{"token": {"onw_wrong"}})
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	g = c.post("/sign-in", url.Values{"token": {w.token}, "next": {"orders/" + w.store + "/1?x=y"}})
	assert.Equal(t, "/orders/"+w.store+"/1?x=y", g.path, "back to where it was going")
	for _, elsewhere := range []string{"//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", "../../x", "/%2e%2e/x"} {
		g = w.client().post("/sign-in", url.Values{"token": {w.token}, "next": {elsewhere}})
		assert.Equal(t, "/", g.path, elsewhere)
	}
	g = c.post("/sign-out", url.Values{})
	assert.Equal(t, "/sign-in", g.path)
	assert.Contains(t, c.get("/orders").path, "/sign-in")
}

func TestASessionIsSealedAndEndsWithItsToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.desk.CreateToken(t.Context(), w.owner, desk.NewToken{Name: "Kim", Role: desk.Operator})
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/sign-in", strings.NewReader(url.Values{"token": {made.Secret}}.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Len(t, resp.Cookies(), 1)
	cookie := resp.Cookies()[0]
	assert.True(t, cookie.Secure && cookie.HttpOnly && cookie.SameSite == http.SameSiteLaxMode && cookie.Path == "/")
	assert.True(t, strings.HasPrefix(cookie.Name, "__Host-"))
	assert.NotContains(t, cookie.Value, made.Secret)

	c := w.signedIn(made.Secret)
	assert.Equal(t, "/orders", c.get("/orders").path)
	require.NoError(t, w.desk.RevokeToken(t.Context(), w.owner, made.ID))
	assert.Contains(t, c.get("/orders").path, "/sign-in")
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1", 1)
	c := w.signedIn(w.token)
	at := "/orders/" + w.store + "/1/hold"
	held := func() bool { return w.load("1").Hold != nil }
	assert.Equal(t, http.StatusForbidden, c.post(at, url.Values{}).status, "no proof in the form")
	assert.Equal(t, http.StatusForbidden, c.post(at, url.Values{"csrf": {"x"}}).status)
	proof := csrfField.FindStringSubmatch(c.get("/orders/" + w.store + "/1").body)[1]
	assert.Equal(t, http.StatusForbidden, c.post(at, url.Values{"csrf": {proof}}, "Origin", "https://evil.example").status)
	assert.Equal(t, http.StatusForbidden, c.post(at, url.Values{"csrf": {proof}}, "Sec-Fetch-Site", "cross-site").status)
	assert.Equal(t, http.StatusForbidden, w.signedIn(w.token).post(at, url.Values{"csrf": {proof}}).status, "another session's proof")
	assert.False(t, held())
	assert.Equal(t, http.StatusOK, c.post(at, url.Values{"csrf": {proof}}).status)
	assert.True(t, held())
}

func (w *world) load(id string) order.Order {
	w.t.Helper()
	o, err := w.table.Load(w.t.Context(), order.Key{Merchant: "lumen", Store: w.store, ID: id})
	require.NoError(w.t, err)
	return o
}

func TestWhatAMerchantTypesIsEscaped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	bad := `"><script>alert(1)</script>`
	w.bring("1", 1, func(s *order.Snapshot) {
		s.Name, s.ShipTo.Name, s.Lines[0].Title, s.Lines[0].Variant = bad, bad, bad, "v?&/#%"
	})
	key := w.bring("2", 2)
	w.answer(key, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"1"}})
	w.said(key, order.Report{ID: "1", Stage: order.StageShipped, Status: bad, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "X1", URL: "javascript:alert(1)"}}})
	c := w.signedIn(w.token)
	for _, path := range []string{"/orders", "/orders?q=" + url.QueryEscape(bad), "/orders/" + w.store + "/1", "/orders/" + w.store + "/2", "/mappings", "/attention"} {
		g := c.get(path)
		assert.NotContains(t, g.body, "<script>alert", path)
		assert.NotContains(t, g.body, "href=\"javascript:", path)
	}
	assert.Contains(t, c.get("/orders/"+w.store+"/1").body, "/mappings/"+w.store+"/v%3F&amp;%2F%23%25?title=")
	g := c.get("/mappings/" + w.store + "/v%3F&%2F%23%25")
	assert.Contains(t, g.body, "Variant <code>v?&amp;/#%</code>")
}
