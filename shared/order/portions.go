package order

import (
	"slices"
)

// portions divides every line into quantities that share one fate. They add up to what was ordered.
func (d *decision) portions() []Portion {
	var out []Portion
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if line.Quantity <= 0 {
			continue
		}
		if !handled(line) {
			out = append(out, Portion{Line: line.ID, Units: line.Quantity, State: Exempt})
			continue
		}
		out = append(out, d.linePortions(line)...)
	}
	return out
}

// linePortions goes from the most to the least settled: fulfilled, cancelled, being told,
// bought, and what is left.
func (d *decision) linePortions(line *SnapshotLine) []Portion {
	b := d.balance(line)
	var out []Portion
	rest := b.fulfilled
	for i := range d.o.Fulfilments {
		if f := &d.o.Fulfilments[i]; f.settled() {
			out = append(out, d.fulfilledPortions(f, line.ID, &rest)...)
		}
	}
	if b.cancelled > 0 {
		out = append(out, Portion{Line: line.ID, Units: b.cancelled, State: Canceled, Why: d.cancelWhy()})
	}
	rest = b.open
	for i := range d.o.Fulfilments {
		if f := &d.o.Fulfilments[i]; f.pending() {
			out = append(out, d.tellingPortions(f, line.ID, &rest)...)
		}
	}
	for _, s := range d.lineSegments(line.ID) {
		if n := min(s.units, rest); n > 0 {
			rest -= n
			out = append(out, d.segmentPortion(line.ID, s, n))
		}
	}
	if rest > 0 {
		out = append(out, d.leftPortion(line, rest))
	}
	if d.o.Store.Completed {
		for i := range out {
			if out[i].State != Canceled && out[i].State != Fulfilled {
				out[i].State, out[i].Why = Fulfilled, WhyByHand
			}
		}
	}
	return compact(out)
}

func (d *decision) fulfilledPortions(f *Fulfilment, line string, rest *int) []Portion {
	var out []Portion
	for _, l := range f.Lines {
		n := min(l.Units, *rest)
		if l.Line != line || n <= 0 {
			continue
		}
		*rest -= n
		p := Portion{Line: line, Units: n, State: Fulfilled, Why: WhyTold, Lot: l.Lot, Fulfilment: f.ID}
		if f.Foreign {
			p.Why = WhyByHand
		}
		p.Purchase, p.Supplier = d.purchaseOfLot(l.Lot)
		if d.o.Platform == WooCommerce && !f.Foreign && d.uncompleted() {
			p.State, p.Why = AwaitingFulfillment, WhyCompleting
			if d.anyOpen() {
				p.Why = WhyWaitingRest
			}
		}
		out = append(out, p)
	}
	return out
}

// uncompleted: WooCommerce's order is Fulfilled here only when the store has completed it. An
// order cancelled or deleted in the store will not be completed any more.
func (d *decision) uncompleted() bool {
	s := &d.o.Store
	return !s.Completed && d.o.CompletedAt.IsZero() && !s.Cancelled && !s.Deleted
}

func (d *decision) anyOpen() bool {
	for i := range d.o.Store.Lines {
		if line := &d.o.Store.Lines[i]; handled(line) && d.balance(line).open > 0 {
			return true
		}
	}
	return false
}

func (d *decision) tellingPortions(f *Fulfilment, line string, rest *int) []Portion {
	var out []Portion
	for _, l := range f.Lines {
		n := min(l.Units, *rest)
		if l.Line != line || n <= 0 {
			continue
		}
		*rest -= n
		p := Portion{Line: line, Units: n, State: AwaitingFulfillment, Why: WhyTelling, Lot: l.Lot, Fulfilment: f.ID}
		switch f.State {
		case FulfilmentStuck:
			p.Why = WhyStoreRefused
		case FulfilmentWithdrawn:
			p.Why = WhyWithdrawn
		case FulfilmentTelling, FulfilmentTold, FulfilmentRolledBack:
		}
		p.Purchase, p.Supplier = d.purchaseOfLot(l.Lot)
		if d.o.Platform == Wix && p.Why == WhyTelling {
			p.State = AwaitingShipment
		}
		out = append(out, p)
	}
	return out
}

// lineSegments collects the segments of a line's lots, the furthest first.
func (d *decision) lineSegments(line string) []segment {
	var out []segment
	for i := range d.o.Lots {
		if lot := &d.o.Lots[i]; lot.Line == line {
			out = append(out, d.segments(lot)...)
		}
	}
	slices.SortStableFunc(out, func(a, b segment) int { return b.advance() - a.advance() })
	return out
}

func (d *decision) segmentPortion(line string, s segment, units int) Portion {
	p := Portion{
		Line: line, Units: units, State: s.state, Why: s.why, Lot: s.lot.ID,
		Purchase: s.purchase, Supplier: s.supplier,
	}
	if p.State == AwaitingFulfillment {
		if d.p.QuietWindow > 0 && d.o.mode(d.p) == ModeSeparate {
			p.Why = WhyQuietWindow
		}
		if d.o.Platform == Wix && d.o.mode(d.p) == ModeSeparate {
			p.State = AwaitingShipment
		}
	}
	if p.State == AwaitingShipment && d.hasAmbiguous(s.purchase) {
		p.Why = WhyAmbiguous
	}
	if p.State == AwaitingOrder && p.Why == WhyPlacing {
		if d.o.Hold != nil {
			p.Why = WhyOnHold
		} else if len(d.o.Store.Holds) > 0 {
			p.Why = WhyHeldByStore
		}
	}
	return p
}

func (d *decision) hasAmbiguous(purchase string) bool {
	p, ok := d.o.Purchase(purchase)
	if !ok {
		return false
	}
	for i := range p.Orders {
		if slices.ContainsFunc(p.Orders[i].Parcels, func(x Parcel) bool { return x.Ambiguous }) {
			return true
		}
	}
	return false
}

func (d *decision) purchaseOfLot(lot string) (string, Supplier) {
	if lot == "" {
		return "", ""
	}
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if slices.ContainsFunc(p.Items, func(i Item) bool { return i.Lot == lot && !i.Superseded }) {
			return p.ID, p.Supplier
		}
	}
	return "", ""
}

// compact joins neighbours that share everything.
func compact(in []Portion) []Portion {
	var out []Portion
	for _, p := range in {
		if n := len(out); n > 0 {
			last := out[n-1]
			last.Units = p.Units
			if last == p {
				out[n-1].Units += p.Units
				continue
			}
		}
		out = append(out, p)
	}
	return out
}
