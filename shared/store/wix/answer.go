package wix

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"
)

// backOff is the wait after a 429 that names none. Wix counts by the minute.
const backOff = time.Minute

// unanswered classifies a call without an answer. Only where no connection was
// made is it sure that nothing happened.
func unanswered(op operation, err error) *Error {
	var dial *net.OpError
	f := Temporary
	if op.writes && (!errors.As(err, &dial) || dial.Op != "dial") {
		f = Unclear
	}
	return &Error{Failure: f, Operation: op.name, cause: err}
}

// failed classifies an answer other than 2xx.
func failed(op operation, res *http.Response, body []byte, now time.Time) *Error {
	e := &Error{Operation: op.name, Status: res.StatusCode, RequestID: res.Header.Get("X-Wix-Request-Id")}
	var r refusal
	own := r.read(body)
	if own {
		e.Code, e.Fields = r.code(), r.fields()
	}
	switch {
	case e.Code == codeTrackingExists:
		e.Failure = TrackingExists
	case res.StatusCode == http.StatusTooManyRequests:
		e.Failure, e.RetryAfter = Throttled, retryAfter(res.Header.Get("Retry-After"), now)
	case res.StatusCode == http.StatusUnauthorized:
		e.Failure = Unauthorized
	case res.StatusCode >= 500 || !own || res.StatusCode < 400:
		// Not Wix speaking, or not knowing what it did.
		e.Failure = op.doubt()
	case res.StatusCode == http.StatusForbidden:
		e.Failure = NoAccess
	case res.StatusCode == http.StatusNotFound:
		e.Failure = NotFound
	case res.StatusCode == http.StatusConflict:
		e.Failure = Conflict
	default:
		e.Failure = Refused
	}
	return e
}

// retryAfter reads seconds or a date.
func retryAfter(header string, now time.Time) time.Duration {
	if s, err := strconv.Atoi(header); err == nil && s > 0 {
		return time.Duration(s) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return backOff
}
