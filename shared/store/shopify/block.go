package shopify

import (
	"slices"

	"onward/shared/order"
)

// block is why nothing of an order can be fulfilled now although units are open. What passes by itself is named first.
func (h Held) block() order.Block {
	if h.ScopeMissing {
		return order.BlockNoScope
	}
	found := make(map[Reason]bool)
	for _, fo := range h.FulfilmentOrders {
		if !slices.ContainsFunc(fo.Lines, func(l FulfilmentOrderLine) bool { return l.Remaining > 0 }) {
			continue
		}
		why := fo.Blocked()
		if why == "" {
			return order.BlockNone
		}
		found[why] = true
	}
	switch {
	case found[OnHold]:
		return order.BlockHeld
	case found[Scheduled]:
		return order.BlockScheduled
	case found[ForeignLocation]:
		return order.BlockForeignLocation
	case found[Closed] && h.Cancelled:
		return order.BlockClosed
	}
	return order.BlockNone
}

func (h Held) fulfilment(id string) (order.StoreFulfilment, bool) {
	i := slices.IndexFunc(h.Fulfilments, func(f order.StoreFulfilment) bool { return f.ID == id })
	if i < 0 {
		return order.StoreFulfilment{}, false
	}
	return h.Fulfilments[i], true
}

// sameTexts compares without regard to order.
func sameTexts(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}
