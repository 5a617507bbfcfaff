package order

import "slices"

// A number in doubt is none yet: who reads the supplier says in its report which numbers look like no tracking numbers
// ([ReportParcel.Doubt]). The list is withheld, and the merchant is asked; a later list without the number, or the
// merchant's word that it is right, ends it.

// Doubted is a number that is withheld, and why.
type Doubted struct{ Number, Doubt string }

// InDoubt lists the numbers of a supplier's order that are withheld.
func (so *SupplierOrder) InDoubt() []Doubted {
	var out []Doubted
	for _, r := range so.Withheld {
		if so.doubts(r) {
			out = append(out, Doubted{r.Number, r.Doubt})
		}
	}
	return out
}

func (so *SupplierOrder) doubts(r ReportParcel) bool {
	return r.Number != "" && r.Doubt != "" && !slices.Contains(so.Trusted, r.Number) && so.indexOf(r.Number) < 0
}

// believe answers what of a list can be relied on. The whole list is kept while something in it can't, so that the
// merchant's word is as good as another report.
func (so *SupplierOrder) believe(list []ReportParcel) []ReportParcel {
	so.Withheld = nil
	if !slices.ContainsFunc(list, so.doubts) {
		return list
	}
	so.Withheld = slices.Clone(list)
	return slices.DeleteFunc(slices.Clone(list), so.doubts)
}

// trust takes the merchant's word that a number in doubt is right.
func (d *decision) trust(e ResolveParcel) error {
	p, ok := d.o.Purchase(e.Parcel.Purchase)
	if !ok {
		return reject("not_in_doubt", "This order has no purchase "+e.Parcel.Purchase+".")
	}
	so, ok := p.Order(e.Parcel.Order)
	if !ok || !slices.ContainsFunc(so.InDoubt(), func(x Doubted) bool { return x.Number == e.Number }) {
		return reject("not_in_doubt", "The number is not in doubt, or not listed any more.")
	}
	so.Trusted = append(so.Trusted, e.Number)
	d.touch()
	d.mergeParcels(p, so, so.believe(so.Withheld))
	return nil
}

func (p *Purchase) withheld() bool {
	return slices.ContainsFunc(p.Orders, func(so SupplierOrder) bool { return !so.Replaced && len(so.InDoubt()) > 0 })
}
