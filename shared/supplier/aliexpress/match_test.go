package aliexpress

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMatchLine(t *testing.T) {
	t.Parallel()
	silverM := Line{ProductID: "10", SKUID: "1001", SKUAttr: "14:1#Silvery;5:2#M"}
	silverL := Line{ProductID: "10", SKUID: "1002", SKUAttr: "14:1#Silvery;5:3#L"}
	described := Line{ProductID: "10", SKUID: "1003", SKUAttr: "14:9;5:4", SKUDesc: "Colour:Red; Size:M"}
	other := Line{ProductID: "20", SKUID: "2001", SKUAttr: ""}
	lines := []Line{silverM, silverL, described, other}
	tests := map[string]struct {
		lines  []Line
		packed ParcelItem
		want   int
	}{
		"by SKU id":                        {lines, ParcelItem{ProductID: "10", SKUID: "1002"}, 1},
		"by SKU id under another product":  {lines, ParcelItem{ProductID: "99", SKUID: "1002"}, 1},
		"by the only line of the product":  {lines, ParcelItem{ProductID: "20", SKUDesc: "whatever"}, 3},
		"by the words of the attribute":    {lines, ParcelItem{ProductID: "10", SKUDesc: "Color:Silvery; Size:M"}, 0},
		"by the line's own words":          {lines, ParcelItem{ProductID: "10", SKUDesc: "Size: m ;Color:RED"}, 2},
		"never by guess":                   {lines, ParcelItem{ProductID: "10"}, -1},
		"not by words that fit two":        {[]Line{silverM, silverM}, ParcelItem{ProductID: "10", SKUDesc: "Color:Silvery; Size:M"}, -1},
		"another product":                  {lines, ParcelItem{ProductID: "30", SKUDesc: "Color:Silvery; Size:M"}, -1},
		"another variant of the product":   {[]Line{silverM}, ParcelItem{ProductID: "10", SKUID: "9999"}, -1},
		"a variant id the line lacks":      {[]Line{{ProductID: "10"}}, ParcelItem{ProductID: "10", SKUID: "9999"}, 0},
		"variant not among those we asked": {[]Line{silverM, silverL}, ParcelItem{ProductID: "10", SKUDesc: "Color:Blue; Size:M"}, -1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, MatchLine(test.lines, test.packed))
		})
	}
}
