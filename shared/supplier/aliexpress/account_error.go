package aliexpress

import (
	"errors"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
)

// setupPause is the wait after a refusal that only a changed setup can mend.
const setupPause = 15 * time.Minute

// seamError turns this package's error into the seam's.
func seamError(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return &supplier.Error{Kind: supplier.Unclear, Op: "aliexpress", Err: err}
	}
	out := &supplier.Error{
		Kind: seamKind(e), Op: e.Op, Code: defaulted(e.SubCode, e.Code), Reason: failureReason(e.Reason),
		Message: e.Message, RetryAfter: e.RetryAfter, Err: e.cause,
	}
	if out.Kind == supplier.NotRun && out.RetryAfter == 0 {
		out.RetryAfter = setupPause
	}
	return out
}

func seamKind(e *Error) supplier.Kind {
	switch {
	case e.Reason == ReasonRepeated:
		return supplier.Repeated
	case e.Kind == NotRun && e.Reason == ReasonThrottled:
		return supplier.Banned
	}
	switch e.Kind {
	case NotRun:
		return supplier.NotRun
	case TokenExpired:
		return supplier.TokenExpired
	case ConsentNeeded:
		return supplier.ConsentNeeded
	case Refused:
		return supplier.Refused
	case Temporary:
		return supplier.Temporary
	case NotVisible:
		return supplier.NotVisible
	case Unclear:
	}
	return supplier.Unclear
}

// failureReason puts a reason into the words that all suppliers share.
func failureReason(r Reason) order.FailureReason {
	switch r {
	case ReasonAddress, ReasonTaxNumber:
		return order.FailAddress
	case ReasonCountry, ReasonNotShippable, ReasonNotSold:
		return order.FailNotShippable
	case ReasonShippingMethod:
		return order.FailShippingMethod
	case ReasonOutOfStock:
		return order.FailOutOfStock
	case ReasonProductGone:
		return order.FailProductGone
	case ReasonSKUGone:
		return order.FailSKUChanged
	case ReasonRepeated:
		return order.FailAlreadyRepeated
	case ReasonCurrency:
		return order.FailCurrency
	case ReasonBuyerAccount, ReasonAgreement, ReasonPermission:
		return order.FailAccount
	case ReasonAuthorization:
		return order.FailConsent
	case ReasonPromotion, ReasonRequest, ReasonSetup, ReasonThrottled, ReasonOutage, ReasonOther:
	}
	return order.FailOther
}

// noSession: without a token nothing was called, so nothing happened.
func noSession(op string, err error) error {
	if _, ours := errors.AsType[*supplier.Error](err); ours {
		return err
	}
	return &supplier.Error{Kind: supplier.NotRun, Op: op, Code: "no_token", RetryAfter: unreachablePause, Err: err}
}
