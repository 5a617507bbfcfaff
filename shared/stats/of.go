package stats

import (
	"slices"
	"strconv"
	"time"

	"onward/shared/order"
)

// Of is the milestones that an order has come to, by its facts and by the given entries of its timeline. Entries tell
// which tabs it was in meanwhile; the tabs that it is in now are found without. An order of which nothing is known yet
// has none.
func Of(o order.Order, entries []order.Entry) []Milestone {
	if o.Store.CreatedAt.IsZero() {
		return nil
	}
	var found list
	found.tabs(o, entries)
	for i := range o.Purchases {
		found.purchase(&o.Purchases[i], lastStep(o))
	}
	for i := range o.Fulfilments {
		found.told(&o, &o.Fulfilments[i])
	}
	return found
}

// list is milestones, each once, at its earliest.
type list []Milestone

func (l *list) add(m Milestone) {
	i := slices.IndexFunc(*l, func(x Milestone) bool { return x.ID() == m.ID() })
	switch {
	case i < 0:
		*l = append(*l, m)
	case m.At.Before((*l)[i].At):
		(*l)[i] = m
	}
}

func (l *list) reached(tab order.State, s order.Supplier, at time.Time) {
	if tab == order.Exempt || tab == "" {
		return
	}
	l.add(Milestone{Kind: Reached, Tab: tab, At: at})
	if s != "" {
		l.add(Milestone{Kind: Reached, Tab: tab, Supplier: s, At: at})
	}
}

// tabs goes through the moves. A move does not say at which supplier: it was where its line is bought now.
func (l *list) tabs(o order.Order, entries []order.Entry) {
	suppliers := map[string][]order.Supplier{}
	for _, p := range o.Portions {
		if !slices.Contains(suppliers[p.Line], p.Supplier) {
			suppliers[p.Line] = append(suppliers[p.Line], p.Supplier)
		}
	}
	for _, entry := range entries {
		for _, m := range entry.Moves {
			l.reached(m.To, "", entry.At)
			for _, s := range suppliers[m.Line] {
				l.reached(m.To, s, entry.At)
			}
		}
	}
	for _, p := range o.Portions {
		l.reached(p.State, p.Supplier, lastStep(o))
	}
}

func (l *list) purchase(p *order.Purchase, last time.Time) {
	if p.State == order.PurchaseRefused || p.State == order.PurchaseUnknown {
		reason, at := p.Reason, p.FailedAt
		if reason == "" {
			reason = order.FailOther
		}
		if at.IsZero() {
			at = last
		}
		l.add(Milestone{Kind: Failed, Reason: reason, Supplier: p.Supplier, At: at})
	}
	for i := range p.Orders {
		so := &p.Orders[i]
		var first time.Time
		for j := range so.Parcels {
			if parcel := &so.Parcels[j]; parcel.Number != "" && (first.IsZero() || parcel.FirstSeen.Before(first)) {
				first = parcel.FirstSeen
			}
		}
		from := so.PaidAt
		if from.IsZero() {
			from = p.PlacedAt
		}
		if first.IsZero() || from.IsZero() {
			continue
		}
		l.add(Milestone{Kind: Numbered, Supplier: p.Supplier, Subject: so.ID, At: first, Took: max(first.Sub(from), 0)})
	}
}

// told is the parcels that the store has confirmed by our word. What others told it is not ours to time.
func (l *list) told(o *order.Order, f *order.Fulfilment) {
	if f.Foreign || f.ToldAt.IsZero() {
		return
	}
	for _, ref := range f.Parcels {
		p, ok := o.Purchase(ref.Purchase)
		if !ok {
			continue
		}
		so, ok := p.Order(ref.Order)
		if !ok {
			continue
		}
		i := slices.IndexFunc(so.Parcels, func(x order.Parcel) bool { return x.Ordinal == ref.Ordinal })
		if i < 0 {
			continue
		}
		shipped := shippedAt(p, so, &so.Parcels[i])
		l.add(Milestone{
			Kind: Told, Supplier: p.Supplier, Subject: so.ID + "/" + strconv.Itoa(ref.Ordinal), At: f.ToldAt, Took: max(f.ToldAt.Sub(shipped), 0),
		})
	}
}

// shippedAt is the first sign that a parcel is on its way: its number, the carrier's first scan, or, for the first
// parcel, the supplier's word that the order is shipped. A scan before the purchase is another parcel's.
func shippedAt(p *order.Purchase, so *order.SupplierOrder, parcel *order.Parcel) time.Time {
	at := parcel.FirstSeen
	if scan := parcel.FirstScan; !scan.IsZero() && scan.Before(at) && scan.After(p.PlacedAt) {
		at = scan
	}
	if word := so.ShippedAt; parcel.Ordinal == 1 && !word.IsZero() && word.Before(at) {
		at = word
	}
	return at
}

// lastStep is when the order changed last: by then at the latest, what nothing dates was so.
func lastStep(o order.Order) time.Time {
	if n := len(o.Tail); n > 0 {
		return o.Tail[n-1].At
	}
	return o.Store.UpdatedAt
}
