package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// telling claims the only tell effect and answers the effect as claimed.
func (s *scene) telling() order.Effect {
	s.t.Helper()
	list := s.take(order.EffectTell)
	require.Len(s.t, list, 1)
	return s.claimed(list[0].ID)
}

func (s *scene) claimed(id string) order.Effect {
	s.t.Helper()
	s.do(order.Claimed{Effect: id})
	e, ok := s.o.Effect(id)
	require.True(s.t, ok)
	return *e
}

func (s *scene) outcome(e order.Effect, outcome order.TellOutcome, reason string) {
	s.t.Helper()
	s.do(order.TellAnswered{Effect: e.ID, Attempt: e.Attempt, Outcome: outcome, Reason: reason})
}

// again claims the effect once more when its time has come.
func (s *scene) again(id string) order.Effect {
	s.t.Helper()
	e, ok := s.o.Effect(id)
	require.True(s.t, ok)
	s.now = e.NextAt
	s.do(order.TimePassed{})
	return s.claimed(id)
}

func open(units ...int) map[string]int {
	out := map[string]int{}
	for i, n := range units {
		out[string(rune('1'+i))] = n
	}
	return out
}

func record1(id, number string, units int) order.StoreFulfilment {
	return order.StoreFulfilment{ID: id, Numbers: []string{number}, Lines: []order.LineUnits{{Line: "1", Units: units}}}
}

func TestHowAFulfilmentIsToldDependsOnWhatTheStoreHolds(t *testing.T) {
	t.Parallel()
	two := []order.LineUnits{{Line: "1", Units: 2}}
	for name, tc := range map[string]struct {
		holdings order.Holdings
		want     order.TellPlan
	}{
		"nothing yet": {
			order.Holdings{Open: open(2)},
			order.TellPlan{Action: order.ActCreate, Lines: two, Notify: true},
		},
		"exactly this": {
			order.Holdings{Open: open(0), Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 2)}},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellFound, Lines: two, OutsideIDs: []string{"x"}}},
		},
		"exactly this, in parts": {
			order.Holdings{Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 1), record1("y", "LX1CN", 1)}},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellFound, Lines: two, OutsideIDs: []string{"x", "y"}}},
		},
		"a part of it": {
			order.Holdings{Open: open(1), Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 1)}},
			order.TellPlan{Action: order.ActCreate, Lines: []order.LineUnits{{Line: "1", Units: 1}}, Notify: true},
		},
		"the number for other lines": {
			order.Holdings{Open: open(2), Fulfilments: []order.StoreFulfilment{{ID: "x", Numbers: []string{"LX1CN"}, Lines: []order.LineUnits{{Line: "2", Units: 1}}}}},
			order.TellPlan{Action: order.ActCreate, Lines: two, Notify: true},
		},
		"the number without lines": {
			order.Holdings{Fulfilments: []order.StoreFulfilment{{ID: "x", Numbers: []string{"LX1CN"}}}},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellFound, Lines: two, OutsideIDs: []string{"x"}}},
		},
		"undone": {
			order.Holdings{Open: open(2), Fulfilments: []order.StoreFulfilment{{ID: "x", Numbers: []string{"LX1CN"}, Lines: two, Cancelled: true}}},
			order.TellPlan{Action: order.ActCreate, Lines: two, Notify: true},
		},
		"fulfilled by hand without a number": {
			order.Holdings{Open: open(0), Fulfilments: []order.StoreFulfilment{{ID: "x", Lines: two}}},
			order.TellPlan{Action: order.ActUpdate, Lines: two, IDs: []string{"x"}, Notify: true},
		},
		"fulfilled by hand with this number, with more": {
			order.Holdings{Open: open(0), Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 3)}},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellFound, Lines: two, OutsideIDs: []string{"x"}}},
		},
		"fulfilled by hand with another number": {
			order.Holdings{Open: open(0), Fulfilments: []order.StoreFulfilment{record1("x", "OTHER", 2)}},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellChanged}},
		},
		"less open than wanted": {
			order.Holdings{Open: open(1)},
			order.TellPlan{Action: order.ActCreate, Lines: []order.LineUnits{{Line: "1", Units: 1}}, Notify: true},
		},
		"cancelled": {
			order.Holdings{Cancelled: true, Open: open(2)},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellChanged}},
		},
		"held": {
			order.Holdings{Blocked: order.BlockHeld, Open: open(2)},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellWait}},
		},
		"scheduled": {
			order.Holdings{Blocked: order.BlockScheduled, Open: open(2)},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellWait}},
		},
		"at another app's location": {
			order.Holdings{Blocked: order.BlockForeignLocation, Open: open(2)},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellRefused}},
		},
		"without the right to": {
			order.Holdings{Blocked: order.BlockNoScope, Open: open(0)},
			order.TellPlan{Action: order.ActNothing, Answer: order.TellAnswered{Outcome: order.TellRefused}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.numbered(line("1", "v1", 2), order.SnapshotLine{ID: "2", Kind: order.Digital, Quantity: 1})
			e := s.telling()
			plan := order.PlanTell(s.o, s.p, e, tc.holdings)
			require.Equal(t, tc.want.Action, plan.Action)
			require.Equal(t, tc.want.Lines, plan.Lines)
			require.Equal(t, tc.want.IDs, plan.IDs)
			require.Equal(t, tc.want.Notify, plan.Notify)
			require.Equal(t, e.ID, plan.Answer.Effect)
			require.Equal(t, e.Attempt, plan.Answer.Attempt)
			if plan.Action == order.ActNothing {
				require.Equal(t, tc.want.Answer.Outcome, plan.Answer.Outcome)
				require.Equal(t, tc.want.Answer.Lines, plan.Answer.Lines)
				require.Equal(t, tc.want.Answer.OutsideIDs, plan.Answer.OutsideIDs)
				return
			}
			require.Equal(t, []string{"LX1CN"}, numbersIn(plan.Tracking))
			require.Equal(t, order.TellDone, plan.Answer.Outcome)
		})
	}
}

