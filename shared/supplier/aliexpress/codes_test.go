package aliexpress

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body        string
		read, write Kind
		retryAfter  time.Duration
	}{
		"numeric code":         {`{"error_response":{"code":15,"sub_code":"isp.unknown-error","msg":"Remote service error"}}`, Temporary, Unclear, 0},
		"agreement not signed": {`{"error_response":{"code":15,"sub_code":"isv.account-migration-check-fail"}}`, Refused, Refused, 0},
		"no permission":        {`{"error_response":{"code":"InsufficientPermission","type":"ISV"}}`, Refused, Refused, 0},
		"bad session":          {`{"error_response":{"code":"InvalidSession"}}`, TokenExpired, TokenExpired, 0},
		"bad refresh token":    {`{"type":"ISV","code":"IllegalRefreshToken","message":"x"}`, ConsentNeeded, ConsentNeeded, 0},
		"bad code":             {`{"type":"ISV","code":"InvalidCode","message":"x"}`, ConsentNeeded, ConsentNeeded, 0},
		"missing parameter":    {`{"error_response":{"code":"MissingParameter","msg":"product_id"}}`, NotRun, NotRun, 0},
		"long ban":             {`{"error_response":{"code":"ApiCallLimit","msg":"Api access frequency exceeds the limit. this ban will last 27 seconds"}}`, NotRun, NotRun, 27200 * time.Millisecond},
		"limit without a time": {`{"error_response":{"code":"AppApiCallLimit","msg":"limit"}}`, NotRun, NotRun, time.Hour},
		"older gateway's ban":  {`{"error_response":{"code":7,"sub_code":"accesscontrol.limited-by-app-api-access-count","msg":"App Call Limited","sub_msg":"This ban will last for 12 more seconds"}}`, NotRun, NotRun, 12200 * time.Millisecond},
		"service unavailable":  {`{"error_response":{"code":"ServiceUnavailable","type":"ISP"}}`, Temporary, Unclear, 0},
		"never heard of":       {`{"error_response":{"code":"Surprise","type":"SYSTEM"}}`, Temporary, Unclear, 0},
		"garbage":              {`<html>gateway</html>`, Temporary, Unclear, 0},
		"empty":                {``, Temporary, Unclear, 0},
		"another object":       {`{"hello":"world"}`, Temporary, Unclear, 0},
		"no result":            {`{"aliexpress_x_response":{"request_id":"1"}}`, Temporary, Unclear, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReplay(t, test.body)
			_, err := r.client.GetOrder(t.Context(), testSession, "1")
			read := requireError(t, err)
			require.Equal(t, test.read.String(), read.Kind.String())
			require.Equal(t, test.retryAfter, read.RetryAfter)
			_, err = r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
			require.Equal(t, test.write.String(), requireError(t, err).Kind.String())
		})
	}
}

func TestInfrastructureIsNotBelieved(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusTemporaryRedirect} {
		r := newReplay(t, sample(t, "error_api_call_limit.json"))
		r.status = status
		_, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		require.Equal(t, Unclear, requireError(t, err).Kind, status)
		_, err = r.client.GetTracking(t.Context(), testSession, "1")
		require.Equal(t, Temporary, requireError(t, err).Kind, status)
		require.Len(t, r.seen, 2, "nothing is sent twice")
	}
}

func TestBrokenAndMissingConnections(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	config := Config{
		AppKey: testKey, AppSecret: testSecret, SyncURL: server.URL + "/sync",
		HTTP: server.Client(), Now: func() time.Time { return testNow },
	}
	client, err := New(config)
	require.NoError(t, err)
	_, err = client.PlaceOrder(t.Context(), testSession, OrderContent{})
	e := requireError(t, err)
	require.Equal(t, Unclear, e.Kind, "the request may have arrived")
	require.NotContains(t, err.Error(), server.URL)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.PlaceOrder(ctx, testSession, OrderContent{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, Unclear, requireError(t, err).Kind)

	server.Close()
	_, err = client.PlaceOrder(t.Context(), testSession, OrderContent{})
	e = requireError(t, err)
	require.Equal(t, NotRun, e.Kind, "no connection, so no request")
	require.Positive(t, e.RetryAfter)
}
