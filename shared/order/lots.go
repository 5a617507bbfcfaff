package order

import "slices"

// part is one item of a lot with the purchase that it is in.
type part struct {
	purchase *Purchase
	item     *Item
}

// parts lists a lot's items; a bundle has several.
func (d *decision) parts(lot *Lot) []part {
	var out []part
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		for j := range p.Items {
			if p.Items[j].Lot == lot.ID && !p.Items[j].Superseded {
				out = append(out, part{purchase: p, item: &p.Items[j]})
			}
		}
	}
	return out
}

// segment is a number of a lot's units that have come equally far.
type segment struct {
	lot   *Lot
	units int
	state State
	why   Why
	// purchase is the one that the segment waits for.
	purchase string
	supplier Supplier
}

// advance orders segments: when the store wants fewer units than were bought, the furthest are kept.
func (s segment) advance() int {
	switch s.state {
	case AwaitingFulfillment:
		return 6
	case AwaitingShipment:
		return 5
	case AwaitingPayment:
		return 4
	case AwaitingOrder:
		return 3
	case Failed:
		if s.why == WhyPlacedUnknown {
			return 2
		}
		return 1
	case Canceled:
		return 0
	case Pending, Fulfilled, Exempt:
		return 0
	default:
		return 0
	}
}

// segments divides a lot's units that are in no fulfilment by how far they have come. A
// bundle's unit is as far as its slowest component.
func (d *decision) segments(lot *Lot) []segment {
	if lot.Released {
		return nil
	}
	parts := d.parts(lot)
	rest := lot.Units - lot.Freed - d.inFulfilments(lot.ID)
	if len(parts) == 0 || rest <= 0 {
		return nil
	}
	var out []segment
	add := func(units int, state State, why Why, p *Purchase) {
		units = min(units, rest)
		if units <= 0 {
			return
		}
		rest -= units
		out = append(out, segment{
			lot: lot, units: units, state: state, why: why, purchase: p.ID, supplier: p.Supplier,
		})
	}
	if covered := d.coveredUnits(lot, parts) - d.inFulfilments(lot.ID); covered > 0 {
		add(covered, AwaitingFulfillment, WhyWaitingRest, parts[0].purchase)
	}
	worst := slices.MinFunc(parts, func(a, b part) int { return fateRank(a.purchase) - fateRank(b.purchase) })
	p := worst.purchase
	switch p.State {
	case PurchaseOpen, PurchaseCalling:
		why := WhyPlacing
		if p.State == PurchaseOpen && p.NotBefore.After(d.now) {
			why = WhyCoolingOff
		}
		add(rest, AwaitingOrder, why, p)
	case PurchaseRefused:
		add(rest, Failed, WhyRefused, p)
	case PurchaseUnknown:
		add(rest, Failed, WhyPlacedUnknown, p)
	case PurchaseDropped:
	case PurchasePlaced:
		d.placedSegments(parts, lot.Freed, &rest, add)
	}
	return out
}

// fateRank orders purchases by how little hope they leave for a bundle.
func fateRank(p *Purchase) int {
	switch p.State {
	case PurchaseDropped:
		return 0
	case PurchaseRefused:
		return 1
	case PurchaseUnknown:
		return 2
	case PurchaseOpen:
		return 3
	case PurchaseCalling:
		return 4
	case PurchasePlaced:
		return 5
	default:
		return 0
	}
}

// placedSegments divides what is placed into cancelled, unpaid and paid units. With several
// components each group is as large as the worst component makes it.
func (d *decision) placedSegments(parts []part, freed int, rest *int, add func(int, State, Why, *Purchase)) {
	dead, unpaid := 0, 0
	deadBy, unpaidBy := parts[0].purchase, parts[0].purchase
	for _, p := range parts {
		per := p.item.Component.PerUnit()
		x, u := p.purchase.fate(p.item)
		if n := (x + per - 1) / per; n > dead {
			dead, deadBy = n, p.purchase
		}
		if n := (u + per - 1) / per; n > unpaid {
			unpaid, unpaidBy = n, p.purchase
		}
	}
	dead = min(max(dead-freed, 0), *rest)
	unpaid = min(unpaid, *rest-dead)
	add(*rest-dead-unpaid, AwaitingShipment, WhyNoNumber, parts[0].purchase)
	add(unpaid, AwaitingPayment, WhyNone, unpaidBy)
	add(dead, Canceled, WhySupplierCancelled, deadBy)
}

// fate counts an item's pieces that the supplier cancelled, and those not paid yet.
func (p *Purchase) fate(item *Item) (cancelled, unpaid int) {
	for i := range p.Orders {
		so := &p.Orders[i]
		if so.Replaced {
			continue
		}
		n := piecesOfItem(p.contents(so), item.ID)
		x := min(n, piecesOfItem(so.Cancelled, item.ID))
		switch so.Stage {
		case StageCancelled:
			cancelled += n
		case StagePlaced, StageUnknown:
			cancelled += x
			unpaid += n - x
		case StagePaid, StageShipped, StageDone:
			cancelled += x
		}
	}
	if p.ordersInUse() > 1 && !p.split() {
		// Several orders, and not yet known what is in which: as far as the slowest.
		return p.slowest(item)
	}
	return cancelled, unpaid
}

// split reports whether it is known what is in which of the orders.
func (p *Purchase) split() bool {
	for i := range p.Orders {
		if so := &p.Orders[i]; !so.Replaced && len(so.Items) == 0 && so.Stage != StageCancelled {
			return false
		}
	}
	return true
}

func (p *Purchase) slowest(item *Item) (cancelled, unpaid int) {
	for i := range p.Orders {
		if so := &p.Orders[i]; !so.Replaced && so.Stage.rank() <= StagePlaced.rank() {
			return 0, item.Quantity
		}
	}
	return 0, 0
}

func piecesOfItem(list []Pieces, item string) int {
	n := 0
	for _, p := range list {
		if p.Item == item {
			n += p.Quantity
		}
	}
	return n
}
