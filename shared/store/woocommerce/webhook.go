package woocommerce

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// DeliveryKind says what a signed webhook body is.
type DeliveryKind string

// The kinds of delivery.
const (
	// DeliveredOrder carries an order as it was when the store sent it.
	DeliveredOrder DeliveryKind = "order"
	// DeliveredDeletion carries an id only: trashed or deleted. Read the order to know which.
	DeliveredDeletion DeliveryKind = "deletion"
	// DeliveredAction carries an id and the name of a PHP action. Read the order.
	DeliveredAction DeliveryKind = "action"
	// DeliveredNoAccess: the store's user who made the webhook is gone or has lost
	// rights, so the store sends an error in place of orders until it is made anew.
	DeliveredNoAccess DeliveryKind = "no_access"
)

// ErrUnreadableDelivery says that a signed body is nothing this package knows.
var ErrUnreadableDelivery = errors.New("woocommerce: webhook body not understood")

// ForeignSourceError says that a webhook comes from another site than the
// store: a copy (staging) keeps the webhooks and the secret of its original,
// and its orders must not be bought.
type ForeignSourceError struct{ Source string }

// Error names the other site.
func (e *ForeignSourceError) Error() string {
	return fmt.Sprintf("woocommerce: webhook of another site (%s)", e.Source)
}

// Delivery is a webhook, read.
type Delivery struct {
	Kind    DeliveryKind
	Topic   string
	OrderID string
	// Order is set for DeliveredOrder.
	Order *Order
	// Action is the PHP action's name, for DeliveredAction.
	Action string
	// Code is the store's error code, for DeliveredNoAccess.
	Code string
}

// ReadDelivery reads a webhook whose signature was verified. address is the
// store's own; a source header that names another site gives a
// [ForeignSourceError]. What the body is, is taken from the body: the topic
// header is not signed and serves only to tell a deletion from other short bodies.
func ReadDelivery(header http.Header, body []byte, address string) (Delivery, error) {
	if source := header.Get(HeaderSource); source != "" && !SameSite(source, address) {
		return Delivery{}, &ForeignSourceError{Source: siteKey(source)}
	}
	d := Delivery{Topic: header.Get(HeaderTopic)}
	var probe struct {
		ID     flexString      `json:"id"`
		Status flexString      `json:"status"`
		Lines  json.RawMessage `json:"line_items"`
		Action string          `json:"action"`
		Arg    flexString      `json:"arg"`
		Code   flexString      `json:"code"`
		Msg    *string         `json:"message"`
	}
	if err := json.Unmarshal(body, &probe); err != nil {
		return Delivery{}, fmt.Errorf("%w: %w", ErrUnreadableDelivery, scrub(err))
	}
	switch {
	case probe.ID != "" && probe.Lines != nil:
		order, err := DecodeOrder(body)
		if err != nil {
			return Delivery{}, fmt.Errorf("%w: %w", ErrUnreadableDelivery, err)
		}
		d.Kind, d.OrderID, d.Order = DeliveredOrder, order.ID, &order
	case probe.Code != "" && probe.Msg != nil:
		d.Kind, d.Code = DeliveredNoAccess, string(probe.Code)
	case probe.Action != "" && isID(string(probe.Arg)):
		d.Kind, d.Action, d.OrderID = DeliveredAction, probe.Action, string(probe.Arg)
	case isID(string(probe.ID)) && probe.Status == "":
		d.Kind, d.OrderID = DeliveredDeletion, string(probe.ID)
	default:
		return Delivery{}, ErrUnreadableDelivery
	}
	return d, nil
}

// SameSite compares two addresses of a site. Scheme, case, "www." and a
// trailing slash make no difference; another host, port or folder does.
func SameSite(a, b string) bool { return siteKey(a) != "" && siteKey(a) == siteKey(b) }

func siteKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if p := u.Port(); p != "" && p != "443" && p != "80" {
		host += ":" + p
	}
	return host + strings.TrimRight(u.Path, "/")
}

// isID reports whether s is a positive whole number, as all ids of a store are.
func isID(s string) bool {
	if s == "" || s == "0" || len(s) > 20 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
