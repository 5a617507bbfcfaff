package shopify

import (
	"context"
	"errors"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/store"
)

// Store is a shop behind the seam that all platforms share.
type Store struct{ client *Client }

var _ store.Client = (*Store)(nil)

// NewStore puts a client behind the seam.
func NewStore(c *Client) *Store { return &Store{client: c} }

// Versions is the API version that is asked for, and the one that answered last.
func (s *Store) Versions() (asked, served string) { return s.client.Versions() }

// Order reads one order.
func (s *Store) Order(ctx context.Context, id string) (order.Snapshot, error) {
	snapshot, err := s.client.Order(ctx, id)
	return snapshot, asStore(err)
}

// Changed reads a page of changed orders, each of them whole. An order that vanished meanwhile is left out: its
// deletion is told by webhook.
func (s *Store) Changed(ctx context.Context, since time.Time, cursor string) (store.Page, error) {
	changes, next, err := s.client.Changed(ctx, since, cursor)
	if err != nil {
		return store.Page{}, asStore(err)
	}
	page := store.Page{Next: next}
	for _, change := range changes {
		snapshot, err := s.client.Order(ctx, change.ID)
		if err != nil && KindOf(err) == NotFound {
			continue
		}
		if err != nil {
			return store.Page{}, asStore(err)
		}
		page.Orders = append(page.Orders, snapshot)
	}
	return page, nil
}

// Holdings reads what the shop holds.
func (s *Store) Holdings(ctx context.Context, id string) (order.Holdings, error) {
	held, err := s.client.Held(ctx, id)
	if err != nil {
		return order.Holdings{}, asStore(err)
	}
	return order.Holdings{
		Fulfilments: held.Fulfilments, Open: held.Open(), Blocked: s.blocked(ctx, held), Cancelled: held.Cancelled,
	}, nil
}

// Fulfil records a fulfilment, one for each location involved. It completes what an earlier attempt left half done:
// units that the shop already holds under the same number are not sent again.
func (s *Store) Fulfil(ctx context.Context, f store.Fulfilment) ([]string, error) {
	parcel := parcelOf(f.Tracking, f.Notify)
	parcel.Lines, parcel.Known = f.Lines, f.Known
	if len(parcel.Lines) == 0 || len(parcel.Numbers) == 0 {
		// Without either it could not be recognised afterwards, and would be told twice.
		return nil, asStore(&Error{Op: "push", Kind: Invalid, Err: errNothingToTell})
	}
	pushed, err := s.client.Push(ctx, f.Order, parcel)
	return pushed.Fulfilments, asStore(err)
}

var errNothingToTell = errors.New("a shipment needs lines and a number")

// Retrack replaces the tracking of fulfilments. One that carries the numbers already is left alone, so that an attempt
// with unclear outcome can be repeated without a second mail. Only the first of several may mail.
func (s *Store) Retrack(ctx context.Context, r store.Retrack) error {
	held, err := s.client.Held(ctx, r.Order)
	if err != nil {
		return asStore(err)
	}
	parcel := parcelOf(r.Tracking, r.Notify)
	ids := r.IDs
	if len(ids) == 0 {
		ids, _ = held.already(r.Was)
	}
	if len(ids) == 0 {
		return asStore(&Error{Op: "retrack", Kind: Refused, Reason: FulfilmentUnknown, Message: "no fulfilment carries the old number"})
	}
	for _, id := range ids {
		current, known := held.fulfilment(id)
		switch {
		case !known:
			return asStore(&Error{Op: "retrack", Kind: Refused, Reason: FulfilmentUnknown, Message: "the order has no fulfilment " + id})
		case current.Cancelled:
			return asStore(&Error{Op: "retrack", Kind: Refused, Reason: FulfilmentCancelled, Message: "the fulfilment is cancelled"})
		case sameTexts(current.Numbers, parcel.Numbers):
			parcel.Notify = false
			continue
		}
		if err := s.client.ChangeTracking(ctx, id, parcel); err != nil {
			return asStore(err)
		}
		parcel.Notify = false
	}
	return nil
}

// Complete does nothing: a shop's order is done when all of it is fulfilled.
func (s *Store) Complete(context.Context, string) error { return nil }

// OrderOf finds the order that a fulfilment order belongs to: its webhooks do not name it.
func (s *Store) OrderOf(ctx context.Context, fulfilmentOrder string) (string, error) {
	id, err := s.client.OrderOf(ctx, fulfilmentOrder)
	return id, asStore(err)
}

// SubscribeMissing puts back the subscriptions that Shopify has dropped: after eight failures in a row it does.
func (s *Store) SubscribeMissing(ctx context.Context, address string) error {
	_, err := s.client.SubscribeMissing(ctx, address, OrderTopics())
	return asStore(err)
}

// parcelOf folds trackings into one. Shopify knows one carrier for all numbers of a fulfilment; each number's own link
// says the rest.
func parcelOf(all []store.Tracking, notify bool) Parcel {
	p := Parcel{Notify: notify}
	for _, t := range all {
		if strings.TrimSpace(t.Number) == "" {
			continue
		}
		p.Numbers, p.URLs = append(p.Numbers, strings.TrimSpace(t.Number)), append(p.URLs, t.URL)
		p.Company = firstOf(p.Company, t.Company)
	}
	return p
}

// asStore gives an error of this package the kind that the seam's callers decide on. The error itself stays inside.
func asStore(err error) error {
	var failed *Error
	if err == nil || !errors.As(err, &failed) {
		return err
	}
	wait := failed.RetryAfter
	if failed.Kind == Security {
		wait = max(wait, securityWait)
	}
	return &store.Error{
		Kind: storeKind(failed), Op: "shopify " + failed.Op, Code: firstOf(string(failed.Reason), failed.Code),
		Status: failed.Status, RetryAfter: wait, Err: failed,
	}
}

// securityWait is how long to leave a shop alone whose defence turned the calls away.
const securityWait = time.Hour

func storeKind(e *Error) store.Kind {
	switch e.Kind {
	case Throttled:
		return store.Throttled
	case Unclear:
		return store.Unclear
	case Unauthorized:
		return store.Unauthorized
	case ScopeMissing:
		return store.MissingScope
	case Frozen:
		return store.Frozen
	case Locked:
		return store.Locked
	case Security:
		return store.Firewall
	case NotFound:
		if e.Status == 404 {
			return store.Gone
		}
		return store.NotFound
	case Invalid:
		return store.Refused
	case Refused:
		return refusedKind(e.Reason)
	default:
		return store.Temporary
	}
}

func refusedKind(why Reason) store.Kind {
	switch why {
	case OnHold, Scheduled:
		return store.Held
	case Closed, QuantityTooMuch, StaleIDs, LineUnknown, OrderCancelled, FulfilmentCancelled, MultiLocation:
		return store.Changed
	case FulfilmentUnknown:
		return store.NotFound
	default:
		return store.Refused
	}
}
