package woocommerce

import (
	"time"

	"github.com/shopspring/decimal"
)

// Order is a store's order in plain terms. Amounts are in Currency.
type Order struct {
	ID string
	// Number is what the merchant sees; plugins make it differ from ID.
	Number  string
	Status  string
	Version string
	// Created and Modified have a resolution of one second; drafts may have none.
	Created, Modified time.Time
	// PaidAt and CompletedAt are zero when that has not happened.
	PaidAt, CompletedAt time.Time

	Currency      string
	Total         decimal.Decimal
	RefundedTotal decimal.Decimal
	// ShippingMethods are the method ids; "local_pickup" and "pickup_location" mean that nothing is sent.
	ShippingMethods []string

	ShipTo Address
	Email  string
	// NeedsProcessing is false for orders of virtual and downloadable goods only.
	// Old stores do not say; then it is true.
	NeedsProcessing bool
	// Anonymised: WordPress' privacy eraser has been over the order.
	Anonymised bool

	Lines []Line
	// Refunds are those that the order names. Which lines they cover is known
	// only after ApplyRefunds; until then RefundsPending is true.
	Refunds        []RefundRef
	RefundsPending bool
	// Doubts names what could not be read exactly, for people.
	Doubts []string
}

// Line is one line of an order.
type Line struct {
	ID, ProductID, VariationID string
	SKU, Name                  string
	Options                    []Option
	// Quantity is as sent. Ordered is its whole part; Fractional marks a
	// quantity that is not whole (sold by weight or length).
	Quantity   decimal.Decimal
	Ordered    int
	Fractional bool
	// Cancelled is how many were refunded, by ApplyRefunds.
	Cancelled int
	// Price is that of one piece after discounts, Total that of the line.
	Price, Total decimal.Decimal
}

// Option is a chosen attribute of a line, such as Size: M.
type Option struct{ Name, Value string }

// Address is where the order goes; the billing address when the store has no other.
type Address struct {
	FirstName, LastName, Company string
	Line1, Line2                 string
	City, State, Postcode        string
	// Country is ISO 3166-1 alpha-2; State a code or free text.
	Country, Phone string
	// FromBilling: the order has no shipping address of its own.
	FromBilling bool
}

// RefundRef is a refund as the order itself names it.
type RefundRef struct {
	ID     string
	Amount decimal.Decimal
}

// Line finds a line by its id.
func (o *Order) Line(id string) (*Line, bool) {
	for i := range o.Lines {
		if o.Lines[i].ID == id {
			return &o.Lines[i], true
		}
	}
	return nil, false
}

// Pickup reports whether every shipping method is a collection by the customer.
func (o *Order) Pickup() bool {
	if len(o.ShippingMethods) == 0 {
		return false
	}
	for _, m := range o.ShippingMethods {
		if m != "local_pickup" && m != "pickup_location" {
			return false
		}
	}
	return true
}
