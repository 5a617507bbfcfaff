package order_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"pgregory.net/rapid"

	"onward/shared/order"
)

// world is one order with the shop and the market around it, and everything that is under way between them.
type world struct {
	t      *rapid.T
	o      order.Order
	p      order.Policy
	now    time.Time
	shop   *shop
	market *market
	// lean executors report no lines and no parts, as the least careful ones may.
	lean bool
	// faults is off at the end, so that everything can come to rest.
	faults bool
	queue  []string
	mail   []order.Event
	lotOf  map[string]string
	// most is the largest quantity that a line ever had, extra what may be bought beyond it by the merchant's word.
	most, extra map[string]int
	cover       *coverage
}

// coverage is which transitions were taken, over the whole test.
type coverage struct {
	mu   sync.Mutex
	seen map[[2]order.State]int
}

func (c *coverage) add(from, to order.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[[2]order.State{from, to}]++
}

func (c *coverage) missing() []order.Transition {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(order.Transitions(), func(t order.Transition) bool { return c.seen[[2]order.State{t.From, t.To}] > 0 })
}

func (w *world) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(w.t, label) }

// chance is true about once in n.
func (w *world) chance(label string, n int) bool { return w.pick(label, n) == 0 }

func kept(w *world, o order.Order) []byte {
	raw, err := json.Marshal(o)
	if err != nil {
		w.t.Fatalf("marshal: %v", err)
	}
	return raw
}

// show is an order for a failure's message: its facts, and the names of its last events.
func show(o order.Order) string {
	var kinds []string
	for _, e := range o.Tail {
		kinds = append(kinds, e.Kind)
	}
	o.Tail = nil
	raw, err := json.Marshal(o)
	return fmt.Sprintf("%s%v\nafter %v", raw, err, kinds)
}

// do applies an event and checks all that must hold after any decision.
func (w *world) do(e order.Event) error {
	before := kept(w, w.o)
	next, send, err := order.Decide(w.o, w.p, e, w.now)
	if string(kept(w, w.o)) != string(before) {
		w.t.Fatalf("%s changed the order that it was given", e.Kind())
	}
	var read order.Order
	if err := json.Unmarshal(before, &read); err != nil {
		w.t.Fatalf("unmarshal: %v", err)
	}
	again, resend, err2 := order.Decide(read, w.p, e, w.now)
	after := kept(w, next)
	if (err == nil) != (err2 == nil) || string(after) != string(kept(w, again)) || len(send) != len(resend) {
		w.t.Fatalf("%s decides otherwise on the order as it was kept:\n%s\n%s", e.Kind(), show(next), show(again))
	}
	if errors.Is(err, order.ErrTransition) {
		w.t.Fatalf("%v\n%s", err, show(w.o))
	}
	if err != nil {
		return err
	}
	switch changed := string(before) != string(after); {
	case changed && next.Version != w.o.Version+1:
		w.t.Fatalf("%s changed the order at version %d -> %d", e.Kind(), w.o.Version, next.Version)
	case !changed && next.Version != w.o.Version:
		w.t.Fatalf("%s changed nothing and took version %d", e.Kind(), next.Version)
	case changed:
		for _, m := range next.Tail[len(next.Tail)-1].Moves {
			w.cover.add(m.From, m.To)
		}
	}
	w.o = next
	for _, s := range send {
		w.queue = append(w.queue, s.ID)
	}
	w.settled(e)
	return nil
}

// settled checks what must hold after every decision.
func (w *world) settled(e order.Event) {
	o := &w.o
	x := oracle{o: o, p: w.p}
	got := map[string]map[order.State]int{}
	for _, p := range o.Portions {
		if got[p.Line] == nil {
			got[p.Line] = map[order.State]int{}
		}
		got[p.Line][p.State] += p.Units
	}
	if o.Parked == "" {
		for _, l := range o.Store.Lines {
			want := x.tabs(l)
			if want[order.Exempt] > 0 && l.Kind == order.Physical {
				continue
			}
			if l.Quantity > 0 && !maps.Equal(want, got[l.ID]) {
				w.t.Fatalf("after %s line %s is %v, the oracle says %v\n%s", e.Kind(), l.ID, got[l.ID], want, show(w.o))
			}
		}
	}
	for _, effect := range o.Effects {
		held := o.Hold != nil || effect.Kind == order.EffectPlace && (len(o.Store.Holds) > 0 || x.leftover() == order.Pending)
		if o.WakeAt.IsZero() && (!held || effect.Kind == order.EffectReread) {
			w.t.Fatalf("after %s effect %s is open and nothing wakes the order", e.Kind(), effect.ID)
		}
	}
	w.wakes(e)
	switch e := e.(type) {
	case order.StoreSaid:
		if !e.Fresh { // a fresh read is another read
			w.repeat(e)
		}
	case order.SupplierSaid, order.PlaceAnswered, order.TellAnswered, order.Erase, order.SetHold, order.Edit:
		w.repeat(e)
	}
	for _, l := range o.Store.Lines {
		w.most[l.ID] = max(w.most[l.ID], l.Quantity)
	}
	for purchase, n := range w.market.created {
		if n > 1 {
			w.t.Fatalf("purchase %s was bought %d times", purchase, n)
		}
	}
}

// wakes checks that time alone changes nothing before the order is to be woken. It may be due at once for one reason:
// what others keep of it is verified by whoever wakes it, so no other event counts as that look.
func (w *world) wakes(e order.Event) {
	o := w.o
	_, woken := e.(order.TimePassed)
	if !woken && !o.Unchecked.IsZero() && !o.WakeAt.After(w.now) {
		next, _, err := order.Decide(o, w.p, order.TimePassed{}, w.now)
		if err != nil {
			w.t.Fatalf("after %s the order can't be woken: %v", e.Kind(), err)
		}
		o = next
	} else {
		w.repeat(order.TimePassed{})
	}
	if !o.WakeAt.IsZero() && !o.WakeAt.After(w.now) {
		w.t.Fatalf("after %s the order is to be woken at %s, and it is %s\n%s", e.Kind(), o.WakeAt, w.now, show(w.o))
	}
}

// repeat applies an event once more, which must change nothing.
func (w *world) repeat(e order.Event) {
	again, send, err := order.Decide(w.o, w.p, e, w.now)
	if err != nil && !errors.Is(err, order.ErrNotWanted) {
		w.t.Fatalf("%s repeated: %v", e.Kind(), err)
	}
	if again.Version != w.o.Version || len(send) > 0 {
		w.t.Fatalf("%s repeated changed something:\n%s\n%s", e.Kind(), show(w.o), show(again))
	}
}

// bought checks that no unit is bought twice. Lines of the same product are counted together: which of
// them a supplier's list means nobody can say.
func (w *world) bought() {
	most := map[string]int{}
	seen := map[string]bool{}
	for _, d := range w.market.orders {
		for _, g := range d.goods {
			if product := g.item.Component.Product; !seen[g.line+product] {
				seen[g.line+product] = true
				most[product] += w.most[g.line] + w.extra[g.line]
			}
		}
	}
	for product, n := range most {
		if alive := w.market.alive("", product); alive > n {
			w.t.Fatalf("%d units of %s are bought, at most %d are wanted\n%s", alive, product, n, show(w.o))
		}
	}
}
