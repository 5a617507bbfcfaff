package order

import (
	"slices"
	"time"
)

// cover is a number of a lot's units that became complete with a group of parcels.
type cover struct {
	units   int
	parcels []ParcelRef
	// since is when the last of the parcels was first seen.
	since time.Time
}

// step is one parcel's part in a lot.
type step struct {
	ref    ParcelRef
	since  time.Time
	pieces map[string]int
}

// covers follows a lot's parcels in the order in which they were seen and notes with which of
// them units became complete. A parcel that completes nothing goes with the next that does,
// so that a bundle is told with all its numbers.
func (d *decision) covers(lot *Lot, parts []part) []cover {
	steps := d.steps(parts)
	have := map[string]int{}
	var out []cover
	var waiting []ParcelRef
	complete := 0
	for _, s := range steps {
		for item, n := range s.pieces {
			have[item] += n
		}
		waiting = append(waiting, s.ref)
		units := lot.Units
		for _, p := range parts {
			units = min(units, have[p.item.ID]/p.item.Component.PerUnit())
		}
		if units > complete {
			out = append(out, cover{units: units - complete, parcels: waiting, since: s.since})
			complete, waiting = units, nil
		}
	}
	return out
}

// coveredUnits is how many of a lot's units have all their parcels' numbers.
func (d *decision) coveredUnits(lot *Lot, parts []part) int {
	n := 0
	for _, c := range d.covers(lot, parts) {
		n += c.units
	}
	return n
}

// steps lists the parcels that carry any of the parts, first seen first.
func (d *decision) steps(parts []part) []step {
	var out []step
	done := map[*Purchase]bool{}
	for _, p := range parts {
		if done[p.purchase] {
			continue
		}
		done[p.purchase] = true
		for i := range p.purchase.Orders {
			out = append(out, p.purchase.orderSteps(&p.purchase.Orders[i], parts)...)
		}
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.since.Compare(b.since) })
	return out
}

// orderSteps lists one supplier order's parcels. A parcel with unknown contents carries what is left
// of the order once the supplier says that all of it is shipped; before that it proves nothing.
func (p *Purchase) orderSteps(so *SupplierOrder, parts []part) []step {
	var out []step
	left := map[string]int{}
	for _, c := range p.contents(so) {
		left[c.Item] += c.Quantity - min(c.Quantity, piecesOfItem(so.Cancelled, c.Item))
	}
	var silent []step
	for i := range so.Parcels {
		parcel := &so.Parcels[i]
		if parcel.Ambiguous || parcel.Number == "" {
			continue
		}
		s := step{
			ref:   ParcelRef{Purchase: p.ID, Order: so.ID, Ordinal: parcel.Ordinal},
			since: parcel.FirstSeen, pieces: map[string]int{},
		}
		for _, piece := range parcel.Items {
			s.pieces[piece.Item] += piece.Quantity
			left[piece.Item] -= piece.Quantity
		}
		if len(parcel.Items) == 0 {
			silent = append(silent, s)
			continue
		}
		if carries(s, parts) {
			out = append(out, s)
		}
	}
	if len(silent) == 0 || so.Stage.rank() < StageShipped.rank() {
		return out
	}
	last := &silent[len(silent)-1]
	for item, n := range left {
		if n > 0 {
			last.pieces[item] += n
		}
	}
	if carries(*last, parts) {
		out = append(out, silent...)
	}
	return out
}

func carries(s step, parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return s.pieces[p.item.ID] > 0 })
}
