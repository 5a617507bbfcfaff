package wix

// OrderFulfilments are all fulfilments of one order.
type OrderFulfilments struct {
	OrderID     string       `json:"orderId"`
	Fulfilments []Fulfilment `json:"fulfillments"`
}

// Fulfilment is a shipment as Wix records it.
type Fulfilment struct {
	ID           string          `json:"id,omitempty"`
	CreatedDate  Time            `json:"createdDate,omitzero"`
	LineItems    []FulfilledLine `json:"lineItems,omitempty"`
	TrackingInfo *TrackingInfo   `json:"trackingInfo,omitempty"`
	Status       string          `json:"status,omitempty"`
}

// FulfilledLine is a quantity of a line.
type FulfilledLine struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity,omitempty"`
}

// TrackingInfo is what the buyer is told. For a provider that Wix does not know
// the link must be given; for one that it knows Wix makes its own.
type TrackingInfo struct {
	TrackingNumber   string `json:"trackingNumber,omitempty"`
	ShippingProvider string `json:"shippingProvider,omitempty"`
	TrackingLink     string `json:"trackingLink,omitempty"`
}

// Units is how many of a line are in fulfilments.
func (f *OrderFulfilments) Units(line string) int {
	n := 0
	for _, one := range f.Fulfilments {
		for _, l := range one.LineItems {
			if l.ID == line {
				n += l.Quantity
			}
		}
	}
	return n
}
