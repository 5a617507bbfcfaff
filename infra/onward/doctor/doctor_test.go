package doctor

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/woocommerce"
	"onward/shared/supplier"
	"onward/shared/table"
	"onward/shared/table/memory"
)

func now() time.Time { return time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC) }

// named finds a check by its name.
func named(t *testing.T, checks []Check, name string) Check {
	t.Helper()
	for _, c := range checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("there is no check %q in %v", name, checks)
	return Check{}
}

// fakeShops opens a store that answers with an error, or nothing.
type fakeShops struct{ open, changed error }

func (f fakeShops) Client(context.Context, string, string) (table.Store, store.Client, error) {
	return table.Store{}, fakeClient{changed: f.changed}, f.open
}

type fakeClient struct {
	store.Client
	changed error
}

func (f fakeClient) Changed(context.Context, time.Time, string) (store.Page, error) {
	return store.Page{}, f.changed
}

// onwards is a deployment that answers webhooks, and takes their effect.
func onwards(t *testing.T, status int, kept *table.Table, effect bool) (*httptest.Server, *[]*http.Request, *[]string) {
	t.Helper()
	var requests []*http.Request
	var bodies []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests, bodies = append(requests, r), append(bodies, string(body))
		if r.Method == http.MethodPost && effect {
			_, err := kept.UpdateStore(r.Context(), "m1", "s1", func(s *table.Store) error {
				delete(s.Settings, shop.SettingKept)
				return nil
			})
			if err != nil {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(srv.Close)
	return srv, &requests, &bodies
}

// blank is a platform that looks at nothing, and signs as WooCommerce does.
type blank struct {
	WooCommerce
	home string
}

func (b blank) Home(table.Store) string                 { return b.home }
func (blank) Look(context.Context, table.Store) []Check { return nil }

func wooStore() table.Store {
	return table.Store{
		Merchant: "m1", ID: "s1", Platform: order.WooCommerce, Outside: "shop.example", Address: "https://shop.example", Created: now().Add(-time.Hour),
		Watermark: now().Add(-time.Minute), Settings: map[string]string{shop.SettingKept: now().Format(time.RFC3339)},
	}
}

func TestStoreThatIsWell(t *testing.T) {
	t.Parallel()
	kept := table.New(memory.New(nil))
	s := wooStore()
	require.NoError(t, kept.CreateStore(t.Context(), s))
	srv, requests, bodies := onwards(t, http.StatusOK, kept, true)
	d := Stores{
		Shops: fakeShops{}, Table: kept, HTTP: srv.Client(), PublicURL: srv.URL, Now: time.Now, Wait: 5 * time.Second, Poll: time.Millisecond,
		Platforms: map[order.Platform]Platform{order.WooCommerce: blank{WooCommerce: WooCommerce{Pepper: "pepper"}, home: srv.URL}},
	}
	s.Watermark = time.Now()
	checks := d.Examine(t.Context(), s)
	require.Equal(t, OK, Worst(checks), "%v", checks)
	require.Equal(t, OK, named(t, checks, "clock of the store").Verdict)
	require.Equal(t, OK, named(t, checks, "test webhook").Verdict)
	require.Equal(t, OK, named(t, checks, "webhook's way").Verdict)
	sent := (*requests)[len(*requests)-1]
	require.Equal(t, "/hooks/store/m1/s1", sent.URL.Path)
	hooks := woocommerce.Hooks{Address: s.Address, Secret: shop.HookSecret("pepper", "m1", "s1")}
	receipt, err := hooks.Open(sent.Header, []byte((*bodies)[len(*bodies)-1]))
	require.NoError(t, err, "the deployment's own code takes the signature for the store's")
	require.Equal(t, "order.updated", receipt.Topic)
	news, err := hooks.Read(receipt.Topic, []byte((*bodies)[len(*bodies)-1]))
	require.NoError(t, err)
	require.True(t, news.Unreadable, "it asks for another look at the subscriptions, and for nothing else")
	require.Empty(t, news.OrderID)
}

func TestStoresThatAreNotWell(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change  func(*table.Store)
		shops   fakeShops
		status  int
		effect  bool
		check   string
		verdict Verdict
		words   string
	}{
		"disconnected":      {func(s *table.Store) { s.Disconnected = now().Add(-time.Hour) }, fakeShops{}, 200, true, "connection", Bad, "Connect the store again"},
		"known trouble":     {func(s *table.Store) { s.Health = table.Health{Code: "locked", Since: now(), ToDo: "Ask its support."} }, fakeShops{}, 200, true, "health", Bad, "Ask its support"},
		"key revoked":       {nil, fakeShops{changed: &store.Error{Kind: store.Unauthorized}}, 200, true, "credentials", Bad, "connect it again"},
		"sealed by another": {nil, fakeShops{open: errors.New("decrypt")}, 200, true, "credentials", Bad, "log"},
		"store is down":     {nil, fakeShops{changed: &store.Error{Kind: store.Temporary}}, 200, true, "credentials", Warn, "few minutes"},
		"never read":        {func(s *table.Store) { s.Watermark = time.Time{} }, fakeShops{}, 200, true, "reading of changes", Bad, "reconcile"},
		"reading is late":   {func(s *table.Store) { s.Watermark = now().Add(-5 * time.Hour) }, fakeShops{}, 200, true, "reading of changes", Warn, "reconcile"},
		"token has ended":   {func(s *table.Store) { s.AccessUntil = now().Add(-time.Hour) }, fakeShops{}, 200, true, "access token", Bad, "refreshed by itself"},
		"consent ends soon": {func(s *table.Store) { s.AccessUntil, s.RefreshUntil = now().Add(time.Hour), now().Add(48*time.Hour) }, fakeShops{}, 200, true, "refresh token", Warn, "again before"},
		"another secret":    {nil, fakeShops{}, 401, false, "test webhook", Bad, "AppSecrets"},
		"another's shop":    {nil, fakeShops{}, 404, false, "test webhook", Bad, "connect the store again"},
		"webhook fails":     {nil, fakeShops{}, 503, false, "test webhook", Bad, "log of the function webhook"},
		"no effect":         {nil, fakeShops{}, 200, false, "webhook's way", Bad, "dlq list intake"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := table.New(memory.New(nil))
			s := wooStore()
			if test.change != nil {
				test.change(&s)
			}
			require.NoError(t, kept.CreateStore(t.Context(), s))
			srv, _, _ := onwards(t, test.status, kept, test.effect)
			checks := Stores{
				Shops: test.shops, Table: kept, HTTP: srv.Client(), PublicURL: srv.URL, Now: now, Wait: 20 * time.Millisecond, Poll: time.Millisecond,
				Platforms: map[order.Platform]Platform{order.WooCommerce: blank{WooCommerce: WooCommerce{Pepper: "pepper"}}},
			}.Examine(t.Context(), s)
			c := named(t, checks, test.check)
			require.Equal(t, test.verdict, c.Verdict, "%v", c)
			require.Contains(t, c.Mend, test.words)
		})
	}
}

