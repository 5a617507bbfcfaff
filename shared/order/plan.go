package order

import (
	"slices"
)

// planFulfilments makes the fulfilments that the store is to be told of: the units whose parcels
// have numbers and which are still wanted, one fulfilment for each group of parcels.
func (d *decision) planFulfilments() {
	d.shrinkTelling()
	ready, all := d.readyUnits()
	if len(ready) == 0 {
		return
	}
	if d.o.mode(d.p) == ModeBulk && !all {
		return
	}
	if d.inQuietWindow(ready) {
		return
	}
	for _, r := range ready {
		d.addToFulfilment(r)
	}
}

// ready is a number of a lot's units that can be told now.
type ready struct {
	line    string
	lot     string
	units   int
	parcels []ParcelRef
	cover   cover
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
		room := d.balance(line).open - d.held(line.ID)
		for j := range d.o.Lots {
			lot := &d.o.Lots[j]
			if lot.Line != line.ID || lot.Released {
				continue
			}
			found := d.readyOf(lot, &room)
			out = append(out, found...)
		}
		if room > 0 {
			all = false
		}
	}
	return out, all
}

// readyOf takes a lot's newly covered units, as far as there is room. Covers without room go to a
// fulfilment that somebody made by hand without a number, if there is one.
func (d *decision) readyOf(lot *Lot, room *int) []ready {
	var out []ready
	skip := d.inFulfilments(lot.ID)
	for _, c := range d.covers(lot, d.parts(lot)) {
		units := c.units
		if skip > 0 {
			n := min(skip, units)
			skip -= n
			units -= n
		}
		if n := min(units, *room); n > 0 {
			*room -= n
			units -= n
			out = append(out, ready{line: lot.Line, lot: lot.ID, units: n, parcels: c.parcels, cover: c})
		}
		if units > 0 {
			d.lendNumber(lot.Line, c.parcels)
		}
	}
	return out
}

// lendNumber adds parcels to a fulfilment of the line that was made by hand without a number.
func (d *decision) lendNumber(line string, parcels []ParcelRef) {
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if !f.Foreign || f.State != FulfilmentTold || f.units(line) == 0 {
			continue
		}
		if len(f.Told) > 0 && len(f.Parcels) == 0 {
			continue
		}
		for _, ref := range parcels {
			if !slices.Contains(f.Parcels, ref) && !d.inUse(ref) {
				f.Parcels = append(f.Parcels, ref)
			}
		}
		return
	}
}

// inUse reports whether a parcel's number is told by one of our own fulfilments.
func (d *decision) inUse(ref ParcelRef) bool {
	for i := range d.o.Fulfilments {
		if f := &d.o.Fulfilments[i]; !f.Foreign && slices.Contains(f.Parcels, ref) {
			return true
		}
	}
	return false
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

// addToFulfilment puts units into the fulfilment of their parcels that is not told yet, or into a new one.
func (d *decision) addToFulfilment(r ready) {
	unit := FulfilledUnits{Line: r.line, Lot: r.lot, Units: r.units}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.State == FulfilmentTelling && f.CreatedAt.Equal(d.now) && slices.Equal(f.Parcels, r.parcels) {
			f.Lines = append(f.Lines, unit)
			return
		}
	}
	further := slices.ContainsFunc(d.o.Fulfilments, func(f Fulfilment) bool { return f.State == FulfilmentTold })
	d.o.Fulfilments = append(d.o.Fulfilments, Fulfilment{
		ID: d.serial("f"), State: FulfilmentTelling, Lines: []FulfilledUnits{unit},
		Parcels: r.parcels, CreatedAt: d.now, Further: further,
	})
}

// shrinkTelling takes out of fulfilments not confirmed by the store what is not wanted any more.
func (d *decision) shrinkTelling() {
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		room := d.balance(line).open
		for j := range d.o.Fulfilments {
			f := &d.o.Fulfilments[j]
			if !f.pending() {
				continue
			}
			for k := range f.Lines {
				if f.Lines[k].Line != line.ID {
					continue
				}
				f.Lines[k].Units = min(f.Lines[k].Units, room)
				room -= f.Lines[k].Units
			}
		}
	}
	d.o.Fulfilments = slices.DeleteFunc(d.o.Fulfilments, func(f Fulfilment) bool {
		return f.pending() && len(f.OutsideIDs) == 0 && f.total() == 0
	})
	if len(d.o.Fulfilments) == 0 {
		d.o.Fulfilments = nil
	}
}

func (f *Fulfilment) total() int {
	n := 0
	for _, l := range f.Lines {
		n += l.Units
	}
	return n
}