// The number changes while an attempt is unclear that told the old one: the store's record is ours, and is updated.
func TestANumberThatChangedDuringAnUnclearAttemptUpdatesWhatThatAttemptMade(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	s.outcome(e, order.TellUnclear, "")
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	e = s.again(e.ID)
	plan := order.PlanTell(s.o, s.p, e, order.Holdings{Open: open(0), Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 1)}})
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, []string{"x"}, plan.IDs)
	require.Equal(t, []string{"LX1CN"}, plan.Was)
	require.Equal(t, []string{"RE2CN"}, numbersIn(plan.Tracking))
	s.do(plan.Answer)
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.Empty(t, s.o.Effects)
}

func TestTheStoresOwnWordEndsAnUnclearAttempt(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	s.outcome(e, order.TellUnclear, "")
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	s.store(func(x *order.Snapshot) {
		x.FulfilmentsKnown, x.Fulfilments = true, []order.StoreFulfilment{record1("x", "LX1CN", 1)}
	})
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.False(t, s.o.Fulfilments[0].Foreign)
	plan := order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 1)}})
	require.Equal(t, order.ActUpdate, plan.Action)
}

func TestALateMessageForAnOldEffectIsHarmless(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	done := order.TellAnswered{Effect: e.ID, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"LX1CN"}, OutsideIDs: []string{"x"}}
	s.do(done)
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	second := s.telling()
	require.NotEqual(t, e.ID, second.ID)
	s.do(order.TellAnswered{Effect: second.ID, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"RE2CN"}, OutsideIDs: []string{"x"}})
	s.ignored(done)
	s.ignored(order.TellAnswered{Effect: e.ID, Attempt: 1, Outcome: order.TellRefused, Reason: "old"})
	require.ErrorIs(t, s.try(order.Claimed{Effect: e.ID}), order.ErrNotWanted)
	require.Equal(t, order.ActNothing, order.PlanTell(s.o, s.p, e, order.Holdings{Open: open(1)}).Action)
	for _, nonsense := range []string{"tell/f99/0", "tell/f1", "tell/f1/x", "nothing"} {
		require.ErrorIs(t, s.try(order.TellAnswered{Effect: nonsense, Outcome: order.TellDone}), order.ErrNotWanted)
	}
}

func TestAnAnswerThatComesAfterARollBackLeavesItRolledBack(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	s.rollBack()
	s.do(order.TellAnswered{Effect: e.ID, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"LX1CN"}, OutsideIDs: []string{"x"}})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"))
	s.store(func(x *order.Snapshot) {
		x.FulfilmentsKnown, x.Fulfilments = true, []order.StoreFulfilment{record1("x", "LX1CN", 1)}
	})
	require.Equal(t, order.AwaitingOrder, s.stateOf("1"), "not taken for somebody else's")
}

func TestAWrongFulfilmentThatWasRolledBackGetsTheNewNumber(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.rollBack()
	s.do(order.Place{By: "owner"})
	s.buy("8002")
	s.supplier("8002", order.StageShipped, parcel("NEW1"))
	held := s.atStore()
	plan := order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Open: open(0), Fulfilments: held})
	require.Equal(t, order.ActUpdate, plan.Action)
	require.Equal(t, []string{held[0].ID}, plan.IDs)
	s.do(plan.Answer)
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	s.store(func(x *order.Snapshot) {
		held[0].Numbers, held[0].Cancelled = []string{"NEW1"}, true
		x.FulfilmentsKnown, x.Fulfilments = true, held
	})
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"), "and is known to be undone")
}

func TestPartOfAFulfilmentRolledBackKeepsTheOtherPartsNumber(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled(line("1", "v1", 1), line("2", "v2", 1))
	s.do(order.RollBack{By: "owner", Lines: []string{"2"}})
	s.do(order.Place{By: "owner"})
	s.buy("8002")
	s.supplier("8002", order.StageShipped, parcel("NEW1"))
	held := s.atStore()[:1]
	held[0].Lines = []order.LineUnits{{Line: "1", Units: 1}, {Line: "2", Units: 1}}
	plan := order.PlanTell(s.o, s.p, s.telling(), order.Holdings{Open: open(0, 0), Fulfilments: held})
	require.Equal(t, order.ActUpdate, plan.Action)
	require.ElementsMatch(t, []string{"LX1CN", "NEW1"}, numbersIn(plan.Tracking))
	s.do(plan.Answer)
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	require.Empty(t, s.o.Effects)
}

func TestTwoShipmentsOfOneLineWithTheSameNumberAreBothTold(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid(line("1", "v1", 2))
	for i, number := range []string{"8001", "8002"} {
		s.do(order.Place{By: "owner", Lines: []order.LineUnits{{Line: "1", Units: 1}}})
		s.buy(number)
		s.supplier(number, order.StageShipped, parcel("SHARED"))
		plans := s.tell()
		require.Equal(t, order.ActCreate, plans[0].Action, "shipment %d", i+1)
	}
	require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
}
