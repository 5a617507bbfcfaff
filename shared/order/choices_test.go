package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestRecordingAPurchaseMadeByHand(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "nobody knows", 2))
	base := order.RecordPurchase{By: "owner", Supplier: order.AliExpress, Account: "a1", Orders: []string{"8001"}, Lines: []order.LineUnits{{Line: "1", Units: 1}}}
	var input *order.InputError
	for _, bad := range []func(e *order.RecordPurchase){
		func(e *order.RecordPurchase) { e.Orders = nil },
		func(e *order.RecordPurchase) { e.Orders = []string{""} },
		func(e *order.RecordPurchase) { e.Lines = nil },
	} {
		e := base
		bad(&e)
		require.ErrorAs(t, s.try(e), &input)
	}
	twice := base
	twice.Lines = []order.LineUnits{{Line: "1", Units: 2}, {Line: "1", Units: 1}}
	s.rejected("too_many", twice)
	s.do(base)
	require.Equal(t, map[order.State]int{order.AwaitingPayment: 1, order.AwaitingOrder: 1}, s.tabs(), "even of what is not mapped")
	s.rejected("already_there", base)
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, s.tell()[0].Lines)
}

func TestNumbersGivenByHand(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 2), order.SnapshotLine{ID: "2", Kind: order.Digital, Quantity: 1})
	var input *order.InputError
	require.ErrorAs(t, s.try(order.SetTracking{By: "owner"}), &input)
	require.ErrorAs(t, s.try(order.SetTracking{By: "owner", Tracking: []order.Tracking{{Carrier: "DHL"}}}), &input)
	one := []order.Tracking{{Number: "MAN1", Carrier: "DHL"}}
	s.rejected("no_such_line", order.SetTracking{By: "owner", Tracking: one, Lines: []order.LineUnits{{Line: "2", Units: 1}}})
	s.rejected("too_many", order.SetTracking{By: "owner", Tracking: one, Lines: []order.LineUnits{{Line: "1", Units: 2}, {Line: "1", Units: 1}}})
	s.rejected("no_such_fulfilment", order.SetTracking{By: "owner", Tracking: one, Fulfilment: "f99"})
	s.do(order.SetTracking{By: "owner", Tracking: one, Lines: []order.LineUnits{{Line: "1", Units: 1}}})
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 1, order.AwaitingShipment: 1, order.Exempt: 1}, s.tabs())
	require.Equal(t, one, s.tell()[0].Tracking)
	f := s.o.Fulfilments[0].ID
	two := []order.Tracking{{Number: "MAN2"}, {Number: "MAN3"}}
	s.do(order.SetTracking{By: "owner", Tracking: two, Fulfilment: f})
	plan := s.tell()[0]
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, two, plan.Tracking, "the list replaces the old one")
	s.ignored(order.SetTracking{By: "owner", Tracking: two, Fulfilment: f})
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	plans := s.tell()
	require.Len(t, plans, 1)
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, plans[0].Lines, "the unit told by hand is not told again")
	s.rejected("nothing_to_fulfil", order.SetTracking{By: "owner", Tracking: one})
}

func TestAHoldStopsBuyingAndTellingUntilItIsReleased(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 1), line("2", "v2", 1))
	s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}}})
	s.buy("8001")
	s.do(order.Place{By: "owner"})
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	s.do(order.SetHold{By: "owner", On: true, Reason: "ask"})
	s.ignored(order.SetHold{By: "other", On: true, Reason: "ask again"})
	s.sent = nil
	for _, e := range s.o.Effects {
		var held *order.HeldError
		require.ErrorAs(t, s.try(order.Claimed{Effect: e.ID}), &held)
		require.Equal(t, "order", held.By)
	}
	s.pass(30 * 24 * time.Hour)
	require.Empty(t, s.sent, "a hold costs nothing")
	s.do(order.SetHold{By: "owner"})
	require.Len(t, s.sent, 2, "what waited goes at once")
}

