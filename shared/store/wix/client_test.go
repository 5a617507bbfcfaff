package wix_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/store/wix"
)

func TestTokenIsMadeOnceAndObeysItsEnd(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *sim.Options) { o.TokenLife = time.Hour })
	id := s.buy(t, twoLines())
	read := func() {
		_, err := s.site.Order(t.Context(), id)
		require.NoError(t, err)
	}
	read()
	read()
	require.Equal(t, 1, s.Counters().Calls["token"][http.StatusOK])
	s.clock.add(58 * time.Minute)
	read()
	require.Equal(t, 1, s.Counters().Calls["token"][http.StatusOK])
	s.clock.add(90 * time.Second)
	read()
	require.Equal(t, 2, s.Counters().Calls["token"][http.StatusOK], "replaced before it ends")
	require.Zero(t, s.Counters().Calls["get-order"][http.StatusUnauthorized])
	_, err := s.client.Site(siteB).Order(t.Context(), id)
	require.Equal(t, wix.NotFound, wix.FailureOf(err), "another site's order")
	require.Equal(t, 3, s.Counters().Calls["token"][http.StatusOK], "each site has its own")
}

func TestRefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	_, err := s.site.Order(t.Context(), id)
	require.NoError(t, err)
	s.ExpireTokens()
	_, err = s.site.Order(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 2, s.Counters().Calls["token"][http.StatusOK])

	s.AddFault(sim.Fault{Operation: "get-order", Status: http.StatusUnauthorized, Times: -1})
	_, err = s.site.Order(t.Context(), id)
	require.Equal(t, wix.Unauthorized, wix.FailureOf(err))
	require.Equal(t, 3, s.Counters().Calls["token"][http.StatusOK])
	require.Equal(t, 1+2, s.Counters().Calls["get-order"][http.StatusUnauthorized], "asked twice, not for ever")
}

func TestRemovedAppAndWrongSecret(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	_, err := s.site.Order(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, s.Remove(siteA))
	_, err = s.site.Order(t.Context(), id)
	require.Equal(t, wix.NoAccess, wix.FailureOf(err), "the token is still good, the app is not")
	_, err = s.site.Order(t.Context(), id)
	require.Equal(t, wix.Removed, wix.FailureOf(err), "and there is no other")

	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client, err := wix.New(wix.Config{BaseURL: server.URL, AppID: "app", AppSecret: "wrong", Now: s.clock.now})
	require.NoError(t, err)
	_, err = client.Site(siteB).Order(t.Context(), id)
	require.Equal(t, wix.Unauthorized, wix.FailureOf(err), "our mistake, not this merchant's")
	require.NotContains(t, err.Error(), "wrong")
}

func TestTokenRequestIsTheDocumentedOne(t *testing.T) {
	t.Parallel()
	var got []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth2/token" {
			got, _ = io.ReadAll(r.Body)
			_, _ = w.Write([]byte(`{"access_token":"OauthNG.JWS.x","token_type":"Bearer","expires_in":14400}`))
			return
		}
		if r.Header.Get("Authorization") != "OauthNG.JWS.x" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(`{"order":{"id":"o"}}`))
	}))
	t.Cleanup(server.Close)
	client, err := wix.New(wix.Config{BaseURL: server.URL, AppID: "11111111-2222-3333-4444-555555555555", AppSecret: "app-secret"})
	require.NoError(t, err)
	_, err = client.Site(siteA).Order(t.Context(), "o")
	require.NoError(t, err)
	require.JSONEq(t, string(member(t, "oauth-token.json", "request")), string(got))
}

func TestLimitOfCalls(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	throttled, served := 0, 0
	// Five calls a second for two minutes, of one site; the other is not touched by it.
	for range 600 {
		_, err := s.site.Order(t.Context(), id)
		if err != nil {
			var e *wix.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, wix.Throttled, e.Failure)
			require.Positive(t, e.RetryAfter)
			require.LessOrEqual(t, e.RetryAfter, time.Minute)
			throttled++
		} else {
			served++
		}
		s.clock.add(200 * time.Millisecond)
	}
	require.Zero(t, s.Counters().Calls["get-order"][http.StatusTooManyRequests], "Wix never had to say no")
	require.GreaterOrEqual(t, served, 290)
	require.Positive(t, throttled)
	_, err := s.client.Site(siteB).Fulfilments(t.Context(), id)
	require.Equal(t, wix.NotFound, wix.FailureOf(err))
}

