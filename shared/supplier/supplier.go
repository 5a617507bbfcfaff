// Package supplier is the seam to the platforms at which merchants buy. Every
// supplier's adapter implements [Client]; suppliertest holds the suite that each passes.
package supplier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
)

// Client is one connected supplier account. Its methods are safe for concurrent use.
// Every error is, or wraps, an [*Error] whose Kind the caller decides on.
type Client interface {
	// Place buys. The same request gives the same bytes on the wire, so that the
	// supplier can recognise a repeat. Order numbers in the answer mean that it exists.
	Place(ctx context.Context, r Request) (Placed, error)
	// Find looks for a purchase by its id, where the supplier can be asked.
	// found is false when it certainly does not exist. [ErrCannotFind] where there is nothing to ask.
	Find(ctx context.Context, purchase string) (orders []string, found bool, err error)
	// Report reads a supplier's order with its parcels.
	Report(ctx context.Context, orderID string) (order.Report, error)
}

// ErrCannotFind says that this supplier has no way to look a purchase up by its id.
var ErrCannotFind = errors.New("supplier has no look-up by purchase id")

// Request is a purchase as it is sent.
type Request struct {
	// ID is the purchase's id, by which the supplier recognises a repeat.
	ID     string
	ShipTo order.Address
	Note   string
	Items  []order.Item
	// FallbackPhone is used where the address has none and the supplier demands one.
	FallbackPhone string
}

// Placed is the supplier's acceptance.
type Placed struct {
	// Orders is the supplier's order numbers, at least one.
	Orders []string
	// Note is what the supplier remarked although it accepted (auto-pay failed, say).
	Note string
}

// Kind is what a supplier's refusal means for the caller.
type Kind string

// The kinds of error.
const (
	// NotRun: refused before any logic ran; safe to repeat after RetryAfter.
	NotRun Kind = "not_run"
	// Banned: the account or app called too often; nothing ran; wait RetryAfter.
	Banned Kind = "banned"
	// TokenExpired: nothing ran; refresh the token and repeat once.
	TokenExpired Kind = "token_expired"
	// ConsentNeeded: nothing ran; the merchant must connect the account again.
	ConsentNeeded Kind = "consent_needed"
	// Refused: the supplier decided against it; Reason says why.
	Refused Kind = "refused"
	// Repeated: the supplier has this purchase already and does not say under which number.
	Repeated Kind = "repeated"
	// Unclear: a purchase whose outcome is unknown.
	Unclear Kind = "unclear"
	// Temporary: a read that may work later.
	Temporary Kind = "temporary"
	// NotVisible: the order is not ours, unknown, or too young to be read.
	NotVisible Kind = "not_visible"
)

// Error is a supplier's answer that is not success.
type Error struct {
	Kind       Kind
	Op         string
	Reason     order.FailureReason
	Code       string
	Message    string
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

// As finds the supplier's error in err; an error that is none counts as Unclear,
// because a call may have been made.
func As(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Unclear, Op: "supplier", Err: err}
}
