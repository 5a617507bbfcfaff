package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// Keeper looks after what a connection needs besides credentials: webhook subscriptions that platforms drop or
// disable, and what was found out of a store.
type Keeper struct {
	Table interface {
		UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	}
	// PublicURL is where webhooks are to be sent. Without it subscriptions are left alone.
	PublicURL string
	// Pepper derives the secrets of WooCommerce's webhooks.
	Pepper string
	// Every is how often a store's subscriptions are looked at.
	Every time.Duration
	Now   func() time.Time
}

// SettingVersion is what is wrong with the version of the platform's API, a code and words with ": " between them;
// absent when nothing is.
const SettingVersion = "api_version"

// SettingKept is when a store's subscriptions were looked at last; without it they are looked at once.
const SettingKept = "kept_at"

// Keep looks at a store's subscriptions when it is time.
func (k Keeper) Keep(ctx context.Context, s table.Store, c store.Client) error {
	known := maps.Clone(s.Settings)
	if known == nil {
		known = map[string]string{}
	}
	next := maps.Clone(known)
	if at, err := time.Parse(time.RFC3339, known[SettingKept]); err != nil || k.Now().Sub(at) >= k.Every {
		if err := k.subscribe(ctx, s, c); err != nil {
			return err
		}
		next[SettingKept] = k.Now().UTC().Format(time.RFC3339)
	}
	if shop, ok := c.(*shopify.Store); ok {
		asked, served := shop.Versions()
		delete(next, SettingVersion)
		if code, text := shopify.VersionTrouble(asked, served, k.Now()); code != "" {
			next[SettingVersion] = code + ": " + text
		}
	}
	if w, ok := c.(*woocommerce.Store); ok {
		if err := w.Learn(ctx); err != nil {
			return err
		}
		raw, err := json.Marshal(w.Learned())
		if err != nil {
			return fmt.Errorf("keep store: %w", err)
		}
		next[SettingLearned] = string(raw)
	}
	if maps.Equal(known, next) {
		return nil
	}
	_, err := k.Table.UpdateStore(ctx, s.Merchant, s.ID, func(s *table.Store) error {
		if s.Settings == nil {
			s.Settings = map[string]string{}
		}
		for _, name := range []string{SettingKept, SettingLearned, SettingVersion} {
			if v, ok := next[name]; ok {
				s.Settings[name] = v
			} else if name == SettingVersion {
				delete(s.Settings, name)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep store: %w", err)
	}
	return nil
}

// subscribe puts back what is missing. Wix's subscriptions are the app's and are made in its dashboard.
func (k Keeper) subscribe(ctx context.Context, s table.Store, c store.Client) error {
	if k.PublicURL == "" {
		return nil
	}
	switch c := c.(type) {
	case *shopify.Store:
		return c.SubscribeMissing(ctx, k.PublicURL+"/hooks/"+string(order.Shopify))
	case *woocommerce.Store:
		return c.EnsureHooks(ctx, k.PublicURL+"/hooks/store/"+s.Merchant+"/"+s.ID, HookSecret(k.Pepper, s.Merchant, s.ID))
	default:
		return nil
	}
}
