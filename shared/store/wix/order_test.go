package wix_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/store/wix"
)

func parse(t *testing.T, raw string) wix.Order {
	t.Helper()
	var o wix.Order
	require.NoError(t, json.Unmarshal([]byte(raw), &o))
	return o
}

func TestOrderFieldsAreOptional(t *testing.T) {
	t.Parallel()
	o := parse(t, `{"id":"o"}`)
	require.True(t, o.Exists())
	require.False(t, o.ToActOn())
	_, there := o.ShipTo()
	require.False(t, there)
	o = parse(t, `{"id":"o","number":null,"createdDate":"","updatedDate":null,"priceSummary":null,"lineItems":null,"recipientInfo":null,"shippingInfo":null}`)
	require.True(t, time.Time(o.CreatedDate).IsZero())
	require.True(t, o.PriceSummary.Total.IsZero())
}

func TestOrderNumber(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]wix.Text{
		`10021`: "10021", `"10021"`: "10021", `90071992547409931`: "90071992547409931", `"R-7"`: "R-7", `null`: "",
	} {
		require.Equal(t, want, parse(t, `{"id":"o","number":`+raw+`}`).Number)
	}
	require.Error(t, json.Unmarshal([]byte(`{"number":[1]}`), &wix.Order{}))
}

func TestOrderStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[string][2]bool{ // exists, to act on
		wix.StatusInitialized: {false, false},
		wix.StatusPending:     {true, false},
		wix.StatusApproved:    {true, true},
		wix.StatusCanceled:    {true, false},
		wix.StatusRejected:    {true, false},
		"SOMETHING_NEW":       {true, false},
	} {
		o := parse(t, `{"id":"o","status":"`+status+`"}`)
		require.Equal(t, want, [2]bool{o.Exists(), o.ToActOn()}, status)
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"amount":"40.56","formattedAmount":"$40.56"}`: "40.56", `{"amount":"2"}`: "2", `{"amount":"5.0"}`: "5", `{"amount":7.25}`: "7.25",
		`{}`: "0", `"3.10"`: "3.1", `null`: "0", `{"amount":"99999999999999999.99"}`: "99999999999999999.99",
	} {
		require.Equal(t, want, parse(t, `{"id":"o","priceSummary":{"total":`+raw+`}}`).PriceSummary.Total.String(), raw)
	}
	require.Error(t, json.Unmarshal([]byte(`{"priceSummary":{"total":{"amount":"12,50"}}}`), &wix.Order{}))
}

func TestShipTo(t *testing.T) {
	t.Parallel()
	const recipient = `"recipientInfo":{"address":{"country":"US","city":"Here"},"contactDetails":{"firstName":"Ann","lastName":"Lee"}}`
	const destination = `"shippingInfo":{"logistics":{"shippingDestination":{"address":{"country":"CA","city":"There"}}}}`
	const pickup = `"shippingInfo":{"logistics":{"pickupDetails":{"address":{"city":"Shop"}}}}`
	const payer = `"billingInfo":{"address":{"country":"FR","city":"Payer"}}`
	for name, tc := range map[string]struct {
		fields string
		city   string
		pickup bool
	}{
		"the recipient comes first":    {recipient + "," + destination + "," + payer, "Here", false},
		"then the destination":         {destination + "," + payer, "There", false},
		"never the payer":              {payer, "", false},
		"a pickup has the shop's":      {recipient + "," + pickup, "", true},
		"nothing":                      {`"buyerNote":"hi"`, "", false},
		"a destination and no pickup":  {`"shippingInfo":{"logistics":{"pickupDetails":null,"shippingDestination":{"address":{"city":"There"}}}}`, "There", false},
		"shipping without destination": {`"shippingInfo":{"title":"Free"}`, "", false},
	} {
		o := parse(t, `{"id":"o",`+tc.fields+`}`)
		got, there := o.ShipTo()
		require.Equal(t, tc.city, got.Address.City, name)
		require.Equal(t, tc.city != "", there, name)
		require.Equal(t, tc.pickup, o.Pickup(), name)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][3]string{ // line 1, line 2, province
		`{"country":"US","subdivision":"US-NY","addressLine":"525 5th Avenue"}`:                                                       {"525 5th Avenue", "", "NY"},
		`{"country":"US","subdivision":"US-NY","addressLine":"525 5th Avenue","addressLine2":"Floor 2","streetAddress":{"name":"x"}}`: {"525 5th Avenue", "Floor 2", "NY"},
		`{"country":"DE","subdivision":"DE-BE","streetAddress":{"number":"12","name":"Lange Straße","apt":"3b"}}`:                     {"12 Lange Straße", "3b", "BE"},
		`{"country":"FR","streetAddress":{"name":"rue de la Paix"},"addressLine":" "}`:                                                {"rue de la Paix", "", ""},
		`{"country":"GB","subdivision":"Kent","addressLine":"1 Mill Lane","addressLine2":"Ash"}`:                                      {"1 Mill Lane", "Ash", "Kent"},
		`{"country":"IT","subdivision":"IT-RM","addressLine2":"scala B","streetAddress":{"number":"1","name":"via Appia","apt":"9"}}`: {"1 via Appia", "scala B", "RM"},
		`{"subdivision":"-X"}`: {"", "", "-X"},
	} {
		var a wix.Address
		require.NoError(t, json.Unmarshal([]byte(raw), &a))
		line1, line2 := a.Lines()
		require.Equal(t, want, [3]string{line1, line2, a.Province()}, raw)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][2]bool{ // shippable, measured
		`{"quantity":1}`: {true, false},
		`{"quantity":1,"itemType":{"preset":"PHYSICAL"},"physicalProperties":{"shippable":true}}`:  {true, false},
		`{"quantity":1,"itemType":{"preset":"PHYSICAL"},"physicalProperties":{"shippable":false}}`: {false, false},
		`{"quantity":1,"itemType":{"preset":"DIGITAL"},"physicalProperties":{"shippable":true}}`:   {false, false},
		`{"quantity":1,"itemType":{"preset":"GIFT_CARD"}}`:                                         {false, false},
		`{"quantity":1,"itemType":{"preset":"SERVICE"}}`:                                           {false, false},
		`{"quantity":1,"itemType":{"preset":"UNRECOGNISED"}}`:                                      {true, false},
		`{"quantity":1,"itemType":{"custom":"rental"},"decimalQuantity":null}`:                     {true, false},
		`{"quantity":1,"decimalQuantity":{"value":"2.75"}}`:                                        {true, true},
		`{"quantity":1,"decimalQuantity":{"value":"3"}}`:                                           {true, true},
		`{"quantity":2,"decimalQuantity":{"value":"2.00"}}`:                                        {true, false},
		`{"quantity":2,"decimalQuantity":{"value":"some"}}`:                                        {true, true},
	} {
		var l wix.LineItem
		require.NoError(t, json.Unmarshal([]byte(raw), &l))
		require.Equal(t, want, [2]bool{l.Shippable(), l.Measured()}, raw)
	}
	var l wix.LineItem
	require.NoError(t, json.Unmarshal([]byte(`{"id":"1","catalogReference":{"catalogItemId":"c","options":{"options":{"Größe":"XL","Цвет":7},"variantId":"v"}},"physicalProperties":{"sku":"S-1"}}`), &l))
	require.Equal(t, "S-1", l.SKU())
	require.Equal(t, wix.Text("XL"), l.Catalog.Options.Options["Größe"])
	require.Equal(t, wix.Text("7"), l.Catalog.Options.Options["Цвет"])
}
