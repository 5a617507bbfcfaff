package order

import "slices"

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
	if o.Hold != nil {
		o.Hold.Reason = ""
	}
	for i := range o.Purchases {
		p := &o.Purchases[i]
		p.Note, p.Message = "", ""
		if p.ShipTo != nil {
			p.ShipTo = &Address{Country: p.ShipTo.Country}
		}
		if p.State == PurchaseOpen || p.State == PurchaseCalling {
			// A repeat would not be identical any more.
			if p.unsent() {
				p.State = PurchaseDropped
			} else {
				p.State, p.Reason = PurchaseUnknown, FailOutcomeUnknown
			}
		}
	}
	// No address is left to compare with; a store that erased may have shown an empty one before it said why.
	o.Attention = slices.DeleteFunc(o.Attention, func(a Attention) bool { return a.Code == AttentionAddressChanged })
	for i := range o.Tail {
		o.Tail[i] = o.Tail[i].Redacted()
	}
	d.touch()
}
