package woocommerce_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/safedial"
	woo "onward/shared/store/woocommerce"
)

func TestAccessIsFoundOutAndRemembered(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		set  func(*sim.Settings)
		want woo.Access
	}{
		"pretty, header":  {nil, woo.Access{}},
		"plain":           {func(s *sim.Settings) { s.PlainPermalinks = true }, woo.Access{PlainRoutes: true}},
		"header stripped": {func(s *sim.Settings) { s.StripsAuthorization = true }, woo.Access{QueryAuth: true}},
		"both":            {func(s *sim.Settings) { s.PlainPermalinks, s.StripsAuthorization = true, true }, woo.Access{PlainRoutes: true, QueryAuth: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, tt.set)
			require.NoError(t, s.client.Prove(t.Context()))
			require.Equal(t, tt.want, s.client.Access())

			// The next client is told and needs no second call.
			before := s.calls()["GET /wc/v3/orders"]
			known := s.newClient(s.client.Access())
			require.NoError(t, known.Prove(t.Context()))
			require.Equal(t, before+1, s.calls()["GET /wc/v3/orders"])
		})
	}
}

func TestFaultsHaveTheirKinds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault       sim.Fault
		read, write woo.Kind
		retryAfter  time.Duration
	}{
		{sim.Fault{Kind: sim.FaultCutBefore, Times: 2}, woo.KindTemporary, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultCutAfter, Times: 2}, woo.KindTemporary, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultStatus, Status: 500}, woo.KindTemporary, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultStatusAfter, Status: 502}, woo.KindTemporary, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultStatus, Status: 508}, woo.KindTemporary, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultStatus, Status: 522}, woo.KindTemporary, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultStatus, Status: 406}, woo.KindFirewall, woo.KindFirewall, 0},
		{sim.Fault{Kind: sim.FaultFirewall}, woo.KindFirewall, woo.KindFirewall, 0},
		{sim.Fault{Kind: sim.FaultChallenge, Times: 2}, woo.KindFirewall, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultUnauthorized, Times: 2}, woo.KindUnauthorized, woo.KindUnauthorized, 0},
		{sim.Fault{Kind: sim.FaultThrottle, RetryAfter: 30}, woo.KindThrottled, woo.KindThrottled, 30 * time.Second},
		{sim.Fault{Kind: sim.FaultDown, RetryAfter: 600}, woo.KindTemporary, woo.KindUnclear, 10 * time.Minute},
		{sim.Fault{Kind: sim.FaultChallengeAfter, Times: 2}, woo.KindFirewall, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultHalf}, woo.KindMalformed, woo.KindUnclear, 0},
		{sim.Fault{Kind: sim.FaultForbidden}, woo.KindUnauthorized, woo.KindUnauthorized, 0},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.fault.Kind, tt.fault.Status), func(t *testing.T) {
			t.Parallel()
			s := newShop(t, nil)
			o := s.paid()
			s.fault(tt.fault)
			_, err := s.client.Order(t.Context(), o.ID)
			require.Equal(t, tt.read, woo.KindOf(err), "%v", err)
			var e *woo.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.retryAfter, e.RetryAfter)
			require.NotContains(t, err.Error(), s.access.Secret)

			s.do(http.MethodDelete, "/faults", nil)
			s.fault(tt.fault)
			_, err = s.client.AddNote(t.Context(), o.ID, "x", false)
			require.Equal(t, tt.write, woo.KindOf(err), "%v", err)

			s.do(http.MethodDelete, "/faults", nil)
			_, err = s.client.Order(t.Context(), o.ID)
			require.NoError(t, err, "well again")
		})
	}
}

func TestNoiseAroundJSONIsReadAndReported(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{sim.FaultWarning, sim.FaultBOM} {
		s := newShop(t, nil)
		o := s.paid()
		require.Empty(t, s.client.Noise())
		s.fault(sim.Fault{Kind: kind})
		again, err := s.client.Order(t.Context(), o.ID)
		require.NoError(t, err)
		require.Equal(t, o, again)
		require.NotEmpty(t, s.client.Noise())
	}
}

func TestRevokedKey(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.do(http.MethodPost, "/keys/revoke", nil)
	err := s.client.Prove(t.Context())
	require.Equal(t, woo.KindUnauthorized, woo.KindOf(err))
	require.Equal(t, 2, s.calls()["GET /wc/v3/orders"], "the other way once, not more")
	require.Equal(t, woo.Access{}, s.client.Access(), "what failed is not remembered")
}

// serve answers every call with h and gives a client for it.
func serve(t *testing.T, h http.HandlerFunc) *woo.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	client, err := woo.NewClient(woo.Config{
		Address: srv.URL, Key: "ck_a", Secret: "cs_topsecret", MaxBody: 1 << 16, Now: time.Now,
		HTTP: safedial.NewClient(safedial.Options{AllowLoopback: true}),
	})
	require.NoError(t, err)
	return client
}

