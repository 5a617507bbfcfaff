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
	b.fulfilled = min(d.ledger().line(l.ID).settled, b.quantity)
	b.cancelled = min(max(l.Cancelled, 0), b.quantity-b.fulfilled)
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
	case s.Cancelled && d.o.Platform == WooCommerce && s.Payment == Refunded:
		return WhyRefunded // one status there: an order is refunded or cancelled, not both
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

// unheld is how many of a line's open units are in no fulfilment yet.
func (d *decision) unheld(l *SnapshotLine) int {
	return d.balance(l).open - d.ledger().line(l.ID).held
}
