package shopify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify"
)

func units(line string, n int) []order.LineUnits { return []order.LineUnits{{Line: line, Units: n}} }

func TestPushTellsTheCustomerOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Title: "Glasses", Quantity: 3}}})
	parcel := shopify.Parcel{
		Lines: units(made.Lines[0].ID, 2), Numbers: []string{"LX123456789CN"},
		URLs: []string{"https://global.cainiao.com/detail.htm?mailNoList=LX123456789CN"}, Company: "Cainiao", Notify: true,
	}
	client := w.client()
	first, err := client.Push(t.Context(), made.ID, parcel)
	require.NoError(t, err)
	assert.False(t, first.Found)
	again, err := client.Push(t.Context(), made.ID, parcel)
	require.NoError(t, err)
	assert.True(t, again.Found)
	assert.Equal(t, first.Fulfilments, again.Fulfilments)

	seen := w.see(made.ID)
	require.Len(t, seen.Fulfilments, 1)
	assert.Equal(t, map[string]int{made.Lines[0].ID: 2}, seen.Fulfilments[0].Lines)
	assert.Equal(t, "Cainiao", seen.Fulfilments[0].Company)
	assert.Equal(t, parcel.URLs, seen.Fulfilments[0].URLs)
	assert.Equal(t, "PARTIALLY_FULFILLED", seen.Fulfilment)
	require.Len(t, w.sim.Mails(acme), 1)
	assert.Equal(t, []string{"2 x Glasses"}, w.sim.Mails(acme)[0].Lines)
	assert.Equal(t, 1, w.sim.Calls()["fulfillmentCreate"])
}

func TestPushAfterLostAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"drop_after", "cut_after", "html_after", "internal_after", "status_after"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.ShopSpec{})
			made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 2}}})
			parcel := shopify.Parcel{Lines: units(made.Lines[0].ID, 1), Numbers: []string{"N1"}, Notify: true}
			require.NoError(t, w.sim.Fail(sim.Fault{Operation: "fulfillmentCreate", Kind: kind, Status: 502}))
			client := w.client()
			_, err := client.Push(t.Context(), made.ID, parcel)
			require.Equal(t, shopify.Unclear, shopify.KindOf(err), "%v", err)
			done, err := client.Push(t.Context(), made.ID, parcel)
			require.NoError(t, err)
			assert.True(t, done.Found)
			assert.Len(t, w.see(made.ID).Fulfilments, 1)
			assert.Len(t, w.sim.Mails(acme), 1)
		})
	}
}

func TestPushSplitsByLocationAndCompletes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{Locations: []sim.LocationSpec{{Name: "East"}, {Name: "West"}}})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{
		{Title: "A", Quantity: 2, Location: "East"},
		{Title: "B", Quantity: 1, Location: "West"},
		{Title: "C", Quantity: 3, Locations: map[string]int{"East": 1, "West": 2}},
	}})
	parcel := shopify.Parcel{Numbers: []string{"N1", "N2"}, URLs: []string{"https://a.example.com/1", "https://a.example.com/2"}}
	for _, l := range made.Lines {
		parcel.Lines = append(parcel.Lines, order.LineUnits{Line: l.ID, Units: l.Quantity})
	}
	// The second location's call gets lost on the way there.
	require.NoError(t, w.sim.Fail(sim.Fault{Operation: "fulfillmentCreate", Kind: "drop_before", Skip: 1}))
	client := w.client()
	half, err := client.Push(t.Context(), made.ID, parcel)
	require.Equal(t, shopify.Unclear, shopify.KindOf(err))
	require.Len(t, half.Fulfilments, 1)

	whole, err := client.Push(t.Context(), made.ID, parcel)
	require.NoError(t, err)
	require.Len(t, whole.Fulfilments, 2)
	assert.Contains(t, whole.Fulfilments, half.Fulfilments[0])
	seen := w.see(made.ID)
	assert.Equal(t, "FULFILLED", seen.Fulfilment)
	for _, f := range seen.Fulfilments {
		assert.Equal(t, parcel.Numbers, f.Numbers)
		assert.Equal(t, parcel.URLs, f.URLs)
	}
}

// The first location's call went through and its answer was lost. What is told then is the rest, which the number of the
// first part must not be taken for.
func TestRestOfAShipmentOverTwoLocationsIsToldUnderTheSameNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{Locations: []sim.LocationSpec{{Name: "East"}, {Name: "West"}}})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Title: "A", Quantity: 2, Locations: map[string]int{"East": 1, "West": 1}}}})
	shop := shopify.NewStore(w.client())
	tell := func(units int, known ...string) error {
		_, err := shop.Fulfil(t.Context(), store.Fulfilment{
			Order: made.ID, Lines: []order.LineUnits{{Line: made.Lines[0].ID, Units: units}}, Tracking: []store.Tracking{{Number: "N1"}}, Known: known,
		})
		return err
	}
	require.NoError(t, w.sim.Fail(sim.Fault{Operation: "fulfillmentCreate", Kind: "drop_after"}))
	require.Error(t, tell(2))
	held := w.see(made.ID).Fulfilments
	require.Len(t, held, 1)

	require.NoError(t, tell(1, held[0].ID))
	seen := w.see(made.ID)
	assert.Equal(t, "FULFILLED", seen.Fulfilment)
	assert.Len(t, seen.Fulfilments, 2)
	require.NoError(t, tell(1, held[0].ID), "told once more, it is found")
	assert.Len(t, w.see(made.ID).Fulfilments, 2)
}

