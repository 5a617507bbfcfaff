package order

import (
	"reflect"
	"slices"
)

// storeSaid merges the store's word. Older snapshots are ignored. Of two snapshots with the
// same time (WooCommerce counts in seconds) neither is known to be newer: the store is read again.
func (d *decision) storeSaid(e StoreSaid) error {
	s := e.Snapshot
	if s.ID == "" || s.ID != d.o.Key.ID {
		return &InputError{Field: "snapshot id", Problem: "is not this order's"}
	}
	known := d.o.Store
	first := known.ID == ""
	if e.Fresh {
		d.closeEffect(string(EffectReread))
	}
	switch {
	case first:
	case s.UpdatedAt.IsZero() && !e.Fresh:
		d.wantReread()
		return nil
	case s.UpdatedAt.Before(known.UpdatedAt):
		return nil
	case s.UpdatedAt.Equal(known.UpdatedAt) && !e.Fresh && !sameWord(known, s):
		d.wantReread()
		return nil
	}
	d.takeSnapshot(known, s, first)
	if s.FulfilmentsKnown {
		d.takeFulfilments(s.Fulfilments, e.Fresh)
	}
	return nil
}

// sameWord compares what two snapshots say, fulfilments aside, which are compared one by one.
func sameWord(known, s Snapshot) bool {
	s.Fulfilments, s.FulfilmentsKnown = nil, false
	s.Lines = mergeLines(known.Lines, s.Lines)
	known.Fulfilments, known.FulfilmentsKnown = nil, false
	return reflect.DeepEqual(normalised(known), normalised(s))
}

// normalised writes money in one way, so that "13.5" and "13.50" are the same word.
func normalised(s Snapshot) Snapshot {
	s.Total.Amount = s.Total.Amount.Truncate(6)
	s.Lines = slices.Clone(s.Lines)
	for i := range s.Lines {
		s.Lines[i].Price = Money{}
	}
	s.Total, s.Refunded = canonical(s.Total), canonical(s.Refunded)
	if len(s.Holds) == 0 {
		s.Holds = nil
	}
	return s
}

func canonical(m Money) Money {
	c, err := ParseMoney(m.Amount.String(), m.Currency)
	if err != nil {
		return m
	}
	return c
}

func (d *decision) takeSnapshot(known, s Snapshot, first bool) {
	s.Fulfilments, s.FulfilmentsKnown = nil, false
	if !first {
		s.Lines = mergeLines(known.Lines, s.Lines)
		d.noticeMoneyRefund(known, s)
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
	anonymise := s.Anonymised && !d.o.Erased
	d.o.Store = s
	if anonymise {
		d.erase()
	}
	if d.o.PaidSince.IsZero() && d.payable() {
		d.o.PaidSince = d.now
	}
}

// keepPrices keeps the known spelling of equal prices ("13.50" beside "13.5"), so that a repeat changes nothing.
func keepPrices(known, lines []SnapshotLine) {
	for i := range lines {
		for _, k := range known {
			if k.ID == lines[i].ID && k.Price.Equal(lines[i].Price) {
				lines[i].Price = k.Price
			}
		}
	}
}

// mergeLines keeps what was ordered once: a line that vanished, or shrank, in an edit stays
// with the missing units cancelled, so that portions always add up.
func mergeLines(known, now []SnapshotLine) []SnapshotLine {
	out := make([]SnapshotLine, 0, max(len(known), len(now)))
	for _, k := range known {
		i := slices.IndexFunc(now, func(l SnapshotLine) bool { return l.ID == k.ID })
		if i < 0 {
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
	for _, l := range now {
		if !slices.ContainsFunc(known, func(k SnapshotLine) bool { return k.ID == l.ID }) {
			out = append(out, l)
		}
	}
	return out
}

// noticeMoneyRefund raises attention for money given back without any line being named:
// nothing moves by it, but a person should look.
func (d *decision) noticeMoneyRefund(known, s Snapshot) {
	if !s.Refunded.Amount.GreaterThan(known.Refunded.Amount) || s.Cancelled || s.Payment == Refunded {
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
	d.closeEffect(string(EffectReread))
	if d.o.Store.ID == "" {
		return
	}
	d.o.Store.Deleted = true
	if e.At.After(d.o.Store.UpdatedAt) {
		d.o.Store.UpdatedAt = e.At
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
