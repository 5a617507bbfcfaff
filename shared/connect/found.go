package connect

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// Finding is something found out while connecting, for the merchant to see.
type Finding struct {
	Code string `json:"code"`
	Text string `json:"text"`
	// Warning: the merchant should do something about it.
	Warning bool `json:"warning,omitempty"`
}

// SettingFound is the JSON of a store's findings.
const SettingFound = "found"

// Found reads a store's findings.
func Found(s table.Store) []Finding {
	var all []Finding
	if raw := s.Settings[SettingFound]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &all); err != nil {
			return nil // they are found again at the next connection
		}
	}
	if code, text, there := strings.Cut(s.Settings[shop.SettingVersion], ": "); there {
		all = slices.DeleteFunc(all, func(f Finding) bool { return f.Code == "api_version" || f.Code == "api_version_ends" })
		all = append(all, Finding{Code: code, Text: text, Warning: true})
	}
	return all
}

// Connected is what came of a connection.
type Connected struct {
	// Store or Account is what was connected.
	Store   string `json:"store,omitempty"`
	Account string `json:"account,omitempty"`
	Name    string `json:"name"`
	// Again: it was there, and goes on with its orders in flight.
	Again bool      `json:"again,omitempty"`
	Found []Finding `json:"found"`
}

// conclude has the webhooks put in place and what was found kept. The connection stands whatever fails here:
// reconciliation puts webhooks in place as well.
func (f *Flows) conclude(ctx context.Context, s table.Store, again bool, client store.Client, found []Finding, look func(ctx context.Context) ([]Finding, map[string]string)) (Connected, error) {
	if err := f.keeper().Keep(ctx, s, client); err != nil {
		f.Log.WarnContext(ctx, "connect.webhooks_later", "merchant", s.Merchant, "store", s.ID, "err", err.Error())
		found = append(found, Finding{Code: "webhooks_later", Warning: true, Text: "The webhooks could not be put in place yet. This is tried again within minutes, by itself; until then new orders are found by reading."})
	}
	settings := map[string]string{}
	if look != nil {
		var more []Finding
		more, settings = look(ctx)
		found = append(found, more...)
	}
	raw, err := json.Marshal(found)
	if err != nil {
		return Connected{}, fmt.Errorf("findings: %w", err)
	}
	_, err = f.Table.UpdateStore(context.WithoutCancel(ctx), s.Merchant, s.ID, func(s *table.Store) error {
		s.Settings = merged(s.Settings, settings)
		s.Settings[SettingFound] = string(raw)
		return nil
	})
	if err != nil {
		return Connected{}, err
	}
	return Connected{Store: s.ID, Name: s.Name, Again: again, Found: found}, nil
}

// client makes the client of a store whose credentials are at hand.
func (f *Flows) client(s table.Store, c shop.Credentials) (store.Client, error) {
	client, err := f.platform(s.Platform).Client(s, c)
	if err != nil {
		return nil, fmt.Errorf("store client: %w", err)
	}
	return client, nil
}

// sameShop compares a store with a shop's id on its platform, whichever spelling of an address the store was kept with.
func sameShop(s table.Store, outside string) bool {
	return s.Outside == outside || s.Platform == order.WooCommerce && woocommerce.Outside(s.Address) == outside
}