func TestWixThrottles(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{"": time.Minute, "7": 7 * time.Second, "soon": time.Minute, "Mon, 02 Nov 2026 10:00:30 GMT": 30 * time.Second} {
		s := open(t, nil)
		id := s.buy(t, twoLines())
		s.AddFault(sim.Fault{Operation: "get-order", Status: http.StatusTooManyRequests, RetryAfter: header})
		_, err := s.site.Order(t.Context(), id)
		e, ok := errors.AsType[*wix.Error](err)
		require.True(t, ok, header)
		require.Equal(t, wix.Throttled, e.Failure)
		require.Equal(t, want, e.RetryAfter, header)
		calls := s.Counters().Calls["get-order"]
		_, err = s.site.Order(t.Context(), id)
		require.Equal(t, wix.Throttled, wix.FailureOf(err), "and is not asked before it is time")
		require.Equal(t, calls, s.Counters().Calls["get-order"])
		s.clock.add(want)
		_, err = s.site.Order(t.Context(), id)
		require.NoError(t, err)
	}
}

// TestFailures states what each answer means, for a read and for a write.
func TestFailures(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Wix-Request-Id", "r-1")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	const html = "<html>error</html>"
	exists := string(member(t, "errors.json", "applicationError"))
	validation := string(member(t, "errors.json", "validationError"))
	missing := string(member(t, "errors.json", "notFound"))
	for name, tc := range map[string]struct {
		answer      http.HandlerFunc
		read, write wix.Failure
		code        string
	}{
		"number exists, 400":      {answer(400, exists), wix.TrackingExists, wix.TrackingExists, "TRACKING_NUMBER_ALREADY_EXISTS"},
		"number exists, 409":      {answer(409, exists), wix.TrackingExists, wix.TrackingExists, "TRACKING_NUMBER_ALREADY_EXISTS"},
		"validation":              {answer(400, validation), wix.Refused, wix.Refused, ""},
		"order not found":         {answer(404, missing), wix.NotFound, wix.NotFound, "ORDER_NOT_FOUND"},
		"precondition":            {answer(428, `{"details":{"applicationError":{"code":"ORDER_IS_PENDING"}}}`), wix.Refused, wix.Refused, "ORDER_IS_PENDING"},
		"forbidden":               {answer(403, `{"message":"Forbidden"}`), wix.NoAccess, wix.NoAccess, ""},
		"conflict":                {answer(409, `{"message":"changed"}`), wix.Conflict, wix.Conflict, ""},
		"unauthorized":            {answer(401, ``), wix.Unauthorized, wix.Unauthorized, ""},
		"throttled with a page":   {answer(429, html), wix.Throttled, wix.Throttled, ""},
		"500":                     {answer(500, `{"message":"oops"}`), wix.Temporary, wix.Unclear, ""},
		"503 with a page":         {answer(503, html), wix.Temporary, wix.Unclear, ""},
		"403 with a page":         {answer(403, html), wix.Temporary, wix.Unclear, ""},
		"404 with a page":         {answer(404, html), wix.Temporary, wix.Unclear, ""},
		"200 with a page":         {answer(200, html), wix.Temporary, wix.Unclear, ""},
		"200 with something else": {answer(200, `{}`), wix.Temporary, wix.Unclear, ""},
		"redirect":                {answer(302, ``), wix.Temporary, wix.Unclear, ""},
		"cut off":                 {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, wix.Temporary, wix.Unclear, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := answering(t, tc.answer)
			_, err := site.Order(t.Context(), "o-1")
			require.Equal(t, tc.read, wix.FailureOf(err))
			site = answering(t, tc.answer)
			_, _, err = site.CreateFulfilment(t.Context(), "o-1", shipment("RA200014005TR", wix.FulfilledLine{ID: line1, Quantity: 1}))
			require.Equal(t, tc.write, wix.FailureOf(err))
			e, ok := errors.AsType[*wix.Error](err)
			require.True(t, ok)
			require.Equal(t, tc.code, e.Code)
			for _, private := range []string{"o-1", "RA200014005TR", "127.0.0.1", "html"} {
				require.NotContains(t, err.Error(), private)
			}
		})
	}
}

func TestNoConnectionIsNoDoubt(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"access_token":"t","expires_in":14400,"order":{"id":"o"}}`))
	}))
	client, err := wix.New(wix.Config{BaseURL: server.URL, AppID: "app", AppSecret: "secret"})
	require.NoError(t, err)
	site := client.Site(siteA)
	_, err = site.Order(t.Context(), "o")
	require.NoError(t, err)
	server.Close()
	_, _, err = site.CreateFulfilment(t.Context(), "o", shipment("RA200014005TR", wix.FulfilledLine{ID: line1, Quantity: 1}))
	require.Equal(t, wix.Temporary, wix.FailureOf(err))
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	for _, cfg := range []wix.Config{{}, {AppID: "a"}, {AppSecret: "s"}, {AppID: "a", AppSecret: "s", BaseURL: "not an address"}} {
		_, err := wix.New(cfg)
		require.Error(t, err)
	}
	_, err := wix.New(wix.Config{AppID: "a", AppSecret: "s"})
	require.NoError(t, err)
}
