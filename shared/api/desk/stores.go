package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/table"
)

type storeTable interface {
	CreateStore(ctx context.Context, s table.Store) error
	Store(ctx context.Context, merchant, id string) (table.Store, error)
	Stores(ctx context.Context, merchant string) ([]table.Store, error)
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	ClaimRoute(ctx context.Context, r table.Route) error
	Route(ctx context.Context, kind table.RouteKind, outside string) (table.Route, error)
	DeleteRoute(ctx context.Context, r table.Route) error
}

// Health says what does not work, since when, and what to do. Without a code all is well.
type Health struct {
	Code  string    `json:"code,omitempty"`
	Since time.Time `json:"since,omitzero"`
	ToDo  string    `json:"to_do,omitempty"`
}

// Well reports whether nothing is wrong.
func (h Health) Well() bool { return h.Code == "" }

// Store is a connected store. Its credentials are never shown.
type Store struct {
	ID       string            `json:"id"`
	Platform order.Platform    `json:"platform" enum:"shopify,woocommerce,wix"`
	Name     string            `json:"name"`
	Shop     string            `json:"shop" doc:"The shop's id on its platform: domain, address or instance."`
	Health   Health            `json:"health"`
	Hold     *Hold             `json:"hold,omitempty"`
	Settings map[string]string `json:"adapter_settings,omitempty" doc:"The platform adapter's own settings."`
	// Seen is up to when all changes in the store were read.
	Seen         time.Time `json:"seen_until,omitzero" doc:"Up to when the store's changes were read by reconciliation."`
	AccessUntil  time.Time `json:"access_until,omitzero"`
	Created      time.Time `json:"created"`
	Disconnected time.Time `json:"disconnected,omitzero"`
	Findings     []Finding `json:"findings" doc:"What was found out while connecting."`
}

// Credentials is what a store's API asks for: an access token (Shopify), or a REST key with its secret (WooCommerce).
// Wix needs none beside the app's own, but for the proof that the site is the merchant's.
type Credentials struct {
	Access       string    `json:"access,omitempty" maxLength:"4096" writeOnly:"true" doc:"Shopify: the access token."`
	Refresh      string    `json:"refresh,omitempty" maxLength:"4096" writeOnly:"true" doc:"Shopify: the refresh token of an expiring access token."`
	AccessUntil  time.Time `json:"access_until,omitzero" required:"false"`
	RefreshUntil time.Time `json:"refresh_until,omitzero" required:"false"`
	Key          string    `json:"key,omitempty" maxLength:"512" writeOnly:"true" doc:"WooCommerce: the REST key (ck_...)."`
	Secret       string    `json:"secret,omitempty" maxLength:"512" writeOnly:"true" doc:"WooCommerce: the REST key's secret (cs_...)."`
	Instance     string    `json:"instance,omitempty" maxLength:"8192" writeOnly:"true" doc:"Wix: the instance parameter with which Wix opens the app in the site's dashboard. It proves that the site is yours and is not kept."`
}

// String keeps credentials out of logs.
func (Credentials) String() string { return "credentials" }

// GoString keeps credentials out of logs.
func (Credentials) GoString() string { return "credentials" }

func (c Credentials) check(p order.Platform) error {
	switch {
	case p == order.Shopify && c.Access == "":
		return invalid("body.credentials.access", "Give the shop's Admin API access token.")
	case p == order.WooCommerce && (c.Key == "" || c.Secret == ""):
		return invalid("body.credentials.key", "Give a REST key with its secret; WooCommerce makes one under Settings, Advanced, REST API.")
	default:
		return nil
	}
}

// NewStore is what a store is connected from.
type NewStore struct {
	Platform    order.Platform    `json:"platform" enum:"shopify,woocommerce,wix"`
	Name        string            `json:"name,omitempty" maxLength:"80" doc:"What you call it; the shop's id when left out."`
	Shop        string            `json:"shop" minLength:"1" maxLength:"253" doc:"Shopify: name.myshopify.com. WooCommerce: the site's https address. Wix: the app's instance id."`
	Credentials Credentials       `json:"credentials,omitzero" required:"false"`
	Settings    map[string]string `json:"adapter_settings,omitempty"`
}

// Stores lists the merchant's stores.
func (d *Desk) Stores(ctx context.Context, a Actor) ([]Store, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	kept, err := d.Table.Stores(ctx, a.Merchant)
	if err != nil {
		return nil, err
	}
	holds, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return nil, err
	}
	out := make([]Store, 0, len(kept))
	for _, s := range kept {
		out = append(out, storeOf(s, holds))
	}
	slices.SortFunc(out, func(a, b Store) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) })
	return out, nil
}

