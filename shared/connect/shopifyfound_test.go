package connect_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simshopify "onward/infra/sim/shopify"
	"onward/shared/connect"
)

func TestShopifyAutomaticFulfilmentIsNoticed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		auto bool
		want string
	}{"on": {true, "automatic_fulfilment"}, "off": {false, "no_automatic_fulfilment"}}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			require.NoError(t, w.shopify.CreateShop(simshopify.ShopSpec{Domain: acme, AutoFulfil: &tt.auto}))
			for range 4 {
				_, err := w.shopify.CreateOrder(acme, simshopify.OrderSpec{Lines: []simshopify.LineSpec{{Title: "Mug", Quantity: 2}}})
				require.NoError(t, err)
			}
			require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/shopify", "shop", acme).status)
			require.Contains(t, codes(connect.Found(w.only(alice))), tt.want)
		})
	}
}

func TestShopifyVersionEndsSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.pass(300 * 24 * time.Hour)
	require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/shopify", "shop", acme).status)
	require.Contains(t, codes(connect.Found(w.only(alice))), "api_version_ends")
}

func TestShopifyFallForwardIsNoticed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *connect.Deps) {
		d.ShopifyHTTP = &http.Client{Transport: served("2027-04")}
		d.Shopify.HTTP = d.ShopifyHTTP
	})
	require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/shopify", "shop", acme).status)
	found := connect.Found(w.only(alice))
	require.Contains(t, codes(found), "api_version")
	require.Contains(t, found[len(found)-1].Text, "answers as 2027-04")
}

// served has the shop answer by a version of its own choice.
type served string

func (s served) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		resp.Header.Set("X-Shopify-API-Version", string(s))
	}
	return resp, err
}
