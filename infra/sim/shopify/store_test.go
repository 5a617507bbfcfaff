package shopify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify"
)

func TestStoreFulfilsAndRetracks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{Locations: []sim.LocationSpec{{Name: "East"}, {Name: "West"}}})
	seam := shopify.NewStore(w.client())
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 2, Location: "East"}, {Quantity: 1, Location: "West"}, {Title: "Card", GiftCard: true, Quantity: 1}}})
	a, b := made.Lines[0].ID, made.Lines[1].ID

	before, err := seam.Holdings(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{a: 2, b: 1}, before.Open)
	assert.Equal(t, order.BlockNone, before.Blocked)
	require.Len(t, before.Fulfilments, 1, "the shop sent the gift card itself")

	ids, err := seam.Fulfil(t.Context(), store.Fulfilment{
		Order: made.ID, Lines: []order.LineUnits{{Line: a, Units: 1}, {Line: b, Units: 1}}, Notify: true,
		Tracking: []store.Tracking{{Number: "N1", Company: "YunExpress", URL: "https://x.example.com/N1"}},
	})
	require.NoError(t, err)
	require.Len(t, ids, 2)
	after, err := seam.Holdings(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{a: 1}, after.Open)
	require.Len(t, after.Fulfilments, 3)
	assert.Equal(t, []string{"N1"}, after.Fulfilments[1].Numbers)

	change := store.Retrack{Order: made.ID, IDs: ids, Was: []string{"N1"}, Tracking: []store.Tracking{{Number: "N2", Company: "YunExpress"}}, Notify: true}
	require.NoError(t, w.sim.Fail(sim.Fault{Operation: "fulfillmentTrackingInfoUpdate", Kind: "drop_after"}))
	err = seam.Retrack(t.Context(), change)
	require.Equal(t, store.Unclear, store.KindOf(err))
	require.NoError(t, seam.Retrack(t.Context(), change))
	require.NoError(t, seam.Retrack(t.Context(), change))
	updates := 0
	for _, m := range w.sim.Mails(acme) {
		if m.Kind == "shipping_update" {
			updates++
		}
	}
	assert.Equal(t, 1, updates, "one mail however often it is tried")
	for _, f := range w.see(made.ID).Fulfilments[1:] {
		assert.Equal(t, []string{"N2"}, f.Numbers)
	}

	w.do(made.ID, sim.Action{Do: "cancel_fulfilment", Fulfilment: ids[0]})
	assert.Equal(t, store.Changed, store.KindOf(seam.Retrack(t.Context(), store.Retrack{Order: made.ID, IDs: ids, Tracking: []store.Tracking{{Number: "N3"}}})))
	assert.Equal(t, store.NotFound, store.KindOf(seam.Retrack(t.Context(), store.Retrack{Order: made.ID, IDs: []string{"1"}, Tracking: change.Tracking})))
	require.NoError(t, seam.Complete(t.Context(), made.ID))
}

func TestStoreBlocks(t *testing.T) {
	t.Parallel()
	soon := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		spec   sim.OrderSpec
		scopes []string
		block  order.Block
		kind   store.Kind
	}{
		"free":      {block: order.BlockNone},
		"held":      {spec: sim.OrderSpec{Hold: "other"}, block: order.BlockHeld, kind: store.Held},
		"scheduled": {spec: sim.OrderSpec{Scheduled: &soon}, block: order.BlockScheduled, kind: store.Held},
		"no scope":  {scopes: []string{"read_orders"}, block: order.BlockNoScope, kind: store.MissingScope},
		"may not write": {
			scopes: []string{"read_orders", "read_merchant_managed_fulfillment_orders"}, block: order.BlockNoScope, kind: store.Refused,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.ShopSpec{})
			tt.spec.Lines = []sim.LineSpec{{Quantity: 1}}
			made := w.order(tt.spec)
			if tt.scopes != nil {
				require.NoError(t, w.sim.SetScopes(acme, appID, tt.scopes))
			}
			seam := shopify.NewStore(w.client())
			held, err := seam.Holdings(t.Context(), made.ID)
			require.NoError(t, err)
			assert.Equal(t, tt.block, held.Blocked)
			_, err = seam.Fulfil(t.Context(), store.Fulfilment{
				Order: made.ID, Lines: units(made.Lines[0].ID, 1), Tracking: []store.Tracking{{Number: "N"}},
			})
			if tt.kind == "" {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, tt.kind, store.KindOf(err), "%v", err)
			var failed *shopify.Error
			assert.ErrorAs(t, err, &failed, "the adapter's own error stays inside")
		})
	}
}

func TestStoreChangedReadsWholeOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	since := w.clock()
	for range 22 {
		w.pass(time.Second)
		w.order(sim.OrderSpec{Risk: "cancel", Lines: []sim.LineSpec{{Quantity: 1}}})
	}
	seam := shopify.NewStore(w.client())
	page, err := seam.Changed(t.Context(), since, "")
	require.NoError(t, err)
	require.Len(t, page.Orders, 20)
	assert.Equal(t, "#1001", page.Orders[0].Name)
	assert.Equal(t, "cancel", page.Orders[0].Risk)
	require.NotEmpty(t, page.Next)
	w.pass(time.Minute)
	rest, err := seam.Changed(t.Context(), since, page.Next)
	require.NoError(t, err)
	assert.Len(t, rest.Orders, 2)
	assert.Empty(t, rest.Next)
}
