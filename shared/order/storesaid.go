package order

import (
	"slices"
	"time"
)

// storeSaid merges the store's word. Older snapshots are ignored. Of two snapshots with the
// same time (WooCommerce counts in seconds) neither is known to be newer: the store is read again.
func (d *decision) storeSaid(e StoreSaid) error {
	s := e.Snapshot
	s.CreatedAt, s.UpdatedAt = instant(s.CreatedAt), instant(s.UpdatedAt)
	if s.ID == "" || s.ID != d.o.Key.ID {
		return &InputError{Field: "snapshot id", Problem: "is not this order's"}
	}
	known := d.o.Store
	first := known.ID == ""
	s = s.completedFrom(known)
	if e.Fresh {
		d.reread()
		if s.UpdatedAt.IsZero() {
			s.UpdatedAt = known.UpdatedAt
		}
	}
	switch {
	case first:
	case known.Deleted && !s.Deleted && !e.Fresh:
		d.wantReread() // a late word from before the deletion looks the same as a restored order
		return nil
	case s.UpdatedAt.IsZero() && !e.Fresh:
		d.wantReread()
		return nil
	case s.UpdatedAt.Before(known.UpdatedAt):
		return nil
	case s.UpdatedAt.Equal(known.UpdatedAt) && !e.Fresh && !d.saysTheSame(s):
		d.wantReread()
		return nil
	}
	d.takeSnapshot(known, s, first)
	if s.FulfilmentsKnown {
		d.takeFulfilments(s.Fulfilments, source{fresh: e.Fresh, newer: s.UpdatedAt.After(known.UpdatedAt), at: s.UpdatedAt})
	}
	d.uncomplete(s)
	return nil
}

// completedFrom fills what a partial word leaves out with what is known, so that it erases nothing. History that
// was imported once stays so: later words do not say it again.
func (s Snapshot) completedFrom(known Snapshot) Snapshot {
	s.Imported = s.Imported || known.Imported
	if !s.Partial {
		return s
	}
	s.Partial = false
	s.Risk, s.Holds = known.Risk, known.Holds
	if s.ShipTo.TaxID == "" {
		s.ShipTo.TaxID = known.ShipTo.TaxID
	}
	return s
}

// saysTheSame reports whether a snapshot repeats what is known, fulfilments aside, which are compared one by one.
func (d *decision) saysTheSame(s Snapshot) bool {
	s.Lines = mergeLines(d.o.Store.Lines, s.Lines)
	if d.o.Erased {
		s.ShipTo, s.Email = Address{Country: s.ShipTo.Country}, ""
	}
	return sameWord(&d.o.Store, &s)
}

func (d *decision) takeSnapshot(known, s Snapshot, first bool) {
	d.touch()
	s.Fulfilments, s.FulfilmentsKnown = nil, false
	s.Holds = orNil(s.Holds)
	if first {
		s.Lines = slices.Clone(s.Lines)
	} else {
		s.Lines = mergeLines(known.Lines, s.Lines)
		d.noticeAddressChange(s)
		if s.Refunded.Equal(known.Refunded) {
			s.Refunded = known.Refunded
		}
		if s.Total.Equal(known.Total) {
			s.Total = known.Total
		}
		keepPrices(known.Lines, s.Lines)
	}
	if d.o.Erased || s.Anonymised {
		s.ShipTo, s.Email = Address{Country: s.ShipTo.Country}, ""
	}
	d.noticeMoneyRefund(known, s)
	anonymise := s.Anonymised && !d.o.Erased
	d.o.Store = s
	if anonymise {
		d.erase()
	}
	if d.o.PaidSince.IsZero() && d.payable() {
		d.o.PaidSince = d.now
	}
	if !s.Completed {
		d.o.Reopened = nil
	}
}

// uncomplete: an order that the store reopened, and that has units open again, is to be completed once more.
func (d *decision) uncomplete(s Snapshot) {
	if s.Completed || d.o.CompletedAt.IsZero() || !s.UpdatedAt.After(d.o.CompletedAt) {
		return
	}
	for i := range d.o.Store.Lines {
		if line := &d.o.Store.Lines[i]; handled(line) && d.balance(line).open > 0 {
			d.o.CompletedAt = time.Time{}
			return
		}
	}
}

// instant is a moment without its zone and clock reading, so that it is the same before and after it was kept.
func instant(t time.Time) time.Time { return t.UTC().Round(0) }

// keepPrices keeps the known spelling of equal prices ("13.50" beside "13.5"), so that a repeat changes nothing.
func keepPrices(known, lines []SnapshotLine) {
	at := positions(known)
	for i := range lines {
		if k, ok := at[lines[i].ID]; ok && known[k].Price.Equal(lines[i].Price) {
			lines[i].Price = known[k].Price
		}
	}
}

func positions(lines []SnapshotLine) map[string]int {
	at := make(map[string]int, len(lines))
	for i := range lines {
		at[lines[i].ID] = i
	}
	return at
}

// mergeLines keeps what was ordered once: a line that vanished, or shrank, in an edit stays
// with the missing units cancelled, so that portions always add up.
func mergeLines(known, now []SnapshotLine) []SnapshotLine {
	out := make([]SnapshotLine, 0, max(len(known), len(now)))
	at := positions(now)
	for _, k := range known {
		i, ok := at[k.ID]
		if !ok {
			k.Cancelled = k.Quantity
			out = append(out, k)
			continue
		}
		l := now[i]
		if l.Quantity < k.Quantity {
			l.Cancelled += k.Quantity - l.Quantity
			l.Quantity = k.Quantity
		}
		out = append(out, l)
	}
	before := positions(known)
	for _, l := range now {
		if _, ok := before[l.ID]; !ok {
			out = append(out, l)
		}
	}
	return out
}

// noticeMoneyRefund raises attention for money given back without any line being named:
// nothing moves by it, but a person should look.
func (d *decision) noticeMoneyRefund(known, s Snapshot) {
	if !s.Refunded.Amount.GreaterThan(known.Refunded.Amount) || s.Cancelled || s.Imported || s.Payment == Refunded {
		return
	}
	if cancelledUnits(s.Lines) == cancelledUnits(known.Lines) {
		d.raise(AttentionMoneyRefund, "", s.Refunded.String())
	}
}

func cancelledUnits(lines []SnapshotLine) int {
	n := 0
	for _, l := range lines {
		n += l.Cancelled
	}
	return n
}

// noticeAddressChange raises attention when the customer's address changed after a purchase was sent to the old one.
func (d *decision) noticeAddressChange(s Snapshot) {
	if d.o.Erased || s.Anonymised || s.ShipTo == d.o.Store.ShipTo || d.o.ShipTo != nil {
		return
	}
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if p.ShipTo != nil && p.live() && *p.ShipTo != s.ShipTo {
			d.raise(AttentionAddressChanged, p.ID, "")
		}
	}
}

func (d *decision) storeDeleted(e StoreDeleted) {
	d.reread()
	if d.o.Store.ID == "" {
		return
	}
	d.o.Store.Deleted = true
	if at := instant(e.At); at.After(d.o.Store.UpdatedAt) {
		d.o.Store.UpdatedAt = at
	}
}

// payable reports whether the customer's payment lets the order be bought.
func (d *decision) payable() bool {
	s := d.o.Store
	if s.NotReady || s.Cancelled || s.Deleted {
		return false
	}
	switch s.Payment {
	case Paid, Authorized, PartlyRefunded:
		return true
	case PartlyPaid:
		return d.p.PartlyPaidGoesOn
	case Unpaid, Refunded, Voided, Expired:
		return false
	default:
		return false
	}
}
