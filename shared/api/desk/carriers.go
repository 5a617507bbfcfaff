package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"onward/shared/carrier"
	"onward/shared/shop"
	"onward/shared/table"
)

// Carriers is how a store's customers are to be told of carriers, where the merchant wants it otherwise than is known of
// them. Keys are a supplier's name or service, a carrier's name, or * for every parcel.
type Carriers struct {
	Names       map[string]string `json:"names" maxProperties:"200" doc:"The carrier's name instead, by the supplier's name or service, the carrier's name, or * for every parcel."`
	Links       map[string]string `json:"links" maxProperties:"200" doc:"The tracking page instead, by the same keys: an https address with {number}, and {postcode} and {country} if it wants them."`
	Listed      []string          `json:"listed" maxItems:"200" doc:"Carriers that the store itself knows beside its platform's list, such as a plugin's."`
	ShopCountry string            `json:"shop_country,omitempty" maxLength:"2" doc:"Where the shop is (ISO 3166-1 alpha-2): Shopify knows more carriers there."`
}

// maxCarriers bounds what is kept of it with the store.
const maxCarriers = 30 << 10

// Carriers reads what a merchant chose about carriers.
func (d *Desk) Carriers(ctx context.Context, a Actor, store string) (Carriers, error) {
	if err := a.need(ReadOnly); err != nil {
		return Carriers{}, err
	}
	s, err := d.Table.Store(ctx, a.Merchant, store)
	if err != nil {
		return Carriers{}, missing(err, "store")
	}
	return carriersOf(shop.OverridesOf(s)), nil
}

// PutCarriers replaces what a merchant chose about carriers. What was told already stays as it is.
func (d *Desk) PutCarriers(ctx context.Context, a Actor, store string, c Carriers) (Carriers, error) {
	if err := a.need(Owner); err != nil {
		return Carriers{}, err
	}
	if c.ShopCountry != "" && !country.MatchString(c.ShopCountry) {
		return Carriers{}, invalid("body.shop_country", "Name the country by its two capital letters, such as DE.")
	}
	o := carrier.Overrides{Names: c.Names, Links: c.Links, Listed: c.Listed, ShopCountry: c.ShopCountry}
	if err := o.Validate(); errors.Is(err, carrier.ErrTemplate) {
		return Carriers{}, invalid("body.links", "A tracking page is an https address with {number} in it.")
	}
	raw, err := json.Marshal(o) //nolint:musttag // read by this program alone, under its own names
	if err != nil {
		return Carriers{}, fmt.Errorf("carriers: %w", err)
	}
	if len(raw) > maxCarriers {
		return Carriers{}, invalid("body", "This is more than can be kept with a store; name fewer carriers.")
	}
	s, err := d.Table.UpdateStore(ctx, a.Merchant, store, func(s *table.Store) error {
		if s.Settings == nil {
			s.Settings = map[string]string{}
		}
		s.Settings[shop.SettingCarriers] = string(raw)
		return nil
	})
	if err != nil {
		return Carriers{}, missing(err, "store")
	}
	return carriersOf(shop.OverridesOf(s)), nil
}

func carriersOf(o carrier.Overrides) Carriers {
	c := Carriers{Names: o.Names, Links: o.Links, Listed: o.Listed, ShopCountry: o.ShopCountry}
	if c.Names == nil {
		c.Names = map[string]string{}
	}
	if c.Links == nil {
		c.Links = map[string]string{}
	}
	if c.Listed == nil {
		c.Listed = []string{}
	}
	return c
}
