package aliexpress

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

func TestRegionsInsideStrings(t *testing.T) {
	t.Parallel()
	r := newReplay(t, `{"aliexpress_ds_address_get_response":{"result":{"data":{"country":"UK","children":"[{\"name\":\"England\",\"type\":\"PROVINCE\",\"hasChildren\":true,\"children\":\"[{\\\"name\\\":\\\"Leeds\\\",\\\"type\\\":\\\"CITY\\\",\\\"hasChildren\\\":\\\"false\\\"}]\"},{\"name\":\"Wales\",\"type\":\"PROVINCE\",\"hasChildren\":false}]"}}}}`)
	regions, err := r.client.GetRegions(t.Context(), testSession, "GB")
	require.NoError(t, err)
	require.Equal(t, "UK", r.last().form.Get("countryCode"))
	require.Equal(t, []Region{
		{Name: "England", Type: "PROVINCE", HasChildren: true, Children: []Region{{Name: "Leeds", Type: "CITY"}}},
		{Name: "Wales", Type: "PROVINCE"},
	}, regions)
}

func TestFreightCost(t *testing.T) {
	t.Parallel()
	goods := decimal.RequireFromString("9.99")
	tests := map[string]struct {
		option string
		fee    string
		known  bool
	}{
		"a fee":                   {`{"shipping_fee_cent":"1.99","shipping_fee_currency":"USD"}`, "1.99", true},
		"free":                    {`{"free_shipping":"true"}`, "0", true},
		"free from nothing":       {`{"shipping_fee_cent":"1.99","mayHavePFS":true,"free_shipping_threshold":"0"}`, "0", true},
		"free from less":          {`{"shipping_fee_cent":"1.99","mayHavePFS":"true","free_shipping_threshold":9.99}`, "0", true},
		"free from more":          {`{"shipping_fee_cent":"1.99","mayHavePFS":true,"free_shipping_threshold":"10"}`, "1.99", true},
		"threshold without leave": {`{"shipping_fee_cent":"1.99","mayHavePFS":false,"free_shipping_threshold":"0"}`, "1.99", true},
		"leave without threshold": {`{"shipping_fee_cent":"1.99","mayHavePFS":true}`, "1.99", true},
		"nothing said":            {`{"code":"X"}`, "0", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReplay(t, `{"aliexpress_ds_freight_query_response":{"result":{"success":true,"delivery_options":`+test.option+`}}}`)
			options, err := r.client.QueryFreight(t.Context(), testSession, FreightQuery{})
			require.NoError(t, err)
			require.Len(t, options, 1)
			fee, known := options[0].Cost(goods)
			require.Equal(t, test.known, known)
			require.Equal(t, test.fee, fee.String())
		})
	}
}

func TestProductRefusals(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]Reason{"602": ReasonNotSold, "605": ReasonProductGone} {
		r := newReplay(t, `{"aliexpress_ds_product_get_response":{"rsp_code":"`+code+`","rsp_msg":"x","request_id":"1"}}`)
		_, err := r.client.GetProduct(t.Context(), testSession, ProductQuery{ProductID: "1", Country: "US"})
		e := requireError(t, err)
		require.Equal(t, Refused, e.Kind)
		require.Equal(t, want, e.Reason)
	}
	r := newReplay(t, `{"aliexpress_ds_product_get_response":{"rsp_code":404,"request_id":"1"}}`)
	_, err := r.client.GetProduct(t.Context(), testSession, ProductQuery{ProductID: "1", Country: "US"})
	require.Equal(t, Temporary, requireError(t, err).Kind)
}

func TestTrackingRefusalIsTemporary(t *testing.T) {
	t.Parallel()
	r := newReplay(t, `{"aliexpress_ds_order_tracking_get_response":{"result":{"ret":"false","code":"9999","msg":"busy"}}}`)
	_, err := r.client.GetTracking(t.Context(), testSession, "1")
	require.Equal(t, Temporary, requireError(t, err).Kind)

	r = newReplay(t, `{"aliexpress_ds_order_tracking_get_response":{"result":{"ret":true,"data":{}}}}`)
	parcels, err := r.client.GetTracking(t.Context(), testSession, "1")
	require.NoError(t, err)
	require.Empty(t, parcels)
}