// Store is one of the merchant's stores.
func (d *Desk) Store(ctx context.Context, a Actor, id string) (Store, error) {
	if err := a.need(ReadOnly); err != nil {
		return Store{}, err
	}
	s, err := d.Table.Store(ctx, a.Merchant, id)
	if err != nil {
		return Store{}, missing(err, "store")
	}
	holds, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return Store{}, err
	}
	return storeOf(s, holds), nil
}

func storeOf(s table.Store, holds table.Holds) Store {
	out := Store{
		ID: s.ID, Platform: s.Platform, Name: s.Name, Shop: s.Outside, Health: Health(s.Health), Settings: maps.Clone(s.Settings),
		Seen: s.Watermark, AccessUntil: s.AccessUntil, Created: s.Created, Disconnected: s.Disconnected, Findings: findings(s),
	}
	delete(out.Settings, connect.SettingFound)
	delete(out.Settings, shop.SettingVersion)
	if h, on := holds.Stores[s.ID]; on {
		out.Hold = holdOf(&h)
	}
	return out
}

// AddStore connects a store. A shop belongs to one merchant: the second is refused.
func (d *Desk) AddStore(ctx context.Context, a Actor, n NewStore) (Store, error) {
	if err := a.need(Owner); err != nil {
		return Store{}, err
	}
	outside, address, err := shopID(n.Platform, n.Shop)
	if err != nil {
		return Store{}, err
	}
	if err := n.Credentials.check(n.Platform); err != nil {
		return Store{}, err
	}
	if d.Connector != nil {
		return d.prove(ctx, a, n.Platform, outside, "", n.Name, n.Credentials)
	}
	if n.Name == "" {
		n.Name = outside
	}
	now := d.Now().UTC()
	s := table.Store{
		Merchant: a.Merchant, ID: newID("s"), Platform: n.Platform, Outside: outside, Address: address, Name: n.Name,
		Settings: n.Settings, Created: now, Watermark: now,
	}
	route, resumed, err := d.claimShop(ctx, s)
	if err != nil {
		return Store{}, err
	}
	s.ID = route.Store
	if err := d.furnish(ctx, a, s, n.Credentials, resumed); err != nil {
		return Store{}, err
	}
	d.forgetNames(a.Merchant)
	return d.Store(ctx, a, s.ID)
}

// claimShop takes the shop for the store. When an earlier attempt broke off after that, it is taken up.
func (d *Desk) claimShop(ctx context.Context, s table.Store) (route table.Route, resumed bool, err error) {
	route = table.Route{Kind: table.StoreRoute(s.Platform), Outside: s.Outside, Merchant: s.Merchant, Store: s.ID}
	err = d.Table.ClaimRoute(ctx, route)
	if !errors.Is(err, table.ErrTaken) {
		return route, false, err
	}
	taken, err := d.Table.Route(ctx, route.Kind, route.Outside)
	if err != nil {
		return route, false, err
	}
	if taken.Merchant != s.Merchant {
		return route, false, refuse(Conflict, "shop_taken", "Another merchant has connected this shop here. It must be disconnected there first.")
	}
	_, err = d.Table.Store(ctx, s.Merchant, taken.Store)
	switch {
	case errors.Is(err, table.ErrNotFound):
		return taken, true, nil
	case err != nil:
		return route, false, err
	default:
		return route, false, refuse(Conflict, "shop_connected", "You have connected this shop already, as store "+taken.Store+". To renew its credentials, give them to that store.")
	}
}

// furnish gives a store its first settings and writes it, with its credentials sealed. The store comes last, so
// that nothing finds one that lacks the rest.
func (d *Desk) furnish(ctx context.Context, a Actor, s table.Store, c Credentials, resumed bool) error {
	sealed, err := d.sealStore(ctx, s.Merchant, s.ID, c)
	if err != nil {
		return err
	}
	s.Sealed, s.AccessUntil, s.RefreshUntil = sealed, c.AccessUntil, c.RefreshUntil
	policy := order.DefaultPolicy()
	policy.NotBefore = s.Created
	_, err = d.Table.PutPolicy(ctx, s.Merchant, s.ID, policy.Version, table.PolicyVersion{Policy: policy, By: a.By(), At: s.Created})
	if err != nil && (!resumed || !errors.Is(err, table.ErrConflict)) {
		return err
	}
	err = d.Table.CreateStore(ctx, s)
	if errors.Is(err, table.ErrTaken) {
		return refuse(Conflict, "shop_connected", "The store is being connected by somebody else just now.")
	}
	return err
}

func (d *Desk) sealStore(ctx context.Context, merchant, id string, c Credentials) ([]byte, error) {
	//nolint:gosec // the secret is marshalled to be sealed
	plain, err := json.Marshal(shop.Credentials{Access: c.Access, Refresh: c.Refresh, Key: c.Key, Secret: c.Secret})
	if err != nil {
		return nil, fmt.Errorf("seal credentials: %w", err)
	}
	return d.Vault.Seal(ctx, merchant, shop.Thing(id), plain)
}
