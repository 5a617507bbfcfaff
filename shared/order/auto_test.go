package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestAPaidMappedOrderIsBoughtByItselfWhereTheMerchantChoseSo(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace = true
	s.unpaid()
	require.Empty(t, s.o.Effects)
	s.store(func(x *order.Snapshot) { x.Payment = order.Paid })
	require.Len(t, s.take(order.EffectPlace), 1)
	require.True(t, s.o.Purchases[0].Auto)
}

func TestCoolingOffCountsFromThePayment(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace, s.p.CoolingOff, s.p.Timing.Check = true, 3*time.Hour, 24*time.Hour
	s.paid()
	require.Empty(t, s.take(order.EffectPlace))
	require.Equal(t, order.WhyCoolingOff, s.o.Portions[0].Why)
	require.Equal(t, s.now.Add(3*time.Hour), s.o.WakeAt)
	var early *order.NotYetError
	require.ErrorAs(t, s.try(order.Claimed{Effect: s.o.Effects[0].ID}), &early)
	s.pass(3 * time.Hour)
	require.Len(t, s.take(order.EffectPlace), 1)
	require.Equal(t, order.WhyPlacing, s.o.Portions[0].Why)
}

func TestWhatTheMerchantTookBackIsNotBoughtByItselfAgain(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(s *scene){
		"cancelled":   func(s *scene) { s.do(order.CancelPlacing{By: "owner"}) },
		"rolled back": func(s *scene) { s.buy("8001"); s.rollBack() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.p.AutoPlace = true
			s.paid()
			back(s)
			s.sent = nil
			s.store(func(x *order.Snapshot) { x.Name = "#1001a" })
			require.Empty(t, s.take(order.EffectPlace))
			require.Equal(t, order.WhyToPlace, s.o.Portions[0].Why)
		})
	}
}

func TestWhatWasRefusedIsNotBoughtByItselfAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace = true
	s.paid()
	e := s.take(order.EffectPlace)[0]
	s.do(order.Claimed{Effect: e.ID})
	s.answer(e.ID, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
	s.pass(time.Hour)
	require.Empty(t, s.take(order.EffectPlace))
	require.Equal(t, order.Failed, s.stateOf("1"))
}

// The store's verdict on fraud comes during the cooling-off time.
func TestAReasonAgainstItThatTurnsUpDuringCoolingOffTakesThePurchaseBack(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace, s.p.CoolingOff = true, 3*time.Hour
	s.paid()
	s.store(func(x *order.Snapshot) { x.Risk = "high" })
	require.Equal(t, order.WhyRisk, s.o.Portions[0].Why)
	require.Contains(t, s.attention(), order.AttentionRisk)
	require.Empty(t, s.o.Effects)
	require.Empty(t, s.o.Purchases)
	s.store(func(x *order.Snapshot) { x.Risk = "" })
	require.Equal(t, order.WhyCoolingOff, s.o.Portions[0].Why)
	s.do(order.SetHold{By: "owner", On: true})
	require.Len(t, s.o.Purchases, 1, "a hold ends; it takes nothing back")
}

func TestAReasonAgainstItDoesNotTakeBackABundleThatIsHalfBought(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace = true
	s.paid(line("1", "bundle", 1))
	e := s.take(order.EffectPlace)
	s.do(order.Claimed{Effect: e[0].ID})
	s.answer(e[0].ID, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	s.store(func(x *order.Snapshot) { x.Risk = "high" })
	require.Len(t, s.o.Purchases, 2)
}

func TestAnOpenPurchaseWaitsWhileThePaymentIsMissing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace, s.p.CoolingOff = true, time.Hour
	s.paid()
	s.unpay()
	require.Equal(t, order.Pending, s.stateOf("1"))
	require.Equal(t, s.o.Unchecked.Add(s.p.Timing.Check), s.o.WakeAt, "only its rows are verified")
	s.now = s.now.Add(2 * time.Hour)
	var held *order.HeldError
	require.ErrorAs(t, s.try(order.Claimed{Effect: s.o.Effects[0].ID}), &held)
	require.Equal(t, "payment", held.By)
	s.store(func(x *order.Snapshot) { x.Payment = order.Paid })
	require.Len(t, s.take(order.EffectPlace), 1)
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
}

func TestAnArchivedOrderIsNotBoughtByItself(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.AutoPlace = true
	s.unpaid()
	yes := true
	s.do(order.Edit{By: "owner", Archived: &yes})
	s.store(func(x *order.Snapshot) { x.Payment = order.Paid })
	require.Empty(t, s.o.Effects)
}
