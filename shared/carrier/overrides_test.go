package carrier_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/carrier"
)

func TestOverrides(t *testing.T) {
	t.Parallel()
	cainiao := carrier.Parcel{Number: "AP00823271816356", Service: "CAINIAO_STANDARD", Country: "de", Postcode: "10115"}
	plain := carrier.Parcel{Number: "998877665544", Service: "OTHER_US", CarrierName: "Parcel House"}
	for name, tc := range map[string]struct {
		parcel    carrier.Parcel
		platform  carrier.Platform
		overrides carrier.Overrides
		want      carrier.Tracking
	}{
		"name by carrier id": {
			cainiao, carrier.Wix,
			carrier.Overrides{Names: map[string]string{"cainiao": "Parcel from us"}},
			carrier.Tracking{Company: "Parcel from us", Number: "AP00823271816356", URL: "https://global.cainiao.com/newDetail.htm?mailNoList=AP00823271816356", Carrier: "cainiao", Provisional: true},
		},
		"a service's key does not outweigh the number": {
			cainiao, carrier.Wix,
			carrier.Overrides{Names: map[string]string{"CAINIAO_STANDARD": "wrong"}},
			carrier.Tracking{Company: "Cainiao", Number: "AP00823271816356", URL: "https://global.cainiao.com/newDetail.htm?mailNoList=AP00823271816356", Carrier: "cainiao", Provisional: true},
		},
		"a service's key where the number proves nothing, in the store's spelling": {
			plain, carrier.Shopify,
			carrier.Overrides{Names: map[string]string{"other_us": "ontrac", "*": "never"}},
			carrier.Tracking{Company: "OnTrac", Number: "998877665544", URL: "https://t.17track.net/en#nums=998877665544", Listed: true},
		},
		"branded link for every parcel outweighs the supplier's": {
			carrier.Parcel{Number: "998877665544", CarrierName: "Parcel House", URL: "https://parcel.example/998877665544", Country: "gb", Postcode: "SW1A 1AA"},
			carrier.Shopify,
			carrier.Overrides{Links: map[string]string{"*": "https://shop.example/track?n={number}&p={postcode}&c={country}"}},
			carrier.Tracking{Company: "Parcel House", Number: "998877665544", URL: "https://shop.example/track?n=998877665544&p=SW1A%201AA&c=GB"},
		},
		"WooCommerce's placeholders": {
			cainiao, carrier.ShipmentTracking,
			carrier.Overrides{Links: map[string]string{"Cainiao": "https://shop.example/%1$s/%2$s/%3$s"}},
			carrier.Tracking{Company: "Cainiao", Number: "AP00823271816356", URL: "https://shop.example/AP00823271816356/10115/DE", Carrier: "cainiao", Provisional: true},
		},
		"a template without the number is ignored": {
			plain, carrier.Shopify,
			carrier.Overrides{Links: map[string]string{"*": "https://shop.example/track"}},
			carrier.Tracking{Company: "Parcel House", Number: "998877665544", URL: "https://t.17track.net/en#nums=998877665544"},
		},
		"the plugin's site knows the carrier": {
			carrier.Parcel{Number: "RA123456785AU"},
			carrier.ShipmentTracking,
			carrier.Overrides{Listed: []string{"USPS", "Australia Post"}},
			carrier.Tracking{Company: "Australia Post", Number: "RA123456785AU", URL: "https://auspost.com.au/track/track.html?id=RA123456785AU", Listed: true, Carrier: "australia-post"},
		},
		"the plugin's site does not": {
			carrier.Parcel{Number: "RA123456785AU"},
			carrier.ShipmentTracking,
			carrier.Overrides{Listed: []string{"USPS"}},
			carrier.Tracking{Company: "Australia Post", Number: "RA123456785AU", URL: "https://auspost.com.au/track/track.html?id=RA123456785AU", Carrier: "australia-post"},
		},
		"Shopify knows the Turkish post in Turkey": {
			carrier.Parcel{Number: "RA200014005TR"},
			carrier.Shopify,
			carrier.Overrides{ShopCountry: "tr"},
			carrier.Tracking{Company: "PTT", Number: "RA200014005TR", URL: "https://t.17track.net/en#nums=RA200014005TR", Listed: true, Carrier: "ptt"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, carrier.Resolve(tc.parcel, tc.platform, tc.overrides))
		})
	}
}

func TestOverridesValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, carrier.Overrides{}.Validate())
	require.NoError(t, carrier.Overrides{Links: map[string]string{"*": "https://shop.example/#n={number}"}}.Validate())
	for _, bad := range []string{"", "http://shop.example/{number}", "https://shop.example/", "javascript:{number}", "https://u:p@shop.example/{number}"} {
		require.ErrorIs(t, carrier.Overrides{Links: map[string]string{"x": bad}}.Validate(), carrier.ErrTemplate, bad)
	}
}
