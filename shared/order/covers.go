package order

import (
	"cmp"
	"slices"
	"time"
)

// step is one parcel, or one group of parcels with unknown contents, that brings pieces.
type step struct {
	refs []ParcelRef
	// since is when the (last) parcel was first seen.
	since time.Time
}

// carried is how many pieces of an item come with a step.
type carried struct {
	step, pieces int
}

// cover is a number of a lot's units that became complete with a group of parcels.
type cover struct {
	units   int
	parcels []ParcelRef
	// since is when the last of the parcels was first seen.
	since time.Time
}

// covers follows a lot's parcels in the order in which they were seen and notes with which of
// them units became complete. A parcel that completes nothing goes with the next that does,
// so that a bundle is told with all its numbers. What is seen after the last unit is complete is further.
func (d *decision) covers(lot *Lot) (out []cover, further []ParcelRef) {
	l := d.ledger()
	account := l.lot(lot.ID)
	steps := l.stepsOf(account)
	if len(steps) == 0 {
		return nil, nil
	}
	total := lot.Units - lot.Freed
	have := map[string]int{}
	complete := 0
	var waiting []ParcelRef
	for _, n := range steps {
		for _, p := range account.parts() {
			for _, c := range l.byItem[p.item.ID] {
				if c.step == n {
					have[p.item.ID] += c.pieces
				}
			}
		}
		waiting = append(waiting, l.steps[n].refs...)
		if units := min(total, account.complete(have)); units > complete {
			out = append(out, cover{units: units - complete, parcels: waiting, since: l.steps[n].since})
			complete, waiting = units, nil
		}
	}
	if complete == total {
		further = waiting
	}
	return out, further
}

// complete is how many units can be made of the pieces: as many as the scarcest component gives.
func (a *lotAccount) complete(have map[string]int) int {
	units := -1
	for _, s := range a.slots {
		n := 0
		for _, p := range s.parts {
			n += have[p.item.ID] / p.item.Component.PerUnit()
		}
		if units < 0 || n < units {
			units = n
		}
	}
	return max(units, 0)
}

// stepsOf lists the steps that carry any of the lot's items, first seen first.
func (l *ledger) stepsOf(a *lotAccount) []int {
	var out []int
	for _, s := range a.slots {
		for _, p := range s.parts {
			for _, c := range l.byItem[p.item.ID] {
				if !slices.Contains(out, c.step) {
					out = append(out, c.step)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		if c := l.steps[a].since.Compare(l.steps[b].since); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	return out
}

// addSteps notes what every numbered parcel of every purchase carries.
func (l *ledger) addSteps(o *Order) {
	for i := range o.Purchases {
		p := &o.Purchases[i]
		for j := range p.Orders {
			if so := &p.Orders[j]; !so.Replaced && len(so.Parcels) > 0 {
				l.addOrder(p, so)
			}
		}
	}
}

// addOrder notes one supplier order's parcels. Parcels with unknown contents carry, together, what is
// left of the order once the supplier says that all of it is shipped; before that they prove nothing.
func (l *ledger) addOrder(p *Purchase, so *SupplierOrder) {
	left := map[string]int{}
	contents := p.contents(so)
	for _, c := range contents {
		left[c.Item] += c.Quantity
	}
	var silent step
	for i := range so.Parcels {
		parcel := &so.Parcels[i]
		if !parcel.known() {
			continue
		}
		ref := ParcelRef{Purchase: p.ID, Order: so.ID, Ordinal: parcel.Ordinal}
		if len(parcel.Items) == 0 {
			silent.refs = append(silent.refs, ref)
			if parcel.FirstSeen.After(silent.since) {
				silent.since = parcel.FirstSeen
			}
			continue
		}
		l.steps = append(l.steps, step{refs: []ParcelRef{ref}, since: parcel.FirstSeen})
		for _, piece := range parcel.Items {
			l.carry(piece.Item, piece.Quantity)
			left[piece.Item] -= piece.Quantity
		}
	}
	if len(silent.refs) == 0 || so.Stage.rank() < StageShipped.rank() || so.Stage == StageCancelled {
		return
	}
	l.steps = append(l.steps, silent)
	for _, c := range contents {
		if n := left[c.Item] - piecesOfItem(so.Cancelled, c.Item); n > 0 {
			left[c.Item] = 0
			l.carry(c.Item, n)
		}
	}
}

func (l *ledger) carry(item string, pieces int) {
	l.byItem[item] = append(l.byItem[item], carried{step: len(l.steps) - 1, pieces: pieces})
}

// carriedPieces is how many pieces of an item have a parcel with a number.
func (l *ledger) carriedPieces(item *Item) int {
	n := 0
	for _, c := range l.byItem[item.ID] {
		n += c.pieces
	}
	return min(n, item.Quantity)
}
