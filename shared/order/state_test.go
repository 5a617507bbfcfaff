package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// route is how one transition comes about: the last thing that move does is the step under test.
type route struct {
	platform order.Platform
	before   func(s *scene)
	move     func(s *scene)
}

type pair [2]order.State

func routes() map[pair]route {
	const (
		pending, toOrder, toPay, toShip = order.Pending, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment
		toTell, done, gone, failed      = order.AwaitingFulfillment, order.Fulfilled, order.Canceled, order.Failed
	)
	pay := func(s *scene) { s.store(func(x *order.Snapshot) { x.Payment = order.Paid }) }
	paidAtSupplier := func(s *scene) { s.supplier("8001", order.StagePaid) }
	numbered := func(s *scene) { s.supplier("8001", order.StageShipped, parcel("LX1CN")) }
	supplierCancels := func(s *scene) { s.supplier("8001", order.StageCancelled) }
	bulk := func(s *scene) { s.p.Mode = order.ModeBulk }
	hand := func(s *scene) { s.byHand() }
	byNumber := func(s *scene) { s.number("MAN1") }
	then := func(steps ...func(s *scene)) func(s *scene) {
		return func(s *scene) {
			for _, step := range steps {
				step(s)
			}
		}
	}
	paid := func(s *scene) { s.paid() }
	bought := func(s *scene) { s.bought() }
	shipping := func(s *scene) { s.shipping() }
	waiting := func(s *scene) { s.numbered() }
	told := func(s *scene) { s.fulfilled() }
	return map[pair]route{
		{pending, toOrder}: {before: (*scene).unpaid, move: pay},
		{pending, toPay}:   {before: (*scene).unpaid, move: func(s *scene) { s.record("8001") }},
		{pending, toShip}:  {platform: order.Wix, before: (*scene).unpaid, move: byNumber},
		{pending, toTell}:  {before: (*scene).unpaid, move: byNumber},
		{pending, gone}:    {before: (*scene).unpaid, move: (*scene).cancelled},
		{pending, done}:    {before: (*scene).unpaid, move: hand},

		{toOrder, pending}: {before: paid, move: (*scene).unpay},
		{toOrder, toPay}: {before: then(paid, func(s *scene) { s.do(order.Place{By: "owner"}) }), move: func(s *scene) {
			s.buy("8001")
		}},
		{toOrder, toShip}: {before: (*scene).lost, move: func(s *scene) { s.late(order.StagePaid) }},
		{toOrder, toTell}: {before: paid, move: byNumber},
		{toOrder, done}:   {before: paid, move: hand},
		{toOrder, gone}:   {before: paid, move: (*scene).cancelled},
		{toOrder, failed}: {before: paid, move: (*scene).refuse},

		{toPay, toShip}:  {before: bought, move: paidAtSupplier},
		{toPay, toTell}:  {before: bought, move: numbered},
		{toPay, done}:    {before: bought, move: hand},
		{toPay, gone}:    {before: bought, move: supplierCancels},
		{toPay, toOrder}: {before: bought, move: (*scene).rollBack},
		{toPay, pending}: {before: then(bought, (*scene).unpay), move: (*scene).rollBack},

		{toShip, toTell}:  {before: shipping, move: numbered},
		{toShip, done}:    {platform: order.Wix, before: waiting, move: func(s *scene) { s.tell() }},
		{toShip, gone}:    {before: shipping, move: supplierCancels},
		{toShip, toOrder}: {before: shipping, move: (*scene).rollBack},
		{toShip, toPay}:   {before: shipping, move: (*scene).replace},
		{toShip, pending}: {before: then(shipping, (*scene).unpay), move: (*scene).rollBack},

		{toTell, done}:    {before: waiting, move: func(s *scene) { s.tell() }},
		{toTell, gone}:    {before: waiting, move: (*scene).cancelled},
		{toTell, toOrder}: {before: waiting, move: (*scene).rollBack},
		{toTell, toPay}:   {before: then(bulk, (*scene).halfNumbered), move: (*scene).replace},
		{toTell, toShip}: {platform: order.Wix, before: then(bulk, (*scene).halfNumbered), move: func(s *scene) {
			s.p.Mode = order.ModeSeparate
			s.do(order.TimePassed{})
		}},
		{toTell, pending}: {before: then(waiting, (*scene).unpay), move: (*scene).rollBack},

		{done, toOrder}: {before: told, move: (*scene).rollBack},
		{done, toTell}:  {before: told, move: (*scene).cancelledInStore},
		{done, toShip}:  {before: then(shipping, hand), move: (*scene).undone},
		{done, toPay}:   {before: then(bought, hand), move: (*scene).undone},
		{done, pending}: {before: then((*scene).unpaid, hand), move: (*scene).undone},
		{done, gone}: {before: then(paid, hand), move: func(s *scene) {
			s.store(func(x *order.Snapshot) { x.Fulfilments[0].Cancelled, x.Lines[0].Cancelled = true, 1 })
		}},
		{done, failed}: {before: then((*scene).refused, hand), move: (*scene).undone},

		{gone, toOrder}: {before: then(paid, (*scene).cancelled), move: (*scene).reopened},
		{gone, toPay}:   {before: then(bought, (*scene).cancelled), move: (*scene).reopened},
		{gone, toShip}:  {before: then(shipping, (*scene).cancelled), move: (*scene).reopened},
		{gone, toTell}:  {before: then(bulk, (*scene).halfNumbered, (*scene).cancelled), move: (*scene).reopened},
		{gone, pending}: {before: then((*scene).unpaid, (*scene).cancelled), move: (*scene).reopened},
		{gone, failed}:  {before: then((*scene).refused, (*scene).cancelled), move: (*scene).reopened},
		{gone, done}:    {before: then(paid, (*scene).cancelled), move: hand},

		{failed, toOrder}: {before: (*scene).refused, move: func(s *scene) { s.do(order.Place{By: "owner"}) }},
		{failed, toPay}: {before: (*scene).unknown, move: func(s *scene) {
			s.do(order.SettlePlaced{By: "owner", Purchase: s.o.Purchases[0].ID, Orders: []string{"8001"}})
		}},
		{failed, toShip}:  {before: (*scene).unknown, move: func(s *scene) { s.late(order.StagePaid) }},
		{failed, toTell}:  {before: (*scene).unknown, move: func(s *scene) { s.late(order.StageShipped, parcel("LX1CN")) }},
		{failed, done}:    {before: (*scene).refused, move: hand},
		{failed, gone}:    {before: (*scene).refused, move: (*scene).cancelled},
		{failed, pending}: {before: then((*scene).refused, (*scene).unpay), move: (*scene).rollBack},
	}
}

