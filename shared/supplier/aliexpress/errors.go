package aliexpress

import (
	"fmt"
	"strings"
	"time"
)

// Kind says what a caller may do after a failure.
type Kind int

// The kinds of failure.
const (
	// NotRun: refused at the gate, or never reached it. Nothing happened. With
	// RetryAfter the same request may be sent again then; without it the setup
	// must be mended first.
	NotRun Kind = iota + 1
	// TokenExpired: nothing happened; refresh the access token once and repeat.
	TokenExpired
	// ConsentNeeded: nothing happened; only the merchant can authorise anew.
	ConsentNeeded
	// Refused: the platform understood and declined, for Reason. Nothing was
	// created; repeating the same request gives the same answer.
	Refused
	// Unclear: a write whose outcome is not known. It may have happened.
	Unclear
	// Temporary: a read that failed for now.
	Temporary
	// NotVisible: a read of an order that is not this account's, unknown, or
	// younger than about ten seconds: these look the same.
	NotVisible
)

// String names the kind for logs.
func (k Kind) String() string {
	names := [...]string{"", "not run", "token expired", "consent needed", "refused", "unclear", "temporary", "not visible"}
	if k < 1 || int(k) >= len(names) {
		return "unknown"
	}
	return names[k]
}

// Error is the failure of one call.
type Error struct {
	Op         string        // the method called
	Kind       Kind          // what a caller may do
	Code       string        // the platform's own code, or "http 503" and the like
	SubCode    string        // the second code of a service behind the gateway
	Reason     Reason        // what is wrong, in our own words for it
	Field      string        // the request's field at fault, where the answer names one
	Message    string        // the platform's sentence, for the merchant
	Fix        string        // what the merchant or operator can do
	RetryAfter time.Duration // 0 = no time was given
	RequestID  string        // the platform's id of the request, for its support
	cause      error
}

// Error names the operation and codes. The platform's sentence is left out: it
// may repeat parts of an address.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "aliexpress %s: %s", e.Op, e.Kind)
	if e.Code != "" {
		fmt.Fprintf(&b, ": %s", e.Code)
	}
	if e.SubCode != "" {
		fmt.Fprintf(&b, " (%s)", e.SubCode)
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request %s]", e.RequestID)
	}
	return b.String()
}

// Unwrap gives the cause, so that a cancelled context is still recognised.
func (e *Error) Unwrap() error { return e.cause }

// NothingHappened reports whether the request certainly had no effect.
func (e *Error) NothingHappened() bool {
	switch e.Kind {
	case NotRun, TokenExpired, ConsentNeeded, Refused:
		return true
	case Unclear, Temporary, NotVisible:
	}
	return false
}
