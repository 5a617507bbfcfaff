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
	WixSite(ctx context.Context, a connect.Actor, instance, target, signed string) (connect.Connected, error)
	WixVouched(ctx context.Context, a connect.Actor, instance string) (connect.Connected, error)
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
	case order.Wix:
		if c.Instance == "" {
			return Store{}, refuse(Conflict, "by_its_page", "An instance id does not prove that the site is yours. Install the app from the page that /v1/stores/page gives, or give as credentials.instance what Wix signs when the app is opened in the site's dashboard. Whoever runs this installation can also connect the site for you.")
		}
		done, err = d.Connector.WixSite(ctx, a.connects(), shop, target, c.Instance)
	default:
		return Store{}, invalid("body.platform", "The platform is shopify, woocommerce or wix.")
	}
	if err != nil {
		return Store{}, d.unconnected(ctx, err)
	}
	return d.connected(ctx, a, done, name)
}

// connected gives a new connection the name that its merchant calls it by.
func (d *Desk) connected(ctx context.Context, a Actor, done connect.Connected, name string) (Store, error) {
	if name != "" {
		_, err := d.Table.UpdateStore(ctx, a.Merchant, done.Store, func(s *table.Store) error {
			s.Name = name
			return nil
		})
		if err != nil {
			return Store{}, missing(err, "store")
		}
	}
	d.forgetNames(a.Merchant)
	s, err := d.Table.Store(ctx, a.Merchant, done.Store)
	if err != nil {
		return Store{}, missing(err, "store")
	}
	holds, err := d.Table.Holds(ctx, a.Merchant)
	if err != nil {
		return Store{}, err
	}
	return storeOf(s, holds), nil
}

// Vouched is a site of which the deployment's operator says whose it is.
type Vouched struct {
	Platform order.Platform `json:"platform" enum:"wix"`
	Shop     string         `json:"shop" minLength:"1" maxLength:"253" doc:"The app's instance id in the site."`
	Name     string         `json:"name,omitempty" maxLength:"80" doc:"What the merchant calls it."`
}

// VouchStore connects a Wix site for a merchant by its instance id, by the word of the deployment's operator.
func (d *Desk) VouchStore(ctx context.Context, a Actor, merchant string, v Vouched) (Store, error) {
	if err := a.need(Deployment); err != nil {
		return Store{}, err
	}
	if _, err := d.Table.Merchant(ctx, merchant); err != nil {
		return Store{}, missing(err, "merchant")
	}
	if d.Connector == nil || v.Platform != order.Wix {
		return Store{}, refuse(Conflict, "not_offered", "Only Wix sites are connected so. Others are connected with credentials, by POST /v1/stores.")
	}
	owner := Actor{Merchant: merchant, Name: "operator", Role: Owner}
	done, err := d.Connector.WixVouched(ctx, owner.connects(), v.Shop)
	if err != nil {
		return Store{}, d.unconnected(ctx, err)
	}
	return d.connected(ctx, owner, done, v.Name)
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
