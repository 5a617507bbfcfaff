package wix

import (
	"maps"
	"slices"
	"strings"
	"time"

	"onward/shared/order"
)

// whole says that the order may stand for the truth by itself: Wix leaves out
// what it pleases, and an order without lines would look like one whose lines
// were all removed.
func (o *Order) whole() bool {
	return o.ID != "" && len(o.LineItems) > 0 && !time.Time(o.UpdatedDate).IsZero()
}

// refunded says that money, or quantities, were given back. How much the order
// itself does not say.
func (o *Order) refunded() bool {
	return o.PaymentStatus == PartiallyRefunded || o.PaymentStatus == FullyRefunded ||
		slices.ContainsFunc(o.LineItems, func(l LineItem) bool { return l.RefundQuantity > 0 })
}

// facts are the order in the words of all platforms. Fulfilments and refunds
// are not in it: Wix keeps them elsewhere.
func (o *Order) facts() order.Snapshot {
	s := order.Snapshot{
		ID: o.ID, CreatedAt: time.Time(o.CreatedDate), UpdatedAt: time.Time(o.UpdatedDate),
		Payment:   payment(o.PaymentStatus),
		NotReady:  o.Status != StatusApproved && o.Status != StatusCanceled,
		Cancelled: o.Status == StatusCanceled || o.Status == StatusRejected,
		Closed:    o.Archived, Imported: o.Imported, Pickup: o.Pickup(),
		Currency: o.Currency, Total: o.money(o.PriceSummary.Total), Email: o.BuyerInfo.Email,
	}
	if o.Number != "" {
		s.Name = "#" + string(o.Number)
	}
	if to, ok := o.ShipTo(); ok {
		s.ShipTo = to.facts()
	}
	for i := range o.LineItems {
		s.Lines = append(s.Lines, o.LineItems[i].facts(o))
	}
	return s
}

func (o *Order) money(a Amount) order.Money {
	return order.Money{Amount: a.Decimal, Currency: o.Currency}
}

// payment maps Wix's word; one that is new to us lets nothing be bought.
func payment(status string) order.Payment {
	switch status {
	case PartiallyPaid:
		return order.PartlyPaid
	case Paid:
		return order.Paid
	case PartiallyRefunded:
		return order.PartlyRefunded
	case FullyRefunded:
		return order.Refunded
	case PaymentCanceled, PaymentDeclined:
		return order.Voided
	}
	return order.Unpaid
}

func (c Contact) facts() order.Address {
	a := c.Address
	line1, line2 := a.Lines()
	return order.Address{
		Name: c.Name(), Company: c.Details.Company, Line1: line1, Line2: line2, City: a.City,
		Province: a.Province(), ProvinceName: a.SubdivisionFullname, Postcode: a.PostalCode, Country: a.Country,
		Phone: c.Details.Phone, TaxID: c.Details.VATID.ID,
	}
}

func (l *LineItem) facts(o *Order) order.SnapshotLine {
	out := order.SnapshotLine{
		ID: l.ID, Kind: l.kind(), SKU: l.SKU(), Title: l.ProductName.Original, Quantity: l.Quantity, Price: o.money(l.Price),
	}
	if out.Title == "" {
		out.Title = l.ProductName.Translated
	}
	if c := l.Catalog; c != nil {
		out.Product, out.Options = c.CatalogItemID, c.chosen(", ")
		out.Variant = c.variant()
	}
	return out
}

func (l *LineItem) kind() order.LineKind {
	switch {
	case l.ItemType.Preset == PresetDigital:
		return order.Digital
	case l.ItemType.Preset == PresetGiftCard:
		return order.GiftCard
	case !l.Shippable():
		return order.Service
	case l.Measured():
		return order.Measured
	case l.Catalog == nil || l.Catalog.CatalogItemID == "":
		return order.Custom
	}
	return order.Physical
}

// noVariant is the variant of a product that has none.
const noVariant = "00000000-0000-0000-0000-000000000000"

// variant is what mappings are kept by: the variant's id, else the product with
// the options that the buyer chose, for shops that do not manage variants.
func (c *CatalogReference) variant() string {
	if id := c.Options.VariantID; id != "" && id != noVariant {
		return id
	}
	if chosen := c.chosen(";"); chosen != "" {
		return c.CatalogItemID + "/" + chosen
	}
	return c.CatalogItemID
}

func (c *CatalogReference) chosen(separator string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(c.Options.Options)) {
		parts = append(parts, name+": "+string(c.Options.Options[name]))
	}
	return strings.Join(parts, separator)
}

// facts are the fulfilments in the words of all platforms.
func (f *OrderFulfilments) facts() []order.StoreFulfilment {
	out := make([]order.StoreFulfilment, 0, len(f.Fulfilments))
	for _, one := range f.Fulfilments {
		sf := order.StoreFulfilment{ID: one.ID, Numbers: one.TrackingInfo.numbers()}
		for _, l := range one.LineItems {
			sf.Lines = append(sf.Lines, order.LineUnits{Line: l.ID, Units: l.Quantity})
		}
		out = append(out, sf)
	}
	return out
}
