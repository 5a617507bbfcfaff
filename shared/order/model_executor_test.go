package order_test

import (
	"slices"
	"time"

	"onward/shared/order"
)

// execute lets an executor act on an effect that was sent, or on an old message of one.
func (w *world) execute(id string) {
	if w.do(order.Claimed{Effect: id}) != nil {
		return
	}
	effect, ok := w.o.Effect(id)
	if !ok {
		w.t.Fatalf("claimed %s is not open", id)
	}
	switch effect.Kind {
	case order.EffectPlace:
		w.buy(*effect)
	case order.EffectTell:
		w.tell(*effect)
	case order.EffectComplete:
		w.completeOrder(*effect)
	case order.EffectReread:
		w.read()
	}
}

// fault is what goes wrong with a call.
type fault int

const (
	fine fault = iota
	refusedCall
	notRun
	unclearBefore
	unclearAfter
	lostBefore
	lostAfter
)

const faults = 7

func (w *world) fault() fault {
	if !w.faults || w.chance("fine", 2) {
		return fine
	}
	return fault(w.pick("fault", faults))
}

// answer has an outcome delivered now, later, or twice.
func (w *world) answer(e order.Event) {
	if w.faults && w.chance("late", 4) {
		w.mail = append(w.mail, e)
		return
	}
	_ = w.do(e)
	if w.faults && w.chance("twice", 6) {
		w.mail = append(w.mail, e)
	}
}

func (w *world) buy(effect order.Effect) {
	p, _ := w.o.Purchase(effect.Target)
	answer := order.PlaceAnswered{Effect: effect.ID, Attempt: effect.Attempt, Outcome: order.PlaceUnclear}
	act := func() []string {
		for _, lot := range w.o.Lots {
			w.lotOf[lot.ID] = lot.Line
		}
		return w.market.place(p, w.lotOf, 1+w.pick("parts", 2))
	}
	switch w.fault() {
	case fine:
		if w.market.created[p.ID] > 0 && w.chance("numberless", 2) {
			answer.Outcome = order.PlaceRepeated
			break
		}
		answer.Outcome, answer.Orders = order.PlaceCreated, act()
	case refusedCall:
		if w.market.created[p.ID] == 0 {
			answer.Outcome, answer.Reason = order.PlaceRefused, order.FailOutOfStock
		}
	case notRun:
		answer.Outcome, answer.RetryAfter = order.PlaceNotRun, time.Minute
	case unclearBefore:
	case unclearAfter:
		act()
	case lostAfter:
		act()
		return
	case lostBefore:
		return
	}
	w.bought()
	w.answer(answer)
}

func (w *world) tell(effect order.Effect) {
	holdings := w.shop.holdings()
	plan := order.PlanTell(w.o, w.p, effect, holdings)
	answer := plan.Answer
	answer.Effect, answer.Attempt = effect.ID, effect.Attempt
	if plan.Action == order.ActNothing {
		w.answer(answer)
		return
	}
	f := w.fault()
	if f == unclearBefore || f == lostBefore || f == notRun || f == refusedCall {
		if f != lostBefore {
			answer = order.TellAnswered{Effect: effect.ID, Attempt: effect.Attempt, Outcome: order.TellUnclear}
			if f == refusedCall {
				answer.Outcome, answer.Reason = order.TellRefused, "the shop does not want it"
			}
			w.answer(answer)
		}
		return
	}
	var done bool
	if plan.Action == order.ActCreate {
		w.wanted(plan)
		var ids []string
		ids, done = w.shop.create(plan.Lines, answer.Numbers, true, w.now)
		answer.OutsideIDs = append(slices.Clone(answer.OutsideIDs), ids...)
		if w.lean {
			answer.Lines, answer.OutsideIDs = nil, ids
		}
		w.toldOnce()
	} else {
		done = w.shop.update(plan.IDs, answer.Numbers, w.now)
	}
	if !done {
		answer = order.TellAnswered{Effect: effect.ID, Attempt: effect.Attempt, Outcome: order.TellChanged, Reason: "does not fit"}
	} else if w.chance("webhook of ours", 2) {
		w.mail = append(w.mail, order.StoreSaid{Snapshot: w.shop.snapshot(), Source: "webhook"})
	}
	switch f {
	case unclearAfter:
		w.answer(order.TellAnswered{Effect: effect.ID, Attempt: effect.Attempt, Outcome: order.TellUnclear})
	case lostAfter:
	default:
		w.answer(answer)
	}
}

// wanted checks that nothing is told for units that the core knows to be refunded or cancelled.
func (w *world) wanted(plan order.TellPlan) {
	for _, u := range plan.Lines {
		for _, l := range w.o.Store.Lines {
			if l.ID == u.Line && u.Units > l.Quantity-l.Cancelled {
				w.t.Fatalf("line %s: %d units are told, %d are refunded of %d", u.Line, u.Units, l.Cancelled, l.Quantity)
			}
		}
	}
	if w.o.Store.Cancelled || w.o.Store.Deleted {
		w.t.Fatalf("a cancelled order is told of")
	}
}

// toldOnce checks that the shop was not told of more units than were ordered.
func (w *world) toldOnce() {
	if w.shop.blind && slices.ContainsFunc(w.o.Fulfilments, func(f order.Fulfilment) bool { return f.State == order.FulfilmentRolledBack }) {
		return // such a store keeps what was rolled back, and cannot be told what it was for
	}
	for _, l := range w.shop.truth.Lines {
		if n := w.shop.fulfilled(l.ID); n > l.Quantity {
			w.t.Fatalf("line %s: %d of %d units are fulfilled in the shop: %v\n%s", l.ID, n, l.Quantity, w.shop.records, show(w.o))
		}
	}
}

func (w *world) completeOrder(effect order.Effect) {
	answer := order.TellAnswered{Effect: effect.ID, Attempt: effect.Attempt, Outcome: order.TellDone}
	f := w.fault()
	switch f {
	case refusedCall:
		answer.Outcome, answer.Reason = order.TellRefused, "may not"
	case unclearBefore, notRun, unclearAfter:
		answer.Outcome = order.TellUnclear
	case fine, lostBefore, lostAfter:
	}
	if (f == fine || f == unclearAfter || f == lostAfter) && !w.shop.truth.Cancelled {
		w.shop.complete(w.now)
	}
	if f != lostBefore && f != lostAfter {
		w.answer(answer)
	}
}

// read answers a reread, at once or late.
func (w *world) read() {
	var e order.Event = order.StoreSaid{Snapshot: w.shop.snapshot(), Source: "read", Fresh: true}
	if w.shop.deleted {
		e = order.StoreDeleted{At: w.now}
	}
	switch w.fault() {
	case fine, refusedCall, notRun:
		_ = w.do(e)
	case unclearBefore, unclearAfter:
		w.mail = append(w.mail, e)
	case lostBefore, lostAfter:
	}
}
