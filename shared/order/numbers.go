package order

import "slices"

// Tracking is the numbers that the store should know for a fulfilment, without repeats.
func (o *Order) Tracking(f *Fulfilment) []Tracking {
	if len(f.Manual) > 0 {
		return f.Manual
	}
	var out []Tracking
	for _, ref := range f.Parcels {
		parcel := o.parcel(ref)
		if parcel == nil || !parcel.known() {
			continue
		}
		if !slices.ContainsFunc(out, func(t Tracking) bool { return t.Number == parcel.Number }) {
			out = append(out, Tracking{
				Number: parcel.Number, Carrier: parcel.Carrier, Service: parcel.Service, URL: parcel.URL,
			})
		}
	}
	return out
}

func (o *Order) parcel(ref ParcelRef) *Parcel {
	p, ok := o.Purchase(ref.Purchase)
	if !ok {
		return nil
	}
	so, ok := p.Order(ref.Order)
	if !ok {
		return nil
	}
	for i := range so.Parcels {
		if so.Parcels[i].Ordinal == ref.Ordinal {
			return &so.Parcels[i]
		}
	}
	return nil
}

func numbersOf(ts []Tracking) []string {
	out := make([]string, 0, len(ts))
	for _, t := range ts {
		out = append(out, t.Number)
	}
	return out
}

// sameNumbers compares two lists of numbers without regard to order.
func sameNumbers(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	x, y := slices.Clone(a), slices.Clone(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// wanted is what the store should hold for a fulfilment: its own numbers, and those of other
// shipments that the store keeps in the same record.
func (o *Order) wanted(f *Fulfilment) []Tracking {
	return o.wantedWith(f, f.OutsideIDs)
}

func (o *Order) wantedWith(f *Fulfilment, ids []string) []Tracking {
	out := o.Tracking(f)
	for i := range o.Fulfilments {
		g := &o.Fulfilments[i]
		if g.ID == f.ID || g.State != FulfilmentTold || !overlap(g.OutsideIDs, ids) {
			continue
		}
		for _, t := range o.Tracking(g) {
			if !slices.ContainsFunc(out, func(x Tracking) bool { return x.Number == t.Number }) {
				out = append(slices.Clip(out), t)
			}
		}
	}
	return out
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// within reports whether the quantities are all contained in others.
func within(part, whole []LineUnits) bool {
	for _, p := range part {
		if p.Units > unitsOf(whole, p.Line) {
			return false
		}
	}
	return true
}

func unitsOf(list []LineUnits, line string) int {
	n := 0
	for _, u := range list {
		if u.Line == line {
			n += u.Units
		}
	}
	return n
}

// minus takes quantities away from others; nothing goes below zero, and what is empty goes.
func minus(whole, part []LineUnits) []LineUnits {
	var out []LineUnits
	for _, w := range whole {
		if w.Units -= unitsOf(part, w.Line); w.Units > 0 {
			out = append(out, w)
		}
	}
	return out
}

// sameLines compares quantities by line without regard to order.
func sameLines(a, b []LineUnits) bool { return within(a, b) && within(b, a) }

// take splits told quantities off a list that knows the lots they came from.
func take(from []FulfilledUnits, lines []LineUnits) (taken, rest []FulfilledUnits) {
	left := joined(lines)
	for _, u := range from {
		i := slices.IndexFunc(left, func(l LineUnits) bool { return l.Line == u.Line })
		n := 0
		if i >= 0 {
			n = min(left[i].Units, u.Units)
			left[i].Units -= n
		}
		if n > 0 {
			taken = append(taken, FulfilledUnits{Line: u.Line, Lot: u.Lot, Units: n})
		}
		if u.Units > n {
			rest = append(rest, FulfilledUnits{Line: u.Line, Lot: u.Lot, Units: u.Units - n})
		}
	}
	return taken, rest
}
