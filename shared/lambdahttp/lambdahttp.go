// Package lambdahttp lets an [http.Handler] answer for a Lambda function behind an API Gateway HTTP API (proxy
// events, payload format 2.0).
package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// Handle makes the function that Lambda calls with a request.
func Handle(h http.Handler) func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		r, err := Request(ctx, e)
		if err != nil {
			//nolint:nilerr // it is the client's fault, and the client is told
			return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusBadRequest, Body: "The request can't be read.\n"}, nil
		}
		w := &recorder{header: http.Header{}}
		h.ServeHTTP(w, r)
		return w.response(), nil
	}
}

// Request makes the request that an event describes. The body is as the client sent it, byte by byte.
func Request(ctx context.Context, e events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		plain, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, fmt.Errorf("request body: %w", err)
		}
		body = plain
	}
	target := &url.URL{Path: e.RawPath, RawQuery: e.RawQueryString}
	// RawPath is escaped at AWS and may come unescaped from a local gateway; either way it names one path.
	if plain, err := url.PathUnescape(e.RawPath); err == nil && plain != e.RawPath {
		target.Path, target.RawPath = plain, e.RawPath
	}
	withoutStage(target, e.RequestContext.Stage)
	r, err := http.NewRequestWithContext(ctx, e.RequestContext.HTTP.Method, target.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	for name, value := range e.Headers {
		r.Header.Set(name, value) // a header that was sent several times comes joined by commas
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	r.Host = r.Header.Get("Host")
	if r.Host == "" {
		r.Host = e.RequestContext.DomainName
	}
	r.RemoteAddr = e.RequestContext.HTTP.SourceIP
	r.RequestURI = target.RequestURI()
	return r, nil
}

// withoutStage cuts the stage off, which API Gateway puts before the path unless the stage is $default.
func withoutStage(u *url.URL, stage string) {
	if stage == "" || stage == "$default" {
		return
	}
	cut := func(path string) string {
		rest, ok := strings.CutPrefix(path, "/"+stage)
		if !ok || rest != "" && rest[0] != '/' {
			return path
		}
		return "/" + strings.TrimPrefix(rest, "/")
	}
	u.Path = cut(u.Path)
	if u.RawPath != "" {
		u.RawPath = cut(u.RawPath)
	}
}

// recorder collects an answer.
type recorder struct {
	header http.Header
	sent   http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status != 0 || status < http.StatusOK {
		return
	}
	w.status, w.sent = status, w.header.Clone()
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		if w.header.Get("Content-Type") == "" {
			w.header.Set("Content-Type", http.DetectContentType(p))
		}
		w.WriteHeader(http.StatusOK)
	}
	n, _ := w.body.Write(p) // never fails, as its documentation says
	return n, nil
}

// response makes the answer of what was collected. Cookies have a place of their own, for they can't be joined.
func (w *recorder) response() events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	out := events.APIGatewayV2HTTPResponse{StatusCode: w.status, Headers: make(map[string]string, len(w.sent))}
	for name, values := range w.sent {
		if name == "Set-Cookie" {
			out.Cookies = values
			continue
		}
		out.Headers[name] = strings.Join(values, ", ")
	}
	if isText(w.sent) && utf8.Valid(w.body.Bytes()) {
		out.Body = w.body.String()
		return out
	}
	out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(w.body.Bytes()), w.body.Len() > 0
	return out
}

// isText reports whether a body may travel as it is.
func isText(h http.Header) bool {
	if h.Get("Content-Encoding") != "" {
		return false
	}
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return h.Get("Content-Type") == ""
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "yaml") ||
		strings.HasSuffix(kind, "xml") || kind == "application/javascript"
}
