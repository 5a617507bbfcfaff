package shop

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"

	"onward/shared/carrier"
	"onward/shared/store"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// WooCommerce is WooCommerce as a [Platform]. HTTP must refuse private addresses: a store's address is typed by
// a merchant.
type WooCommerce struct {
	HTTP *http.Client
	Now  func() time.Time
}

// Client makes a store's client.
func (p WooCommerce) Client(s table.Store, c Credentials) (store.Client, error) {
	client, err := woocommerce.NewClient(woocommerce.Config{
		Address: s.Address, Key: c.Key, Secret: c.Secret, HTTP: p.HTTP, Now: p.Now, Access: learned(s).Access,
	})
	if err != nil {
		return nil, err
	}
	return woocommerce.NewStore(client, learned(s), p.Now), nil
}

// Refresh does nothing: a REST key has no end.
func (WooCommerce) Refresh(_ context.Context, _ table.Store, c Credentials) (Credentials, error) {
	return c, nil
}

// Carriers is the list of the way in which the store keeps tracking.
func (WooCommerce) Carriers(s table.Store) carrier.Platform {
	if learned(s).Way == woocommerce.WayFulfilments {
		return carrier.WooCommerce
	}
	return carrier.ShipmentTracking // in words: customers should not read keys like "dhl"
}

// SettingLearned is the JSON of what was found out of a WooCommerce store ([woocommerce.Learned]).
const SettingLearned = "learned"

// learned is what is known of a store; what can't be read is found out anew.
func learned(s table.Store) woocommerce.Learned {
	var l woocommerce.Learned
	if raw := s.Settings[SettingLearned]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &l); err != nil {
			return woocommerce.Learned{}
		}
	}
	return l
}

// HookSecret is the secret with which a store signs its webhooks to us. It is derived, so that proving a delivery needs no
// unsealing; letters and digits only, because WordPress decodes other characters.
func HookSecret(pepper, merchant, id string) string {
	mac := hmac.New(sha256.New, []byte(pepper))
	mac.Write([]byte("webhook\x00" + merchant + "\x00" + id))
	return hex.EncodeToString(mac.Sum(nil))[:40]
}
