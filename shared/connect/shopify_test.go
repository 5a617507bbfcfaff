package connect_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simshopify "onward/infra/sim/shopify"
	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/store/shopify"
	"onward/shared/table"
)

func TestShopifyIsConnectedByItsOwnPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	page := w.browser(alice).post("/connect/shopify", "shop", acme)
	require.Equal(t, http.StatusOK, page.status, page.body)
	require.Contains(t, page.body, "Acme is connected")

	s := w.only(alice)
	require.Equal(t, order.Shopify, s.Platform)
	require.Equal(t, acme, s.Outside)
	require.True(t, s.Health.Well())
	require.Equal(t, w.clock().Add(time.Hour), s.AccessUntil, "expiring tokens were asked for")
	require.Contains(t, w.credentials(s), `"access":"shpat_`)
	require.Contains(t, w.credentials(s), `"refresh":"shprt_`)
	require.NotContains(t, string(s.Sealed), "shpat_")
	require.Subset(t, codes(connect.Found(s)), []string{"shop", "locations", "automatic_fulfilment_unknown"})
	require.Contains(t, s.Settings["locations"], "Shop location")

	route, err := w.table.Route(t.Context(), table.StoreRoute(order.Shopify), acme)
	require.NoError(t, err)
	require.Equal(t, s.ID, route.Store)
	policy, err := w.table.Policy(t.Context(), alice, s.ID)
	require.NoError(t, err)
	require.Equal(t, w.clock(), policy.Policy.NotBefore, "what is older is shown, never bought")
	require.Equal(t, w.clock().Add(-60*24*time.Hour), s.Watermark, "reconciliation imports sixty days")

	client, err := shopify.New(shopify.Config{Shop: acme, BaseURL: w.flows.Shopify.BaseURL, Token: tokenOf(w, s)})
	require.NoError(t, err)
	hooks, err := client.Subscriptions(t.Context())
	require.NoError(t, err)
	require.Len(t, hooks, len(shopify.OrderTopics()))
	require.Equal(t, w.url+"/hooks/shopify", hooks[0].Address)
	require.NotContains(t, w.logs.String(), "shpat_")
}

// callback goes as far as the address that the shop sends the browser back to.
func callback(t *testing.T, b *browser) string {
	t.Helper()
	b.stop = "/connect/shopify/callback"
	defer func() { b.stop = "" }()
	page := b.post("/connect/shopify", "shop", acme)
	require.Equal(t, http.StatusFound, page.status, page.body)
	return page.to
}

func TestShopifyCallbackIsRefused(t *testing.T) {
	t.Parallel()
	change := func(name, value string) func(*testing.T, *world, string) string {
		return func(t *testing.T, w *world, to string) string {
			t.Helper()
			u, err := url.Parse(to)
			require.NoError(t, err)
			q := u.Query()
			q.Set(name, value)
			if name != "hmac" {
				q.Set("hmac", shopify.SignQuery(q, "hush-hush"))
			}
			u.RawQuery = q.Encode()
			return u.String()
		}
	}
	same := func(_ *testing.T, _ *world, to string) string { return to }
	tests := map[string]struct {
		forge  func(*testing.T, *world, string) string
		wait   time.Duration
		as     string
		status int
		says   string
	}{
		"wrong hmac":       {change("hmac", strings.Repeat("0", 64)), 0, alice, http.StatusUnauthorized, "signature does not fit"},
		"no state":         {change("state", ""), 0, alice, http.StatusBadRequest, "was not begun here"},
		"unknown state":    {change("state", "bS1hbGljZQ.aaaa"), 0, alice, http.StatusBadRequest, "was not begun here"},
		"another shop":     {change("shop", "other.myshopify.com"), 0, alice, http.StatusBadRequest, "Another shop answered"},
		"no shop at all":   {change("shop", "acme.example.com"), 0, alice, http.StatusBadRequest, "names no Shopify shop"},
		"old answer":       {same, 2 * time.Minute, alice, http.StatusGone, "too old"},
		"foreign merchant": {same, 0, bob, http.StatusForbidden, "Another account began"},
		"expired state": {func(t *testing.T, w *world, to string) string {
			t.Helper()
			return change("timestamp", strconv.FormatInt(w.clock().Unix(), 10))(t, w, to)
		}, 31 * time.Minute, alice, http.StatusGone, "longer than half an hour"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			to := callback(t, w.browser(alice))
			w.pass(tt.wait)
			page := w.browser(tt.as).get(tt.forge(t, w, to))
			require.Equal(t, tt.status, page.status, page.body)
			require.Contains(t, page.body, tt.says)
			w.none(alice)
			w.none(bob)
		})
	}
}

func TestShopifyStateWorksOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser(alice)
	to := callback(t, b)
	require.Equal(t, http.StatusOK, b.get(to).status)
	again := b.get(to)
	require.Equal(t, http.StatusConflict, again.status)
	require.Contains(t, again.body, "finished already")
	w.only(alice)
}

func TestShopifyAsksABrowserThatIsNotSignedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	to := callback(t, w.browser(alice))
	stranger := w.browser("")
	page := stranger.get(to)
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.body, "The shop of m-alice", "it says whose account the shop would belong to")
	w.none(alice)

	forged := stranger.post("/connect/confirm", "state", hidden.FindStringSubmatch(page.body)[2], "confirm", "guessed")
	require.Equal(t, http.StatusForbidden, forged.status)
	w.none(alice)
	require.Equal(t, http.StatusForbidden, w.browser(bob).confirm(page).status, "nor may another merchant confirm")
	w.none(bob)

	done := stranger.confirm(page)
	require.Equal(t, http.StatusOK, done.status, done.body)
	w.only(alice)
	require.Equal(t, http.StatusConflict, stranger.confirm(page).status, "once")
}

func TestShopifySecondMerchantIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/shopify", "shop", acme).status)
	first := w.only(alice)
	page := w.browser(bob).post("/connect/shopify", "shop", acme)
	require.Equal(t, http.StatusConflict, page.status)
	require.Contains(t, page.body, "Another merchant has connected this shop")
	w.none(bob)

	// Once the first has let go, the shop goes over, and the first is refused in turn.
	b := w.browser(alice)
	require.Equal(t, http.StatusNoContent, b.call("/connect/disconnect", map[string]string{"store": first.ID}, nil))
	require.Equal(t, http.StatusOK, w.browser(bob).post("/connect/shopify", "shop", acme).status)
	route, err := w.table.Route(t.Context(), table.StoreRoute(order.Shopify), acme)
	require.NoError(t, err)
	require.Equal(t, w.only(bob).ID, route.Store)
	require.Equal(t, http.StatusConflict, b.post("/connect/shopify", "shop", acme).status)
	require.False(t, w.only(alice).Disconnected.IsZero())
}

func TestShopifyReconnectKeepsTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser(alice)
	require.Equal(t, http.StatusOK, b.post("/connect/shopify", "shop", acme).status)
	before := w.only(alice)
	policy, err := w.table.Policy(t.Context(), alice, before.ID)
	require.NoError(t, err)

	w.pass(48 * time.Hour)
	require.Equal(t, http.StatusNoContent, b.call("/connect/disconnect", map[string]string{"store": before.ID}, nil))
	gone := w.only(alice)
	require.Empty(t, gone.Sealed)
	require.Equal(t, "disconnected", gone.Health.Code)

	w.pass(48 * time.Hour)
	page := b.post("/connect/shopify", "shop", "ACME")
	require.Equal(t, http.StatusOK, page.status, page.body)
	require.Contains(t, page.body, "connected again")
	after := w.only(alice)
	require.Equal(t, before.ID, after.ID)
	require.Equal(t, before.Watermark, after.Watermark, "reading goes on where it stopped")
	require.True(t, after.Disconnected.IsZero())
	require.True(t, after.Health.Well())
	require.NotEqual(t, before.Sealed, after.Sealed)
	kept, err := w.table.Policy(t.Context(), alice, before.ID)
	require.NoError(t, err)
	require.Equal(t, policy, kept)
}

func TestShopifyTokenByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	require.NoError(t, w.shopify.CreateApp(simshopify.AppSpec{ClientID: "custom", ClientSecret: "own"}))
	token := func(scopes ...string) string {
		in, err := w.shopify.Install(acme, simshopify.InstallSpec{ClientID: "custom", Scopes: scopes})
		require.NoError(t, err)
		return in.Token
	}
	b := w.browser(alice)
	var p wrong
	require.Equal(t, http.StatusUnprocessableEntity, b.call("/connect/shopify/token", map[string]string{"shop": acme, "token": "shpat_dead"}, &p))
	require.Equal(t, "credentials_refused", p.code())
	require.Equal(t, http.StatusUnprocessableEntity, b.call("/connect/shopify/token", map[string]string{"shop": acme, "token": token("read_orders")}, &p))
	require.Equal(t, "missing_scopes", p.code())
	require.Equal(t, []string{
		"read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders", "read_fulfillments", "read_locations",
	}, p.Names)
	w.none(alice)
	var c connect.Connected
	good := token("read_orders", "write_merchant_managed_fulfillment_orders", "read_fulfillments", "read_locations")
	require.Equal(t, http.StatusOK, b.call("/connect/shopify/token", map[string]string{"shop": acme, "token": good}, &c))
	require.Equal(t, w.only(alice).ID, c.Store)
	require.True(t, w.only(alice).AccessUntil.IsZero())
	require.Contains(t, w.credentials(w.only(alice)), good)
}

func TestShopifyOAuthNamesMissingScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *connect.Deps) { d.Shopify.Scopes = []string{"read_orders", "read_locations"} })
	page := w.browser(alice).post("/connect/shopify", "shop", acme)
	require.Equal(t, http.StatusUnprocessableEntity, page.status)
	require.Contains(t, page.body, "write_merchant_managed_fulfillment_orders, read_fulfillments")
	w.none(alice)
}

func TestShopifyEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	q := url.Values{"shop": {acme}, "timestamp": {"1780000000"}, "host": {"abc"}}
	forged := w.browser(alice).get("/connect/shopify?" + q.Encode() + "&hmac=" + strings.Repeat("0", 64))
	require.Equal(t, http.StatusUnauthorized, forged.status)
	q.Set("hmac", shopify.SignQuery(q, "hush-hush"))
	entry := "/connect/shopify?" + q.Encode()

	out := w.browser("").get(entry)
	require.Contains(t, out.body, "sign in, then /connect/shopify?")
	in := w.browser(alice).get(entry)
	require.Contains(t, in.body, "Acme is connected")
	require.Equal(t, "home", w.browser(alice).get(entry).body, "what is connected is not granted again")
}
