package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestOnePurchaseBecomesSeveralOrders(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 1), line("2", "v2", 2))
	s.do(order.Place{By: "owner"})
	id := s.take(order.EffectPlace)[0].ID
	s.do(order.Claimed{Effect: id})
	s.answer(id, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001", "8002"}})
	require.Len(t, s.o.Watches(), 2)
	s.supplier("8001", order.StagePaid)
	require.Equal(t, map[order.State]int{order.AwaitingPayment: 3}, s.tabs(), "not known what is in which: as the slowest")
	say := func(id string, stage order.Stage, items ...order.ReportItem) {
		s.do(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{ID: id, Stage: stage, Items: items}})
	}
	say("8001", order.StagePaid, item("P1", "S1", 1))
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 1, order.AwaitingPayment: 2}, s.tabs())
	say("8002", order.StageCancelled, item("P2", "S2", 2))
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 1, order.Canceled: 2}, s.tabs())
	require.Len(t, s.o.Watches(), 1)
	s.do(order.Place{By: "owner"})
	require.Equal(t, 2, s.o.Purchases[1].Items[0].Quantity, "only what died is bought again")
}

func TestASupplierOrderIsSplitAfterItWasPaid(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	say := func(r order.Report) { s.do(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: r}) }
	say(order.Report{ID: "8001", Stage: order.StagePaid, Split: []string{"SD1", "SD2"}})
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 2}, s.tabs(), "what was paid stays paid")
	require.Equal(t, []string{"SD1", "SD2"}, []string{s.o.Watches()[0].Order, s.o.Watches()[1].Order})
	say(order.Report{
		ID: "SD1", Stage: order.StageShipped, Items: []order.ReportItem{item("P2", "S2", 1)},
		ParcelsKnown: true, Parcels: []order.ReportParcel{parcel("LX1")},
	})
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("2"))
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
}

func TestSomePiecesAreCancelledWhileTheOrderGoesOn(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 2), line("2", "v2", 1))
	gone := item("P1", "S1", 2)
	gone.Cancelled = true
	e := order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{
		ID: "8001", Stage: order.StagePaid, Items: []order.ReportItem{gone, item("P2", "S2", 1)},
	}}
	s.do(e)
	require.Equal(t, order.Canceled, s.stateOf("1"))
	require.Equal(t, order.AwaitingShipment, s.stateOf("2"))
	gone.Cancelled = false
	e.Report.Items = []order.ReportItem{gone, item("P2", "S2", 1)}
	s.ignored(e)
}

func TestStagesOnlyRise(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping()
	s.supplier("8001", order.StagePlaced)
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
	s.supplier("8001", order.StageCancelled)
	s.supplier("8001", order.StagePaid)
	require.Equal(t, order.Canceled, s.stateOf("1"), "a late word does not bring it back to life")
	s.supplier("8001", order.StageCancelled, parcel("LX1CN"))
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"), "a parcel with a number does")
	s.supplier("8001", order.StageCancelled)
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"))
}

func TestAnUnpaidPurchaseThatLapsesCanBeBoughtAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	payBy := s.now.Add(20 * 24 * time.Hour)
	s.do(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{ID: "8001", Stage: order.StagePlaced, PayBy: payBy}})
	s.pass(19*24*time.Hour - time.Minute)
	require.NotContains(t, s.attention(), order.AttentionUnpaid)
	s.pass(time.Minute)
	require.Contains(t, s.attention(), order.AttentionUnpaid)
	s.supplier("8001", order.StageCancelled)
	require.NotContains(t, s.attention(), order.AttentionUnpaid)
	require.Equal(t, order.WhySupplierCancelled, s.o.Portions[0].Why)
	s.do(order.Place{By: "owner"})
	s.buy("8002")
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
}

// A refusal that was none, and by then bought again: a person must cancel one of the two.
func TestAPurchaseThatTurnsOutToExistAfterItWasBoughtAgainIsSurplus(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.refused()
	first := s.o.Purchases[0].ID
	s.do(order.Place{By: "owner"})
	s.buy("8002")
	s.do(order.PlaceAnswered{Effect: "place/" + first, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	require.Equal(t, map[order.State]int{order.AwaitingPayment: 1}, s.tabs())
	require.Equal(t, "1", s.attention()[order.AttentionCancelSupplier])
}

func TestEveryFailureHasItsFix(t *testing.T) {
	t.Parallel()
	for _, r := range []order.FailureReason{
		order.FailSKUChanged, order.FailProductGone, order.FailOutOfStock, order.FailNotShippable, order.FailShippingMethod,
		order.FailRestricted, order.FailAddress, order.FailValueLimit, order.FailAccount, order.FailConsent, order.FailCurrency,
		order.FailOther, order.FailOutcomeUnknown, order.FailPlacedNowhere, order.FailAlreadyRepeated, "new",
	} {
		s := newScene(t, order.Shopify)
		id := s.sending()
		s.answer(id, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: r, Message: "no such thing"})
		x := s.o.Explain(s.o.Portions[0])
		require.Equal(t, r.Fix(), x.Next)
		require.Contains(t, x.Here, "no such thing")
		require.NotEmpty(t, r.Fix())
	}
}
