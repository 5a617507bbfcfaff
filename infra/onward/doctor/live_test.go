package doctor

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	simali "onward/infra/sim/aliexpress"
	simshopify "onward/infra/sim/shopify"
	simwix "onward/infra/sim/wix"
	simwoo "onward/infra/sim/woocommerce"
	"onward/shared/connect"
	"onward/shared/shop"
	"onward/shared/store/shopify"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// ill is what is wrong with a store that works, and what the doctor has to say to it.
type ill struct {
	// make makes it so.
	make    func(w *ward, s table.Store)
	check   string
	verdict Verdict
	detail  string
	mend    string
}

// byItself is what the next look at a store's subscriptions mends, for which the doctor's test webhook asks.
func byItself() []string {
	return []string{"subscription vanished", "webhook disabled", "subscriptions vanished"}
}

// requireMended has the next look made, and finds the subscriptions well.
func (w *ward) requireMended(s table.Store, check string) {
	w.t.Helper()
	kept, client, err := w.shops.Client(w.t.Context(), s.Merchant, s.ID)
	require.NoError(w.t, err)
	require.Empty(w.t, kept.Settings[shop.SettingKept], "the test webhook asked for a look")
	keeper := shop.Keeper{Table: w.table, PublicURL: w.url, Pepper: pepper, Every: time.Hour, Now: time.Now}
	require.NoError(w.t, keeper.Keep(w.t.Context(), kept, client))
	require.Equal(w.t, OK, named(w.t, w.examine(w.again(s)), check).Verdict)
}

func (i ill) requireSeen(t *testing.T, checks []Check) {
	t.Helper()
	c := named(t, checks, i.check)
	require.Equal(t, i.verdict, c.Verdict, "%v", c)
	require.Contains(t, c.Detail, i.detail)
	require.Contains(t, c.Mend, i.mend)
}

// requireWell finds nothing wrong, whatever could not be checked.
func requireWell(t *testing.T, checks []Check, unchecked ...string) {
	t.Helper()
	for _, c := range checks {
		if c.Verdict == Unknown {
			require.Contains(t, unchecked, c.Name, "%v", c)
			continue
		}
		require.Equal(t, OK, c.Verdict, "%v", c)
	}
}

func (w *ward) wooStore(set simwoo.Settings) table.Store {
	w.t.Helper()
	at := w.woo.Configure("demo", set)
	_, err := w.woo.Generate("demo", simwoo.OrderSpec{})
	require.NoError(w.t, err)
	return w.connected(w.flows.WooKey(w.t.Context(), connect.Actor{Merchant: merchant}, at.Address, "", at.Key, at.Secret))
}

// hook is the store's webhook for a topic.
func (w *ward) hook(topic string) (at simwoo.Access, id string) {
	w.t.Helper()
	at = w.woo.Configure("demo", tracked())
	client, err := woocommerce.NewClient(woocommerce.Config{Address: at.Address, Key: at.Key, Secret: at.Secret, HTTP: http.DefaultClient, Now: time.Now})
	require.NoError(w.t, err)
	all, err := client.Hooks(w.t.Context())
	require.NoError(w.t, err)
	for _, h := range all {
		if h.Topic == topic {
			return at, h.ID
		}
	}
	w.t.Fatalf("no webhook for %s", topic)
	return at, ""
}

func tracked() simwoo.Settings {
	set := simwoo.DefaultSettings()
	set.ShipmentTracking = true
	return set
}

