package shopify

import "strings"

// Reason says why Shopify, or a look at what it holds, refused.
type Reason string

// The reasons of a refusal.
const (
	// Closed: the fulfilment order is closed or cancelled: done already, or the order was cancelled.
	Closed Reason = "closed"
	// OnHold: a hold has to be released first.
	OnHold Reason = "on hold"
	// Scheduled: the fulfilment order is not due yet.
	Scheduled Reason = "scheduled"
	// QuantityTooMuch: more than what remains to be fulfilled.
	QuantityTooMuch Reason = "quantity too much"
	// StaleIDs: the fulfilment order or its lines were replaced by a move, split, merge or edit.
	StaleIDs Reason = "stale ids"
	// MultiLocation: one call named fulfilment orders of several locations.
	MultiLocation Reason = "several locations"
	// MultiOrder: one call named fulfilment orders of several orders.
	MultiOrder Reason = "several orders"
	// BadQuantity: a quantity below one.
	BadQuantity Reason = "bad quantity"
	// ForeignLocation: the items belong to another fulfilment service; only it may fulfil them.
	ForeignLocation Reason = "foreign_location"
	// LineUnknown: the order has no such line among what is to be fulfilled.
	LineUnknown Reason = "line unknown"
	// OrderCancelled: the whole order is cancelled.
	OrderCancelled Reason = "order cancelled"
	// FulfilmentUnknown: no such fulfilment.
	FulfilmentUnknown Reason = "fulfilment unknown"
	// FulfilmentCancelled: the fulfilment was cancelled; a change of its tracking reaches nobody.
	FulfilmentCancelled Reason = "fulfilment cancelled"
	// CannotMove: the fulfilment order cannot go to that location.
	CannotMove Reason = "cannot move"
	// AlreadySubscribed: the address already gets this topic.
	AlreadySubscribed Reason = "already subscribed"
	// AddressRefused: Shopify does not deliver to the address.
	AddressRefused Reason = "address refused"
	// TooMany: more than one call or one read can hold.
	TooMany Reason = "too many"
	// Unknown: a message not seen before.
	Unknown Reason = "unknown refusal"
)

// userError is what every mutation may answer. Fulfilment mutations give no code, so the message decides.
type userError struct {
	Field   []string
	Message string
	Code    string
}

// refusal turns the first user error into a typed error; nil when there is none.
func refusal(op string, errs []userError) error {
	if len(errs) == 0 {
		return nil
	}
	first := errs[0]
	return &Error{Op: op, Kind: Refused, Reason: reasonOf(first), Code: first.Code, Message: first.Message, Status: 200}
}

func reasonOf(e userError) Reason {
	message := strings.ToLower(e.Message)
	for _, rule := range []struct {
		part   string
		reason Reason
	}{
		{"unfulfillable status= on_hold", OnHold},
		{"unfulfillable status= scheduled", Scheduled},
		{"unfulfillable status=", Closed},
		{"invalid fulfillment order line item quantity requested", QuantityTooMuch},
		{"fulfillment order does not exist", StaleIDs},
		{"fulfillment order line item does not exist", StaleIDs},
		{"must be assigned to a single location", MultiLocation},
		{"must belong to the same order", MultiOrder},
		{"quantity must be greater than 0", BadQuantity},
		{"fulfillment does not exist", FulfilmentUnknown},
		{"fulfillment not found", FulfilmentUnknown},
		{"cannot change location", CannotMove},
		{"location not found", CannotMove},
		{"cannot move", CannotMove},
		{"on hold", OnHold},
		{"already been taken", AlreadySubscribed},
		{"address ", AddressRefused},
	} {
		if strings.Contains(message, rule.part) {
			return rule.reason
		}
	}
	if e.Code == "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS" {
		return CannotMove
	}
	return Unknown
}
