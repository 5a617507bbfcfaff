package order

import "slices"

// supplierSaid merges a supplier's report of one of its orders. Stages only rise; an
// empty or shorter report takes nothing away.
func (d *decision) supplierSaid(e SupplierSaid) error {
	p, ok := d.o.Purchase(e.Purchase)
	if !ok {
		return ErrNotWanted
	}
	r := e.Report
	if r.ID == "" {
		return &InputError{Field: "report id", Problem: "is empty"}
	}
	so, ok := p.Order(r.ID)
	if !ok {
		if p.FirstCallAt.IsZero() || !p.fits(r) {
			return nil // never sent, or not shown to be ours
		}
		// The purchase exists after all, or became several: adopted from what the supplier tells.
		d.placed(p, []string{r.ID}, p.Message)
		so, _ = p.Order(r.ID)
	}
	d.touch()
	if r.ParcelsKnown {
		r.Parcels = so.believe(r.Parcels)
	}
	so.mergeStage(r)
	if so.PaidAt.IsZero() && !r.PaidAt.IsZero() {
		so.PaidAt = instant(r.PaidAt)
	}
	if !r.PayBy.IsZero() {
		so.PayBy = instant(r.PayBy)
	}
	if !r.Amount.IsZero() && !r.Amount.Equal(so.Amount) {
		so.Amount = r.Amount
	}
	p.mergeItems(so, r)
	if r.ParcelsKnown {
		d.mergeParcels(p, so, r.Parcels)
	}
	if len(r.Split) > 0 {
		d.mergeSplit(p, so, r)
	}
	return nil
}

// mergeSplit notes that the supplier made several orders of one. What the old number has shipped stays with
// it. Of a number that the merchant replaced, nothing is wanted any more.
func (d *decision) mergeSplit(p *Purchase, so *SupplierOrder, r Report) {
	if so.Replaced && !so.Split {
		return
	}
	so.Split = true
	so.Replaced = len(so.Parcels) == 0
	d.placed(p, r.Split, p.Message)
}

// mergeStage raises the stage. A cancellation ends what was not shipped; a parcel with a
// number is proof of life that a cancellation does not undo.
func (so *SupplierOrder) mergeStage(r Report) {
	stage := r.Stage
	numbered := len(so.Parcels) > 0 ||
		slices.ContainsFunc(r.Parcels, func(p ReportParcel) bool { return p.Number != "" })
	if so.Stage == StageCancelled && numbered {
		so.Stage, so.EndReason = StageShipped, ""
	}
	if stage == StageCancelled && (so.Stage.rank() >= StageShipped.rank() && so.Stage != StageCancelled || numbered) {
		stage = so.Stage
	}
	if stage.rank() < so.Stage.rank() {
		return
	}
	so.Stage = stage
	so.Status = r.Status
	if r.EndReason != "" {
		so.EndReason = r.EndReason
	}
}

// mergeItems notes which pieces are in this order and which of them the supplier cancelled.
func (p *Purchase) mergeItems(so *SupplierOrder, r Report) {
	if len(r.Items) == 0 || so.Replaced {
		return
	}
	pool := p.pool(so)
	var all, cancelled []Pieces
	for _, item := range r.Items {
		pieces := pool.take(item)
		all = addPieces(all, pieces)
		if item.Cancelled {
			cancelled = addPieces(cancelled, pieces)
		}
	}
	// One order for everything needs no list, unless it knowingly lists less: the rest is in one that is not known yet.
	several := len(p.Orders) > 1 || sumPieces(all) == quantity(r.Items) && sumPieces(all) < p.pieces()
	if several && sumPieces(all) > sumPieces(so.Items) {
		so.Items = all
	}
	for _, c := range cancelled {
		if n := piecesOfItem(so.Cancelled, c.Item); c.Quantity > n {
			so.Cancelled = addPieces(so.Cancelled, []Pieces{{Item: c.Item, Quantity: c.Quantity - n}})
		}
	}
}

// fits reports whether a report shows itself to be of this purchase: it lists items, and each was bought.
func (p *Purchase) fits(r Report) bool {
	if len(r.Items) == 0 {
		return false
	}
	all := p.pool(nil)
	all.strict = true
	return sumPieces(all.takeAll(r.Items)) == quantity(r.Items)
}

func sumPieces(list []Pieces) int {
	n := 0
	for _, p := range list {
		n += p.Quantity
	}
	return n
}

// contents is what is in a supplier's order: what it listed, or what is left when it is the only one that
// listed nothing. While several listed nothing, it is not known.
func (p *Purchase) contents(so *SupplierOrder) []Pieces {
	if len(so.Items) > 0 || so.Replaced || !p.split() {
		return so.Items
	}
	out := make([]Pieces, 0, len(p.Items))
	for i := range p.Items {
		if n := p.Items[i].Quantity - p.listed(p.Items[i].ID, so); n > 0 {
			out = append(out, Pieces{Item: p.Items[i].ID, Quantity: n})
		}
	}
	return out
}

// piecesIn is how many pieces of one item are in a supplier's order; see contents.
func (p *Purchase) piecesIn(so *SupplierOrder, item *Item) int {
	if len(so.Items) > 0 || so.Replaced || !p.split() {
		return piecesOfItem(so.Items, item.ID)
	}
	return max(item.Quantity-p.listed(item.ID, so), 0)
}

// listed is how many pieces of an item the other orders in use listed.
func (p *Purchase) listed(item string, except *SupplierOrder) int {
	n := 0
	for i := range p.Orders {
		if so := &p.Orders[i]; so != except && !so.Replaced {
			n += piecesOfItem(so.Items, item)
		}
	}
	return n
}
