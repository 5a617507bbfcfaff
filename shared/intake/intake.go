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
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/store"
	"onward/shared/table"
)

// delivery is a proven webhook.
type delivery struct {
	merchant, store string
	platform        order.Platform
	topic           string
	body            []byte
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

// Do takes one webhook in. One that came without its body, which was too large, has the order read instead.
func (s *Stage) Do(ctx context.Context, in queue.Intake) error {
	if len(in.Body) == 0 {
		return s.Reread(ctx, order.Key{Merchant: in.Merchant, Store: in.Owner, ID: in.Order})
	}
	body, err := in.Plain()
	if err != nil {
		return outcome.Permanent(err)
	}
	d := delivery{merchant: in.Merchant, store: in.Owner, platform: order.Platform(in.Source), topic: in.Topic, body: body}
	hooks, ok := s.hooks[d.platform]
	if !ok {
		return outcome.Permanent(fmt.Errorf("no hooks for platform %q", d.platform))
	}
	news, err := hooks.Read(d.topic, d.body)
	if err != nil {
		return outcome.Permanent(err)
	}
	changed, err := s.news(ctx, d, news)
	if _, ok := errors.AsType[*order.InputError](err); ok {
		return outcome.Permanent(err)
	}
	if err != nil {
		return fmt.Errorf("take in %s: %w", d.topic, err)
	}
	s.log.InfoContext(ctx, "intake.taken", "merchant", d.merchant, "store", d.store, "topic", d.topic,
		"order_id", news.OrderID, "changed", changed, "reread", news.Reread)
	return nil
}

func (s *Stage) news(ctx context.Context, d delivery, n store.News) (changed bool, err error) {
	key := order.Key{Merchant: d.merchant, Store: d.store, ID: n.OrderID}
	switch {
	case n.Uninstalled:
		return true, s.household.Uninstalled(ctx, d.merchant, d.store)
	case n.Privacy != nil:
		return true, s.household.Privacy(ctx, d.merchant, d.store, *n.Privacy)
	case n.ScopesChanged, n.Unreadable:
		return true, s.household.Recheck(ctx, d.merchant, d.store)
	case n.Deleted:
		return s.apply(ctx, key, order.StoreDeleted{At: n.At})
	}
	if n.Snapshot != nil {
		changed, err = s.said(ctx, key, d.platform, *n.Snapshot)
		if err != nil {
			return false, err
		}
	}
	if n.FulfilmentOrder != "" && n.OrderID == "" {
		return s.rereadOf(ctx, d, n.FulfilmentOrder)
	}
	if n.Reread != "" && key.ID != "" {
		return true, s.Reread(ctx, key)
	}
	return changed, nil
}

// said takes a webhook's snapshot in. The first word of an order must be a whole one, or it could be bought while the
// store holds it back: a partial one has the order read; only when the store can't be read it has to do.
func (s *Stage) said(ctx context.Context, key order.Key, platform order.Platform, snapshot order.Snapshot) (bool, error) {
	if err := s.anonymised(ctx, key, snapshot); err != nil {
		return false, err
	}
	event := order.StoreSaid{Snapshot: snapshot, Source: "webhook"}
	if !snapshot.Partial {
		r, err := s.decider.ApplyNew(ctx, key, platform, event)
		return r.Changed, err
	}
	r, err := s.decider.Apply(ctx, key, event)
	if !errors.Is(err, table.ErrNotFound) {
		return r.Changed, err
	}
	if err := s.Reread(ctx, key); err != nil {
		return false, err
	}
	_, err = s.decider.ApplyNew(ctx, key, platform, event)
	return true, err
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

func (s *Stage) rereadOf(ctx context.Context, d delivery, part string) (bool, error) {
	_, client, err := s.shops.Client(ctx, d.merchant, d.store)
	if err != nil {
		// Reconcile finds the order: such a change moves its date as well.
		s.shops.Suffered(ctx, d.merchant, d.store, err)
		return false, nil
	}
	finder, ok := client.(orderFinder)
	if !ok {
		return false, nil
	}
	id, err := finder.OrderOf(ctx, part)
	if err != nil {
		// Gone, or not to be had just now: as above.
		s.shops.Suffered(ctx, d.merchant, d.store, err)
	}
	if id == "" {
		return false, nil
	}
	return true, s.Reread(ctx, order.Key{Merchant: d.merchant, Store: d.store, ID: id})
}

// Reread reads an order from its store and takes it in. When the store can't answer, an order that is known here
// keeps the reading open and wake sends it again; one that is not known yet is found by reconcile.
func (s *Stage) Reread(ctx context.Context, key order.Key) error {
	shop, client, err := s.shops.Client(ctx, key.Merchant, key.Store)
	if err != nil {
		return s.later(ctx, key, err)
	}
	snapshot, err := client.Order(ctx, key.ID)
	if err != nil && store.KindOf(err) == store.NotFound {
		_, err := s.apply(ctx, key, order.StoreDeleted{At: time.Time{}})
		return err
	}
	if err != nil {
		return s.later(ctx, key, err)
	}
	if !shop.Health.Well() {
		s.shops.Suffered(ctx, key.Merchant, key.Store, nil)
	}
	if err := s.anonymised(ctx, key, snapshot); err != nil {
		return err
	}
	_, err = s.decider.ApplyNew(ctx, key, shop.Platform, order.StoreSaid{Snapshot: snapshot, Source: "read", Fresh: true})
	return err
}

// anonymised has all that is kept of a customer erased whom the store has erased, not the order alone. The same demand
// again is the same job.
func (s *Stage) anonymised(ctx context.Context, key order.Key, snapshot order.Snapshot) error {
	if !snapshot.Anonymised {
		return nil
	}
	return s.household.Privacy(ctx, key.Merchant, key.Store, store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{key.ID}})
}

// later leaves a reading for when the store is back.
func (s *Stage) later(ctx context.Context, key order.Key, cause error) error {
	s.shops.Suffered(ctx, key.Merchant, key.Store, cause)
	s.log.WarnContext(ctx, "intake.later", "order", key.String(), "kind", store.KindOf(cause))
	_, err := s.apply(ctx, key, order.Reread{Cause: string(store.KindOf(cause))})
	return err
}
