package shopify

import "onward/shared/order"

// Topics in the header's form.
const (
	TopicOrdersCreate             = "orders/create"
	TopicOrdersUpdated            = "orders/updated"
	TopicOrdersPaid               = "orders/paid"
	TopicOrdersCancelled          = "orders/cancelled"
	TopicOrdersFulfilled          = "orders/fulfilled"
	TopicOrdersPartiallyFulfilled = "orders/partially_fulfilled"
	TopicOrdersEdited             = "orders/edited"
	TopicOrdersDelete             = "orders/delete"
	TopicRefundsCreate            = "refunds/create"
	TopicFulfilmentsCreate        = "fulfillments/create"
	TopicFulfilmentsUpdate        = "fulfillments/update"
	TopicAppUninstalled           = "app/uninstalled"
	TopicAppScopesUpdate          = "app/scopes_update"
	TopicCustomersDataRequest     = "customers/data_request"
	TopicCustomersRedact          = "customers/redact"
	TopicShopRedact               = "shop/redact"

	// topicFulfilmentOrders is the beginning of placed_on_hold, hold_released, moved, split, merged, cancelled, ...
	topicFulfilmentOrders = "fulfillment_orders/"
)

// Event is what a delivery means. Exactly one of its parts is set, except that Reread may stand beside Snapshot.
type Event struct {
	Topic string
	// OrderID is the order concerned, empty when the payload does not name one.
	OrderID string
	// Snapshot is the order as the payload describes it.
	Snapshot *order.Snapshot
	// Reread says why the order must be read; empty when the payload says enough.
	Reread string
	// Deleted: the order is gone.
	Deleted bool
	// FulfilmentOrder is the fulfilment order that changed; its order has to be looked up ([Client.OrderOf]).
	FulfilmentOrder string
	// Uninstalled: the app was removed and its token is dead. Nothing may be called any more.
	Uninstalled bool
	// ScopesChanged: what the merchant grants changed; it has to be read.
	ScopesChanged bool
	// Privacy is a request about personal data.
	Privacy *Privacy
}

// Privacy is one of the three requests that every app must answer.
type Privacy struct {
	// Topic is customers/data_request, customers/redact or shop/redact.
	Topic      string
	Shop       string
	CustomerID string
	Email      string
	Phone      string
	// Orders are the orders concerned; empty for shop/redact, which means everything.
	Orders []string
	// RequestID is the id of a data request.
	RequestID string
}