func TestWooCommerceStores(t *testing.T) {
	t.Parallel()
	fault := func(kind string) func(*ward, table.Store) {
		return func(w *ward, _ table.Store) { w.woo.AddFault("demo", simwoo.Fault{Kind: kind, Times: -1}) }
	}
	tests := map[string]ill{
		"key revoked": {
			func(w *ward, _ table.Store) {
				w.post(http.MethodPost, w.wooURL+"/_sim/sites/demo/keys/revoke", "", "", "{}")
			},
			"credentials", Bad, "unauthorized", "connect it again",
		},
		"key may not read": {fault(simwoo.FaultForbidden), "credentials", Bad, "missing_scope", "permission is missing"},
		"firewall":         {fault(simwoo.FaultFirewall), "credentials", Bad, "firewall", "let the API pass"},
		"maintenance":      {fault(simwoo.FaultDown), "credentials", Warn, "temporary", "few minutes"},
		"subscription vanished": {func(w *ward, _ table.Store) {
			at, id := w.hook("order.deleted")
			w.post(http.MethodDelete, at.Address+"/wp-json/wc/v3/webhooks/"+id+"?force=true", at.Key, at.Secret, "")
		}, "subscriptions", Bad, "missing: order.deleted", "put back at the next look"},
		"webhook disabled": {func(w *ward, _ table.Store) {
			at, id := w.hook("order.updated")
			w.post(http.MethodPut, at.Address+"/wp-json/wc/v3/webhooks/"+id, at.Key, at.Secret, `{"status":"disabled"}`)
		}, "subscriptions", Bad, "order.updated is disabled", "check that it reaches"},
		"plugin removed": {
			func(w *ward, _ table.Store) { w.woo.Configure("demo", simwoo.DefaultSettings()) },
			"place for tracking numbers", Bad, "shipment-tracking, which is gone", "Activate the plugin",
		},
		"other plugin": {func(w *ward, _ table.Store) {
			set := simwoo.DefaultSettings()
			set.AdvancedShipmentTracking = true
			w.woo.Configure("demo", set)
		}, "place for tracking numbers", Warn, "is advanced-shipment-tracking", "by itself"},
		"PHP warnings": {fault(simwoo.FaultWarning), "answers", Warn, "PHP warnings", "display_errors"},
		"host strips the header": {func(w *ward, _ table.Store) {
			set := tracked()
			set.StripsAuthorization = true
			w.woo.Configure("demo", set)
		}, "sending of the key", Warn, "drops the Authorization header", "CGIPassAuth"},
		"clock is wrong": {func(w *ward, _ table.Store) { w.apart.Store(int64(10*time.Minute + 30*time.Second)) }, "clock of the store", Bad, "10 minutes apart", "time server"},
		"moved to another address": {func(w *ward, s table.Store) {
			_, err := w.table.UpdateStore(w.t.Context(), s.Merchant, s.ID, func(s *table.Store) error {
				s.Address = w.wooURL + "/sites/nowhere"
				return nil
			})
			require.NoError(w.t, err)
		}, "credentials", Bad, "no_rest_interface", "check the address"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			s := w.wooStore(tracked())
			requireWell(t, w.examine(s))
			test.make(w, s)
			test.requireSeen(t, w.examine(w.again(s)))
			if slices.Contains(byItself(), name) {
				w.requireMended(s, test.check)
			}
		})
	}
	t.Run("no plugin at all", func(t *testing.T) {
		t.Parallel()
		w := newWard(t)
		checks := w.examine(w.wooStore(simwoo.DefaultSettings()))
		require.Equal(t, Warn, Worst(checks), "it works: the numbers go out as notes")
		require.Contains(t, named(t, checks, "place for tracking numbers").Mend, "Shipment Tracking")
	})
}

// again is the store as it is kept now.
func (w *ward) again(s table.Store) table.Store {
	w.t.Helper()
	s, err := w.table.Store(w.t.Context(), s.Merchant, s.ID)
	require.NoError(w.t, err)
	return s
}

func TestShopifyShops(t *testing.T) {
	t.Parallel()
	frozen := true
	tests := map[string]ill{
		"token revoked": {
			func(w *ward, _ table.Store) { require.NoError(w.t, w.shopify.Uninstall(acme, "client")) },
			"credentials", Bad, "unauthorized", "connect it again",
		},
		"scope missing": {func(w *ward, _ table.Store) {
			require.NoError(w.t, w.shopify.SetScopes(acme, "client", []string{"read_orders", "read_fulfillments", "read_locations"}))
		}, "permissions", Bad, "write_merchant_managed_fulfillment_orders", "empty lists instead of errors"},
		"subscriptions vanished": {func(w *ward, _ table.Store) {
			require.NoError(w.t, w.shopify.Uninstall(acme, "client"))
			w.install(shopify.WantedScopes()...)
		}, "subscriptions", Bad, "missing: orders/create", "put back at the next look"},
		"address changed": {func(w *ward, _ table.Store) {
			other := newWard(w.t)
			w.url, other.url = other.url, w.url
		}, "subscriptions", Bad, "go to another address", "PublicUrl"},
		"version retired": {func(w *ward, _ table.Store) { w.version = "2025-10" }, "API version", Bad, "2025-10 is no longer served", "Update Onward"},
		"secret changed":  {func(w *ward, _ table.Store) { w.app.ClientSecret = "another" }, "test webhook", Bad, "signature is refused", "AppSecrets"},
		"plan lapsed": {func(w *ward, _ table.Store) {
			require.NoError(w.t, w.shopify.CreateShop(simshopify.ShopSpec{Domain: acme, Frozen: &frozen}))
		}, "credentials", Bad, "frozen", "Orders go on by themselves"},
		"shop locked": {func(w *ward, _ table.Store) {
			require.NoError(w.t, w.shopify.CreateShop(simshopify.ShopSpec{Domain: acme, Locked: &frozen}))
		}, "credentials", Bad, "locked", "support"},
		"clock is wrong": {func(w *ward, _ table.Store) { w.apart.Store(int64(-10*time.Minute - 30*time.Second)) }, "clock of the store", Bad, "10 minutes apart", "time server"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			s := w.connected(w.flows.ShopifyToken(t.Context(), connect.Actor{Merchant: merchant}, acme, "", token))
			requireWell(t, w.examine(s))
			test.make(w, s)
			test.requireSeen(t, w.examine(w.again(s)))
			if slices.Contains(byItself(), name) {
				w.requireMended(s, test.check)
			}
		})
	}
}

