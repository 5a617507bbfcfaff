package connect_test

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simwoo "onward/infra/sim/woocommerce"
	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

var approve = regexp.MustCompile(`class="wc-auth-(approve|deny)" href="([^"]*)"`)

// authPage goes to the page on which the store's owner decides, and gives where its two links lead.
func authPage(t *testing.T, b *browser, shop string) (yes, no string) {
	t.Helper()
	page := b.post("/connect/woocommerce", "shop", shop)
	links := approve.FindAllStringSubmatch(page.body, -1)
	require.Len(t, links, 2, page.body)
	require.Contains(t, page.body, "Onward (account The shop of m-alice)")
	return html.UnescapeString(links[0][2]), html.UnescapeString(links[1][2])
}

func TestWooCommerceIsConnectedByItsOwnPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	at := w.woo.Configure("demo", simwoo.DefaultSettings())
	_, err := w.woo.Generate("demo", simwoo.OrderSpec{})
	require.NoError(t, err)
	b := w.browser(alice)
	yes, _ := authPage(t, b, at.Address+"/wp-admin/")
	page := b.get(yes)
	require.Equal(t, http.StatusOK, page.status, page.body)
	require.Contains(t, page.body, "is connected")

	s := w.only(alice)
	require.Equal(t, at.Address, s.Address)
	require.Equal(t, woocommerce.Outside(at.Address), s.Outside)
	require.Contains(t, w.credentials(s), `"key":"ck_`)
	require.NotContains(t, w.credentials(s), at.Key, "the key is the one that was approved")
	require.Equal(t, []string{"permalinks_pretty", "auth_header", "webhooks_active", "tracking_d", "version"}, codes(connect.Found(s)))
	require.Contains(t, page.body, "WooCommerce 11.0.1")
	require.Contains(t, s.Settings[shop.SettingLearned], `"way":"note"`)
	policy, err := w.table.Policy(t.Context(), alice, s.ID)
	require.NoError(t, err)
	require.Equal(t, w.clock(), policy.Policy.NotBefore)

	client, err := woocommerce.NewClient(woocommerce.Config{Address: at.Address, Key: at.Key, Secret: at.Secret, HTTP: http.DefaultClient, Now: w.clock})
	require.NoError(t, err)
	hooks, err := client.Hooks(t.Context())
	require.NoError(t, err)
	require.Len(t, hooks, 4)
	require.Equal(t, w.url+"/hooks/store/m-alice/"+s.ID, hooks[0].DeliveryURL)

	// Looking at the page again shows the same; approving again makes nothing of it.
	again := b.get("/connect/woocommerce/return?" + url.Values{"success": {"1"}, "user_id": {stateOf(t, yes)}}.Encode())
	require.Contains(t, again.body, "is connected")
	require.NotContains(t, w.logs.String(), "ck_")
}

func stateOf(t *testing.T, yes string) string {
	t.Helper()
	u, err := url.Parse(yes)
	require.NoError(t, err)
	return u.Query().Get("user_id")
}

// send posts a key as a store's server does.
func send(t *testing.T, w *world, state string, at simwoo.Access, permissions string) int {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"key_id": 1, "user_id": state, "consumer_key": at.Key, "consumer_secret": at.Secret, "key_permissions": permissions,
	})
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/connect/woocommerce/callback", bytes.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	return w.browser("").do(r).status
}

func TestWooCommerceKeyAndBrowserInEitherOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	at := w.woo.Configure("demo", simwoo.DefaultSettings())
	b := w.browser(alice)
	back := func(yes string) string {
		return "/connect/woocommerce/return?" + url.Values{"success": {"1"}, "user_id": {stateOf(t, yes)}}.Encode()
	}

	first, _ := authPage(t, b, at.Address)
	page := b.get(back(first))
	require.Contains(t, page.body, "has not sent its key yet")
	require.Contains(t, page.body, `http-equiv="refresh"`)
	w.none(alice)
	require.Equal(t, http.StatusOK, send(t, w, stateOf(t, first), at, "read_write"))
	s := w.only(alice)
	require.Contains(t, w.credentials(s), at.Key, "the browser need not come again")
	require.Contains(t, b.get(back(first)).body, "is connected")
	require.Equal(t, http.StatusConflict, send(t, w, stateOf(t, first), at, "read_write"), "a key is taken once")

	second, _ := authPage(t, b, at.Address)
	require.Equal(t, http.StatusOK, send(t, w, stateOf(t, second), at, "read_write"))
	require.Contains(t, b.get(back(second)).body, "connected again")
	require.Equal(t, s.ID, w.only(alice).ID)
}

func TestWooCommerceKeyIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	at, other := w.woo.Configure("demo", simwoo.DefaultSettings()), w.woo.Configure("other", simwoo.DefaultSettings())
	b := w.browser(alice)
	yes, _ := authPage(t, b, at.Address)
	state := stateOf(t, yes)

	require.Equal(t, http.StatusBadRequest, send(t, w, "bS1hbGljZQ.guess", at, "read_write"))
	require.Equal(t, http.StatusUnprocessableEntity, send(t, w, state, at, "read"))
	require.Equal(t, http.StatusForbidden, w.browser(bob).get("/connect/woocommerce/return?success=1&user_id="+url.QueryEscape(state)).status)

	// A key of another store is proven at the address that was agreed on, where it does not hold.
	require.Equal(t, http.StatusOK, send(t, w, state, other, "read_write"))
	require.Equal(t, http.StatusConflict, send(t, w, state, at, "read_write"), "a key is taken once")
	page := b.get("/connect/woocommerce/return?success=1&user_id=" + url.QueryEscape(state))
	require.Equal(t, http.StatusUnprocessableEntity, page.status)
	require.Contains(t, page.body, "refuses these credentials")
	w.none(alice)

	// The owner says no.
	_, no := authPage(t, b, at.Address)
	require.Contains(t, b.get(no).body, "left without approving")
	w.none(alice)

	// The owner takes too long.
	late, _ := authPage(t, b, at.Address)
	w.pass(31 * time.Minute)
	require.Equal(t, http.StatusGone, send(t, w, stateOf(t, late), at, "read_write"))
}

func TestWooCommerceSecondMerchantIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	at := w.woo.Configure("demo", simwoo.DefaultSettings())
	byHand := func(merchant, address string) (int, wrong) {
		var p wrong
		return w.browser(merchant).call("/connect/woocommerce/key", map[string]string{"shop": address, "key": at.Key, "secret": at.Secret}, &p), p
	}
	status, _ := byHand(alice, at.Address)
	require.Equal(t, http.StatusOK, status)
	for _, spelling := range []string{at.Address, at.Address + "/", at.Address + "/wp-json/"} {
		status, p := byHand(bob, spelling)
		require.Equal(t, http.StatusConflict, status)
		require.Equal(t, "shop_taken", p.code())
	}
	w.none(bob)
}

func TestWooCommerceWaysAreFoundOut(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		set  func(*simwoo.Settings)
		want []string
	}{
		"core fulfilments":   {func(s *simwoo.Settings) { s.Fulfilments = true }, []string{"tracking_a"}},
		"shipment tracking":  {func(s *simwoo.Settings) { s.ShipmentTracking = true }, []string{"tracking_b"}},
		"old routes":         {func(s *simwoo.Settings) { s.ShipmentTracking, s.OldTrackingRoutes = true, true }, []string{"tracking_b"}},
		"advanced":           {func(s *simwoo.Settings) { s.AdvancedShipmentTracking = true }, []string{"tracking_c"}},
		"stripped header":    {func(s *simwoo.Settings) { s.StripsAuthorization = true }, []string{"auth_query", "tracking_d"}},
		"plain permalinks":   {func(s *simwoo.Settings) { s.PlainPermalinks = true }, []string{"permalinks_plain", "tracking_d"}},
		"nothing in its way": {func(*simwoo.Settings) {}, []string{"permalinks_pretty", "auth_header", "tracking_d"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			set := simwoo.DefaultSettings()
			tt.set(&set)
			at := w.woo.Configure("demo", set)
			_, err := w.woo.Generate("demo", simwoo.OrderSpec{})
			require.NoError(t, err)
			var c connect.Connected
			require.Equal(t, http.StatusOK, w.browser(alice).call("/connect/woocommerce/key", map[string]string{"shop": at.Address, "key": at.Key, "secret": at.Secret}, &c))
			require.Subset(t, codes(c.Found), tt.want)
			require.Equal(t, c.Found, connect.Found(w.only(alice)))
		})
	}
}

