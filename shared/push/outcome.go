package push

import (
	"errors"
	"time"

	"onward/shared/order"
	"onward/shared/store"
)

// Waits after which a store in trouble is tried again; the order's own backoff applies besides.
const (
	reconnectWait = 15 * time.Minute
	frozenWait    = time.Hour
)

// beforeActing is the outcome when nothing was sent yet: whatever went wrong, nothing happened.
func beforeActing(err error) order.TellAnswered {
	a := outcome(err)
	if a.Outcome == order.TellUnclear {
		a.Outcome = order.TellWait
	}
	return a
}

// afterActing is the outcome of a call that may have acted.
func afterActing(err error) order.TellAnswered {
	if _, ok := errors.AsType[*store.Error](err); !ok {
		return order.TellAnswered{Outcome: order.TellUnclear, Reason: "no answer"}
	}
	return outcome(err)
}

// outcome turns a store's error into what the core decides on. Each kind has its end: none loops.
func outcome(err error) order.TellAnswered {
	a := order.TellAnswered{Reason: reason(err), RetryAfter: store.RetryAfter(err)}
	switch store.KindOf(err) {
	case store.Throttled, store.Temporary, store.Held:
		a.Outcome = order.TellWait
	case store.Unauthorized, store.MissingScope, store.Firewall, store.Gone:
		a.Outcome, a.RetryAfter = order.TellWait, max(a.RetryAfter, reconnectWait)
	case store.Frozen, store.Locked:
		a.Outcome, a.RetryAfter = order.TellWait, max(a.RetryAfter, frozenWait)
	case store.Unclear:
		a.Outcome = order.TellUnclear
	case store.Changed, store.Exists, store.NotFound:
		a.Outcome = order.TellChanged
	case store.Refused:
		a.Outcome = order.TellRefused
	default:
		a.Outcome = order.TellUnclear
	}
	return a
}

func reason(err error) string {
	var e *store.Error
	if !errors.As(err, &e) {
		return string(store.Temporary)
	}
	if e.Kind == store.Refused && e.Code == string(order.BlockForeignLocation) {
		return e.Code // a state with a name and a way out of its own
	}
	s := string(e.Kind)
	if e.Code != "" {
		s += " " + e.Code
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	return s
}
