package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"onward/infra/onward/deployed"
	"onward/infra/onward/doctor"
	"onward/shared/boot"
	"onward/shared/order"
	"onward/shared/safedial"
	"onward/shared/shop"
	"onward/shared/store/shopify"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

func doctorCommands() []command {
	return []command{{
		name: "doctor", args: "[store|account [ID]]", about: "Examine the deployment, or a merchant's stores and supplier accounts", flags: plain(examine),
		more: "Without arguments it looks at the deployment, and with -merchant at all that the merchant has connected. It checks\n" +
			"credentials, permissions, subscriptions, plugins and clocks, sends one signed test webhook through the deployed\n" +
			"system, and says how to mend what is wrong. The exit code is 1 when something is.",
	}}
}

// examined is one patient with its checks.
type examined struct {
	What   string         `json:"what"`
	Checks []doctor.Check `json:"checks"`
}

func examine(ctx context.Context, s *session, args []string) error {
	if len(args) > 2 {
		return usage("%q is too much", args[2])
	}
	sys, err := s.onward(ctx)
	if err != nil {
		return err
	}
	secrets, err := sys.Boot.Secrets(ctx)
	if err != nil {
		return err
	}
	var all []examined
	if len(args) == 0 {
		all = append(all, examined{"deployment", deployment(sys, secrets).Examine(ctx)})
	}
	kind, id := "", ""
	if len(args) > 0 {
		kind = args[0]
	}
	if len(args) > 1 {
		id = args[1]
	}
	if kind != "" && kind != "store" && kind != "account" {
		return usage("%q is neither store nor account", kind)
	}
	if kind != "" && s.merchant == "" {
		_, err := s.owner()
		return err
	}
	if s.merchant != "" {
		found, err := connected(ctx, sys, secrets, s.merchant, kind, id)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	return s.diagnosis(all)
}

func (s *session) diagnosis(all []examined) error {
	trouble := false
	for _, e := range all {
		trouble = trouble || doctor.Worst(e.Checks) == doctor.Bad
	}
	marks := map[doctor.Verdict]string{doctor.OK: "ok  ", doctor.Warn: "warn", doctor.Bad: "BAD ", doctor.Unknown: "?   "}
	err := s.print(all, func() {
		for _, e := range all {
			s.sayf("%s", e.What)
			for _, c := range e.Checks {
				s.sayf("  %s  %s: %s", marks[c.Verdict], c.Name, c.Detail)
				if c.Mend != "" {
					s.sayf("        -> %s", c.Mend)
				}
			}
		}
	})
	if err == nil && trouble {
		return errTrouble
	}
	return err
}

// patience is how long a call may take; effectWait how long the test webhook's effect is waited for.
const (
	patience   = 30 * time.Second
	effectWait = 30 * time.Second
)

func caller(sys *deployed.System) *http.Client {
	return safedial.NewClient(safedial.Options{AllowLoopback: sys.Boot.Env.AllowLoopback, Timeout: patience})
}

func deployment(sys *deployed.System, secrets boot.AppSecrets) doctor.Deployment {
	return doctor.Deployment{
		PublicURL: sys.Places.PublicURL, HTTP: caller(sys), SQS: sys.SQS(), Queues: sys.Places.Queues, Dead: sys.Places.DeadLetters,
		Table: sys.Boot.Table(), Now: sys.Boot.Now,
		AppSecrets: map[string]bool{
			"shopifyClientSecrets": len(secrets.ShopifyClientSecrets) > 0, "aliexpressAppSecret": secrets.AliExpressAppSecret != "",
			"wixPublicKey": secrets.WixPublicKey != "", "wixAppSecret": secrets.WixAppSecret != "",
			"operatorTokenHash": secrets.OperatorTokenHash != "", "tokenPepper": secrets.TokenPepper != "",
		},
	}
}

// connected examines what a merchant has connected: everything, one kind, or one of them.
func connected(ctx context.Context, sys *deployed.System, secrets boot.AppSecrets, merchant, kind, id string) ([]examined, error) {
	t := sys.Boot.Table()
	if _, err := t.Merchant(ctx, merchant); err != nil {
		return nil, err
	}
	var out []examined
	if kind != "account" {
		stores, err := t.Stores(ctx, merchant)
		if err != nil {
			return nil, err
		}
		examiner, err := storeDoctor(sys, secrets)
		if err != nil {
			return nil, err
		}
		for _, s := range stores {
			if id == "" || s.ID == id {
				out = append(out, examined{"store " + s.ID, examiner.Examine(ctx, s)})
			}
		}
	}
	if kind != "store" {
		accounts, err := t.Accounts(ctx, merchant)
		if err != nil {
			return nil, err
		}
		opener, err := sys.Boot.Accounts(secrets)
		if err != nil {
			return nil, err
		}
		examiner := doctor.Accounts{
			Open: opener, Table: t, Owner: boot.Owner(), Now: sys.Boot.Now,
			HTTP: caller(sys), Homes: map[order.Supplier]string{order.AliExpress: sys.Boot.Env.AliExpressSyncURL},
		}
		for _, a := range accounts {
			if id == "" || a.ID == id {
				out = append(out, examined{"account " + a.ID, examiner.Examine(ctx, a)})
			}
		}
	}
	if len(out) == 0 && id != "" {
		return nil, usage("%s has no %s %s", merchant, kind, id)
	}
	return out, nil
}

func storeDoctor(sys *deployed.System, secrets boot.AppSecrets) (doctor.Stores, error) {
	shops, err := sys.Boot.Shops(secrets)
	if err != nil {
		return doctor.Stores{}, err
	}
	app, url, http := sys.Boot.ShopifyApp(secrets), sys.Places.PublicURL, caller(sys)
	credentials := func(ctx context.Context, s table.Store) (c shop.Credentials, err error) {
		plain, err := sys.Boot.Sealer().Unseal(ctx, s.Merchant, shop.Thing(s.ID), s.Sealed)
		if err != nil {
			return c, err
		}
		return c, json.Unmarshal(plain, &c)
	}
	return doctor.Stores{
		Shops: shops, Table: sys.Boot.Table(), HTTP: http, PublicURL: url, Now: sys.Boot.Now, Wait: effectWait, Poll: time.Second,
		Platforms: map[order.Platform]doctor.Platform{
			order.Shopify: doctor.Shopify{
				App: app, Version: sys.Boot.Env.ShopifyVersion, PublicURL: url, Now: sys.Boot.Now,
				Client: func(ctx context.Context, s table.Store, version func(string)) (*shopify.Client, error) {
					c, err := credentials(ctx, s)
					if err != nil {
						return nil, err
					}
					return shopify.New(shopify.Config{
						Shop: s.Outside, BaseURL: app.BaseURL, Version: sys.Boot.Env.ShopifyVersion, HTTP: app.HTTP, Now: sys.Boot.Now,
						Token: func(context.Context) (string, error) { return c.Access, nil }, Observe: func(c shopify.Call) { version(c.ServedVersion) },
					})
				},
			},
			order.WooCommerce: doctor.WooCommerce{
				PublicURL: url, Pepper: secrets.TokenPepper, Now: sys.Boot.Now,
				Client: func(ctx context.Context, s table.Store) (*woocommerce.Client, error) {
					c, err := credentials(ctx, s)
					if err != nil {
						return nil, err
					}
					return woocommerce.NewClient(woocommerce.Config{Address: s.Address, Key: c.Key, Secret: c.Secret, HTTP: http, Now: sys.Boot.Now})
				},
			},
			order.Wix: doctor.Wix{BaseURL: sys.Boot.Env.WixBaseURL, PublicURL: url, PublicKey: secrets.WixPublicKey},
		},
	}, nil
}
