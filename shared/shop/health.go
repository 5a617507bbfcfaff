package shop

import (
	"context"
	"encoding/json"
	"errors"

	"onward/shared/carrier"
	"onward/shared/store"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// Suffered keeps how a store is doing, for the merchant to see. Passing trouble is not kept, and what is known
// already is not written again; a call that went well ends the trouble.
func (o *Opener) Suffered(ctx context.Context, merchant, id string, err error) {
	h := HealthOf(err)
	if err != nil && h.Well() {
		return
	}
	_, writeErr := o.table.UpdateStore(ctx, merchant, id, func(s *table.Store) error {
		if s.Health.Code == h.Code {
			return nil
		}
		if !h.Well() {
			h.Since = o.now().UTC()
		}
		s.Health = h
		return nil
	})
	if writeErr != nil {
		o.log.WarnContext(ctx, "shop.health_not_kept", "merchant", merchant, "store", id, "err", writeErr.Error())
	}
}

// HealthOf is the state of a store that an error shows, with what the merchant can do; well for what passes by itself.
func HealthOf(err error) table.Health {
	if err == nil {
		return table.Health{}
	}
	toDo := map[store.Kind]string{
		store.Unauthorized: "The store refuses the credentials: connect it again.",
		store.MissingScope: "A permission is missing: approve the app's permissions in the store, or connect it again.",
		store.Frozen:       "The store's plan has lapsed: settle it with the platform. Orders go on by themselves then.",
		store.Locked:       "The platform has locked the store: ask its support.",
		store.Firewall:     "A firewall answers instead of the store: let the API pass.",
		store.Gone:         "The store or the app in it is gone: connect it again.",
	}
	kind := store.KindOf(err)
	what, lasting := toDo[kind]
	if !lasting {
		return table.Health{}
	}
	if e, ok := errors.AsType[*store.Error](err); ok && kind == store.Firewall && e.Code == woocommerce.CodeNoREST {
		what = "There is no WooCommerce at the store's address, or something hides its REST interface: check the address, and let the API pass."
	}
	return table.Health{Code: string(kind), ToDo: what}
}

// OverridesOf reads a store's own carrier names and link templates from its settings.
func OverridesOf(s table.Store) carrier.Overrides {
	var o carrier.Overrides
	if raw := s.Settings[SettingCarriers]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &o); err != nil { //nolint:musttag // written by this program alone, under its own names
			return carrier.Overrides{}
		}
	}
	return o
}

// SettingCarriers is the JSON of a store's own [carrier.Overrides].
const SettingCarriers = "carriers"
