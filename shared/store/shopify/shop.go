package shopify

import (
	"context"

	"onward/shared/store/shopify/internal/admin"
)

// ShopInfo is what is known of a shop.
type ShopInfo struct {
	ID, Name, Domain   string
	Currency, TimeZone string
	Email, Plan        string
}

// Location is a place from which orders are fulfilled.
type Location struct {
	ID, Name string
	Active   bool
	// Service: a fulfilment service's own location, where only that service fulfils.
	Service bool
}

// Info reads the shop. It is the cheapest call that proves a token.
func (c *Client) Info(ctx context.Context) (ShopInfo, error) {
	got, err := admin.Shop(ctx, c)
	if err != nil {
		return ShopInfo{}, err
	}
	s := got.Shop
	return ShopInfo{
		ID: plainID(s.Id), Name: s.Name, Domain: s.MyshopifyDomain, Currency: s.CurrencyCode,
		TimeZone: s.IanaTimezone, Email: s.ContactEmail, Plan: s.Plan.PublicDisplayName,
	}, nil
}

// Scopes reads what the merchant grants the app right now.
func (c *Client) Scopes(ctx context.Context) ([]string, error) {
	got, err := admin.Scopes(ctx, c)
	if err != nil {
		return nil, err
	}
	var scopes []string
	for _, s := range got.CurrentAppInstallation.AccessScopes {
		scopes = append(scopes, s.Handle)
	}
	return scopes, nil
}

// Locations reads all places of the shop.
func (c *Client) Locations(ctx context.Context) ([]Location, error) {
	var all []Location
	for page, after := 0, ""; page < maxPages; page++ {
		got, err := admin.Locations(ctx, c, c.pages.lists, after)
		if err != nil {
			return nil, err
		}
		for _, l := range got.Locations.Nodes {
			all = append(all, Location{ID: plainID(l.Id), Name: l.Name, Active: l.IsActive, Service: l.IsFulfillmentService})
		}
		if !got.Locations.PageInfo.HasNextPage {
			break
		}
		after = got.Locations.PageInfo.EndCursor
	}
	return all, nil
}
