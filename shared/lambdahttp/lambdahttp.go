// Package lambdahttp lets an http.Handler answer API Gateway's HTTP API events (payload version 2.0).
package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// Handler is the function that Lambda calls.
type Handler func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// New adapts a handler. A request that can't be rebuilt is answered with 400: there is nothing to retry.
func New(h http.Handler) Handler {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		r, err := request(ctx, event)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{
				StatusCode: http.StatusBadRequest, Headers: map[string]string{"Content-Type": "text/plain; charset=utf-8"},
				Body: http.StatusText(http.StatusBadRequest) + "\n",
			}, nil
		}
		w := &recorder{header: http.Header{}}
		h.ServeHTTP(w, r)
		return response(w), nil
	}
}

// request rebuilds the request with its raw body: signatures are made over those bytes.
func request(ctx context.Context, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(event.Body)
	if event.IsBase64Encoded {
		raw, err := base64.StdEncoding.DecodeString(event.Body)
		if err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
		body = raw
	}
	target := &url.URL{Path: path(event), RawQuery: event.RawQueryString}
	if unescaped, err := url.PathUnescape(target.Path); err == nil {
		target.RawPath, target.Path = target.Path, unescaped
	}
	r, err := http.NewRequestWithContext(ctx, event.RequestContext.HTTP.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	// Names come in lower case, several values of one name joined by commas.
	for name, value := range event.Headers {
		r.Header.Set(name, value)
	}
	if len(event.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	r.Host = event.RequestContext.DomainName
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	r.RemoteAddr = event.RequestContext.HTTP.SourceIP + ":0"
	r.RequestURI = target.RequestURI()
	return r, nil
}

// path is the path below the stage.
func path(event events.APIGatewayV2HTTPRequest) string {
	p := event.RawPath
	if stage := event.RequestContext.Stage; stage != "" && stage != "$default" {
		p = strings.TrimPrefix(p, "/"+stage)
	}
	if p == "" {
		return "/"
	}
	return p
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func response(w *recorder) events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	out := events.APIGatewayV2HTTPResponse{StatusCode: w.status, Headers: map[string]string{}}
	for name, values := range w.header {
		if name == "Set-Cookie" {
			out.Cookies = append(out.Cookies, values...)
			continue
		}
		out.Headers[name] = strings.Join(values, ", ")
	}
	if body := w.body.Bytes(); utf8.Valid(body) {
		out.Body = string(body)
	} else {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return out
}
