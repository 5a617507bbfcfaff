package woocommerce

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
)

// refund gives money back, and with lines takes goods back. When all money is
// back the order becomes refunded. The order's own quantities stay.
func (s *Sim) refund(st *site, o *order, lines map[int]int, amount decimal.Decimal, reason string) (refund, error) {
	r := refund{id: take(&st.nextPost), reason: reason, created: s.now().UTC()}
	sum := decimal.Zero
	for _, l := range o.lines {
		n := lines[l.id]
		if n == 0 {
			continue
		}
		if n < 0 || n > l.quantity-o.refundedOf(l.id) {
			return refund{}, fmt.Errorf("line %d has not %d left to refund", l.id, n)
		}
		r.lines = append(r.lines, refundLine{id: take(&st.nextItem), metaID: take(&st.nextMeta), of: l.id, quantity: n})
		sum = sum.Add(l.price.Mul(decimal.NewFromInt(int64(n))))
	}
	if amount.IsZero() {
		amount = sum
	}
	if left := o.total().Sub(o.refunded()); amount.GreaterThan(left) || amount.IsNegative() {
		return refund{}, fmt.Errorf("no more than %s can be refunded", left.StringFixed(2))
	}
	r.amount = amount
	o.refunds = append([]refund{r}, o.refunds...)
	s.shrinkDrafts(o, lines)
	s.touch(st, o)
	if o.refunded().Equal(o.total()) {
		s.setStatus(st, o, "refunded")
	}
	return r, nil
}

func (o *order) refundedOf(lineID int) int {
	n := 0
	for _, r := range o.refunds {
		for _, l := range r.lines {
			if l.of == lineID {
				n += l.quantity
			}
		}
	}
	return n
}

type refundJSON struct {
	ID       int              `json:"id"`
	Created  string           `json:"date_created"`
	GMT      string           `json:"date_created_gmt"`
	Amount   string           `json:"amount"`
	Reason   string           `json:"reason"`
	By       int              `json:"refunded_by"`
	Payment  bool             `json:"refunded_payment"`
	Meta     []any            `json:"meta_data"`
	Lines    []refundLineJSON `json:"line_items"`
	Shipping []any            `json:"shipping_lines"`
	Tax      []any            `json:"tax_lines"`
	Fees     []any            `json:"fee_lines"`
	Links    any              `json:"_links"`
}

type refundLineJSON struct {
	lineJSON
	Meta []refundMeta `json:"meta_data"`
}

type refundMeta struct {
	ID           int    `json:"id"`
	Key          string `json:"key"`
	Value        string `json:"value"`
	DisplayKey   string `json:"display_key"`
	DisplayValue string `json:"display_value"`
}

func (s *Sim) refundJSON(st *site, o *order, r refund) refundJSON {
	m := func(d decimal.Decimal) string { return d.StringFixed(st.set.Decimals) }
	j := refundJSON{
		ID: r.id, Created: st.local(r.created), GMT: gmt(r.created), Amount: m(r.amount), Reason: r.reason, By: 1,
		Meta: []any{}, Lines: []refundLineJSON{}, Shipping: []any{}, Tax: []any{}, Fees: []any{},
		Links: links(fmt.Sprintf("%s/wp-json/wc/v3/orders/%d/refunds", s.address(st), o.id), r.id),
	}
	for _, x := range r.lines {
		l := line{}
		if of := o.line(x.of); of != nil {
			l = *of
		}
		l.id, l.quantity = x.id, -x.quantity
		of := strconv.Itoa(x.of)
		j.Lines = append(j.Lines, refundLineJSON{
			lineJSON: l.json(m),
			Meta:     []refundMeta{{ID: x.metaID, Key: "_refunded_item_id", Value: of, DisplayKey: "_refunded_item_id", DisplayValue: of}},
		})
	}
	return j
}
