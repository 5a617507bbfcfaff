package order

import "time"

// Supplier is the platform at which goods are bought.
type Supplier string

// The suppliers.
const (
	AliExpress Supplier = "aliexpress"
	CJ         Supplier = "cj"
)

// Stage is how far an order at a supplier has come. Stages only rise, except that
// StageCancelled ends everything up to StagePaid.
type Stage string

// The stages of a supplier's order.
const (
	StageUnknown   Stage = ""
	StagePlaced    Stage = "placed"
	StagePaid      Stage = "paid"
	StageShipped   Stage = "shipped"
	StageDone      Stage = "done"
	StageCancelled Stage = "cancelled"
)

// rank orders stages; a lower rank never replaces a higher one.
func (s Stage) rank() int {
	switch s {
	case StageUnknown:
		return 0
	case StagePlaced:
		return 1
	case StagePaid:
		return 2
	case StageShipped:
		return 3
	case StageDone:
		return 4
	case StageCancelled:
		return 5
	default:
		return 0
	}
}

// Report is a supplier's order as the supplier describes it at one moment: what every
// supplier adapter turns its answers into.
type Report struct {
	// ID is the supplier's order number.
	ID    string `json:"id"`
	Stage Stage  `json:"stage"`
	// Status is the supplier's own word, kept for people.
	Status string    `json:"status,omitempty"`
	PaidAt time.Time `json:"paid_at,omitzero"`
	// PayBy is when an unpaid order lapses; zero when unknown.
	PayBy     time.Time `json:"pay_by,omitzero"`
	Amount    Money     `json:"amount,omitzero"`
	EndReason string    `json:"end_reason,omitempty"`
	// Split is the order numbers that the supplier made of this one; it tells nothing itself any more.
	Split []string     `json:"split,omitempty"`
	Items []ReportItem `json:"items,omitempty"`
	// ParcelsKnown says that Parcels was read; an empty list then means "none yet".
	ParcelsKnown bool           `json:"parcels_known,omitempty"`
	Parcels      []ReportParcel `json:"parcels,omitempty"`
}

// ReportItem is one position of a supplier's order.
type ReportItem struct {
	Product   string `json:"product,omitempty"`
	SKU       string `json:"sku,omitempty"`
	Options   string `json:"options,omitempty"`
	Quantity  int    `json:"quantity"`
	Cancelled bool   `json:"cancelled,omitempty"`
}

// ReportParcel is one package of a supplier's order. Items are empty when the supplier does not say what is in it.
type ReportParcel struct {
	Number  string       `json:"number,omitempty"`
	Carrier string       `json:"carrier,omitempty"`
	Service string       `json:"service,omitempty"`
	URL     string       `json:"url,omitempty"`
	Items   []ReportItem `json:"items,omitempty"`
	// FirstScan is the carrier's first event; zero when there was none.
	FirstScan time.Time `json:"first_scan,omitzero"`
	Delivered bool      `json:"delivered,omitempty"`
	// Doubt is why the number looks like no tracking number; empty when nothing speaks against it.
	Doubt string `json:"doubt,omitempty"`
}

// FailureReason says why a purchase could not be made, in one vocabulary for all suppliers.
type FailureReason string

// The failure reasons; each has its fix in [FailureReason.Fix].
const (
	FailSKUChanged      FailureReason = "sku_changed"
	FailProductGone     FailureReason = "product_gone"
	FailOutOfStock      FailureReason = "out_of_stock"
	FailNotShippable    FailureReason = "not_shippable"
	FailShippingMethod  FailureReason = "shipping_method"
	FailRestricted      FailureReason = "restricted"
	FailAddress         FailureReason = "address"
	FailValueLimit      FailureReason = "value_limit"
	FailAccount         FailureReason = "supplier_account"
	FailConsent         FailureReason = "consent_needed"
	FailCurrency        FailureReason = "currency"
	FailOther           FailureReason = "other"
	FailOutcomeUnknown  FailureReason = "placed_unknown"
	FailPlacedNowhere   FailureReason = "not_placed"
	FailAlreadyRepeated FailureReason = "repeated"
)

// Fix is what the merchant can do about the failure, in one sentence.
func (r FailureReason) Fix() string {
	switch r {
	case FailSKUChanged:
		return "Map the variant to the supplier's current options, then place again."
	case FailProductGone:
		return "Map the variant to another product or supplier, then place again."
	case FailOutOfStock:
		return "Wait for stock or map the variant to another supplier, then place again."
	case FailNotShippable:
		return "The supplier does not ship this to the customer's country or region: choose another supplier or refund."
	case FailShippingMethod:
		return "Choose another shipping method for this product and country, then place again."
	case FailRestricted:
		return "The supplier restricts this product: choose another one."
	case FailAddress:
		return "Correct the customer's address as the message says, then place again."
	case FailValueLimit:
		return "Split the order or choose another supplier."
	case FailAccount:
		return "The supplier refuses this buyer account: look at it on the supplier's site, then place again."
	case FailConsent:
		return "Connect the supplier account again, then place again."
	case FailCurrency:
		return "The items are priced in different currencies: place them apart."
	case FailOutcomeUnknown, FailAlreadyRepeated:
		return "Look at the supplier whether this purchase exists, then say placed (with its number) or not placed."
	case FailPlacedNowhere:
		return "Place again, or buy elsewhere."
	case FailOther:
		return "Read the supplier's message, mend it there or here, then place again."
	default:
		return "Read the supplier's message, then place again."
	}
}
