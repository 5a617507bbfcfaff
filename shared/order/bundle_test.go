package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// bundleBought is a bundle of P3 (account a1) and twice P4 (account a2), in supplier orders 8001 and 8002.
func (s *scene) bundleBought(units int) {
	s.t.Helper()
	s.paid(line("1", "bundle", units))
	s.do(order.Place{By: "owner"})
	s.buy("8001", "8002")
}

func TestABundleWaitsForAllItsComponents(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]order.Mode{"separate": order.ModeSeparate, "bulk": order.ModeBulk} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.p.Mode = mode
			s.bundleBought(1)
			require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
			s.supplier("8001", order.StagePaid)
			require.Equal(t, order.AwaitingPayment, s.stateOf("1"), "as far as its slowest component")
			require.Equal(t, s.o.Purchases[1].ID, s.o.Portions[0].Purchase, "the one that is waited for")
			s.supplier("8002", order.StagePaid)
			require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
			s.supplier("8001", order.StageShipped, parcel("A"))
			require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
			s.supplier("8002", order.StagePaid, parcel("B", item("P4", "S4", 1)))
			require.Equal(t, order.AwaitingShipment, s.stateOf("1"), "half of a component is none")
			s.supplier("8002", order.StageShipped, parcel("B", item("P4", "S4", 1)), parcel("C", item("P4", "S4", 1)))
			plans := s.tell()
			require.Len(t, plans, 1)
			require.Equal(t, []string{"A", "B", "C"}, numbersIn(plans[0].Tracking), "told with all its numbers")
			require.Equal(t, order.Fulfilled, s.stateOf("1"))
		})
	}
}

func TestUnitsOfABundleGoAsTheyBecomeComplete(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bundleBought(2)
	s.supplier("8001", order.StageShipped, parcel("A", item("P3", "S3", 2)))
	s.supplier("8002", order.StagePaid, parcel("B", item("P4", "S4", 3)))
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, s.tell()[0].Lines)
	require.Equal(t, map[order.State]int{order.Fulfilled: 1, order.AwaitingShipment: 1}, s.tabs())
}

func TestOfABundleWithOneRefusedPartOnlyThatPartIsBoughtAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "bundle", 2))
	s.do(order.Place{By: "owner"})
	e := s.take(order.EffectPlace)
	s.do(order.Claimed{Effect: e[0].ID})
	s.answer(e[0].ID, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
	require.Equal(t, order.Failed, s.stateOf("1"))
	require.Equal(t, s.o.Purchases[0].ID, s.o.Portions[0].Purchase)
	s.do(order.Claimed{Effect: e[1].ID})
	s.answer(e[1].ID, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8002"}})
	s.do(order.MoveSupplier{By: "owner", Line: "1", Mapping: order.Mapping{Components: []order.Component{
		{Supplier: order.CJ, Account: "c1", Product: "P9", SKU: "S9", Quantity: 3}, s.p.Mappings["bundle"].Components[1],
	}}})
	s.do(order.Place{By: "owner"})
	require.Len(t, s.o.Purchases, 3)
	again := s.o.Purchases[2]
	require.Equal(t, order.CJ, again.Supplier)
	require.Equal(t, 6, again.Items[0].Quantity, "as the mapping wants it now")
	require.True(t, s.o.Purchases[0].Items[0].Superseded)
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
	s.buy("8003")
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
	s.supplier("8002", order.StageShipped, parcel("B"))
	s.supplier("8003", order.StageShipped, parcel("C"))
	require.Equal(t, []string{"B", "C"}, numbersIn(s.tell()[0].Tracking))
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
}

func TestOfABundleWithOneCancelledPartOnlyThatPartIsBoughtAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bundleBought(2)
	gone := item("P4", "S4", 2)
	gone.Cancelled = true
	s.supplier("8001", order.StagePaid)
	s.do(order.SupplierSaid{Purchase: s.o.Purchases[1].ID, Report: order.Report{
		ID: "8002", Stage: order.StagePaid, Items: []order.ReportItem{gone, item("P4", "S4", 2)},
	}})
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 1, order.Canceled: 1}, s.tabs())
	s.do(order.Place{By: "owner"})
	require.Len(t, s.o.Purchases, 3)
	require.Equal(t, []int{2}, quantities(s.o.Purchases[2]))
	s.buy("8003")
	s.supplier("8003", order.StageCancelled)
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 1, order.Canceled: 1}, s.tabs(), "and once more")
	s.do(order.Place{By: "owner"})
	require.Equal(t, []int{2}, quantities(s.o.Purchases[3]))
}

func quantities(p order.Purchase) []int {
	var out []int
	for _, i := range p.Items {
		out = append(out, i.Quantity)
	}
	return out
}

func TestABundleOfWhichAllPartsDiedIsBoughtWhole(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bundleBought(1)
	s.supplier("8001", order.StageCancelled)
	s.supplier("8002", order.StageCancelled)
	require.Equal(t, order.Canceled, s.stateOf("1"))
	s.do(order.Place{By: "owner"})
	require.Len(t, s.o.Purchases, 4)
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
	require.True(t, s.o.Lots[0].Released)
}

// Taking back the unsent part of a bundle must not have the part that was bought twice.
func TestCancellingTheUnsentPartOfABundleBuysOnlyThatPartAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "bundle", 1))
	s.do(order.Place{By: "owner"})
	e := s.take(order.EffectPlace)
	s.do(order.Claimed{Effect: e[0].ID})
	s.answer(e[0].ID, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	s.do(order.CancelPlacing{By: "owner"})
	require.Equal(t, order.WhyToPlace, s.o.Portions[0].Why)
	s.do(order.Place{By: "owner"})
	require.Len(t, s.o.Purchases, 3)
	require.Equal(t, "P4", s.o.Purchases[2].Items[0].Component.Product)
	s.buy("8002")
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
}

func TestRefundedUnitsOfABundleAreTakenOutOfThePartNotSent(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "bundle", 3))
	s.do(order.Place{By: "owner"})
	e := s.take(order.EffectPlace)
	s.do(order.Claimed{Effect: e[0].ID})
	s.answer(e[0].ID, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	s.refund(0, 2)
	require.Equal(t, []int{3}, quantities(s.o.Purchases[0]))
	require.Equal(t, []int{2}, quantities(s.o.Purchases[1]))
	require.Equal(t, map[order.State]int{order.AwaitingOrder: 1, order.Canceled: 2}, s.tabs())
}

func TestTheMissingPartOfABundleMayBeBoughtByHand(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "bundle", 1))
	s.do(order.Place{By: "owner"})
	e := s.take(order.EffectPlace)
	s.do(order.Claimed{Effect: e[0].ID})
	s.answer(e[0].ID, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	s.do(order.Claimed{Effect: e[1].ID})
	s.answer(e[1].ID, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
	s.do(order.RecordPurchase{By: "owner", Supplier: order.CJ, Account: "c1", Orders: []string{"C1"}, Lines: []order.LineUnits{{Line: "1", Units: 1}}})
	require.Equal(t, []int{2}, quantities(s.o.Purchases[2]), "only the part that was missing")
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
}
