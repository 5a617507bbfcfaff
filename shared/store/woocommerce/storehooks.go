package woocommerce

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"onward/shared/store"
)

// maxDelivery is beyond any order; 500 lines are about half a megabyte.
const maxDelivery = 6 << 20

// Hooks opens and reads the webhooks of one store. They are bound to the store by
// the path they are sent to, because no header is signed.
type Hooks struct {
	// Address is the store's own; Secret the one its webhooks were made with.
	Address, Secret string
}

var _ store.Hooks = Hooks{}

// Outside is a store's address as the name by which it is looked up: host and
// folder, without what makes no difference.
func Outside(address string) string { return siteKey(address) }

// Open proves a delivery. A ping proves nothing and asks for nothing.
func (h Hooks) Open(header http.Header, body []byte) (store.Receipt, error) {
	r := store.Receipt{
		Outside: siteKey(h.Address), Topic: header.Get(HeaderTopic), Delivery: header.Get("X-WC-Webhook-Delivery-ID"),
	}
	switch {
	case len(body) > maxDelivery:
		return r, store.ErrOversized
	case IsPing(header, body):
		r.Ping = true
		return r, nil
	case h.Secret == "":
		return r, store.ErrKey
	case header.Get(HeaderSignature) == "":
		return r, store.ErrMalformed
	}
	if err := Verify(header, body, h.Secret); err != nil {
		return r, fmt.Errorf("%w: %w", store.ErrForged, err)
	}
	if source := header.Get(HeaderSource); source != "" && !SameSite(source, h.Address) {
		return r, fmt.Errorf("%w: %w", store.ErrForeign, &ForeignSourceError{Source: siteKey(source)})
	}
	return r, nil
}

// Read says what a proven delivery means. Deletions, actions and orders with
// refunds name an order that must be read: the body does not say enough.
func (h Hooks) Read(topic string, body []byte) (store.News, error) {
	d, err := ReadDelivery(http.Header{}, body, h.Address)
	if err != nil {
		return store.News{}, errors.Join(store.ErrUnreadable, err)
	}
	news := store.News{OrderID: d.OrderID}
	switch d.Kind {
	case DeliveredOrder:
		news.At = d.Order.Modified
		if d.Order.RefundsPending {
			news.Reread = "refunds"
			return news, nil
		}
		snap := d.Order.Snapshot()
		news.Snapshot = &snap
	case DeliveredDeletion:
		// Trashed or gone for good, and maybe restored since: the store knows.
		news.Reread = "deleted"
		if topic != "" && !strings.HasSuffix(topic, ".deleted") {
			news.Reread = "no_body"
		}
	case DeliveredAction:
		news.Reread = d.Action
	case DeliveredNoAccess:
		news.Unreadable = true
	}
	return news, nil
}

// EnsureHooks brings the store to one active webhook for each topic.
func (s *Store) EnsureHooks(ctx context.Context, deliveryURL, secret string) error {
	_, err := s.client.EnsureHooks(ctx, deliveryURL, secret, Topics(), false)
	return asStore(err)
}
