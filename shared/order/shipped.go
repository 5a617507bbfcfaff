package order

import "time"

// Shipped is when the parcels of a tell effect were first seen; zero when that is not known.
func (o *Order) Shipped(effect Effect) time.Time {
	f, ok := o.Fulfilment(effect.Target)
	if !ok {
		return time.Time{}
	}
	for _, ref := range f.Parcels {
		if parcel := o.parcel(ref); parcel != nil {
			if !parcel.FirstScan.IsZero() {
				return parcel.FirstScan
			}
			return parcel.FirstSeen
		}
	}
	return f.CreatedAt
}