func TestShopifysTestWebhookHoldsBeforeTheDeploymentsCode(t *testing.T) {
	t.Parallel()
	p := Shopify{App: shopify.App{ClientSecret: "secret", BaseURL: "https://{shop}"}}
	s := table.Store{Outside: "acme.myshopify.com"}
	path, header, body, signed := p.Sign(s)
	require.True(t, signed)
	require.Equal(t, "/hooks/shopify", path)
	hooks := shopify.Hooks{Secrets: []string{"secret"}}
	receipt, err := hooks.Open(header, body)
	require.NoError(t, err)
	require.Equal(t, "acme.myshopify.com", receipt.Outside)
	news, err := hooks.Read(receipt.Topic, body)
	require.NoError(t, err)
	require.True(t, news.ScopesChanged)
	require.Equal(t, "https://acme.myshopify.com/", p.Home(s))
	for why, p := range map[string]Platform{
		"without the app's secret nothing can be signed": Shopify{}, "only Wix can sign for Wix": Wix{}, "the pepper is missing": WooCommerce{},
	} {
		path, _, _, signed := p.Sign(s)
		require.False(t, signed, why)
		require.Empty(t, path, why)
	}
}

func TestClocks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		apart   time.Duration
		verdict Verdict
	}{"agree": {2 * time.Second, OK}, "ahead": {5 * time.Minute, Bad}, "behind": {-5 * time.Minute, Bad}} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(test.apart).UTC().Format(http.TimeFormat))
		}))
		require.Equal(t, test.verdict, clock(t.Context(), "clock", srv.URL, srv.Client(), time.Now).Verdict, name)
		srv.Close()
		require.Equal(t, Unknown, clock(t.Context(), "clock", srv.URL, srv.Client(), time.Now).Verdict, "an unavailable check is not a pass")
	}
}

