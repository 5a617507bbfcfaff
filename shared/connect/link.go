package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/table"
)

// proven is a shop whose credentials were proven by a call.
type proven struct {
	platform    order.Platform
	outside     string
	address     string
	name        string
	credentials shop.Credentials
	settings    map[string]string
}

// link makes the proven shop a store of the merchant's, or connects the one that it has anew.
func (f *Flows) link(ctx context.Context, a Actor, target string, p proven) (s table.Store, again bool, err error) {
	id, err := f.known(ctx, a.Merchant, target, p)
	if err != nil {
		return s, false, err
	}
	route := table.Route{Kind: table.StoreRoute(p.platform), Outside: p.outside, Merchant: a.Merchant, Store: id}
	if route.Store == "" {
		route.Store = newID("s")
	}
	route, err = f.claim(ctx, route, target != "")
	if err != nil {
		return s, false, err
	}
	plain, err := json.Marshal(p.credentials) //nolint:gosec // they are sealed at once
	if err != nil {
		return s, false, fmt.Errorf("seal credentials: %w", err)
	}
	sealed, err := f.Vault.Seal(ctx, a.Merchant, shop.Thing(route.Store), plain)
	if err != nil {
		return s, false, fmt.Errorf("seal credentials: %w", err)
	}
	s, err = f.Table.UpdateStore(ctx, a.Merchant, route.Store, func(s *table.Store) error {
		s.Sealed, s.AccessUntil, s.RefreshUntil = sealed, p.credentials.AccessUntil, p.credentials.RefreshUntil
		s.Outside, s.Address = p.outside, p.address
		s.Health, s.Disconnected = table.Health{}, time.Time{}
		s.Settings = merged(s.Settings, p.settings)
		delete(s.Settings, shop.SettingKept)
		return nil
	})
	if err == nil {
		return s, true, nil
	}
	if !errors.Is(err, table.ErrNotFound) {
		return s, false, err
	}
	s, err = f.create(ctx, a, route, p, sealed)
	return s, false, err
}

// known finds the store that the merchant has of the shop, connected or not.
func (f *Flows) known(ctx context.Context, merchant, target string, p proven) (string, error) {
	if target == "" {
		stores, err := f.Table.Stores(ctx, merchant)
		if err != nil {
			return "", err
		}
		id := ""
		for _, s := range stores {
			if s.Platform == p.platform && sameShop(s, p.outside) && (id == "" || s.Disconnected.IsZero()) {
				id = s.ID
			}
		}
		return id, nil
	}
	s, err := f.Table.Store(ctx, merchant, target)
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrKey) {
		return "", noStore()
	}
	if err != nil {
		return "", err
	}
	if s.Platform != p.platform || !sameShop(s, p.outside) {
		return "", problem(http.StatusConflict, "other_shop", "This is another shop than the one of this store. Connect it as a store of its own.")
	}
	return target, nil
}

func noStore() *Error {
	return problem(http.StatusNotFound, "no_such_store", "There is no such store. Look at the list of your stores.")
}

// claim takes the shop for the merchant. One that nobody uses any more goes over; anybody else's is refused.
func (f *Flows) claim(ctx context.Context, r table.Route, wanted bool) (table.Route, error) {
	for range 3 {
		err := f.Table.ClaimRoute(ctx, r)
		if err == nil || !errors.Is(err, table.ErrTaken) {
			return r, err
		}
		taken, err := f.Table.Route(ctx, r.Kind, r.Outside)
		if errors.Is(err, table.ErrNotFound) {
			continue
		}
		if err != nil {
			return r, err
		}
		owner, err := f.Table.Store(ctx, taken.Merchant, taken.Store)
		switch {
		case err != nil && !errors.Is(err, table.ErrNotFound):
			return r, err
		case taken.Merchant == r.Merchant && !wanted:
			return taken, nil // this merchant's own: known by now, or an attempt that broke off
		case err == nil && owner.Disconnected.IsZero() && taken.Merchant == r.Merchant:
			return r, problem(http.StatusConflict, "shop_connected", "The shop is connected already, as your store "+taken.Store+".")
		case err == nil && owner.Disconnected.IsZero():
			return r, problem(http.StatusConflict, "shop_taken", "Another merchant has connected this shop here. It must be disconnected there first.")
		}
		if err := f.Table.DeleteRoute(ctx, taken); err != nil {
			return r, err
		}
	}
	return r, problem(http.StatusConflict, "busy", "The shop is being connected by somebody else just now. Try again in a moment.")
}

// create writes a new store. Its policy comes first, so that nothing finds a store that buys what is old.
func (f *Flows) create(ctx context.Context, a Actor, r table.Route, p proven, sealed []byte) (table.Store, error) {
	now := f.Now().UTC()
	s := table.Store{
		Merchant: a.Merchant, ID: r.Store, Platform: p.platform, Outside: p.outside, Address: p.address, Name: p.name,
		Sealed: sealed, AccessUntil: p.credentials.AccessUntil, RefreshUntil: p.credentials.RefreshUntil,
		Settings: merged(nil, p.settings), Created: now, Watermark: now.Add(-max(f.ImportAge, 0)),
	}
	policy := order.DefaultPolicy()
	policy.NotBefore = now
	_, err := f.Table.PutPolicy(ctx, s.Merchant, s.ID, policy.Version, table.PolicyVersion{Policy: policy, By: a.By, At: now})
	if err != nil && !errors.Is(err, table.ErrConflict) { // there from an attempt that broke off
		return s, err
	}
	if err := f.Table.CreateStore(ctx, s); err != nil {
		if errors.Is(err, table.ErrTaken) {
			return s, problem(http.StatusConflict, "busy", "The shop is being connected by somebody else just now. Try again in a moment.")
		}
		return s, err
	}
	// Until the store was there, its route could pass for one that was left behind.
	err = f.Table.ClaimRoute(ctx, r)
	if !errors.Is(err, table.ErrTaken) {
		return s, err
	}
	if _, err := f.Table.UpdateStore(ctx, s.Merchant, s.ID, func(s *table.Store) error {
		s.Sealed, s.Disconnected = nil, now
		return nil
	}); err != nil {
		return s, err
	}
	return s, problem(http.StatusConflict, "shop_taken", "Another merchant connected this shop at the same moment.")
}

func merged(have, more map[string]string) map[string]string {
	if have == nil {
		have = map[string]string{}
	}
	maps.Copy(have, more)
	return have
}
