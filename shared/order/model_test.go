package order_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"onward/shared/order"
)

// TestWhateverHappensNothingIsBoughtOrToldTwice drives orders of all platforms through shops, suppliers,
// executors and merchants that do everything they can do, in any order, with messages late, twice or lost.
// The test counts only when every transition of the table was taken.
func TestWhateverHappensNothingIsBoughtOrToldTwice(t *testing.T) {
	t.Parallel()
	cover := &coverage{seen: map[[2]order.State]int{}}
	const atLeast, atMost = 3, 40
	for round := range atMost {
		rapid.Check(t, func(rt *rapid.T) { live(rt, cover) })
		t.Logf("missing %v", cover.missing())
		if t.Failed() || round+1 >= atLeast && len(cover.missing()) == 0 {
			break
		}
	}
	require.Empty(t, cover.missing(), "transitions that were never taken")
}

// live is one order's life.
func live(t *rapid.T, cover *coverage) {
	w := newWorld(t, cover)
	w.prelude()
	for range w.pick("steps", 60) + 10 {
		w.step()
	}
	w.rest()
}

func newWorld(t *rapid.T, cover *coverage) *world {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	w := &world{
		t: t, now: now, faults: true, cover: cover, lotOf: map[string]string{}, most: map[string]int{}, extra: map[string]int{},
		market: &market{created: map[string]int{}},
	}
	platform := []order.Platform{order.Shopify, order.WooCommerce, order.Wix}[w.pick("platform", 3)]
	w.p = testPolicy()
	w.p.Mode = []order.Mode{order.ModeSeparate, order.ModeBulk}[w.pick("bulk", 2)]
	w.p.AutoPlace = w.chance("auto", 3)
	w.lean = w.chance("lean", 2)
	w.shop = &shop{
		platform: platform, locations: platform == order.Shopify && w.chance("locations", 3),
		blind: platform == order.WooCommerce && w.chance("blind", 2),
	}
	w.shop.truth = order.Snapshot{
		ID: "1001", Name: "#1001", Payment: order.Unpaid, Currency: "USD", CreatedAt: now, UpdatedAt: now,
		ShipTo: order.Address{Name: "A B", Line1: "1 Road", City: "Town", Country: "US"},
	}
	if w.chance("paid", 2) {
		w.shop.truth.Payment = order.Paid
	}
	for i, variant := range [][]string{{"v1"}, {"bundle"}, {"v1", "v2"}, {"v1", "bundle"}, {"v1", "v1", "unmapped"}}[w.pick("lines", 5)] {
		w.shop.truth.Lines = append(w.shop.truth.Lines, line(string(rune('a'+i)), variant, 1+w.pick("quantity", 3)))
	}
	w.o = order.New(order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, platform)
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
	return w
}

// prelude brings the order some way along the good road before everything can happen.
func (w *world) prelude() {
	road := []func(){
		func() {
			w.shop.truth.Payment = order.Paid
			w.shop.changed(w.now)
			_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
		},
		func() { _ = w.do(order.Place{By: "m"}) },
		w.drain,
		func() {
			for _, d := range w.market.orders {
				d.stage = order.StagePaid
				_ = w.do(order.SupplierSaid{Purchase: d.purchase, Report: d.report(false)})
			}
		},
		func() {
			for _, d := range w.market.orders {
				w.market.ship(d, 1+w.pick("first parcel", 3), !w.chance("unlisted", 3))
				_ = w.do(order.SupplierSaid{Purchase: d.purchase, Report: d.report(false)})
			}
		},
		w.drain,
	}
	w.faults = false
	for _, leg := range road[:w.pick("prelude", len(road)+1)] {
		leg()
		w.now = w.now.Add(time.Minute)
	}
	w.faults = true
}

// drain carries out every message of the queue.
func (w *world) drain() {
	for len(w.queue) > 0 {
		id := w.queue[0]
		w.queue = w.queue[1:]
		w.execute(id)
	}
}

