package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// rejected expects a refusal with the code, which changes nothing.
func (s *scene) rejected(code string, e order.Event) {
	s.t.Helper()
	var r *order.RejectedError
	require.ErrorAs(s.t, s.try(e), &r, e.Kind())
	require.Equal(s.t, code, r.Code)
	require.NotEmpty(s.t, r.Message)
}

func TestWhatStandsInTheWayOfPlacing(t *testing.T) {
	t.Parallel()
	for code, bring := range map[string]func(s *scene){
		"not_paid":         func(s *scene) { s.unpaid() },
		"unmapped":         func(s *scene) { s.paid(line("1", "nobody knows", 1)) },
		"on_hold":          func(s *scene) { s.paid(); s.do(order.SetHold{By: "owner", On: true, Reason: "ask"}) },
		"nothing_to_place": func(s *scene) { s.bought() },
		"held_by_store": func(s *scene) {
			s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.Holds = []string{"upsell"} }, line("1", "v1", 1))})
		},
		"test_order": func(s *scene) {
			s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.Test = true }, line("1", "v1", 1))})
		},
		"no_address": func(s *scene) {
			s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.ShipTo = order.Address{} }, line("1", "v1", 1))})
		},
		"pickup": func(s *scene) {
			s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { x.ShipTo, x.Pickup = order.Address{}, true }, line("1", "v1", 1))})
		},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			bring(s)
			s.rejected(code, order.Place{By: "owner"})
			if code != "nothing_to_place" {
				require.NotEmpty(t, s.o.Explain(s.o.Portions[0]).Next)
			}
		})
	}
}

func TestWhatIsNotBoughtByItselfMayBeBoughtByTheMerchant(t *testing.T) {
	t.Parallel()
	for why, change := range map[order.Why]func(s *scene, x *order.Snapshot){
		order.WhyImported: func(_ *scene, x *order.Snapshot) { x.Imported = true },
		order.WhyTooOld:   func(s *scene, x *order.Snapshot) { s.p.NotBefore = x.CreatedAt.Add(time.Second) },
		order.WhyPickup:   func(_ *scene, x *order.Snapshot) { x.Pickup = true },
		order.WhyMeasured: func(_ *scene, x *order.Snapshot) { x.Lines[0].Kind = order.Measured },
		order.WhyRisk:     func(_ *scene, x *order.Snapshot) { x.Risk = "high" },
		order.WhyCountry:  func(s *scene, _ *order.Snapshot) { s.p.Countries = []string{"DE"} },
		order.WhyCurrency: func(s *scene, _ *order.Snapshot) { s.p.Currencies = []string{"EUR"} },
	} {
		t.Run(string(why), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.p.AutoPlace = true
			s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) { change(s, x) }, line("1", "v1", 1))})
			require.Equal(t, why, s.o.Portions[0].Why)
			require.Empty(t, s.o.Effects)
			require.NotEqual(t, s.o.Explain(s.o.Portions[0]), s.o.Explain(order.Portion{State: order.AwaitingOrder}))
			s.do(order.Place{By: "owner"})
			require.Len(t, s.take(order.EffectPlace), 1)
		})
	}
}

func TestPlacingByNameIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 3), line("2", "nobody knows", 1), order.SnapshotLine{ID: "3", Kind: order.Digital, Quantity: 1})
	s.rejected("no_such_line", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}, {Line: "9"}}})
	s.rejected("no_such_line", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "3"}}})
	s.rejected("unmapped", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}, {Line: "2"}}})
	s.rejected("too_many", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 4}}})
	s.rejected("too_many", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: -1}}})
	s.rejected("too_many", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 2}, {Line: "1", Units: 2}}})
	s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 1}, {Line: "1", Units: 1}}})
	require.Equal(t, 2, s.o.Purchases[0].Items[0].Quantity)
	s.rejected("too_many", order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 2}}})
	s.do(order.Place{By: "owner"})
	s.rejected("unmapped", order.Place{By: "owner"})
}

