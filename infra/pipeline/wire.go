package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
)

// wire carries HTTP calls to the handlers behind their hosts, in the caller's own thread, with a point at every call.
type wire struct {
	runs  *runs
	hosts map[string]http.Handler
	// name says what a request is, for the point.
	name func(*http.Request, []byte) string
}

// RoundTrip implements [http.RoundTripper].
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	handler, ok := w.hosts[r.URL.Host]
	if !ok {
		return nil, fmt.Errorf("no host %q", r.URL.Host)
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	if r.URL.Host == onwardHost {
		return serve(handler, r, body) // the outside calls us: no point of ours
	}
	f, err := w.runs.enter("call " + w.name(r, body))
	if err != nil {
		return nil, err
	}
	if resp := w.runs.outage.answer(r); resp != nil {
		return resp, nil
	}
	switch f {
	case Busy:
		return answer(r, http.StatusServiceUnavailable, "text/html", "<html>busy</html>"), nil
	case Limited:
		resp := answer(r, http.StatusTooManyRequests, "text/plain", "slow down")
		resp.Header.Set("Retry-After", "3")
		return resp, nil
	case Garbage:
		return answer(r, http.StatusOK, "text/html", "<!doctype html><title>Just a moment</title>"), nil
	case FailBefore:
		return nil, errStruck
	case FailAfter, GarbageAfter, KillBefore, KillAfter:
	}
	resp, err := serve(handler, r, body)
	if err != nil {
		return nil, err
	}
	if f == GarbageAfter {
		return answer(r, http.StatusOK, "text/html", "<!doctype html><title>Just a moment</title>"), nil
	}
	if err := w.runs.leave(f); err != nil {
		return nil, err
	}
	return resp, nil
}

// serve has a handler answer. One that ends the connection has not answered; one that ends it within its answer has the
// reader meet the end.
func serve(handler http.Handler, r *http.Request, body []byte) (resp *http.Response, err error) {
	in := r.Clone(r.Context())
	in.Body, in.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	in.RequestURI = r.URL.RequestURI()
	in.Header = http.Header{}
	for name, values := range r.Header {
		in.Header[http.CanonicalHeaderKey(name)] = values // as they arrive
	}
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	recorder := httptest.NewRecorder()
	aborted := false
	func() {
		defer func() {
			if v := recover(); v != nil {
				e, ok := v.(error)
				if !ok || !errors.Is(e, http.ErrAbortHandler) {
					panic(v)
				}
				aborted = true
			}
		}()
		handler.ServeHTTP(recorder, in)
	}()
	resp = recorder.Result()
	resp.Request = r
	if !aborted {
		return resp, nil
	}
	if recorder.Body.Len() == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	resp.Body = io.NopCloser(io.MultiReader(resp.Body, broken{}))
	return resp, nil
}

// broken is the rest of an answer that broke off.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func answer(r *http.Request, status int, kind, text string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: strconv.Itoa(status) + " " + http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: r,
	}
}
