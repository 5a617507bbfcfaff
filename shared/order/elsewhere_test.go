package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// TestItemsAtAnotherAppsLocationAreAStateWithAnExplicitWayOut: nothing is taken over unless the merchant says so.
func TestItemsAtAnotherAppsLocationAreAStateWithAnExplicitWayOut(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	plan := order.PlanTell(s.o, s.p, e, order.Holdings{Blocked: order.BlockForeignLocation, Open: open(1)})
	require.Equal(t, order.TellRefused, plan.Answer.Outcome)
	s.do(plan.Answer)
	require.Equal(t, order.WhyElsewhere, s.o.Portions[0].Why)
	require.Equal(t, "foreign_location", s.attention()[order.AttentionNotTold])
	require.Contains(t, s.o.Explain(s.o.Portions[0]).Next, "take them over")

	id := s.o.Fulfilments[0].ID
	s.do(order.TellAgain{By: "owner", Fulfilment: id})
	require.False(t, s.o.Fulfilments[0].TakeOver, "telling again is no leave to take over")
	s.do(order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Blocked: order.BlockForeignLocation, Open: open(1)}).Answer)
	s.do(order.TellAgain{By: "owner", Fulfilment: id, TakeOver: true})
	require.True(t, s.o.Fulfilments[0].TakeOver)
	require.Equal(t, order.WhyTelling, s.o.Portions[0].Why)

	s = newScene(t, order.Shopify)
	s.numbered()
	s.do(order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Blocked: order.BlockNoScope, Open: open(1)}).Answer)
	require.Equal(t, order.WhyStoreRefused, s.o.Portions[0].Why)
	var rejected *order.RejectedError
	require.ErrorAs(t, s.try(order.TellAgain{By: "owner", Fulfilment: s.o.Fulfilments[0].ID, TakeOver: true}), &rejected)
	require.Equal(t, "not_elsewhere", rejected.Code)
}
