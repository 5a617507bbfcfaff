package connect

import (
	"errors"
	"net/http"

	"onward/shared/safedial"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// Error is why something could not be connected. Code is stable; ToDo says in a sentence or two what to do.
type Error struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	ToDo   string `json:"to_do"`
	// Names are what ToDo is about, such as missing scopes.
	Names []string `json:"names,omitempty"`
	// Err is the cause, for the log.
	Err error `json:"-"`
}

func (p *Error) Error() string {
	if p.Err != nil {
		return p.Code + ": " + p.Err.Error()
	}
	return p.Code
}

// Unwrap is the cause.
func (p *Error) Unwrap() error { return p.Err }

func problem(status int, code, toDo string) *Error {
	return &Error{Status: status, Code: code, ToDo: toDo}
}

func (p *Error) because(err error) *Error {
	p.Err = err
	return p
}

// problemOf makes a problem of any error. What is nobody's refusal is our own fault.
func problemOf(err error) *Error {
	if p, ok := errors.AsType[*Error](err); ok {
		return p
	}
	switch {
	case errors.Is(err, ErrSignedOut):
		return problem(http.StatusUnauthorized, "signed_out", "Sign in to Onward first, then begin again.")
	case errors.Is(err, table.ErrConflict):
		return problem(http.StatusConflict, "busy", "Somebody else changed this just now. Try again in a moment.").because(err)
	default:
		return problem(http.StatusInternalServerError, "internal", "Something failed here; it is in the log. Try again.").because(err)
	}
}

// storeProblem says what a store's refusal of a call means for connecting it.
func storeProblem(err error) error {
	kind, moved := storeKind(err)
	if kind == "" {
		return err
	}
	p := problem(http.StatusBadGateway, "store_unreachable", "The store did not answer rightly. Try again in a few minutes; if it stays so, ask the store's host.")
	switch kind {
	case store.Unauthorized:
		p = problem(http.StatusUnprocessableEntity, "credentials_refused", "The store refuses these credentials. Check that they are whole and belong to this store, or make new ones.")
	case store.MissingScope:
		p = problem(http.StatusUnprocessableEntity, "missing_permission", "The credentials lack a permission. Give the permissions to read and to write, and connect again.")
	case store.Frozen:
		p = problem(http.StatusConflict, "store_frozen", "The store's plan has lapsed. Settle it with the platform, then connect again.")
	case store.Locked:
		p = problem(http.StatusConflict, "store_locked", "The platform has locked the store. Ask its support, then connect again.")
	case store.Firewall:
		p = problem(http.StatusBadGateway, "store_firewall", "A page answered instead of the store's REST interface. Let Onward through the firewall or the security plugin, and see that the REST interface is on.")
	case store.Gone, store.NotFound:
		p = problem(http.StatusUnprocessableEntity, "store_not_found", "There is no such store, or the app is not installed in it. Check the address, and install the app.")
	case store.Throttled:
		p = problem(http.StatusServiceUnavailable, "store_throttled", "The store takes no more calls just now. Try again in a few minutes.")
	case store.Temporary, store.Unclear, store.Held, store.Changed, store.Exists, store.Refused:
	}
	switch {
	case moved != "":
		p = addressMoved(moved)
	case forbidden(err):
		p = privateAddress()
	}
	return p.because(err)
}

func addressMoved(to string) *Error {
	p := problem(http.StatusUnprocessableEntity, "address_moved", "The address leads elsewhere, to "+to+". Connect the store by the address at which it really answers.")
	p.Names = []string{to}
	return p
}

// storeKind puts an adapter's own error into the words of all platforms. moved is where a store's address leads to.
func storeKind(err error) (kind store.Kind, moved string) {
	if e, ok := errors.AsType[*store.Error](err); ok {
		return e.Kind, ""
	}
	if e, ok := errors.AsType[*shopify.Error](err); ok {
		return shopifyKind(e), ""
	}
	if e, ok := errors.AsType[*wix.Error](err); ok {
		return wixKind(e), ""
	}
	e, ok := errors.AsType[*woocommerce.Error](err)
	if !ok {
		return "", ""
	}
	switch e.Kind {
	case woocommerce.KindUnauthorized:
		if e.Status == http.StatusForbidden {
			return store.MissingScope, ""
		}
		return store.Unauthorized, ""
	case woocommerce.KindFirewall, woocommerce.KindNoRoute:
		return store.Firewall, ""
	case woocommerce.KindMoved:
		return store.Firewall, e.Message
	case woocommerce.KindThrottled:
		return store.Throttled, ""
	case woocommerce.KindNotFound, woocommerce.KindTemporary, woocommerce.KindUnclear, woocommerce.KindRefused, woocommerce.KindMalformed:
	}
	return store.Temporary, ""
}

func shopifyKind(e *shopify.Error) store.Kind {
	switch e.Kind {
	case shopify.Unauthorized:
		return store.Unauthorized
	case shopify.ScopeMissing:
		return store.MissingScope
	case shopify.Frozen:
		return store.Frozen
	case shopify.Locked:
		return store.Locked
	case shopify.NotFound:
		return store.Gone
	case shopify.Throttled:
		return store.Throttled
	case shopify.Temporary, shopify.Unclear, shopify.Security, shopify.Refused, shopify.Invalid:
	}
	return store.Temporary
}

func wixKind(e *wix.Error) store.Kind {
	switch e.Failure {
	case wix.Removed, wix.NotFound:
		return store.Gone
	case wix.NoAccess:
		return store.MissingScope
	case wix.Throttled:
		return store.Throttled
	case wix.Unauthorized, wix.Refused, wix.TrackingExists, wix.Conflict, wix.Temporary, wix.Unclear:
	}
	return store.Temporary
}

func forbidden(err error) bool {
	return errors.Is(err, safedial.ErrForbiddenAddress) || errors.Is(err, safedial.ErrForbiddenURL)
}

func privateAddress() *Error {
	return problem(http.StatusUnprocessableEntity, "address_private", "The address is not on the public internet. Give the address by which customers reach the store.")
}
