package shop

import (
	"context"
	"errors"
	"net/http"
	"time"

	"onward/shared/carrier"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/table"
)

// Shopify is Shopify as a [Platform].
type Shopify struct {
	App     shopify.App
	Version string
	HTTP    *http.Client
	Now     func() time.Time
}

// waitBudget is how long a call waits for the shop's budget of query costs to fill up again: a page of orders takes
// most of it, and the budget fills by its twentieth each second. It is well below every function's time.
const waitBudget = 5 * time.Second

// Client makes a shop's client.
func (p Shopify) Client(s table.Store, c Credentials) (store.Client, error) {
	client, err := shopify.New(shopify.Config{
		Shop: s.Outside, BaseURL: p.App.BaseURL, Version: p.Version, HTTP: p.HTTP, Now: p.Now,
		WaitBudget: waitBudget, Token: func(context.Context) (string, error) { return c.Access, nil },
	})
	if err != nil {
		return nil, err
	}
	return shopify.NewStore(client), nil
}

// Refresh exchanges an expiring token. A dead refresh token needs the merchant.
func (p Shopify) Refresh(ctx context.Context, s table.Store, c Credentials) (Credentials, error) {
	if c.Refresh == "" {
		return c, &store.Error{Kind: store.Unauthorized, Op: "shopify refresh", Code: "no_refresh_token"}
	}
	grant, err := p.App.Refresh(ctx, s.Outside, c.Refresh)
	if err != nil {
		var e *shopify.Error
		if errors.As(err, &e) && (e.Kind == shopify.Unauthorized || e.Kind == shopify.Invalid || e.Kind == shopify.Refused) {
			return c, &store.Error{Kind: store.Unauthorized, Op: "shopify refresh", Err: err}
		}
		return c, &store.Error{Kind: store.Temporary, Op: "shopify refresh", Err: err}
	}
	return FromShopify(grant), nil
}

// Carriers is Shopify's list.
func (Shopify) Carriers(table.Store) carrier.Platform { return carrier.Shopify }

// FromShopify takes a grant over.
func FromShopify(g shopify.Grant) Credentials {
	return Credentials{
		Access: g.AccessToken, Refresh: g.RefreshToken, AccessUntil: g.ExpiresAt, RefreshUntil: g.RefreshExpiresAt,
	}
}
