package connect

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// DisconnectStore ends a store's connection. Its webhooks are taken out where that is possible and its credentials
// forgotten; its orders, settings and mappings stay, and connecting it again goes on with them.
func (f *Flows) DisconnectStore(ctx context.Context, a Actor, id string) error {
	s, err := f.Table.Store(ctx, a.Merchant, id)
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrKey) {
		return noStore()
	}
	if err != nil {
		return err
	}
	if s.Disconnected.IsZero() {
		f.takeHooksOut(ctx, s)
	}
	now := f.Now().UTC()
	_, err = f.Table.UpdateStore(context.WithoutCancel(ctx), a.Merchant, id, func(s *table.Store) error {
		if s.Disconnected.IsZero() {
			s.Disconnected = now
		}
		s.Sealed = nil
		s.Health = table.Health{Code: "disconnected", Since: s.Disconnected, ToDo: "You disconnected the store. Connect it again to go on."}
		delete(s.Settings, shop.SettingKept)
		return nil
	})
	return err
}

// takeHooksOut deletes a WooCommerce store's webhooks to us, as long as there is a key for it. A store that can't be
// reached keeps them: what they deliver is answered and left.
func (f *Flows) takeHooksOut(ctx context.Context, s table.Store) {
	if s.Platform != order.WooCommerce || len(s.Sealed) == 0 || f.PublicURL == "" {
		return
	}
	plain, err := f.Vault.Unseal(ctx, s.Merchant, shop.Thing(s.ID), s.Sealed)
	var c shop.Credentials
	if err == nil {
		err = json.Unmarshal(plain, &c)
	}
	var client *woocommerce.Client
	if err == nil {
		client, err = woocommerce.NewClient(woocommerce.Config{Address: s.Address, Key: c.Key, Secret: c.Secret, HTTP: f.WooHTTP, Now: f.Now})
	}
	if err == nil {
		_, err = client.RemoveHooks(ctx, f.PublicURL+"/hooks/store/"+s.Merchant+"/"+s.ID)
	}
	if err != nil {
		f.Log.WarnContext(ctx, "connect.webhooks_left", "merchant", s.Merchant, "store", s.ID)
	}
}

// DisconnectAccount ends a supplier account's connection: its tokens are forgotten. Purchases stay and are watched again
// when it is connected again.
func (f *Flows) DisconnectAccount(ctx context.Context, a Actor, id string) error {
	now := f.Now().UTC()
	_, err := f.Table.UpdateAccount(ctx, a.Merchant, id, func(k *table.Account) error {
		if k.Disconnected.IsZero() {
			k.Disconnected = now
		}
		k.Sealed = nil
		k.Health = table.Health{Code: "disconnected", Since: k.Disconnected, ToDo: "You disconnected the account. Connect it again to go on."}
		return nil
	})
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrKey) {
		return problem(http.StatusNotFound, "no_such_account", "There is no such account. Look at the list of your accounts.")
	}
	return err
}
