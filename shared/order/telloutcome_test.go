package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

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
	require.Equal(t, order.WhyElsewhere, s.o.Portions[0].Why)
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
	s.p.QuietWindow, s.p.Timing.Check = 2*time.Hour, 24*time.Hour
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	a, b := parcel("A", item("P1", "S1", 1)), parcel("B", item("P2", "S2", 1))
	s.supplier("8001", order.StagePaid, a)
	require.Equal(t, order.WhyQuietWindow, s.o.Portions[0].Why)
	end := s.now.Add(2 * time.Hour)
	require.Equal(t, end, s.o.WakeAt)
	s.pass(time.Hour)
	s.supplier("8001", order.StageShipped, a, b)
	require.Empty(t, s.take(order.EffectTell))
	require.Equal(t, end, s.o.WakeAt)
	s.pass(time.Hour)
	plans := s.tell()
	require.Len(t, plans, 1, "one message for both")
	require.Equal(t, []string{"A", "B"}, numbersIn(plans[0].Tracking))
	require.Equal(t, []order.LineUnits{{Line: "1", Units: 1}, {Line: "2", Units: 1}}, plans[0].Lines)
	s.supplier("8001", order.StageShipped, a, parcel("B2", item("P2", "S2", 1)))
	changed := s.tell()
	require.Equal(t, order.ActUpdate, changed[0].Action)
	require.Equal(t, []string{"A", "B2"}, numbersIn(changed[0].Tracking), "a number that changes later leaves the other")
}

func TestParcelsOfTheQuietWindowThatCannotShareARecordAreToldApart(t *testing.T) {
	t.Parallel()
	for _, platform := range []order.Platform{order.WooCommerce, order.Wix, order.Shopify} {
		s := newScene(t, platform)
		s.p.QuietWindow = 2 * time.Hour
		s.shipping(line("1", "v1", 1), line("2", "v2", 1))
		other := parcel("B", item("P2", "S2", 1))
		if platform == order.Shopify {
			other.Carrier = "Yanwen"
		}
		s.supplier("8001", order.StageShipped, parcel("A", item("P1", "S1", 1)), other)
		s.pass(2 * time.Hour)
		require.Len(t, s.take(order.EffectTell), 2, platform)
	}
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
