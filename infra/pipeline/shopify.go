package pipeline

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/shopify"
)

const (
	shopifyHost   = "shopify.test"
	shopifyApp    = "onward-client"
	shopifySecret = "app-secret"
	shopifyDomain = "acme.myshopify.com"
)

type shopifyShop struct {
	sim   *sim.Sim
	clock *clock
	token string
}

func newShopify(c *clock, hooks *http.Client) (*shopifyShop, error) {
	s, err := sim.New(sim.Options{Now: c.Now, HTTP: hooks, AllowHTTP: true})
	if err != nil {
		return nil, err
	}
	if err := s.CreateShop(sim.ShopSpec{Domain: shopifyDomain, Maximum: 20000, Restore: 1000}); err != nil {
		return nil, err
	}
	// As in a real deployment the app's configuration subscribes, so that subscriptions survive a store's anger.
	var hooked []sim.Subscription
	for _, topic := range shopify.OrderTopics() {
		hooked = append(hooked, sim.Subscription{Topic: topic, URI: onwardURL + "/hooks/shopify"})
	}
	err = s.CreateApp(sim.AppSpec{
		ClientID: shopifyApp, ClientSecret: shopifySecret, Scopes: shopify.WantedScopes(), Webhooks: hooked,
		PrivacyURI: onwardURL + "/hooks/shopify/privacy",
	})
	if err != nil {
		return nil, err
	}
	in, err := s.Install(shopifyDomain, sim.InstallSpec{ClientID: shopifyApp})
	if err != nil {
		return nil, err
	}
	return &shopifyShop{sim: s, clock: c, token: in.Token}, nil
}

func (s *shopifyShop) connection() connection {
	var variants []string
	for i := range catalogue() {
		variants = append(variants, shopifyVariant(i))
	}
	return connection{
		platform: order.Shopify, outside: shopifyDomain, address: "https://" + shopifyDomain,
		credentials: shop.Credentials{Access: s.token}, host: shopifyHost, handler: s.sim,
		app: shopify.Hooks{Secrets: []string{shopifySecret}}, variants: variants,
		made: func(calls *http.Client) (shop.Platform, error) {
			app := shopify.App{
				ClientID: shopifyApp, ClientSecret: shopifySecret, Scopes: shopify.WantedScopes(),
				BaseURL: "https://" + shopifyHost + "/shops/{shop}", HTTP: calls, Now: s.clock.Now,
			}
			return shop.Shopify{App: app, HTTP: calls, Now: s.clock.Now}, nil
		},
	}
}

func shopifyVariant(article int) string { return strconv.Itoa(45_000_000_000_001 + article) }

// Buy implements [Shop].
func (s *shopifyShop) Buy(b Basket) (string, error) {
	spec := sim.OrderSpec{Quiet: b.Quiet}
	if b.Unpaid {
		spec.Financial = "pending"
	}
	for _, g := range b.Goods {
		spec.Lines = append(spec.Lines, sim.LineSpec{
			Title: "Article " + strconv.Itoa(g.Article), Variant: shopifyVariant(g.Article),
			Product: strconv.Itoa(8_000_000_000_001 + g.Article), Quantity: g.Units,
		})
	}
	o, err := s.sim.CreateOrder(shopifyDomain, spec)
	return o.ID, err
}

// Act implements [Shop].
func (s *shopifyShop) Act(id string, a Act) error {
	lines := []sim.ActionLine{{Line: a.Line, Quantity: a.Units}}
	do := sim.Action{Do: string(a.Do)}
	switch a.Do {
	case Refund, Edit:
		do.Lines = lines
	case ByHand:
		do.Do, do.Lines = "fulfil", lines
		if a.Number != "" {
			do.Numbers, do.Company = []string{a.Number}, "Post"
		}
	case Undo:
		do.Do = "cancel_fulfilment"
	case Pay:
		if o, err := s.sim.Order(shopifyDomain, id); err != nil || o.Financial != "pending" || o.Cancelled {
			return errors.Join(err, errors.New("there is nothing to pay"))
		}
	case Cancel:
		if o, err := s.sim.Order(shopifyDomain, id); err != nil || o.Cancelled {
			return errors.Join(err, errors.New("it is cancelled"))
		}
	case Hold, Release, Touch:
	}
	_, err := s.sim.Do(shopifyDomain, id, do)
	return err
}

// Deliver implements [Shop].
func (s *shopifyShop) Deliver(ctx context.Context) int { return s.sim.Deliver(ctx) }

// Pending implements [Shop].
func (s *shopifyShop) Pending() int { return s.sim.Pending() }

// Throttle implements [Shop].
func (s *shopifyShop) Throttle() {
	_ = s.sim.Fail(sim.Fault{Operation: "*", Kind: "throttle"}) // the kind is known
}

// Orders implements [Shop].
func (s *shopifyShop) Orders() []Held {
	var out []Held
	for _, o := range s.sim.Orders(shopifyDomain) {
		h := Held{ID: o.ID, Name: o.Name, Paid: o.Financial != "pending" && o.Financial != "voided", Cancelled: o.Cancelled}
		for _, l := range o.Lines {
			h.Lines = append(h.Lines, HeldLine{
				ID: l.ID, Variant: l.Variant, Ordered: l.Quantity, Gone: l.Quantity - l.Fulfilled - l.Open, Fulfilled: l.Fulfilled,
			})
		}
		for _, f := range o.Fulfilments {
			h.Shipments = append(h.Shipments, Shipment{ID: f.ID, Numbers: f.Numbers, Lines: f.Lines, Cancelled: f.Status != "success"})
		}
		out = append(out, h)
	}
	return out
}

// Mails implements [Shop].
func (s *shopifyShop) Mails() []Mail {
	var out []Mail
	for _, m := range s.sim.Mails(shopifyDomain) {
		out = append(out, Mail{Order: m.OrderID, Numbers: m.Numbers, Update: strings.HasSuffix(m.Kind, "update")})
	}
	return out
}
