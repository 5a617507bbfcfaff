package order

import "slices"

// takeFulfilments merges the store's complete list of fulfilments: ours are confirmed or
// found undone, all others are adopted as made by hand.
func (d *decision) takeFulfilments(list []StoreFulfilment, fresh bool) {
	for _, sf := range list {
		if f := d.byOutsideID(sf.ID); f != nil {
			d.mergeKnown(f, sf, fresh)
			continue
		}
		if sf.Cancelled || len(sf.Lines) == 0 {
			continue
		}
		if f := d.tellingWith(sf); f != nil {
			if sameLines(f.LineTotals(), sf.Lines) {
				d.confirm(f, sf.Numbers, []string{sf.ID})
			}
			// The same numbers with other lines: a part, by location. The executor compares before it tells.
			continue
		}
		d.adopt(sf)
	}
	d.o.Fulfilments = slices.DeleteFunc(d.o.Fulfilments, func(f Fulfilment) bool {
		return f.Foreign && f.State == FulfilmentWithdrawn
	})
	if len(d.o.Fulfilments) == 0 {
		d.o.Fulfilments = nil
	}
}

func (d *decision) byOutsideID(id string) *Fulfilment {
	for i := range d.o.Fulfilments {
		if slices.Contains(d.o.Fulfilments[i].OutsideIDs, id) {
			return &d.o.Fulfilments[i]
		}
	}
	return nil
}

// tellingWith finds a fulfilment that we are telling with the same numbers.
func (d *decision) tellingWith(sf StoreFulfilment) *Fulfilment {
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.pending() && len(sf.Numbers) > 0 && sameNumbers(numbersOf(d.o.Tracking(f)), sf.Numbers) {
			return f
		}
	}
	return nil
}

func (d *decision) mergeKnown(f *Fulfilment, sf StoreFulfilment, fresh bool) {
	if f.State == FulfilmentRolledBack {
		return
	}
	if sf.Cancelled {
		// Split over locations, one part undone leaves the rest standing; the last one undoes it.
		if f.State == FulfilmentTold && len(f.OutsideIDs) == 1 {
			f.State = FulfilmentWithdrawn
			f.Reason = "undone in the store"
		}
		return
	}
	if f.State != FulfilmentTold || len(sf.Numbers) == 0 || sameNumbers(f.Told, sf.Numbers) {
		return
	}
	switch {
	case sameNumbers(numbersOf(d.o.Tracking(f)), sf.Numbers):
		d.confirm(f, sf.Numbers, nil)
	case f.Foreign && len(f.Parcels) == 0:
		f.Told = sf.Numbers
	case fresh && !d.wasOurs(sf.Numbers):
		// Somebody typed another number in the store: theirs stands, ours is not forced over it.
		f.Manual = asTracking(sf.Numbers)
		f.Told = sf.Numbers
	}
}

// wasOurs reports whether any of the numbers is, or was, one of our parcels'.
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
	return false
}

func (p *Parcel) had(numbers []string) bool {
	return slices.ContainsFunc(p.History, func(h NumberChange) bool { return slices.Contains(numbers, h.Number) })
}

// adopt takes in a fulfilment that somebody else made in the store.
func (d *decision) adopt(sf StoreFulfilment) {
	f := Fulfilment{
		ID: d.serial("f"), State: FulfilmentTold, Foreign: true, Told: slices.Clone(sf.Numbers),
		OutsideIDs: []string{sf.ID}, CreatedAt: d.now, ToldAt: d.now,
	}
	for _, l := range sf.Lines {
		if l.Units > 0 {
			f.Lines = append(f.Lines, FulfilledUnits{Line: l.Line, Units: l.Units})
		}
	}
	if len(f.Lines) > 0 {
		d.o.Fulfilments = append(d.o.Fulfilments, f)
	}
}

// confirm notes that the store holds the fulfilment with these numbers.
func (d *decision) confirm(f *Fulfilment, numbers, ids []string) {
	f.State = FulfilmentTold
	f.Told = slices.Clone(numbers)
	f.Reason, f.Refused = "", nil
	for _, id := range ids {
		if id != "" && !slices.Contains(f.OutsideIDs, id) {
			f.OutsideIDs = append(f.OutsideIDs, id)
		}
	}
	if f.ToldAt.IsZero() {
		f.ToldAt = d.now
	}
	f.Revision++
}

// sameLines compares quantities by line without regard to order.
func sameLines(a, b []LineUnits) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

func asTracking(numbers []string) []Tracking {
	out := make([]Tracking, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, Tracking{Number: n})
	}
	return out
}
