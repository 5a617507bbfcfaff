package boot

import (
	"fmt"
	"time"

	"onward/shared/connect"
	"onward/shared/safedial"
	"onward/shared/store/wix"
)

// Connect is what connecting stores and accounts works with, but for who is signed in. Platforms that the operator has
// set up no app for are left out.
func (b *Boot) Connect(s AppSecrets) (connect.Deps, error) {
	d := connect.Deps{
		Table: b.table, Vault: b.Sealer(), Shopify: b.ShopifyApp(s), ShopifyVersion: b.Env.ShopifyVersion, ShopifyHTTP: outside(),
		WooHTTP:       safedial.NewClient(safedial.Options{AllowLoopback: b.Env.AllowLoopback}),
		AllowLoopback: b.Env.AllowLoopback, AppName: "Onward", PublicURL: b.Env.PublicURL, SignIn: "/sign-in",
		Pepper: s.TokenPepper, Now: b.Now, Log: b.Log, ImportAge: importAge(b.Env.ImportDays),
	}
	if b.Env.WixAppID != "" {
		calls, err := wix.New(wix.Config{
			BaseURL: b.Env.WixBaseURL, AppID: b.Env.WixAppID, AppSecret: s.WixAppSecret, HTTP: outside(), Now: b.Now,
		})
		if err != nil {
			return d, fmt.Errorf("wix: %w", err)
		}
		d.Wix = connect.WixApp{ID: b.Env.WixAppID, Secret: s.WixAppSecret, Calls: calls}
	}
	if b.Env.AliExpressAppKey != "" {
		calls, err := b.AliExpress(s)
		if err != nil {
			return d, fmt.Errorf("aliexpress: %w", err)
		}
		d.AliExpress = calls
	}
	return d, nil
}

// importAge is the days as connecting takes them, where nothing said means the default.
func importAge(days int) time.Duration {
	if days <= 0 {
		return -1
	}
	return time.Duration(days) * 24 * time.Hour
}
