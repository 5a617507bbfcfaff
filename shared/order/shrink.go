package order

import "slices"

// shrinkOpen takes refunded and removed units out of purchases that were not sent yet, so
// that nothing is bought that the customer does not get any more. Of a bundle that can't be had whole the rest
// goes first, which makes nothing fewer: hence once more, until nothing changes.
func (d *decision) shrinkOpen() {
	for d.shrinkLines() {
		continue
	}
	d.dropEmpty()
}

func (d *decision) shrinkLines() (changed bool) {
	for i := range d.o.Store.Lines {
		line := &d.o.Store.Lines[i]
		account := d.ledger().line(line.ID)
		if len(account.lots) == 0 {
			continue
		}
		excess := d.excess(line, account.foreign)
		if d.completedByHand(line) {
			excess = line.Quantity // whoever completed the order sent it
		}
		for j := len(account.lots) - 1; j >= 0 && excess > 0; j-- {
			n := d.shrinkLot(account.lots[j], excess)
			excess -= n
			changed = changed || n > 0
		}
	}
	return changed
}

// dropEmpty gives up unsent purchases in which nothing is left to buy.
func (d *decision) dropEmpty() {
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
	bought := 0
	for _, lot := range d.ledger().line(line.ID).lots {
		bought += d.ledger().lot(lot.ID).told
		for _, s := range d.segments(lot) {
			if s.level >= levelPlacing {
				bought += s.units
			}
		}
	}
	if bought == 0 {
		return 0
	}
	b := d.balance(line)
	return max(bought-(b.quantity-b.cancelled-elsewhere), 0)
}

// untouched reports whether nothing of the lot was sent to a supplier.
func (d *decision) untouched(lot *Lot) bool {
	for _, p := range d.ledger().lot(lot.ID).parts() {
		if !p.purchase.unsent() {
			return false
		}
	}
	return true
}

func (p *Purchase) unsent() bool { return p.State == PurchaseOpen && p.FirstCallAt.IsZero() }

// shrinkLot takes units out of a lot's unsent items and answers how many. Of a bundle of which one
// component is bought already, the others are not bought for units that nobody wants.
func (d *decision) shrinkLot(lot *Lot, units int) int {
	if lot.Released {
		return 0
	}
	parts := d.ledger().lot(lot.ID).parts()
	if len(parts) == 0 {
		return 0
	}
	whole := d.untouched(lot)
	most := 0
	for _, p := range parts {
		if p.purchase.unsent() {
			most = max(most, p.item.Quantity/p.item.Component.PerUnit())
		}
	}
	n := min(units, most)
	if n == 0 {
		return 0
	}
	for _, p := range parts {
		if p.purchase.unsent() {
			p.item.Quantity = max(p.item.Quantity-n*p.item.Component.PerUnit(), 0)
		}
	}
	if whole {
		lot.Units = max(lot.Units-n, 0)
		if lot.Units == 0 {
			lot.Released = true
		}
	}
	return n
}

// pieces is how many pieces the purchase asks for.
func (p *Purchase) pieces() int {
	n := 0
	for i := range p.Items {
		n += max(p.Items[i].Quantity, 0)
	}
	return n
}

// caution takes back what was bought by itself and is not sent yet when a reason against it
// turned up during the cooling-off time. The merchant may still have it bought.
func (d *decision) caution() {
	var back []string
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		if !p.Auto || !p.unsent() {
			continue
		}
		for j := range p.Items {
			lot := d.ledger().lot(p.Items[j].Lot).lot
			if lot == nil || !d.untouched(lot) {
				continue
			}
			if line := d.ledger().line(lot.Line).snapshot; line != nil && d.doubtful(line) {
				back = append(back, lot.ID)
			}
		}
	}
	if len(back) == 0 {
		return
	}
	d.o.Lots = slices.DeleteFunc(d.o.Lots, func(l Lot) bool { return slices.Contains(back, l.ID) })
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		p.Items = slices.DeleteFunc(p.Items, func(x Item) bool { return slices.Contains(back, x.Lot) })
	}
	d.o.Purchases = slices.DeleteFunc(d.o.Purchases, func(p Purchase) bool { return len(p.Items) == 0 })
	d.trim()
}

// trim leaves empty lists away, so that an order looks the same before and after it was kept.
func (d *decision) trim() {
	d.o.Lots, d.o.Purchases = orNil(d.o.Lots), orNil(d.o.Purchases)
	d.o.Fulfilments, d.o.Effects = orNil(d.o.Fulfilments), orNil(d.o.Effects)
	d.o.Attention = orNil(d.o.Attention)
	d.touch()
}

func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// doubtful reports whether a line would not be bought by itself just now. A hold does not count:
// it ends. Nor does a mapping that is gone: what to buy was fixed with the purchase.
func (d *decision) doubtful(line *SnapshotLine) bool {
	switch d.blockedBy(line) {
	case WhyNone, WhyHeldByStore, WhyOnHold, WhyUnmapped:
		return d.cautionOf(line) != WhyNone
	default:
		return true
	}
}
