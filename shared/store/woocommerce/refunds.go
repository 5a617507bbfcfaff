package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// Refund is money given back, and the lines it names. A refund of money only names none.
type Refund struct {
	ID     string
	Amount decimal.Decimal
	Reason string
	// At is when it was made: goods refunded after the order was completed had been sent.
	At    time.Time
	Lines []RefundLine
}

// RefundLine is how many of an order's line were taken back; 0 when only money of the line was.
type RefundLine struct {
	// OrderLine is empty when the store does not say which line it was.
	OrderLine              string
	ProductID, VariationID string
	Quantity               int
	Fractional             bool
}

type wireRefund struct {
	ID     flexString               `json:"id"`
	Amount flexString               `json:"amount"`
	Reason flexString               `json:"reason"`
	At     flexString               `json:"date_created_gmt"`
	Lines  flexList[wireRefundLine] `json:"line_items"`
}

type wireRefundLine struct {
	Product   flexString         `json:"product_id"`
	Variation flexString         `json:"variation_id"`
	Quantity  flexString         `json:"quantity"`
	Meta      flexList[wireMeta] `json:"meta_data"`
}

// DecodeRefunds reads the list of an order's refunds.
func DecodeRefunds(body []byte) ([]Refund, error) {
	var list flexList[wireRefund]
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, errors.New("woocommerce: decode refunds: " + scrub(err).Error())
	}
	out := make([]Refund, 0, len(list))
	for _, w := range list {
		amount, ok := w.Amount.decimal()
		if !ok {
			return nil, errors.New("woocommerce: decode refunds: amount is not a number")
		}
		r := Refund{ID: string(w.ID), Amount: amount.Abs(), Reason: string(w.Reason), At: parseGMT(w.At)}
		for _, l := range w.Lines {
			line, err := l.line()
			if err != nil {
				return nil, err
			}
			r.Lines = append(r.Lines, line)
		}
		out = append(out, r)
	}
	return out, nil
}

func (w wireRefundLine) line() (RefundLine, error) {
	quantity, ok := w.Quantity.decimal()
	if !ok {
		return RefundLine{}, errors.New("woocommerce: decode refunds: quantity is not a number")
	}
	l := RefundLine{
		ProductID: w.Product.id(), VariationID: w.Variation.id(),
		Quantity: int(quantity.Abs().IntPart()), Fractional: !quantity.IsInteger(),
	}
	for _, m := range w.Meta {
		if m.Key == "_refunded_item_id" {
			l.OrderLine = m.text()
		}
	}
	return l, nil
}

// ApplyRefunds counts what the refunds took back of each line. It replaces what
// was counted before, so it may be called again. A refund made after the order
// was completed is a return of goods that were sent, and not counted.
func (o *Order) ApplyRefunds(refunds []Refund) {
	for i := range o.Lines {
		o.Lines[i].Cancelled = 0
	}
	for _, r := range refunds {
		if !o.CompletedAt.IsZero() && r.At.After(o.CompletedAt) {
			continue
		}
		for _, rl := range r.Lines {
			line := o.refunded(rl)
			switch {
			case rl.Quantity == 0 && !rl.Fractional:
			case line == nil:
				o.Doubts = append(o.Doubts, "a refund names a line that the order does not have")
			default:
				line.Cancelled = min(line.Cancelled+rl.Quantity, line.Ordered)
				line.Fractional = line.Fractional || rl.Fractional
			}
		}
	}
	o.RefundsPending = false
}

// refunded finds the line of a refund: by its id, else by the product when only one line has it.
func (o *Order) refunded(rl RefundLine) *Line {
	if rl.OrderLine != "" {
		line, _ := o.Line(rl.OrderLine)
		return line
	}
	var found *Line
	for i := range o.Lines {
		l := &o.Lines[i]
		if rl.ProductID == "" || l.ProductID != rl.ProductID || l.VariationID != rl.VariationID {
			continue
		}
		if found != nil {
			return nil
		}
		found = l
	}
	return found
}

// Refunds reads all refunds of an order.
func (c *Client) Refunds(ctx context.Context, orderID string) ([]Refund, error) {
	const op = "list refunds"
	var all []Refund
	for page := 1; page <= maxPages; page++ {
		a, err := c.read(ctx, op, orderPath(orderID)+"/refunds", query("per_page", perPage, "page", page))
		if err != nil {
			return nil, err
		}
		refunds, err := DecodeRefunds(a.body)
		if err != nil {
			return nil, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: err}
		}
		all = append(all, refunds...)
		if len(refunds) < perPage {
			return all, nil
		}
	}
	return nil, &Error{Op: op, Kind: KindMalformed, Err: fmt.Errorf("more than %d refunds", maxPages*perPage)}
}
