package woocommerce

// Statuses of the core, as REST gives them.
const (
	StatusPending    = "pending"
	StatusProcessing = "processing"
	StatusOnHold     = "on-hold"
	StatusCompleted  = "completed"
	StatusCancelled  = "cancelled"
	StatusRefunded   = "refunded"
	StatusFailed     = "failed"
	StatusTrash      = "trash"
)

// Paid reports whether the order may be bought: money came in, or the shop has
// said so by its status (cash on delivery is processing without a payment
// date). A status of a plugin says nothing by itself.
func (o *Order) Paid() bool {
	return !o.PaidAt.IsZero() || o.Status == StatusProcessing || o.Status == StatusCompleted
}

// Aside reports whether the order is paid and the merchant put it aside all the same.
func (o *Order) Aside() bool { return o.Status == StatusOnHold && o.Paid() }

// Cancelled reports whether nothing more is to be sent. A status of a plugin is
// never taken for a cancellation.
func (o *Order) Cancelled() bool {
	switch o.Status {
	case StatusCancelled, StatusFailed, StatusRefunded, StatusTrash:
		return true
	}
	return false
}

// Draft reports whether the order is a checkout or an editor's page in
// progress, which webhooks deliver all the same.
func (o *Order) Draft() bool {
	switch o.Status {
	case "checkout-draft", "auto-draft", "draft", "new":
		return true
	}
	return false
}

// Completed reports whether the order needs no completing any more. Some
// tracking plugins have statuses that come after completed; going back would
// mail the customer again.
func (o *Order) Completed() bool {
	switch o.Status {
	case StatusCompleted, "shipped", "delivered":
		return true
	}
	return false
}

// Known reports whether the status is one of the core's.
func (o *Order) Known() bool {
	switch o.Status {
	case StatusPending, StatusProcessing, StatusOnHold, StatusCompleted:
		return true
	}
	return o.Cancelled() || o.Draft()
}
