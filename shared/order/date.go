package order

import "time"

// date notes when purchases failed and when suppliers' orders were first heard of as shipped. Neither is told by the
// supplier; both are facts, so that what is counted by them comes out alike whenever it is counted.
func (d *decision) date() {
	for i := range d.o.Purchases {
		p := &d.o.Purchases[i]
		switch failed := p.State == PurchaseRefused || p.State == PurchaseUnknown; {
		case !failed:
			p.FailedAt = time.Time{}
		case p.FailedAt.IsZero():
			p.FailedAt = d.now
		}
		for j := range p.Orders {
			if so := &p.Orders[j]; so.ShippedAt.IsZero() && so.shipped() {
				so.ShippedAt = d.now
			}
		}
	}
}

// shipped reports whether anything of the supplier's order is on its way.
func (so *SupplierOrder) shipped() bool {
	return so.Stage == StageShipped || so.Stage == StageDone || len(so.Parcels) > 0
}
