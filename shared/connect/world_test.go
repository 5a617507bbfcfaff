package connect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simali "onward/infra/sim/aliexpress"
	simshopify "onward/infra/sim/shopify"
	simwix "onward/infra/sim/wix"
	simwoo "onward/infra/sim/woocommerce"
	"onward/shared/connect"
	"onward/shared/safedial"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/vault"
	"onward/shared/vault/vaulttest"
)

const (
	alice = "m-alice"
	bob   = "m-bob"

	acme       = "acme.myshopify.com"
	wixSite    = "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001"
	wixCopy    = "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e002"
	aliAccount = "1861703697"
)

// world is an installation with simulated platforms around it, each behind a loopback server.
type world struct {
	t     *testing.T
	flows *connect.Flows
	table *table.Table
	vault sealer
	url   string
	logs  *lockedBuffer

	shopify *simshopify.Sim
	woo     *simwoo.Sim
	wooURL  string
	wix     *simwix.Sim
	ali     *simali.Sim

	mu  sync.Mutex
	now time.Time
}

type sealer struct{ vault *vault.Vault }

func (s sealer) Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	return s.vault.Seal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, plain)
}

func (s sealer) Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error) {
	secret, err := s.vault.Unseal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, sealed)
	if err != nil {
		return nil, err
	}
	return secret.Reveal(), nil
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// sessions knows a merchant by a cookie.
type sessions struct{}

func (sessions) Who(r *http.Request) (connect.Actor, error) {
	c, err := r.Cookie("merchant")
	if err != nil {
		return connect.Actor{}, connect.ErrSignedOut
	}
	return connect.Actor{Merchant: c.Value, By: "owner of " + c.Value}, nil
}

func newWorld(t *testing.T, change func(*connect.Deps)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), logs: &lockedBuffer{}}
	w.table = table.New(memory.New(nil))
	w.vault = sealer{vault.New(vaulttest.New(), w.clock)}
	for _, id := range []string{alice, bob} {
		require.NoError(t, w.table.CreateMerchant(t.Context(), table.Merchant{ID: id, Name: "The shop of " + id}))
	}
	var handler http.Handler
	w.url = w.serve(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	d := connect.Deps{
		Table: w.table, Vault: w.vault, Sessions: sessions{}, PublicURL: w.url, Pepper: "pepper", AllowLoopback: true,
		WooHTTP: safedial.NewClient(safedial.Options{AllowLoopback: true}), ShopifyVersion: shopify.DefaultVersion,
		Now: w.clock, Log: slog.New(slog.NewJSONHandler(w.logs, nil)),
	}
	w.simulate(&d)
	if change != nil {
		change(&d)
	}
	w.flows = connect.New(d)
	mux := http.NewServeMux()
	mux.Handle("/connect/", w.flows.Handler())
	mux.HandleFunc("/hooks/", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "home") })
	mux.HandleFunc("/signin", func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, "sign in, then "+r.FormValue("next"))
	})
	handler = mux
	return w
}

// simulate puts the platforms up.
func (w *world) simulate(d *connect.Deps) {
	t := w.t
	var err error
	w.shopify, err = simshopify.New(simshopify.Options{Now: w.clock, AllowHTTP: true})
	require.NoError(t, err)
	require.NoError(t, w.shopify.CreateShop(simshopify.ShopSpec{Domain: acme, Name: "Acme"}))
	require.NoError(t, w.shopify.CreateApp(simshopify.AppSpec{ClientID: "client", ClientSecret: "hush-hush", Scopes: shopify.WantedScopes(), ExpiringOnly: true}))
	d.Shopify = shopify.App{
		ClientID: "client", ClientSecret: "hush-hush", Scopes: shopify.WantedScopes(), Now: w.clock,
		BaseURL: w.serve(w.shopify) + "/shops/{shop}", RedirectURL: w.url + "/connect/shopify/callback",
	}

	w.woo = simwoo.New(simwoo.Options{Seed: 5, Now: w.clock})
	w.wooURL = w.serve(w.woo)
	w.woo.SetBaseURL(w.wooURL)

	w.wix, err = simwix.New(simwix.Options{Now: w.clock, Callback: w.url + "/hooks/wix"})
	require.NoError(t, err)
	calls, err := wix.New(wix.Config{BaseURL: w.serve(w.wix), AppID: "app", AppSecret: "secret", Now: w.clock})
	require.NoError(t, err)
	d.Wix = connect.WixApp{ID: "app", Secret: "secret", Calls: calls, InstallURL: "https://install.example/install"}

	w.ali = simali.New(simali.Options{
		Now: w.clock, Apps: []simali.App{{Key: "12345678", Secret: "helloworld", Online: true}}, Accounts: []simali.Account{{ID: aliAccount, Nick: "buyer"}},
	})
	ali := w.serve(w.ali)
	d.AliExpress, err = aliexpress.New(aliexpress.Config{
		AppKey: "12345678", AppSecret: "helloworld", SyncURL: ali + "/sync", RestURL: ali + "/rest", ConsentURL: ali + "/oauth/authorize",
		HTTP: http.DefaultClient, Now: w.clock,
	})
	require.NoError(t, err)
}

func (w *world) serve(h http.Handler) string {
	s := httptest.NewServer(h)
	w.t.Cleanup(s.Close)
	return s.URL
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// only is the one store that a merchant has.
func (w *world) only(merchant string) table.Store {
	w.t.Helper()
	all, err := w.table.Stores(w.t.Context(), merchant)
	require.NoError(w.t, err)
	require.Len(w.t, all, 1)
	return all[0]
}

func (w *world) none(merchant string) {
	w.t.Helper()
	all, err := w.table.Stores(w.t.Context(), merchant)
	require.NoError(w.t, err)
	require.Empty(w.t, all)
}

// credentials unseals what a store has.
func (w *world) credentials(s table.Store) string {
	w.t.Helper()
	plain, err := w.vault.Unseal(w.t.Context(), s.Merchant, "store/"+s.ID, s.Sealed)
	require.NoError(w.t, err)
	return string(plain)
}

func codes(found []connect.Finding) (all []string) {
	for _, x := range found {
		all = append(all, x.Code)
	}
	return all
}

func tokenOf(w *world, s table.Store) func(context.Context) (string, error) {
	plain := w.credentials(s)
	return func(context.Context) (string, error) {
		var c struct {
			Access string `json:"access"`
		}
		err := json.Unmarshal([]byte(plain), &c)
		return c.Access, err
	}
}
