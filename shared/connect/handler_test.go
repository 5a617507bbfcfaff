package connect_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simshopify "onward/infra/sim/shopify"
	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/table"
)

func TestPagesAreSafe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	require.NoError(t, w.shopify.CreateShop(simshopify.ShopSpec{Domain: acme, Name: `<script>alert(1)</script>`}))
	page := w.browser(alice).post("/connect/shopify", "shop", acme)
	require.Equal(t, http.StatusOK, page.status)
	require.NotContains(t, page.body, "<script>")
	require.Contains(t, page.body, "&lt;script&gt;")
	csp := page.header.Get("Content-Security-Policy")
	require.Contains(t, csp, "default-src 'none'")
	require.Contains(t, csp, "frame-ancestors 'none'")
	require.NotContains(t, csp, "unsafe")
	require.Equal(t, "no-store", page.header.Get("Cache-Control"))
	require.Equal(t, "no-referrer", page.header.Get("Referrer-Policy"))
}

func TestWhoMayConnect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, path := range []string{
		"/connect/shopify", "/connect/shopify/token", "/connect/woocommerce", "/connect/woocommerce/key", "/connect/wix", "/connect/aliexpress", "/connect/disconnect",
	} {
		var p wrong
		require.Equal(t, http.StatusUnauthorized, w.browser("").call(path, map[string]string{"shop": acme}, &p), path)
		require.Equal(t, "signed_out", p.code())

		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+path, strings.NewReader("shop="+acme))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		require.Equal(t, http.StatusForbidden, w.browser(alice).do(r).status, "another site's page: %s", path)
	}
	w.none(alice)
}

func TestOneLogLinePerRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser(alice)
	require.Equal(t, http.StatusOK, b.post("/connect/shopify", "shop", acme).status)
	b.call("/connect/shopify/token", map[string]string{"shop": acme, "token": "shpat_wrong"}, nil)
	lines := strings.Split(strings.TrimSpace(w.logs.String()), "\n")
	require.Len(t, lines, 3, "start, callback, token")
	var second, third map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &second))
	require.Equal(t, "shopify.callback", second["op"])
	require.Equal(t, alice, second["merchant"])
	require.Equal(t, w.only(alice).ID, second["store"])
	require.NoError(t, json.Unmarshal([]byte(lines[2]), &third))
	require.Equal(t, "credentials_refused", third["problem"])
	require.NotContains(t, w.logs.String(), "shpat_")
	require.NotContains(t, w.logs.String(), "hush-hush")
}

// An attempt that broke off after it had taken the shop is taken up by the next.
func TestAnAttemptThatBrokeOffIsTakenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	route := table.Route{Kind: table.StoreRoute(order.Shopify), Outside: acme, Merchant: alice, Store: "s-half"}
	require.NoError(t, w.table.ClaimRoute(t.Context(), route))
	policy := order.DefaultPolicy()
	policy.NotBefore = w.clock().Add(-time.Hour)
	_, err := w.table.PutPolicy(t.Context(), alice, "s-half", 1, table.PolicyVersion{Policy: policy})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/shopify", "shop", acme).status)
	require.Equal(t, "s-half", w.only(alice).ID)
}

// racing lets another merchant take the shop over between the claim and the store's writing.
type racing struct {
	*table.Table

	steal func()
}

func (r *racing) CreateStore(ctx context.Context, s table.Store) error {
	if steal := r.steal; steal != nil {
		r.steal = nil
		steal()
	}
	return r.Table.CreateStore(ctx, s)
}

func TestTwoMerchantsAtTheSameMoment(t *testing.T) {
	t.Parallel()
	var race *racing
	w := newWorld(t, func(d *connect.Deps) {
		tab, ok := d.Table.(*table.Table)
		require.True(t, ok)
		race = &racing{Table: tab}
		d.Table = race
	})
	race.steal = func() {
		require.Equal(t, http.StatusOK, w.browser(bob).post("/connect/shopify", "shop", acme).status)
	}
	page := w.browser(alice).post("/connect/shopify", "shop", acme)
	require.Equal(t, http.StatusConflict, page.status, page.body)
	route, err := w.table.Route(t.Context(), table.StoreRoute(order.Shopify), acme)
	require.NoError(t, err)
	require.Equal(t, w.only(bob).ID, route.Store)
	lost := w.only(alice)
	require.False(t, lost.Disconnected.IsZero(), "the loser's store acts no more")
	require.Empty(t, lost.Sealed)
}

func TestImportAge(t *testing.T) {
	t.Parallel()
	for _, age := range []time.Duration{10 * 24 * time.Hour, -1} {
		w := newWorld(t, func(d *connect.Deps) { d.ImportAge = age })
		require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/shopify", "shop", acme).status)
		require.Equal(t, w.clock().Add(-max(age, 0)), w.only(alice).Watermark)
	}
}
