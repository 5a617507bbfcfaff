package order

// balance is the account of one line: quantity = fulfilled + cancelled + open.
type balance struct {
	quantity int
	// fulfilled is what the store has confirmed, by us or by others.
	fulfilled int
	// cancelled will never be sent any more.
	cancelled int
	// open is still owed to the customer.
	open int
}

// balance accounts for a line. What was fulfilled stays fulfilled, whatever is refunded later.
func (d *decision) balance(l *SnapshotLine) balance {
	b := balance{quantity: l.Quantity}
	for i := range d.o.Fulfilments {
		if f := &d.o.Fulfilments[i]; f.settled() {
			b.fulfilled += f.units(l.ID)
		}
	}
	b.fulfilled = min(b.fulfilled, b.quantity)
	b.cancelled = min(l.Cancelled, b.quantity-b.fulfilled)
	if d.allCancelled() {
		b.cancelled = b.quantity - b.fulfilled
	}
	b.open = b.quantity - b.fulfilled - b.cancelled
	return b
}

// allCancelled reports whether nothing of the order is wanted any more.
func (d *decision) allCancelled() bool {
	s := &d.o.Store
	if s.Cancelled || s.Deleted {
		return true
	}
	switch s.Payment {
	case Refunded, Voided, Expired:
		return true
	case Unpaid, PartlyPaid, Authorized, Paid, PartlyRefunded:
		return false
	default:
		return false
	}
}

// cancelWhy is why the units of a line are cancelled.
func (d *decision) cancelWhy() Why {
	s := &d.o.Store
	switch {
	case s.Deleted:
		return WhyDeleted
	case s.Cancelled:
		return WhyStoreCancelled
	case s.Payment == Voided, s.Payment == Expired:
		return WhyVoided
	default:
		return WhyRefunded
	}
}

// handled reports whether the line is bought and fulfilled here at all.
func handled(l *SnapshotLine) bool { return l.Kind.Ships() }

// held is how many of a line's units are in fulfilments that the store has not confirmed.
func (d *decision) held(line string) int {
	n := 0
	for i := range d.o.Fulfilments {
		if f := &d.o.Fulfilments[i]; f.pending() {
			n += f.units(line)
		}
	}
	return n
}

// inFulfilments is how many units of a lot are in any fulfilment.
func (d *decision) inFulfilments(lot string) int {
	n := 0
	for i := range d.o.Fulfilments {
		f := &d.o.Fulfilments[i]
		if f.Foreign || f.State == FulfilmentRolledBack {
			continue
		}
		for _, l := range f.Lines {
			if l.Lot == lot {
				n += l.Units
			}
		}
	}
	return n
}
