package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// numbers lists the parcels of supplier order 8001 as "number" or "number?" where ambiguous.
func (s *scene) numbers() []string {
	so, _ := s.o.Purchases[0].Order("8001")
	var out []string
	for _, p := range so.Parcels {
		n := p.Number
		if p.Ambiguous {
			n += "?"
		}
		out = append(out, n)
	}
	return out
}

func TestWhichParcelANumberIs(t *testing.T) {
	t.Parallel()
	a, b := item("P1", "S1", 1), item("P2", "S2", 1)
	for name, tc := range map[string]struct {
		lists [][]order.ReportParcel
		want  []string
	}{
		"the only number changes": {
			[][]order.ReportParcel{{parcel("A")}, {parcel("B")}}, []string{"B"},
		},
		"a further parcel beside the old one": {
			[][]order.ReportParcel{{parcel("A")}, {parcel("B"), parcel("A")}}, []string{"A", "B"},
		},
		"same items, new number": {
			[][]order.ReportParcel{{parcel("A", a), parcel("B", b)}, {parcel("B", b), parcel("C", a)}}, []string{"C", "B"},
		},
		"other items, other parcel": {
			[][]order.ReportParcel{{parcel("A", a)}, {parcel("B", b)}}, []string{"A", "B"},
		},
		"both numbers change at once and the items tell": {
			[][]order.ReportParcel{{parcel("A", a), parcel("B", b)}, {parcel("D", b), parcel("C", a)}}, []string{"C", "D"},
		},
		"both numbers change at once and nothing tells": {
			[][]order.ReportParcel{{parcel("A"), parcel("B")}, {parcel("C"), parcel("D")}}, []string{"A", "B", "C?", "D?"},
		},
		"one of two is gone and the new one is silent": {
			[][]order.ReportParcel{{parcel("A"), parcel("B")}, {parcel("C")}}, []string{"A", "B", "C?"},
		},
		"all are listed at once after all: each is one by itself": {
			[][]order.ReportParcel{{parcel("A"), parcel("B")}, {parcel("C")}, {parcel("C"), parcel("B"), parcel("A")}}, []string{"A", "B", "C"},
		},
		"an old list comes late": {
			[][]order.ReportParcel{{parcel("A")}, {parcel("B")}, {parcel("A")}}, []string{"B"},
		},
		"an empty list takes nothing away": {
			[][]order.ReportParcel{{parcel("A")}, {}}, []string{"A"},
		},
		"a package without a number is none yet": {
			[][]order.ReportParcel{{parcel("")}, {parcel(""), parcel("A", a)}}, []string{"A"},
		},
		"one number listed twice is one parcel": {
			[][]order.ReportParcel{{parcel("A", a), parcel("A", b)}}, []string{"A"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.p.Mode = order.ModeBulk
			s.shipping(line("1", "v1", 1), line("2", "v2", 1))
			for _, list := range tc.lists {
				s.supplier("8001", order.StagePaid, list...)
				before := s.o.Version
				s.supplier("8001", order.StagePaid, reversed(list)...)
				require.Equal(t, before, s.o.Version, "the order of listing decides nothing")
			}
			require.Equal(t, tc.want, s.numbers())
		})
	}
}

func reversed(list []order.ReportParcel) []order.ReportParcel {
	out := make([]order.ReportParcel, len(list))
	for i, p := range list {
		out[len(list)-1-i] = p
	}
	return out
}

func TestAnAmbiguousNumberIsNotToldUntilAPersonSays(t *testing.T) {
	t.Parallel()
	for name, replaces := range map[string]int{"it replaces the second": 2, "it is a further parcel": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.shipping(line("1", "v1", 1), line("2", "v2", 1))
			s.supplier("8001", order.StageShipped, parcel("A"), parcel("B"))
			s.tell()
			s.supplier("8001", order.StageShipped, parcel("C"))
			require.Empty(t, s.take(order.EffectTell))
			require.Equal(t, "C", s.attention()[order.AttentionAmbiguousParcel])
			ref := order.ParcelRef{Purchase: s.o.Purchases[0].ID, Order: "8001", Ordinal: 3}
			require.Error(t, s.try(order.ResolveParcel{By: "owner", Parcel: ref, Replaces: 7}))
			s.do(order.ResolveParcel{By: "owner", Parcel: ref, Replaces: replaces})
			plans := s.tell()
			require.Len(t, plans, 1)
			require.Equal(t, order.ActUpdate, plans[0].Action)
			want := map[int][]string{0: {"A", "B", "C"}, 2: {"A", "C"}}[replaces]
			require.Equal(t, want, numbersIn(plans[0].Tracking))
			require.NotContains(t, s.attention(), order.AttentionAmbiguousParcel)
			require.Error(t, s.try(order.ResolveParcel{By: "owner", Parcel: ref}))
			s.supplier("8001", order.StageShipped, parcel("C"), parcel("A"))
			require.Empty(t, s.take(order.EffectTell), "what was resolved stays so")
		})
	}
}

func numbersIn(list []order.Tracking) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.Number)
	}
	return out
}