func TestHoldSwitchesOutsideTheOrder(t *testing.T) {
	t.Parallel()
	for switched, holds := range map[string][2]bool{
		"deployment": {true, true}, "merchant": {true, true}, "store": {true, true},
		"account:a1": {true, false}, "account:a2": {false, false},
	} {
		t.Run(switched, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.paid(line("1", "v1", 1), line("2", "v2", 1))
			s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}}})
			s.buy("8001")
			s.supplier("8001", order.StageShipped, parcel("LX1CN"))
			s.do(order.Place{By: "owner"})
			s.do(order.Reread{})
			s.p.HeldBy = []string{switched}
			for _, e := range s.o.Effects {
				var held *order.HeldError
				err := s.try(order.Claimed{Effect: e.ID})
				switch e.Kind {
				case order.EffectPlace:
					require.Equal(t, holds[0], err != nil)
				case order.EffectTell:
					require.Equal(t, holds[1], err != nil)
				default:
					require.NoError(t, err, "reading is never held")
				}
				if err != nil {
					require.ErrorAs(t, err, &held)
					require.Equal(t, switched, held.By)
				}
			}
		})
	}
}

func TestAStoresOwnHoldStopsBuying(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	s.do(order.Place{By: "owner"})
	id := s.take(order.EffectPlace)[0].ID
	s.store(func(x *order.Snapshot) { x.Holds = []string{"upsell"} })
	require.Equal(t, order.WhyHeldByStore, s.o.Portions[0].Why)
	var held *order.HeldError
	require.ErrorAs(t, s.try(order.Claimed{Effect: id}), &held)
	s.now = s.now.Add(time.Hour)
	s.store(func(x *order.Snapshot) { x.Holds = nil })
	require.Len(t, s.take(order.EffectPlace), 1)
}

func TestNotesArchiveAndAddress(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	note, supplier, yes := "call her", "no invoice", true
	e := order.Edit{By: "owner", Note: &note, SupplierNote: &supplier, Archived: &yes, ShipTo: &order.Address{Name: "C D", Country: "DE"}}
	s.do(e)
	s.ignored(e)
	require.Equal(t, "DE", s.o.Destination().Country)
	s.do(order.Place{By: "owner"})
	s.buy("8001")
	require.Equal(t, "no invoice", s.o.Purchases[0].Note)
	require.Equal(t, "C D", s.o.Purchases[0].ShipTo.Name)
	s.store(func(x *order.Snapshot) { x.ShipTo.City = "Elsewhere" })
	require.NotContains(t, s.attention(), order.AttentionAddressChanged, "the merchant's address stands")
}

func TestAnAddressChangedAfterPlacingAsksForAttention(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	s.store(func(x *order.Snapshot) { x.ShipTo.City = "Elsewhere" })
	require.Contains(t, s.attention(), order.AttentionAddressChanged)
	s.rejected("no_such_attention", order.SeeAttention{By: "owner", Code: order.AttentionRisk})
	s.do(order.SeeAttention{By: "owner", Code: order.AttentionAddressChanged, Subject: s.o.Purchases[0].ID})
	require.NotContains(t, s.attention(), order.AttentionAddressChanged)
}

func TestALineIsBoughtElsewhere(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "nobody knows", 1), order.SnapshotLine{ID: "2", Kind: order.Digital, Quantity: 1})
	to := order.Mapping{Components: []order.Component{{Supplier: order.CJ, Account: "c1", Product: "C1"}}}
	require.Contains(t, s.attention(), order.AttentionUnmapped)
	s.rejected("no_such_line", order.MoveSupplier{By: "owner", Line: "2", Mapping: to})
	var input *order.InputError
	require.ErrorAs(t, s.try(order.MoveSupplier{By: "owner", Line: "1"}), &input)
	s.do(order.MoveSupplier{By: "owner", Line: "1", Mapping: to})
	require.NotContains(t, s.attention(), order.AttentionUnmapped)
	require.Equal(t, order.CJ, s.o.Portions[0].Supplier)
	s.do(order.Place{By: "owner"})
	s.buy("C100")
	s.rejected("already_bought", order.MoveSupplier{By: "owner", Line: "1", Mapping: to})
}
