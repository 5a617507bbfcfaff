// Package reconcile reads every store again from a watermark: what a webhook missed, it finds; what was
// known already, it does not write. It also refreshes tokens that end soon.
package reconcile

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/table"
)

// Table is the part of the table that reconciling needs.
type Table interface {
	Merchants(ctx context.Context, cursor string, limit int) (ids []string, next string, err error)
	Stores(ctx context.Context, merchant string) ([]table.Store, error)
	Accounts(ctx context.Context, merchant string) ([]table.Account, error)
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
}

// Decider applies events to orders.
type Decider interface {
	ApplyNew(ctx context.Context, key order.Key, platform order.Platform, e order.Event) (decider.Result, error)
}

// Shops opens stores and keeps their tokens fresh.
type Shops interface {
	Client(ctx context.Context, merchant, storeID string) (table.Store, store.Client, error)
	Refresh(ctx context.Context, s table.Store, margin time.Duration) error
	Suffered(ctx context.Context, merchant, storeID string, err error)
}

// Accounts keeps suppliers' tokens fresh.
type Accounts interface {
	Refresh(ctx context.Context, a table.Account, margin time.Duration) error
}

// Keeper looks after what a platform needs besides: webhook subscriptions above all.
type Keeper interface {
	Keep(ctx context.Context, s table.Store, c store.Client) error
}

// Deps is what the stage needs.
type Deps struct {
	Table    Table
	Decider  Decider
	Shops    Shops
	Accounts Accounts
	// Keeper may be nil.
	Keeper Keeper
	// Household is told of customers whom a store has erased.
	Household Household
	Now       func() time.Time
	Log       *slog.Logger
}

// Stage reconciles.
type Stage struct{ Deps }

// New makes a Stage.
func New(d Deps) *Stage { return &Stage{Deps: d} }

const (
	// overlap is read again each time: stores' searches lag behind their webhooks.
	overlap = 10 * time.Minute
	// importAge is how far back the first reading goes.
	importAge = 60 * 24 * time.Hour
	// pagesPerRun bounds what one run reads of one store; the watermark carries on in the next.
	pagesPerRun = 5
	// storesAtOnce is how many stores are read at the same time.
	storesAtOnce = 6
	// tokenMargin is how long before their end tokens are refreshed.
	tokenMargin = 2 * time.Hour
	// shopTokenMargin is the same for stores, whose tokens last an hour.
	shopTokenMargin = 15 * time.Minute
	// runMargin is left before the deadline.
	runMargin = 15 * time.Second
)

// Do reconciles every store of every merchant. One store's trouble does not stop the others. A run that is cut short by
// its deadline begins elsewhere the next time.
func (s *Stage) Do(ctx context.Context) error {
	stores, accounts, err := s.everything(ctx)
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	for _, a := range accounts {
		if err := s.Accounts.Refresh(ctx, a, tokenMargin); err != nil {
			s.Log.WarnContext(ctx, "reconcile.token_not_refreshed", "merchant", a.Merchant, "account", a.ID, "err", err.Error())
		}
	}
	var group errgroup.Group
	group.SetLimit(storesAtOnce)
	start := 0
	if len(stores) > 0 {
		start = int(s.Now().Unix()/300) % len(stores)
	}
	for i := range stores {
		st := stores[(start+i)%len(stores)]
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < runMargin {
			break
		}
		group.Go(func() error { return s.Store(ctx, st) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	return nil
}

func (s *Stage) everything(ctx context.Context) ([]table.Store, []table.Account, error) {
	var stores []table.Store
	var accounts []table.Account
	cursor := ""
	for {
		ids, next, err := s.Table.Merchants(ctx, cursor, 100)
		if err != nil {
			return nil, nil, err
		}
		for _, id := range ids {
			st, err := s.Table.Stores(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			stores = append(stores, st...)
			ac, err := s.Table.Accounts(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			accounts = append(accounts, ac...)
		}
		if next == "" {
			return stores, accounts, nil
		}
		cursor = next
	}
}

// Store reconciles one store. What the store can't answer is kept as its health and is no error of the run.
func (s *Stage) Store(ctx context.Context, st table.Store) error {
	if !st.Disconnected.IsZero() {
		return nil
	}
	if err := s.Shops.Refresh(ctx, st, shopTokenMargin); err != nil {
		s.Shops.Suffered(ctx, st.Merchant, st.ID, err)
	}
	current, client, err := s.Shops.Client(ctx, st.Merchant, st.ID)
	if err == nil && s.Keeper != nil {
		err = s.Keeper.Keep(ctx, current, client)
	}
	read, news := 0, 0
	if err == nil {
		read, news, err = s.read(ctx, current, client)
	}
	var e *store.Error
	if err != nil && !errors.As(err, &e) {
		return fmt.Errorf("store %s/%s: %w", st.Merchant, st.ID, err)
	}
	if err != nil || !st.Health.Well() {
		s.Shops.Suffered(ctx, st.Merchant, st.ID, err)
	}
	s.Log.InfoContext(ctx, "reconcile.store", "merchant", st.Merchant, "store", st.ID, "read", read, "news", news, "trouble", store.KindOrNone(err))
	return nil
}

// read goes through what changed since the watermark, oldest change first. What was read stays read: when the store
// stops answering, or a run has read its share, the next one goes on from there.
func (s *Stage) read(ctx context.Context, st table.Store, client store.Client) (read, news int, err error) {
	began := s.Now()
	since, reached := s.since(st)
	cursor := ""
	for range pagesPerRun {
		page, err := client.Changed(ctx, since, cursor)
		if err != nil {
			return read, news, errors.Join(err, s.pause(ctx, st, reached))
		}
		for i := range page.Orders {
			snapshot := page.Orders[i]
			key := order.Key{Merchant: st.Merchant, Store: st.ID, ID: snapshot.ID}
			if err := s.anonymised(ctx, key, snapshot); err != nil {
				return read, news, err
			}
			r, err := s.Decider.ApplyNew(ctx, key, st.Platform, order.StoreSaid{Snapshot: snapshot, Source: "reconcile", Fresh: true})
			var input *order.InputError
			if err != nil && !errors.As(err, &input) {
				return read, news, err
			}
			read++
			if r.Changed {
				news++
			}
			if snapshot.UpdatedAt.After(reached) {
				reached = snapshot.UpdatedAt
			}
		}
		if page.Next == "" {
			// All is read: nothing older than the beginning of this run can still be missing.
			return read, news, s.move(ctx, st, latest(reached, began))
		}
		cursor = page.Next
	}
	return read, news, s.pause(ctx, st, reached)
}
