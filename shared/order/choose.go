package order

import (
	"fmt"
	"slices"
	"time"
)

// choose takes in what the merchant decided.
func (d *decision) choose(e Event) error {
	switch e := e.(type) {
	case Place:
		return d.place(e)
	case CancelPlacing:
		return d.cancelPlacing()
	case SettlePlaced:
		return d.settlePlaced(e)
	case ChangeSupplierOrder:
		return d.changeSupplierOrder(e)
	case RecordPurchase:
		return d.recordPurchase(e)
	case SetTracking:
		return d.setTracking(e)
	case TellAgain:
		return d.tellAgain(e)
	case ResolveParcel:
		return d.resolveParcel(e)
	case RollBack:
		return d.rollBack(e)
	case SetHold:
		d.setHold(e)
		return nil
	case Edit:
		return d.edit(e)
	case MoveSupplier:
		return d.moveSupplier(e)
	case SeeAttention:
		return d.seeAttention(e)
	default:
		return &InputError{Field: "event", Problem: fmt.Sprintf("%T is not known", e)}
	}
}

func (d *decision) cancelPlacing() error {
	done := false
	for i := range d.o.Lots {
		lot := &d.o.Lots[i]
		if !lot.Released && len(d.parts(lot)) > 0 && d.untouched(lot) {
			lot.Released, done = true, true
		}
	}
	for i := range d.o.Purchases {
		if p := &d.o.Purchases[i]; p.State == PurchaseOpen && p.FirstCallAt.IsZero() {
			p.State, done = PurchaseDropped, true
		}
	}
	if !done {
		return reject("nothing_to_cancel", "Nothing of this order waits to be sent to a supplier; what was sent must be cancelled there.")
	}
	return nil
}

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

func (d *decision) changeSupplierOrder(e ChangeSupplierOrder) error {
	p, ok := d.o.Purchase(e.Purchase)
	if !ok || p.State != PurchasePlaced {
		return reject("no_such_purchase", "This order has no placed purchase "+e.Purchase+".")
	}
	so, ok := p.Order(e.From)
	if !ok || e.To == "" {
		return reject("no_such_supplier_order", "The purchase has no supplier order "+e.From+", or no new number was given.")
	}
	if _, known := p.Order(e.To); known {
		return reject("already_there", "The purchase has the supplier order "+e.To+" already.")
	}
	so.Replaced = true
	items := so.Items
	p.Orders = append(p.Orders, SupplierOrder{ID: e.To, Stage: StagePlaced, Items: slices.Clone(items)})
	p.WatchChecked, p.WatchEnded, p.PlacedAt = false, false, d.now
	return nil
}

// recordPurchase takes in what the merchant bought at the supplier by hand.
func (d *decision) recordPurchase(e RecordPurchase) error {
	if len(e.Orders) == 0 {
		return &InputError{Field: "orders", Problem: "names no supplier order number"}
	}
	p := Purchase{
		ID: d.purchaseID(), Supplier: e.Supplier, Account: e.Account, State: PurchaseOpen, CreatedAt: d.now,
	}
	for _, u := range e.Lines {
		line := d.o.line(u.Line)
		if line == nil || u.Units <= 0 || u.Units > d.placeable(line) {
			return reject("too_many", "Line "+u.Line+" has not so many units that are not bought yet.")
		}
		for i := range d.o.Lots {
			if lot := &d.o.Lots[i]; lot.Line == line.ID && !lot.Released {
				d.freeDead(lot)
			}
		}
		lot := Lot{ID: d.serial("l"), Line: line.ID, Units: u.Units}
		d.o.Lots = append(d.o.Lots, lot)
		components := []Component{{Supplier: e.Supplier, Account: e.Account}}
		if m, ok := d.mapping(line); ok {
			components = m.Components
		}
		for _, c := range components {
			p.Items = append(p.Items, Item{ID: d.serial("i"), Lot: lot.ID, Component: c, Quantity: u.Units * c.PerUnit()})
		}
	}
	if len(p.Items) == 0 {
		return &InputError{Field: "lines", Problem: "names no line"}
	}
	d.o.Purchases = append(d.o.Purchases, p)
	d.placed(&d.o.Purchases[len(d.o.Purchases)-1], e.Orders, "")
	return nil
}

// rollBack frees lines to be bought again. What exists outside stays there and is named in the attention.
func (d *decision) rollBack(e RollBack) error {
	hit := func(line string) bool { return len(e.Lines) == 0 || slices.Contains(e.Lines, line) }
	for i := range d.o.Lots {
		lot := &d.o.Lots[i]
		if lot.Released || !hit(lot.Line) {
			continue
		}
		for _, p := range d.parts(lot) {
			switch p.purchase.State {
			case PurchaseCalling:
				return reject("placing", "A purchase of this line is being sent to the supplier just now. Try again in a few minutes.")
			case PurchaseUnknown:
				return reject("placed_unknown", FailOutcomeUnknown.Fix())
			case PurchaseOpen, PurchasePlaced, PurchaseRefused, PurchaseDropped:
			}
		}
	}
	done := false
	for i := range d.o.Fulfilments {
		done = d.rollBackFulfilment(&d.o.Fulfilments[i], hit) || done
	}
	for i := range d.o.Lots {
		lot := &d.o.Lots[i]
		if lot.Released || !hit(lot.Line) {
			continue
		}
		if d.untouched(lot) {
			d.shrinkLot(lot, lot.Units)
		}
		lot.Released, done = true, true
	}
	if !done {
		return reject("nothing_to_roll_back", "Nothing of these lines was bought or told.")
	}
	return nil
}

