package walk

import (
	"fmt"
	"strconv"

	"onward/infra/sim/shopify"
	"onward/shared/api/desk"
	"onward/shared/order"
)

// article is something that the merchant sells; its variant's id is made of its place.
type article struct{ title, options, sku, price string }

// goods is what the merchant sells.
func goods() []article {
	return []article{
		{"Opal pendant lamp", "White / 30 cm", "OP-30-W", "89.90"},
		{"Linen lampshade", "Natural / 40 cm", "LS-40-N", "34.50"},
		{"Brass wall light", "Brushed", "BW-01-B", "59.00"},
		{"Cord set with dimmer", "3 m / Black", "CD-03-K", "19.90"},
	}
}

// customer is where an order goes: places of many countries, invented people.
func customer(n int) (email string, to shopify.Address) {
	all := []shopify.Address{
		{FirstName: "Ada", LastName: "Sample", Address1: "12 Harbour Street", City: "Portland", Province: "Maine", ProvinceCode: "ME", Zip: "04101", Country: "United States", CountryCode: "US", Phone: "2075550101"},
		{FirstName: "Ben", LastName: "Example", Address1: "Musterweg 4", City: "Berlin", Province: "Berlin", ProvinceCode: "BE", Zip: "10115", Country: "Germany", CountryCode: "DE", Phone: "3055501020"},
		{FirstName: "Cleo", LastName: "Placeholder", Address1: "8 rue du Test", City: "Lyon", Province: "Rhône", ProvinceCode: "69", Zip: "69001", Country: "France", CountryCode: "FR", Phone: "455501030"},
		{FirstName: "Dee", LastName: "Specimen", Address1: "31 Model Road", City: "Leeds", Province: "England", ProvinceCode: "ENG", Zip: "LS1 1AA", Country: "United Kingdom", CountryCode: "GB", Phone: "1135550104"},
	}
	to = all[n%len(all)]
	return fmt.Sprintf("customer%d@example.com", n), to
}

// basket is the nth customer's order: so many pieces of each article, by its place.
func basket(n int, pieces map[int]int) shopify.OrderSpec {
	email, to := customer(n)
	spec := shopify.OrderSpec{Email: email, Address: &to}
	for i, a := range goods() {
		if pieces[i] > 0 {
			spec.Lines = append(spec.Lines, shopify.LineSpec{
				Title: a.title, VariantTitle: a.options, SKU: a.sku, Price: a.price, Quantity: pieces[i],
				Variant: variant(i), Product: strconv.Itoa(8_000_000_000_001 + i),
			})
		}
	}
	return spec
}

// Mapped is what to buy for a variant.
type Mapped struct {
	desk.NewMapping

	Variant string
}

// Mappings is what the merchant buys at an account for each article but the last, which is not mapped yet.
func Mappings(account string) []Mapped {
	var out []Mapped
	for i, a := range goods()[:len(goods())-1] {
		out = append(out, Mapped{
			Variant: variant(i),
			NewMapping: desk.NewMapping{Title: a.title, SKU: a.sku, Components: []desk.Component{{
				Supplier: order.AliExpress, Account: account, Product: strconv.Itoa(1_005_006_113_846_072 + i), Options: "14:29#White", Quantity: 1,
			}}},
		})
	}
	return out
}

func variant(article int) string { return strconv.Itoa(45_000_000_000_001 + article) }
