package order

import "slices"

// cancelPlacing gives up what was not sent to a supplier yet.
func (d *decision) cancelPlacing() error {
	done := false
	for i := range d.o.Lots {
		lot := &d.o.Lots[i]
		if !lot.Released && len(d.ledger().lot(lot.ID).slots) > 0 && d.untouched(lot) {
			lot.Released, done = true, true
		}
	}
	for i := range d.o.Purchases {
		if p := &d.o.Purchases[i]; p.unsent() {
			p.State, done = PurchaseDropped, true
		}
	}
	if !done {
		return reject("nothing_to_cancel", "Nothing of this order waits to be sent to a supplier; what was sent must be cancelled there.")
	}
	d.touch()
	return nil
}

// settlePlaced takes the merchant's word for what became of a purchase with unknown outcome.
func (d *decision) settlePlaced(e SettlePlaced) error {
	p, ok := d.o.Purchase(e.Purchase)
	if !ok {
		return reject("no_such_purchase", "This order has no purchase "+e.Purchase+".")
	}
	if p.State != PurchaseUnknown {
		return reject("not_unknown", "What became of this purchase is known.")
	}
	if len(e.Orders) > 0 {
		d.placed(p, e.Orders, "")
		return nil
	}
	p.State, p.Reason, p.Message = PurchaseRefused, FailPlacedNowhere, ""
	return nil
}

// changeSupplierOrder puts another order number in a number's place. What was told under the old
// one stays told until the new one brings a number.
func (d *decision) changeSupplierOrder(e ChangeSupplierOrder) error {
	p, ok := d.o.Purchase(e.Purchase)
	if !ok || p.State != PurchasePlaced {
		return reject("no_such_purchase", "This order has no placed purchase "+e.Purchase+".")
	}
	so, ok := p.Order(e.From)
	if !ok || so.Replaced || e.To == "" {
		return reject("no_such_supplier_order", "The purchase has no supplier order "+e.From+", or no new number was given.")
	}
	if _, known := p.Order(e.To); known {
		return reject("already_there", "The purchase has the supplier order "+e.To+" already.")
	}
	so.Replaced = true
	items := slices.Clone(so.Items)
	p.Orders = append(p.Orders, SupplierOrder{ID: e.To, Stage: StagePlaced, Items: items})
	p.WatchEnded, p.PlacedAt = false, d.now
	d.touch()
	return nil
}

// recordPurchase takes in what the merchant bought at the supplier by hand.
func (d *decision) recordPurchase(e RecordPurchase) error {
	if len(e.Orders) == 0 || slices.Contains(e.Orders, "") {
		return &InputError{Field: "orders", Problem: "names no supplier order number, or an empty one"}
	}
	for i := range d.o.Purchases {
		for _, id := range e.Orders {
			if _, known := d.o.Purchases[i].Order(id); known {
				return reject("already_there", "The supplier order "+id+" is in this order already.")
			}
		}
	}
	wants := make([]want, 0, len(e.Lines))
	for _, u := range joined(e.Lines) {
		line := d.o.line(u.Line)
		if line == nil || u.Units <= 0 || u.Units > d.placeable(line) {
			return reject("too_many", "Line "+u.Line+" has not so many units that are not bought yet.")
		}
		wants = append(wants, want{line: line, units: u.Units})
	}
	if len(wants) == 0 {
		return &InputError{Field: "lines", Problem: "names no line"}
	}
	wants, items := d.mend(wants)
	for _, w := range wants {
		lot := Lot{ID: d.serial("l"), Line: w.line.ID, Units: w.units}
		d.o.Lots = append(d.o.Lots, lot)
		components := []Component{{Supplier: e.Supplier, Account: e.Account}}
		if m, ok := d.mapping(w.line); ok {
			components = m.Components
		}
		for _, c := range components {
			items = append(items, Item{ID: d.serial("i"), Lot: lot.ID, Component: c, Quantity: w.units * c.PerUnit()})
		}
	}
	p := Purchase{
		ID: d.purchaseID(), Supplier: e.Supplier, Account: e.Account, State: PurchaseOpen, CreatedAt: d.now, Items: items,
	}
	d.placed(&p, e.Orders, "")
	d.o.Purchases = append(d.o.Purchases, p)
	d.touch()
	return nil
}
