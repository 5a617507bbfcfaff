package order

import "slices"

// inOneMessage reports whether parcels that waited for each other in the quiet window go as one shipment with several
// numbers, so that the customer gets one mail. Only Shopify keeps several numbers in one record, all of one carrier.
func (d *decision) inOneMessage(f *Fulfilment, c cover) bool {
	if d.p.QuietWindow <= 0 || d.o.Platform != Shopify || len(f.Parcels) == 0 || len(c.parcels) == 0 {
		return false
	}
	a, b := d.o.parcel(f.Parcels[0]), d.o.parcel(c.parcels[0])
	return a != nil && b != nil && a.Carrier == b.Carrier && a.Service == b.Service
}

// join puts units and their parcels beside those that the fulfilment has.
func (f *Fulfilment) join(r ready) {
	for _, ref := range r.cover.parcels {
		if !slices.Contains(f.Parcels, ref) {
			f.Parcels = append(f.Parcels, ref)
		}
	}
	f.Lines = append(f.Lines, r.units)
}
