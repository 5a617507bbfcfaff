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
		if p.State != PurchaseUnknown && p.State != PurchaseCalling {
			return nil
		}
		// The purchase exists after all: adopted from what the supplier tells.
		d.placed(p, []string{r.ID}, p.Message)
		so, _ = p.Order(r.ID)
	}
	so.mergeStage(r)
	if so.PaidAt.IsZero() && !r.PaidAt.IsZero() {
		so.PaidAt = r.PaidAt.UTC()
	}
	if !r.PayBy.IsZero() {
		so.PayBy = r.PayBy.UTC()
	}
	if !r.Amount.IsZero() && !r.Amount.Equal(so.Amount) {
		so.Amount = r.Amount
	}
	p.mergeItems(so, r)
	if r.ParcelsKnown {
		d.mergeParcels(p, so, r.Parcels)
	}
	return nil
}

// mergeStage raises the stage. A cancellation ends what was not shipped; a parcel with a
// number is proof of life that a cancellation does not undo.
func (so *SupplierOrder) mergeStage(r Report) {
	stage := r.Stage
	numbered := len(so.Parcels) > 0 ||
		slices.ContainsFunc(r.Parcels, func(p ReportParcel) bool { return p.Number != "" })
	if stage == StageCancelled && (so.Stage.rank() >= StageShipped.rank() || numbered) {
		stage = so.Stage
	}
	if so.Stage == StageCancelled && numbered && stage != StageCancelled {
		so.Stage = StageShipped
	}
	if stage.rank() >= so.Stage.rank() {
		so.Stage = stage
		so.Status = r.Status
		if r.EndReason != "" {
			so.EndReason = r.EndReason
		}
	}
}

// mergeItems notes which pieces are in this order and which of them the supplier cancelled.
func (p *Purchase) mergeItems(so *SupplierOrder, r Report) {
	if len(r.Items) == 0 {
		return
	}
	pool := p.pool()
	var all, cancelled []Pieces
	for _, item := range r.Items {
		pieces := pool.take(item)
		all = addPieces(all, pieces)
		if item.Cancelled {
			cancelled = addPieces(cancelled, pieces)
		}
	}
	if len(p.Orders) > 1 && len(all) > 0 {
		so.Items = all
	}
	if len(cancelled) > 0 {
		so.Cancelled = cancelled
	}
}

// contents is what is in a supplier's order: what it said, or everything when it is the only one.
func (p *Purchase) contents(so *SupplierOrder) []Pieces {
	if len(so.Items) > 0 || p.ordersInUse() > 1 {
		return so.Items
	}
	var out []Pieces
	for _, item := range p.Items {
		if !item.Superseded {
			out = append(out, Pieces{Item: item.ID, Quantity: item.Quantity})
		}
	}
	return out
}

func (p *Purchase) ordersInUse() int {
	n := 0
	for i := range p.Orders {
		if !p.Orders[i].Replaced {
			n++
		}
	}
	return n
}

// pool hands out a purchase's pieces to what a supplier lists, so that two lines with the
// same product share a parcel's quantity instead of both claiming it.
type pool struct {
	items []Item
	left  []int
}

func (p *Purchase) pool() *pool {
	out := &pool{items: p.Items, left: make([]int, len(p.Items))}
	for i := range p.Items {
		out.left[i] = p.Items[i].Quantity
	}
	return out
}

// take finds the items that a listed position means: by SKU, else by option text, else by
// product, else the only item there is.
func (b *pool) take(r ReportItem) []Pieces {
	matches := []func(Item) bool{
		func(i Item) bool { return r.SKU != "" && i.Component.Product == r.Product && i.Component.SKU == r.SKU },
		func(i Item) bool {
			return r.SKU == "" && r.Options != "" && i.Component.Product == r.Product && i.Component.Options == r.Options
		},
		func(i Item) bool { return i.Component.Product == r.Product && b.single(r.Product) },
		func(Item) bool { return len(b.items) == 1 },
	}
	for _, match := range matches {
		if out := b.takeWhere(match, r.Quantity); len(out) > 0 {
			return out
		}
	}
	return nil
}

// single reports whether all items of the product are of one SKU, so that the product alone names them.
func (b *pool) single(product string) bool {
	sku, seen := "", false
	for _, i := range b.items {
		if i.Component.Product != product {
			continue
		}
		if seen && i.Component.SKU != sku {
			return false
		}
		sku, seen = i.Component.SKU, true
	}
	return seen
}

func (b *pool) takeWhere(match func(Item) bool, quantity int) []Pieces {
	var out []Pieces
	for i := range b.items {
		if quantity <= 0 {
			break
		}
		if !match(b.items[i]) || b.items[i].Superseded {
			continue
		}
		n := min(quantity, b.left[i])
		if n > 0 {
			b.left[i] -= n
			quantity -= n
			out = append(out, Pieces{Item: b.items[i].ID, Quantity: n})
		}
	}
	return out
}

func addPieces(to, more []Pieces) []Pieces {
	for _, m := range more {
		i := slices.IndexFunc(to, func(p Pieces) bool { return p.Item == m.Item })
		if i < 0 {
			to = append(to, m)
		} else {
			to[i].Quantity += m.Quantity
		}
	}
	return to
}
