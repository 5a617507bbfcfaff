package wix

// The states of an order. Only an approved one is an order to act on; a shop
// still at the checkout is Initialized and can't be read at all.
const (
	StatusInitialized = "INITIALIZED"
	StatusPending     = "PENDING"
	StatusApproved    = "APPROVED"
	StatusCanceled    = "CANCELED"
	StatusRejected    = "REJECTED"
)

// The states of payment. NotPaid on an approved order is an offline payment.
const (
	NotPaid           = "NOT_PAID"
	PaymentPending    = "PENDING"
	PendingMerchant   = "PENDING_MERCHANT"
	PartiallyPaid     = "PARTIALLY_PAID"
	Paid              = "PAID"
	PartiallyRefunded = "PARTIALLY_REFUNDED"
	FullyRefunded     = "FULLY_REFUNDED"
	PaymentCanceled   = "CANCELED"
	PaymentDeclined   = "DECLINED"
)

// Order is an order as Wix sends it.
type Order struct {
	ID                string `json:"id"`
	Number            Text   `json:"number"`
	CreatedDate       Time   `json:"createdDate"`
	UpdatedDate       Time   `json:"updatedDate"`
	Status            string `json:"status"`
	PaymentStatus     string `json:"paymentStatus"`
	FulfillmentStatus string `json:"fulfillmentStatus"`
	Currency          string `json:"currency"`
	PriceSummary      struct {
		Total Amount `json:"total"`
	} `json:"priceSummary"`
	LineItems     []LineItem    `json:"lineItems"`
	RecipientInfo *Contact      `json:"recipientInfo"`
	ShippingInfo  *ShippingInfo `json:"shippingInfo"`
	BuyerInfo     struct {
		Email string `json:"email"`
	} `json:"buyerInfo"`
	ChannelInfo struct {
		Type string `json:"type"`
	} `json:"channelInfo"`
	BuyerNote string `json:"buyerNote"`
	Archived  bool   `json:"archived"`

	// Imported is history of another shop. Only its event says so.
	Imported bool `json:"-"`
}

// ShippingInfo is how the buyer wanted the goods.
type ShippingInfo struct {
	Title     string `json:"title"`
	Logistics struct {
		Destination *Contact  `json:"shippingDestination"`
		Pickup      *struct{} `json:"pickupDetails"`
	} `json:"logistics"`
}

// ToActOn says that the order is a real one, not yet undone: approved, and no
// imported history.
func (o *Order) ToActOn() bool { return o.Status == StatusApproved && !o.Imported }

// Exists says that the order is more than a checkout begun.
func (o *Order) Exists() bool { return o.Status != StatusInitialized }

// Pickup says that the buyer fetches the goods: the address is the shop's own.
func (o *Order) Pickup() bool {
	return o.ShippingInfo != nil && o.ShippingInfo.Logistics.Pickup != nil
}

// ShipTo is who gets the goods: the recipient, else the shipping destination.
// A pickup order has none, and the payer's address is never taken for it.
func (o *Order) ShipTo() (Contact, bool) {
	switch {
	case o.Pickup():
		return Contact{}, false
	case o.RecipientInfo != nil:
		return *o.RecipientInfo, true
	case o.ShippingInfo != nil && o.ShippingInfo.Logistics.Destination != nil:
		return *o.ShippingInfo.Logistics.Destination, true
	}
	return Contact{}, false
}
