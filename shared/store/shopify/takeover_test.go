package shopify_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify"
)

// elsewhere is a shop whose order's second line is at another app's location.
func elsewhere(t *testing.T, scopes ...string) (*seamShop, *shopify.Store, sim.OrderView) {
	t.Helper()
	s := newSeamShop(t, sim.LocationSpec{Name: "Ours"}, sim.LocationSpec{Name: "Theirs", Service: true, App: "other", Unasked: true})
	require.NoError(t, s.sim.SetScopes(seamDomain, seamApp, append(shopify.WantedScopes(), scopes...)))
	made, err := s.sim.CreateOrder(seamDomain, sim.OrderSpec{Lines: []sim.LineSpec{
		{SKU: "A", Quantity: 1, Location: "Ours"}, {SKU: "B", Quantity: 2, Location: "Theirs"},
	}})
	require.NoError(t, err)
	return s, shopify.NewStore(s.client), made
}

func TestItemsAtAnotherAppsLocationAreTakenOver(t *testing.T) {
	t.Parallel()
	s, client, made := elsewhere(t, shopify.TakeOverScopes()...)
	theirs := made.Lines[1].ID
	tell := func() error {
		_, err := client.Fulfil(t.Context(), store.Fulfilment{
			Order: made.ID, Lines: []order.LineUnits{{Line: theirs, Units: 2}}, Tracking: []store.Tracking{{Number: "LX473124829CN"}},
		})
		return err
	}
	err := tell()
	require.Equal(t, store.Refused, store.KindOf(err))
	var e *store.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, string(order.BlockForeignLocation), e.Code, "a refusal with the state's own name")

	require.NoError(t, client.TakeOver(t.Context(), made.ID, []string{theirs}))
	require.NoError(t, client.TakeOver(t.Context(), made.ID, []string{theirs}), "once more does nothing")
	require.NoError(t, tell())
	assert.Equal(t, 1, s.sim.Calls()["fulfillmentOrderMove"])
}

// TestWhyNothingCanBeFulfilled tells what looks alike apart: items that only another app may fulfil, and permissions
// that are missing, which Shopify shows as empty lists.
func TestWhyNothingCanBeFulfilled(t *testing.T) {
	t.Parallel()
	without := func(missing string) []string {
		return slices.DeleteFunc(shopify.WantedScopes(), func(s string) bool { return s == missing || s == "write_"+missing[len("read_"):] })
	}
	for name, tt := range map[string]struct {
		location string
		scopes   []string
		want     order.Block
	}{
		"ours":                       {"Ours", shopify.WantedScopes(), order.BlockNone},
		"theirs, seen":               {"Theirs", append(shopify.WantedScopes(), shopify.TakeOverScopes()...), order.BlockForeignLocation},
		"theirs, not seen":           {"Theirs", shopify.WantedScopes(), order.BlockForeignLocation},
		"ours, may not be seen":      {"Ours", without("read_merchant_managed_fulfillment_orders"), order.BlockNoScope},
		"ours, may not be fulfilled": {"Ours", []string{"read_orders", "read_merchant_managed_fulfillment_orders", "read_fulfillments", "read_locations"}, order.BlockNoScope},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, client, _ := elsewhere(t)
			made, err := s.sim.CreateOrder(seamDomain, sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "A", Quantity: 1, Location: tt.location}}})
			require.NoError(t, err)
			require.NoError(t, s.sim.SetScopes(seamDomain, seamApp, tt.scopes))
			h, err := client.Holdings(t.Context(), made.ID)
			require.NoError(t, err)
			require.Equal(t, tt.want, h.Blocked)
		})
	}
	s, client, _ := elsewhere(t)
	made, err := s.sim.CreateOrder(seamDomain, sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "A", Quantity: 1, Location: "Theirs"}}})
	require.NoError(t, err)
	err = client.TakeOver(t.Context(), made.ID, []string{made.Lines[0].ID})
	require.ErrorContains(t, err, "read_third_party_fulfillment_orders", "what to grant is named")
}
