package shopify

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"onward/shared/store"
)

// Hooks opens Shopify's webhooks with the app's client secrets, current first.
type Hooks struct{ Secrets []string }

var _ store.Hooks = Hooks{}

// Open proves a delivery.
func (h Hooks) Open(header http.Header, body []byte) (store.Receipt, error) {
	flat := make(map[string]string, len(header))
	for name := range header {
		flat[name] = header.Get(name)
	}
	d, err := OpenWebhook(flat, body, h.Secrets...)
	switch {
	case errors.Is(err, ErrTooLarge):
		return store.Receipt{}, store.ErrOversized
	case errors.Is(err, ErrSignature):
		return store.Receipt{}, store.ErrForged
	case err != nil:
		return store.Receipt{}, fmt.Errorf("%w: %w", store.ErrMalformed, err)
	}
	return store.Receipt{Outside: d.Shop, Topic: d.Topic, Delivery: d.ID}, nil
}

// Read decodes a proven delivery.
func (Hooks) Read(topic string, body []byte) (store.News, error) {
	e, err := DecodeWebhook(topic, body)
	if err != nil {
		return store.News{}, fmt.Errorf("%w: %w", store.ErrUnreadable, err)
	}
	n := store.News{
		OrderID: e.OrderID, Snapshot: e.Snapshot, Reread: e.Reread, Deleted: e.Deleted, FulfilmentOrder: e.FulfilmentOrder,
		Uninstalled: e.Uninstalled, ScopesChanged: e.ScopesChanged,
	}
	if e.Privacy != nil {
		n.Privacy = &store.Privacy{
			Kind: privacyKind(e.Privacy.Topic), Orders: e.Privacy.Orders, Email: e.Privacy.Email, Request: e.Privacy.RequestID,
		}
	}
	return n, nil
}

func privacyKind(topic string) store.PrivacyKind {
	switch topic {
	case TopicCustomersRedact:
		return store.PrivacyEraseCustomer
	case TopicShopRedact:
		return store.PrivacyEraseShop
	default:
		return store.PrivacyExport
	}
}

// OrderOf finds the order that a fulfilment order belongs to; empty when it is gone.
func (s *Store) OrderOf(ctx context.Context, fulfilmentOrder string) (string, error) {
	id, err := s.client.OrderOf(ctx, fulfilmentOrder)
	return id, asStore(err)
}
