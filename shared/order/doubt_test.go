package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func doubtful(number, doubt string, items ...order.ReportItem) order.ReportParcel {
	p := parcel(number, items...)
	p.Doubt = doubt
	return p
}

func TestANumberInDoubtIsWithheldAndAskedAbout(t *testing.T) {
	t.Parallel()
	for _, platform := range []order.Platform{order.Shopify, order.WooCommerce, order.Wix} {
		s := newScene(t, platform)
		s.shipping()
		s.supplier("8001", order.StageShipped, doubtful("TBD", "placeholder"))
		require.Empty(t, s.tell(), "the customer is told nothing")
		require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
		require.Equal(t, order.WhyDoubtful, s.o.Portions[0].Why)
		require.Equal(t, "placeholder", s.attention()[order.AttentionDoubtful])
		require.Len(t, s.o.Watches(), 1)
		version := s.o.Version
		s.supplier("8001", order.StageShipped, doubtful("TBD", "placeholder"))
		require.Equal(t, version, s.o.Version, "said again it is no news")

		s.supplier("8001", order.StageShipped, parcel("LX1CN"))
		require.Equal(t, []string{"LX1CN"}, numbersIn(s.tell()[0].Tracking))
		require.NotContains(t, s.attention(), order.AttentionDoubtful)
	}
}

func TestTheMerchantsWordMakesANumberInDoubtRight(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	right, odd := parcel("LX1CN", item("P1", "S1", 1)), doubtful("1234567", "too-short", item("P2", "S2", 1))
	s.supplier("8001", order.StageShipped, right, odd)
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, s.tell()[0].Lines, "what is not in doubt goes on")
	ref := order.ParcelRef{Purchase: s.o.Purchases[0].ID, Order: "8001"}
	var rejected *order.RejectedError
	require.ErrorAs(t, s.try(order.ResolveParcel{By: "owner", Parcel: ref, Number: "7654321"}), &rejected)
	require.Equal(t, "not_in_doubt", rejected.Code)
	s.do(order.ResolveParcel{By: "owner", Parcel: ref, Number: "1234567"})
	plans := s.tell()
	require.Len(t, plans, 1)
	require.Equal(t, []string{"1234567"}, numbersIn(plans[0].Tracking))
	require.Equal(t, []order.LineUnits{{Line: "2", Units: 1}}, plans[0].Lines)
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	s.supplier("8001", order.StageShipped, right, odd)
	require.Empty(t, s.tell())
	require.NotContains(t, s.attention(), order.AttentionDoubtful, "it is not asked about again")
}

func TestANumberInDoubtTakesNothingAwayFromTheOneThatWasTold(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.supplier("8001", order.StageShipped, doubtful("8001", "is-order-number"))
	require.Empty(t, s.tell())
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.Equal(t, []string{"LX1CN"}, s.o.Fulfilments[0].Told)
	require.Equal(t, "is-order-number", s.attention()[order.AttentionDoubtful])
	s.do(order.ResolveParcel{By: "owner", Parcel: order.ParcelRef{Purchase: s.o.Purchases[0].ID, Order: "8001"}, Number: "8001"})
	plans := s.tell()
	require.Equal(t, order.ActUpdate, plans[0].Action)
	require.Equal(t, []string{"8001"}, numbersIn(plans[0].Tracking))
}

func TestANumberInDoubtIsNoProofOfLifeAndKeepsTheWatchOpen(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.shipping()
	s.supplier("8001", order.StageCancelled, doubtful("N/A", "placeholder"))
	require.Equal(t, order.Canceled, s.stateOf("1"))

	s = newScene(t, order.Shopify)
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	there := parcel("LX1CN", item("P1", "S1", 1))
	there.Delivered = true
	s.supplier("8001", order.StageShipped, there, doubtful("N/A", "placeholder", item("P2", "S2", 1)))
	require.Len(t, s.o.Watches(), 1)
}
