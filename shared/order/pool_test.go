package order

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// bought is one purchase of these variants, a piece or two each.
func bought(components ...Component) *pool {
	p := Purchase{ID: "p1", Orders: []SupplierOrder{{ID: "o1"}}}
	for i, c := range components {
		p.Items = append(p.Items, Item{ID: "i" + string(rune('1'+i)), Component: c, Quantity: 2})
	}
	return p.pool(&p.Orders[0])
}

const silvery, black = "14:175#Silvery;5:361386#M", "14:193#Black;5:361386#M"

func TestPiecesGoToTheVariantThatTheSupplierLists(t *testing.T) {
	t.Parallel()
	withSKU := []Component{{Product: "P1", SKU: "S1", Options: silvery}, {Product: "P1", SKU: "S2", Options: black}}
	withoutSKU := []Component{{Product: "P1", Options: silvery}, {Product: "P1", Options: black}}
	for name, tc := range map[string]struct {
		components []Component
		listed     ReportItem
		want       []Pieces
	}{
		"by product and SKU":                    {withSKU, ReportItem{Product: "P1", SKU: "S2", Quantity: 1}, []Pieces{{"i2", 1}}},
		"the product is left out":               {withSKU, ReportItem{SKU: "S2", Quantity: 1}, []Pieces{{"i2", 1}}},
		"another country's product":             {withSKU, ReportItem{Product: "P1-US", SKU: "S2", Quantity: 1}, []Pieces{{"i2", 1}}},
		"mapped without SKU, listed in words":   {withoutSKU, ReportItem{Product: "P1", SKU: "S2", Options: "Color:Black; Size:M", Quantity: 1}, []Pieces{{"i2", 1}}},
		"mapped without SKU, listed as mapped":  {withoutSKU, ReportItem{Product: "P1", Options: black, Quantity: 2}, []Pieces{{"i2", 2}}},
		"mapped without SKU, words in disorder": {withoutSKU, ReportItem{Product: "P1", Options: "size: m;color: BLACK", Quantity: 1}, []Pieces{{"i2", 1}}},
		"mapped without SKU, nothing tells":     {withoutSKU, ReportItem{Product: "P1", SKU: "S2", Quantity: 1}, nil},
		"the words are another SKU's":           {withSKU, ReportItem{Product: "P1", SKU: "S9", Options: "Color:Black; Size:M", Quantity: 1}, nil},
		"one variant of the product":            {withoutSKU[:1], ReportItem{Product: "P1", SKU: "S1", Quantity: 2}, []Pieces{{"i1", 2}}},
		"the only thing that was bought":        {withSKU[:1], ReportItem{Product: "P9", SKU: "S9", Quantity: 1}, []Pieces{{"i1", 1}}},
		"one variant in two lines": {
			[]Component{{Product: "P1", SKU: "S1"}, {Product: "P1", SKU: "S1"}},
			ReportItem{SKU: "S1", Quantity: 3},
			[]Pieces{{"i1", 2}, {"i2", 1}},
		},
		"one SKU under two products": {
			[]Component{{Product: "P2", SKU: "S1"}, {Product: "P1", SKU: "S1"}},
			ReportItem{Product: "P1", SKU: "S1", Quantity: 1},
			[]Pieces{{"i2", 1}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, bought(tc.components...).take(tc.listed))
		})
	}
}

// Two variants whose mappings name no SKU once counted as one, and the parcel of the second went to the first.
func TestTwoVariantsWithoutSKUAreNotOne(t *testing.T) {
	t.Parallel()
	pool := bought(Component{Product: "P1", Options: silvery}, Component{Product: "P1", Options: black})
	require.Equal(t, []Pieces{{"i2", 2}}, pool.takeAll([]ReportItem{{Product: "P1", Options: "Color:Black; Size:M", Quantity: 2}}))
	require.Equal(t, []Pieces{{"i1", 2}}, pool.takeAll([]ReportItem{{Product: "P1", Options: "Color:Silvery; Size:M", Quantity: 2}}))
	require.False(t, pool.single("P1"))
}
