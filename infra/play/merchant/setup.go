package merchant

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// CreateMerchant makes a merchant with the operator's token and answers with the merchant's own.
func (c *Client) CreateMerchant(ctx context.Context, id, name string) (token string, err error) {
	var out struct {
		Token struct {
			Secret string `json:"secret"`
		} `json:"token"`
	}
	err = c.call(ctx, http.MethodPost, "/v1/operator/merchants", "", map[string]any{"id": id, "name": name}, &out)
	return out.Token.Secret, err
}

// Shop is what a store is connected from.
type Shop struct {
	Platform    string            `json:"platform"`
	Name        string            `json:"name"`
	Shop        string            `json:"shop"`
	Credentials map[string]string `json:"credentials,omitempty"`
}

// Connect connects a store and answers with its id.
func (c *Client) Connect(ctx context.Context, s Shop) (id string, err error) {
	var out struct {
		ID string `json:"id"`
	}
	err = c.call(ctx, http.MethodPost, "/v1/stores", "", s, &out)
	return out.ID, err
}

// Account connects an account at a supplier and answers with its id.
func (c *Client) Account(ctx context.Context, supplier, name, outside, access, refresh string, until time.Time) (id string, err error) {
	var out struct {
		ID string `json:"id"`
	}
	err = c.call(ctx, http.MethodPost, "/v1/accounts", "", map[string]any{
		"supplier": supplier, "name": name, "outside": outside,
		"tokens": map[string]any{
			"access": access, "refresh": refresh, "access_until": until.UTC(), "refresh_until": until.Add(30 * 24 * time.Hour).UTC(),
		},
	}, &out)
	return out.ID, err
}

// Endpoint has a program of the merchant's told of events, and answers with the secret that signs what is sent.
func (c *Client) Endpoint(ctx context.Context, name, address string, events ...string) (secret string, err error) {
	var out struct {
		Secret string `json:"secret"`
	}
	err = c.call(ctx, http.MethodPost, "/v1/endpoints", "", map[string]any{"name": name, "url": address, "events": events}, &out)
	return out.Secret, err
}

// Component is one supplier product in a mapping.
type Component struct {
	Supplier string `json:"supplier"`
	Account  string `json:"account"`
	Product  string `json:"product"`
	SKU      string `json:"sku,omitempty"`
	Options  string `json:"options,omitempty"`
	Quantity int    `json:"quantity,omitempty"`
}

// MapVariant chooses what to buy for a variant.
func (c *Client) MapVariant(ctx context.Context, store, variant, title string, components []Component) error {
	path := "/v1/stores/" + url.PathEscape(store) + "/mappings/" + url.PathEscape(variant)
	return c.call(ctx, http.MethodPut, path, "", map[string]any{"components": components, "title": title}, nil)
}

// Settings changes a store's settings.
func (c *Client) Settings(ctx context.Context, store string, change func(settings map[string]any)) error {
	path := "/v1/stores/" + url.PathEscape(store) + "/settings"
	var v struct {
		Version  int64          `json:"version"`
		Settings map[string]any `json:"settings"`
	}
	if err := c.call(ctx, http.MethodGet, path, "", nil, &v); err != nil {
		return err
	}
	change(v.Settings)
	return c.call(ctx, http.MethodPut, path, version(v.Version), v.Settings, nil)
}

// Carriers has a store's customers read one name for all carriers, and follow one link.
func (c *Client) Carriers(ctx context.Context, store, name, link string) error {
	path := "/v1/stores/" + url.PathEscape(store) + "/carriers"
	all := func(value string) map[string]string { return map[string]string{"*": value} }
	return c.call(ctx, http.MethodPut, path, "", map[string]any{"names": all(name), "links": all(link), "listed": []string{}}, nil)
}

// StoreHealth is the code of what is wrong with a store; empty when all is well.
func (c *Client) StoreHealth(ctx context.Context, store string) (string, error) {
	var out struct {
		Health struct {
			Code string `json:"code"`
		} `json:"health"`
	}
	err := c.call(ctx, http.MethodGet, "/v1/stores/"+url.PathEscape(store), "", nil, &out)
	return out.Health.Code, err
}

// JobState is how far a store's newest job of a kind has come; empty when there is none.
func (c *Client) JobState(ctx context.Context, store, kind string) (string, error) {
	var out struct {
		Items []struct {
			Store string `json:"store"`
			Kind  string `json:"kind"`
			State string `json:"state"`
		} `json:"items"`
	}
	if err := c.call(ctx, http.MethodGet, "/v1/jobs?limit=100", "", nil, &out); err != nil {
		return "", err
	}
	for _, j := range out.Items {
		if j.Store == store && j.Kind == kind {
			return j.State, nil
		}
	}
	return "", nil
}

// AccountHealth is the code of what is wrong with an account at a supplier; empty when all is well.
func (c *Client) AccountHealth(ctx context.Context, id string) (string, error) {
	var out struct {
		Health struct {
			Code string `json:"code"`
		} `json:"health"`
	}
	err := c.call(ctx, http.MethodGet, "/v1/accounts/"+url.PathEscape(id), "", nil, &out)
	return out.Health.Code, err
}

// RenewAccount gives an account new tokens.
func (c *Client) RenewAccount(ctx context.Context, id, access, refresh string, until time.Time) error {
	return c.call(ctx, http.MethodPut, "/v1/accounts/"+url.PathEscape(id)+"/tokens", "", map[string]any{
		"access": access, "refresh": refresh, "access_until": until.UTC(), "refresh_until": until.Add(30 * 24 * time.Hour).UTC(),
	}, nil)
}

// ConnectWix installs the app into a Wix site, as the merchant's browser does: to Wix' page, and back with what Wix says
// of the site and signs.
func (c *Client) ConnectWix(ctx context.Context, instance string) (id string, err error) {
	var start struct {
		URL string `json:"url"`
	}
	if err := c.call(ctx, http.MethodPost, "/connect/wix", "", map[string]string{}, &start); err != nil {
		return "", err
	}
	page, err := url.Parse(start.URL)
	if err != nil {
		return "", fmt.Errorf("the installation's page: %w", err)
	}
	back := url.Values{"state": {page.Query().Get("state")}, "instance": {instance}}
	var out struct {
		Store string `json:"store"`
	}
	err = c.call(ctx, http.MethodGet, "/connect/wix/return?"+back.Encode(), "", nil, &out)
	return out.Store, err
}