func TestPushRefusals(t *testing.T) {
	t.Parallel()
	soon := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		shop    sim.ShopSpec
		spec    sim.OrderSpec
		actions []sim.Action
		units   int
		scopes  []string
		kind    shopify.Kind
		reason  shopify.Reason
	}{
		"on hold":             {spec: sim.OrderSpec{Hold: "high_risk_of_fraud"}, kind: shopify.Refused, reason: shopify.OnHold},
		"scheduled":           {spec: sim.OrderSpec{Scheduled: &soon}, kind: shopify.Refused, reason: shopify.Scheduled},
		"fulfilled by hand":   {actions: []sim.Action{{Do: "fulfil"}}, kind: shopify.Refused, reason: shopify.Closed},
		"fulfilled by shop":   {shop: sim.ShopSpec{AutoFulfil: new(true)}, kind: shopify.Refused, reason: shopify.Closed},
		"partly refunded":     {actions: []sim.Action{{Do: "refund", Lines: []sim.ActionLine{{Line: "S", Quantity: 1}}}}, units: 2, kind: shopify.Refused, reason: shopify.QuantityTooMuch},
		"cancelled":           {actions: []sim.Action{{Do: "cancel"}}, kind: shopify.Refused, reason: shopify.OrderCancelled},
		"too many":            {units: 3, kind: shopify.Refused, reason: shopify.QuantityTooMuch},
		"no fulfilment scope": {scopes: []string{"read_orders"}, kind: shopify.ScopeMissing},
		"read-only scope": {
			scopes: []string{"read_orders", "read_merchant_managed_fulfillment_orders"}, kind: shopify.Refused, reason: shopify.ForeignLocation,
		},
		"another service": {
			shop:   sim.ShopSpec{Locations: []sim.LocationSpec{{Name: "Theirs", Service: true, App: "other"}}},
			scopes: []string{"read_orders", "write_merchant_managed_fulfillment_orders", "read_third_party_fulfillment_orders"},
			kind:   shopify.Refused, reason: shopify.ForeignLocation,
		},
		"deleted": {actions: []sim.Action{{Do: "delete"}}, kind: shopify.NotFound},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, tt.shop)
			tt.spec.Lines = []sim.LineSpec{{SKU: "S", Quantity: 2}}
			made := w.order(tt.spec)
			for _, a := range tt.actions {
				w.do(made.ID, a)
			}
			if tt.scopes != nil {
				require.NoError(t, w.sim.SetScopes(acme, appID, tt.scopes))
			}
			_, err := w.client().Push(t.Context(), made.ID, shopify.Parcel{Lines: units(made.Lines[0].ID, max(1, tt.units)), Numbers: []string{"N1"}})
			assert.Equal(t, tt.kind, shopify.KindOf(err), "%v", err)
			assert.Equal(t, tt.reason, shopify.ReasonOf(err), "%v", err)
			assert.Empty(t, w.sim.Mails(acme))
			assert.Zero(t, w.sim.Calls()["fulfillmentCreate"])
		})
	}
}

// What was read turns stale before it is used: the shop refuses in its own words, and a fresh read mends it.
func TestStaleReads(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		action sim.Action
		reason shopify.Reason
		mends  bool
	}{
		"edited":    {sim.Action{Do: "edit", Lines: []sim.ActionLine{{Line: "S", Quantity: 3}}}, shopify.Closed, true},
		"fulfilled": {sim.Action{Do: "fulfil", Lines: []sim.ActionLine{{Line: "S", Quantity: 1}}}, shopify.QuantityTooMuch, false},
		"all done":  {sim.Action{Do: "fulfil"}, shopify.Closed, false},
		"held":      {sim.Action{Do: "hold"}, shopify.OnHold, false},
		"cancelled": {sim.Action{Do: "cancel"}, shopify.Closed, false},
		"deleted":   {sim.Action{Do: "delete"}, shopify.StaleIDs, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.ShopSpec{})
			made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "S", Quantity: 2}}})
			client := w.client()
			parcel := shopify.Parcel{Lines: units(made.Lines[0].ID, 2), Numbers: []string{"N1"}}
			held, err := client.Held(t.Context(), made.ID)
			require.NoError(t, err)
			w.do(made.ID, tt.action)
			_, err = client.PushInto(t.Context(), held, parcel)
			assert.Equal(t, tt.reason, shopify.ReasonOf(err), "%v", err)
			_, err = client.Push(t.Context(), made.ID, parcel)
			assert.Equal(t, tt.mends, err == nil, "%v", err)
		})
	}
}

