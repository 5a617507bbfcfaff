package supplier

import (
	"context"
	"errors"

	"onward/shared/order"
)

// Quoter is a [Client] that can say beforehand what a purchase would come to. Nothing is bought by asking.
type Quoter interface {
	// Quote reads what there is of a component and how it can be sent. What could not be read has its own error.
	Quote(ctx context.Context, q Inquiry) (Quote, error)
}

// ErrCannotQuote says that this supplier can't be asked beforehand.
var ErrCannotQuote = errors.New("supplier can't be asked what a purchase would come to")

// Inquiry asks about one component of a purchase.
type Inquiry struct {
	Component order.Component
	Pieces    int
	ShipTo    order.Address
}

// Quote is what the supplier says now; it may be otherwise when the purchase is sent.
type Quote struct {
	// Stock is how many pieces there are; nil when that is not told.
	Stock *int
	// Price is of one piece; zero when it is not told.
	Price order.Money
	// OfferErr is why stock and price are not known; an [*Error] of kind Refused when the component can't be bought.
	OfferErr error
	// Services are the ways in which it can be sent, as the supplier lists them.
	Services []Service
	// ServicesErr is why they are not known; of kind Refused when there is no way.
	ServicesErr error
}

// Service is a way to send something.
type Service struct {
	// Code is what a purchase names it by, Name what people call it.
	Code, Name string
	// Fee is for all pieces; FeeKnown is false when it was not told.
	Fee      order.Money
	FeeKnown bool
	// MinDays and MaxDays are on the way; 0 when not told.
	MinDays, MaxDays int
	Tracked          bool
}

// Service finds a service by its code.
func (q Quote) Service(code string) (Service, bool) {
	for _, s := range q.Services {
		if s.Code == code {
			return s, true
		}
	}
	return Service{}, false
}
