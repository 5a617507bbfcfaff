package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// sending is placed, claimed, and waits for its first answer. It answers the effect's id.
func (s *scene) sending(lines ...order.SnapshotLine) string {
	s.t.Helper()
	s.paid(lines...)
	s.do(order.Place{By: "owner"})
	id := s.take(order.EffectPlace)[0].ID
	s.do(order.Claimed{Effect: id})
	return id
}

// attempt claims the effect once its time has come.
func (s *scene) attempt(effect string) {
	s.t.Helper()
	e, ok := s.o.Effect(effect)
	require.True(s.t, ok)
	if e.NextAt.After(s.now) {
		s.now = e.NextAt
		s.do(order.TimePassed{})
	}
	s.do(order.Claimed{Effect: effect})
}

func TestAClaimFreezesWhatIsBought(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	p := s.o.Purchases[0]
	require.Equal(t, order.PurchaseCalling, p.State)
	require.Equal(t, "Town", p.ShipTo.City)
	require.Equal(t, s.now, p.FirstCallAt)
	var taken *order.TakenError
	require.ErrorAs(t, s.try(order.Claimed{Effect: id}), &taken, "somebody else acts")
	s.do(order.Edit{By: "owner", ShipTo: &order.Address{City: "Elsewhere", Country: "US"}})
	require.Equal(t, "Town", s.o.Purchases[0].ShipTo.City, "a repeat is identical")
	require.Contains(t, s.attention(), order.AttentionAddressChanged)
}

func TestThePurchasesIdIsUniqueAndFitForEverySupplier(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, key := range []order.Key{{Merchant: "m1", Store: "s1", ID: "1001"}, {Merchant: "m2", Store: "s1", ID: "1001"}, {Merchant: "m1", Store: "s11", ID: "001"}} {
		s := newScene(t, order.Shopify)
		s.o = order.New(key, order.Shopify)
		snap := s.snapshot(line("1", "v1", 1))
		snap.ID = key.ID
		s.do(order.StoreSaid{Snapshot: snap})
		s.do(order.Place{By: "owner"})
		id := s.o.Purchases[0].ID
		require.Regexp(t, `^ow[a-z2-7]{20}$`, id)
		require.False(t, seen[id])
		seen[id] = true
	}
}

func TestWhatComesOfAnAttempt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer order.PlaceAnswered
		state  order.PurchaseState
		tab    order.State
		why    order.Why
		open   bool
	}{
		"created":  {order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}}, order.PurchasePlaced, order.AwaitingPayment, order.WhyNone, false},
		"refused":  {order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailAddress}, order.PurchaseRefused, order.Failed, order.WhyRefused, false},
		"not run":  {order.PlaceAnswered{Outcome: order.PlaceNotRun, RetryAfter: time.Hour}, order.PurchaseOpen, order.AwaitingOrder, order.WhyPlacing, true},
		"unclear":  {order.PlaceAnswered{Outcome: order.PlaceUnclear}, order.PurchaseCalling, order.AwaitingOrder, order.WhyPlacing, true},
		"repeated": {order.PlaceAnswered{Outcome: order.PlaceRepeated}, order.PurchaseUnknown, order.Failed, order.WhyPlacedUnknown, false},
		"created without a number": {
			order.PlaceAnswered{Outcome: order.PlaceCreated}, order.PurchaseUnknown, order.Failed, order.WhyPlacedUnknown, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			id := s.sending()
			s.answer(id, tc.answer)
			require.Equal(t, tc.state, s.o.Purchases[0].State)
			require.Equal(t, tc.tab, s.stateOf("1"))
			require.Equal(t, tc.why, s.o.Portions[0].Why)
			_, open := s.o.Effect(id)
			require.Equal(t, tc.open, open)
			again := tc.answer
			again.Effect, again.Attempt = id, 1
			s.ignored(again)
			require.NotEmpty(t, s.o.Explain(s.o.Portions[0]).Here)
		})
	}
}