func TestWooCommercePlainPermalinksAreMetBeforeLeaving(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	set := simwoo.DefaultSettings()
	set.PlainPermalinks = true
	at := w.woo.Configure("demo", set)
	var p wrong
	require.Equal(t, http.StatusConflict, w.browser(alice).call("/connect/woocommerce", map[string]string{"shop": at.Address}, &p))
	require.Equal(t, "plain_permalinks", p.code())
}

func TestWooCommerceAddressesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	elsewhere := w.serve(http.RedirectHandler("https://shop.example/wp-json/", http.StatusMovedPermanently))
	silent := w.serve(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("<html>a shop of another kind")) }))
	for address, code := range map[string]string{
		"https://10.0.0.1":          "address_private",
		"https://[::ffff:10.0.0.1]": "address_private",
		"https://169.254.169.254":   "address_private",
		"http://shop.example":       "invalid_address",
		"ftp://shop.example":        "invalid_address",
		"https://u:p@shop.example":  "invalid_address",
		"":                          "invalid_address",
		elsewhere:                   "address_moved",
		silent:                      "no_rest_interface",
	} {
		var p wrong
		require.Equal(t, http.StatusUnprocessableEntity, w.browser(alice).call("/connect/woocommerce", map[string]string{"shop": address}, &p), address)
		require.Equal(t, code, p.code(), address)
	}
	for address, code := range map[string]string{"https://10.0.0.1": "address_private", elsewhere: "address_moved", silent: "store_firewall"} {
		var p wrong
		w.browser(alice).call("/connect/woocommerce/key", map[string]string{"shop": address, "key": "ck_1", "secret": "cs_1"}, &p)
		require.Equal(t, code, p.code(), address)
	}
	w.none(alice)
	require.NotContains(t, w.logs.String(), "cs_1")
}

func TestWooCommerceVersionAndOrderStorage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	at := w.woo.Configure("demo", simwoo.DefaultSettings())
	to, err := url.Parse(w.wooURL)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(to)
	front := w.serve(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/system_status") {
			_, _ = rw.Write([]byte(`{"environment":{"version":"10.4.3"},"settings":{"HPOS_enabled":true}}`))
			return
		}
		proxy.ServeHTTP(rw, r)
	}))
	var c connect.Connected
	require.Equal(t, http.StatusOK, w.browser(alice).call("/connect/woocommerce/key", map[string]string{"shop": front + "/sites/demo", "key": at.Key, "secret": at.Secret}, &c))
	require.Equal(t, "WooCommerce 10.4.3, orders in tables of their own (HPOS).", c.Found[len(c.Found)-1].Text)
}

func TestWooCommerceDisconnectTakesTheWebhooksOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	at := w.woo.Configure("demo", simwoo.DefaultSettings())
	b := w.browser(alice)
	in := map[string]string{"shop": at.Address, "key": at.Key, "secret": at.Secret}
	require.Equal(t, http.StatusOK, b.call("/connect/woocommerce/key", in, nil))
	client, err := woocommerce.NewClient(woocommerce.Config{Address: at.Address, Key: at.Key, Secret: at.Secret, HTTP: http.DefaultClient, Now: w.clock})
	require.NoError(t, err)
	hooks := func() int {
		all, err := client.Hooks(t.Context())
		require.NoError(t, err)
		return len(all)
	}
	require.Equal(t, 4, hooks())
	id := w.only(alice).ID
	require.Equal(t, http.StatusNotFound, w.browser(bob).call("/connect/disconnect", map[string]string{"store": id}, nil))
	require.Equal(t, http.StatusNoContent, b.call("/connect/disconnect", map[string]string{"store": id}, nil))
	require.Zero(t, hooks())
	_, err = w.table.Route(t.Context(), table.StoreRoute(order.WooCommerce), woocommerce.Outside(at.Address))
	require.NoError(t, err, "the platform's demands still find the store's data")
	require.Equal(t, http.StatusOK, b.call("/connect/woocommerce/key", in, nil))
	require.Equal(t, 4, hooks())
	require.Equal(t, id, w.only(alice).ID)
}
