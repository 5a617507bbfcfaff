package wix

import "github.com/shopspring/decimal"

// RefundSucceeded is the only state of a refund's transaction in which money
// was given back.
const RefundSucceeded = "SUCCEEDED"

// Refund is money given back. It never names lines that matter to fulfilment
// and carries no currency: the order has it.
type Refund struct {
	ID           string `json:"id"`
	CreatedDate  Time   `json:"createdDate"`
	Transactions []struct {
		PaymentID    string `json:"paymentId"`
		Amount       Amount `json:"amount"`
		RefundStatus string `json:"refundStatus"`
	} `json:"transactions"`
}

// Succeeded is what was really given back: pending and failed parts are not
// counted, since Wix announces a refund before it happens.
func (r *Refund) Succeeded() decimal.Decimal {
	sum := decimal.Zero
	for _, t := range r.Transactions {
		if t.RefundStatus == RefundSucceeded {
			sum = sum.Add(t.Amount.Decimal)
		}
	}
	return sum
}

// Transactions are an order's payments and refunds.
type Transactions struct {
	OrderID string   `json:"orderId"`
	Refunds []Refund `json:"refunds"`
}

// Succeeded is all money given back for the order.
func (t *Transactions) Succeeded() decimal.Decimal {
	sum := decimal.Zero
	for i := range t.Refunds {
		sum = sum.Add(t.Refunds[i].Succeeded())
	}
	return sum
}

// Refunded is all money that the event proves to have been given back; known is
// false where it speaks of no refund.
func (e *Event) Refunded() (sum decimal.Decimal, known bool) {
	switch {
	case e.Transactions != nil:
		return e.Transactions.Succeeded(), true
	case e.Refund != nil:
		return e.Refund.Succeeded(), true
	}
	return decimal.Zero, false
}
