package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// TestAnOrderThatTheShopFulfilledAtPaymentIsAskedAbout: the setting "automatically fulfil" can't be read by API; it shows
// in orders that nobody bought and that are fulfilled all the same.
func TestAnOrderThatTheShopFulfilledAtPaymentIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	s.now = s.now.Add(time.Minute)
	s.byHand()
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.Contains(t, s.attention(), order.AttentionFulfilledBare)

	// The merchant has it bought all the same: the number goes into the fulfilment that the shop made.
	s.rollBack()
	s.do(order.Place{By: "owner"})
	s.buy("8001")
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	plan := order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Open: open(0), Fulfilments: s.last.Fulfilments})
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, []string{"hand"}, plan.IDs)
	require.True(t, plan.Notify, "the first number that the customer hears of")
	s.do(plan.Answer)
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
}

func TestAFulfilmentWithoutANumberIsNotAskedAboutOtherwise(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(*scene){
		"with a number":            func(s *scene) { s.paid(); s.byHand("HAND1") },
		"by hand, later":           func(s *scene) { s.paid(); s.pass(time.Hour); s.byHand() },
		"of what was bought":       func(s *scene) { s.shipping(); s.byHand() },
		"before the connection":    func(s *scene) { s.p.NotBefore = s.now; s.paid(); s.byHand() },
		"of a gift card":           func(s *scene) { s.paid(order.SnapshotLine{ID: "1", Kind: order.GiftCard, Quantity: 1}); s.byHand() },
		"of imported history":      func(s *scene) { s.paid(); s.store(func(x *order.Snapshot) { x.Imported = true }); s.byHand() },
		"before the customer pays": func(s *scene) { s.unpaid(); s.byHand() },
	} {
		s := newScene(t, order.Shopify)
		act(s)
		require.NotContains(t, s.attention(), order.AttentionFulfilledBare, name)
	}
}