func TestAnUnclearPurchaseIsRepeatedAfterItHasSettled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	s.answer(id, order.PlaceAnswered{Outcome: order.PlaceUnclear})
	var early *order.NotYetError
	require.ErrorAs(t, s.try(order.Claimed{Effect: id}), &early, "a message delivered twice must not shorten the wait")
	require.Equal(t, s.now.Add(s.p.Timing.Settle), early.At)
	s.attempt(id)
	s.answer(id, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"))
}

func TestARefusalAfterAnUnclearAttemptIsNotBelieved(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(s *scene, id string){
		"unclear":   func(s *scene, id string) { s.answer(id, order.PlaceAnswered{Outcome: order.PlaceUnclear}) },
		"no answer": func(*scene, string) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			id := s.sending()
			first(s, id)
			s.attempt(id)
			require.Equal(t, 1, s.o.Purchases[0].Unclear)
			s.answer(id, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
			require.Equal(t, order.PurchaseUnknown, s.o.Purchases[0].State)
			require.Contains(t, s.attention(), order.AttentionPlacedUnknown)
			require.Error(t, s.try(order.Place{By: "owner"}), "never placed again by itself or by a click")
		})
	}
}

func TestAnAnswerOfTheOldAttemptDoesNotEndTheNewOne(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	s.attempt(id)
	s.ignored(order.PlaceAnswered{Effect: id, Attempt: 1, Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
	s.do(order.PlaceAnswered{Effect: id, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	require.Equal(t, order.AwaitingPayment, s.stateOf("1"), "order numbers are believed whenever they come")
}

func TestAPurchaseThatDidNotRunMayChangeBeforeTheNextAttempt(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	s.answer(id, order.PlaceAnswered{Outcome: order.PlaceNotRun, RetryAfter: time.Hour})
	effect, _ := s.o.Effect(id)
	require.Equal(t, s.now.Add(time.Hour), effect.NextAt)
	s.do(order.Edit{By: "owner", ShipTo: &order.Address{City: "Elsewhere", Country: "US"}})
	s.attempt(id)
	require.Equal(t, "Elsewhere", s.o.Purchases[0].ShipTo.City)
	require.Zero(t, s.o.Purchases[0].Unclear)
}

func TestRepeatingEndsBeforeTheSupplierForgets(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	first := s.now
	for s.o.Purchases[0].State == order.PurchaseCalling {
		require.False(t, s.now.After(first.Add(s.p.Timing.RepeatWithin+s.p.Timing.Lease)))
		if err := s.try(order.Claimed{Effect: id}); err == nil {
			s.answer(id, order.PlaceAnswered{Outcome: order.PlaceUnclear})
		}
		s.now = s.o.WakeAt
		s.do(order.TimePassed{})
	}
	require.Equal(t, order.PurchaseUnknown, s.o.Purchases[0].State)
	require.Equal(t, order.FailOutcomeUnknown, s.o.Purchases[0].Reason)
	require.Equal(t, order.FailOutcomeUnknown.Fix(), s.o.Explain(s.o.Portions[0]).Next)
}

func TestAnUnknownPurchaseIsAdoptedFromAReportThatFits(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.unknown()
	s.ignored(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{ID: "9", Stage: order.StagePaid}})
	s.ignored(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{
		ID: "9", Stage: order.StagePaid, Items: []order.ReportItem{item("P9", "S9", 1)},
	}})
	s.late(order.StagePaid)
	require.Equal(t, order.AwaitingShipment, s.stateOf("1"))
	require.NotContains(t, s.attention(), order.AttentionPlacedUnknown)
}

func TestTheMerchantSettlesAnUnknownPurchase(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.unknown()
	id := s.o.Purchases[0].ID
	s.do(order.SettlePlaced{By: "owner", Purchase: id})
	require.Equal(t, order.Failed, s.stateOf("1"))
	require.Equal(t, order.FailPlacedNowhere, s.o.Purchases[0].Reason)
	require.Error(t, s.try(order.SettlePlaced{By: "owner", Purchase: id, Orders: []string{"1"}}))
	require.Error(t, s.try(order.SettlePlaced{By: "owner", Purchase: "nope"}))
	s.do(order.Place{By: "owner"})
	require.NotEqual(t, id, s.o.Purchases[1].ID)
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
}
