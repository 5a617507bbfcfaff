package desk

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"onward/shared/order"
	"onward/shared/supplier"
)

// offers judges what suppliers said about the new purchases of an order. Of each kind of check the worst finding counts
// and is told; what could not be asked is unknown, never a pass.
type offers struct {
	to     order.Address
	policy order.Policy
	total  order.Money

	findings [3]Check
	goods    decimal.Decimal
	fees     decimal.Decimal
	currency string
	unpriced bool
}

const (
	atStock = iota
	atFreight
	atPrice
)

func newOffers(o *order.Order, policy order.Policy) *offers {
	w := &offers{to: o.Destination(), policy: policy, total: o.Store.Total}
	w.findings = [3]Check{{What: "stock"}, {What: "freight"}, {What: "price"}}
	return w
}

// tell keeps a finding if it is worse than what was found before.
func (w *offers) tell(at int, v Verdict, text string) {
	f := &w.findings[at]
	if f.Verdict == "" || severity(v) > severity(f.Verdict) {
		f.Verdict, f.Text = v, text
	} else if v == f.Verdict && !strings.Contains(f.Text, text) {
		f.Text += " " + text
	}
}

func severity(v Verdict) int {
	switch v {
	case Fail:
		return 3
	case Unknown:
		return 2
	case Warn:
		return 1
	default:
		return 0
	}
}

// item judges one item by the supplier's answer.
func (w *offers) item(item order.Item, s said) {
	q := s.quote
	if s.err != nil {
		q.OfferErr, q.ServicesErr = s.err, s.err
	}
	product := item.Component.Product
	switch {
	case q.OfferErr != nil:
		w.missing(atStock, product, q.OfferErr)
		w.unpriced = true
	default:
		w.stock(product, item.Quantity, q.Stock)
		w.price(item.Quantity, q.Price)
	}
	if q.ServicesErr != nil {
		if q.OfferErr == nil || w.findings[atStock].Verdict == Unknown {
			w.missing(atFreight, product, q.ServicesErr)
		} else {
			w.tell(atFreight, Unknown, "Product "+product+": not to be asked for what can't be bought.")
		}
		w.unpriced = true
		return
	}
	w.freight(item, q)
}

// missing tells of an answer that is a refusal, or none.
func (w *offers) missing(at int, product string, err error) {
	if e := supplier.As(err); e.Kind == supplier.Refused {
		w.tell(at, Fail, "Product "+product+": "+e.Reason.Fix())
		return
	}
	w.tell(at, Unknown, unheard(err))
}

func (w *offers) stock(product string, wanted int, stock *int) {
	switch {
	case stock == nil:
		w.tell(atStock, Unknown, "Product "+product+": the supplier does not tell how many there are.")
	case *stock < wanted:
		w.tell(atStock, Fail, fmt.Sprintf("Product %s: %d are left, %d are needed. Place a part, or buy it elsewhere.", product, *stock, wanted))
	default:
		w.tell(atStock, Pass, "There is enough of everything.")
	}
}

func (w *offers) price(pieces int, price order.Money) {
	if price.Currency == "" || w.currency != "" && w.currency != price.Currency {
		w.unpriced = true
		return
	}
	w.currency = price.Currency
	w.goods = w.goods.Add(price.Amount.Mul(decimal.NewFromInt(int64(pieces))))
}

// freight judges the service that would be taken: the mapping's, or the first of the merchant's rule that is offered.
func (w *offers) freight(item order.Item, q supplier.Quote) {
	product, code := item.Component.Product, item.Component.Service
	rule := w.policy.Services(w.to.Country)
	if code != "" {
		s, offered := q.Service(code)
		if !offered {
			w.tell(atFreight, Fail, "Product "+product+": the mapping's shipping service "+code+" is not offered there. Offered: "+codes(q)+".")
			return
		}
		w.taken(s, "chosen in the mapping")
		return
	}
	for i, code := range rule {
		if s, offered := q.Service(code); offered {
			w.taken(s, map[bool]string{true: "by your rule", false: "by your rule, as what you prefer is not offered"}[i == 0])
			return
		}
	}
	w.unpriced = true
	switch {
	case len(rule) > 0 && w.policy.FreightStrict:
		w.tell(atFreight, Fail, "Product "+product+": none of your shipping services is offered there. Offered: "+codes(q)+".")
	case len(rule) > 0:
		w.tell(atFreight, Warn, "Product "+product+": none of your shipping services is offered there; the supplier takes its own. Offered: "+codes(q)+".")
	default:
		w.tell(atFreight, Unknown, "No shipping service is chosen, in the mapping or by a rule: the supplier takes its own. Offered: "+codes(q)+".")
	}
}

func (w *offers) taken(s supplier.Service, how string) {
	text := s.Code + ", " + how
	if s.MaxDays > 0 {
		text += fmt.Sprintf(", %d to %d days", s.MinDays, s.MaxDays)
	}
	w.tell(atFreight, Pass, text+".")
	if !s.FeeKnown || s.Fee.Currency != "" && w.currency != "" && s.Fee.Currency != w.currency {
		w.unpriced = true
		return
	}
	w.fees = w.fees.Add(s.Fee.Amount)
}

func codes(q supplier.Quote) string {
	out := make([]string, 0, len(q.Services))
	for _, s := range q.Services {
		out = append(out, s.Code)
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

// result is the three findings; the price is that of everything together.
func (w *offers) result() []Check {
	all := order.Money{Amount: w.goods.Add(w.fees), Currency: w.currency}
	text := amountText(all.Amount, all.Currency) + " " + all.Currency
	switch {
	case w.currency == "":
		w.tell(atPrice, Unknown, "The supplier did not tell it.")
	case w.unpriced:
		w.tell(atPrice, Unknown, "At least "+text+"; not all of it was told.")
	case w.total.Currency == all.Currency && all.Amount.GreaterThan(w.total.Amount):
		w.tell(atPrice, Warn, text+" with shipping: more than the "+amountText(w.total.Amount, w.total.Currency)+" "+w.total.Currency+" that the customer paid.")
	default:
		w.tell(atPrice, Pass, text+" with shipping.")
	}
	return w.findings[:]
}
