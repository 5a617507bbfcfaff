package order_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestErasureTakesOutWhatNamesTheCustomerAndLeavesTheFigures(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	note := "Mrs Berta asked"
	s.do(order.StoreSaid{Snapshot: s.with(func(x *order.Snapshot) {
		x.Email, x.ShipTo.Name = "berta@example.com", "Berta"
	}, line("1", "v1", 1), line("2", "v2", 1))})
	s.do(order.Edit{By: "owner", Note: &note, SupplierNote: &note, ShipTo: &order.Address{Name: "Berta", Country: "DE", City: "Town"}})
	s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1"}}})
	s.buy("8001")
	s.do(order.Place{By: "owner"})
	s.do(order.SetHold{By: "owner", On: true, Reason: note})
	s.do(order.Erase{Cause: "asked"})
	s.ignored(order.Erase{Cause: "asked"})
	s.do(order.SetHold{By: "owner"})
	s.store(func(x *order.Snapshot) { x.Name = "#1001a" })
	s.do(order.Edit{By: "owner", Note: &note})
	raw, err := json.Marshal(s.o)
	require.NoError(t, err)
	for _, person := range []string{"Berta", "berta", "Town", "1 Road", "12345"} {
		require.NotContains(t, string(raw), person)
	}
	require.Equal(t, "DE", s.o.Destination().Country)
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
	require.Equal(t, order.WhyNoAddress, s.o.Portions[1].Why)
	require.Empty(t, s.o.Effects, "what was not sent is given up")
	s.rejected("erased", order.Edit{By: "owner", ShipTo: &order.Address{Country: "US"}})
	s.rejected("no_address", order.Place{By: "owner"})
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Len(t, s.tell(), 1, "the goods go on")
	require.NotEmpty(t, s.o.Tail[len(s.o.Tail)-1].Event, "and the timeline goes on without the person")
}

func TestErasureDuringACallLeavesItsOutcomeToAPerson(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	s.do(order.Erase{})
	require.Equal(t, order.WhyPlacedUnknown, s.o.Portions[0].Why)
	s.do(order.PlaceAnswered{Effect: id, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8001"}, Message: "to Berta"})
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
	require.Empty(t, s.o.Purchases[0].Message)
}

func TestAStoreThatAnonymisedTheCustomerErasesHere(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.WooCommerce)
	s.bought()
	s.store(func(x *order.Snapshot) { x.Anonymised = true })
	require.True(t, s.o.Erased)
	require.Equal(t, order.Address{Country: "US"}, s.o.Destination())
	require.Equal(t, order.Address{Country: "US"}, *s.o.Purchases[0].ShipTo)
}

func TestAnErasureThatLookedLikeAnotherAddressAsksForNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	s.bought()
	s.store(func(x *order.Snapshot) { x.ShipTo, x.Email = order.Address{}, "" })
	require.Contains(t, s.attention(), order.AttentionAddressChanged)
	s.store(func(x *order.Snapshot) { x.Anonymised = true })
	require.True(t, s.o.Erased)
	require.NotContains(t, s.attention(), order.AttentionAddressChanged)
}

func TestARedactedEntryKeepsWhatHappened(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	e := s.o.Tail[0]
	r := e.Redacted()
	require.NotEmpty(t, e.Event)
	require.Empty(t, r.Event)
	require.Equal(t, e.Moves, r.Moves)
}

func TestAParkedOrderIsLeftAloneUntilItIsReadAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	s.o.Parked = "too large"
	s.o.Effects, s.o.WakeAt, s.o.Unchecked = nil, time.Time{}, time.Time{}
	s.o.Attention = []order.Attention{{Code: order.AttentionParked, At: s.now}}
	s.ignored(order.StoreSaid{Snapshot: s.changed(func(x *order.Snapshot) { x.Cancelled = true })})
	s.ignored(order.TimePassed{})
	s.ignored(order.Place{By: "owner"})
	s.do(order.SeeAttention{By: "owner", Code: order.AttentionParked})
	s.do(order.Reread{Cause: "asked"})
	require.Empty(t, s.o.Parked)
	require.Len(t, s.take(order.EffectReread), 1)
	s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
	require.Equal(t, order.Canceled, s.stateOf("1"))
	s.o.Parked = "too large"
	s.do(order.Erase{})
	require.True(t, s.o.Erased)
}
