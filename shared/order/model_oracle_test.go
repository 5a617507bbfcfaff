package order_test

import (
	"slices"

	"onward/shared/order"
)

// The oracle says in which tab every single unit belongs, by listing units and pieces one by one.
// It knows the facts of an order and nothing of how the core works them out.

// fate is how far one piece or unit is; the order of the constants is the order of hope.
type fate int

const (
	free fate = iota
	cancelled
	refused
	unknown
	placing
	held
	unpaid
	paid
	numbered
)

type oracle struct {
	o *order.Order
	p order.Policy
}

// tabs counts a line's units by state.
func (x oracle) tabs(l order.SnapshotLine) map[order.State]int {
	out := map[order.State]int{}
	put := func(s order.State, n int) {
		if n > 0 {
			out[s] += n
		}
	}
	if l.Kind != order.Physical {
		put(order.Exempt, l.Quantity)
		return out
	}
	ours, foreign, telling := 0, 0, 0
	for _, f := range x.o.Fulfilments {
		for _, u := range f.Lines {
			switch {
			case u.Line != l.ID || f.State == order.FulfilmentRolledBack:
			case f.State != order.FulfilmentTold:
				telling += u.Units
			case f.Foreign:
				foreign += u.Units
			default:
				ours += u.Units
			}
		}
	}
	done := min(ours+foreign, l.Quantity)
	gone := min(l.Cancelled, l.Quantity-done)
	if x.cancelledWhole() {
		gone = l.Quantity - done
	}
	rest := l.Quantity - done - gone
	put(order.Canceled, gone)
	x.confirmed(done, ours, foreign, put)
	open := func(s order.State, n int) {
		if x.o.Store.Completed && !slices.Contains(x.o.Reopened, l.ID) {
			s = order.Fulfilled
		}
		put(s, n)
	}
	n := min(telling, rest)
	open(x.shelf(), n)
	units := x.units(l.ID)
	for _, f := range units[:min(len(units), rest-n)] {
		open(x.stateOf(f), 1)
	}
	open(x.leftover(), rest-n-min(len(units), rest-n))
	return out
}

// confirmed: WooCommerce's units are Fulfilled only once the order is completed; others' at once.
func (x oracle) confirmed(done, ours, foreign int, put func(order.State, int)) {
	s := x.o.Store
	if x.o.Platform != order.WooCommerce || s.Completed || !x.o.CompletedAt.IsZero() || s.Cancelled || s.Deleted {
		put(order.Fulfilled, done)
		return
	}
	if ours+foreign > done { // more records than units: which of them count first is the core's choice
		put(order.Exempt, 1)
		return
	}
	put(order.Fulfilled, foreign)
	put(order.AwaitingFulfillment, ours)
}

func (x oracle) cancelledWhole() bool {
	s := x.o.Store
	return s.Cancelled || s.Deleted || s.Payment == order.Refunded || s.Payment == order.Voided || s.Payment == order.Expired
}

func (x oracle) shelf() order.State {
	bulk := x.p.Mode == order.ModeBulk
	if x.o.Platform == order.Wix && !bulk {
		return order.AwaitingShipment
	}
	return order.AwaitingFulfillment
}

func (x oracle) stateOf(f fate) order.State {
	return map[fate]order.State{
		free: x.leftover(), cancelled: order.Canceled, refused: order.Failed, unknown: order.Failed,
		held: order.Pending, placing: order.AwaitingOrder, unpaid: order.AwaitingPayment, paid: order.AwaitingShipment, numbered: x.shelf(),
	}[f]
}

func (x oracle) leftover() order.State {
	s := x.o.Store
	ready := s.Payment == order.Paid || s.Payment == order.Authorized || s.Payment == order.PartlyRefunded ||
		s.Payment == order.PartlyPaid && x.p.PartlyPaidGoesOn
	if ready && !s.NotReady && !s.Cancelled && !s.Deleted {
		return order.AwaitingOrder
	}
	return order.Pending
}

// units lists the fates of a line's bought units that are in no fulfilment, the most hopeful first.
func (x oracle) units(line string) []fate {
	var out []fate
	for _, lot := range x.o.Lots {
		if lot.Line != line || lot.Released {
			continue
		}
		told := 0
		for _, f := range x.o.Fulfilments {
			for _, u := range f.Lines {
				if u.Lot == lot.ID && f.State != order.FulfilmentRolledBack && !f.Foreign {
					told += u.Units
				}
			}
		}
		list := x.lotUnits(lot)
		list = list[:min(len(list), lot.Units-lot.Freed)]
		list = list[min(told, len(list)):]
		for _, f := range list {
			if f != free {
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b fate) int { return int(b) - int(a) })
	return out
}

// lotUnits makes units of pieces: the best of every component go together.
func (x oracle) lotUnits(lot order.Lot) []fate {
	components := map[string][]fate{}
	var roots []string
	for i := range x.o.Purchases {
		p := &x.o.Purchases[i]
		for _, item := range p.Items {
			if item.Lot != lot.ID {
				continue
			}
			root := item.ID
			if item.For != "" {
				root = item.For
			}
			if !slices.Contains(roots, root) {
				roots = append(roots, root)
			}
			if item.For != "" {
				components[root] = replace(components[root], item.Quantity/item.Component.PerUnit())
			}
			pieces := x.pieces(p, item)
			slices.SortFunc(pieces, func(a, b fate) int { return int(b) - int(a) })
			for per := item.Component.PerUnit(); len(pieces) >= per; pieces = pieces[per:] {
				components[root] = append(components[root], pieces[per-1])
			}
		}
	}
	var out []fate
	for i := range lot.Units {
		worst := numbered
		for _, root := range roots {
			list := components[root]
			slices.SortFunc(list, func(a, b fate) int { return int(b) - int(a) })
			if i >= len(list) {
				worst = free
				continue
			}
			worst = min(worst, list[i])
		}
		if len(roots) > 0 {
			out = append(out, worst)
		}
	}
	return out
}

// replace takes dead units out that were bought anew, the least hopeful first.
func replace(list []fate, n int) []fate {
	slices.Sort(list)
	for len(list) > 0 && n > 0 && list[0] < unknown {
		list = list[1:]
		n--
	}
	return list
}

// pieces is the fate of each piece of an item.
func (x oracle) pieces(p *order.Purchase, item order.Item) []fate {
	whole := map[order.PurchaseState]fate{
		order.PurchaseOpen: placing, order.PurchaseCalling: placing, order.PurchaseRefused: refused,
		order.PurchaseUnknown: unknown, order.PurchaseDropped: free,
	}
	if p.State == order.PurchaseOpen && p.FirstCallAt.IsZero() && x.leftover() == order.Pending {
		whole[p.State] = held
	}
	if f, ok := whole[p.State]; ok {
		return slices.Repeat([]fate{f}, item.Quantity)
	}
	l := ledgerOf(p, item)
	var out []fate
	for len(out) < item.Quantity {
		switch {
		case l.numbered > 0:
			l.numbered--
			out = append(out, numbered)
		case l.cancelled > 0:
			l.cancelled--
			out = append(out, cancelled)
		case l.unpaid > 0:
			l.unpaid--
			out = append(out, unpaid)
		default:
			out = append(out, paid)
		}
	}
	return out
}
