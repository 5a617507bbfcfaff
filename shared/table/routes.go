package table

import (
	"context"
	"fmt"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// RouteKind is what kind of outside id a route leads from.
type RouteKind string

// StoreRoute leads from a shop's id on its platform (shop domain, instance, site).
func StoreRoute(p order.Platform) RouteKind { return RouteKind("store:" + string(p)) }

// AccountRoute leads from an account's id at its supplier.
func AccountRoute(s order.Supplier) RouteKind { return RouteKind("account:" + string(s)) }

// OrderRoute leads from a supplier's order number; see [WaitingRef.Route].
func OrderRoute(s order.Supplier) RouteKind { return RouteKind("order:" + string(s)) }

// Route tells whose an outside id is. It holds ids only, and has one owner.
type Route struct {
	Kind     RouteKind
	Outside  string
	Merchant string
	// Store and Account are where the id belongs; one may be empty.
	Store   string
	Account string
	// Order and Purchase are of a supplier's order.
	Order    string
	Purchase string
}

const routeSort sort = "route"

func (r Route) key() kv.Key { return global("r", string(r.Kind), r.Outside).at(routeSort) }
func (r Route) owner() kv.Value {
	return kv.S(join(r.Merchant, r.Store, r.Account, r.Order, r.Purchase))
}

const attrOwner = "owner"

// ClaimRoute makes a route. The same claim again does nothing; [ErrTaken] when the id has another owner.
func (t *Table) ClaimRoute(ctx context.Context, r Route) error {
	if err := filled(string(r.Kind), r.Outside, r.Merchant); err != nil {
		return fmt.Errorf("claim route: %w", err)
	}
	key := r.key()
	item := kv.Item{kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrOwner: r.owner()}
	err := t.engine.Put(ctx, item, kv.Any(kv.NotExists(), kv.Equal(attrOwner, r.owner())))
	if err := conflicting(err, ErrTaken); err != nil {
		return fmt.Errorf("claim route: %w", err)
	}
	return nil
}

// Route reads whose an outside id is; [ErrNotFound] when it is nobody's. It is asked only after a
// message's signature holds.
func (t *Table) Route(ctx context.Context, kind RouteKind, outside string) (Route, error) {
	r := Route{Kind: kind, Outside: outside}
	if err := filled(string(kind), outside); err != nil {
		return Route{}, fmt.Errorf("route: %w", ErrNotFound)
	}
	item, err := t.engine.Get(ctx, r.key(), false)
	if err != nil {
		return Route{}, fmt.Errorf("route: %w", err)
	}
	if item == nil {
		return Route{}, fmt.Errorf("route: %w", ErrNotFound)
	}
	parts := split(item[attrOwner].Str())
	if len(parts) != 5 {
		return Route{}, fmt.Errorf("route: %w", errDocument)
	}
	r.Merchant, r.Store, r.Account, r.Order, r.Purchase = parts[0], parts[1], parts[2], parts[3], parts[4]
	return r, nil
}

// DeleteRoute gives an outside id up. A route that has another owner stays.
func (t *Table) DeleteRoute(ctx context.Context, r Route) error {
	err := t.engine.Delete(ctx, r.key(), kv.Any(kv.NotExists(), kv.Equal(attrOwner, r.owner())))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("delete route: %w", err)
	}
	return nil
}
