package order

import (
	"fmt"
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

// setHold stops buying and telling, or lets it go on; what waited for the release goes at once.
func (d *decision) setHold(e SetHold) {
	switch {
	case !e.On:
		d.o.Hold = nil
	case d.o.Hold == nil:
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
