package order

import (
	"cmp"
	"slices"
)

// mergeParcels folds a supplier's list of packages into what is known. A parcel is its
// place in the supplier's order, not its number:
//   - a listed number that is known is that parcel;
//   - a known number that is gone, with a new one for the same items, is that parcel renumbered;
//   - a new number while the old ones are still listed is a further parcel;
//   - when the list does not tell which, the new one is ambiguous: attention, and nothing is told of it.
//
// Nothing known is ever taken away, and a number that a parcel had before is an old message.
func (d *decision) mergeParcels(p *Purchase, so *SupplierOrder, listed []ReportParcel) {
	pool := p.pool(so)
	list := byNumber(listed)
	seen := make([]bool, len(so.Parcels))
	for _, r := range list {
		if i := so.indexOf(r.Number); i >= 0 {
			seen[i] = true
			pool.reserve(so.Parcels[i].Items)
		} else if i := so.indexOfFormer(r.Number); i >= 0 {
			seen[i] = true
			pool.reserve(so.Parcels[i].Items)
		}
	}
	var fresh []ReportParcel
	for _, r := range list {
		if i := so.indexOf(r.Number); i >= 0 {
			so.Parcels[i].refresh(r, pool)
		} else if so.indexOfFormer(r.Number) < 0 {
			fresh = append(fresh, r)
		}
	}
	var gone []int
	for i := range seen {
		if !seen[i] && so.Parcels[i].Number != "" {
			gone = append(gone, i)
		}
	}
	n := newcomers{so: so, all: p.pool(so), pool: pool, gone: gone, fresh: fresh}
	for _, r := range fresh {
		d.placeParcel(n, r)
	}
	so.endDoubt(list)
}

// endDoubt: when every number is listed at once, each is a parcel by itself.
func (so *SupplierOrder) endDoubt(list []ReportParcel) {
	for i := range so.Parcels {
		number := so.Parcels[i].Number
		if number != "" && !slices.ContainsFunc(list, func(r ReportParcel) bool { return r.Number == number }) {
			return
		}
	}
	for i := range so.Parcels {
		so.Parcels[i].Ambiguous = false
	}
}

// newcomers are the numbers of one list that were not seen before, with the parcels that they may belong to.
type newcomers struct {
	so        *SupplierOrder
	all, pool *pool
	gone      []int
	fresh     []ReportParcel
}

// placeParcel decides what a number not seen before is.
func (d *decision) placeParcel(n newcomers, r ReportParcel) {
	var candidates []int
	for _, i := range n.gone {
		if n.fits(i, r) {
			candidates = append(candidates, i)
		}
	}
	rivals := 0
	for _, other := range n.fresh {
		if len(candidates) > 0 && n.fits(candidates[0], other) {
			rivals++
		}
	}
	so := n.so
	if len(candidates) == 1 && rivals == 1 {
		so.Parcels[candidates[0]].renumber(Parcel{
			Number: r.Number, Carrier: r.Carrier, Service: r.Service, URL: r.URL,
			FirstScan: instant(r.FirstScan), Delivered: r.Delivered,
		}, d)
		if known := &so.Parcels[candidates[0]]; len(known.Items) == 0 {
			known.Items = n.pool.takeAll(r.Items)
		}
		return
	}
	so.Parcels = append(so.Parcels, Parcel{
		Ordinal: len(so.Parcels) + 1, Number: r.Number, Carrier: r.Carrier, Service: r.Service, URL: r.URL,
		Items: n.contents(r), FirstSeen: d.now, FirstScan: instant(r.FirstScan), Delivered: r.Delivered,
		Ambiguous: len(candidates) > 0,
	})
}

