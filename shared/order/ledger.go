package order

import "slices"

// ledger is the order's facts arranged by line, lot and item, so that what is derived from
// them stays linear in the order's size. It is made when first asked for and thrown away by
// [decision.touch] whenever a fact changes; its pointers lead into the order.
type ledger struct {
	lines map[string]*lineAccount
	lots  map[string]*lotAccount
	// unpaid: the customer's payment does not let anything be bought.
	unpaid bool
	steps  []step
	// byItem leads from a purchase's item to the parcels that carry its pieces.
	byItem map[string][]carried
}

// lineAccount is what the fulfilments say of one line.
type lineAccount struct {
	// settled units are confirmed by the store; foreign ones of them by somebody else's hand.
	settled, foreign int
	// held units are in fulfilments that the store has not confirmed.
	held     int
	lots     []*Lot
	snapshot *SnapshotLine
}

// lotAccount is what belongs to one lot.
type lotAccount struct {
	lot   *Lot
	slots []slot
	// told units are in fulfilments of ours, confirmed or not.
	told int
	// fulfilments are the indexes of those fulfilments.
	fulfilments []int
}

// slot is one component of a lot: the item first bought for it, and what replaced its dead pieces.
type slot struct {
	root  string
	parts []part
}

// part is one item of a lot with the purchase that it is in.
type part struct {
	purchase *Purchase
	item     *Item
}

// touch forgets the ledger because a fact changed.
func (d *decision) touch() { d.kept = nil }

func (d *decision) ledger() *ledger {
	if d.kept != nil {
		return d.kept
	}
	o := d.o
	l := &ledger{
		lines:  make(map[string]*lineAccount, len(o.Store.Lines)),
		lots:   make(map[string]*lotAccount, len(o.Lots)),
		byItem: map[string][]carried{},
		unpaid: !d.payable(),
	}
	for i := range o.Store.Lines {
		l.line(o.Store.Lines[i].ID).snapshot = &o.Store.Lines[i]
	}
	for i := range o.Lots {
		lot := &o.Lots[i]
		l.lots[lot.ID] = &lotAccount{lot: lot}
		line := l.line(lot.Line)
		line.lots = append(line.lots, lot)
	}
	for i := range o.Purchases {
		p := &o.Purchases[i]
		for j := range p.Items {
			l.addPart(part{purchase: p, item: &p.Items[j]})
		}
	}
	for i := range o.Fulfilments {
		l.addFulfilment(&o.Fulfilments[i], i)
	}
	l.addSteps(o)
	d.kept = l
	return l
}

func (l *ledger) line(id string) *lineAccount {
	a, ok := l.lines[id]
	if !ok {
		a = &lineAccount{}
		l.lines[id] = a
	}
	return a
}

func (l *ledger) lot(id string) *lotAccount {
	if a, ok := l.lots[id]; ok {
		return a
	}
	return &lotAccount{}
}

func (l *ledger) addPart(p part) {
	lot, ok := l.lots[p.item.Lot]
	if !ok {
		return
	}
	root := p.item.ID
	if p.item.For != "" {
		root = p.item.For
	}
	i := slices.IndexFunc(lot.slots, func(s slot) bool { return s.root == root })
	if i < 0 {
		lot.slots = append(lot.slots, slot{root: root})
		i = len(lot.slots) - 1
	}
	lot.slots[i].parts = append(lot.slots[i].parts, p)
}

func (l *ledger) addFulfilment(f *Fulfilment, index int) {
	if f.State == FulfilmentRolledBack {
		return
	}
	for _, u := range f.Lines {
		line := l.line(u.Line)
		switch {
		case f.pending():
			line.held += u.Units
		case f.Foreign:
			line.settled += u.Units
			line.foreign += u.Units
		default:
			line.settled += u.Units
		}
		if lot, ok := l.lots[u.Lot]; ok && !f.Foreign {
			lot.told += u.Units
			if !slices.Contains(lot.fulfilments, index) {
				lot.fulfilments = append(lot.fulfilments, index)
			}
		}
	}
}

// parts lists all items of a lot.
func (a *lotAccount) parts() []part {
	var out []part
	for _, s := range a.slots {
		out = append(out, s.parts...)
	}
	return out
}
