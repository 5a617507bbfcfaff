package woocommerce

import (
	"errors"
	"strconv"
	"time"
)

// Kind says what an [Error] means for the caller.
type Kind string

// The kinds of error.
const (
	// KindThrottled: the host or its firewall wants fewer calls. Wait RetryAfter.
	KindThrottled Kind = "throttled"
	// KindUnauthorized: the key is not accepted, or has not the right. The store counts as disconnected.
	KindUnauthorized Kind = "unauthorized"
	// KindFirewall: something in front of the store answered with a page. Back off; the merchant may have to let us in.
	KindFirewall Kind = "firewall"
	// KindNotFound: the store answers, and has no such thing.
	KindNotFound Kind = "not_found"
	// KindNoRoute: the store has no such route (feature or plugin off, or no REST interface at all).
	KindNoRoute Kind = "no_route"
	// KindTemporary: nothing was done; trying later may work, after RetryAfter where the store says so.
	KindTemporary Kind = "temporary"
	// KindUnclear: a write may or may not have been done. Read before writing again.
	KindUnclear Kind = "unclear"
	// KindRefused: the store understood and says no, with Code and Message.
	KindRefused Kind = "refused"
	// KindMoved: the address answers with a redirect elsewhere (Message is the new address). The saved address must be corrected.
	KindMoved Kind = "moved"
	// KindMalformed: an answer that cannot be read as what it should be.
	KindMalformed Kind = "malformed"
)

// Error is a failed call to a store.
type Error struct {
	Op   string
	Kind Kind
	// Status is the HTTP status; 0 when no answer came.
	Status int
	// Code is the store's own code. It may be "0" for answers with the integer 0.
	Code string
	// Message is the store's own sentence, cut short. It may name the merchant's
	// things, so it is shown to the merchant and left out of Error.
	Message string
	// RetryAfter is how long the store asks to wait; 0 when it does not say.
	RetryAfter time.Duration
	Err        error
}

// Error names the operation and what went wrong, never an address or a body.
func (e *Error) Error() string {
	s := "woocommerce: " + e.Op + ": " + string(e.Kind)
	if e.Status != 0 {
		s += " (status " + strconv.Itoa(e.Status)
		if e.Code != "" {
			s += ", " + e.Code
		}
		s += ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of a store error, or "" when err is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}
