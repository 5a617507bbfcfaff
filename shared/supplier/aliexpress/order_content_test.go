package aliexpress

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func samplePurchase() Purchase {
	return Purchase{
		OutOrderID: "shop1-1001-1",
		Address: Address{
			Address: "100 Example Street", Address2: "STE 100", City: "Orlando", ContactPerson: "Jane Sample", FullName: "Jane Sample",
			Country: "US", Province: "Florida", Zip: "32807", MobileNo: "4075550100", PhoneCountry: "+1", Locale: "en_US",
		},
		Items: []PurchaseItem{{
			ProductID: "1005002704149141", Count: 1, SKUAttr: "14:175;5:200003528#Length -26cm", ShippingMethod: "CAINIAO_FULFILLMENT_STD",
		}},
	}
}

func TestComposeGivesTheDocumentedRequest(t *testing.T) {
	t.Parallel()
	var documented struct {
		Order  json.RawMessage `json:"param_place_order_request4_open_api_d_t_o"`
		Extend json.RawMessage `json:"ds_extend_request"`
	}
	require.NoError(t, json.Unmarshal([]byte(sample(t, "order_create_request.json")), &documented))
	var order, extend bytes.Buffer
	require.NoError(t, json.Compact(&order, documented.Order))
	require.NoError(t, json.Compact(&extend, documented.Extend))

	content, err := Compose(samplePurchase())
	require.NoError(t, err)
	require.Equal(t, order.String(), content.Order, "byte for byte")
	require.Equal(t, extend.String(), content.Extend, "byte for byte")
}

func TestComposeRepeatsByteForByte(t *testing.T) {
	t.Parallel()
	p := samplePurchase()
	p.Address.ContactPerson = "João <&> Silva"
	p.Address.NationalAddress = "ABCD1234"
	p.BusinessModel, p.PromotionCode, p.TryToPay = "retail", "CODE", true
	first, err := Compose(p)
	require.NoError(t, err)
	for range 50 {
		again, err := Compose(p)
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	require.Contains(t, first.Order, `"contact_person":"João <&> Silva"`)
	require.Contains(t, first.Extend, `{"payment":{"pay_currency":"USD","try_to_pay":"true"},"trade_extra_param":{"business_model":"retail","nat_addr":"ABCD1234"},"promotion":{"promotion_code":"CODE"}}`)
}

func TestComposeUsesThePlatformsCountryCodes(t *testing.T) {
	t.Parallel()
	for iso, want := range map[string]string{"GB": "UK", "rs": "SRB", "ME": "MNE", "XK": "KS", "CD": "ZR", "JE": "JEY", "GG": "GGY", "TL": "TLS", "US": "US", "UK": "UK"} {
		p := samplePurchase()
		p.Address.Country = iso
		content, err := Compose(p)
		require.NoError(t, err)
		require.Contains(t, content.Order, `"country":"`+want+`"`)
	}
	require.Equal(t, "GB", ISOCountry("UK"))
	require.Equal(t, "US", ISOCountry("us"))
}

func TestComposeRefusesWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Purchase){
		"no id":          func(p *Purchase) { p.OutOrderID = "" },
		"no items":       func(p *Purchase) { p.Items = nil },
		"no count":       func(p *Purchase) { p.Items[0].Count = 0 },
		"not a number":   func(p *Purchase) { p.Items[0].ProductID = "1e9" },
		"number too big": func(p *Purchase) { p.Items[0].ProductID = "12345678901234567890" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := samplePurchase()
			spoil(&p)
			_, err := Compose(p)
			require.Error(t, err)
		})
	}
}

func TestPlaceOrderSendsTheContentAsItIs(t *testing.T) {
	t.Parallel()
	content, err := Compose(samplePurchase())
	require.NoError(t, err)
	r := newReplay(t, sample(t, "order_create_ok.json"))
	_, err = r.client.PlaceOrder(t.Context(), testSession, content)
	require.NoError(t, err)
	seen := r.last()
	requireSigned(t, seen, "")
	require.Equal(t, "aliexpress.ds.order.create", seen.form.Get("method"))
	require.Equal(t, content.Order, seen.form.Get("param_place_order_request4_open_api_d_t_o"))
	require.Equal(t, content.Extend, seen.form.Get("ds_extend_request"))
}
