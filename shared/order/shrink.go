package order

// shrinkOpen takes refunded and removed units out of purchases that were not sent yet, so
// that nothing is bought that the customer does not get any more.
func (d *decision) shrinkOpen() {
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		excess := d.excess(line, d.foreign(line.ID))
		for j := len(d.o.Lots) - 1; j >= 0 && excess > 0; j-- {
			lot := &d.o.Lots[j]
			if lot.Line != line.ID || lot.Released || !d.untouched(lot) {
				continue
			}
			n := min(lot.Units, excess)
			excess -= n
			d.shrinkLot(lot, n)
		}
	}
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if p.State == PurchaseOpen && p.pieces() == 0 {
			p.State = PurchaseDropped
		}
	}
}

// excess is how many more units of a line are bought than are wanted, apart from so many
// that the customer gets from elsewhere.
func (d *decision) excess(line *SnapshotLine, elsewhere int) int {
	b := d.balance(line)
	bought := 0
	for i := range d.o.Lots {
		if lot := &d.o.Lots[i]; lot.Line == line.ID {
			bought += d.inFulfilments(lot.ID)
			for _, s := range d.segments(lot) {
				if s.state != Canceled && s.state != Failed {
					bought += s.units
				}
			}
		}
	}
	return max(bought-(b.quantity-b.cancelled-elsewhere), 0)
}

// foreign is how many units of a line somebody else fulfilled.
func (d *decision) foreign(line string) int {
	n := 0
	for i := range d.o.Fulfilments {
		if f := &d.o.Fulfilments[i]; f.Foreign && f.settled() {
			n += f.units(line)
		}
	}
	return n
}

// untouched reports whether nothing of the lot was sent to a supplier.
func (d *decision) untouched(lot *Lot) bool {
	for _, p := range d.parts(lot) {
		if p.purchase.State != PurchaseOpen || !p.purchase.FirstCallAt.IsZero() {
			return false
		}
	}
	return true
}

func (d *decision) shrinkLot(lot *Lot, units int) {
	for _, p := range d.parts(lot) {
		p.item.Quantity -= units * p.item.Component.PerUnit()
	}
	lot.Units -= units
	if lot.Units <= 0 {
		lot.Units, lot.Released = 0, true
	}
}

// pieces is how many pieces the purchase asks for.
func (p *Purchase) pieces() int {
	n := 0
	for i := range p.Items {
		if !p.Items[i].Superseded {
			n += max(p.Items[i].Quantity, 0)
		}
	}
	return n
}
