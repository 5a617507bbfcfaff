// Package outcome is how a handler says what is to become of its message: nil is done, and any error
// that is none of these asks for another try.
package outcome

import (
	"errors"
	"time"
)

type snooze struct{ after time.Duration }

func (s *snooze) Error() string { return "snooze for " + s.after.String() }

type permanent struct{ err error }

func (p *permanent) Error() string { return "permanent: " + p.err.Error() }
func (p *permanent) Unwrap() error { return p.err }

// Snooze asks for another try after a while, without anything having gone wrong.
func Snooze(after time.Duration) error { return &snooze{after: max(after, 0)} }

// Permanent says that no further try can help. Permanent of nil is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanent{err: err}
}

// AsSnooze finds a [Snooze] in err.
func AsSnooze(err error) (after time.Duration, ok bool) {
	if s, ok := errors.AsType[*snooze](err); ok {
		return s.after, true
	}
	return 0, false
}

// AsPermanent finds a [Permanent] in err and gives its reason.
func AsPermanent(err error) (reason error, ok bool) { //nolint:revive // the reason is the answer, not a failure of asking
	if p, ok := errors.AsType[*permanent](err); ok {
		return p.err, true
	}
	return nil, false
}

// Kind names an outcome for logs and metrics.
type Kind string

// The kinds of outcome.
const (
	Done     Kind = "done"
	Snoozed  Kind = "snooze"
	Refused  Kind = "permanent"
	Retrying Kind = "retry"
)

// Of tells which outcome an error is. Permanent wins over snooze where an error holds both.
func Of(err error) Kind {
	if err == nil {
		return Done
	}
	if _, ok := AsPermanent(err); ok {
		return Refused
	}
	if _, ok := AsSnooze(err); ok {
		return Snoozed
	}
	return Retrying
}
