package pipeline

import (
	"slices"
	"time"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/queue/queuetest"
)

// Wild is how wild a play is: how often, from 0 to 1, each thing goes wrong.
type Wild struct {
	// Struck is how often a run has a fault, Interrupted how often something else runs in the middle of it.
	Struck, Interrupted float64
	Queues              queuetest.Faults
	Hooks               Bent
	// RollBack lets the merchant send units back, after which less can be said of what must be.
	RollBack bool
}

// Play has customers order so many times while everybody does something by chance, and everything goes wrong.
func (w *World) Play(orders, steps int, wild Wild) error {
	w.wild = wild
	w.net.SetFaults(wild.Queues)
	w.Bend(wild.Hooks)
	bought := 0
	for step := range steps {
		if bought < orders && w.rand.IntN(steps) < 2*orders {
			w.order()
			bought++
		}
		w.step()
		if step%8 == 0 {
			if err := w.Check(); err != nil {
				return err
			}
		}
	}
	w.wild = Wild{}
	return w.Check()
}

func (w *World) chance(p float64) bool { return p > 0 && w.rand.Float64() < p }

// order is a basket by chance.
func (w *World) order() {
	var b Basket
	for range 1 + w.rand.IntN(3) {
		b.Goods = append(b.Goods, Goods{Article: w.rand.IntN(len(catalogue())), Units: 1 + w.rand.IntN(3)})
	}
	b.Unpaid = w.chance(0.2)
	if _, err := w.Buy(b); err != nil {
		w.notef("the store refuses an order: %v", err)
	}
}

// plan is what goes wrong in the next run.
func (w *World) plan() Plan {
	var p Plan
	if w.chance(w.wild.Struck) {
		faults := []Fault{FailBefore, FailAfter, Busy, Limited, Garbage, GarbageAfter, KillBefore, KillAfter}
		p.Fault = faults[w.rand.IntN(len(faults))]
		p.At = 1 + w.rand.IntN(12)
		if p.Fault != KillBefore && p.Fault != KillAfter && w.chance(0.6) {
			p.On, p.At = "call ", 1+w.rand.IntN(3)
		}
	}
	if w.chance(w.wild.Interrupted) && w.runs.top() == nil {
		p.InterruptAt = 1 + w.rand.IntN(14)
		if w.chance(0.6) {
			p.Interrupt = w.meanwhile
		}
	}
	return p
}

// meanwhile is something that happens in the middle of a run.
func (w *World) meanwhile() {
	switch w.rand.IntN(4) {
	case 0:
		w.storeActs()
	case 1:
		w.supplierActs()
	default:
		w.invoke()
	}
}

// step is one thing that happens.
func (w *World) step() {
	switch n := w.rand.IntN(100); {
	case n < 58:
		w.invoke()
	case n < 68:
		w.storeActs()
	case n < 80:
		w.supplierActs()
	case n < 84:
		w.merchantActs()
	default:
		w.pass()
	}
}

// invoke runs one of the functions.
func (w *World) invoke() {
	kinds := []queue.Kind{queue.KindIntake, queue.KindReread, queue.KindPlace, queue.KindPush, queue.KindPoll}
	switch n := w.rand.IntN(40); {
	case n < 20:
		w.Deliver(kinds[w.rand.IntN(len(kinds))], w.plan())
	case n < 27:
		if w.opts.StreamOff {
			return
		}
		w.Stream(1+w.rand.IntN(6), w.plan())
	case n < 28:
		w.Again()
	case n < 32:
		if w.runs.top() == nil {
			w.Hooks(w.plan())
		}
	case n < 34:
		if w.runs.top() == nil {
			w.Pushes(w.plan())
		}
	case n < 37:
		w.Wake(w.plan())
	case n < 39:
		w.Sweep(w.plan())
	default:
		w.Reconcile(w.plan())
	}
}

// pass lets some time go by: mostly little.
func (w *World) pass() {
	spans := []time.Duration{time.Second, 20 * time.Second, 3 * time.Minute, 3 * time.Minute, 20 * time.Minute, 2 * time.Hour}
	w.Pass(time.Duration(w.rand.Int64N(int64(spans[w.rand.IntN(len(spans))]))) + time.Second)
}

