package order_test

import (
	"slices"
	"time"

	"onward/shared/order"
)

// The stories are things that happen in one piece, and that single steps would seldom make happen.

// withdrawn: the customer's money is gone again after the goods were bought, and the merchant rolls back.
func (w *world) withdrawn() {
	w.shop.truth.Payment = order.Unpaid
	w.shop.changed(w.now)
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
	for _, l := range w.shop.truth.Lines {
		w.rollBack(l.ID)
	}
}

// payLater: everything is sent by hand although nobody has paid.
func (w *world) payLater() {
	w.shop.truth.Payment = order.Unpaid
	w.shop.changed(w.now)
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
	_ = w.do(order.SetTracking{By: "m", Tracking: []order.Tracking{{Number: "MAN9"}}})
}

// found: a purchase that nobody knew to exist shows up at the supplier, some way on.
func (w *world) found() {
	for _, p := range w.o.Purchases {
		if p.State != order.PurchaseUnknown && p.State != order.PurchaseCalling {
			continue
		}
		for _, d := range w.market.orders {
			if d.purchase != p.ID || d.stage != order.StagePlaced {
				continue
			}
			if !w.chance("unpaid", 3) {
				d.stage = order.StagePaid
				if n := d.shippable(); n > 0 && w.chance("shipped", 2) {
					w.market.ship(d, n, true)
				}
			}
			_ = w.do(order.SupplierSaid{Purchase: p.ID, Report: d.report(false)})
		}
	}
}

// byHandAndBack: somebody fulfils a line in the shop, sees the mistake, and takes it back.
func (w *world) byHandAndBack() {
	if w.shop.deleted || w.shop.blind {
		return
	}
	l := w.someLine()
	n := w.shop.open(l.ID)
	if n == 0 {
		return
	}
	ids, _ := w.shop.create([]order.LineUnits{{Line: l.ID, Units: n}}, nil, false, w.now)
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
	w.now = w.now.Add(time.Second)
	for i := range w.shop.records {
		if slices.Contains(ids, w.shop.records[i].ID) {
			w.shop.records[i].Cancelled = true
		}
	}
	w.shop.changed(w.now)
	_ = w.do(order.StoreSaid{Snapshot: w.shop.snapshot(), Fresh: true})
}