func TestWixSites(t *testing.T) {
	t.Parallel()
	fault := func(status int) func(*ward, table.Store) {
		return func(w *ward, _ table.Store) { w.wix.AddFault(simwix.Fault{Status: status, Times: -1}) }
	}
	unchecked := []string{"subscriptions", "test webhook"}
	tests := map[string]ill{
		"app removed":           {func(w *ward, _ table.Store) { require.NoError(w.t, w.wix.Remove(site)) }, "credentials", Bad, "", "connect it again"},
		"app's secret is wrong": {func(w *ward, _ table.Store) { w.shops = w.shopsWith("another") }, "credentials", Bad, "", "connect it again"},
		"permission missing":    {fault(http.StatusForbidden), "credentials", Bad, "missing_scope", "permission is missing"},
		"down":                  {fault(http.StatusServiceUnavailable), "credentials", Warn, "temporary", "few minutes"},
		"throttled":             {fault(http.StatusTooManyRequests), "credentials", Warn, "throttled", "few minutes"},
		"public key is none":    {func(w *ward, _ table.Store) { w.wixKey = "-----BEGIN nothing" }, "public key", Bad, "answered 500", "Get Public Key"},
		"clock is wrong":        {func(w *ward, _ table.Store) { w.apart.Store(int64(time.Hour + 30*time.Second)) }, "clock of the store", Bad, "60 minutes apart", "time server"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			s := w.connected(w.flows.WixVouched(t.Context(), connect.Actor{Merchant: merchant}, site))
			checks := w.examine(s)
			requireWell(t, checks, unchecked...)
			require.Contains(t, named(t, checks, "subscriptions").Detail, w.url+"/hooks/wix")
			w.wix.ExpireTokens()
			test.make(w, s)
			test.requireSeen(t, w.examine(w.again(s)))
		})
	}
}

func TestAliExpressAccounts(t *testing.T) {
	t.Parallel()
	rule := func(r simali.Rule) func(*ward, table.Account) {
		return func(w *ward, _ table.Account) {
			r.Always = true
			_, err := w.ali.AddRule(r)
			require.NoError(w.t, err)
		}
	}
	type sick struct {
		ill

		make func(*ward, table.Account)
	}
	tests := map[string]sick{
		"consent withdrawn":  {ill{nil, "calls", Bad, "", again}, func(w *ward, _ table.Account) { w.ali.ExpireTokens(buyer, true) }},
		"app's secret wrong": {ill{nil, "calls", Bad, "IncompleteSignature", "key and secret"}, func(w *ward, _ table.Account) { w.appSecret = "another" }},
		"app lacks the right": {
			ill{nil, "calls", Bad, "InsufficientPermission", "may use the API"}, rule(simali.Rule{Kind: simali.RuleError, Code: "InsufficientPermission", Message: "no"}),
		},
		"down":           {ill{nil, "calls", Warn, "", "few minutes"}, rule(simali.Rule{Kind: simali.RuleHTTP, Status: http.StatusBadGateway})},
		"clock is wrong": {ill{nil, "clock of the supplier", Bad, "60 minutes apart", "time server"}, func(w *ward, _ table.Account) { w.apart.Store(int64(time.Hour + 30*time.Second)) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			a := w.account()
			requireWell(t, w.examineAccount(a))
			test.make(w, a)
			test.requireSeen(t, w.examineAccount(a))
		})
	}
}

// shopsWith opens stores with another secret of the Wix app.
func (w *ward) shopsWith(secret string) *shop.Opener {
	w.t.Helper()
	return openShops(w, w.wixCalls(secret))
}
