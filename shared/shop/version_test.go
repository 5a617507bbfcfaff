package shop_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/shopify"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// TestRetiredVersionIsNoticedWhileTheStoreWorks: Shopify serves another version without a word, months after the store
// was connected.
func TestRetiredVersionIsNoticedWhileTheStoreWorks(t *testing.T) {
	t.Parallel()
	const domain = "acme.myshopify.com"
	shops, err := sim.New(sim.Options{AllowHTTP: true})
	require.NoError(t, err)
	require.NoError(t, shops.CreateShop(sim.ShopSpec{Domain: domain}))
	require.NoError(t, shops.CreateApp(sim.AppSpec{ClientID: "client", ClientSecret: "s", Scopes: shopify.WantedScopes()}))
	_, err = shops.Install(domain, sim.InstallSpec{ClientID: "client", Token: "shpat_1"})
	require.NoError(t, err)
	srv := httptest.NewServer(shops)
	t.Cleanup(srv.Close)
	kept := table.New(memory.New(nil))
	require.NoError(t, kept.CreateStore(t.Context(), table.Store{Merchant: "m1", ID: "s1", Platform: order.Shopify, Outside: domain}))
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	keep := func(version string) table.Store {
		client, err := shopify.New(shopify.Config{
			Shop: domain, BaseURL: srv.URL + "/shops/{shop}", Version: version,
			Token: func(context.Context) (string, error) { return "shpat_1", nil },
		})
		require.NoError(t, err)
		s, err := kept.Store(t.Context(), "m1", "s1")
		require.NoError(t, err)
		keeper := shop.Keeper{Table: kept, PublicURL: "https://onward.example", Every: time.Hour, Now: func() time.Time { return now }}
		require.NoError(t, keeper.Keep(t.Context(), s, shopify.NewStore(client)))
		s, err = kept.Store(t.Context(), "m1", "s1")
		require.NoError(t, err)
		now = now.Add(2 * time.Hour)
		return s
	}
	assert.Empty(t, keep("2026-10").Settings[shop.SettingVersion])
	s := keep("2025-10")
	assert.Contains(t, s.Settings[shop.SettingVersion], "no longer serves version 2025-10 of its API and answers as 2026-01")
	found := connect.Found(s)
	require.Len(t, found, 1, "the merchant sees it at the store")
	assert.True(t, found[0].Warning)
	assert.Empty(t, keep("2026-10").Settings[shop.SettingVersion], "after the update it is gone")
	now = time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC)
	assert.Contains(t, keep("2026-10").Settings[shop.SettingVersion], "about 2027-10-01", "told before its end")
}
