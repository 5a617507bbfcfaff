package shopify

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
