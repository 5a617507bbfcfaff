package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
)

// ErrGrant says that a key callback's body cannot be used.
var ErrGrant = errors.New("woocommerce: key callback not understood")

// Authorize is a request for a key, approved by the merchant on the store's own page.
type Authorize struct {
	// Address is the store's; App the name that the merchant reads.
	Address, App string
	Nonce        string
	// ReturnURL is where the merchant's browser ends, CallbackURL where the
	// store's server sends the key; the two can come in either order.
	ReturnURL, CallbackURL string
}

// URL is where to send the merchant's browser. The store refuses a callback
// address that is not https.
func (a Authorize) URL() (string, error) {
	callback, err := url.Parse(a.CallbackURL)
	if err != nil || callback.Scheme != "https" && !isLoopback(callback.Hostname()) {
		return "", errors.New("woocommerce: authorize: the callback address must be https")
	}
	if a.Nonce == "" || a.App == "" || a.ReturnURL == "" {
		return "", errors.New("woocommerce: authorize: app, nonce and return address are needed")
	}
	q := query("app_name", a.App, "scope", "read_write", "user_id", a.Nonce,
		"return_url", a.ReturnURL, "callback_url", a.CallbackURL)
	return a.Address + "/wc-auth/v1/authorize?" + q.Encode(), nil
}

// Grant is a key as the store's server sends it. Anybody can send one: it counts
// only when Nonce is one that was given out for this store, and after Prove.
type Grant struct {
	Nonce       string
	Key, Secret string
	Permissions string
}

// DecodeGrant reads a key callback.
func DecodeGrant(body []byte) (Grant, error) {
	var w struct {
		Nonce       flexString `json:"user_id"`
		Key         flexString `json:"consumer_key"`
		Secret      flexString `json:"consumer_secret"`
		Permissions flexString `json:"key_permissions"`
	}
	if json.Unmarshal(body, &w) != nil || w.Nonce == "" ||
		!strings.HasPrefix(string(w.Key), "ck_") || !strings.HasPrefix(string(w.Secret), "cs_") {
		return Grant{}, ErrGrant
	}
	return Grant{Nonce: string(w.Nonce), Key: string(w.Key), Secret: string(w.Secret), Permissions: string(w.Permissions)}, nil
}

// Refused reports whether the merchant came back to ReturnURL without having approved.
func Refused(returned url.Values) bool { return returned.Get("success") != "1" }

// Prove makes the calls that a key must pass before it is kept: orders can be
// read, and webhooks, which needs the right that everything else here needs.
// What it finds out of how to talk to the store is in [Client.Access].
func (c *Client) Prove(ctx context.Context) error {
	for _, check := range []struct{ op, route string }{
		{"prove key: orders", "/wc/v3/orders"},
		{"prove key: webhooks", "/wc/v3/webhooks"},
	} {
		a, err := c.read(ctx, check.op, check.route, query("per_page", 1, "_fields", "id"))
		if err != nil {
			return err
		}
		var list []json.RawMessage
		if err := json.Unmarshal(a.body, &list); err != nil {
			return &Error{Op: check.op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
		}
	}
	return nil
}
