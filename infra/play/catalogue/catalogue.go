// Package catalogue is what the played stores sell and what it is bought as at the supplier.
package catalogue

import (
	"onward/infra/sim/aliexpress"
)

// Article is one thing that customers order.
type Article struct {
	Key   string
	Title string
	// Product and Variant are the ids in the Shopify stores.
	Product, Variant string
	Price            string
	// Card is a gift card, Digital needs no shipping.
	Card, Digital bool
	// Parts are what it is bought as; none: it is not mapped to anything. Several: a bundle.
	Parts []Part
}

// Part is a supplier's product.
type Part struct {
	// Key is what scenes call it.
	Key      string
	Product  string
	SKU      string
	Options  string
	Quantity int
	// Account is the number of the merchant's account at the supplier at which it is bought.
	Account int
}

// Articles is everything, in the order in which it is mapped.
func Articles() []Article {
	parts := partsByKey()
	one := func(key string) []Part { return []Part{parts[key]} }
	return []Article{
		{Key: "glasses", Title: "Aviator sunglasses", Product: "7001", Variant: "9001", Price: "19.90", Parts: one("glasses")},
		{Key: "clip", Title: "Hair clip", Product: "7002", Variant: "9002", Price: "4.50", Parts: one("clip")},
		{Key: "case", Title: "Glasses case", Product: "7003", Variant: "9003", Price: "7.00", Parts: one("case")},
		// A lamp comes from another seller: ordered with anything else it becomes an order of its own there.
		{Key: "lamp", Title: "Desk lamp", Product: "7004", Variant: "9004", Price: "31.00", Parts: one("lamp")},
		{Key: "poster", Title: "Poster", Product: "7005", Variant: "9005", Price: "12.00", Parts: one("poster")},
		{Key: "set", Title: "Glasses with case", Product: "7006", Variant: "9006", Price: "24.90", Parts: []Part{parts["glasses"], parts["case"]}},
		{Key: "mystery", Title: "Mystery box", Product: "7007", Variant: "9007", Price: "15.00"},
		{Key: "card", Title: "Gift card", Product: "7008", Variant: "9008", Price: "25.00", Card: true},
		{Key: "ebook", Title: "Style guide (PDF)", Product: "7009", Variant: "9009", Price: "3.00", Digital: true},
	}
}

// Find finds an article by its key.
func Find(key string) (Article, bool) {
	for _, a := range Articles() {
		if a.Key == key {
			return a, true
		}
	}
	return Article{}, false
}

func partsByKey() map[string]Part {
	out := map[string]Part{}
	for _, p := range []Part{
		{Key: "glasses", Product: "1005008453688391", SKU: "12000045158136202", Options: "14:175#Silver;71:193#Polarized"},
		{Key: "clip", Product: "1005002704149141", SKU: "12000021778129031", Options: "14:175#Gold;5:200003528#26cm"},
		{Key: "case", Product: "1005006211223344", SKU: "12000036211223301", Options: "14:193#Black"},
		{Key: "lamp", Product: "1005003377889900", SKU: "12000033377889901", Options: "14:29#White"},
		{Key: "poster", Product: "1005004455667788", SKU: "12000034455667701", Options: "5:361386#A2", Account: 1},
	} {
		out[p.Key] = p
	}
	return out
}

// PartOf is what scenes call a supplier's product.
func PartOf(product, sku string) string {
	for _, p := range partsByKey() {
		if p.Product == product && (sku == "" || p.SKU == sku) {
			return p.Key
		}
	}
	return product
}

// Products is the supplier's catalogue: two sellers, enough stock for every play.
func Products() []aliexpress.Product {
	freight := []aliexpress.Freight{
		{Code: "CAINIAO_STANDARD", Company: "AliExpress standard shipping", Fee: "1.99", MinDays: 9, MaxDays: 20},
		{Code: "EMS", Company: "EMS", Fee: "17.20", MinDays: 8, MaxDays: 20},
	}
	titles := map[string]string{"glasses": "Sunglasses", "clip": "Hair clip", "case": "Case for glasses", "lamp": "Desk lamp", "poster": "Poster A2"}
	parts := partsByKey()
	out := make([]aliexpress.Product, 0, len(parts))
	for _, key := range []string{"glasses", "clip", "case", "lamp", "poster"} {
		p := parts[key]
		product := aliexpress.Product{
			ID: p.Product, Title: titles[key], StoreID: "1103800006", StoreName: "Sample Accessories Store", Freight: freight,
			SKUs: []aliexpress.SKU{{ID: p.SKU, Attr: p.Options, Desc: "Color:as shown", Price: "3.40", Currency: "USD", Stock: 100000}},
		}
		if key == "lamp" {
			product.StoreID, product.StoreName = "1046007", "Sample Light Shop"
		}
		out = append(out, product)
	}
	return out
}
