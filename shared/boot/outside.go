package boot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/account"
	"onward/shared/order"
	"onward/shared/safedial"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/store/woocommerce"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/webhook"
)

// wixLeeway forgives clocks, and deliveries that Wix repeats for two days with their first token.
const wixLeeway = 50 * time.Hour

// Shops opens stores of the platforms that the operator has set up an app for; WooCommerce needs none.
func (b *Boot) Shops(s AppSecrets) (*shop.Opener, error) {
	platforms := map[order.Platform]shop.Platform{
		order.Shopify: shop.Shopify{App: b.ShopifyApp(s), Version: b.Env.ShopifyVersion, HTTP: outside(), Now: b.Now},
		order.WooCommerce: shop.WooCommerce{
			HTTP: safedial.NewClient(safedial.Options{AllowLoopback: b.Env.AllowLoopback}), Now: b.Now,
		},
	}
	if b.Env.WixAppID != "" {
		calls, err := wix.New(wix.Config{
			BaseURL: b.Env.WixBaseURL, AppID: b.Env.WixAppID, AppSecret: s.WixAppSecret, HTTP: outside(), Now: b.Now,
		})
		if err != nil {
			return nil, fmt.Errorf("wix: %w", err)
		}
		platforms[order.Wix] = shop.Wix{Calls: calls}
	}
	return shop.New(b.table, b.Sealer(), platforms, Owner, b.Now, b.Log), nil
}

// ShopifyApp is the app as Shopify knows it.
func (b *Boot) ShopifyApp(s AppSecrets) shopify.App {
	secret := ""
	if len(s.ShopifyClientSecrets) > 0 {
		secret = s.ShopifyClientSecrets[0]
	}
	scopes := shopify.WantedScopes()
	if b.Env.ShopifyTakeOver {
		scopes = append(scopes, shopify.TakeOverScopes()...)
	}
	return shopify.App{
		ClientID: b.Env.ShopifyClientID, ClientSecret: secret, Scopes: scopes, BaseURL: b.Env.ShopifyBaseURL,
		RedirectURL: b.Env.PublicURL + "/connect/shopify/callback", HTTP: outside(), Now: b.Now,
	}
}

// AliExpress is the client of the app at AliExpress.
func (b *Boot) AliExpress(s AppSecrets) (*aliexpress.Client, error) {
	return aliexpress.New(aliexpress.Config{
		AppKey: b.Env.AliExpressAppKey, AppSecret: s.AliExpressAppSecret, SyncURL: b.Env.AliExpressSyncURL,
		RestURL: b.Env.AliExpressRestURL, AuthStyle: aliexpress.AuthStyle(b.Env.AliExpressAuthStyle),
		HTTP: outside(), Now: b.Now,
	})
}

// Accounts opens accounts at the suppliers that the operator has set up an app for.
func (b *Boot) Accounts(s AppSecrets) (*account.Opener, error) {
	platforms := map[order.Supplier]account.Platform{}
	if b.Env.AliExpressAppKey != "" {
		calls, err := b.AliExpress(s)
		if err != nil {
			return nil, fmt.Errorf("aliexpress: %w", err)
		}
		platforms[order.AliExpress] = account.AliExpress{Calls: calls}
	}
	return account.New(b.table, b.Sealer(), platforms, Owner, b.Now), nil
}

// Hooks opens and reads the webhooks of platforms with one secret for all shops; for reading, WooCommerce's too.
func (b *Boot) Hooks(s AppSecrets) map[order.Platform]store.Hooks {
	return map[order.Platform]store.Hooks{
		order.Shopify: shopify.Hooks{Secrets: s.ShopifyClientSecrets},
		order.Wix:     wix.NewHooks(s.WixPublicKey, wixLeeway, b.Now),
	}
}

var errNoOwnHooks = errors.New("this store's platform signs with the app's secret")

// StoreHooks opens a WooCommerce store's webhooks: each store has a secret of its own, derived from the app's.
func StoreHooks(s AppSecrets) func(table.Store) (store.Hooks, error) {
	return func(st table.Store) (store.Hooks, error) {
		if st.Platform != order.WooCommerce {
			return nil, errNoOwnHooks
		}
		return woocommerce.Hooks{Address: st.Address, Secret: shop.HookSecret(s.TokenPepper, st.Merchant, st.ID)}, nil
	}
}

// Pushes opens suppliers' push messages.
func (b *Boot) Pushes(s AppSecrets) map[order.Supplier]webhook.Pushes {
	return map[order.Supplier]webhook.Pushes{
		order.AliExpress: aliexpress.Pushes{AppKey: b.Env.AliExpressAppKey, AppSecret: s.AliExpressAppSecret},
	}
}

// Everything is what most functions that call outside need.
type Everything struct {
	Secrets  AppSecrets
	Shops    *shop.Opener
	Accounts *account.Opener
}

// Outside loads the secrets and opens the way to stores and suppliers.
func (b *Boot) Outside(ctx context.Context) (Everything, error) {
	secrets, err := b.Secrets(ctx)
	if err != nil {
		return Everything{}, err
	}
	shops, err := b.Shops(secrets)
	if err != nil {
		return Everything{}, err
	}
	accounts, err := b.Accounts(secrets)
	if err != nil {
		return Everything{}, err
	}
	return Everything{Secrets: secrets, Shops: shops, Accounts: accounts}, nil
}
