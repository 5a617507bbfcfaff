package order

import "slices"

// mend prepares what is dead to be bought again: refused, cancelled by the supplier, or given up.
// Whole dead units are freed and bought as a new lot. Of a bundle of which some components live, only
// the dead components are bought again: those items are answered, and the units that they serve
// are taken off the wants.
func (d *decision) mend(wants []want) ([]want, []Item) {
	var items []Item
	for i := range wants {
		w := &wants[i]
		for _, lot := range d.ledger().line(w.line.ID).lots {
			if lot.Released {
				continue
			}
			again, units := d.mendLot(lot)
			items = append(items, again...)
			w.units = max(w.units-units, 0)
		}
	}
	return slices.DeleteFunc(wants, func(w want) bool { return w.units == 0 }), items
}

// mendLot frees a lot's dead units and answers the dead components of its living ones.
func (d *decision) mendLot(lot *Lot) (items []Item, units int) {
	l := d.ledger()
	a := l.lot(lot.ID)
	if len(a.slots) == 0 {
		return nil, 0
	}
	total := lot.Units - lot.Freed
	alive := make([]int, len(a.slots))
	most := a.told
	for i, s := range a.slots {
		alive[i] = min(l.tallySlot(s).atLeast[levelUnknown], total)
		most = max(most, alive[i])
	}
	lot.Freed += total - most
	if most == 0 {
		lot.Released = true
		return nil, 0
	}
	for i, s := range a.slots {
		missing := most - max(alive[i], a.told)
		if missing <= 0 {
			continue
		}
		units = max(units, missing)
		items = append(items, d.replacement(lot, s, i, len(a.slots), missing))
	}
	return items, units
}

// replacement is a component bought again, as the mapping wants it now.
func (d *decision) replacement(lot *Lot, s slot, index, of, units int) Item {
	c := s.parts[len(s.parts)-1].item.Component
	if line := d.o.line(lot.Line); line != nil {
		if m, ok := d.mapping(line); ok && len(m.Components) == of {
			c = m.Components[index]
		}
	}
	for _, p := range s.parts {
		if p.purchase.State == PurchaseRefused || p.purchase.State == PurchaseDropped {
			p.item.Superseded = true
		}
	}
	return Item{ID: d.serial("i"), Lot: lot.ID, For: s.root, Component: c, Quantity: units * c.PerUnit()}
}