// rollBackFulfilment takes lines out of a fulfilment; what the store holds stays known, so
// that it is not taken for somebody else's.
func (d *decision) rollBackFulfilment(f *Fulfilment, hit func(string) bool) bool {
	if f.State == FulfilmentRolledBack || f.Foreign {
		return false
	}
	var kept, gone []FulfilledUnits
	for _, l := range f.Lines {
		if hit(l.Line) {
			gone = append(gone, l)
		} else {
			kept = append(kept, l)
		}
	}
	if len(gone) == 0 {
		return false
	}
	if len(kept) == 0 {
		f.State = FulfilmentRolledBack
		return true
	}
	rolled := cloneFulfilment(*f)
	f.Lines = kept
	rolled.ID, rolled.Lines, rolled.State = d.serial("f"), gone, FulfilmentRolledBack
	d.o.Fulfilments = append(d.o.Fulfilments, rolled)
	return true
}

func (d *decision) setHold(e SetHold) {
	if !e.On {
		d.o.Hold = nil
		for i := range d.o.Effects {
			// What waited for the hold goes at once.
			if d.o.Effects[i].LeaseUntil.IsZero() && d.o.Effects[i].NextAt.After(d.now) && d.o.Effects[i].Sent > 0 {
				d.o.Effects[i].NextAt = d.now
			}
		}
		return
	}
	if d.o.Hold == nil {
		d.o.Hold = &Hold{By: e.By, Reason: e.Reason, At: d.now}
	}
}

func (d *decision) edit(e Edit) error {
	if e.ShipTo != nil {
		if d.o.Erased {
			return reject("erased", "The customer's data was erased.")
		}
		to := *e.ShipTo
		d.o.ShipTo = &to
		for i := range d.o.Purchases {
			if p := &d.o.Purchases[i]; p.live() && p.ShipTo != nil && *p.ShipTo != to {
				d.raise(AttentionAddressChanged, p.ID, "")
			}
		}
	}
	if e.SupplierNote != nil {
		d.o.SupplierNote = *e.SupplierNote
	}
	if e.Note != nil {
		d.o.Note = *e.Note
	}
	if e.Archived != nil {
		d.o.Archived = *e.Archived
	}
	return nil
}

func (d *decision) moveSupplier(e MoveSupplier) error {
	line := d.o.line(e.Line)
	if line == nil || !handled(line) {
		return reject("no_such_line", "Line "+e.Line+" is not a line of this order that can be bought.")
	}
	if len(e.Mapping.Components) == 0 {
		return &InputError{Field: "mapping", Problem: "names no supplier product"}
	}
	if d.placeable(line) == 0 {
		return reject("already_bought", "Line "+e.Line+" is bought already: roll it back first.")
	}
	if d.o.Overrides == nil {
		d.o.Overrides = map[string]Mapping{}
	}
	d.o.Overrides[e.Line] = e.Mapping
	return nil
}

func (d *decision) seeAttention(e SeeAttention) error {
	a := findAttention(d.o.Attention, e.Code, e.Subject)
	if a == nil {
		return reject("no_such_attention", "Nothing of this kind asks for attention any more.")
	}
	a.Seen = true
	return nil
}

// erase takes out what names the customer. Figures, numbers and states stay.
func (d *decision) erase() {
	if d.o.Erased {
		return
	}
	o := d.o
	o.Erased = true
	o.Store.ShipTo, o.Store.Email = Address{Country: o.Store.ShipTo.Country}, ""
	if o.ShipTo != nil {
		o.ShipTo = &Address{Country: o.ShipTo.Country}
	}
	o.Note, o.SupplierNote = "", ""
	for i := range o.Purchases {
		p := &o.Purchases[i]
		p.Note = ""
		if p.ShipTo != nil {
			p.ShipTo = &Address{Country: p.ShipTo.Country}
		}
		if p.State == PurchaseOpen || p.State == PurchaseCalling {
			// A repeat would not be identical any more.
			if p.FirstCallAt.IsZero() {
				p.State = PurchaseDropped
			} else {
				p.State, p.Reason = PurchaseUnknown, FailOutcomeUnknown
			}
		}
	}
	for i := range o.Tail {
		o.Tail[i] = o.Tail[i].Redacted()
	}
	o.PaidSince = o.PaidSince.Truncate(time.Millisecond)
}