// storeActs has a merchant or customer do something in the store.
func (w *World) storeActs() {
	all := w.shop.Orders()
	if len(all) == 0 {
		return
	}
	h := all[w.rand.IntN(len(all))]
	if len(h.Lines) == 0 {
		return
	}
	line := h.Lines[w.rand.IntN(len(h.Lines))]
	deeds := []Deed{Pay, Pay, Pay, Refund, Refund, Edit, Cancel, ByHand, Undo, Hold, Release, Release, Touch, Touch}
	a := Act{Do: deeds[w.rand.IntN(len(deeds))], Line: line.ID}
	switch a.Do {
	case Refund, ByHand:
		if line.Open() < 1 {
			return
		}
		a.Units = 1 + w.rand.IntN(line.Open())
		if a.Do == ByHand && w.chance(0.7) {
			w.parcels++
			a.Number = Number(h.ID, []string{"by hand"}, w.parcels)
		}
	case Edit:
		a.Units = max(line.Ordered-line.Gone+w.rand.IntN(4)-1, line.Fulfilled, 1)
	case Pay, Cancel, Undo, Hold, Release, Touch:
	}
	_ = w.Act(h.ID, a) // what the store does not allow does not happen
}

// supplierActs has the merchant pay, or the supplier do something.
func (w *World) supplierActs() {
	if w.chance(0.04) {
		_, _ = w.market.AddRule(sim.Rule{Kind: sim.RuleThrottle, Seconds: 1 + w.rand.IntN(90)}) // the kind is known
		return
	}
	if w.chance(0.04) {
		w.market.ExpireTokens(marketBuyer, false)
		w.notef("supplier: the tokens end")
		return
	}
	all := w.market.Orders()
	if len(all) == 0 {
		return
	}
	so := all[w.rand.IntN(len(all))]
	switch n := w.rand.IntN(20); {
	case so.PaidAt.IsZero() && n < 16:
		if w.market.Pay(so.ID) == nil {
			w.notef("supplier: %s is paid", so.ID)
		}
	case n < 9:
		w.shipSome(so)
	case n < 13:
		if len(so.Parcels) > 0 {
			_ = w.Renumber(so, w.rand.IntN(len(so.Parcels)))
		}
	case n < 15:
		if len(so.Parcels) > 0 && len(so.Parcels[0].Events) < 2 {
			_ = w.market.AddEvent(so.ID, 0, "IN_TRANSIT", "Accepted by carrier")
		}
	case n < 16:
		if len(so.Parcels) == 0 && w.market.Cancel(so.ID, "") == nil {
			w.notef("supplier: %s is cancelled", so.ID)
		}
	case n < 17:
		if w.market.CancelChild(so.ID, w.rand.IntN(len(so.Children)), "") == nil {
			w.notef("supplier: a line of %s is cancelled", so.ID)
		}
	}
}

// shipSome sends a part of what is left, or all of it.
func (w *World) shipSome(so sim.Order) {
	if w.chance(0.5) {
		_ = w.Ship(so)
		return
	}
	child := w.rand.IntN(len(so.Children))
	if left := so.Children[child].Count - so.Children[child].Shipped; left > 0 {
		_ = w.Ship(so, sim.ParcelItem{Child: child, Quantity: 1 + w.rand.IntN(left)})
	}
}

// merchantActs has the merchant do something on Onward's pages.
func (w *World) merchantActs() {
	all, err := w.All()
	if err != nil || len(all) == 0 {
		return
	}
	o := all[w.rand.IntN(len(all))]
	switch n := w.rand.IntN(10); {
	case n < 4:
		_ = w.Choose(o.Key.ID, order.Place{By: "merchant"})
	case n < 6:
		_ = w.Choose(o.Key.ID, order.SetHold{By: "merchant", On: o.Hold == nil})
	case n < 8:
		i := slices.IndexFunc(o.Fulfilments, func(f order.Fulfilment) bool { return f.State == order.FulfilmentStuck })
		if i >= 0 {
			_ = w.Choose(o.Key.ID, order.TellAgain{By: "merchant", Fulfilment: o.Fulfilments[i].ID})
		}
	case w.wild.RollBack:
		w.backward[o.Key.ID] = true
		_ = w.Choose(o.Key.ID, order.RollBack{By: "merchant"})
	}
}