func TestPublishedErrors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/derived-errors.json")
	require.NoError(t, err)
	var bodies map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &bodies))
	for file, name := range map[string]string{"error-no-route.json": "404NoRoute", "error-rest-term-invalid.json": "404Term"} {
		bodies[name], err = os.ReadFile("testdata/" + file)
		require.NoError(t, err)
	}
	bodies["400IntegerCode"] = json.RawMessage(`{"code":0,"message":"The fulfillment should contain at least one item.","data":{"status":400}}`)
	bodies["400UnknownOrderOnPut"] = json.RawMessage(`{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":400}}`)
	want := map[string]woo.Kind{
		"401BadSecret": woo.KindUnauthorized, "401NoRights": woo.KindUnauthorized, "404Order": woo.KindNotFound,
		"400Param": woo.KindRefused, "400WebhookTopic": woo.KindRefused, "404NoRoute": woo.KindNoRoute, "404Term": woo.KindNotFound,
		"400IntegerCode": woo.KindRefused, "400UnknownOrderOnPut": woo.KindNotFound,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, stated := want[name]
			require.True(t, stated, "every error has a stated outcome")
			client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				var status int
				_, err := fmt.Sscan(name[:3], &status)
				if err == nil {
					w.WriteHeader(status)
				}
				_, _ = w.Write(body)
			})
			_, err := client.Order(t.Context(), "727")
			require.Equal(t, kind, woo.KindOf(err))
			var e *woo.Error
			require.ErrorAs(t, err, &e)
			require.NotEmpty(t, e.Code)
			require.NotEmpty(t, e.Message)
		})
	}
}

func TestRedirectsOfStores(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(other.Close)
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/orders/1"):
			http.Redirect(w, r, "/wp-json/wc/v3/orders/2", http.StatusMovedPermanently)
		case strings.HasSuffix(r.URL.Path, "/orders/2"):
			_, _, authorized := r.BasicAuth()
			_, _ = fmt.Fprintf(w, `{"id":2,"status":"%v"}`, authorized)
		case strings.HasSuffix(r.URL.Path, "/orders/3"):
			http.Redirect(w, r, other.URL+"/wp-json/wc/v3/orders/3", http.StatusFound)
		case strings.HasSuffix(r.URL.Path, "/orders/4"):
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		default:
			http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
		}
	})
	o, err := client.Order(t.Context(), "1")
	require.NoError(t, err)
	require.Equal(t, "true", o.Status, "the key goes along on the same host")

	_, err = client.Order(t.Context(), "3")
	require.Equal(t, woo.KindMoved, woo.KindOf(err))
	var e *woo.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, other.URL, e.Message)
	require.Zero(t, elsewhere.Load())

	_, err = client.Order(t.Context(), "4")
	require.Equal(t, woo.KindTemporary, woo.KindOf(err))

	_, err = client.AddNote(t.Context(), "1", "x", true)
	require.Equal(t, woo.KindMoved, woo.KindOf(err), "writes are never repeated elsewhere")
}

func TestAnswersThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"too large": "[" + strings.Repeat(" ", 1<<17) + "]", "empty": "", "text": "OK", "array": "[]", "null": "null", "no order": `{"a":1}`,
	} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		_, err := client.Order(t.Context(), "1")
		require.Equal(t, woo.KindMalformed, woo.KindOf(err), "%s: %v", name, err)
		_, err = client.AddNote(t.Context(), "1", "x", true)
		if name != "null" && name != "no order" {
			require.Equal(t, woo.KindUnclear, woo.KindOf(err), "%s: %v", name, err)
		}
	}
}

func TestUnreachableStoreIsNotUnclear(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	for address, client := range map[string]*http.Client{
		srv.URL:                    safedial.NewClient(safedial.Options{AllowLoopback: true}),
		"https://10.0.0.1":         safedial.NewClient(safedial.Options{}),
		"https://169.254.169.254":  safedial.NewClient(safedial.Options{}),
		"https://[fd00:ec2::254]/": safedial.NewClient(safedial.Options{}),
	} {
		c, err := woo.NewClient(woo.Config{Address: address, Key: "ck_a", Secret: "cs_topsecret", Access: woo.Access{QueryAuth: true}, HTTP: client, Now: time.Now})
		require.NoError(t, err)
		_, err = c.AddNote(t.Context(), "1", "x", true)
		require.Equal(t, woo.KindTemporary, woo.KindOf(err), "%s: %v", address, err)
		require.NotContains(t, err.Error(), "topsecret")
	}
}

func TestNormalAddress(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"shop.example": "https://shop.example", "https://Shop.Example/": "https://shop.example",
		"https://shop.example/wp-admin/index.php?page=x#y": "https://shop.example",
		"https://shop.example/shop/wp-json/wc/v3":          "https://shop.example/shop",
		"https://shop.example:8443/a/../b/":                "https://shop.example:8443/b",
		"http://shop.example":                              "", "ftp://shop.example": "", "": "", "https://": "",
		"https://user:pw@shop.example": "", "https://localhost": "", "https://127.0.0.1": "", "javascript:alert(1)": "",
	} {
		got, err := woo.NormalAddress(typed, false)
		require.Equal(t, want, got, typed)
		require.Equal(t, want == "", err != nil, typed)
	}
	got, err := woo.NormalAddress("http://127.0.0.1:4012/sites/demo/", true)
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:4012/sites/demo", got)
	_, err = woo.NormalAddress("http://shop.example", true)
	require.ErrorIs(t, err, woo.ErrAddress)
}
