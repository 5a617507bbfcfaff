package lambdahttp_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/lambdahttp"
)

func event(method, path, query string) events.APIGatewayV2HTTPRequest {
	var e events.APIGatewayV2HTTPRequest
	e.Version, e.RawPath, e.RawQueryString = "2.0", path, query
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.SourceIP = method, "192.0.2.7"
	e.RequestContext.Stage, e.RequestContext.DomainName = "$default", "api.example.com"
	return e
}

func TestRequest(t *testing.T) {
	t.Parallel()
	staged := func(path, stage string) events.APIGatewayV2HTTPRequest {
		e := event("GET", path, "")
		e.RequestContext.Stage = stage
		return e
	}
	cases := []struct {
		name, path, escaped string
		event               events.APIGatewayV2HTTPRequest
	}{
		{"plain", "/v1/orders", "/v1/orders", event("GET", "/v1/orders", "tab=all")},
		{"escaped slash stays escaped", "/v1/a/b", "/v1/a%2Fb", event("GET", "/v1/a%2Fb", "")},
		{"unescaped space", "/v1/a b", "/v1/a%20b", event("GET", "/v1/a b", "")},
		{"stage is cut off", "/v1/x", "/v1/x", staged("/prod/v1/x", "prod")},
		{"stage alone", "/", "/", staged("/prod", "prod")},
		{"a path that only begins like the stage", "/production", "/production", staged("/production", "prod")},
		{"default stage is not in the path", "/$default/x", "/$default/x", staged("/$default/x", "$default")},
		{"stage before an escaped slash", "/a/b", "/a%2Fb", staged("/prod/a%2Fb", "prod")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := lambdahttp.Request(t.Context(), c.event)
			require.NoError(t, err)
			assert.Equal(t, c.path, r.URL.Path)
			assert.Equal(t, c.escaped, r.URL.EscapedPath())
			assert.Equal(t, c.event.RawQueryString, r.URL.RawQuery)
			assert.Equal(t, "api.example.com", r.Host)
			assert.Equal(t, "192.0.2.7", r.RemoteAddr)
		})
	}
}

func TestBodiesHeadersAndCookiesGoThroughUnchanged(t *testing.T) {
	t.Parallel()
	raw := []byte{0, 1, 0xff, '\n', 0xc3}
	handler := lambdahttp.Handle(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, raw, body)
		assert.EqualValues(t, len(raw), r.ContentLength)
		cookie, err := r.Cookie("b")
		assert.NoError(t, err)
		assert.Equal(t, "2", cookie.Value)
		assert.Equal(t, "a, b", r.Header.Get("X-Many"))
		http.SetCookie(w, &http.Cookie{Name: "one", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "two", Value: "2"})
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Cookie")
		w.Header().Set("Content-Type", "image/png")
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("X-Late", "lost")
		_, err = w.Write(raw)
		assert.NoError(t, err)
	}))
	e := event("POST", "/x", "")
	e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(raw), true
	e.Cookies = []string{"a=1", "b=2"}
	e.Headers = map[string]string{"x-many": "a, b"}
	out, err := handler(t.Context(), e)
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, out.StatusCode)
	assert.Equal(t, []string{"one=1", "two=2"}, out.Cookies)
	assert.Equal(t, "Accept, Cookie", out.Headers["Vary"])
	assert.NotContains(t, out.Headers, "X-Late")
	assert.NotContains(t, out.Headers, "Set-Cookie")
	require.True(t, out.IsBase64Encoded)
	body, err := base64.StdEncoding.DecodeString(out.Body)
	require.NoError(t, err)
	assert.Equal(t, raw, body)
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, kind, body string
		base64           bool
		status           int
	}{
		{"json", "application/problem+json", `{"a":"ü"}`, false, 200},
		{"html", "text/html; charset=utf-8", "<p>ü", false, 200},
		{"broken text", "text/plain", "\xff", true, 200},
		{"nothing", "", "", false, 204},
		{"guessed", "", "<!doctype html><p>x", false, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, err := lambdahttp.Handle(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if c.kind != "" {
					w.Header().Set("Content-Type", c.kind)
				}
				if c.status != 0 {
					w.WriteHeader(c.status)
				}
				_, _ = io.WriteString(w, c.body)
			}))(t.Context(), event("GET", "/", ""))
			require.NoError(t, err)
			assert.Equal(t, c.base64, out.IsBase64Encoded)
			if !c.base64 {
				assert.Equal(t, c.body, out.Body)
			}
			assert.Equal(t, max(c.status, 200), out.StatusCode)
		})
	}
}

func TestABodyThatIsNoBase64IsTheClientsFault(t *testing.T) {
	t.Parallel()
	e := event("POST", "/", "")
	e.Body, e.IsBase64Encoded = "%%%", true
	out, err := lambdahttp.Handle(http.NotFoundHandler())(t.Context(), e)
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, out.StatusCode)
}
