package wix

import (
	"fmt"
	"strconv"
	"strings"
)

// Refund gives money back. It names no line and moves no quantity. A pending
// one is announced, and announced again when [Sim.Settle] lets it succeed.
func (s *Sim) Refund(siteID, orderID, amount string, pending bool) error {
	cents, err := parseCents(amount)
	if err != nil {
		return err
	}
	return s.at(siteID, orderID, func(st *site, r *record) error {
		r.refunds = append(r.refunds, doc{
			"id": s.guid(), "createdDate": stamp(s.opts.Now()), "cents": cents,
			"details": doc{"items": []any{}, "shippingIncluded": false},
		})
		if pending {
			s.tellRefund(st, r, len(r.refunds)-1)
			return nil
		}
		s.succeed(st, r, len(r.refunds)-1)
		return nil
	})
}

// Settle has all pending refunds of an order succeed.
func (s *Sim) Settle(siteID, orderID string) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		for i, refund := range r.refunds {
			if refund["done"] == nil {
				s.succeed(st, r, i)
			}
		}
		return nil
	})
}

func (s *Sim) succeed(st *site, r *record, i int) {
	r.refunds[i]["done"] = true
	r.refundCents += number(r.refunds[i]["cents"])
	s.tellRefund(st, r, i)
	status := "PARTIALLY_REFUNDED"
	if r.refundCents >= r.totalCents() {
		status = "FULLY_REFUNDED"
	}
	s.paymentStatus(st, r, status)
}

func (r *record) totalCents() int {
	summary, _ := r.order["priceSummary"].(doc)
	total, _ := summary["total"].(doc)
	amount, _ := total["amount"].(string)
	cents, err := parseCents(amount)
	if err != nil {
		return 0
	}
	return cents
}

func (s *Sim) tellRefund(st *site, r *record, i int) {
	s.emit(st, r, transactionsDomain, "refund_completed", doc{"actionEvent": doc{"body": doc{
		"orderId": r.id, "refund": r.refundJSON(i), "orderTransactions": r.transactions(),
		"sideEffects": doc{"sendOrderRefundedEmail": false},
	}}})
}

// transactions are the order's payments and refunds, as Wix shows them.
func (r *record) transactions() doc {
	refunds := make([]doc, 0, len(r.refunds))
	for i := range r.refunds {
		refunds = append(refunds, r.refundJSON(i))
	}
	return doc{"orderId": r.id, "payments": []any{}, "refunds": refunds}
}

func (s *Sim) listTransactions(c call) answer {
	r := c.site.find(c.path("order"))
	if r == nil {
		return orderNotFound()
	}
	return done(doc{"orderTransactions": r.transactions()})
}

func (s *Sim) transactionsByIDs(c call) answer {
	ids, bad := orderIDs(c.body)
	if bad != nil {
		return *bad
	}
	all := []doc{}
	for _, id := range ids {
		if r := c.site.find(id); r != nil {
			all = append(all, r.transactions())
		}
	}
	return done(doc{"orderTransactions": all})
}

func (r *record) refundJSON(i int) doc {
	f := r.refunds[i]
	cents := number(f["cents"])
	status, refunded := "PENDING", doc{"amount": "0"}
	amount := doc{"amount": money(cents)["amount"]}
	if f["done"] != nil {
		status, refunded = "SUCCEEDED", amount
	}
	return doc{
		"id": f["id"], "createdDate": f["createdDate"], "details": f["details"],
		"transactions": []doc{{"paymentId": "pay-1", "amount": money(cents), "refundStatus": status}},
		"summary":      doc{"requestedRefund": amount, "refunded": refunded, "pending": status == "PENDING"},
	}
}

// parseCents reads an amount with two decimals at most.
func parseCents(amount string) (int, error) {
	whole, part, _ := strings.Cut(amount, ".")
	part = (part + "00")[:2]
	cents, err := strconv.Atoi(whole + part)
	if err != nil || cents < 0 {
		return 0, fmt.Errorf("%w: %q is no amount", ErrRefused, amount)
	}
	return cents, nil
}
