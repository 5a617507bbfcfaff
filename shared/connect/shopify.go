package connect

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/shopify"
)

// StartShopify gives the address of the page on which the merchant grants the app its scopes in a shop. target is the
// store to connect anew, empty for a new one.
func (f *Flows) StartShopify(ctx context.Context, a Actor, typed, target string) (string, error) {
	if f.Shopify.ClientID == "" {
		return "", notOffered("Shopify", "Connect the shop by a custom app's access token instead.")
	}
	domain, err := shopifyDomain(typed)
	if err != nil {
		return "", err
	}
	state, err := f.begin(ctx, a, kindShopify, domain, target)
	if err != nil {
		return "", err
	}
	page, err := f.Shopify.InstallURL(domain, state)
	if err != nil {
		return "", problem(http.StatusInternalServerError, "app_not_set", "The Shopify app is not set up rightly; tell whoever runs this installation.").because(err)
	}
	return page, nil
}

func shopifyDomain(typed string) (string, error) {
	typed = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(typed), "https://"))
	if typed != "" && !strings.ContainsAny(typed, "./") {
		typed += ".myshopify.com"
	}
	domain, err := shopify.ShopDomain(typed)
	if err != nil {
		return "", problem(http.StatusUnprocessableEntity, "invalid_shop", "Give the shop's permanent domain, such as name.myshopify.com. It is in the address of the shop's admin pages.")
	}
	return domain, nil
}

func notOffered(platform, instead string) *Error {
	return problem(http.StatusNotFound, "not_offered", "This installation has no "+platform+" app. "+instead)
}

// ShopifyEntry proves the query with which a shop opens the app, and gives the shop.
func (f *Flows) ShopifyEntry(query url.Values) (string, error) {
	domain, err := f.Shopify.Entry(query)
	if err != nil {
		return "", callbackProblem(err)
	}
	return domain, nil
}

// ShopifyCallback goes on when the shop sent the browser back.
func (f *Flows) ShopifyCallback(ctx context.Context, who *Actor, query url.Values) (Step, error) {
	state := query.Get("state")
	// The signature comes first: nothing of the query is believed before. That the state is one of ours is seen below.
	back, err := f.Shopify.Callback(query, state, f.Now())
	if err != nil {
		return Step{}, callbackProblem(err)
	}
	flow, err := f.open(ctx, kindShopify, state)
	if err != nil {
		return Step{}, err
	}
	if flow.Shop != back.Shop {
		return Step{}, problem(http.StatusBadRequest, "other_shop", "Another shop answered than the one that was asked. Begin again, with the shop's permanent domain.")
	}
	return f.arrive(ctx, who, flow, state, came{Shop: back.Shop, Code: back.Code})
}

func callbackProblem(err error) error {
	switch {
	case errors.Is(err, shopify.ErrCallbackSignature):
		return problem(http.StatusUnauthorized, "signature", "Shopify's signature does not fit. Begin again from Onward or from the shop's apps.").because(err)
	case errors.Is(err, shopify.ErrCallbackOld):
		return problem(http.StatusGone, "callback_old", "The answer of Shopify is too old. Begin again.").because(err)
	case errors.Is(err, shopify.ErrCallbackState):
		return unknownState().because(err)
	default:
		return problem(http.StatusBadRequest, "invalid_shop", "The answer names no Shopify shop. Begin again.").because(err)
	}
}

// shopifyGranted trades the code for tokens and connects the shop with them.
func (f *Flows) shopifyGranted(ctx context.Context, a Actor, target string, c came) (Connected, error) {
	grant, err := f.Shopify.Exchange(ctx, c.Shop, c.Code)
	if err != nil {
		if shopify.KindOf(err) == shopify.Unauthorized {
			return Connected{}, problem(http.StatusBadGateway, "code_refused", "Shopify did not take its own code, which works once. Begin again.").because(err)
		}
		return Connected{}, storeProblem(err)
	}
	return f.shopifyProven(ctx, a, target, c.Shop, shop.FromShopify(grant), grant.Scopes)
}

// ShopifyToken connects a shop by the access token of a custom app, given by hand.
func (f *Flows) ShopifyToken(ctx context.Context, a Actor, typed, target, token string) (Connected, error) {
	domain, err := shopifyDomain(typed)
	if err != nil {
		return Connected{}, err
	}
	if strings.TrimSpace(token) == "" {
		return Connected{}, problem(http.StatusUnprocessableEntity, "invalid_token", "Give the custom app's Admin API access token; Shopify shows it once, under API credentials.")
	}
	return f.shopifyProven(ctx, a, target, domain, shop.Credentials{Access: strings.TrimSpace(token)}, nil)
}

// shopifyProven proves tokens by calls and connects the shop that they open. granted is what the grant named; without
// it the shop is asked.
func (f *Flows) shopifyProven(ctx context.Context, a Actor, target, domain string, c shop.Credentials, granted []string) (Connected, error) {
	seen := &versions{asked: f.ShopifyVersion}
	client, err := shopify.New(shopify.Config{
		Shop: domain, BaseURL: f.Shopify.BaseURL, Version: f.ShopifyVersion, HTTP: f.ShopifyHTTP, Now: f.Now, Observe: seen.observe,
		Token: func(context.Context) (string, error) { return c.Access, nil },
	})
	if err != nil {
		return Connected{}, problem(http.StatusUnprocessableEntity, "invalid_shop", "Give the shop's permanent domain, such as name.myshopify.com.").because(err)
	}
	info, err := client.Info(ctx)
	if err != nil {
		return Connected{}, storeProblem(err)
	}
	if len(granted) == 0 {
		if granted, err = client.Scopes(ctx); err != nil {
			return Connected{}, storeProblem(err)
		}
	}
	if missing := shopify.MissingScopes(granted, shopify.WantedScopes()); len(missing) > 0 {
		p := problem(http.StatusUnprocessableEntity, "missing_scopes", "The app lacks scopes in this shop: "+strings.Join(missing, ", ")+
			". Grant them (for a custom app: under Configuration, then install it again) and connect again. Without them orders look empty, without any error.")
		p.Names = missing
		return Connected{}, p
	}
	if info.Domain != "" {
		domain = info.Domain // webhooks name the shop by it, whatever alias was typed
	}
	p := proven{
		platform: order.Shopify, outside: domain, address: "https://" + domain, name: info.Name, credentials: c,
		settings: map[string]string{"currency": info.Currency, "time_zone": info.TimeZone},
	}
	if p.name == "" {
		p.name = domain
	}
	found, locations := f.shopifyFound(ctx, client, info)
	if locations != "" {
		p.settings["locations"] = locations
	}
	s, again, err := f.link(ctx, a, target, p)
	if err != nil {
		return Connected{}, err
	}
	bound, err := f.client(s, c)
	if err != nil {
		return Connected{}, err
	}
	return f.conclude(ctx, s, again, bound, append(found, seen.found(f.Now())...), nil)
}
