package shopify

import "github.com/shopspring/decimal"

// fulfilled counts the units of a line in fulfilments that stand.
func (o *order) fulfilled(l *line) int {
	n := 0
	for _, f := range o.fulfilments {
		if f.status != "success" {
			continue
		}
		for _, fl := range f.lines {
			if fl.line == l {
				n += fl.quantity
			}
		}
	}
	return n
}

func (l *line) current() int { return l.quantity - l.removed - l.returned }

// unfulfilled is what was neither sent nor taken out before sending.
func (o *order) unfulfilled(l *line) int { return max(0, l.quantity-l.removed-o.fulfilled(l)) }

// fulfillable is what is still to be sent: nothing of a tip, nothing of a cancelled order.
func (o *order) fulfillable(l *line) int {
	if l.tip || o.cancelled != nil {
		return 0
	}
	return o.unfulfilled(l)
}

// nonFulfillable is what will never be sent.
func (o *order) nonFulfillable(l *line) int {
	if l.tip {
		return l.quantity
	}
	return l.removed
}

// fulfilmentState is the REST spelling: none, partial or fulfilled.
func (o *order) fulfilmentState() string {
	sent, open := 0, 0
	for _, l := range o.lines {
		if l.tip {
			continue
		}
		sent += o.fulfilled(l)
		open += o.unfulfilled(l)
	}
	switch {
	case sent == 0:
		return ""
	case open == 0:
		return "fulfilled"
	}
	return "partial"
}

// displayStatus is the GraphQL spelling, which also knows of holds.
func (o *order) displayStatus() string {
	switch o.fulfilmentState() {
	case "fulfilled":
		return "FULFILLED"
	case "partial":
		return "PARTIALLY_FULFILLED"
	}
	needed := false
	for _, l := range o.lines {
		needed = needed || !l.tip
	}
	if !needed {
		return "FULFILLMENT_NOT_REQUIRED"
	}
	for _, fo := range o.fulfilmentOrders {
		switch fo.status {
		case "on_hold":
			return "ON_HOLD"
		case "scheduled":
			return "SCHEDULED"
		}
	}
	return "UNFULFILLED"
}

func (o *order) subtotal() decimal.Decimal {
	sum := decimal.Zero
	for _, l := range o.lines {
		if !l.tip {
			sum = sum.Add(l.price.Mul(decimal.NewFromInt(int64(l.quantity))))
		}
	}
	return sum
}

func (o *order) total() decimal.Decimal { return o.subtotal().Add(o.shipping).Add(o.tip) }

// currentTotal is the total without what was removed, edited away or returned.
func (o *order) currentTotal() decimal.Decimal {
	sum := o.shipping.Add(o.tip)
	for _, l := range o.lines {
		if !l.tip {
			sum = sum.Add(l.price.Mul(decimal.NewFromInt(int64(l.current()))))
		}
	}
	return sum
}

func (o *order) refunded() decimal.Decimal {
	sum := decimal.Zero
	for _, r := range o.refunds {
		sum = sum.Add(r.amount)
	}
	return sum
}
