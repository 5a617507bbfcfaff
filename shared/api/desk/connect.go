package desk

import (
	"context"
	"errors"
	"net/http"

	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/table"
)

// Connector connects stores and accounts by the platforms' own pages, or by credentials that it proves.
type Connector interface {
	StartShopify(ctx context.Context, a connect.Actor, typed, target string) (page string, err error)
	StartWooCommerce(ctx context.Context, a connect.Actor, typed, target string) (page string, err error)
	StartWix(ctx context.Context, a connect.Actor, target, token string) (page string, err error)
	StartAliExpress(ctx context.Context, a connect.Actor, target string) (page string, err error)
	ShopifyToken(ctx context.Context, a connect.Actor, typed, target, token string) (connect.Connected, error)
	WooKey(ctx context.Context, a connect.Actor, typed, target, key, secret string) (connect.Connected, error)
	DisconnectStore(ctx context.Context, a connect.Actor, id string) error
}

// Finding is something found out while connecting, for the merchant to see.
type Finding struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Warning bool   `json:"warning,omitempty"`
}

func findings(s table.Store) []Finding {
	out := []Finding{}
	for _, f := range connect.Found(s) {
		out = append(out, Finding{Code: f.Code, Text: f.Text, Warning: f.Warning})
	}
	return out
}

// connects is the actor as connecting knows it.
func (a Actor) connects() connect.Actor { return connect.Actor{Merchant: a.Merchant, By: a.By()} }

// PlatformPage is the platform's own page on which the merchant connects a store, or connects one anew (target).
func (d *Desk) PlatformPage(ctx context.Context, a Actor, p order.Platform, shop, target string) (page string, err error) {
	if err := a.need(Owner); err != nil {
		return "", err
	}
	if d.Connector == nil {
		return "", refuse(Conflict, "not_offered", "This installation has no such page. Give the credentials by hand.")
	}
	switch p {
	case order.Shopify:
		page, err = d.Connector.StartShopify(ctx, a.connects(), shop, target)
	case order.WooCommerce:
		page, err = d.Connector.StartWooCommerce(ctx, a.connects(), shop, target)
	case order.Wix:
		page, err = d.Connector.StartWix(ctx, a.connects(), target, "")
	default:
		return "", invalid("body.platform", "The platform is shopify, woocommerce or wix.")
	}
	return page, d.unconnected(ctx, err)
}

// SupplierPage is the supplier's own page on which the merchant connects an account, or connects one anew (target).
func (d *Desk) SupplierPage(ctx context.Context, a Actor, s order.Supplier, target string) (page string, err error) {
	if err := a.need(Owner); err != nil {
		return "", err
	}
	if d.Connector == nil || s != order.AliExpress {
		return "", refuse(Conflict, "not_offered", "This installation has no such page. Give tokens by hand.")
	}
	page, err = d.Connector.StartAliExpress(ctx, a.connects(), target)
	return page, d.unconnected(ctx, err)
}

// prove connects a store, or connects one anew (target), with credentials that are proven by a call.
func (d *Desk) prove(ctx context.Context, a Actor, p order.Platform, shop, target, name string, c Credentials) (Store, error) {
	var done connect.Connected
	var err error
	switch p {
	case order.Shopify:
		done, err = d.Connector.ShopifyToken(ctx, a.connects(), shop, target, c.Access)
	case order.WooCommerce:
		done, err = d.Connector.WooKey(ctx, a.connects(), shop, target, c.Key, c.Secret)
	default:
		return Store{}, refuse(Conflict, "by_its_page", "Such a store is connected by the platform's own page, which proves that it is yours.")
	}
	if err != nil {
		return Store{}, d.unconnected(ctx, err)
	}
	if name != "" {
		_, err = d.Table.UpdateStore(ctx, a.Merchant, done.Store, func(s *table.Store) error {
			s.Name = name
			return nil
		})
		if err != nil {
			return Store{}, missing(err, "store")
		}
	}
	d.forgetNames(a.Merchant)
	return d.Store(ctx, a, done.Store)
}

// unconnected turns what connecting refuses into a refusal. A shop that can't be reached is nobody's defect here.
func (d *Desk) unconnected(ctx context.Context, err error) error {
	p, ok := errors.AsType[*connect.Error](err)
	if !ok {
		return err
	}
	if p.Err != nil {
		d.Log.WarnContext(ctx, "desk.not_connected", "code", p.Code, "err", p.Err.Error())
	}
	kind := Conflict
	switch p.Status {
	case http.StatusNotFound:
		kind = NotFound
	case http.StatusForbidden:
		kind = Forbidden
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		kind = Invalid
	}
	return &Error{Kind: kind, Code: p.Code, Message: p.ToDo}
}
