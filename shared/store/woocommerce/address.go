package woocommerce

import (
	"html"
	"strings"
)

// address chooses where the order goes. A shipping address without street, city
// and postcode is no address: the goods go to the billing address then.
func (o *Order) address(shipping, billing wireAddress) {
	o.Email = string(billing.Email)
	chosen, fromBilling := shipping, false
	if shipping.Line1 == "" && shipping.Line2 == "" && shipping.City == "" && shipping.Postcode == "" {
		chosen, fromBilling = billing, true
	}
	o.ShipTo = Address{
		FirstName: string(chosen.FirstName), LastName: string(chosen.LastName), Company: string(chosen.Company),
		Line1: string(chosen.Line1), Line2: string(chosen.Line2),
		City: string(chosen.City), State: string(chosen.State), Postcode: string(chosen.Postcode),
		Country: strings.ToUpper(string(chosen.Country)), Phone: string(chosen.Phone),
		FromBilling: fromBilling,
	}
	if o.ShipTo.Phone == "" {
		o.ShipTo.Phone = string(billing.Phone)
	}
	if o.ShipTo.FirstName == "" && o.ShipTo.LastName == "" {
		o.ShipTo.FirstName, o.ShipTo.LastName = string(billing.FirstName), string(billing.LastName)
	}
	o.Anonymised = erased(billing) || erased(shipping)
}

// erased recognises the values that WordPress' eraser leaves behind.
func erased(a wireAddress) bool {
	const mark = "[deleted]"
	return strings.EqualFold(string(a.Email), "deleted@site.invalid") ||
		string(a.FirstName) == mark || string(a.LastName) == mark || string(a.Line1) == mark
}

// plain turns a store's little HTML into text.
func plain(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '<':
			depth++
		case r == '>' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(html.UnescapeString(b.String()))
}
