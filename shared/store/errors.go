package store

import (
	"errors"
	"fmt"
	"time"
)

// Errors of webhooks.
var (
	// ErrForged: the signature does not fit. Answer 401.
	ErrForged = errors.New("webhook signature does not fit")
	// ErrForeign: signed, but sent from another site than the one connected (a staging clone). Answer 403.
	ErrForeign = errors.New("webhook comes from another site")
	// ErrMalformed: required headers or the outer form are missing. Answer 400.
	ErrMalformed = errors.New("webhook is malformed")
	// ErrUnreadable: proven, and not what its topic promises. It goes to the dead letters with its reason.
	ErrUnreadable = errors.New("webhook cannot be read")
	// ErrOversized: larger than any real delivery. Answer 413.
	ErrOversized = errors.New("webhook is too large")
	// ErrKey: our own key is unusable. Answer 500, so that the platform tries again.
	ErrKey = errors.New("webhook key is unusable")
)

// Kind is what a store's refusal means for the caller.
type Kind string

// The kinds of error.
const (
	// Throttled: too many calls; try again after RetryAfter. Nothing happened.
	Throttled Kind = "throttled"
	// Temporary: the store is down or slow. Nothing happened (reads), or it was refused before acting.
	Temporary Kind = "temporary"
	// Unclear: a write whose outcome is unknown.
	Unclear Kind = "unclear"
	// Unauthorized: the credentials do not work any more; the merchant must connect again.
	Unauthorized Kind = "unauthorized"
	// MissingScope: the credentials lack a permission; Code names it.
	MissingScope Kind = "missing_scope"
	// Frozen: the shop's plan has lapsed (402). Locked: the platform locked the shop (423).
	Frozen Kind = "frozen"
	Locked Kind = "locked"
	// Firewall: a page that is not the store's API answered.
	Firewall Kind = "firewall"
	// Gone: the shop, or the app in it, does not exist any more.
	Gone Kind = "gone"
	// NotFound: the order or fulfilment is not there.
	NotFound Kind = "not_found"
	// Held: the store holds the order back for the moment.
	Held Kind = "held"
	// Changed: what was to be fulfilled does not fit what the store holds; read again.
	Changed Kind = "changed"
	// Exists: the store says that it has this already; read and compare.
	Exists Kind = "exists"
	// Refused: the store refuses for good; Code and Message say why.
	Refused Kind = "refused"
)

// Error is a store's answer that is not success.
type Error struct {
	Kind Kind
	// Op is what was tried, such as "shopify fulfillmentCreate".
	Op      string
	Code    string
	Message string
	// Status is the HTTP status, 0 when there was no answer.
	Status     int
	RetryAfter time.Duration
	Err        error
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s: %s", e.Op, e.Kind)
	if e.Code != "" {
		s += " " + e.Code
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of err; Temporary for errors that are not a store's (a cancelled context, say).
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Temporary
}

// RetryAfter is the wait that the store asked for, 0 when it did not.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// KindOrNone is the kind of err, or nothing when there is none; for logs.
func KindOrNone(err error) Kind {
	if err == nil {
		return ""
	}
	return KindOf(err)
}
