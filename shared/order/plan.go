package order

import "slices"

// planFulfilments makes the fulfilments that the store is to be told of: the units whose parcels
// have numbers and which are still wanted, one fulfilment for each group of parcels.
func (d *decision) planFulfilments() {
	d.shrinkTelling()
	ready, all := d.readyUnits()
	d.retryStuck()
	d.quiet = false
	if len(ready) == 0 || d.o.mode(d.p) == ModeBulk && !all {
		return
	}
	if d.inQuietWindow(ready) {
		d.quiet = true
		return
	}
	first := len(d.o.Fulfilments)
	for _, r := range ready {
		d.addToFulfilment(r, first)
	}
	d.touch()
}

// ready is a number of a lot's units that can be told now.
type ready struct {
	units FulfilledUnits
	cover cover
}

// readyUnits finds what can be told and is in no fulfilment yet. all reports whether, with it, every open unit
// of the order has its number.
func (d *decision) readyUnits() (out []ready, all bool) {
	all = true
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if !handled(line) {
			continue
		}
		room := d.unheld(line)
		for _, lot := range d.ledger().line(line.ID).lots {
			if !lot.Released {
				out = d.readyOf(out, lot, &room)
			}
		}
		if room > 0 {
			all = false
		}
	}
	return out, all
}

// readyOf takes a lot's newly covered units, as far as there is room. Parcels of units that are in a
// fulfilment already go there, and covers without room go to a fulfilment that somebody made by hand without a number.
func (d *decision) readyOf(out []ready, lot *Lot, room *int) []ready {
	covers, further := d.covers(lot)
	told := d.ledger().lot(lot.ID).told
	for _, c := range covers {
		units := c.units
		if n := min(told, units); n > 0 {
			told -= n
			units -= n
			d.attach(lot, c.parcels)
		}
		if n := min(units, *room); n > 0 {
			*room -= n
			units -= n
			out = append(out, ready{units: FulfilledUnits{Line: lot.Line, Lot: lot.ID, Units: n}, cover: c})
		}
		if units > 0 {
			d.lendNumber(lot.Line, c.parcels)
		}
	}
	if len(further) > 0 {
		d.attach(lot, further)
	}
	return out
}

// attach adds parcels to the lot's fulfilments where none of them has them yet: a further parcel of
// units that were told already. Parcels of a supplier order that was replaced make room for them.
func (d *decision) attach(lot *Lot, parcels []ParcelRef) {
	list := d.ledger().lot(lot.ID).fulfilments
	if len(list) == 0 {
		return
	}
	for _, ref := range parcels {
		known := slices.ContainsFunc(list, func(i int) bool { return slices.Contains(d.o.Fulfilments[i].Parcels, ref) })
		if known {
			continue
		}
		f := &d.o.Fulfilments[list[len(list)-1]]
		f.Parcels = slices.DeleteFunc(f.Parcels, d.replaced)
		f.Parcels = append(f.Parcels, ref)
	}
}

func (d *decision) replaced(ref ParcelRef) bool {
	p, ok := d.o.Purchase(ref.Purchase)
	if !ok {
		return false
	}
	so, ok := p.Order(ref.Order)
	return ok && so.Replaced
}

// lendNumber adds parcels to a fulfilment of the line that was made by hand without a number.
func (d *decision) lendNumber(line string, parcels []ParcelRef) {
	if d.ledger().line(line).foreign == 0 {
		return
	}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if !f.Foreign || f.State != FulfilmentTold || f.units(line) == 0 || len(f.Told) > 0 && len(f.Parcels) == 0 {
			continue
		}
		for _, ref := range parcels {
			if !slices.Contains(f.Parcels, ref) {
				f.Parcels = append(f.Parcels, ref)
			}
		}
		return
	}
}

// inQuietWindow reports whether to wait for parcels that may follow shortly.
func (d *decision) inQuietWindow(list []ready) bool {
	if d.p.QuietWindow <= 0 {
		return false
	}
	first := list[0].cover.since
	for _, r := range list {
		if r.cover.since.Before(first) {
			first = r.cover.since
		}
	}
	return !d.reached(first.Add(d.p.QuietWindow))
}

// addToFulfilment puts units into the fulfilment of their parcels that this decision made, or into a new one.
func (d *decision) addToFulfilment(r ready, first int) {
	for i := first; i < len(d.o.Fulfilments); i++ {
		f := &d.o.Fulfilments[i]
		if slices.Equal(f.Parcels, r.cover.parcels) {
			f.Lines = append(f.Lines, r.units)
			return
		}
		if d.inOneMessage(f, r.cover) {
			f.join(r)
			return
		}
	}
	d.o.Fulfilments = append(d.o.Fulfilments, Fulfilment{
		ID: d.serial("f"), State: FulfilmentTelling, Lines: []FulfilledUnits{r.units},
		Parcels: slices.Clone(r.cover.parcels), CreatedAt: d.now, Further: d.toldBefore(),
	})
}

// toldBefore reports whether the customer can have heard of a shipment of this order.
func (d *decision) toldBefore() bool {
	return slices.ContainsFunc(d.o.Fulfilments, func(f Fulfilment) bool { return f.State == FulfilmentTold })
}

// shrinkTelling takes out of fulfilments not confirmed by the store what is not wanted any more. One that was
// tried stays, even empty, until it is known whether the store has it.
func (d *decision) shrinkTelling() {
	room := map[string]int{}
	changed := false
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if !f.pending() {
			continue
		}
		for k := range f.Lines {
			u := &f.Lines[k]
			if _, ok := room[u.Line]; !ok {
				room[u.Line] = 0
				if line := d.o.line(u.Line); line != nil {
					room[u.Line] = d.balance(line).open
				}
			}
			if u.Units > room[u.Line] {
				u.Units, changed = room[u.Line], true
			}
			room[u.Line] -= u.Units
		}
		if changed {
			f.Lines = orNil(slices.DeleteFunc(f.Lines, func(u FulfilledUnits) bool { return u.Units == 0 }))
		}
	}
	if !changed {
		return
	}
	d.touch()
	d.dropFulfilments(func(f *Fulfilment) bool { return f.pending() && f.total() == 0 && len(f.Tried) == 0 })
}

// retryStuck tells what the store refused once more when the numbers are others by now.
func (d *decision) retryStuck() {
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.State != FulfilmentStuck || sameNumbers(numbersOf(d.o.Tracking(f)), f.Refused) {
			continue
		}
		f.State, f.Refused, f.Reason = FulfilmentTelling, nil, ""
		f.Revision++
	}
}
