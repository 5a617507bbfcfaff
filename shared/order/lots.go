package order

// level is how far pieces have come. A unit of a bundle is as far as its slowest component.
type level int

const (
	levelFree level = iota // given up before any call: still to be bought
	levelCancelled
	levelRefused
	levelUnknown
	levelPlacing
	levelHeld // not sent, and must not be while the customer's payment is missing
	levelUnpaid
	levelPaid
	levelNumbered
	levels
)

// tally counts, for each level, how many units have come at least so far, and notes a
// purchase that waits at the level.
type tally struct {
	atLeast [levels]int
	by      [levels]*Purchase
}

// tallyItem counts one item's pieces and turns them into units.
func (l *ledger) tallyItem(p part) tally {
	var pieces [levels]int
	n := p.item.Quantity
	switch p.purchase.State {
	case PurchaseOpen, PurchaseCalling:
		if l.unpaid && p.purchase.unsent() {
			pieces[levelHeld] = n
		} else {
			pieces[levelPlacing] = n
		}
	case PurchaseRefused:
		pieces[levelRefused] = n
	case PurchaseUnknown:
		pieces[levelUnknown] = n
	case PurchaseDropped:
		pieces[levelFree] = n
	case PurchasePlaced:
		cancelled, unpaid := p.purchase.fate(p.item)
		pieces[levelNumbered] = l.carriedPieces(p.item)
		n -= pieces[levelNumbered]
		pieces[levelCancelled] = min(cancelled, n)
		n -= pieces[levelCancelled]
		pieces[levelUnpaid] = min(unpaid, n)
		pieces[levelPaid] = n - pieces[levelUnpaid]
	}
	var t tally
	sum := 0
	for at := levels - 1; at >= 0; at-- {
		sum += pieces[at]
		t.atLeast[at] = sum / p.item.Component.PerUnit()
		if pieces[at] > 0 {
			t.by[at] = p.purchase
		}
	}
	return t
}

// tallySlot adds what was bought for one component. What was bought anew takes the place of dead pieces.
func (l *ledger) tallySlot(s slot) tally {
	if len(s.parts) == 1 {
		return l.tallyItem(s.parts[0])
	}
	var units [levels]int
	var t tally
	for i, p := range s.parts {
		if i > 0 {
			replaces := p.item.Quantity / p.item.Component.PerUnit()
			for at := range levelUnknown {
				n := min(units[at], replaces)
				units[at] -= n
				replaces -= n
			}
		}
		one := l.tallyItem(p)
		above := 0
		for at := levels - 1; at >= 0; at-- {
			units[at] += one.atLeast[at] - above
			above = one.atLeast[at]
			if one.by[at] != nil {
				t.by[at] = one.by[at]
			}
		}
	}
	sum := 0
	for at := levels - 1; at >= 0; at-- {
		sum += units[at]
		t.atLeast[at] = sum
	}
	return t
}

// tallyLot takes, at each level, the component that gives the fewest units.
func (l *ledger) tallyLot(a *lotAccount) tally {
	var t tally
	for i, s := range a.slots {
		one := l.tallySlot(s)
		for at := range t.atLeast {
			if i == 0 || one.atLeast[at] < t.atLeast[at] {
				t.atLeast[at] = one.atLeast[at]
			}
			if one.by[at] != nil && t.by[at] == nil {
				t.by[at] = one.by[at]
			}
		}
	}
	return t
}

// segment is a number of a lot's units that have come equally far.
type segment struct {
	lot   *Lot
	units int
	level level
	// purchase is the one that the segment waits for; nil where nothing is bought.
	purchase *Purchase
}

// segments divides a lot's units that are in no fulfilment by how far they have come, the furthest first.
func (d *decision) segments(lot *Lot) []segment {
	if lot.Released {
		return nil
	}
	l := d.ledger()
	a := l.lot(lot.ID)
	if len(a.slots) == 0 {
		return nil
	}
	t := l.tallyLot(a)
	total := lot.Units - lot.Freed
	out := make([]segment, 0, 2)
	seen := a.told
	for at := levels - 1; at > levelFree; at-- {
		if n := min(t.atLeast[at], total) - seen; n > 0 {
			out = append(out, segment{lot: lot, units: n, level: at, purchase: t.by[at]})
			seen += n
		}
	}
	return out
}

