package doctor

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simali "onward/infra/sim/aliexpress"
	simshopify "onward/infra/sim/shopify"
	simwix "onward/infra/sim/wix"
	simwoo "onward/infra/sim/woocommerce"
	"onward/shared/account"
	"onward/shared/connect"
	"onward/shared/decider"
	"onward/shared/household"
	"onward/shared/intake"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/safedial"
	"onward/shared/settings"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/store/woocommerce"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/webhook"
)

const (
	acme     = "acme.myshopify.com"
	site     = "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001"
	buyer    = "1861703697"
	token    = "shpat_acme"
	merchant = "m1"
	pepper   = "pepper"
)

// ward is a deployment with simulated platforms around it, and the doctor who examines what is connected.
type ward struct {
	t     *testing.T
	table *table.Table
	flows *connect.Flows
	shops *shop.Opener
	url   string // the deployment's
	// apart is by how much the platforms' clocks are wrong.
	apart atomic.Int64

	shopify *simshopify.Sim
	woo     *simwoo.Sim
	wix     *simwix.Sim
	ali     *simali.Sim
	wooURL  string

	app       shopify.App
	version   string
	wixKey    string
	wixURL    string
	aliURL    string
	appSecret string // AliExpress's
}

// plainVault seals nothing: the ward has no secrets.
type plainVault struct{}

func (plainVault) Seal(_ context.Context, _, _ string, plain []byte) ([]byte, error) {
	return plain, nil
}

func (plainVault) Unseal(_ context.Context, _, _ string, sealed []byte) ([]byte, error) {
	return sealed, nil
}

// corridor takes webhooks from their queue to intake, at once.
type corridor struct{ intake *intake.Stage }

func (c *corridor) Send(ctx context.Context, messages ...queue.Message) error {
	for _, m := range messages {
		if m.Kind == queue.KindIntake {
			if err := c.intake.Do(ctx, *m.Intake); err != nil {
				return err
			}
		}
	}
	return nil
}

func newWard(t *testing.T) *ward {
	t.Helper()
	w := &ward{t: t, table: table.New(memory.New(nil)), version: shopify.DefaultVersion, appSecret: "helloworld"}
	require.NoError(t, w.table.CreateMerchant(t.Context(), table.Merchant{ID: merchant, Name: "Acme"}))
	w.simulate()
	log := slog.New(slog.DiscardHandler)
	calls := w.wixCalls("secret")
	loopback := safedial.NewClient(safedial.Options{AllowLoopback: true})
	w.shops = openShops(w, calls)
	hooks := map[order.Platform]store.Hooks{order.Shopify: shopify.Hooks{Secrets: []string{w.app.ClientSecret}}, order.WooCommerce: woocommerce.Hooks{}}
	way := &corridor{}
	policies := settings.New(w.table, settings.Options{TimeScale: 1, Now: time.Now})
	way.intake = intake.New(decider.New(w.table, policies, time.Now), w.shops, household.New(w.table, way, time.Now), hooks, log)
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
	mux.Handle("/hooks/", webhook.New(webhook.Deps{
		Routes: w.table, Sender: way, Apps: map[order.Platform]store.Hooks{order.Shopify: hooks[order.Shopify]}, Now: time.Now, Log: log,
		PerStore: func(s table.Store) (store.Hooks, error) {
			return woocommerce.Hooks{Address: s.Address, Secret: shop.HookSecret(pepper, s.Merchant, s.ID)}, nil
		},
	}))
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	w.url = srv.URL
	w.flows = connect.New(connect.Deps{
		Table: w.table, Vault: plainVault{}, PublicURL: w.url, Pepper: pepper, AllowLoopback: true, WooHTTP: loopback,
		Shopify: w.app, ShopifyVersion: w.version, Wix: connect.WixApp{ID: "app", Secret: "secret", Calls: calls}, Now: time.Now, Log: log,
	})
	return w
}

func openShops(w *ward, calls *wix.Client) *shop.Opener {
	return shop.New(w.table, plainVault{}, map[order.Platform]shop.Platform{
		order.Shopify: shop.Shopify{App: w.app, Version: w.version, Now: time.Now}, order.Wix: shop.Wix{Calls: calls},
		order.WooCommerce: shop.WooCommerce{HTTP: safedial.NewClient(safedial.Options{AllowLoopback: true}), Now: time.Now},
	}, func() string { return "run" }, time.Now, slog.New(slog.DiscardHandler))
}

// simulate puts the platforms up, each with a clock that can be wrong.
func (w *ward) simulate() {
	w.t.Helper()
	serve := func(h http.Handler) string {
		s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Date", time.Now().Add(time.Duration(w.apart.Load())).UTC().Format(http.TimeFormat))
			h.ServeHTTP(rw, r)
		}))
		w.t.Cleanup(s.Close)
		return s.URL
	}
	var err error
	w.shopify, err = simshopify.New(simshopify.Options{AllowHTTP: true})
	require.NoError(w.t, err)
	require.NoError(w.t, w.shopify.CreateShop(simshopify.ShopSpec{Domain: acme, Name: "Acme"}))
	require.NoError(w.t, w.shopify.CreateApp(simshopify.AppSpec{ClientID: "client", ClientSecret: "hush-hush", Scopes: shopify.WantedScopes()}))
	w.install(shopify.WantedScopes()...)
	w.app = shopify.App{ClientID: "client", ClientSecret: "hush-hush", Scopes: shopify.WantedScopes(), Now: time.Now, BaseURL: serve(w.shopify) + "/shops/{shop}"}

	w.woo = simwoo.New(simwoo.Options{Seed: 5})
	w.wooURL = serve(w.woo)
	w.woo.SetBaseURL(w.wooURL)

	w.wix, err = simwix.New(simwix.Options{Sites: []string{site}})
	require.NoError(w.t, err)
	w.wixKey = w.wix.PublicKey()
	w.wixURL = serve(w.wix)

	w.ali = simali.New(simali.Options{
		Apps: []simali.App{{Key: "12345678", Secret: "helloworld", Online: true}}, Accounts: []simali.Account{{ID: buyer, Nick: "buyer"}}, Now: time.Now,
	})
	w.aliURL = serve(w.ali)
}