func TestAChangedNumberUpdatesTheFulfilmentInPlace(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.pass(24 * time.Hour)
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	require.Equal(t, order.Fulfilled, s.stateOf("1"), "it stays fulfilled meanwhile")
	plan := s.tell()[0]
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, []string{"LX1CN"}, plan.Was)
	require.Equal(t, []string{"RE2CN"}, numbersIn(plan.Tracking))
	require.Len(t, s.o.Fulfilments, 1)
	require.Equal(t, "LX1CN", s.o.Purchases[0].Orders[0].Parcels[0].History[0].Number)
	s.ignored(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{
		ID: "8001", Stage: order.StageShipped, Status: "", ParcelsKnown: true, Parcels: []order.ReportParcel{parcel("LX1CN")},
	}})
}

func TestASecondParcelAfterFulfilledIsAddedToIt(t *testing.T) {
	t.Parallel()
	for name, parcels := range map[string][]order.ReportParcel{
		"contents unknown": {parcel("LX1CN"), parcel("LX2CN")},
		"same goods in two": {
			parcel("LX1CN", item("P1", "S1", 1)), parcel("LX2CN", item("P1", "S1", 1)),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.p.MailChanged, s.p.MailFurther = false, true
			s.shipping()
			s.supplier("8001", order.StageShipped, parcels[0])
			s.tell()
			s.supplier("8001", order.StageShipped, parcels...)
			plans := s.tell()
			require.Len(t, plans, 1)
			require.Equal(t, []string{"LX1CN", "LX2CN"}, numbersIn(plans[0].Tracking))
			require.True(t, plans[0].Notify, "a further parcel has its own mail rule")
			require.Equal(t, order.Fulfilled, s.stateOf("1"))
		})
	}
}

func TestAParcelCoversPartOfAnOrder(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 3), line("2", "v2", 1))
	s.supplier("8001", order.StagePaid, parcel("A", item("P1", "S1", 2)))
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 2}}, s.tell()[0].Lines)
	require.Equal(t, map[order.State]int{order.Fulfilled: 2, order.AwaitingShipment: 2}, s.tabs())
	s.supplier("8001", order.StageShipped, parcel("A", item("P1", "S1", 2)), parcel("B", item("P1", "S1", 1), item("P2", "S2", 1)))
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}, {Line: "2", Units: 1}}, s.tell()[0].Lines)
	require.Equal(t, map[order.State]int{order.Fulfilled: 4}, s.tabs())
}

func TestAParcelWithUnknownContentsProvesNothingBeforeAllIsShipped(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	s.supplier("8001", order.StagePaid, parcel("A"))
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 2}, s.tabs())
	s.supplier("8001", order.StageShipped, parcel("A"))
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 2}, s.tabs())
}

func TestTwoLinesOfOneProductShareAParcelsQuantity(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 1), line("2", "v1", 1))
	first, second := parcel("A", item("P1", "S1", 1)), parcel("B", item("P1", "S1", 1))
	s.supplier("8001", order.StagePaid, first)
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 1, order.AwaitingShipment: 1}, s.tabs())
	s.supplier("8001", order.StageShipped, first, second)
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 2}, s.tabs())
	s.supplier("8001", order.StageShipped, second)
	so, _ := s.o.Purchases[0].Order("8001")
	for _, p := range so.Parcels {
		require.Len(t, p.Items, 1, "a shorter list does not give one parcel the other's goods")
	}
}

func TestTwoLinesOfOneProductShareWhatSplitOrdersList(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending(line("1", "v1", 1), line("2", "v1", 1))
	s.answer(id, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001", "8002"}})
	for _, number := range []string{"8001", "8002"} {
		s.do(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{
			ID: number, Stage: order.StagePaid, Items: []order.ReportItem{item("P1", "S1", 1)},
		}})
	}
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 2}, s.tabs())
}

func TestOneNumberForParcelsOfTwoPurchases(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 1), line("2", "v2", 1))
	s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}}})
	s.buy("8001")
	s.do(order.Place{By: "owner"})
	s.buy("8002")
	s.supplier("8001", order.StageShipped, parcel("SHARED"))
	s.tell()
	s.supplier("8002", order.StageShipped, parcel("SHARED"))
	plans := s.tell()
	require.Equal(t, order.ActCreate, plans[0].Action, "already told compares the number with the lines")
	require.Equal(t, []order.LineUnits{{Line: "2", Units: 1}}, plans[0].Lines)
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
}

func TestAWatchEndsWhenEveryParcelIsDelivered(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	require.Len(t, s.o.Watches(), 1)
	delivered := parcel("LX1CN")
	delivered.Delivered, delivered.FirstScan = true, s.now
	s.supplier("8001", order.StageShipped, delivered)
	require.Empty(t, s.o.Watches())
}

func TestTheOptionsOrTheProductAloneNameAnItemWhereTheSkuIsMissing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.Mappings["red"] = order.Mapping{Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", SKU: "R", Options: "Color:Red"}}}
	s.p.Mappings["blue"] = order.Mapping{Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", SKU: "B", Options: "Color:Blue"}}}
	s.shipping(line("1", "red", 1), line("2", "blue", 1), line("3", "v2", 1))
	s.supplier("8001", order.StagePaid,
		parcel("A", order.ReportItem{Product: "P1", Options: "Color:Blue", Quantity: 1}),
		parcel("B", order.ReportItem{Product: "P2", Quantity: 1}),
		parcel("C", order.ReportItem{Product: "P1", Quantity: 1}),
	)
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"), "a product of two variants alone says nothing")
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("2"))
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("3"))
}
