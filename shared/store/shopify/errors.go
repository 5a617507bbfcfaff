package shopify

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what a failed call means for the caller.
type Kind string

// The kinds of failure.
const (
	// Temporary: not done, try again later.
	Temporary Kind = "temporary"
	// Unclear: a mutation may or may not have been done. Read what the shop holds before trying again.
	Unclear Kind = "unclear"
	// Throttled: not done, the shop's budget is used up. RetryAfter says for how long.
	Throttled Kind = "throttled"
	// Unauthorized: the token is dead. Refresh it once, then treat the shop as disconnected.
	Unauthorized Kind = "unauthorized"
	// ScopeMissing: the merchant has not granted what the call needs.
	ScopeMissing Kind = "scope missing"
	// Frozen: the shop is unpaid or closed. Park for hours.
	Frozen Kind = "frozen"
	// Locked: Shopify has locked the shop. Park for hours.
	Locked Kind = "locked"
	// Security: Shopify refuses the caller's address or traffic. Wait long.
	Security Kind = "security refusal"
	// NotFound: no such shop, version or object.
	NotFound Kind = "not found"
	// Refused: a business refusal; Reason says which.
	Refused Kind = "refused"
	// Invalid: the request itself is wrong and will never succeed.
	Invalid Kind = "invalid request"
)

// Error is the error of every call of this package.
type Error struct {
	// Op is the operation that failed.
	Op   string
	Kind Kind
	// Reason is set for Refused.
	Reason Reason
	// Code is Shopify's error code, empty when it gave none.
	Code string
	// Message is Shopify's own text. For Refused it names ids only and is part of Error(); for other kinds it may
	// echo what was sent and is kept out of it.
	Message string
	// Status is the HTTP status, 0 when no answer came.
	Status int
	// RetryAfter is how long to wait, 0 when Shopify did not say.
	RetryAfter time.Duration
	// RequestID is Shopify's id of the request, for its support.
	RequestID string
	// Denied lists the fields that were left out for want of a scope when the rest of the answer is usable.
	Denied []string
	// Err is the cause below, if any.
	Err error
}

// Error names the operation and the kind, never what was sent.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "shopify %s: %s", e.Op, e.Kind)
	if e.Reason != "" {
		fmt.Fprintf(&b, ": %s", e.Reason)
	}
	if e.Kind == Refused && e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Status != 0 && e.Status != 200 {
		fmt.Fprintf(&b, " (status %d)", e.Status)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, " (code %s)", e.Code)
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, " (retry after %s)", e.RetryAfter)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of err, or Temporary for an error that is not of this package.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Temporary
}

// ReasonOf returns the reason of a refusal, empty for anything else.
func ReasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}
