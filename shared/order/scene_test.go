package order_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// scene is one order with its settings and a clock, driven event by event.
type scene struct {
	t      testing.TB
	o      order.Order
	p      order.Policy
	now    time.Time
	update int
	sent   []order.Effect
	// last is the snapshot that was made last, said its lines.
	last order.Snapshot
	said []order.SnapshotLine
	// seen is called after every decision, if set.
	seen func()
}

// testPolicy is the default policy with mappings for the tests' variants.
func testPolicy() order.Policy {
	p := order.DefaultPolicy()
	p.Mappings = map[string]order.Mapping{
		"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", SKU: "S1"}}},
		"v2": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P2", SKU: "S2"}}},
		"bundle": {Components: []order.Component{
			{Supplier: order.AliExpress, Account: "a1", Product: "P3", SKU: "S3"},
			{Supplier: order.AliExpress, Account: "a2", Product: "P4", SKU: "S4", Quantity: 2},
		}},
	}
	return p
}

func newScene(tb testing.TB, platform order.Platform) *scene {
	tb.Helper()
	return &scene{
		t: tb, p: testPolicy(), now: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC),
		o: order.New(order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, platform),
	}
}

func (s *scene) snapshot(lines ...order.SnapshotLine) order.Snapshot {
	s.update++
	s.last = order.Snapshot{
		ID: "1001", Name: "#1001", Payment: order.Paid, Currency: "USD",
		CreatedAt: s.now.Add(-time.Hour), UpdatedAt: s.now.Add(time.Duration(s.update) * time.Second),
		ShipTo: order.Address{Name: "A B", Line1: "1 Road", City: "Town", Country: "US", Postcode: "12345"},
		Lines:  lines,
	}
	return s.last
}

// changed is the last snapshot a moment later, with something else in it.
func (s *scene) changed(change func(*order.Snapshot)) order.Snapshot {
	s.update++
	next := s.last
	next.Lines = slices.Clone(s.last.Lines)
	next.UpdatedAt = s.now.Add(time.Duration(s.update) * time.Second)
	change(&next)
	s.last = next
	return next
}

func line(id, variant string, quantity int) order.SnapshotLine {
	return order.SnapshotLine{ID: id, Variant: variant, Quantity: quantity, Kind: order.Physical}
}

// do applies an event that must succeed.
func (s *scene) do(e order.Event) {
	s.t.Helper()
	require.NoError(s.t, s.try(e), e.Kind())
}

func (s *scene) try(e order.Event) error {
	s.t.Helper()
	before, err := json.Marshal(s.o)
	require.NoError(s.t, err)
	next, sent, err := order.Decide(s.o, s.p, e, s.now)
	after, failed := json.Marshal(s.o)
	require.NoError(s.t, failed)
	require.Equal(s.t, string(before), string(after), "the input must not be touched")
	if err != nil {
		require.Equal(s.t, s.o.Version, next.Version, "with an error nothing changes")
		return err
	}
	again, resent, err := order.Decide(s.o, s.p, e, s.now)
	require.NoError(s.t, err)
	require.Equal(s.t, next, again, "same inputs, same outputs")
	require.Equal(s.t, sent, resent)
	s.o = next
	s.sent = append(s.sent, sent...)
	s.addsUp()
	if s.seen != nil {
		s.seen()
	}
	return nil
}

// addsUp checks that every line's portions are what was ordered.
func (s *scene) addsUp() {
	s.t.Helper()
	got := map[string]int{}
	for _, p := range s.o.Portions {
		require.Positive(s.t, p.Units)
		got[p.Line] += p.Units
	}
	for _, l := range s.o.Store.Lines {
		require.Equal(s.t, l.Quantity, got[l.ID], "line %s", l.ID)
	}
}

// tabs counts units by state.
func (s *scene) tabs() map[order.State]int {
	out := map[order.State]int{}
	for _, p := range s.o.Portions {
		out[p.State] += p.Units
	}
	return out
}

// take removes and answers the effects of a kind that were sent.
func (s *scene) take(kind order.EffectKind) []order.Effect {
	var out, rest []order.Effect
	for _, e := range s.sent {
		if e.Kind == kind {
			out = append(out, e)
		} else {
			rest = append(rest, e)
		}
	}
	s.sent = rest
	return out
}

// buy claims every place effect and answers it with one order number each.
func (s *scene) buy(numbers ...string) {
	s.t.Helper()
	effects := s.take(order.EffectPlace)
	require.Len(s.t, effects, len(numbers))
	for i, e := range effects {
		s.do(order.Claimed{Effect: e.ID})
		s.do(order.PlaceAnswered{Effect: e.ID, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{numbers[i]}})
	}
}

func (s *scene) supplier(id string, stage order.Stage, parcels ...order.ReportParcel) {
	s.t.Helper()
	for i := range s.o.Purchases {
		if _, ok := s.o.Purchases[i].Order(id); ok {
			s.do(order.SupplierSaid{Purchase: s.o.Purchases[i].ID, Report: order.Report{
				ID: id, Stage: stage, ParcelsKnown: true, Parcels: parcels,
			}})
			return
		}
	}
	s.t.Fatalf("no supplier order %s", id)
}

// tell claims every tell effect and answers it as done.
func (s *scene) tell() (told []order.TellPlan) {
	s.t.Helper()
	for _, e := range s.take(order.EffectTell) {
		s.do(order.Claimed{Effect: e.ID})
		effect, ok := s.o.Effect(e.ID)
		require.True(s.t, ok)
		f, _ := s.o.Fulfilment(e.Target)
		plan := order.PlanTell(s.o, s.p, *effect, order.Holdings{Open: s.openAtStore(), Fulfilments: s.atStore()})
		told = append(told, plan)
		var numbers []string
		for _, t := range plan.Tracking {
			numbers = append(numbers, t.Number)
		}
		s.do(order.TellAnswered{
			Effect: e.ID, Attempt: effect.Attempt, Outcome: order.TellDone, Numbers: numbers,
			OutsideIDs: []string{"outside-" + f.ID},
		})
	}
	return told
}

func (s *scene) openAtStore() map[string]int {
	open := map[string]int{}
	for _, l := range s.o.Store.Lines {
		open[l.ID] = l.Quantity - l.Cancelled
		for i := range s.o.Fulfilments {
			for _, u := range s.o.Fulfilments[i].LineTotals() {
				if u.Line == l.ID && s.o.Fulfilments[i].State == order.FulfilmentTold {
					open[l.ID] -= u.Units
				}
			}
		}
	}
	return open
}

func (s *scene) atStore() []order.StoreFulfilment {
	var out []order.StoreFulfilment
	for i := range s.o.Fulfilments {
		f := &s.o.Fulfilments[i]
		for _, id := range f.OutsideIDs {
			out = append(out, order.StoreFulfilment{ID: id, Numbers: f.Told, Lines: f.LineTotals()})
		}
	}
	return out
}
