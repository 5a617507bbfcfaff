package order

import (
	"slices"
	"time"
)

// setTracking takes in numbers given by hand. The list replaces what was there.
func (d *decision) setTracking(e SetTracking) error {
	if len(e.Tracking) == 0 || slices.ContainsFunc(e.Tracking, func(t Tracking) bool { return t.Number == "" }) {
		return &InputError{Field: "tracking", Problem: "needs at least one number, and none may be empty"}
	}
	if e.Fulfilment == "" {
		return d.fulfilByHand(e)
	}
	f, ok := d.o.Fulfilment(e.Fulfilment)
	if !ok || f.State == FulfilmentRolledBack {
		return reject("no_such_fulfilment", "This order has no fulfilment "+e.Fulfilment+".")
	}
	if slices.Equal(f.Manual, e.Tracking) {
		return nil
	}
	f.Manual = slices.Clone(e.Tracking)
	f.Refused, f.Reason = nil, ""
	if f.State == FulfilmentStuck {
		f.State = FulfilmentTelling
		f.Revision++
	}
	return nil
}

// fulfilByHand makes a fulfilment for lines that have no number from a supplier.
func (d *decision) fulfilByHand(e SetTracking) error {
	lines := joined(e.Lines)
	if len(lines) == 0 {
		for i := range d.o.Store.Lines {
			line := &d.o.Store.Lines[i]
			if n := d.unheld(line); handled(line) && n > 0 {
				lines = append(lines, LineUnits{Line: line.ID, Units: n})
			}
		}
	}
	f := Fulfilment{
		State: FulfilmentTelling, Manual: slices.Clone(e.Tracking), CreatedAt: d.now, Further: d.toldBefore(),
	}
	for _, u := range lines {
		line := d.o.line(u.Line)
		if line == nil || !handled(line) {
			return reject("no_such_line", "Line "+u.Line+" is not a line of this order that can be shipped.")
		}
		if u.Units <= 0 || u.Units > d.unheld(line) {
			return reject("too_many", "Line "+u.Line+" has not so many units that the store still waits for.")
		}
		f.Lines = append(f.Lines, d.fromLots(u)...)
	}
	if len(f.Lines) == 0 {
		return reject("nothing_to_fulfil", "The store waits for nothing of this order any more.")
	}
	f.ID = d.serial("f")
	d.o.Fulfilments = append(d.o.Fulfilments, f)
	d.touch()
	return nil
}

// fromLots takes units from what was bought, the furthest first, so that a later number from the
// supplier is not told for them a second time; the rest was not bought here.
func (d *decision) fromLots(u LineUnits) []FulfilledUnits {
	var out []FulfilledUnits
	for _, s := range d.lineSegments(u.Line) {
		if n := min(s.units, u.Units); n > 0 && s.level >= levelPlacing {
			u.Units -= n
			out = append(out, FulfilledUnits{Line: u.Line, Lot: s.lot.ID, Units: n})
		}
	}
	if u.Units > 0 {
		out = append(out, FulfilledUnits{Line: u.Line, Units: u.Units})
	}
	return out
}

// tellAgain has a fulfilment told once more that the store refused, or that was undone there.
func (d *decision) tellAgain(e TellAgain) error {
	if e.Fulfilment == string(EffectComplete) {
		d.o.CompleteRefused = ""
		return nil
	}
	f, ok := d.o.Fulfilment(e.Fulfilment)
	if !ok {
		return reject("no_such_fulfilment", "This order has no fulfilment "+e.Fulfilment+".")
	}
	if e.TakeOver && !f.foreignLocation() {
		return reject("not_elsewhere", "The store does not keep these items at another app's location. Tell it again without taking them over.")
	}
	f.TakeOver = f.TakeOver || e.TakeOver
	switch f.State {
	case FulfilmentStuck, FulfilmentWithdrawn:
		if f.State == FulfilmentWithdrawn {
			f.OutsideIDs, f.Told, f.ToldAt = nil, nil, time.Time{}
		}
		f.State = FulfilmentTelling
		f.Refused, f.Reason = nil, ""
		f.Revision++
		return nil
	case FulfilmentTold:
		if len(f.Refused) == 0 {
			return reject("already_told", "The store holds this fulfilment with these numbers.")
		}
		f.Refused, f.Reason = nil, ""
		f.Revision++
		return nil
	case FulfilmentTelling, FulfilmentRolledBack:
	}
	return reject("not_refused", "The store is being told, or the fulfilment was rolled back.")
}

// resolveParcel settles what an ambiguous parcel is.
func (d *decision) resolveParcel(e ResolveParcel) error {
	if e.Number != "" {
		return d.trust(e)
	}
	parcel := d.o.parcel(e.Parcel)
	if parcel == nil || !parcel.Ambiguous {
		return reject("not_ambiguous", "There is no such parcel in doubt.")
	}
	if e.Replaces == 0 {
		parcel.Ambiguous = false
		d.touch()
		return nil
	}
	ref := e.Parcel
	ref.Ordinal = e.Replaces
	known := d.o.parcel(ref)
	if known == nil || known == parcel || known.Number == "" {
		return reject("no_such_parcel", "There is no parcel for which this one could stand.")
	}
	known.renumber(*parcel, d)
	parcel.Ambiguous, parcel.Number = false, ""
	d.touch()
	return nil
}
