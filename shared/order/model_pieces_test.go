package order_test

import "onward/shared/order"

// pieceFacts is what a purchase's orders say of one item's pieces.
type pieceFacts struct{ numbered, cancelled, unpaid int }

// ledgerOf counts an item's pieces by what the supplier's orders say: each order in use has what it listed; the
// only one that listed nothing has the rest; while several listed nothing, all goods are as the slowest order.
func ledgerOf(p *order.Purchase, item order.Item) pieceFacts {
	var out pieceFacts
	var used, silent []order.SupplierOrder
	rest := item.Quantity
	for _, so := range p.Orders {
		if so.Replaced {
			continue
		}
		used = append(used, so)
		if len(so.Items) == 0 {
			silent = append(silent, so)
		}
		rest -= count(so.Items, item.ID)
	}
	known := len(silent) <= 1
	alive, waiting := 0, 0
	for _, so := range used {
		n := count(so.Items, item.ID)
		if len(so.Items) == 0 && known {
			n, rest = max(rest, 0), 0
		}
		gone := min(n, count(so.Cancelled, item.ID))
		carried, mute := 0, false
		for _, parcel := range so.Parcels {
			if parcel.Number == "" || parcel.Ambiguous {
				continue
			}
			carried += count(parcel.Items, item.ID)
			mute = mute || len(parcel.Items) == 0
		}
		if mute && (so.Stage == order.StageShipped || so.Stage == order.StageDone) {
			carried = max(carried, n-gone)
		}
		out.numbered += carried
		switch so.Stage {
		case order.StageCancelled:
			out.cancelled += n
			continue
		case order.StagePlaced, order.StageUnknown:
			out.unpaid += n - gone
			waiting++
		case order.StagePaid, order.StageShipped, order.StageDone:
		}
		alive++
		out.cancelled += gone
	}
	out.numbered = min(out.numbered, item.Quantity)
	switch {
	case !known && alive == 0:
		out.cancelled, out.unpaid = item.Quantity, 0
	case !known && waiting > 0:
		out.cancelled, out.unpaid = 0, item.Quantity
	case !known:
		out.cancelled, out.unpaid = 0, 0
	case waiting > 0 && rest > 0:
		out.unpaid += rest
	}
	return out
}

func count(list []order.Pieces, item string) int {
	n := 0
	for _, p := range list {
		if p.Item == item {
			n += p.Quantity
		}
	}
	return n
}
