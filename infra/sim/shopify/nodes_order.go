package shopify

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// orderNode is an order in the graph.
func (x *execution) orderNode(o *order) node {
	fields := object{
		"id": gid("Order", o.id), "legacyResourceId": strconv.FormatInt(o.id, 10), "name": o.name, "number": o.number,
		"createdAt": graphTime(o.created), "processedAt": graphTime(o.created), "updatedAt": graphTime(o.updated),
		"cancelledAt": timeOrNil(o.cancelled), "cancelReason": textOrNil(strings.ToUpper(o.cancelReason)),
		"closed": o.closed != nil, "closedAt": timeOrNil(o.closed), "confirmed": true, "test": o.test,
		"note": nil, "tags": []any{}, "currencyCode": x.shop.currency, "presentmentCurrencyCode": x.shop.currency,
		"displayFinancialStatus": strings.ToUpper(o.financial), "displayFulfillmentStatus": o.displayStatus(),
		"email": textOrNil(o.email), "phone": textOrNil(o.phone), "shippingAddress": nil, "edited": false,
		"totalPriceSet": x.money(o.total()), "currentTotalPriceSet": x.money(o.currentTotal()),
		"totalRefundedSet": x.money(o.refunded()), "totalTipReceivedSet": x.money(o.tip),
		"totalShippingPriceSet": x.money(o.shipping), "customAttributes": attributes(o.attributes),
		"fulfillmentsCount": values("Count", object{"count": len(o.fulfilments), "precision": "EXACT"}),
		"risk":              values("OrderRiskSummary", object{"recommendation": o.risk, "assessments": []any{}}),
	}
	if !o.hasProtectedData {
		fields["email"], fields["phone"] = nil, nil
	} else if o.ship != nil {
		fields["shippingAddress"] = addressNode(o)
	}
	fields["lineItems"] = later(func(args map[string]any) (any, error) {
		var all []element
		for _, l := range o.lines {
			all = append(all, element{strconv.FormatInt(l.id, 10), x.lineNode(o, l)})
		}
		return connection("LineItem", all, args)
	})
	fields["nonFulfillableLineItems"] = later(func(args map[string]any) (any, error) {
		var all []element
		for _, l := range o.lines {
			if o.nonFulfillable(l) == l.quantity {
				all = append(all, element{strconv.FormatInt(l.id, 10), x.lineNode(o, l)})
			}
		}
		return connection("LineItem", all, args)
	})
	fields["fulfillments"] = later(func(args map[string]any) (any, error) {
		all := []any{}
		for _, f := range o.fulfilments {
			all = append(all, x.fulfilmentNode(o, f))
		}
		return firstOf(all, args), nil
	})
	fields["fulfillmentOrders"] = later(func(args map[string]any) (any, error) {
		var all []element
		for _, fo := range o.fulfilmentOrders {
			if x.sees(fo) {
				all = append(all, element{strconv.FormatInt(fo.id, 10), x.fulfilmentOrderNode(o, fo)})
			}
		}
		return connection("FulfillmentOrder", all, args)
	})
	fields["refunds"] = later(func(args map[string]any) (any, error) {
		all := []any{}
		for _, r := range o.refunds {
			all = append(all, x.refundNode(o, r))
		}
		return firstOf(all, args), nil
	})
	fields["localizedFields"] = later(func(args map[string]any) (any, error) { return connection("LocalizedField", nil, args) })
	return values("Order", fields)
}

func (x *execution) lineNode(o *order, l *line) node {
	fields := object{
		"id": gid("LineItem", l.id), "sku": textOrNil(l.sku), "name": l.title, "title": l.title, "variantTitle": textOrNil(l.variantTitle),
		"vendor": nil, "quantity": l.quantity, "currentQuantity": l.current(), "fulfillableQuantity": o.fulfillable(l),
		"unfulfilledQuantity": o.unfulfilled(l), "nonFulfillableQuantity": o.nonFulfillable(l), "requiresShipping": l.ships,
		"isGiftCard": l.giftCard, "variant": nil, "product": nil, "customAttributes": attributes(l.attributes),
		"originalUnitPriceSet": x.money(l.price),
	}
	if l.product != 0 {
		fields["product"] = values("Product", object{"id": gid("Product", l.product)})
		fields["variant"] = values("ProductVariant", object{"id": gid("ProductVariant", l.variant)})
	}
	return values("LineItem", fields)
}

func (x *execution) refundNode(o *order, r *refund) node {
	return values("Refund", object{
		"id": gid("Refund", r.id), "legacyResourceId": strconv.FormatInt(r.id, 10), "createdAt": graphTime(r.created),
		"note": textOrNil(r.note), "totalRefundedSet": x.money(r.amount),
		"refundLineItems": later(func(args map[string]any) (any, error) {
			var all []element
			for _, l := range r.lines {
				all = append(all, element{strconv.FormatInt(l.id, 10), values("RefundLineItem", object{
					"id": gid("RefundLineItem", l.id), "quantity": l.quantity, "restockType": strings.ToUpper(l.restock),
					"lineItem": x.lineNode(o, l.line),
				})})
			}
			return connection("RefundLineItem", all, args)
		}),
	})
}

func addressNode(o *order) node {
	a := o.ship
	return values("MailingAddress", object{
		"id": gid("MailingAddress", o.addressID), "firstName": textOrNil(a.FirstName), "lastName": textOrNil(a.LastName),
		"name": strings.TrimSpace(a.FirstName + " " + a.LastName), "company": textOrNil(a.Company), "address1": textOrNil(a.Address1),
		"address2": textOrNil(a.Address2), "city": textOrNil(a.City), "province": textOrNil(a.Province),
		"provinceCode": textOrNil(a.ProvinceCode), "zip": textOrNil(a.Zip), "country": textOrNil(a.Country),
		"countryCode": textOrNil(a.CountryCode), "countryCodeV2": textOrNil(a.CountryCode), "phone": textOrNil(a.Phone),
	})
}

func attributes(in []Attribute) []any {
	out := []any{}
	for _, a := range in {
		out = append(out, values("Attribute", object{"key": a.Name, "value": textOrNil(a.Value)}))
	}
	return out
}

// money writes an amount as the graph does: without the zeros that mean nothing, but always with a point.
func (x *execution) money(d decimal.Decimal) node {
	text := d.String()
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	side := values("MoneyV2", object{"amount": text, "currencyCode": x.shop.currency})
	return values("MoneyBag", object{"shopMoney": side, "presentmentMoney": side})
}
