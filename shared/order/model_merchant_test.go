package order_test

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"onward/shared/order"
)

func money(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// merchantActs makes a choice; choices that the order's state does not allow are refused and change nothing.
func (w *world) merchantActs() {
	l := w.someLine()
	switch w.pick("merchant", 19) {
	case 0, 1, 2, 3:
		_ = w.do(order.Place{By: "m"})
	case 4:
		_ = w.do(order.Place{By: "m", Lines: []order.LineUnits{{Line: l.ID, Units: 1}, {Line: l.ID, Units: 1}}})
	case 5:
		_ = w.do(order.CancelPlacing{By: "m"})
	case 6, 7:
		w.rollBack(l.ID)
	case 8:
		_ = w.do(order.SetTracking{By: "m", Tracking: []order.Tracking{{Number: "MAN" + strconv.Itoa(w.pick("manual", 3))}}, Lines: []order.LineUnits{{Line: l.ID, Units: 1}}})
	case 9:
		if n := len(w.o.Fulfilments); n > 0 {
			f := w.o.Fulfilments[w.pick("fulfilment", n)]
			_ = w.do(order.SetTracking{By: "m", Fulfilment: f.ID, Tracking: []order.Tracking{{Number: "MAN" + strconv.Itoa(w.pick("manual", 3))}}})
		}
	case 10, 11:
		if n := len(w.o.Fulfilments); n > 0 {
			_ = w.do(order.TellAgain{By: "m", Fulfilment: w.o.Fulfilments[w.pick("fulfilment", n)].ID})
		}
		_ = w.do(order.TellAgain{By: "m", Fulfilment: "complete"})
	case 12:
		_ = w.do(order.SetHold{By: "m", On: w.chance("hold", 3), Reason: "look"})
	case 13:
		w.record(l.ID)
	case 14:
		w.changeNumber()
	case 15:
		w.resolve()
	case 16:
		w.settlePlaced()
	case 17:
		to := order.Address{Name: "C D", Country: "US", City: "T" + strconv.Itoa(w.pick("city", 3))}
		_ = w.do(order.Edit{By: "m", ShipTo: &to})
	case 18:
		for _, a := range w.o.Attention {
			_ = w.do(order.SeeAttention{By: "m", Code: a.Code, Subject: a.Subject})
		}
	}
}

// rollBack frees a line; what was bought of it may then be bought again.
func (w *world) rollBack(id string) {
	alive := 0
	for _, d := range w.market.orders {
		for _, g := range d.goods {
			if g.line == id {
				alive = max(alive, w.market.alive(id, g.item.Component.Product))
			}
		}
	}
	if w.do(order.RollBack{By: "m", Lines: []string{id}}) == nil {
		w.extra[id] += alive
		w.undoForRollBack(id)
	}
}

// undoForRollBack: sometimes the merchant cancels in the shop as well.
func (w *world) undoForRollBack(id string) {
	if !w.chance("undo too", 2) {
		return
	}
	for i := range w.shop.records {
		if len(w.shop.records[i].Lines) == 1 && w.shop.records[i].Lines[0].Line == id {
			w.shop.records[i].Cancelled = true
		}
	}
	w.shop.changed(w.now)
}

// record buys by hand at the supplier and tells the core the number.
func (w *world) record(id string) {
	number := w.market.next("90")
	err := w.do(order.RecordPurchase{
		By: "m", Supplier: order.AliExpress, Account: "a1", Lines: []order.LineUnits{{Line: id, Units: 1}}, Orders: []string{number},
	})
	if err != nil {
		return
	}
	p := w.o.Purchases[len(w.o.Purchases)-1]
	d := &deal{id: number, purchase: p.ID, stage: order.StagePlaced}
	for _, item := range p.Items {
		d.goods = append(d.goods, good{item: item, line: id, left: item.Quantity})
	}
	w.market.orders = append(w.market.orders, d)
}

// changeNumber puts a new order of the same goods in a supplier order's place.
func (w *world) changeNumber() {
	if len(w.market.orders) == 0 {
		return
	}
	d := w.market.orders[w.pick("deal", len(w.market.orders))]
	number := w.market.next("95")
	if w.do(order.ChangeSupplierOrder{By: "m", Purchase: d.purchase, From: d.id, To: number}) != nil {
		return
	}
	d.void = true
	next := &deal{id: number, purchase: d.purchase, stage: order.StagePlaced}
	for _, g := range d.goods {
		if g.cancelled || d.stage == order.StageCancelled {
			w.extra[g.line] += g.item.Quantity / g.item.Component.PerUnit() // the merchant's own second purchase
		}
		next.goods = append(next.goods, good{item: g.item, line: g.line, left: g.item.Quantity})
	}
	w.market.orders = append(w.market.orders, next)
}

func (w *world) resolve() {
	for _, p := range w.o.Purchases {
		for _, so := range p.Orders {
			for _, parcel := range so.Parcels {
				if parcel.Ambiguous {
					ref := order.ParcelRef{Purchase: p.ID, Order: so.ID, Ordinal: parcel.Ordinal}
					_ = w.do(order.ResolveParcel{By: "m", Parcel: ref, Replaces: w.pick("replaces", 3)})
					return
				}
			}
		}
	}
}

// settlePlaced tells the core the truth about a purchase with unknown outcome.
func (w *world) settlePlaced() {
	for _, p := range w.o.Purchases {
		if p.State == order.PurchaseUnknown {
			_ = w.do(order.SettlePlaced{By: "m", Purchase: p.ID, Orders: w.market.ids(p.ID)})
			return
		}
	}
}

// settingsChange changes what the merchant set for the store.
func (w *world) settingsChange() {
	switch w.pick("setting", 9) {
	case 0, 6, 7, 8:
		w.p.Mode = []order.Mode{order.ModeDefault, order.ModeSeparate, order.ModeBulk}[w.pick("mode", 3)]
		if w.p.Mode == order.ModeDefault && w.shop.platform == order.WooCommerce {
			w.p.Mode = order.ModeBulk // what the default means, for the oracle
		}
	case 1:
		w.p.AutoPlace = !w.p.AutoPlace
	case 2:
		w.p.PartlyPaidGoesOn = !w.p.PartlyPaidGoesOn
	case 3:
		w.p.QuietWindow = time.Duration(w.pick("quiet", 2)) * time.Hour
	case 4:
		w.p.CoolingOff = time.Duration(w.pick("cooling", 2)) * time.Hour
	case 5:
		w.p.MailChanged = !w.p.MailChanged
	}
	w.p.Version++
	_ = w.do(order.TimePassed{})
}
