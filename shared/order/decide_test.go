package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestPaidOrderIsBoughtWatchedAndFulfilled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.do(order.StoreSaid{Snapshot: s.snapshot(line("1", "v1", 2))})
	require.Equal(t, map[order.State]int{order.AwaitingOrder: 2}, s.tabs())
	s.do(order.Place{By: "owner"})
	require.Equal(t, order.WhyPlacing, s.o.Portions[0].Why)
	s.buy("8001")
	require.Equal(t, map[order.State]int{order.AwaitingPayment: 2}, s.tabs())
	require.Len(t, s.o.Watches(), 1)
	s.supplier("8001", order.StagePaid)
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 2}, s.tabs())
	s.supplier("8001", order.StageShipped)
	require.Equal(t, map[order.State]int{order.AwaitingShipment: 2}, s.tabs(), "a shipped flag moves nothing")
	s.supplier("8001", order.StageShipped, order.ReportParcel{Number: "LX1CN", Carrier: "Cainiao"})
	require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 2}, s.tabs())
	plans := s.tell()
	require.Len(t, plans, 1)
	require.Equal(t, order.ActCreate, plans[0].Action)
	require.True(t, plans[0].Notify)
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	require.Empty(t, s.o.Effects)
}