func TestOnePurchaseForEachSupplierAccount(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.Mappings["cj"] = order.Mapping{Components: []order.Component{{Supplier: order.CJ, Account: "c1", Product: "C1", SKU: "V1"}}}
	s.paid(line("1", "v1", 1), line("2", "v2", 2), line("3", "cj", 1), line("4", "bundle", 1))
	s.do(order.Place{By: "owner"})
	var got []string
	for _, p := range s.o.Purchases {
		got = append(got, string(p.Supplier)+" "+p.Account)
		require.NotEmpty(t, p.Items)
	}
	require.Equal(t, []string{"aliexpress a1", "cj c1", "aliexpress a2"}, got)
	require.Equal(t, []int{1, 2, 1}, quantities(s.o.Purchases[0]))
}

func TestCancellingWhatWasNotSent(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	s.do(order.Place{By: "owner"})
	s.do(order.CancelPlacing{By: "owner"})
	require.Empty(t, s.o.Effects)
	require.Equal(t, order.WhyToPlace, s.o.Portions[0].Why)
	s.rejected("nothing_to_cancel", order.CancelPlacing{By: "owner"})
	s.do(order.Place{By: "owner"})
	s.do(order.Claimed{Effect: s.o.Effects[0].ID})
	s.rejected("nothing_to_cancel", order.CancelPlacing{By: "owner"})
}

func TestRollingBackAtEachStage(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		bring   func(s *scene)
		code    string
		surplus bool
	}{
		"nothing bought": {func(s *scene) { s.paid() }, "nothing_to_roll_back", false},
		"not sent":       {func(s *scene) { s.paid(); s.do(order.Place{By: "owner"}) }, "", false},
		"being sent":     {func(s *scene) { s.sending() }, "placing", false},
		"unknown":        {func(s *scene) { s.unknown() }, "placed_unknown", false},
		"refused":        {func(s *scene) { s.refused() }, "", false},
		"bought":         {func(s *scene) { s.bought() }, "", true},
		"paid":           {func(s *scene) { s.shipping() }, "", true},
		"numbered":       {func(s *scene) { s.numbered() }, "", false},
		"told":           {func(s *scene) { s.fulfilled() }, "", false},
		"done by hand":   {func(s *scene) { s.paid(); s.byHand() }, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			tc.bring(s)
			if tc.code != "" {
				s.rejected(tc.code, order.RollBack{By: "owner"})
				return
			}
			s.sent = nil
			s.rollBack()
			require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
			require.Empty(t, s.o.Effects)
			require.Equal(t, tc.surplus, s.attention()[order.AttentionCancelSupplier] == "1")
			s.do(order.Place{By: "owner"})
			s.buy("8002")
			require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
		})
	}
}

func TestRollingBackOneLineLeavesTheOther(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled(line("1", "v1", 1), line("2", "v2", 1))
	s.do(order.RollBack{By: "owner", Lines: []string{"1"}})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
	require.Equal(t, order.Fulfilled, s.stateOf("2"))
}

func TestAnotherSupplierOrderTakesTheOldOnesPlace(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	p := s.o.Purchases[0].ID
	s.rejected("no_such_purchase", order.ChangeSupplierOrder{Purchase: "x", From: "8001", To: "8002"})
	s.rejected("no_such_supplier_order", order.ChangeSupplierOrder{Purchase: p, From: "8009", To: "8002"})
	s.rejected("no_such_supplier_order", order.ChangeSupplierOrder{Purchase: p, From: "8001"})
	s.rejected("already_there", order.ChangeSupplierOrder{Purchase: p, From: "8001", To: "8001"})
	s.replace()
	s.rejected("no_such_supplier_order", order.ChangeSupplierOrder{Purchase: p, From: "8001", To: "8003"})
	require.Equal(t, order.Fulfilled, s.stateOf("1"), "told stays told")
	require.Equal(t, "8002", s.o.Watches()[0].Order)
	s.supplier("8002", order.StageShipped, parcel("NEW1"))
	plan := s.tell()[0]
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, []string{"NEW1"}, numbersIn(plan.Tracking), "the old order's number makes room")
	s.supplier("8001", order.StageShipped, parcel("LX1CN"), parcel("LX9CN"))
	require.Empty(t, s.take(order.EffectTell), "and its news is no news")
}
