package woocommerce

import "github.com/shopspring/decimal"

// product is something that a simulated store sells. Variations have a parent.
type product struct {
	id, variation     int
	name, parent, sku string
	size              string
	price             string
	virtual           bool
}

// catalogue begins with the goods of the recorded store.
func catalogue() []product {
	return []product{
		{id: 10, name: "Straßen-Lampe «Ω»", sku: "LAMP-1", price: "12.50"},
		{id: 11, variation: 12, name: "T-Shirt 日本 - M", parent: "T-Shirt 日本", sku: "TS-M", size: "M", price: "9.99"},
		{id: 13, name: "E-Book", price: "5.00", virtual: true},
		{id: 11, variation: 101, name: "T-Shirt 日本 - L", parent: "T-Shirt 日本", sku: "TS-L", size: "L", price: "9.99"},
		{id: 102, name: "Mug &ndash; 300 ml", sku: "MUG-300", price: "7.25"},
		{id: 103, name: "Phone Case", sku: "CASE/7", price: "10.80"},
		{id: 104, name: "Socks, 5 pairs", sku: "SOCK-5", price: "4.1"},
	}
}

func findProduct(id, variation int) (product, bool) {
	for _, p := range catalogue() {
		if p.id == id && (variation == p.variation || variation == 0) || variation != 0 && p.variation == variation {
			return p, true
		}
	}
	return product{}, false
}

func (st *site) newLine(p product, quantity int) line {
	l := line{
		id: take(&st.nextItem), product: p.id, variation: p.variation, name: p.name, parent: p.parent,
		sku: p.sku, quantity: quantity, size: p.size, virtual: p.virtual,
		price: decimal.RequireFromString(p.price),
	}
	if p.variation != 0 {
		l.metaID = take(&st.nextMeta)
	}
	return l
}
