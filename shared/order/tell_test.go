package order_test

import (
	"testing"
	"time"

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

func TestAStoreThatSplitsAFulfilmentOverItsLocations(t *testing.T) {
	t.Parallel()
	parts := []order.StoreFulfilment{
		{ID: "x", Numbers: []string{"LX1CN"}, Lines: []order.LineUnits{{Line: "1", Units: 1}}},
		{ID: "y", Numbers: []string{"LX1CN"}, Lines: []order.LineUnits{{Line: "2", Units: 1}}},
	}
	show := func(s *scene, list ...order.StoreFulfilment) {
		s.store(func(x *order.Snapshot) { x.FulfilmentsKnown, x.Fulfilments = true, list })
	}
	start := func(t *testing.T) (*scene, order.Effect) {
		t.Helper()
		s := newScene(t, order.Shopify)
		s.numbered(line("1", "v1", 1), line("2", "v2", 1))
		return s, s.telling()
	}
	t.Run("the second call failed", func(t *testing.T) {
		t.Parallel()
		s, e := start(t)
		s.outcome(e, order.TellUnclear, "")
		e = s.again(e.ID)
		plan := order.PlanTell(s.o, s.p, e, order.Holdings{Open: open(0, 1), Fulfilments: parts[:1]})
		require.Equal(t, []order.LineUnits{{Line: "2", Units: 1}}, plan.Lines)
		s.do(order.TellAnswered{Effect: e.ID, Attempt: e.Attempt, Outcome: order.TellDone, Numbers: []string{"LX1CN"}, OutsideIDs: []string{"y"}})
		show(s, parts...)
		require.Len(t, s.o.Fulfilments, 1, "the first part is ours although its id was never answered")
		require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	})
	t.Run("the store shows the first part before the answer", func(t *testing.T) {
		t.Parallel()
		s, e := start(t)
		show(s, parts[0])
		require.Equal(t, map[order.State]int{order.Fulfilled: 1, order.AwaitingFulfillment: 1}, s.tabs())
		s.do(order.TellAnswered{Effect: e.ID, Attempt: e.Attempt, Outcome: order.TellDone, Numbers: []string{"LX1CN"}, OutsideIDs: []string{"x", "y"}})
		require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
		show(s, parts...)
		require.Equal(t, map[order.State]int{order.Fulfilled: 2}, s.tabs())
	})
	t.Run("one part is undone", func(t *testing.T) {
		t.Parallel()
		s, e := start(t)
		s.do(order.TellAnswered{Effect: e.ID, Attempt: e.Attempt, Outcome: order.TellDone, Numbers: []string{"LX1CN"}, OutsideIDs: []string{"x", "y"}})
		undone := parts[1]
		undone.Cancelled = true
		show(s, parts[0], undone)
		require.Equal(t, order.Fulfilled, s.stateOf("1"))
		require.Equal(t, order.AwaitingFulfillment, s.stateOf("2"))
		gone := parts[0]
		gone.Cancelled = true
		show(s, gone, undone)
		require.Equal(t, map[order.State]int{order.AwaitingFulfillment: 2}, s.tabs())
	})
}

func TestWhatTheStoreRefusesWaitsForTheMerchantOrAnotherNumber(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	s.outcome(e, order.TellRefused, "foreign_location")
	require.Equal(t, order.WhyStoreRefused, s.o.Portions[0].Why)
	require.Equal(t, "foreign_location", s.attention()[order.AttentionNotTold])
	require.Empty(t, s.o.Effects)
	s.do(order.TellAgain{By: "owner", Fulfilment: s.o.Fulfilments[0].ID})
	e = s.telling()
	require.NotContains(t, s.attention(), order.AttentionNotTold)
	s.outcome(e, order.TellRefused, "bad number")
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	require.Len(t, s.tell(), 1, "another number is another telling")
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
}

func TestARefusedChangeOfNumberLeavesItFulfilled(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.fulfilled()
	s.supplier("8001", order.StageShipped, parcel("RE2CN"))
	s.outcome(s.telling(), order.TellRefused, "no")
	require.Equal(t, order.Fulfilled, s.stateOf("1"))
	require.Empty(t, s.o.Effects)
	require.Contains(t, s.attention(), order.AttentionNotTold)
	s.do(order.TellAgain{By: "owner", Fulfilment: s.o.Fulfilments[0].ID})
	require.Len(t, s.tell(), 1)
	require.Error(t, s.try(order.TellAgain{By: "owner", Fulfilment: s.o.Fulfilments[0].ID}))
}

func TestAnAnswerThatDoesNotFitHasTheOrderReadAgainAFewTimes(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.numbered()
	e := s.telling()
	for range 3 { // an outage does not count
		s.outcome(e, order.TellWait, "down")
		e = s.again(e.ID)
	}
	for i := range 5 {
		require.Equal(t, order.WhyTelling, s.o.Portions[0].Why, "time %d", i)
		s.outcome(e, order.TellChanged, "nothing open")
		if i < 4 {
			require.Len(t, s.take(order.EffectReread), 1)
			s.do(order.StoreSaid{Snapshot: s.last, Fresh: true})
			e = s.again(e.ID)
		}
	}
	require.Equal(t, order.WhyStoreRefused, s.o.Portions[0].Why)
}

func TestMailFollowsItsOwnRuleForEachKindOfNews(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set  func(p *order.Policy)
		want []bool
	}{
		"first":   {func(p *order.Policy) { p.MailFirst = true }, []bool{true, false, false}},
		"further": {func(p *order.Policy) { p.MailFurther = true }, []bool{false, true, false}},
		"changed": {func(p *order.Policy) { p.MailChanged = true }, []bool{false, false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.p.MailFirst, s.p.MailFurther, s.p.MailChanged = false, false, false
			tc.set(&s.p)
			s.shipping(line("1", "v1", 1), line("2", "v2", 1))
			a, b := parcel("A", item("P1", "S1", 1)), parcel("B", item("P2", "S2", 1))
			var got []bool
			s.supplier("8001", order.StagePaid, a)
			got = append(got, s.tell()[0].Notify)
			s.supplier("8001", order.StageShipped, a, b)
			got = append(got, s.tell()[0].Notify)
			s.supplier("8001", order.StageShipped, parcel("A2", item("P1", "S1", 1)), b)
			got = append(got, s.tell()[0].Notify)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestTheQuietWindowWaitsForParcelsThatMayFollow(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.QuietWindow = 2 * time.Hour
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	a, b := parcel("A", item("P1", "S1", 1)), parcel("B", item("P2", "S2", 1))
	s.supplier("8001", order.StagePaid, a)
	require.Equal(t, order.WhyQuietWindow, s.o.Portions[0].Why)
	end := s.now.Add(2 * time.Hour)
	require.Equal(t, end, s.o.WakeAt.Add(s.p.QuietWindow-s.p.Timing.WatchCheck), "the watch is looked at before")
	s.pass(time.Hour)
	s.supplier("8001", order.StageShipped, a, b)
	require.Empty(t, s.take(order.EffectTell))
	require.Equal(t, end, s.o.WakeAt)
	s.pass(time.Hour)
	require.Len(t, s.take(order.EffectTell), 2)
}

func TestUnitsThatTheStoresRecordDoesNotHoldAreToldAnew(t *testing.T) {
	t.Parallel()
	for name, give := range map[string]func(s *scene){
		"by the supplier": func(s *scene) { s.supplier("8001", order.StageShipped, parcel("LX1CN")) },
		"by hand":         func(s *scene) { s.number("LX1CN") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			s.shipping(line("1", "v1", 2))
			give(s)
			e := s.telling()
			s.do(order.TellAnswered{
				Effect: e.ID, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"LX1CN"},
				Lines: []order.LineUnits{{Line: "1", Units: 1}}, OutsideIDs: []string{"x"},
			})
			require.Equal(t, map[order.State]int{order.Fulfilled: 1, order.AwaitingFulfillment: 1}, s.tabs())
			rest := s.telling()
			plan := order.PlanTell(s.o, s.p, rest, order.Holdings{Open: open(1), Fulfilments: []order.StoreFulfilment{record1("x", "LX1CN", 1)}})
			require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, plan.Lines)
		})
	}
}
