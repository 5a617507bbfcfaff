package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestACountrysRuleGoesBeforeTheOneForAllOthers(t *testing.T) {
	t.Parallel()
	p := order.Policy{Freight: []order.FreightRule{
		{Services: []string{"STD"}}, {Countries: []string{"DE", "AT"}, Services: []string{"FAST", "STD"}}, {Countries: []string{"US"}},
	}}
	require.Equal(t, []string{"FAST", "STD"}, p.Services("AT"))
	require.Equal(t, []string{"STD"}, p.Services("FR"))
	require.Empty(t, p.Services("US"), "a rule without services leaves it to the supplier")
	require.Empty(t, order.Policy{}.Services("DE"))
}

func TestShippingIsChosenBeforeTheFirstCallOnly(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 1))
	s.do(order.Place{By: "owner"})
	effect := s.take(order.EffectPlace)[0].ID
	item := s.o.Purchases[0].Items[0].ID
	chosen := func(attempt int, service string) order.ServicesChosen {
		return order.ServicesChosen{Effect: effect, Attempt: attempt, Services: map[string]string{item: service, "i99": "X"}}
	}
	require.ErrorIs(t, s.try(chosen(1, "STD")), order.ErrNotWanted, "nobody has claimed it")
	s.do(order.Claimed{Effect: effect})
	require.ErrorIs(t, s.try(chosen(2, "STD")), order.ErrNotWanted, "of another attempt")
	s.do(chosen(1, "STD"))
	require.Equal(t, "STD", s.o.Purchases[0].Items[0].SentWith().Service)
	require.Empty(t, s.o.Purchases[0].Items[0].Component.Service, "the mapping stays as it is")

	s.do(order.PlaceAnswered{Effect: effect, Attempt: 1, Outcome: order.PlaceNotRun, RetryAfter: time.Minute})
	require.Empty(t, s.o.Purchases[0].Items[0].Service, "nothing ran: it is chosen anew")
	s.now = s.now.Add(time.Hour)
	s.do(order.Claimed{Effect: effect})
	s.do(chosen(2, "FAST"))
	s.do(order.PlaceAnswered{Effect: effect, Attempt: 2, Outcome: order.PlaceUnclear})
	s.now = s.now.Add(time.Hour)
	s.do(order.Claimed{Effect: effect})
	require.ErrorIs(t, s.try(chosen(3, "STD")), order.ErrNotWanted, "an earlier call may have bought: the repeat is identical")
	require.Equal(t, "FAST", s.o.Purchases[0].Items[0].SentWith().Service)
	require.ErrorIs(t, s.try(order.ServicesChosen{Effect: "tell/f1", Attempt: 1}), order.ErrNotWanted)
}

func TestWhatTheMappingNamesIsNotChosen(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.Mappings["v1"] = order.Mapping{Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", Service: "EMS"}}}
	s.paid(line("1", "v1", 1))
	s.do(order.Place{By: "owner"})
	effect := s.take(order.EffectPlace)[0].ID
	s.do(order.Claimed{Effect: effect})
	version := s.o.Version
	s.do(order.ServicesChosen{Effect: effect, Attempt: 1, Services: map[string]string{s.o.Purchases[0].Items[0].ID: "STD"}})
	require.Equal(t, version, s.o.Version)
	require.Equal(t, "EMS", s.o.Purchases[0].Items[0].SentWith().Service)
}
