package wix

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
)

// orderTemplate is the documented order: what is generated has its fields.
//
//go:embed data/order.json
var orderTemplate []byte

//go:embed data/goods.json
var goodsData []byte

type good struct {
	Name  string `json:"name"`
	SKU   string `json:"sku"`
	Cents int    `json:"cents"`
}

type goods struct {
	Goods  []good `json:"goods"`
	People []doc  `json:"people"`
}

// NewOrder is what a buyer orders. What is left out is made up.
type NewOrder struct {
	Items []Item `json:"items"`
	// Status is APPROVED if left out; INITIALIZED is a checkout begun.
	Status  string `json:"status"`
	Payment string `json:"payment"` // PAID if left out
	Email   string `json:"email"`
	Note    string `json:"note"`
	Channel string `json:"channel"`
	// ShipTo replaces fields of the made-up address and contact.
	ShipTo   doc  `json:"shipTo"`
	Pickup   bool `json:"pickup"`
	Imported bool `json:"imported"`
	// TextNumber sends the order's number as a string, as the typings say; the
	// documented JSON has a number.
	TextNumber bool `json:"textNumber"`
}

// Item is one line of a new order.
type Item struct {
	Name     string `json:"name"`
	SKU      string `json:"sku"`
	Product  string `json:"product"`
	Variant  string `json:"variant"`
	Quantity int    `json:"quantity"`
	Cents    int    `json:"cents"`
	Preset   string `json:"preset"`  // PHYSICAL if left out
	Measure  string `json:"measure"` // decimalQuantity, for goods by measure
}

func (s *Sim) generate(at *site, n NewOrder) (*record, error) {
	var order doc
	if err := json.Unmarshal(orderTemplate, &order); err != nil {
		return nil, fmt.Errorf("wix sim: order template: %w", err)
	}
	var g goods
	if err := json.Unmarshal(goodsData, &g); err != nil {
		return nil, fmt.Errorf("wix sim: goods: %w", err)
	}
	setDefault(&n.Status, "APPROVED")
	setDefault(&n.Payment, "PAID")
	setDefault(&n.Email, fmt.Sprintf("buyer%d@example.com", at.nextNumber))
	setDefault(&n.Channel, "WEB")
	if len(n.Items) == 0 {
		n.Items = make([]Item, 1+s.rng.IntN(3))
	}
	id, now := s.guid(), stamp(s.opts.Now())
	order["id"], order["checkoutId"] = id, s.guid()
	order["number"] = at.nextNumber
	if n.TextNumber {
		order["number"] = strconv.Itoa(at.nextNumber)
	}
	at.nextNumber++
	order["createdDate"], order["updatedDate"] = now, now
	order["status"], order["paymentStatus"] = n.Status, n.Payment
	contact := s.guid()
	order["buyerInfo"] = doc{"contactId": contact, "memberId": contact, "email": n.Email}
	order["channelInfo"] = doc{"type": n.Channel}
	if n.Note != "" {
		order["buyerNote"] = n.Note
	}
	s.fillLines(order, n.Items, g)
	s.fillAddress(order, n, g)
	r := &record{id: id, order: order}
	order["fulfillmentStatus"] = r.status()
	return r, nil
}

func (s *Sim) fillLines(order doc, items []Item, g goods) {
	template, _ := order["lineItems"].([]any)
	lines := make([]any, 0, len(items))
	subtotal := 0
	for i, item := range items {
		pick := g.Goods[s.rng.IntN(len(g.Goods))]
		setDefault(&item.Name, pick.Name)
		setDefault(&item.SKU, pick.SKU)
		setDefault(&item.Cents, pick.Cents)
		setDefault(&item.Quantity, 1+s.rng.IntN(3))
		setDefault(&item.Product, s.guid())
		setDefault(&item.Variant, s.guid())
		setDefault(&item.Preset, "PHYSICAL")
		subtotal += item.Cents * item.Quantity
		l, _ := clone(template[0]).(doc)
		l["id"] = fmt.Sprintf("00000000-0000-0000-0000-%012d", i+1)
		l["productName"] = doc{"original": item.Name, "translated": item.Name}
		catalog, _ := l["catalogReference"].(doc)
		catalog["catalogItemId"] = item.Product
		catalog["options"] = doc{"variantId": item.Variant}
		l["quantity"] = item.Quantity
		l["physicalProperties"] = doc{"sku": item.SKU, "shippable": item.Preset == "PHYSICAL", "weight": 1.5}
		l["itemType"] = doc{"preset": item.Preset}
		l["price"] = money(item.Cents)
		if item.Measure != "" {
			l["decimalQuantity"] = doc{"value": item.Measure}
		}
		lines = append(lines, l)
	}
	const shipping = 500
	order["lineItems"] = lines
	order["priceSummary"] = doc{
		"subtotal": money(subtotal), "shipping": money(shipping), "tax": money(0), "discount": money(0), "total": money(subtotal + shipping),
	}
}

func money(cents int) doc {
	amount := fmt.Sprintf("%d.%02d", cents/100, cents%100)
	return doc{"amount": amount, "formattedAmount": "$" + amount}
}

func (s *Sim) fillAddress(order doc, n NewOrder, g goods) {
	person := clone(g.People[s.rng.IntN(len(g.People))])
	maps.Copy(person, n.ShipTo)
	address, contact := doc{}, doc{}
	for field, v := range person {
		switch field {
		case "first":
			contact["firstName"] = v
		case "last":
			contact["lastName"] = v
		case "phone":
			contact["phone"] = v
		default:
			address[field] = v
		}
	}
	to := doc{"address": address, "contactDetails": contact}
	order["recipientInfo"] = to
	shipping, _ := order["shippingInfo"].(doc)
	if n.Pickup {
		shop := doc{"country": "US", "subdivision": "US-NY", "city": "New York", "postalCode": "10001", "addressLine": "9 Shop Street"}
		shipping["title"] = "Store pickup"
		shipping["logistics"] = doc{"pickupDetails": doc{"address": shop}}
		order["recipientInfo"] = doc{"address": shop, "contactDetails": contact}
		return
	}
	shipping["logistics"] = doc{"shippingDestination": clone(to)}
}
