package order

import "slices"

// leftPortion is what of a line is neither bought, fulfilled nor cancelled.
func (d *decision) leftPortion(line *SnapshotLine, units int) Portion {
	p := Portion{Line: line.ID, Units: units, State: AwaitingOrder}
	if m, ok := d.mapping(line); ok && len(m.Components) > 0 {
		p.Supplier = m.Components[0].Supplier
	}
	if !d.payable() {
		p.State, p.Why = Pending, d.pendingWhy()
		return p
	}
	p.Why = d.blockedBy(line)
	if p.Why == WhyNone {
		p.Why = d.cautionOf(line)
	}
	if p.Why == WhyNone {
		p.Why = WhyToPlace
	}
	return p
}

func (d *decision) pendingWhy() Why {
	switch {
	case d.o.Store.NotReady:
		return WhyNotReady
	case d.o.Store.Payment == PartlyPaid:
		return WhyPartlyPaid
	default:
		return WhyUnpaid
	}
}

// blockedBy is why a paid line cannot be bought at all just now; WhyNone when it can.
func (d *decision) blockedBy(line *SnapshotLine) Why {
	s := &d.o.Store
	_, mapped := d.mapping(line)
	switch {
	case len(s.Holds) > 0:
		return WhyHeldByStore
	case d.o.Hold != nil:
		return WhyOnHold
	case s.Test:
		return WhyTest
	case d.completedByHand(line):
		return WhyByHand
	case !d.o.Erased && s.Pickup && d.o.Destination().Country == "":
		return WhyPickup // what is missing is no address, but a reason to send anything
	case d.o.Erased || d.o.Destination().Country == "":
		return WhyNoAddress
	case !mapped:
		return WhyUnmapped
	default:
		return WhyNone
	}
}

// cautionOf is why a line is not bought by itself although the merchant may have it bought.
func (d *decision) cautionOf(line *SnapshotLine) Why {
	s := &d.o.Store
	switch {
	case s.Imported:
		return WhyImported
	case !d.p.NotBefore.IsZero() && s.CreatedAt.Before(d.p.NotBefore):
		return WhyTooOld
	case s.Pickup:
		return WhyPickup
	case line.Kind == Measured:
		return WhyMeasured
	case s.Risk != "":
		return WhyRisk
	case d.moneyRefunded():
		return WhyPartlyRefunded
	case len(d.p.Countries) > 0 && !slices.Contains(d.p.Countries, d.o.Destination().Country):
		return WhyCountry
	case len(d.p.Currencies) > 0 && !slices.Contains(d.p.Currencies, s.Currency):
		return WhyCurrency
	default:
		return WhyNone
	}
}

// moneyRefunded reports whether money was given back that nobody has looked at yet.
func (d *decision) moneyRefunded() bool {
	a := findAttention(d.o.Attention, AttentionMoneyRefund, "")
	return a != nil && !a.Seen
}

// mapping is what to buy for a line: the order's own choice, else the merchant's mapping.
func (d *decision) mapping(line *SnapshotLine) (Mapping, bool) {
	if m, ok := d.o.Overrides[line.ID]; ok && len(m.Components) > 0 {
		return m, true
	}
	m, ok := d.p.Mappings[line.Variant]
	return m, ok && line.Variant != "" && len(m.Components) > 0
}
