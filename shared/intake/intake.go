// Package intake takes in what stores say: webhooks, and orders read again. Webhooks are hints; whatever
// they lack is read from the store.
package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/table"
)

// Delivery is a proven webhook on its way.
type Delivery struct {
	Merchant string
	Store    string
	Platform order.Platform
	Topic    string
	Body     []byte
}

// Decider applies events to orders.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
	ApplyNew(ctx context.Context, key order.Key, platform order.Platform, e order.Event) (decider.Result, error)
}

// Shops opens stores for reading.
type Shops interface {
	Client(ctx context.Context, merchant, storeID string) (table.Store, store.Client, error)
	Suffered(ctx context.Context, merchant, storeID string, err error)
}

// Household is what happens to a store as a whole.
type Household interface {
	// Uninstalled: the app was removed; the credentials are dead, the orders stay.
	Uninstalled(ctx context.Context, merchant, storeID string) error
	// Privacy records a request about personal data and queues its work.
	Privacy(ctx context.Context, merchant, storeID string, p store.Privacy) error
	// Recheck has permissions and subscriptions looked at again.
	Recheck(ctx context.Context, merchant, storeID string) error
}

// Stage takes in.
type Stage struct {
	decider   Decider
	shops     Shops
	household Household
	hooks     map[order.Platform]store.Hooks
	log       *slog.Logger
}

// New makes a Stage.
func New(d Decider, shops Shops, h Household, hooks map[order.Platform]store.Hooks, log *slog.Logger) *Stage {
	return &Stage{decider: d, shops: shops, household: h, hooks: hooks, log: log}
}

// UnreadableError is a delivery that can never be taken in; it goes to the dead letters with its reason.
type UnreadableError struct{ Err error }

func (e *UnreadableError) Error() string { return "unreadable delivery: " + e.Err.Error() }
func (e *UnreadableError) Unwrap() error { return e.Err }

// Do takes one webhook in.
func (s *Stage) Do(ctx context.Context, d Delivery) error {
	hooks, ok := s.hooks[d.Platform]
	if !ok {
		return &UnreadableError{Err: fmt.Errorf("no hooks for platform %q", d.Platform)}
	}
	news, err := hooks.Read(d.Topic, d.Body)
	if err != nil {
		return &UnreadableError{Err: err}
	}
	changed, err := s.news(ctx, d, news)
	var input *order.InputError
	if errors.As(err, &input) {
		return &UnreadableError{Err: err}
	}
	if err != nil {
		return fmt.Errorf("take in %s: %w", d.Topic, err)
	}
	s.log.InfoContext(ctx, "intake.taken", "merchant", d.Merchant, "store", d.Store, "topic", d.Topic,
		"order_id", news.OrderID, "changed", changed, "reread", news.Reread)
	return nil
}

func (s *Stage) news(ctx context.Context, d Delivery, n store.News) (changed bool, err error) {
	key := order.Key{Merchant: d.Merchant, Store: d.Store, ID: n.OrderID}
	switch {
	case n.Uninstalled:
		return true, s.household.Uninstalled(ctx, d.Merchant, d.Store)
	case n.Privacy != nil:
		return true, s.household.Privacy(ctx, d.Merchant, d.Store, *n.Privacy)
	case n.ScopesChanged, n.Unreadable:
		return true, s.household.Recheck(ctx, d.Merchant, d.Store)
	case n.Deleted:
		return s.apply(ctx, key, order.StoreDeleted{At: n.At})
	}
	if n.Snapshot != nil {
		r, err := s.decider.ApplyNew(ctx, key, d.Platform, order.StoreSaid{Snapshot: *n.Snapshot, Source: "webhook"})
		if err != nil {
			return false, err
		}
		changed = r.Changed
	}
	if n.FulfilmentOrder != "" && n.OrderID == "" {
		return s.rereadOf(ctx, d, n.FulfilmentOrder)
	}
	if n.Reread != "" && key.ID != "" {
		return true, s.Reread(ctx, key)
	}
	return changed, nil
}

// apply takes a fact in for an order that may be unknown here, which then stays unknown.
func (s *Stage) apply(ctx context.Context, key order.Key, e order.Event) (bool, error) {
	r, err := s.decider.Apply(ctx, key, e)
	if errors.Is(err, table.ErrNotFound) {
		return false, nil
	}
	return r.Changed, err
}

// orderFinder is implemented by stores whose webhooks name a part of an order only.
type orderFinder interface {
	OrderOf(ctx context.Context, fulfilmentOrder string) (string, error)
}

func (s *Stage) rereadOf(ctx context.Context, d Delivery, part string) (bool, error) {
	_, client, err := s.shops.Client(ctx, d.Merchant, d.Store)
	if err != nil {
		return false, err
	}
	finder, ok := client.(orderFinder)
	if !ok {
		return false, nil
	}
	id, err := finder.OrderOf(ctx, part)
	if store.KindOf(err) == store.NotFound && err != nil || id == "" && err == nil {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, s.Reread(ctx, order.Key{Merchant: d.Merchant, Store: d.Store, ID: id})
}

// Reread reads an order from its store and takes it in. What the store can't answer now stays open in the
// order and is sent again by wake; an order that is not known yet is tried again by the queue.
func (s *Stage) Reread(ctx context.Context, key order.Key) error {
	shop, client, err := s.shops.Client(ctx, key.Merchant, key.Store)
	if err != nil {
		s.shops.Suffered(ctx, key.Merchant, key.Store, err)
		return passing(err)
	}
	snapshot, err := client.Order(ctx, key.ID)
	if err != nil && store.KindOf(err) == store.NotFound {
		_, err := s.apply(ctx, key, order.StoreDeleted{At: time.Time{}})
		return err
	}
	if err != nil || !shop.Health.Well() {
		s.shops.Suffered(ctx, key.Merchant, key.Store, err)
	}
	if err != nil {
		return passing(err)
	}
	_, err = s.decider.ApplyNew(ctx, key, shop.Platform, order.StoreSaid{Snapshot: snapshot, Source: "read", Fresh: true})
	return err
}

// PassingError: the store could not be read just now. RetryAfter is its wish.
type PassingError struct {
	RetryAfter time.Duration
	Err        error
}

func (e *PassingError) Error() string { return e.Err.Error() }
func (e *PassingError) Unwrap() error { return e.Err }

func passing(err error) error { return &PassingError{RetryAfter: store.RetryAfter(err), Err: err} }
