package lambdahttp_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"onward/shared/lambdahttp"
)

func event(method, path, query, body string) events.APIGatewayV2HTTPRequest {
	return events.APIGatewayV2HTTPRequest{
		RawPath: path, RawQueryString: query, Body: body, Headers: map[string]string{"x-signature": "abc"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			Stage: "$default", DomainName: "api.example",
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method, SourceIP: "192.0.2.1"},
		},
	}
}

func TestBodyArrivesByteForByte(t *testing.T) {
	t.Parallel()
	raw := "{\"a\":\"\\u00e9 \xff\"}\n"
	h := lambdahttp.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if err != nil || string(got) != raw || r.Header.Get("X-Signature") != "abc" || r.URL.Query().Get("q") != "1 2" {
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	e := event(http.MethodPost, "/hooks/shopify", "q=1%202", base64.StdEncoding.EncodeToString([]byte(raw)))
	e.IsBase64Encoded = true
	out, err := h(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, out.StatusCode)
}

func TestEscapedPathCookiesAndBinaryAnswer(t *testing.T) {
	t.Parallel()
	h := lambdahttp.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("session")
		if err != nil || c.Value != "s1" || r.URL.Path != "/orders/a b" || r.URL.EscapedPath() != "/orders/a%20b" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
		_, _ = w.Write([]byte{0xff, 0x00})
	}))
	e := event(http.MethodGet, "/orders/a%20b", "", "")
	e.Cookies = []string{"session=s1", "other=2"}
	out, err := h(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, out.StatusCode)
	require.Equal(t, []string{"a=1", "b=2"}, out.Cookies)
	require.True(t, out.IsBase64Encoded)
	require.Equal(t, base64.StdEncoding.EncodeToString([]byte{0xff, 0x00}), out.Body)
}

func TestStageIsNotPartOfThePath(t *testing.T) {
	t.Parallel()
	h := lambdahttp.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) }))
	e := event(http.MethodGet, "/live/orders", "", "")
	e.RequestContext.Stage = "live"
	out, err := h(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, "/orders", out.Body)
}

func TestBrokenBodyIsRefusedOnce(t *testing.T) {
	t.Parallel()
	h := lambdahttp.New(http.NotFoundHandler())
	e := event(http.MethodPost, "/", "", "%%%")
	e.IsBase64Encoded = true
	out, err := h(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, http.StatusBadRequest, out.StatusCode)
}