// lost is sent to the supplier; no answer came.
func (s *scene) lost() {
	s.t.Helper()
	s.paid()
	s.do(order.Place{By: "owner"})
	s.do(order.Claimed{Effect: s.take(order.EffectPlace)[0].ID})
}

// halfNumbered is two lines, of which the first has a number and waits for the second.
func (s *scene) halfNumbered() {
	s.t.Helper()
	s.shipping(line("1", "v1", 1), line("2", "v2", 1))
	s.supplier("8001", order.StagePaid, parcel("LX1CN", item("P1", "S1", 1)))
}

func TestEachTransitionComesAboutAsTheTableSays(t *testing.T) {
	t.Parallel()
	all := routes()
	for _, tr := range order.Transitions() {
		t.Run(string(tr.From)+" to "+string(tr.To), func(t *testing.T) {
			t.Parallel()
			r, ok := all[pair{tr.From, tr.To}]
			require.True(t, ok, "no route leads here")
			if r.platform == "" {
				r.platform = order.Shopify
			}
			s := newScene(t, r.platform)
			r.before(s)
			before := s.o.Version
			require.Equal(t, tr.From, s.stateOf("1"))
			r.move(s)
			require.Equal(t, tr.To, s.stateOf("1"))
			require.Contains(t, s.movesSince(before), order.Move{Line: "1", Units: 1, From: tr.From, To: tr.To})
			require.NotEmpty(t, tr.Cause)
		})
	}
	require.Len(t, all, len(order.Transitions()), "a route leads where the table does not")
}

// stateOf is the state of a line that is all in one.
func (s *scene) stateOf(line string) order.State {
	s.t.Helper()
	var out order.State
	for _, p := range s.o.Portions {
		if p.Line == line {
			require.True(s.t, out == "" || out == p.State, "line %s is in several states", line)
			out = p.State
		}
	}
	return out
}

func (s *scene) movesSince(version int64) []order.Move {
	var out []order.Move
	for _, e := range s.o.Tail {
		if e.Version > version {
			out = append(out, e.Moves...)
		}
	}
	return out
}

func TestTheTableHasNoMoveTwiceAndNoneFromAStateToItself(t *testing.T) {
	t.Parallel()
	seen := map[pair]bool{}
	for _, tr := range order.Transitions() {
		p := pair{tr.From, tr.To}
		require.False(t, seen[p], p)
		require.NotEqual(t, tr.From, tr.To)
		require.True(t, order.CanMove(tr.From, tr.To))
		seen[p] = true
	}
	for _, from := range order.Tabs() {
		require.True(t, order.CanMove(from, from))
		for _, to := range order.Tabs() {
			require.Equal(t, seen[pair{from, to}] || from == to, order.CanMove(from, to), "%s to %s", from, to)
		}
		require.True(t, order.CanMove(from, order.Exempt), "a store may correct what is to be shipped")
		require.NotEqual(t, string(from), from.Title())
	}
}
