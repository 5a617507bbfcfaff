package woocommerce

import (
	"errors"
	"net/http"
	"strings"

	"onward/shared/store"
)

// CodeNoREST is the code where no REST interface of WordPress answers at the store's address.
const CodeNoREST = "no_rest_interface"

// asStore puts an error into the kinds that all platforms share.
func asStore(err error) error {
	if err == nil {
		return nil
	}
	var (
		e      *Error
		taken  *TakenError
		closed *NotCompletableError
		shared *store.Error
	)
	switch {
	case errors.As(err, &shared):
		return err
	case errors.As(err, &taken):
		return &store.Error{Op: "woocommerce fulfil", Kind: store.Changed, Code: "line_taken", Err: err}
	case errors.As(err, &closed):
		return &store.Error{Op: "woocommerce order", Kind: store.Changed, Code: "order_" + closed.Status, Err: err}
	case errors.As(err, &e):
		return e.store(err)
	default:
		return &store.Error{Op: "woocommerce", Kind: store.Refused, Err: err}
	}
}

func (e *Error) store(err error) error {
	out := &store.Error{
		Op: "woocommerce " + e.Op, Kind: store.Refused, Code: e.Code, Message: e.Message, Status: e.Status,
		RetryAfter: e.RetryAfter, Err: err,
	}
	switch e.Kind {
	case KindThrottled:
		out.Kind = store.Throttled
	case KindUnauthorized:
		out.Kind = store.Unauthorized
		if e.Status == http.StatusForbidden || strings.Contains(e.Message, "write permissions") {
			out.Kind = store.MissingScope
		}
	case KindFirewall:
		out.Kind = store.Firewall
	case KindMoved:
		out.Kind, out.Code = store.Firewall, "moved"
	case KindNoRoute:
		// WordPress answers without WooCommerce, or something answers without
		// WordPress: both are often for minutes only, so nothing is given up.
		out.Kind = store.Firewall
		if out.Code == "" {
			out.Code = CodeNoREST
		}
	case KindNotFound:
		out.Kind = store.NotFound
	case KindTemporary, KindMalformed:
		out.Kind = store.Temporary
	case KindUnclear:
		out.Kind = store.Unclear
	case KindRefused:
		// Not WooCommerce's own: a host says that the site, not the request, is at fault.
		switch e.Status {
		case http.StatusPaymentRequired:
			out.Kind = store.Frozen
		case http.StatusLocked:
			out.Kind = store.Locked
		}
	}
	return out
}