func TestMoveThenPush(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{Locations: []sim.LocationSpec{{Name: "East"}, {Name: "West"}}})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "A", Quantity: 2, Location: "East"}, {SKU: "B", Quantity: 1, Location: "West"}}})
	client := w.client()
	locations, err := client.Locations(t.Context())
	require.NoError(t, err)
	require.Len(t, locations, 2)
	held, err := client.Held(t.Context(), made.ID)
	require.NoError(t, err)
	moved, err := client.MoveTo(t.Context(), held, locations[1].ID)
	require.NoError(t, err)
	assert.Equal(t, 1, moved)
	done, err := client.Push(t.Context(), made.ID, shopify.Parcel{
		Lines: []order.LineUnits{{Line: made.Lines[0].ID, Units: 2}, {Line: made.Lines[1].ID, Units: 1}}, Numbers: []string{"N1"},
	})
	require.NoError(t, err)
	assert.Len(t, done.Fulfilments, 1, "two fulfilment orders of one location become one fulfilment")
	assert.Equal(t, "FULFILLED", w.see(made.ID).Fulfilment)
}

func TestChangeTracking(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	client := w.client()
	parcel := shopify.Parcel{Lines: units(made.Lines[0].ID, 1), Numbers: []string{"OLD"}, Company: "YunExpress"}
	done, err := client.Push(t.Context(), made.ID, parcel)
	require.NoError(t, err)
	assert.Contains(t, w.see(made.ID).Fulfilments[0].URLs[0], "number=OLD", "a listed carrier gets its link from the shop")

	parcel.Numbers, parcel.Notify = []string{"NEW1", "NEW2"}, true
	require.NoError(t, client.ChangeTracking(t.Context(), done.Fulfilments[0], parcel))
	assert.Equal(t, []string{"NEW1", "NEW2"}, w.see(made.ID).Fulfilments[0].Numbers)
	require.Len(t, w.sim.Mails(acme), 1)
	assert.Equal(t, "shipping_update", w.sim.Mails(acme)[0].Kind)

	require.NoError(t, client.CancelFulfilment(t.Context(), done.Fulfilments[0]))
	require.NoError(t, client.CancelFulfilment(t.Context(), done.Fulfilments[0]), "twice is no error")
	err = client.ChangeTracking(t.Context(), done.Fulfilments[0], parcel)
	assert.Equal(t, shopify.FulfilmentCancelled, shopify.ReasonOf(err))
	assert.Len(t, w.sim.Mails(acme), 1)
	err = client.ChangeTracking(t.Context(), "1", parcel)
	assert.Equal(t, shopify.FulfilmentUnknown, shopify.ReasonOf(err))

	again, err := client.Push(t.Context(), made.ID, parcel)
	require.NoError(t, err, "a new fulfilment order took the units back")
	assert.NotEqual(t, done.Fulfilments, again.Fulfilments)
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	require.NoError(t, w.sim.Drain(acme, appID))
	_, err := w.client().Order(t.Context(), made.ID)
	var failed *shopify.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, shopify.Throttled, failed.Kind)
	assert.Greater(t, failed.RetryAfter, time.Second)
	assert.Less(t, failed.RetryAfter, 10*time.Second)

	var waited time.Duration
	patient := w.client(func(cfg *shopify.Config) {
		cfg.WaitBudget = 10 * time.Second
		cfg.Wait = func(_ context.Context, d time.Duration) error {
			waited += d
			w.pass(d)
			return nil
		}
	})
	_, err = patient.Order(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, failed.RetryAfter, waited, "the wait that was named is enough")
}

func TestEveryStatusHasItsKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	made := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}})
	client := w.client()
	for status, want := range map[int]shopify.Kind{
		303: shopify.Temporary, 400: shopify.Invalid, 401: shopify.Unauthorized, 402: shopify.Frozen, 403: shopify.ScopeMissing,
		404: shopify.NotFound, 406: shopify.Invalid, 415: shopify.Invalid, 422: shopify.Invalid, 423: shopify.Locked,
		429: shopify.Throttled, 430: shopify.Security, 500: shopify.Temporary, 502: shopify.Temporary, 503: shopify.Temporary, 504: shopify.Temporary,
	} {
		require.NoError(t, w.sim.Fail(sim.Fault{Operation: "order", Kind: "status", Status: status, RetryAfter: "2.0"}))
		_, err := client.Order(t.Context(), made.ID)
		var failed *shopify.Error
		require.ErrorAs(t, err, &failed, "%d: %v", status, err)
		assert.Equal(t, want, failed.Kind, "%d", status)
		assert.Equal(t, 2*time.Second, failed.RetryAfter)
		assert.NotEmpty(t, failed.RequestID)
	}
	for _, status := range []int{500, 502, 503, 504} {
		require.NoError(t, w.sim.Fail(sim.Fault{Operation: "fulfillmentCreate", Kind: "status", Status: status}))
		_, err := client.Push(t.Context(), made.ID, shopify.Parcel{Lines: units(made.Lines[0].ID, 1), Numbers: []string{"N"}})
		assert.Equal(t, shopify.Unclear, shopify.KindOf(err), "%d", status)
	}
}

//go:fix inline
