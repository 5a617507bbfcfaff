package woocommerce

import (
	"strings"

	"onward/shared/order"
)

// Snapshot puts the order into the words that all platforms share. Refunds must
// have been applied, else refunded units would count as wanted.
func (o *Order) Snapshot() order.Snapshot {
	s := order.Snapshot{
		ID: o.ID, Name: "#" + o.Number, CreatedAt: o.Created, UpdatedAt: o.Modified,
		Payment: o.payment(), NotReady: o.Draft(),
		Cancelled: o.Cancelled(), Deleted: o.Status == StatusTrash, Completed: o.Completed(),
		Pickup: o.Pickup(), Anonymised: o.Anonymised, Currency: o.Currency,
		Total: o.money(o.Total), Refunded: o.money(o.RefundedTotal),
		ShipTo: o.ShipTo.address(), Email: o.Email,
	}
	if o.Number == "" {
		s.Name = "#" + o.ID
	}
	if o.Aside() {
		s.Holds = []string{StatusOnHold}
	}
	for _, l := range o.Lines {
		s.Lines = append(s.Lines, o.snapshotLine(l))
	}
	return s
}

func (o *Order) payment() order.Payment {
	switch {
	case o.Status == StatusRefunded:
		return order.Refunded
	case !o.Paid():
		return order.Unpaid
	case o.RefundedTotal.IsPositive() && o.RefundedTotal.GreaterThanOrEqual(o.Total):
		return order.Refunded
	case o.RefundedTotal.IsPositive():
		return order.PartlyRefunded
	default:
		return order.Paid
	}
}

func (o *Order) snapshotLine(l Line) order.SnapshotLine {
	options := make([]string, 0, len(l.Options))
	for _, opt := range l.Options {
		options = append(options, opt.Name+": "+opt.Value)
	}
	out := order.SnapshotLine{
		ID: l.ID, Kind: order.Physical, SKU: l.SKU, Title: l.Name, Options: strings.Join(options, ", "),
		Product: l.ProductID, Variant: l.VariationID, Quantity: l.Ordered, Cancelled: l.Cancelled, Price: o.money(l.Price),
	}
	if out.Variant == "" {
		out.Variant = l.ProductID
	}
	switch {
	case !o.NeedsProcessing:
		out.Kind = order.Digital // said of the whole order; a mixed order does not say which line
	case l.Fractional:
		out.Kind = order.Measured
		if out.Quantity == 0 {
			out.Quantity = 1 // half a metre is still one thing to see to
		}
	case l.ProductID == "":
		out.Kind = order.Custom // the product was deleted, or never was one
	}
	return out
}

func (a Address) address() order.Address {
	return order.Address{
		Name: strings.TrimSpace(a.FirstName + " " + a.LastName), Company: a.Company, Line1: a.Line1, Line2: a.Line2,
		City: a.City, Province: a.State, Postcode: a.Postcode, Country: a.Country, Phone: a.Phone,
	}
}

// fulfilment is a shipment in the words that all platforms share. A draft's
// number does not count: the customer has not been told.
func (s Shipment) fulfilment() order.StoreFulfilment {
	f := order.StoreFulfilment{ID: s.ID, Numbers: s.Numbers}
	if s.Draft {
		f.Numbers = nil
	}
	for _, i := range s.Items {
		f.Lines = append(f.Lines, order.LineUnits{Line: i.Line, Units: i.Qty})
	}
	return f
}
