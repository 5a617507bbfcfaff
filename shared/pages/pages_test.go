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

func TestAnOrderIsWorkedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	at := "/orders/" + w.store + "/"
	steps := []struct {
		name, order, action string
		form                url.Values
		says                string
		is                  func(o order.Order) bool
	}{
		{"place", "1100", "place", url.Values{}, "Placing has begun", func(o order.Order) bool { return len(o.Purchases) == 1 }},
		{"take back", "1100", "cancel-placing", url.Values{}, "taken back", func(o order.Order) bool { return o.Purchases[0].State == order.PurchaseDropped }},
		{"place one unit", "1101", "place", url.Values{"units:l1": {"1"}}, "Placing has begun", func(o order.Order) bool { return o.Lots[0].Units == 1 }},
		{"hold", "1102", "hold", url.Values{"reason": {"asks"}}, "on hold", func(o order.Order) bool { return o.Hold != nil && o.Hold.Reason == "asks" }},
		{"release", "1102", "release", url.Values{}, "goes on", func(o order.Order) bool { return o.Hold == nil }},
		{"number by hand", "1103", "track", url.Values{"numbers": {"AB1, AB2"}, "carrier": {"DHL"}}, "being told", func(o order.Order) bool { return len(o.Fulfilments) == 1 && len(o.Fulfilments[0].Manual) == 2 }},
		{"record", "1104", "record", url.Values{"account": {w.account}, "orders": {"8190000000000104"}, "units:l1": {"2"}}, "Recorded", func(o order.Order) bool { return o.Purchases[0].Orders[0].ID == "8190000000000104" }},
		{"change number", "1080", "change-number", url.Values{"from": {"8190000000000080"}, "to": {"8190000000000081"}}, "replaced", func(o order.Order) bool { return len(o.Purchases[0].Orders) == 2 }},
		{"settle placed", "1042", "settle", url.Values{"placed": {"yes"}, "orders": {"8190000000000042"}}, "watched from now on", func(o order.Order) bool { return o.Purchases[0].State == order.PurchasePlaced }},
		{"tell again", "1045", "tell-again", url.Values{"fulfilment": {"f3"}}, "", func(o order.Order) bool { return true }},
		{"roll back", "1070", "roll-back", url.Values{"line": {"l1"}}, "Back in Awaiting order", func(o order.Order) bool { return o.Lots[0].Released }},
		{"archive", "1030", "archive", url.Values{"archived": {"yes"}}, "Archived", func(o order.Order) bool { return o.Archived }},
		{"move", "1105", "move", url.Values{"line": {"l1"}, "account": {"aliexpress/" + w.account}, "product": {"999"}, "quantity": {"3"}}, "Bought elsewhere", func(o order.Order) bool { return o.Overrides["l1"].Components[0].Product == "999" }},
		{"edit address", "1106", "edit", url.Values{"name": {"Al"}, "line1": {"Side St 2"}, "city": {"Wien"}, "country": {"at"}, "note": {"n"}}, "Saved", func(o order.Order) bool { return o.ShipTo != nil && o.ShipTo.Country == "AT" && o.Note == "n" }},
		{"see attention", "1088", "seen", url.Values{"code": {"risk"}}, "dealt with", func(o order.Order) bool { return o.Attention[0].Seen }},
		{"sync", "1060", "sync", url.Values{}, "", func(o order.Order) bool { return true }},
		{"sync again", "1060", "sync", url.Values{}, "looked at just now", func(o order.Order) bool { return true }},
	}
	for _, s := range steps {
		page := at + s.order
		if p := w.load(s.order); len(p.Purchases) > 0 && s.form.Get("purchase") == "" {
			s.form.Set("purchase", p.Purchases[0].ID)
		}
		if s.action == "tell-again" {
			s.form.Set("fulfilment", w.load(s.order).Fulfilments[0].ID)
		}
		g := c.send(page, page+"/"+s.action, s.form)
		assert.Equal(t, http.StatusOK, g.status, "%s: %s", s.name, g.body)
		assert.True(t, strings.HasPrefix(g.path, page), s.name)
		assert.Contains(t, g.body, s.says, s.name)
		o := w.load(s.order)
		assert.True(t, s.is(o), s.name)
		if s.action != "sync" {
			assert.Equal(t, "owner", o.Tail[len(o.Tail)-1].By, s.name)
		}
	}
	g := c.send(at+"1106/edit", at+"1106/edit", url.Values{"was": {""}, "country": {"Nowhere"}})
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	g = c.send(at+"1106", at+"1106/explode", url.Values{})
	assert.Equal(t, http.StatusNotFound, g.status)
}

func TestManyOrdersArePlacedWithACheckBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	form := url.Values{"do": {"place"}, "tab": {"awaiting_order"}}
	for _, id := range []string{"1100", "1101", "1102", "1090"} {
		form.Add("order", w.store+"/"+id)
	}
	g := c.send("/orders", "/orders/bulk", form)
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Contains(t, g.body, "3 of 4 can be placed")
	assert.Contains(t, g.body, "Map the variant")
	assert.Contains(t, g.body, "not checked")
	assert.Empty(t, w.load("1100").Purchases, "nothing is placed by a check")
	form.Del("do")
	g = c.send("/orders", "/orders/place", form)
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Contains(t, g.path, "/jobs/")
	assert.Contains(t, g.body, "waiting")
	w.work()
	g = c.get(g.path)
	assert.Contains(t, g.body, "4 orders of 4")
	assert.Contains(t, g.body, "Map the variant")
	assert.Len(t, w.load("1100").Purchases, 1)
}

func TestMappingStoresAccountsAndSettingsAreChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	at := "/mappings/" + w.store + "/v9"
	g := c.send(at, at, url.Values{"account": {"aliexpress/" + w.account, "aliexpress/" + w.account}, "product": {"555", ""}, "quantity": {"2", "1"}, "back": {"orders/" + w.store + "/1090"}, "title": {"Linen lampshade"}})
	assert.Equal(t, "/orders/"+w.store+"/1090", g.path)
	assert.Contains(t, g.body, "One waiting order was decided anew")
	assert.Contains(t, g.body, "Ready to place")
	g = c.send(at, at+"/remove", url.Values{})
	assert.Contains(t, g.body, "The mapping was ended")

	page := "/stores/" + w.store
	settings := url.Values{"version": {"2"}, "mode": {"bulk"}, "mail_first": {"yes"}, "quiet": {"1,5"}, "countries": {"de, at"}, "auto_place": {"yes"}}
	g = c.send(page, page+"/settings", settings)
	assert.Contains(t, g.body, "The settings are in force")
	assert.Contains(t, g.body, `value="DE, AT"`)
	assert.Contains(t, g.body, `value="1.5"`)
	g = c.send(page, page+"/settings", settings)
	assert.Equal(t, http.StatusConflict, g.status, "somebody else changed them since")
	g = c.send(page, page+"/hold", url.Values{"on": {"yes"}})
	assert.Contains(t, g.body, "On hold")
	assert.Contains(t, c.get("/notice").body, "Lumen Lamps is on hold")

	g = c.send("/stores/new?platform=shopify", "/stores/new", url.Values{"platform": {"shopify"}, "shop": {"lumen.myshopify.com"}, "access": {"x"}})
	assert.Equal(t, http.StatusConflict, g.status)
	assert.Contains(t, g.body, "connected this shop already")

	g = c.send("/settings", "/settings/tokens", url.Values{"name": {"Kim"}, "role": {"read_only"}})
	assert.Contains(t, g.body, "shown this once")
	assert.Contains(t, g.body, "onw_")
	assert.NotContains(t, c.get("/settings").body, `class="secret"`)
	g = c.send("/settings", "/settings/hold", url.Values{"on": {"yes"}, "reason": {"stocktaking"}})
	assert.Contains(t, g.body, "stocktaking")
}

func TestAReaderSeesNoButtonsAndCanDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	made, err := w.desk.CreateToken(t.Context(), w.owner, desk.NewToken{Name: "Ann", Role: desk.ReadOnly})
	require.NoError(t, err)
	c := w.signedIn(made.Secret)
	for _, path := range []string{"/orders", "/orders/" + w.store + "/1100", "/attention", "/failed", "/stores/" + w.store, "/accounts/" + w.account, "/mappings/" + w.store + "/v1", "/settings"} {
		g := c.get(path)
		assert.Equal(t, http.StatusOK, g.status, path)
		for _, button := range []string{">Place<", ">Hold<", ">Retry<", "Save as", "Disconnect", ">Make a token<"} {
			assert.NotContains(t, g.body, button, path)
		}
	}
	g := c.send("/orders", "/orders/"+w.store+"/1100/place", url.Values{})
	assert.Equal(t, http.StatusForbidden, g.status)
	assert.Empty(t, w.load("1100").Purchases)
}

func TestWhatIsOnTheScreenIsExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1", 1, func(s *order.Snapshot) { s.Name = "=HYPERLINK(1)" })
	w.bring("2", 2)
	c := w.signedIn(w.token)
	g := c.get("/orders.csv?tab=awaiting_order")
	assert.Equal(t, "text/csv; charset=utf-8", g.header.Get("Content-Type"))
	lines := strings.Split(strings.TrimSpace(g.body), "\n")
	require.Len(t, lines, 3)
	assert.True(t, strings.HasPrefix(lines[1], "'=HYPERLINK(1),1,Lumen Lamps,"), "a name is no formula")
	assert.Contains(t, lines[2], "#2,2,Lumen Lamps,")
	assert.Contains(t, lines[2], ",Awaiting order,Ready to place,AliExpress,DE,89.90 EUR,0,false")
}