func (w *ward) wixCalls(secret string) *wix.Client {
	w.t.Helper()
	calls, err := wix.New(wix.Config{BaseURL: w.wixURL, AppID: "app", AppSecret: secret, Now: time.Now})
	require.NoError(w.t, err)
	return calls
}

func (w *ward) install(scopes ...string) {
	w.t.Helper()
	_, err := w.shopify.Install(acme, simshopify.InstallSpec{ClientID: "client", Token: token, Scopes: scopes})
	require.NoError(w.t, err)
}

// connected is the one store of the ward, read up to now.
func (w *ward) connected(_ connect.Connected, err error) table.Store {
	w.t.Helper()
	require.NoError(w.t, err)
	all, err := w.table.Stores(w.t.Context(), merchant)
	require.NoError(w.t, err)
	require.Len(w.t, all, 1)
	s, err := w.table.UpdateStore(w.t.Context(), merchant, all[0].ID, func(s *table.Store) error {
		s.Watermark = time.Now()
		return nil
	})
	require.NoError(w.t, err)
	return s
}

// account connects the buyer's account.
func (w *ward) account() table.Account {
	w.t.Helper()
	access, refresh, err := w.ali.IssueToken("12345678", buyer)
	require.NoError(w.t, err)
	sealed, err := json.Marshal(account.Tokens{Access: access, Refresh: refresh})
	require.NoError(w.t, err)
	a := table.Account{
		Merchant: merchant, ID: "a1", Supplier: order.AliExpress, Created: time.Now(), Sealed: sealed,
		AccessUntil: time.Now().Add(20 * 24 * time.Hour), ConsentUntil: time.Now().Add(60 * 24 * time.Hour),
	}
	require.NoError(w.t, w.table.CreateAccount(w.t.Context(), a))
	return a
}

// examine examines a store as the command does.
func (w *ward) examine(s table.Store) []Check {
	w.t.Helper()
	client := safedial.NewClient(safedial.Options{AllowLoopback: true})
	credentials := func(s table.Store) (c shop.Credentials) {
		require.NoError(w.t, json.Unmarshal(s.Sealed, &c))
		return c
	}
	return Stores{
		Shops: w.shops, Table: w.table, HTTP: client, PublicURL: w.url, Now: time.Now, Wait: 5 * time.Second, Poll: time.Millisecond,
		Platforms: map[order.Platform]Platform{
			order.Shopify: Shopify{
				App: w.app, Version: w.version, PublicURL: w.url, Now: time.Now,
				Client: func(_ context.Context, s table.Store, version func(string)) (*shopify.Client, error) {
					access := credentials(s).Access
					return shopify.New(shopify.Config{
						Shop: s.Outside, BaseURL: w.app.BaseURL, Version: w.version, Now: time.Now,
						Token: func(context.Context) (string, error) { return access, nil }, Observe: func(c shopify.Call) { version(c.ServedVersion) },
					})
				},
			},
			order.WooCommerce: WooCommerce{
				PublicURL: w.url, Pepper: pepper, Now: time.Now,
				Client: func(_ context.Context, s table.Store) (*woocommerce.Client, error) {
					c := credentials(s)
					return woocommerce.NewClient(woocommerce.Config{Address: s.Address, Key: c.Key, Secret: c.Secret, HTTP: client, Now: time.Now})
				},
			},
			order.Wix: Wix{BaseURL: w.wixURL, PublicURL: w.url, PublicKey: w.wixKey},
		},
	}.Examine(w.t.Context(), s)
}

func (w *ward) examineAccount(a table.Account) []Check {
	w.t.Helper()
	calls, err := aliexpress.New(aliexpress.Config{
		AppKey: "12345678", AppSecret: w.appSecret, SyncURL: w.aliURL + "/sync", RestURL: w.aliURL + "/rest", HTTP: http.DefaultClient, Now: time.Now,
	})
	require.NoError(w.t, err)
	opener := account.New(w.table, plainVault{}, map[order.Supplier]account.Platform{order.AliExpress: account.AliExpress{Calls: calls}},
		func() string { return "doctor" }, time.Now)
	return Accounts{
		Open: opener, Table: w.table, Owner: "doctor", Now: time.Now,
		HTTP: http.DefaultClient, Homes: map[order.Supplier]string{order.AliExpress: w.aliURL + "/sync"},
	}.Examine(w.t.Context(), a)
}

// post has a simulated store do something, as the people at the shop would.
func (w *ward) post(method, url, key, secret, body string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, url, strings.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.SetBasicAuth(key, secret)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	require.NoError(w.t, res.Body.Close())
	require.Less(w.t, res.StatusCode, http.StatusMultipleChoices, method+" "+url+" "+strconv.Itoa(res.StatusCode))
}