// state is the tab of a segment, and why.
func (d *decision) state(s segment) (State, Why) {
	switch s.level {
	case levelCancelled:
		return Canceled, WhySupplierCancelled
	case levelRefused:
		return Failed, WhyRefused
	case levelUnknown:
		return Failed, WhyPlacedUnknown
	case levelHeld:
		return Pending, d.pendingWhy()
	case levelPlacing:
		return AwaitingOrder, d.placingWhy(s.purchase)
	case levelUnpaid:
		return AwaitingPayment, WhyNone
	case levelPaid:
		if s.purchase.ambiguous() {
			return AwaitingShipment, WhyAmbiguous
		}
		if s.purchase.withheld() {
			return AwaitingShipment, WhyDoubtful
		}
		return AwaitingShipment, WhyNoNumber
	case levelNumbered:
		return d.shelf(), d.shelfWhy()
	case levelFree, levels:
	}
	return AwaitingOrder, WhyToPlace
}

// placingWhy is why a purchase has no answer yet.
func (d *decision) placingWhy(p *Purchase) Why {
	switch {
	case d.o.Hold != nil:
		return WhyOnHold
	case len(d.o.Store.Holds) > 0:
		return WhyHeldByStore
	case p.State == PurchaseOpen && p.NotBefore.After(d.now):
		return WhyCoolingOff
	default:
		return WhyPlacing
	}
}

// shelf is the tab of units whose number the store has not confirmed. Wix, which is told line by
// line, has no tab Awaiting fulfillment.
func (d *decision) shelf() State {
	if d.o.Platform == Wix && d.o.mode(d.p) == ModeSeparate {
		return AwaitingShipment
	}
	return AwaitingFulfillment
}

// shelfWhy is why the store is not being told of a number.
func (d *decision) shelfWhy() Why {
	if d.o.mode(d.p) == ModeSeparate || d.quiet {
		return WhyQuietWindow
	}
	return WhyWaitingRest
}

func (p *Purchase) ambiguous() bool {
	for i := range p.Orders {
		for j := range p.Orders[i].Parcels {
			if p.Orders[i].Parcels[j].Ambiguous {
				return true
			}
		}
	}
	return false
}

// fate counts an item's pieces that the supplier cancelled, and those not paid yet.
func (p *Purchase) fate(item *Item) (cancelled, unpaid int) {
	if !p.split() {
		return p.slowest(item)
	}
	rest := item.Quantity
	waits := false
	for i := range p.Orders {
		so := &p.Orders[i]
		if so.Replaced {
			continue
		}
		n := p.piecesIn(so, item)
		x := min(n, piecesOfItem(so.Cancelled, item.ID))
		rest -= n
		switch so.Stage {
		case StageCancelled:
			cancelled += n
		case StagePlaced, StageUnknown:
			cancelled += x
			unpaid += n - x
			waits = true
		case StagePaid, StageShipped, StageDone:
			cancelled += x
		}
	}
	if waits && rest > 0 {
		unpaid += rest // in none of the lists: as far as the slowest
	}
	return cancelled, unpaid
}

// split reports whether it is known what is in which of the orders.
func (p *Purchase) split() bool {
	silent := 0
	for i := range p.Orders {
		if so := &p.Orders[i]; !so.Replaced && len(so.Items) == 0 {
			silent++
		}
	}
	return silent <= 1
}

// slowest is an item's fate while it is not known what is in which order: as far as the slowest living one.
func (p *Purchase) slowest(item *Item) (cancelled, unpaid int) {
	alive := false
	for i := range p.Orders {
		so := &p.Orders[i]
		if so.Replaced || so.Stage == StageCancelled {
			continue
		}
		alive = true
		if so.Stage.rank() <= StagePlaced.rank() {
			return 0, item.Quantity
		}
	}
	if !alive {
		return item.Quantity, 0
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
