package shopify

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// orderPayload is what every orders/* topic carries.
func (s *Sim) orderPayload(sh *shop, o *order) object {
	out := template("orders-create")
	linePattern, shippingPattern := first(out, "line_items"), first(out, "shipping_lines")
	fill(out, object{
		"id": o.id, "admin_graphql_api_id": gid("Order", o.id), "name": o.name, "number": o.number - 1000, "order_number": o.number,
		"created_at": restTime(o.created), "processed_at": restTime(o.created), "updated_at": restTime(o.updated),
		"cancelled_at": restTimeOrNil(o.cancelled), "cancel_reason": textOrNil(o.cancelReason), "closed_at": restTimeOrNil(o.closed),
		"confirmed": true, "test": o.test, "currency": sh.currency, "presentment_currency": sh.currency,
		"financial_status": o.financial, "fulfillment_status": textOrNil(o.fulfilmentState()),
		"email": o.email, "contact_email": o.email, "phone": textOrNil(o.phone),
		"order_status_url": fmt.Sprintf("https://%s/%d/orders/%d/authenticate?key=simulated", sh.domain, sh.id, o.id),
	})
	money := func(field string, d decimal.Decimal) {
		if _, ok := out[field]; ok {
			out[field] = price(d)
		}
		if _, ok := out[field+"_set"]; ok {
			out[field+"_set"] = moneySet(d, sh.currency)
		}
	}
	for _, field := range []string{"current_total_tax", "total_tax", "total_discounts", "current_total_discounts"} {
		money(field, decimal.Zero)
	}
	money("subtotal_price", o.subtotal())
	money("total_line_items_price", o.subtotal())
	money("current_subtotal_price", o.currentTotal().Sub(o.shipping).Sub(o.tip))
	money("total_price", o.total())
	money("current_total_price", o.currentTotal())
	money("total_shipping_price", o.shipping)
	money("current_shipping_price", o.shipping)
	money("total_tip_received", o.tip)
	money("total_outstanding", decimal.Max(decimal.Zero, o.currentTotal().Sub(o.paid)))

	lines, fulfilments, refunds, asked := []any{}, []any{}, []any{}, []any{}
	for _, l := range o.lines {
		lines = append(lines, linePayload(sh, o, l, copyOf(linePattern)))
	}
	out["shipping_lines"] = []any{fill(shippingPattern, object{
		"price": price(o.shipping), "price_set": moneySet(o.shipping, sh.currency), "discounted_price": price(o.shipping),
		"discounted_price_set": moneySet(o.shipping, sh.currency), "current_discounted_price_set": moneySet(o.shipping, sh.currency),
	})}
	for _, f := range o.fulfilments {
		fulfilments = append(fulfilments, s.fulfilmentPayload(sh, o, f))
	}
	for _, r := range o.refunds {
		refunds = append(refunds, s.refundPayload(sh, o, r))
	}
	for _, a := range o.attributes {
		asked = append(asked, object{"name": a.Name, "value": a.Value})
	}
	fill(out, object{"line_items": lines, "fulfillments": fulfilments, "refunds": refunds, "note_attributes": asked})
	o.people(out)
	return out
}

// people fills in the customer. Without approval for customer data all of it is missing.
func (o *order) people(out object) {
	if !o.hasProtectedData {
		for _, field := range []string{"email", "contact_email", "phone", "shipping_address", "billing_address", "customer"} {
			out[field] = nil
		}
		return
	}
	bill := o.ship
	if bill == nil {
		bill = sampleAddress()
	}
	out["billing_address"] = fill(part(out, "billing_address"), addressPayload(bill))
	customer := part(out, "customer")
	fill(customer, object{
		"id": o.customerID, "admin_graphql_api_id": gid("Customer", o.customerID), "email": o.email,
		"first_name": bill.FirstName, "last_name": bill.LastName,
	})
	fill(part(customer, "default_address"), object{"id": o.addressID, "customer_id": o.customerID})
	if o.ship == nil {
		out["shipping_address"] = nil
		return
	}
	out["shipping_address"] = fill(part(out, "shipping_address"), addressPayload(o.ship))
}

func linePayload(sh *shop, o *order, l *line, out object) object {
	status := any(nil)
	switch sent := o.fulfilled(l); {
	case sent > 0 && o.unfulfilled(l) == 0:
		status = "fulfilled"
	case sent > 0:
		status = "partial"
	}
	service := "manual"
	if l.giftCard {
		service = "gift_card"
	}
	title := l.title
	if l.variantTitle != "" {
		title += " - " + l.variantTitle
	}
	properties := []any{}
	for _, a := range l.attributes {
		properties = append(properties, object{"name": a.Name, "value": a.Value})
	}
	keep := object{
		"id": l.id, "admin_graphql_api_id": gid("LineItem", l.id), "attributed_staffs": []any{},
		"current_quantity": l.current(), "fulfillable_quantity": o.fulfillable(l), "quantity": l.quantity,
		"fulfillment_service": service, "fulfillment_status": status, "gift_card": l.giftCard,
		"name": title, "title": l.title, "variant_title": textOrNil(l.variantTitle), "sku": textOrNil(l.sku),
		"price": price(l.price), "price_set": moneySet(l.price, sh.currency),
		"product_exists": l.product != 0, "product_id": idOrNil(l.product), "variant_id": idOrNil(l.variant),
		"properties": properties, "requires_shipping": l.ships,
		"total_discount_set": moneySet(decimal.Zero, sh.currency), "sales_line_item_group_id": nil,
	}
	for field := range keep {
		// Lines inside fulfilments and refunds have fewer fields than those of an order.
		if _, ok := out[field]; ok {
			out[field] = keep[field]
		}
	}
	return out
}

func addressPayload(a *Address) object {
	return object{
		"first_name": textOrNil(a.FirstName), "last_name": textOrNil(a.LastName), "name": strings.TrimSpace(a.FirstName + " " + a.LastName),
		"company": textOrNil(a.Company), "address1": a.Address1, "address2": textOrNil(a.Address2), "city": a.City,
		"province": textOrNil(a.Province), "province_code": textOrNil(a.ProvinceCode), "zip": textOrNil(a.Zip),
		"country": a.Country, "country_code": a.CountryCode, "phone": textOrNil(a.Phone), "latitude": nil, "longitude": nil,
	}
}
