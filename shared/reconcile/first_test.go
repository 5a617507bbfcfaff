package reconcile_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/connect"
	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/reconcile"
	"onward/shared/safedial"
	"onward/shared/settings"
	"onward/shared/shop"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// openVault seals nothing.
type openVault struct{}

func (openVault) Seal(_ context.Context, _, _ string, plain []byte) ([]byte, error) {
	return plain, nil
}

func (openVault) Unseal(_ context.Context, _, _ string, sealed []byte) ([]byte, error) {
	return sealed, nil
}

// TestAFirstConnectionShowsOpenOrdersAndBuysNothing connects a store that has had orders for months, for a merchant who
// has everything bought by itself.
func TestAFirstConnectionShowsOpenOrdersAndBuysNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	woo := sim.New(sim.Options{Seed: 3, Now: clock})
	srv := httptest.NewServer(woo)
	t.Cleanup(srv.Close)
	woo.SetBaseURL(srv.URL)
	at := woo.Configure("demo", sim.DefaultSettings())
	made := func(ago time.Duration) string {
		now = now.Add(-ago)
		id, err := woo.Generate("demo", sim.OrderSpec{Status: "processing", Lines: []sim.LineSpec{{SKU: "LAMP-1", Quantity: 1}}})
		now = now.Add(ago)
		require.NoError(t, err)
		return strconv.Itoa(id)
	}
	ancient, old := made(90*24*time.Hour), made(10*24*time.Hour)

	kept := table.New(memory.New(nil))
	require.NoError(t, kept.CreateMerchant(t.Context(), table.Merchant{ID: "m1"}))
	http := safedial.NewClient(safedial.Options{AllowLoopback: true})
	flows := connect.New(connect.Deps{
		Table: kept, Vault: openVault{}, WooHTTP: http, AllowLoopback: true, Pepper: "pepper", Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	done, err := flows.WooKey(t.Context(), connect.Actor{Merchant: "m1"}, at.Address, "", at.Key, at.Secret)
	require.NoError(t, err)
	policy, err := kept.Policy(t.Context(), "m1", done.Store)
	require.NoError(t, err)
	eager := policy.Policy
	eager.AutoPlace = true
	_, err = kept.PutPolicy(t.Context(), "m1", done.Store, eager.Version, table.PolicyVersion{Policy: eager, At: now})
	require.NoError(t, err)
	load := func(id string) (order.Order, error) {
		return kept.Load(t.Context(), order.Key{Merchant: "m1", Store: done.Store, ID: id})
	}
	shops := shop.New(kept, openVault{}, map[order.Platform]shop.Platform{order.WooCommerce: shop.WooCommerce{HTTP: http, Now: clock}},
		func() string { return "run" }, clock, slog.New(slog.DiscardHandler))
	maker := decider.New(kept, settings.New(kept, settings.Options{TimeScale: 1, Now: clock}), clock)
	stage := reconcile.New(reconcile.Deps{
		Table: kept, Decider: maker, Shops: shops,
		Now: clock, Log: slog.New(slog.DiscardHandler),
	})
	run := func() {
		s, err := kept.Store(t.Context(), "m1", done.Store)
		require.NoError(t, err)
		require.NoError(t, stage.Store(t.Context(), s))
	}
	run()
	_, err = load(ancient)
	require.ErrorIs(t, err, table.ErrNotFound, "older than 60 days")
	o, err := load(old)
	require.NoError(t, err)
	for _, line := range o.Store.Lines {
		_, err = kept.PutMapping(t.Context(), "m1", table.Mapped{Store: done.Store, Variant: line.Variant, At: now, Mapping: order.Mapping{
			Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", SKU: "S1"}},
		}})
		require.NoError(t, err)
	}
	now = now.Add(time.Hour)
	r, err := maker.Apply(t.Context(), o.Key, order.TimePassed{})
	require.NoError(t, err)
	assert.Empty(t, r.Send)
	o = r.Order
	assert.Empty(t, o.Effects, "nothing is bought, and nobody told")
	assert.Empty(t, o.Purchases)
	assert.Equal(t, order.AwaitingOrder, o.Portions[0].State)
	assert.Equal(t, order.WhyTooOld, o.Portions[0].Why)

	fresh := made(0)
	now = now.Add(time.Hour)
	run()
	o, err = load(fresh)
	require.NoError(t, err)
	assert.NotEmpty(t, o.Purchases, "what is ordered after the connection is")
	assert.Empty(t, woo.Mails("demo", 0))
}