func (w *world) step() {
	switch n := w.pick("step", 32); {
	case n < 6 && len(w.queue) > 0:
		w.next()
	case n < 8 && len(w.o.Effects) > 0:
		w.execute(w.o.Effects[w.pick("effect", len(w.o.Effects))].ID)
	case n < 12 && len(w.mail) > 0:
		i := w.pick("letter", len(w.mail))
		e := w.mail[i]
		if !w.chance("stays", 5) {
			w.mail = slices.Delete(w.mail, i, i+1)
		}
		_ = w.do(e)
	case n < 16:
		w.shopActs()
	case n < 21:
		w.marketActs()
	case n < 25:
		w.merchantActs()
	case n < 28:
		w.timeJumps()
	case n == 28:
		w.settingsChange()
	default:
		w.rare()
	}
}

// next carries out a message of the queue; some are delivered twice.
func (w *world) next() {
	i := w.pick("message", len(w.queue))
	id := w.queue[i]
	if !w.chance("redelivered", 6) {
		w.queue = slices.Delete(w.queue, i, i+1)
	}
	w.execute(id)
}

func (w *world) rare() {
	switch w.pick("rare", 20) {
	case 0:
		_ = w.do(order.Erase{Cause: "asked"})
	case 1:
		_ = w.do(order.MoveSupplier{By: "m", Line: w.someLine().ID, Mapping: order.Mapping{Components: []order.Component{
			{Supplier: order.CJ, Account: "c1", Product: "C1", SKU: "C1S"},
		}}})
	case 2, 3, 4, 5:
		w.withdrawn()
	case 6, 7:
		w.payLater()
	case 8, 9:
		w.changeNumber()
	case 10, 11, 12:
		w.found()
	case 13, 14:
		w.byHandAndBack()
	default:
		_ = w.do(order.Reread{Cause: "hint"})
	}
}

// rest ends all faults and lets time pass: everything must come to rest.
func (w *world) rest() {
	w.faults = false
	_ = w.do(order.SetHold{By: "m"})
	w.shop.truth.Holds = nil
	w.shop.changed(w.now.Add(time.Second))
	w.now = w.now.Add(2 * time.Second)
	if w.shop.deleted {
		_ = w.do(order.StoreDeleted{At: w.now})
	} else {
		_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
	}
	for range 300 {
		w.drain()
		if w.o.WakeAt.IsZero() {
			break
		}
		w.now = w.o.WakeAt
		w.wake()
	}
	if !w.o.WakeAt.IsZero() {
		w.t.Fatalf("does not come to rest: %s", show(w.o))
	}
	for _, e := range w.o.Effects {
		if e.Kind != order.EffectPlace || (oracle{o: &w.o, p: w.p}).leftover() != order.Pending {
			w.t.Fatalf("at rest with %s open: %s", e.ID, show(w.o))
		}
	}
	for _, p := range w.o.Portions {
		if p.Why == order.WhyTelling || p.Why == order.WhyQuietWindow || p.Why == order.WhyCoolingOff {
			if !w.o.Store.Deleted {
				w.t.Fatalf("at rest while %s: %s", p.Why, show(w.o))
			}
		}
	}
	w.bought()
	w.toldOnce()
	w.agrees()
}

// agrees checks, at rest, that the shop holds the numbers that the core says it holds.
func (w *world) agrees() {
	if w.shop.deleted {
		return
	}
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
	for _, f := range w.o.Fulfilments {
		for _, r := range w.shop.records {
			if f.State == order.FulfilmentTold && slices.Contains(f.OutsideIDs, r.ID) && !r.Cancelled && len(w.o.Effects) == 0 {
				if !sameSet(r.Numbers, f.Told) {
					w.t.Fatalf("the shop holds %v for %s, the core says %v: %s", r.Numbers, f.ID, f.Told, show(w.o))
				}
			}
		}
	}
}

func sameSet(a, b []string) bool {
	x, y := slices.Clone(a), slices.Clone(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}
