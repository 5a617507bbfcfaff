package store

import (
	"net/http"
	"time"

	"onward/shared/order"
)

// Receipt is what a proven webhook says of itself, before anything is decoded.
type Receipt struct {
	// Outside is the shop as the platform names it: domain, instance id.
	Outside string
	Topic   string
	// Delivery is the platform's id of this delivery, for logs. It is no key: WooCommerce repeats it.
	Delivery string
	// Ping: a test of the address that asks for nothing but an answer.
	Ping bool
}

// News is what a webhook means, in one vocabulary for all platforms. More than one part may be set.
type News struct {
	// OrderID is the order concerned; empty when none is, or when only FulfilmentOrder is known.
	OrderID string
	// Snapshot is the order as the webhook describes it, if it does.
	Snapshot *order.Snapshot
	// Reread says why the order must be read from the store; empty when Snapshot is enough.
	Reread string
	// Deleted: the order is gone.
	Deleted bool
	// FulfilmentOrder is an id under which the order must be looked up first (Shopify).
	FulfilmentOrder string
	// Uninstalled: the credentials are dead. Installed: the app was added to a shop.
	Uninstalled, Installed bool
	// ScopesChanged: the permissions must be read again.
	ScopesChanged bool
	// Unreadable: the store could not show the order to its own webhook (a user was removed): mend the subscription.
	Unreadable bool
	// Privacy is a request about personal data.
	Privacy *Privacy
	At      time.Time
}

// PrivacyKind is what a privacy request asks for.
type PrivacyKind string

// The privacy requests.
const (
	PrivacyExport        PrivacyKind = "export_customer"
	PrivacyEraseCustomer PrivacyKind = "erase_customer"
	PrivacyEraseShop     PrivacyKind = "erase_shop"
)

// Privacy is a request about personal data.
type Privacy struct {
	Kind PrivacyKind `json:"kind"`
	// Orders is the ids of the orders concerned, Email the customer's address, Request the platform's number of it.
	Orders  []string `json:"orders,omitempty"`
	Email   string   `json:"email,omitempty"`
	Request string   `json:"request,omitempty"`
}

// Hooks opens and reads the webhooks of one platform. Open proves a delivery over its raw bytes; nothing of it
// may be believed before. Read decodes what was proven; [ErrUnreadable] when it is not what its topic promises.
type Hooks interface {
	Open(header http.Header, body []byte) (Receipt, error)
	Read(topic string, body []byte) (News, error)
}
