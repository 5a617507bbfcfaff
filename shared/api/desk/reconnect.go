package desk

import (
	"context"
	"errors"
	"time"

	"onward/shared/table"
)

// Reconnect gives a store new credentials.
func (d *Desk) Reconnect(ctx context.Context, a Actor, id string, c Credentials) (Store, error) {
	if err := a.need(Owner); err != nil {
		return Store{}, err
	}
	s, err := d.Table.Store(ctx, a.Merchant, id)
	if err != nil {
		return Store{}, missing(err, "store")
	}
	if err := c.check(s.Platform); err != nil {
		return Store{}, err
	}
	if d.Connector != nil {
		return d.prove(ctx, a, s.Platform, s.Outside, s.ID, "", c)
	}
	if !s.Disconnected.IsZero() {
		if _, _, err := d.reclaim(ctx, s); err != nil {
			return Store{}, err
		}
	}
	sealed, err := d.sealStore(ctx, a.Merchant, id, c)
	if err != nil {
		return Store{}, err
	}
	_, err = d.Table.UpdateStore(ctx, a.Merchant, id, func(s *table.Store) error {
		s.Sealed, s.AccessUntil, s.RefreshUntil = sealed, c.AccessUntil, c.RefreshUntil
		s.Health, s.Disconnected = table.Health{}, time.Time{}
		return nil
	})
	if err != nil {
		return Store{}, missing(err, "store")
	}
	d.forgetNames(a.Merchant)
	return d.Store(ctx, a, id)
}

// reclaim takes the shop of a store that was disconnected again.
func (d *Desk) reclaim(ctx context.Context, s table.Store) (table.Route, bool, error) {
	route := table.Route{Kind: table.StoreRoute(s.Platform), Outside: s.Outside, Merchant: s.Merchant, Store: s.ID}
	err := d.Table.ClaimRoute(ctx, route)
	if errors.Is(err, table.ErrTaken) {
		return route, false, refuse(Conflict, "shop_taken", "The shop has been connected anew since, as another store or by another merchant.")
	}
	return route, err == nil, err
}

// Disconnect ends a store's connection: its credentials are forgotten. Its orders stay, and so does the knowledge whose
// the shop is, until somebody proves it to be theirs.
func (d *Desk) Disconnect(ctx context.Context, a Actor, id string) (Store, error) {
	if err := a.need(Owner); err != nil {
		return Store{}, err
	}
	if d.Connector != nil {
		if err := d.Connector.DisconnectStore(ctx, a.connects(), id); err != nil {
			return Store{}, d.unconnected(ctx, err)
		}
		return d.Store(ctx, a, id)
	}
	now := d.Now().UTC()
	_, err := d.Table.UpdateStore(ctx, a.Merchant, id, func(s *table.Store) error {
		if s.Disconnected.IsZero() {
			s.Disconnected = now
		}
		s.Sealed = nil
		s.Health = table.Health{Code: "disconnected", Since: s.Disconnected, ToDo: "You disconnected the store. Give it credentials to go on."}
		return nil
	})
	if err != nil {
		return Store{}, missing(err, "store")
	}
	return d.Store(ctx, a, id)
}
