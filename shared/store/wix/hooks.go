package wix

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"onward/shared/store"
)

// Hooks opens and reads Wix's webhooks behind the seam of all platforms.
type Hooks struct {
	verifier *Verifier
	broken   error
}

var _ store.Hooks = (*Hooks)(nil)

// NewHooks takes the app's public key. One that is unusable does not stop the
// program, which serves other platforms too: each Open fails with [store.ErrKey].
func NewHooks(publicKey string, leeway time.Duration, now func() time.Time) *Hooks {
	v, err := NewVerifier(publicKey, leeway, now)
	return &Hooks{verifier: v, broken: err}
}

// deliveryLimit is far above an order of three hundred lines.
const deliveryLimit = 8 << 20

// Open proves a delivery and says what it is about. Wix sends no headers of its
// own: everything is in the body.
func (h *Hooks) Open(_ http.Header, body []byte) (store.Receipt, error) {
	if h.broken != nil {
		return store.Receipt{}, fmt.Errorf("%w: %w", store.ErrKey, h.broken)
	}
	if len(body) > deliveryLimit {
		return store.Receipt{}, store.ErrOversized
	}
	if strings.Count(string(body), ".") != 2 {
		return store.Receipt{}, fmt.Errorf("%w: not a token", store.ErrMalformed)
	}
	c, err := h.verifier.verify(body)
	if err != nil {
		return store.Receipt{}, fmt.Errorf("%w: %w", store.ErrForged, err)
	}
	e, _, err := c.outline()
	if e.InstanceID == "" {
		return store.Receipt{}, fmt.Errorf("%w: %w", store.ErrMalformed, err)
	}
	// An inner part that cannot be read is found again, and parked, by Read.
	return store.Receipt{Outside: e.InstanceID, Topic: e.Type, Delivery: e.ID}, nil
}

// Read says what a proven delivery means.
func (h *Hooks) Read(_ string, body []byte) (store.News, error) {
	e, err := ReadProven(body)
	if err != nil {
		if !errors.Is(err, ErrMalformed) {
			err = ErrMalformed
		}
		return store.News{}, fmt.Errorf("%w: %w", store.ErrUnreadable, err)
	}
	n := news(e)
	if n.Reread != "" && n.OrderID == "" {
		return store.News{}, fmt.Errorf("%w: %s of no order", store.ErrUnreadable, e.Kind)
	}
	return n, nil
}

// news puts an event in the words of all platforms. An order that may not stand
// by itself, because it is not whole or its refunds are told elsewhere, is read.
func news(e Event) store.News {
	n := store.News{At: e.At}
	switch e.Kind {
	case AppInstalled:
		n.Installed = true
	case AppRemoved:
		n.Uninstalled = true
	case ImportedDeleted:
		n.OrderID, n.Deleted = e.OrderID, true
	case FulfilmentsChanged, RefundCompleted, MoneyMoved:
		n.OrderID, n.Reread = e.OrderID, string(e.Kind)
	case OrderCreated, OrderUpdated, OrderApproved, OrderPayment, OrderCancelled, OrderFulfilment, OrderEdited, OrderImported:
		orderNews(e, &n)
	case Unknown:
	}
	return n
}

func orderNews(e Event, n *store.News) {
	if e.Order != nil && !e.Order.Exists() {
		return // a checkout begun: it cannot be read either
	}
	n.OrderID = e.OrderID
	if e.Anonymise {
		n.Privacy = &store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{e.OrderID}, Request: e.ID}
	}
	if e.Order == nil || !e.Order.whole() || e.Order.refunded() {
		n.Reread = string(e.Kind)
		return
	}
	s := e.Order.facts()
	s.Anonymised = e.Anonymise
	n.Snapshot = &s
}