// contents finds what is in a further parcel: first pieces that no parcel has yet, else any that are in the order.
func (n newcomers) contents(r ReportParcel) []Pieces {
	unclaimed := n.pool.clone()
	for _, i := range n.gone {
		unclaimed.reserve(n.so.Parcels[i].Items)
	}
	if out := unclaimed.takeAll(r.Items); sumPieces(out) == quantity(r.Items) {
		n.pool.reserve(out)
		return out
	}
	if out := n.pool.takeAll(r.Items); len(out) > 0 {
		return out
	}
	return n.all.clone().takeAll(r.Items)
}

func quantity(items []ReportItem) int {
	n := 0
	for _, i := range items {
		n += i.Quantity
	}
	return n
}

// fits reports whether a new number can be a known parcel's: same items, or, where one of
// the two is silent about its items, the only pair there is.
func (n newcomers) fits(i int, r ReportParcel) bool {
	known := &n.so.Parcels[i]
	if known.Number == r.Number {
		return false // an earlier newcomer took it over
	}
	silent := len(n.all.clone().takeAll(r.Items)) == 0
	if len(known.Items) > 0 && !silent {
		own := &pool{items: n.all.items, left: make([]int, len(n.all.left))}
		for j := range own.items {
			own.left[j] = piecesOfItem(known.Items, own.items[j].ID)
		}
		taken := sumPieces(own.takeAll(r.Items))
		return taken == quantity(r.Items) && taken == sumPieces(known.Items)
	}
	return len(n.gone) == 1 && len(n.fresh) == 1 || len(known.Items) == 0 && silent
}

// renumber gives a parcel its new number and keeps the old one on record.
func (p *Parcel) renumber(n Parcel, d *decision) {
	p.History = append(p.History, NumberChange{Number: p.Number, Until: d.now})
	p.Number, p.Carrier, p.Service, p.URL = n.Number, n.Carrier, n.Service, n.URL
	p.Delivered = p.Delivered || n.Delivered
	if p.FirstScan.IsZero() {
		p.FirstScan = n.FirstScan
	}
	if len(p.Items) == 0 {
		p.Items = n.Items
	}
}

// refresh takes in what a later list says of the same number. What is in the parcel may only grow.
func (p *Parcel) refresh(r ReportParcel, free *pool) {
	if r.Carrier != "" {
		p.Carrier = r.Carrier
	}
	if r.Service != "" {
		p.Service = r.Service
	}
	if r.URL != "" {
		p.URL = r.URL
	}
	if p.FirstScan.IsZero() && !r.FirstScan.IsZero() {
		p.FirstScan = instant(r.FirstScan)
	}
	p.Delivered = p.Delivered || r.Delivered
	if len(r.Items) == 0 {
		return
	}
	own := &pool{items: free.items, left: make([]int, len(free.left))}
	for i := range own.items {
		own.left[i] = piecesOfItem(p.Items, own.items[i].ID)
	}
	for _, item := range r.Items {
		item.Quantity -= sumPieces(own.take(item))
		if item.Quantity > 0 {
			p.Items = addPieces(p.Items, free.take(item))
		}
	}
}

func (so *SupplierOrder) indexOf(number string) int {
	return slices.IndexFunc(so.Parcels, func(p Parcel) bool { return p.Number == number })
}

func (so *SupplierOrder) indexOfFormer(number string) int {
	return slices.IndexFunc(so.Parcels, func(p Parcel) bool { return p.had([]string{number}) })
}

// byNumber drops packages without a number, folds repeats of one number into one package,
// and orders them by number, so that the supplier's order of listing decides nothing.
func byNumber(listed []ReportParcel) []ReportParcel {
	sorted := slices.Clone(listed)
	slices.SortStableFunc(sorted, func(a, b ReportParcel) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.URL, b.URL))
	})
	var out []ReportParcel
	for _, r := range sorted {
		if r.Number == "" {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Number == r.Number {
			last := &out[n-1]
			last.Items = append(slices.Clip(last.Items), r.Items...)
			last.Delivered = last.Delivered && r.Delivered
			if last.FirstScan.IsZero() {
				last.FirstScan = r.FirstScan
			}
			continue
		}
		out = append(out, r)
	}
	return out
}
