package order

import (
	"slices"
	"time"
)

// source is how good a list is: read just now, or newer than what was known before.
type source struct {
	fresh, newer bool
	at           time.Time
}

// takeFulfilments merges the store's complete list of fulfilments: ours are confirmed or
// found undone, all others are adopted as made by hand.
func (d *decision) takeFulfilments(list []StoreFulfilment, from source) {
	for _, sf := range list {
		owners := d.owners(sf.ID)
		switch {
		case len(owners) > 0:
			for _, i := range owners {
				d.mergeKnown(i, sf, from.fresh)
			}
			d.adoptRest(sf, owners)
		case sf.Cancelled:
		case d.recognise(sf), d.missingPart(sf, list):
		default:
			d.adopt(sf, sf.Lines)
		}
	}
	d.vanished(list, from)
	d.dropFulfilments(func(f *Fulfilment) bool { return f.Foreign && f.State == FulfilmentWithdrawn })
}

// owners are the indexes of the shipments known under the store's id: several when one was rolled back and bought anew.
func (d *decision) owners(id string) []int {
	var out []int
	for i := range d.o.Fulfilments {
		if slices.Contains(d.o.Fulfilments[i].OutsideIDs, id) {
			out = append(out, i)
		}
	}
	return out
}

// recognise finds the shipment that we are telling, or tried to tell, in a record that the store made.
func (d *decision) recognise(sf StoreFulfilment) bool {
	if len(sf.Numbers) == 0 {
		return false
	}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if !f.pending() && (f.State != FulfilmentRolledBack || len(f.OutsideIDs) > 0) {
			continue
		}
		for _, v := range f.variants(numbersOf(d.o.Tracking(f))) {
			if sameNumbers(v.Numbers, sf.Numbers) && (len(sf.Lines) == 0 || sameLines(totals(v.Lines), sf.Lines)) {
				if len(sf.Lines) > 0 {
					f.Lines = slices.Clone(v.Lines)
				}
				d.confirm(f, sf.Numbers, []string{sf.ID})
				return true
			}
		}
	}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if !f.pending() || f.total() == 0 || !sameNumbers(numbersOf(d.o.Tracking(f)), sf.Numbers) {
			continue
		}
		switch lines := f.LineTotals(); {
		case within(sf.Lines, lines):
			d.splitPart(i, sf, FulfilmentTold)
			return true
		case within(lines, sf.Lines):
			d.confirm(f, sf.Numbers, []string{sf.ID})
			d.adoptRest(sf, []int{i})
			return true
		}
	}
	return false
}

// splitPart makes a part of a shipment, which the store treats apart (another location), a shipment by itself.
func (d *decision) splitPart(i int, sf StoreFulfilment, state FulfilmentState) {
	f := &d.o.Fulfilments[i]
	part := cloneFulfilment(*f)
	part.Lines, f.Lines = take(f.Lines, sf.Lines)
	for k := range f.Tried {
		_, f.Tried[k].Lines = take(f.Tried[k].Lines, sf.Lines)
	}
	f.Tried = orNil(slices.DeleteFunc(f.Tried, func(v Attempted) bool { return len(v.Lines) == 0 }))
	f.OutsideIDs = orNil(slices.DeleteFunc(f.OutsideIDs, func(id string) bool { return id == sf.ID }))
	part.ID, part.State, part.OutsideIDs, part.Tried = d.serial("f"), state, []string{sf.ID}, nil
	part.Reason, part.Refused = "", nil
	if state == FulfilmentTold {
		part.Told, part.ToldAt = slices.Clone(sf.Numbers), d.now
	}
	d.o.Fulfilments = append(d.o.Fulfilments, part)
	d.touch()
}

// missingPart gives a record to the confirmed shipment of which it is a part that we never got the id of: of
// several locations, or made anew by a store that cannot change a number.
func (d *decision) missingPart(sf StoreFulfilment, list []StoreFulfilment) bool {
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.Foreign || f.State != FulfilmentTold || len(sf.Numbers) == 0 {
			continue
		}
		if !sameNumbers(f.Told, sf.Numbers) && !sameNumbers(numbersOf(d.o.wanted(f)), sf.Numbers) {
			continue
		}
		left := f.LineTotals()
		for _, other := range list {
			if slices.Contains(f.OutsideIDs, other.ID) && !other.Cancelled {
				left = minus(left, other.Lines)
			}
		}
		if within(sf.Lines, left) {
			f.OutsideIDs = append(f.OutsideIDs, sf.ID)
			return true
		}
	}
	return false
}

// mergeKnown takes in what the store says of a record that we know.
func (d *decision) mergeKnown(i int, sf StoreFulfilment, fresh bool) {
	f := &d.o.Fulfilments[i]
	switch {
	case f.State == FulfilmentRolledBack:
		return
	case sf.Cancelled:
		d.undone(i, sf)
		return
	case f.State == FulfilmentWithdrawn && fresh:
		// It had only been missing from an earlier list.
		d.confirm(f, sf.Numbers, nil)
		return
	}
	if f.State != FulfilmentTold || len(sf.Numbers) == 0 || sameNumbers(f.Told, sf.Numbers) {
		return
	}
	switch {
	case sameNumbers(numbersOf(d.o.wanted(f)), sf.Numbers):
		d.confirm(f, sf.Numbers, nil)
	case f.Foreign && len(f.Parcels) == 0 && len(f.Manual) == 0:
		f.Told = slices.Clone(sf.Numbers)
	case d.wasOurs(sf.Numbers):
		// Ours, from before a change that the store does not show yet.
	case fresh:
		// Somebody typed another number in the store: theirs stands, ours is not forced over it.
		f.Manual = asTracking(sf.Numbers)
		f.Told = slices.Clone(sf.Numbers)
		f.Refused, f.Reason = nil, ""
		f.Revision++
	default:
		d.wantReread()
	}
}

