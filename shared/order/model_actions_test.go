package order_test

import (
	"slices"
	"strconv"
	"time"

	"onward/shared/order"
)

// told has the shop's change reach the core: soon, late, twice, or never.
func (w *world) told() {
	w.shop.changed(w.now)
	e := order.StoreSaid{Snapshot: w.shop.snapshot(), Source: "webhook"}
	switch w.pick("webhook", 6) {
	case 0:
		w.mail = append(w.mail, e, e)
	case 1:
		w.mail = append(w.mail, e)
	case 2: // lost
	case 3:
		_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Source: "read", Fresh: true})
	default:
		_ = w.do(e)
	}
}

func (w *world) someLine() *order.SnapshotLine {
	return &w.shop.truth.Lines[w.pick("line", len(w.shop.truth.Lines))]
}

// shopActs changes something in the shop.
func (w *world) shopActs() {
	s := w.shop
	l := w.someLine()
	switch w.pick("shop", 22) {
	case 0, 1, 2:
		s.truth.Payment = order.Paid
	case 3:
		s.truth.Payment = []order.Payment{order.Unpaid, order.PartlyPaid, order.Authorized, order.PartlyRefunded}[w.pick("payment", 4)]
	case 4, 5:
		if n := s.open(l.ID); n > 0 {
			l.Cancelled += 1 + w.pick("refund", n)
			s.truth.Payment = order.PartlyRefunded
		}
	case 6:
		s.truth.Refunded = order.Money{Amount: s.truth.Refunded.Amount.Add(money("1.50")), Currency: "USD"}
	case 7:
		s.truth.Payment = []order.Payment{order.Refunded, order.Voided, order.Expired}[w.pick("end", 3)]
	case 8:
		s.truth.Cancelled = true
	case 9, 10, 11:
		s.truth.Cancelled = false
		s.truth.Payment = order.Paid
	case 12:
		l.Quantity++
	case 13:
		if len(s.truth.Lines) < 4 {
			s.truth.Lines = append(s.truth.Lines, line("n"+strconv.Itoa(len(s.truth.Lines)), "v2", 1))
		}
	case 14, 15:
		w.byHand(l)
	case 16, 17:
		w.undo()
	case 18:
		s.truth.Completed = s.platform == order.WooCommerce && !s.truth.Completed
	case 19:
		s.truth.Holds = nil
		if w.chance("hold", 2) {
			s.truth.Holds = []string{"upsell"}
		}
	case 20:
		w.deleteOrRestore()
		return
	case 21:
		if l.Kind = order.Physical; w.chance("digital", 3) {
			l.Kind = order.Digital
		}
	}
	w.told()
}

// byHand fulfils in the shop, past the core.
func (w *world) byHand(l *order.SnapshotLine) {
	n := w.shop.open(l.ID)
	if n == 0 || w.shop.blind {
		return
	}
	var numbers []string
	if w.chance("with number", 2) {
		numbers = []string{"HAND" + strconv.Itoa(w.pick("hand", 3))}
	}
	w.shop.create([]order.LineUnits{{Line: l.ID, Units: 1 + w.pick("units", n)}}, numbers, false, w.now)
}

// undo takes a fulfilment back in the shop: cancelled on record, or gone.
func (w *world) undo() {
	if len(w.shop.records) == 0 {
		return
	}
	i := w.pick("record", len(w.shop.records))
	if w.shop.platform == order.Shopify {
		w.shop.records[i].Cancelled = true
	} else {
		w.shop.records = slices.Delete(w.shop.records, i, i+1)
	}
	w.now = w.now.Add(2 * time.Second)
}

func (w *world) deleteOrRestore() {
	w.shop.deleted = !w.shop.deleted
	w.now = w.now.Add(2 * time.Second)
	w.shop.changed(w.now)
	if w.shop.deleted {
		_ = w.do(order.StoreDeleted{At: w.now})
		return
	}
	w.now = w.now.Add(2 * time.Second)
	w.shop.changed(w.now)
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
}

// marketActs moves something at the supplier on and has it reported.
func (w *world) marketActs() {
	if len(w.market.orders) == 0 {
		return
	}
	d := w.market.orders[w.pick("deal", len(w.market.orders))]
	switch w.pick("market", 12) {
	case 0, 1, 2:
		if d.stage == order.StagePlaced {
			d.stage = order.StagePaid
		}
	case 3, 4, 5, 6:
		if n := d.shippable(); n > 0 && d.stage == order.StagePaid {
			w.market.ship(d, 1+w.pick("pieces", n), !w.chance("unlisted", 3))
		}
	case 7:
		if n := len(d.parcels); n > 0 {
			d.parcels[w.pick("renumber", n)].Number = w.market.next("RE")
		}
	case 8:
		if d.stage == order.StagePlaced || d.stage == order.StagePaid && len(d.parcels) == 0 {
			d.stage = order.StageCancelled
		}
	case 9:
		if n := len(d.goods); n > 0 && (d.stage == order.StagePlaced || d.stage == order.StagePaid) {
			if g := &d.goods[w.pick("good", n)]; g.left == g.item.Quantity {
				g.cancelled, g.left = true, 0
			}
		}
	case 10:
		w.market.split(d)
	case 11:
		if d.stage == order.StageShipped {
			d.stage = order.StageDone
			for i := range d.parcels {
				d.parcels[i].Delivered = true
			}
		}
	}
	w.reported(d)
}

// reported has the supplier's order reach the core, as a whole or with what some answers leave out.
func (w *world) reported(d *deal) {
	r := d.report(w.chance("no items", 4))
	if w.chance("short list", 8) && len(r.Parcels) > 0 {
		r.Parcels = r.Parcels[:len(r.Parcels)-1]
	}
	slices.Reverse(r.Parcels)
	e := order.SupplierSaid{Purchase: d.purchase, Report: r}
	switch w.pick("report", 6) {
	case 0:
		w.mail = append(w.mail, e)
	case 1: // lost
	case 2:
		w.mail = append(w.mail, e)
		fallthrough
	default:
		_ = w.do(e)
	}
}

// timeJumps lets time pass: a little, until the order is to be woken, or very long.
func (w *world) timeJumps() {
	switch w.pick("jump", 8) {
	case 0:
		w.now = w.now.Add(time.Duration(1+w.pick("seconds", 300)) * time.Second)
	case 1:
		w.now = w.now.Add(26 * time.Hour)
	case 2:
		w.now = w.now.Add(9 * 24 * time.Hour)
	default:
		if w.o.WakeAt.After(w.now) {
			w.now = w.o.WakeAt
		}
	}
	w.wake()
}

// wake feeds time to the core: when the moment has come, something must change.
func (w *world) wake() {
	version, due := w.o.Version, !w.o.WakeAt.IsZero() && !w.o.WakeAt.After(w.now)
	_ = w.do(order.TimePassed{})
	if due && w.o.Version == version {
		w.t.Fatalf("woken at %s for nothing: %s", w.now, show(w.o))
	}
}
