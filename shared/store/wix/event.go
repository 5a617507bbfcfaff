package wix

import (
	"encoding/json"
	"fmt"
	"time"
)

// Kind is what an event means to us.
type Kind string

// The kinds of event. Anything else is Unknown: acknowledge it and do nothing.
const (
	Unknown            Kind = "unknown"
	OrderCreated       Kind = "order-created" // fires before approval too: not yet an order to act on
	OrderUpdated       Kind = "order-updated"
	OrderApproved      Kind = "order-approved"
	OrderPayment       Kind = "order-payment"
	OrderCancelled     Kind = "order-cancelled"
	OrderFulfilment    Kind = "order-fulfilment" // the fulfilment status changed, in either direction
	OrderEdited        Kind = "order-edited"
	OrderImported      Kind = "order-imported" // history of another shop: never bought
	ImportedDeleted    Kind = "imported-order-deleted"
	FulfilmentsChanged Kind = "fulfilments-changed"
	RefundCompleted    Kind = "refund-completed"
	MoneyMoved         Kind = "money-moved"
	AppInstalled       Kind = "app-installed"
	AppRemoved         Kind = "app-removed"
)

func kindOf(name string) Kind {
	switch name {
	case "wix.ecom.v1.order_created":
		return OrderCreated
	case "wix.ecom.v1.order_updated":
		return OrderUpdated
	case "wix.ecom.v1.order_approved":
		return OrderApproved
	case "wix.ecom.v1.order_payment_status_updated":
		return OrderPayment
	case "wix.ecom.v1.order_canceled":
		return OrderCancelled
	case "wix.ecom.v1.order_fulfilled":
		return OrderFulfilment
	case "wix.ecom.v1.order_committed":
		return OrderEdited
	case "wix.ecom.v1.order_imported":
		return OrderImported
	case "wix.ecom.v1.order_imported_order_deleted":
		return ImportedDeleted
	case "wix.ecom.v1.fulfillments_updated":
		return FulfilmentsChanged
	case "wix.ecom.v1.order_transactions_refund_completed":
		return RefundCompleted
	case "wix.ecom.v1.order_transactions_updated", "wix.ecom.v1.order_transactions_details_updated",
		"wix.ecom.v1.order_transactions_chargeback_approved", "wix.ecom.v1.order_transactions_chargeback_reversed":
		return MoneyMoved
	case "AppInstalled":
		return AppInstalled
	case "AppRemoved":
		return AppRemoved
	}
	return Unknown
}

// Event is one verified delivery.
type Event struct {
	Kind       Kind
	Type       string // Wix's own name
	InstanceID string // the tenant: our app on one site
	ID         string // the same on each repeat
	OrderID    string
	At         time.Time
	Sequence   uint64 // rises with each event of the order; 0 where Wix leaves it out
	Anonymise  bool   // the change is an erasure: erase our copy of the buyer as well

	Order        *Order // nil where the event carries none: read it by OrderID
	Fulfilments  *OrderFulfilments
	Refund       *Refund
	Transactions *Transactions

	AppID string
	// OriginInstanceID is the site which this one was copied from. The copy is a
	// new tenant with copied products, never to be merged with the old.
	OriginInstanceID string
}

type body struct {
	Order        json.RawMessage `json:"order"`
	OrderID      string          `json:"orderId"`
	Refund       json.RawMessage `json:"refund"`
	Transactions json.RawMessage `json:"orderTransactions"`
}

// fill reads the object that the event is about from where its kind keeps it.
func (e *Event) fill(d domainEvent) error {
	switch e.Kind {
	case Unknown, AppInstalled, AppRemoved:
		return nil
	case OrderCreated:
		return e.fillOrder(entity(d.CreatedEvent, "entity"))
	case OrderUpdated:
		return e.fillOrder(entity(d.UpdatedEvent, "currentEntity"))
	case FulfilmentsChanged:
		return e.fillFulfilments(entity(d.UpdatedEvent, "currentEntity"))
	default:
		return e.fillBody(entity(d.ActionEvent, "body"))
	}
}

// entity takes the named member, or its spelling as a string of JSON.
func entity(event json.RawMessage, name string) json.RawMessage {
	var parts map[string]json.RawMessage
	if err := open(event, &parts); err != nil {
		return event
	}
	return first(parts[name], parts[name+"AsJson"])
}

func (e *Event) fillOrder(raw json.RawMessage) error {
	if raw == nil {
		return nil
	}
	var o Order
	if err := open(raw, &o); err != nil {
		return err
	}
	if o.ID == "" {
		return fmt.Errorf("%w: order without id", ErrMalformed)
	}
	o.Imported = e.Kind == OrderImported
	e.Order, e.OrderID = &o, o.ID
	return nil
}

func (e *Event) fillFulfilments(raw json.RawMessage) error {
	var f OrderFulfilments
	if err := open(raw, &f); err != nil {
		return err
	}
	if f.OrderID == "" {
		f.OrderID = e.OrderID
	}
	if f.OrderID == "" {
		return fmt.Errorf("%w: fulfilments of no order", ErrMalformed)
	}
	if raw != nil {
		e.Fulfilments = &f
	}
	e.OrderID = f.OrderID
	return nil
}

func (e *Event) fillBody(raw json.RawMessage) error {
	var b body
	if err := open(raw, &b); err != nil {
		return err
	}
	if b.Transactions != nil {
		e.Transactions = new(Transactions)
		if err := open(b.Transactions, e.Transactions); err != nil {
			return err
		}
	}
	if b.Refund != nil {
		e.Refund = new(Refund)
		if err := open(b.Refund, e.Refund); err != nil {
			return err
		}
	}
	if b.OrderID == "" && e.Transactions != nil {
		b.OrderID = e.Transactions.OrderID
	}
	if b.OrderID != "" {
		e.OrderID = b.OrderID
	}
	return e.fillOrder(first(b.Order))
}