// undone: somebody cancelled the record in the store. Of several (one for each location) only its own units are open again.
func (d *decision) undone(i int, sf StoreFulfilment) {
	f := &d.o.Fulfilments[i]
	if f.State != FulfilmentTold {
		return
	}
	const reason = "undone in the store"
	if len(f.OutsideIDs) > 1 {
		if lines := f.LineTotals(); len(sf.Lines) > 0 && within(sf.Lines, lines) && !sameLines(sf.Lines, lines) {
			d.splitPart(i, sf, FulfilmentWithdrawn)
			d.o.Fulfilments[len(d.o.Fulfilments)-1].Reason = reason
			return
		}
		f.OutsideIDs = slices.DeleteFunc(f.OutsideIDs, func(id string) bool { return id == sf.ID })
		return
	}
	f.State, f.Reason = FulfilmentWithdrawn, reason
	d.touch()
}

// vanished: what the store's list does not hold any more was taken out of it. Of what others made, each newer
// list tells; of what we told, only one that was read just now, and not one from before we told.
func (d *decision) vanished(list []StoreFulfilment, from source) {
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.State != FulfilmentTold || len(f.OutsideIDs) == 0 || !f.Foreign && (!from.fresh || !from.at.After(f.ToldAt)) {
			continue
		}
		if slices.ContainsFunc(list, func(sf StoreFulfilment) bool { return slices.Contains(f.OutsideIDs, sf.ID) }) {
			continue
		}
		if !from.fresh && !from.newer {
			d.wantReread() // of two words of the same second, which is the later one?
			continue
		}
		f.State, f.Reason = FulfilmentWithdrawn, "taken out of the store"
		d.touch()
	}
}

// wasOurs reports whether any of the numbers is, or was, one of our parcels' or was given by hand here.
func (d *decision) wasOurs(numbers []string) bool {
	for i := range d.o.Purchases {
		for j := range d.o.Purchases[i].Orders {
			for _, parcel := range d.o.Purchases[i].Orders[j].Parcels {
				if slices.Contains(numbers, parcel.Number) || parcel.had(numbers) {
					return true
				}
			}
		}
	}
	for i := range d.o.Fulfilments {
		if overlap(numbersOf(d.o.Fulfilments[i].Manual), numbers) || overlap(d.o.Fulfilments[i].Told, numbers) {
			return true
		}
	}
	return false
}

func (p *Parcel) had(numbers []string) bool {
	return slices.ContainsFunc(p.History, func(h NumberChange) bool { return slices.Contains(numbers, h.Number) })
}

// adoptRest takes in what a known record holds beyond our shipments in it. A record with a single
// shipment that holds less than we thought makes the rest open again.
func (d *decision) adoptRest(sf StoreFulfilment, owners []int) {
	if sf.Cancelled || len(sf.Lines) == 0 {
		return
	}
	left := joined(sf.Lines)
	for _, i := range owners {
		f := &d.o.Fulfilments[i]
		if len(f.OutsideIDs) > 1 {
			return // which part holds what is not known
		}
		left = minus(left, f.LineTotals())
	}
	if f := &d.o.Fulfilments[owners[0]]; len(owners) == 1 && f.State == FulfilmentTold {
		if taken, rest := take(f.Lines, sf.Lines); len(rest) > 0 && len(taken) > 0 {
			f.Lines = taken
			d.tellRest(f, rest)
			d.touch()
		}
	}
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.State != FulfilmentRolledBack || len(f.OutsideIDs) > 0 || f.attempted(sf.Numbers) == nil || !within(f.LineTotals(), left) {
			continue
		}
		f.OutsideIDs = []string{sf.ID}
		left = minus(left, f.LineTotals())
	}
	if len(left) > 0 {
		d.adopt(sf, left)
	}
}

// adopt takes in a fulfilment that somebody else made in the store.
func (d *decision) adopt(sf StoreFulfilment, lines []LineUnits) {
	f := Fulfilment{
		State: FulfilmentTold, Foreign: true, Told: slices.Clone(orNil(sf.Numbers)),
		OutsideIDs: []string{sf.ID}, CreatedAt: d.now, ToldAt: d.now,
	}
	for _, l := range lines {
		if l.Units > 0 {
			f.Lines = append(f.Lines, FulfilledUnits{Line: l.Line, Units: l.Units})
		}
	}
	if len(f.Lines) == 0 {
		return
	}
	f.ID = d.serial("f")
	d.o.Fulfilments = append(d.o.Fulfilments, f)
	d.touch()
	d.noticeBare(&f)
}

func asTracking(numbers []string) []Tracking {
	out := make([]Tracking, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, Tracking{Number: n})
	}
	return out
}
