package connect_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

func (w *world) account() table.Account {
	w.t.Helper()
	all, err := w.table.Accounts(w.t.Context(), alice)
	require.NoError(w.t, err)
	require.Len(w.t, all, 1)
	return all[0]
}

func TestAliExpressIsConnectedByItsConsentPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser(alice)
	page := b.post("/connect/aliexpress")
	require.Equal(t, http.StatusOK, page.status, page.body)
	require.Contains(t, page.body, "holds until 24 December 2026")
	require.Contains(t, page.body, "consent ends on 23 January 2027")
	a := w.account()
	require.Equal(t, aliAccount, a.Outside)
	require.Equal(t, "buyer", a.Name)
	require.Equal(t, w.clock().Add(30*24*time.Hour), a.AccessUntil)
	require.Equal(t, w.clock().Add(60*24*time.Hour), a.ConsentUntil)
	plain, err := w.vault.Unseal(t.Context(), alice, "account/aliexpress/"+a.ID, a.Sealed)
	require.NoError(t, err)
	require.Contains(t, string(plain), `"access":"50000`)
	require.NotContains(t, w.logs.String(), "50000")

	// Before the consent ends it is given again, for the same account with what is in flight.
	w.pass(50 * 24 * time.Hour)
	page = b.post("/connect/aliexpress", "account", a.ID)
	require.Contains(t, page.body, "connected again")
	again := w.account()
	require.Equal(t, a.ID, again.ID)
	require.Equal(t, w.clock().Add(60*24*time.Hour), again.ConsentUntil)
	require.NotEqual(t, a.Sealed, again.Sealed)
}

func TestAliExpressAccountBelongsToOneMerchant(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	require.Equal(t, http.StatusOK, w.browser(alice).post("/connect/aliexpress").status)
	second := w.browser(bob).post("/connect/aliexpress")
	require.Equal(t, http.StatusConflict, second.status)
	require.Contains(t, second.body, "Another merchant has connected this supplier account")
	all, err := w.table.Accounts(t.Context(), bob)
	require.NoError(t, err)
	require.Empty(t, all)

	a := w.account()
	b := w.browser(alice)
	require.Equal(t, http.StatusNoContent, b.call("/connect/disconnect", map[string]string{"account": a.ID}, nil))
	require.Empty(t, w.account().Sealed)
	require.Equal(t, http.StatusOK, b.post("/connect/aliexpress").status)
	require.Equal(t, a.ID, w.account().ID, "connected again, with its purchases")
	require.True(t, w.account().Disconnected.IsZero())

	require.Equal(t, http.StatusNoContent, b.call("/connect/disconnect", map[string]string{"account": a.ID}, nil))
	require.Equal(t, http.StatusOK, w.browser(bob).post("/connect/aliexpress").status)
	route, err := w.table.Route(t.Context(), table.AccountRoute(order.AliExpress), aliAccount)
	require.NoError(t, err)
	require.Equal(t, bob, route.Merchant)
	require.Equal(t, http.StatusConflict, b.post("/connect/aliexpress").status)
}

func TestAliExpressCallbackIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(url.Values)
		wait   time.Duration
		as     string
		status int
	}{
		"foreign merchant": {func(url.Values) {}, 0, bob, http.StatusForbidden},
		"no state":         {func(q url.Values) { q.Del("state") }, 0, alice, http.StatusBadRequest},
		"other kind":       {func(q url.Values) { q.Set("state", "bS1hbGljZQ."+strings.Repeat("x", 43)) }, 0, alice, http.StatusBadRequest},
		"no code":          {func(q url.Values) { q.Del("code") }, 0, alice, http.StatusConflict},
		"made-up code":     {func(q url.Values) { q.Set("code", "3_1_2") }, 0, alice, http.StatusBadGateway},
		"late":             {func(url.Values) {}, 5 * time.Minute, alice, http.StatusBadGateway},
		"expired":          {func(url.Values) {}, time.Hour, alice, http.StatusGone},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			b := w.browser(alice)
			b.stop = "/connect/aliexpress/callback"
			to, err := url.Parse(b.post("/connect/aliexpress").to)
			require.NoError(t, err)
			q := to.Query()
			tt.change(q)
			to.RawQuery = q.Encode()
			w.pass(tt.wait)
			page := w.browser(tt.as).get(to.String())
			require.Equal(t, tt.status, page.status, page.body)
			all, err := w.table.Accounts(t.Context(), alice)
			require.NoError(t, err)
			require.Empty(t, all)
		})
	}
}

func TestAliExpressReconnectWithAnotherAccountIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	require.NoError(t, w.table.CreateAccount(t.Context(), table.Account{Merchant: alice, ID: "a1", Supplier: order.AliExpress, Outside: "77"}))
	page := w.browser(alice).post("/connect/aliexpress", "account", "a1")
	require.Equal(t, http.StatusConflict, page.status)
	require.Contains(t, page.body, "another supplier account")
	require.Empty(t, w.account().Sealed)
}
