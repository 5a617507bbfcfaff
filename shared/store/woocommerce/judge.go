package woocommerce

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onward/shared/safedial"
)

// cleanJSON finds the JSON of an answer that may have PHP warnings or a byte
// order mark in front, or text behind. body is nil when there is no JSON.
func cleanJSON(raw []byte) (body []byte, noise string) {
	trimmed := bytes.TrimSpace(raw)
	if rest, ok := bytes.CutPrefix(trimmed, []byte("\xef\xbb\xbf")); ok {
		trimmed, noise = bytes.TrimSpace(rest), "byte order mark"
	}
	if json.Valid(trimmed) && len(trimmed) > 0 {
		return trimmed, noise
	}
	if looksHTML(trimmed) {
		return nil, ""
	}
	// A warning may itself hold brackets ("Array [0]"), so each is tried, within a bound.
	for at, tries := 0, 0; tries < 50; tries++ {
		i := bytes.IndexAny(trimmed[at:], "{[")
		if i < 0 {
			return nil, ""
		}
		at += i
		var value json.RawMessage
		dec := json.NewDecoder(bytes.NewReader(trimmed[at:]))
		if dec.Decode(&value) == nil && (at+int(dec.InputOffset()) == len(trimmed) || len(value) > 40) {
			return value, "text around JSON"
		}
		at++
	}
	return nil, ""
}

func looksHTML(b []byte) bool {
	head := bytes.ToLower(b[:min(len(b), 512)])
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.Contains(head, []byte("<html"))
}

// restError is the shape of WordPress' errors; code may be a number.
type restError struct {
	Code    *flexString `json:"code"`
	Message *flexString `json:"message"`
}

// judge turns an answer that is no success into a typed error.
func (c *Client) judge(cl call, resp *http.Response, body, raw []byte) error {
	e := &Error{Op: cl.op, Status: resp.StatusCode, RetryAfter: c.retryAfter(resp.Header)}
	var said restError
	isREST := body != nil && json.Unmarshal(body, &said) == nil && said.Code != nil && said.Message != nil
	if isREST {
		e.Code, e.Message = string(*said.Code), short(plain(string(*said.Message)))
	}
	e.Kind = kindOf(cl.write, resp.StatusCode, e.Code, isREST)
	if e.Kind == KindFirewall && resp.StatusCode < 300 && !looksHTML(raw) {
		e.Kind, e.Err = KindMalformed, errors.New("answer is cut off or no JSON")
	}
	return e
}

// kindOf is the table of what statuses mean. isREST tells WordPress' own
// answers from pages of whatever stands in front of it.
func kindOf(write bool, status int, code string, isREST bool) Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return KindThrottled
	case status < 300:
		// A success without JSON: a challenge page, or PHP died while answering.
		return unclearIf(write, KindFirewall)
	case status == http.StatusUnauthorized, status == http.StatusForbidden && isREST:
		return KindUnauthorized
	case status == http.StatusNotFound && !isREST, code == "rest_no_route":
		return KindNoRoute
	case strings.HasSuffix(code, "_invalid_id"), status == http.StatusNotFound:
		return KindNotFound // an unknown order is 404 on GET and 400 on PUT
	case status == http.StatusNotImplemented:
		return KindRefused
	case status >= 500:
		return unclearIf(write, KindTemporary)
	case isREST, status == http.StatusPaymentRequired, status == http.StatusLocked:
		return KindRefused // the last two are the host's word, page or not: the site is switched off
	default:
		return KindFirewall // 403, 406 and the like with a page: WordPress was not reached
	}
}

// retryAfter reads seconds or a date; more than a day is taken for a day.
func (c *Client) retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	wait := time.Duration(0)
	if n, err := strconv.Atoi(v); err == nil {
		wait = time.Duration(min(max(n, 0), 86400)) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		wait = at.Sub(c.now())
	}
	return min(max(wait, 0), 24*time.Hour)
}

// neverSent recognises refusals of our own dialer, and of the store's certificate.
func neverSent(err error) bool {
	var certificate *tls.CertificateVerificationError
	return errors.Is(err, safedial.ErrForbiddenAddress) || errors.Is(err, safedial.ErrForbiddenURL) ||
		errors.As(err, &certificate)
}

func short(s string) string {
	const limit = 200
	if len(s) <= limit {
		return s
	}
	s = s[:limit]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}
