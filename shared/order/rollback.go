package order

import "slices"

// rollBack frees lines to be bought again. What exists outside stays there and is named in the attention.
func (d *decision) rollBack(e RollBack) error {
	hit := func(line string) bool { return len(e.Lines) == 0 || slices.Contains(e.Lines, line) }
	for i := range d.o.Lots {
		lot := &d.o.Lots[i]
		if lot.Released || !hit(lot.Line) {
			continue
		}
		for _, p := range d.ledger().lot(lot.ID).parts() {
			switch p.purchase.State {
			case PurchaseCalling:
				return reject("placing", "A purchase of this line is being sent to the supplier just now. Try again in a few minutes.")
			case PurchaseUnknown:
				return reject("placed_unknown", FailOutcomeUnknown.Fix())
			case PurchaseOpen, PurchasePlaced, PurchaseRefused, PurchaseDropped:
			}
		}
	}
	done := false
	for i := range d.o.Fulfilments {
		done = d.rollBackFulfilment(i, hit) || done
	}
	d.dropFulfilments(func(f *Fulfilment) bool { return f.State == FulfilmentRolledBack && f.unheard() })
	for i := range d.o.Lots {
		lot := &d.o.Lots[i]
		if lot.Released || !hit(lot.Line) {
			continue
		}
		d.shrinkLot(lot, lot.Units)
		lot.Released, done = true, true
	}
	if d.o.Store.Completed {
		done = d.reopen(hit) || done
	}
	if !done {
		return reject("nothing_to_roll_back", "Nothing of these lines was bought or told.")
	}
	d.touch()
	return nil
}

// reopen takes lines out of what the store's own "completed" covers.
func (d *decision) reopen(hit func(string) bool) bool {
	done := false
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		if handled(line) && hit(line.ID) && !slices.Contains(d.o.Reopened, line.ID) {
			d.o.Reopened = append(d.o.Reopened, line.ID)
			done = true
		}
	}
	return done
}

// rollBackFulfilment takes lines out of a fulfilment; what the store holds stays known, so
// that it is not taken for somebody else's.
func (d *decision) rollBackFulfilment(i int, hit func(string) bool) bool {
	f := &d.o.Fulfilments[i]
	if f.State == FulfilmentRolledBack {
		return false
	}
	var kept, gone []FulfilledUnits
	for _, l := range f.Lines {
		if hit(l.Line) {
			gone = append(gone, l)
		} else {
			kept = append(kept, l)
		}
	}
	if len(gone) == 0 {
		return false
	}
	if len(kept) == 0 {
		f.State = FulfilmentRolledBack
		return true
	}
	rolled := cloneFulfilment(*f)
	f.Lines = kept
	rolled.ID, rolled.Lines, rolled.State = d.serial("f"), gone, FulfilmentRolledBack
	d.o.Fulfilments = append(d.o.Fulfilments, rolled)
	return true
}

// unheard reports whether the store cannot have heard of the fulfilment.
func (f *Fulfilment) unheard() bool { return len(f.OutsideIDs) == 0 && len(f.Tried) == 0 && !f.Foreign }

func (d *decision) dropFulfilments(drop func(*Fulfilment) bool) {
	n := len(d.o.Fulfilments)
	d.o.Fulfilments = slices.DeleteFunc(d.o.Fulfilments, func(f Fulfilment) bool { return drop(&f) })
	d.o.Fulfilments = orNil(d.o.Fulfilments)
	if len(d.o.Fulfilments) != n {
		d.touch()
	}
}
