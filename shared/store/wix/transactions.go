package wix

import (
	"context"
	"net/http"
	"net/url"
)

// Transactions reads an order's payments and refunds.
func (s *Site) Transactions(ctx context.Context, orderID string) (Transactions, error) {
	var out struct {
		Of *Transactions `json:"orderTransactions"`
	}
	op := operation{name: "list transactions", method: http.MethodGet, path: "/ecom/v1/payments/orders/" + url.PathEscape(orderID)}
	if err := s.call(ctx, op, nil, &out); err != nil {
		return Transactions{}, err
	}
	if out.Of == nil {
		return Transactions{}, &Error{Failure: Temporary, Operation: op.name, Status: http.StatusOK}
	}
	return *out.Of, nil
}

// TransactionsOf reads the payments and refunds of up to [MaxOrders] orders.
func (s *Site) TransactionsOf(ctx context.Context, orderIDs []string) ([]Transactions, error) {
	var out struct {
		Of []Transactions `json:"orderTransactions"`
	}
	op := operation{name: "list transactions of orders", method: http.MethodPost, path: "/ecom/v1/payments/list-by-ids"}
	if err := s.call(ctx, op, map[string]any{"orderIds": orderIDs}, &out); err != nil {
		return nil, err
	}
	return out.Of, nil
}
