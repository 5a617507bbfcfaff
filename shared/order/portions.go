package order

import (
	"cmp"
	"slices"
)

// portions divides every line into quantities that share one fate. They add up to what was ordered.
func (d *decision) portions() []Portion {
	out := make([]Portion, 0, len(d.o.Portions)+1)
	completing := d.completingWhy()
	perLine := d.fulfilledUnits()
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if line.Quantity <= 0 {
			continue
		}
		if !handled(line) {
			out = append(out, Portion{Line: line.ID, Units: line.Quantity, State: Exempt})
			continue
		}
		out = d.linePortions(out, line, perLine[line.ID], completing)
	}
	if len(out) == 0 {
		return nil
	}
	return slices.Clip(out)
}

// share is a fulfilment's part in one line.
type share struct {
	fulfilment *Fulfilment
	lot        string
	units      int
}

// fulfilledUnits sorts all fulfilments' units by line.
func (d *decision) fulfilledUnits() map[string][]share {
	out := make(map[string][]share, len(d.o.Fulfilments))
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.State == FulfilmentRolledBack {
			continue
		}
		for _, u := range f.Lines {
			out[u.Line] = append(out[u.Line], share{fulfilment: f, lot: u.Lot, units: u.Units})
		}
	}
	return out
}

// linePortions goes from the most to the least settled: fulfilled, cancelled, being told,
// bought, and what is left.
func (d *decision) linePortions(out []Portion, line *SnapshotLine, shares []share, completing Why) []Portion {
	first := len(out)
	add := func(p Portion) {
		p.Line = line.ID
		if n := len(out); n > first && sameFate(out[n-1], p) {
			out[n-1].Units += p.Units
			return
		}
		out = append(out, p)
	}
	b := d.balance(line)
	rest := b.fulfilled
	for _, s := range shares {
		if n := min(s.units, rest); s.fulfilment.settled() && n > 0 {
			rest -= n
			add(d.fulfilledPortion(s, n, completing))
		}
	}
	if b.cancelled > 0 {
		add(Portion{Units: b.cancelled, State: Canceled, Why: d.cancelWhy()})
	}
	rest = b.open
	byHand := d.completedByHand(line)
	open := func(p Portion) {
		if byHand {
			p.State, p.Why = Fulfilled, WhyByHand
		}
		add(p)
	}
	for _, s := range shares {
		if n := min(s.units, rest); s.fulfilment.pending() && n > 0 {
			rest -= n
			open(d.tellingPortion(s, n))
		}
	}
	for _, s := range d.lineSegments(line.ID) {
		if n := min(s.units, rest); n > 0 {
			rest -= n
			open(d.segmentPortion(s, n))
		}
	}
	if rest > 0 {
		open(d.leftPortion(line, rest))
	}
	return out
}

// completedByHand reports whether the store's "completed" covers what of the line is open.
func (d *decision) completedByHand(line *SnapshotLine) bool {
	return d.o.Store.Completed && !slices.Contains(d.o.Reopened, line.ID)
}

// sameFate reports whether two portions of a line differ in nothing but their quantity.
func sameFate(a, b Portion) bool {
	a.Units, b.Units = 0, 0
	return a == b
}

func (d *decision) fulfilledPortion(s share, units int, completing Why) Portion {
	p := Portion{Units: units, State: Fulfilled, Why: WhyTold, Lot: s.lot, Fulfilment: s.fulfilment.ID}
	if s.fulfilment.Foreign {
		p.Why = WhyByHand
	} else if completing != WhyNone {
		p.State, p.Why = AwaitingFulfillment, completing
	}
	p.Purchase, p.Supplier = d.purchaseOfLot(s.lot)
	return p
}

// completingWhy is why units that WooCommerce has confirmed are not Fulfilled yet: only the order's
// completion makes them so. An order cancelled or deleted in the store will not be completed any more.
func (d *decision) completingWhy() Why {
	s := &d.o.Store
	if d.o.Platform != WooCommerce || s.Completed || !d.o.CompletedAt.IsZero() || s.Cancelled || s.Deleted {
		return WhyNone
	}
	for i := range s.Lines {
		if line := &s.Lines[i]; handled(line) && d.balance(line).open > 0 {
			return WhyWaitingRest
		}
	}
	return WhyCompleting
}

func (d *decision) tellingPortion(s share, units int) Portion {
	p := Portion{Units: units, State: d.shelf(), Why: WhyTelling, Lot: s.lot, Fulfilment: s.fulfilment.ID}
	switch s.fulfilment.State {
	case FulfilmentStuck:
		p.Why = WhyStoreRefused
		if s.fulfilment.foreignLocation() {
			p.Why = WhyElsewhere
		}
	case FulfilmentWithdrawn:
		p.Why = WhyWithdrawn
	case FulfilmentTelling, FulfilmentTold, FulfilmentRolledBack:
	}
	p.Purchase, p.Supplier = d.purchaseOfLot(s.lot)
	return p
}

// lineSegments collects the segments of a line's lots, the furthest first: when the store wants
// fewer units than were bought, the furthest are kept.
func (d *decision) lineSegments(line string) []segment {
	lots := d.ledger().line(line).lots
	if len(lots) == 1 {
		return d.segments(lots[0])
	}
	var out []segment
	for _, lot := range lots {
		out = append(out, d.segments(lot)...)
	}
	slices.SortStableFunc(out, func(a, b segment) int { return cmp.Compare(b.level, a.level) })
	return out
}

func (d *decision) segmentPortion(s segment, units int) Portion {
	p := Portion{Units: units, Lot: s.lot.ID}
	p.State, p.Why = d.state(s)
	if s.purchase != nil {
		p.Purchase, p.Supplier = s.purchase.ID, s.purchase.Supplier
	}
	return p
}

func (d *decision) purchaseOfLot(lot string) (string, Supplier) {
	for _, s := range d.ledger().lot(lot).slots {
		for _, p := range s.parts {
			if !p.item.Superseded {
				return p.purchase.ID, p.purchase.Supplier
			}
		}
	}
	return "", ""
}
