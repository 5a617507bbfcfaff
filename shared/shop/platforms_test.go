package shop_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/carrier"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/table"
)

func TestPlatformsOpenTheirStores(t *testing.T) {
	t.Parallel()
	calls, err := wix.New(wix.Config{BaseURL: "https://wix.example", AppID: "app", AppSecret: "s", HTTP: http.DefaultClient, Now: time.Now})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		platform shop.Platform
		store    table.Store
		carriers carrier.Platform
		bad      table.Store
	}{
		"shopify": {
			shop.Shopify{App: shopify.App{BaseURL: "https://{shop}"}, Version: "2026-10", HTTP: http.DefaultClient, Now: time.Now},
			table.Store{Outside: "acme.myshopify.com"},
			carrier.Shopify,
			table.Store{Outside: "not a shop"},
		},
		"woocommerce": {
			shop.WooCommerce{HTTP: http.DefaultClient, Now: time.Now}, table.Store{Address: "https://shop.example"}, carrier.ShipmentTracking, table.Store{Address: "::"},
		},
		"woocommerce with fulfilments": {
			shop.WooCommerce{HTTP: http.DefaultClient, Now: time.Now},
			table.Store{Address: "https://shop.example", Settings: map[string]string{shop.SettingLearned: `{"way":"fulfilments"}`}},
			carrier.WooCommerce,
			table.Store{},
		},
		"what was learned can't be read": {
			shop.WooCommerce{HTTP: http.DefaultClient, Now: time.Now},
			table.Store{Address: "https://shop.example", Settings: map[string]string{shop.SettingLearned: `{`}},
			carrier.ShipmentTracking,
			table.Store{},
		},
		"wix": {shop.Wix{Calls: calls}, table.Store{Outside: "instance"}, carrier.Wix, table.Store{}},
	} {
		client, err := c.platform.Client(c.store, shop.Credentials{Access: "a", Key: "k", Secret: "s"})
		require.NoError(t, err, name)
		assert.NotNil(t, client, name)
		assert.Equal(t, c.carriers, c.platform.Carriers(c.store), name)
		if name != "wix" {
			_, err = c.platform.Client(c.bad, shop.Credentials{})
			assert.Error(t, err, name)
		}
	}
}

func TestOnlyShopifysTokensAreExchanged(t *testing.T) {
	t.Parallel()
	keep := shop.Credentials{Key: "k", Secret: "s"}
	for _, p := range []shop.Platform{shop.WooCommerce{}, shop.Wix{}} {
		same, err := p.Refresh(t.Context(), table.Store{}, keep)
		require.NoError(t, err)
		assert.Equal(t, keep, same)
	}
	answer := func(status int, body string) (shop.Credentials, error) {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		defer srv.Close()
		p := shop.Shopify{App: shopify.App{ClientID: "c", ClientSecret: "s", BaseURL: srv.URL, HTTP: srv.Client(), Now: time.Now}, HTTP: srv.Client(), Now: time.Now}
		return p.Refresh(t.Context(), table.Store{Outside: "acme.myshopify.com"}, shop.Credentials{Access: "old", Refresh: "r"})
	}
	fresh, err := answer(200, `{"access_token":"shpat_new","refresh_token":"r2","expires_in":3600,"refresh_token_expires_in":7776000,"scope":"read_orders"}`)
	require.NoError(t, err)
	assert.Equal(t, "shpat_new", fresh.Access)
	assert.Equal(t, "r2", fresh.Refresh)
	assert.False(t, fresh.AccessUntil.IsZero())

	_, err = answer(400, `{"error":"invalid_grant"}`)
	var e *store.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, store.Unauthorized, e.Kind, "only the merchant can help")
	_, err = answer(503, `{}`)
	require.ErrorAs(t, err, &e)
	assert.Equal(t, store.Temporary, e.Kind)
	_, err = shop.Shopify{}.Refresh(t.Context(), table.Store{}, shop.Credentials{Access: "old"})
	require.ErrorAs(t, err, &e)
	assert.Equal(t, store.Unauthorized, e.Kind)
}

func TestEachStoreSignsWithItsOwnSecret(t *testing.T) {
	t.Parallel()
	one := shop.HookSecret("pepper", "m1", "s1")
	assert.Len(t, one, 40)
	assert.Equal(t, one, shop.HookSecret("pepper", "m1", "s1"))
	for _, other := range []string{shop.HookSecret("pepper", "m1", "s2"), shop.HookSecret("pepper", "m2", "s1"), shop.HookSecret("salt", "m1", "s1")} {
		assert.NotEqual(t, one, other)
	}
	for _, printed := range []string{fmt.Sprint(shop.Credentials{Access: "hidden"}), fmt.Sprintf("%#v", shop.Credentials{Access: "hidden"})} {
		assert.NotContains(t, printed, "hidden")
	}
}
