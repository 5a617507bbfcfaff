package woocommerce_test

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	woo "onward/shared/store/woocommerce"
)

// app is our side of the key grant: where the browser ends and the key arrives.
type app struct {
	status   int
	callback []byte
	returned url.Values
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		a.callback, _ = io.ReadAll(r.Body)
		w.WriteHeader(a.status)
		return
	}
	a.returned = r.URL.Query()
}

var link = regexp.MustCompile(`class="wc-auth-(approve|deny)" href="([^"]+)"`)

func browse(t *testing.T, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

func TestKeyGrant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		click   string
		status  int
		granted bool
	}{{"approve", 200, true}, {"approve", 500, false}, {"deny", 200, false}} {
		s := newShop(t, nil)
		us := &app{status: tt.status}
		srv := httptest.NewServer(us)
		t.Cleanup(srv.Close)
		const nonce = "an-unguessable-value"
		to, err := woo.Authorize{Address: s.access.Address, App: "Onward", Nonce: nonce, ReturnURL: srv.URL + "/back?x=1", CallbackURL: srv.URL + "/key"}.URL()
		require.NoError(t, err)

		status, page := browse(t, to)
		require.Equal(t, http.StatusOK, status)
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			if m[1] == tt.click {
				browse(t, html.UnescapeString(m[2]))
			}
		}
		if !tt.granted {
			require.True(t, us.returned == nil || woo.Refused(us.returned))
			continue
		}
		require.False(t, woo.Refused(us.returned))
		require.Equal(t, nonce, us.returned.Get("user_id"))
		require.Equal(t, "1", us.returned.Get("x"))
		grant, err := woo.DecodeGrant(us.callback)
		require.NoError(t, err)
		require.Equal(t, nonce, grant.Nonce)
		require.Equal(t, "read_write", grant.Permissions)

		s.access.Key, s.access.Secret = grant.Key, grant.Secret
		require.NoError(t, s.newClient(woo.Access{}).Prove(t.Context()))
		s.access.Secret = "cs_forged"
		require.Equal(t, woo.KindUnauthorized, woo.KindOf(s.newClient(woo.Access{}).Prove(t.Context())))
	}
}

func TestProveNeedsTheRightForWebhooks(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.fault(sim.Fault{Kind: sim.FaultUnauthorized, Route: "GET /wc/v3/webhooks", Times: -1})
	require.Equal(t, woo.KindUnauthorized, woo.KindOf(s.client.Prove(t.Context())))
}

func TestAuthorizeURL(t *testing.T) {
	t.Parallel()
	a := woo.Authorize{Address: "https://shop.example/shop", App: "Onward", Nonce: "n", ReturnURL: "https://app.example.com/back", CallbackURL: "https://api.example.com/woo/key"}
	to, err := a.URL()
	require.NoError(t, err)
	require.Equal(t, "https://shop.example/shop/wc-auth/v1/authorize?app_name=Onward&callback_url=https%3A%2F%2Fapi.example.com%2Fwoo%2Fkey"+
		"&return_url=https%3A%2F%2Fapp.example.com%2Fback&scope=read_write&user_id=n", to)
	plain := a
	plain.CallbackURL = "http://api.example.com/woo/key"
	_, err = plain.URL()
	require.Error(t, err)
	without := a
	without.Nonce = ""
	_, err = without.URL()
	require.Error(t, err)
}

func TestDecodeGrant(t *testing.T) {
	t.Parallel()
	g, err := woo.DecodeGrant(read(t, "derived-wc-auth-callback.json"))
	require.NoError(t, err)
	require.Equal(t, "k7Qd0e3n-store-nonce", g.Nonce)
	for _, body := range []string{"", "{}", `{"user_id":"n","consumer_key":"x","consumer_secret":"cs_1"}`, `{"consumer_key":"ck_1","consumer_secret":"cs_1"}`} {
		_, err := woo.DecodeGrant([]byte(body))
		require.ErrorIs(t, err, woo.ErrGrant, body)
	}
}
