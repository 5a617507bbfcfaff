package shopify

import (
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/store/shopify/internal/admin"
)

// fromGraph turns a GraphQL order into a snapshot, the same one that the webhook's shape gives.
func fromGraph(in *admin.OrderOrder, lines []admin.LineFields, done []order.StoreFulfilment, known bool) order.Snapshot {
	out := order.Snapshot{
		ID: plainID(in.Id), Name: in.Name, CreatedAt: in.CreatedAt.UTC(), UpdatedAt: in.UpdatedAt.UTC(),
		Payment: payment(string(in.DisplayFinancialStatus)), Cancelled: !in.CancelledAt.IsZero(), Closed: !in.ClosedAt.IsZero(),
		Test: in.Test, Currency: in.CurrencyCode, Total: money(in.TotalPriceSet), Refunded: money(in.TotalRefundedSet),
		Email: in.Email, FulfilmentsKnown: known,
	}
	if known && len(done) > 0 {
		out.Fulfilments = done
	}
	if out.Refunded.Currency == "" {
		out.Refunded.Currency = in.CurrencyCode
	}
	attributes := make(map[string]string, len(in.CustomAttributes))
	for _, a := range in.CustomAttributes {
		attributes[a.Key] = a.Value
	}
	out.ShipTo = shipTo(in)
	if out.ShipTo.TaxID = taxID(attributes); out.ShipTo.TaxID == "" {
		out.ShipTo.TaxID = localTaxID(in)
	}
	ships := false
	for _, l := range lines {
		line := lineFromGraph(l, in, done)
		ships = ships || line.Kind.Ships()
		out.Lines = append(out.Lines, line)
	}
	// Without approval for customer data the mail address is missing too; then nothing follows from its absence.
	out.Pickup = ships && in.ShippingAddress == nil && in.Email != ""
	out.Holds, out.Risk = holds(in), risk(in)
	return out
}

func lineFromGraph(l admin.LineFields, in *admin.OrderOrder, done []order.StoreFulfilment) order.SnapshotLine {
	facts := lineFacts{
		line: order.SnapshotLine{
			ID: plainID(l.Id), SKU: l.Sku, Title: l.Title, Options: l.VariantTitle, Quantity: l.Quantity,
			Price: money(&l.OriginalUnitPriceSet),
		},
		current: &l.CurrentQuantity, giftCard: l.IsGiftCard, ships: l.RequiresShipping,
	}
	open := min(l.FulfillableQuantity, l.UnfulfilledQuantity)
	facts.open = &open
	if l.Product != nil {
		facts.line.Product = plainID(l.Product.Id)
	}
	if l.Variant != nil {
		facts.line.Variant = plainID(l.Variant.Id)
	}
	bare := !l.RequiresShipping && l.Product == nil && l.Variant == nil
	facts.tip = bare && money(in.TotalTipReceivedSet).Amount.IsPositive()
	// GraphQL names the quantity of each fulfilment exactly, so the sum cannot be too large except between two
	// reads; then nothing is taken as cancelled.
	line, _ := facts.settle(fulfilledUnits(done, facts.line.ID))
	return line
}

func shipTo(in *admin.OrderOrder) order.Address {
	a := in.ShippingAddress
	if a == nil {
		return order.Address{}
	}
	return order.Address{
		Name:    firstOf(a.Name, strings.TrimSpace(a.FirstName+" "+a.LastName)),
		Company: a.Company, Line1: a.Address1, Line2: a.Address2, City: a.City,
		Province: firstOf(a.ProvinceCode, a.Province), ProvinceName: a.Province,
		Postcode: a.Zip, Country: a.CountryCodeV2, Phone: firstOf(a.Phone, in.Phone),
	}
}

// localTaxID is what a country's checkout asked for by itself; the shipping number is the one that customs want.
func localTaxID(in *admin.OrderOrder) string {
	var tax string
	for _, f := range in.LocalizedFields.Nodes {
		if f.Purpose == admin.LocalizedFieldPurposeShipping {
			return strings.TrimSpace(f.Value)
		}
		if tax == "" {
			tax = strings.TrimSpace(f.Value)
		}
	}
	return tax
}

// holds lists the reasons for which fulfilment is held back, each once.
func holds(in *admin.OrderOrder) []string {
	var reasons []string
	for _, fo := range in.FulfillmentOrders.Nodes {
		if fo.Status != admin.FulfillmentOrderStatusOnHold {
			continue
		}
		for _, h := range fo.FulfillmentHolds {
			reasons = append(reasons, strings.ToLower(string(h.Reason)))
		}
	}
	slices.Sort(reasons)
	return slices.Compact(reasons)
}

// risk is Shopify's advice when it is to cancel or to investigate.
func risk(in *admin.OrderOrder) string {
	if in.Risk == nil {
		return ""
	}
	switch advice := in.Risk.Recommendation; advice {
	case admin.OrderRiskRecommendationResultCancel, admin.OrderRiskRecommendationResultInvestigate:
		return strings.ToLower(string(advice))
	default:
		return ""
	}
}

func money(m *admin.MoneyFields) order.Money {
	if m == nil {
		return order.Money{}
	}
	return order.Money{Amount: m.ShopMoney.Amount, Currency: m.ShopMoney.CurrencyCode}
}