// fakeAccounts opens an account that answers with an error.
type fakeAccounts struct{ open, report error }

func (f fakeAccounts) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return fakeSupplier{report: f.report}, f.open
}

type fakeSupplier struct {
	supplier.Client
	report error
}

func (f fakeSupplier) Report(context.Context, string) (order.Report, error) {
	return order.Report{}, f.report
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	kind := func(k supplier.Kind) error { return &supplier.Error{Kind: k} }
	tests := map[string]struct {
		open    fakeAccounts
		change  func(*table.Account)
		ban     bool
		check   string
		verdict Verdict
	}{
		"token holds":    {fakeAccounts{report: kind(supplier.NotVisible)}, nil, false, "calls", OK},
		"consent needed": {fakeAccounts{open: kind(supplier.ConsentNeeded)}, nil, false, "calls", Bad},
		"token is dead":  {fakeAccounts{report: kind(supplier.TokenExpired)}, nil, false, "calls", Bad},
		"app is refused": {fakeAccounts{report: kind(supplier.Refused)}, nil, false, "calls", Bad},
		"is down":        {fakeAccounts{report: kind(supplier.Temporary)}, nil, false, "calls", Warn},
		"is banned":      {fakeAccounts{}, nil, true, "calls", Warn},
		"consent ends":   {fakeAccounts{}, func(a *table.Account) { a.ConsentUntil = now().Add(24 * time.Hour) }, false, "consent", Warn},
		"consent ended":  {fakeAccounts{}, func(a *table.Account) { a.ConsentUntil = now().Add(-24 * time.Hour) }, false, "consent", Bad},
		"disconnected":   {fakeAccounts{}, func(a *table.Account) { a.Disconnected = now().Add(-time.Hour) }, false, "connection", Bad},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := table.New(memory.New(nil))
			a := table.Account{Merchant: "m1", ID: "a1", Supplier: order.AliExpress, Created: now().Add(-time.Hour)}
			if test.change != nil {
				test.change(&a)
			}
			what := table.AccountThing(a.Supplier, a.ID)
			if test.ban {
				require.NoError(t, kept.SetBan(t.Context(), "m1", what, table.Ban{From: now(), Until: now().Add(time.Hour), Reason: "too often"}))
			}
			checks := Accounts{Open: test.open, Table: kept, Owner: "doctor", Now: now}.Examine(t.Context(), a)
			require.Equal(t, test.verdict, named(t, checks, test.check).Verdict, "%v", checks)
			if !test.ban && test.change == nil {
				require.NoError(t, kept.AcquireLease(t.Context(), "m1", what, "poll", now(), now().Add(time.Minute)), "the account is given back")
			}
		})
	}
}

func TestWorst(t *testing.T) {
	t.Parallel()
	require.Equal(t, OK, Worst([]Check{ok("a", ""), unknown("b", "")}))
	require.Equal(t, Warn, Worst([]Check{warn("a", "", ""), ok("b", "")}))
	require.Equal(t, Bad, Worst([]Check{warn("a", "", ""), bad("b", "", ""), warn("c", "", "")}))
	require.True(t, strings.HasSuffix(span(72*time.Hour), "days"))
}
