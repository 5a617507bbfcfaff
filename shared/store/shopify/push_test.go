package shopify

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// Shopify takes number and url, or numbers and urls, never both forms; and no empty field.
func TestTrackingForms(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		numbers, urls []string
		company, want string
	}{
		"none":              {nil, nil, "UPS", `null`},
		"blank":             {[]string{" "}, nil, "UPS", `null`},
		"one":               {[]string{" A1 "}, []string{"https://x.example.com/A1"}, "Cainiao", `{"company":"Cainiao","number":"A1","url":"https://x.example.com/A1"}`},
		"one without link":  {[]string{"A1"}, nil, "YunExpress", `{"company":"YunExpress","number":"A1"}`},
		"two":               {[]string{"A1", "A2"}, []string{"https://x/1", "https://x/2"}, "", `{"numbers":["A1","A2"],"urls":["https://x/1","https://x/2"]}`},
		"two, one link":     {[]string{"A1", "A2"}, []string{"https://x/1"}, "UPS", `{"company":"UPS","numbers":["A1","A2"]}`},
		"links stay beside": {[]string{"", "A2"}, []string{"https://x/1", "https://x/2"}, "", `{"number":"A2","url":"https://x/2"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(tracking(tt.numbers, tt.urls, tt.company))
			require.NoError(t, err)
			assert.JSONEq(t, tt.want, string(got))
		})
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	held := Held{Fulfilments: []order.StoreFulfilment{
		{ID: "1", Numbers: []string{"N1"}, Lines: []order.LineUnits{{Line: "a", Units: 1}}},
		{ID: "2", Numbers: []string{"N1"}, Lines: []order.LineUnits{{Line: "b", Units: 2}}, Cancelled: true},
		{ID: "3", Lines: []order.LineUnits{{Line: "c", Units: 1}}},
	}}
	tests := map[string]struct {
		parcel Parcel
		want   []order.LineUnits
		ids    []string
	}{
		"all there":                {Parcel{Numbers: []string{"n1 "}, Lines: []order.LineUnits{{Line: "a", Units: 1}}}, nil, []string{"1"}},
		"a part is there":          {Parcel{Numbers: []string{"N1"}, Lines: []order.LineUnits{{Line: "a", Units: 3}}}, []order.LineUnits{{Line: "a", Units: 2}}, []string{"1"}},
		"taken back":               {Parcel{Numbers: []string{"N1"}, Lines: []order.LineUnits{{Line: "b", Units: 2}}}, []order.LineUnits{{Line: "b", Units: 2}}, nil},
		"same number, other lines": {Parcel{Numbers: []string{"N1"}, Lines: []order.LineUnits{{Line: "d", Units: 1}}}, []order.LineUnits{{Line: "d", Units: 1}}, nil},
		"other number":             {Parcel{Numbers: []string{"N2"}, Lines: []order.LineUnits{{Line: "a", Units: 1}}}, []order.LineUnits{{Line: "a", Units: 1}}, nil},
		"no number, by hand":       {Parcel{Lines: []order.LineUnits{{Line: "c", Units: 1}}}, nil, []string{"3"}},
		"known as another shipment": {
			Parcel{Numbers: []string{"N1"}, Known: []string{"1"}, Lines: []order.LineUnits{{Line: "a", Units: 1}}},
			[]order.LineUnits{{Line: "a", Units: 1}},
			nil,
		},
		"a line named twice": {
			Parcel{Numbers: []string{"N1"}, Lines: []order.LineUnits{{Line: "a", Units: 1}, {Line: "a", Units: 1}}},
			[]order.LineUnits{{Line: "a", Units: 1}},
			[]string{"1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, ids := held.missing(tt.parcel)
			assert.Equal(t, tt.want, lines)
			assert.Equal(t, tt.ids, ids)
		})
	}
}

func TestPlanSplitsWhatOneCallCannotHold(t *testing.T) {
	t.Parallel()
	fo := FulfilmentOrder{id: "gid://shopify/FulfillmentOrder/1", Status: "open", Fulfillable: true, LocationID: "9"}
	var want []order.LineUnits
	for i := range maxPerCall + 1 {
		id := string(rune('a'+i%26)) + string(rune('0'+i/26))
		fo.Lines = append(fo.Lines, FulfilmentOrderLine{id: "gid" + id, LineID: id, Total: 1, Remaining: 1})
		want = append(want, order.LineUnits{Line: id, Units: 1})
	}
	shares, err := Held{FulfilmentOrders: []FulfilmentOrder{fo}}.plan(want)
	require.NoError(t, err)
	require.Len(t, shares, 2)
	assert.Equal(t, maxPerCall, shares[0].lines)
	assert.Equal(t, 1, shares[1].lines)
}
