package wix

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// The bounds of Wix's fulfilments.
const (
	MaxLines  = 300 // lines in one fulfilment
	MaxOrders = 100 // orders in one list
)

type fulfilmentAnswer struct {
	With *OrderFulfilments `json:"orderWithFulfillments"`
	ID   string            `json:"fulfillmentId"`
}

func ordersPath(orderID string) string {
	return "/ecom/v1/fulfillments/orders/" + url.PathEscape(orderID)
}

func fulfilmentPath(orderID, id string) string {
	return "/ecom/v1/fulfillments/" + url.PathEscape(id) + "/orders/" + url.PathEscape(orderID)
}

// Fulfilments reads all fulfilments of an order: what to do before each push.
func (s *Site) Fulfilments(ctx context.Context, orderID string) (OrderFulfilments, error) {
	op := operation{name: "list fulfilments", method: http.MethodGet, path: ordersPath(orderID)}
	return s.fulfilments(ctx, op, orderID, nil)
}

// FulfilmentsOf reads the fulfilments of up to [MaxOrders] orders.
func (s *Site) FulfilmentsOf(ctx context.Context, orderIDs []string) ([]OrderFulfilments, error) {
	if len(orderIDs) > MaxOrders {
		return nil, fmt.Errorf("wix: list fulfilments: %d orders, at most %d", len(orderIDs), MaxOrders)
	}
	var out struct {
		With []OrderFulfilments `json:"ordersWithFulfillments"`
	}
	op := operation{name: "list fulfilments of orders", method: http.MethodPost, path: "/ecom/v1/fulfillments/list-by-ids"}
	if err := s.call(ctx, op, map[string]any{"orderIds": orderIDs}, &out); err != nil {
		return nil, err
	}
	return out.With, nil
}

// NewFulfilment is a shipment to tell Wix of.
type NewFulfilment struct {
	// Lines name their quantities: what is left out would mean all that is left.
	Lines    []FulfilledLine
	Tracking TrackingInfo
}

// CreateFulfilment tells Wix of a shipment and is the moment at which Wix mails
// the buyer. It is not safe to repeat: after [Unclear] read the fulfilments
// first. id is the new fulfilment's, after is what the order has now.
func (s *Site) CreateFulfilment(ctx context.Context, orderID string, f NewFulfilment) (id string, after OrderFulfilments, err error) {
	op := operation{name: "create fulfilment", method: http.MethodPost, path: ordersPath(orderID) + "/create-fulfillment", writes: true}
	if len(f.Lines) == 0 || len(f.Lines) > MaxLines {
		return "", after, fmt.Errorf("wix: %s: %d lines, want 1 to %d", op.name, len(f.Lines), MaxLines)
	}
	if slices.ContainsFunc(f.Lines, func(l FulfilledLine) bool { return l.ID == "" || l.Quantity < 1 }) {
		return "", after, fmt.Errorf("wix: %s: a line without id or quantity", op.name)
	}
	if f.Tracking.TrackingNumber == "" && f.Tracking.TrackingLink == "" {
		return "", after, fmt.Errorf("wix: %s: neither tracking number nor link", op.name)
	}
	var out fulfilmentAnswer
	in := map[string]any{"fulfillment": map[string]any{"lineItems": f.Lines, "trackingInfo": f.Tracking}}
	if err := s.call(ctx, op, in, &out); err != nil {
		return "", after, err
	}
	if out.ID == "" || out.With == nil {
		return "", after, &Error{Failure: Unclear, Operation: op.name, Status: http.StatusOK}
	}
	return out.ID, *out.With, nil
}

// UpdateTracking replaces the tracking of a fulfilment; what t leaves empty is
// removed. Lines and quantities cannot be changed. Wix may mail the buyer again.
func (s *Site) UpdateTracking(ctx context.Context, orderID, id string, t TrackingInfo) (OrderFulfilments, error) {
	op := operation{name: "update tracking", method: http.MethodPatch, path: fulfilmentPath(orderID, id), writes: true}
	return s.fulfilments(ctx, op, orderID, map[string]any{"fulfillment": map[string]any{"trackingInfo": map[string]*string{
		"trackingNumber": orNull(t.TrackingNumber), "shippingProvider": orNull(t.ShippingProvider), "trackingLink": orNull(t.TrackingLink),
	}}})
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// DeleteFulfilment takes a fulfilment back: its quantities are open again.
func (s *Site) DeleteFulfilment(ctx context.Context, orderID, id string) (OrderFulfilments, error) {
	op := operation{name: "delete fulfilment", method: http.MethodDelete, path: fulfilmentPath(orderID, id), writes: true}
	return s.fulfilments(ctx, op, orderID, nil)
}

func (s *Site) fulfilments(ctx context.Context, op operation, orderID string, in any) (OrderFulfilments, error) {
	var out fulfilmentAnswer
	if err := s.call(ctx, op, in, &out); err != nil {
		return OrderFulfilments{}, err
	}
	if out.With == nil && op.writes {
		return OrderFulfilments{OrderID: orderID}, nil // done, and nothing said about the rest
	}
	if out.With == nil {
		return OrderFulfilments{}, &Error{Failure: op.doubt(), Operation: op.name, Status: http.StatusOK}
	}
	if out.With.OrderID == "" {
		out.With.OrderID = orderID
	}
	return *out.With, nil
}
