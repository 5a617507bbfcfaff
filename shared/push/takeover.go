package push

import (
	"context"

	"onward/shared/order"
	"onward/shared/store"
)

// taker is implemented by stores that keep items at locations where only another app fulfils.
type taker interface {
	// TakeOver moves what of the lines is at such a location to one of the merchant's own. Nothing is told by it; what
	// is there already stays.
	TakeOver(ctx context.Context, orderID string, lines []string) error
}

// takeOver does so where the merchant has asked for it, for this fulfilment alone.
func takeOver(ctx context.Context, c store.Client, o order.Order, e order.Effect) error {
	f, ok := o.Fulfilment(e.Target)
	if !ok || !f.TakeOver || f.State == order.FulfilmentTold {
		return nil
	}
	t, ok := c.(taker)
	if !ok {
		return nil
	}
	var lines []string
	for _, l := range f.LineTotals() {
		lines = append(lines, l.Line)
	}
	return t.TakeOver(ctx, o.Key.ID, lines)
}
