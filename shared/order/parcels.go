package order

import "slices"

// mergeParcels folds a supplier's list of packages into what is known. A parcel is its
// place in the supplier's order, not its number:
//   - a listed number that is known is that parcel;
//   - a known number that is gone, with a new one for the same items, is that parcel renumbered;
//   - a new number while the old ones are still listed is a further parcel;
//   - when the list does not tell which, the new one is ambiguous: attention, and nothing is told of it.
//
// Nothing known is ever taken away, and a number that a parcel had before is an old message.
func (d *decision) mergeParcels(p *Purchase, so *SupplierOrder, listed []ReportParcel) {
	pool := p.pool()
	fresh := make([]Parcel, 0, len(listed))
	seen := make([]bool, len(so.Parcels))
	for _, r := range byNumber(listed) {
		items := piecesOf(pool, r.Items)
		if i := so.indexOf(r.Number); i >= 0 {
			seen[i] = true
			so.Parcels[i].refresh(r, items)
			continue
		}
		if i := so.indexOfFormer(r.Number); i >= 0 {
			seen[i] = true
			continue
		}
		fresh = append(fresh, Parcel{
			Number: r.Number, Carrier: r.Carrier, Service: r.Service, URL: r.URL, Items: items,
			FirstSeen: d.now, FirstScan: r.FirstScan, Delivered: r.Delivered,
		})
	}
	var gone []int
	for i := range so.Parcels {
		if !seen[i] {
			gone = append(gone, i)
		}
	}
	for _, n := range fresh {
		d.placeParcel(so, n, gone, fresh)
	}
}

// placeParcel decides what a number not seen before is.
func (d *decision) placeParcel(so *SupplierOrder, n Parcel, gone []int, fresh []Parcel) {
	var candidates []int
	for _, i := range gone {
		if fits(so.Parcels[i], n, len(gone) == 1 && len(fresh) == 1) {
			candidates = append(candidates, i)
		}
	}
	rivals := 0
	for _, other := range fresh {
		if len(candidates) > 0 && fits(so.Parcels[candidates[0]], other, len(gone) == 1 && len(fresh) == 1) {
			rivals++
		}
	}
	switch {
	case len(candidates) == 1 && rivals == 1:
		so.Parcels[candidates[0]].renumber(n, d)
	case len(candidates) == 0:
		n.Ordinal = len(so.Parcels) + 1
		so.Parcels = append(so.Parcels, n)
	default:
		n.Ordinal, n.Ambiguous = len(so.Parcels)+1, true
		so.Parcels = append(so.Parcels, n)
	}
}

// fits reports whether a new number can be a known parcel's: same items, or, where one of
// the two is silent about its items, the only pair there is.
func fits(known, n Parcel, onlyPair bool) bool {
	if known.Number == n.Number {
		return false
	}
	if len(known.Items) > 0 && len(n.Items) > 0 {
		return samePieces(known.Items, n.Items)
	}
	return onlyPair || (len(known.Items) == 0 && len(n.Items) == 0)
}

func samePieces(a, b []Pieces) bool {
	if len(a) != len(b) {
		return false
	}
	return !slices.ContainsFunc(a, func(x Pieces) bool { return !slices.Contains(b, x) })
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
func (p *Parcel) refresh(r ReportParcel, items []Pieces) {
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
		p.FirstScan = r.FirstScan.UTC()
	}
	p.Delivered = p.Delivered || r.Delivered
	for _, item := range items {
		i := slices.IndexFunc(p.Items, func(x Pieces) bool { return x.Item == item.Item })
		if i < 0 {
			p.Items = append(p.Items, item)
		} else {
			p.Items[i].Quantity = max(p.Items[i].Quantity, item.Quantity)
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
	var out []ReportParcel
	for _, r := range listed {
		if r.Number == "" {
			continue
		}
		i := slices.IndexFunc(out, func(o ReportParcel) bool { return o.Number == r.Number })
		if i < 0 {
			r.Items = slices.Clone(r.Items)
			out = append(out, r)
			continue
		}
		out[i].Items = append(out[i].Items, r.Items...)
		out[i].Delivered = out[i].Delivered && r.Delivered
	}
	slices.SortStableFunc(out, func(a, b ReportParcel) int {
		switch {
		case a.Number < b.Number:
			return -1
		case a.Number > b.Number:
			return 1
		default:
			return 0
		}
	})
	return out
}

func piecesOf(b *pool, items []ReportItem) []Pieces {
	var out []Pieces
	for _, item := range items {
		out = addPieces(out, b.take(item))
	}
	return out
}
