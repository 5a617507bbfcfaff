package aliexpress

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func placeAnswer(result string) string {
	return fmt.Sprintf(`{"aliexpress_ds_order_create_response":{"result":%s,"request_id":"r1"}}`, result)
}

func TestPlaceOrderWithIDsMeansCreated(t *testing.T) {
	t.Parallel()
	one := []string{"8198352049851315"}
	tests := map[string]struct {
		result   string
		ids      []string
		repeated bool
	}{
		"split into several":          {`{"is_success":"true","order_list":{"number":[8198352049851315,"8198352049851316"]}}`, []string{"8198352049851315", "8198352049851316"}, false},
		"bare number":                 {`{"is_success":true,"order_list":8198352049851315}`, one, false},
		"plain list":                  {`{"is_success":true,"order_list":["8198352049851315"]}`, one, false},
		"named twice":                 {`{"is_success":true,"order_list":[8198352049851315,8198352049851315]}`, one, false},
		"with an error code":          {`{"is_success":"true","error_code":"PARM_ILLEGL","order_list":{"number":[8198352049851315]}}`, one, false},
		"although it says no success": {`{"is_success":false,"error_code":"X","order_list":{"number":[8198352049851315]}}`, one, false},
		"repeated, with the id":       {`{"is_success":false,"error_code":"REPEATED_ORDER_ERROR","order_list":{"number":[8198352049851315]}}`, one, true},
		"result inside a string":      {`"{\"is_success\":true,\"order_list\":{\"number\":[8198352049851315]}}"`, one, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			placed, err := newReplay(t, placeAnswer(test.result)).client.PlaceOrder(t.Context(), testSession, OrderContent{})
			require.NoError(t, err)
			require.Equal(t, test.ids, placed.OrderIDs)
			require.Equal(t, test.repeated, placed.Repeated)
		})
	}
}

func TestPlaceOrderAcceptsTheOlderWrapper(t *testing.T) {
	t.Parallel()
	r := newReplay(t, `{"aliexpress_trade_buy_placeorder_response":{"result":{"is_success":true,"order_list":{"number":[8198352049851315]}}}}`)
	placed, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
	require.NoError(t, err)
	require.Equal(t, []string{"8198352049851315"}, placed.OrderIDs)
}

func TestPlaceOrderWithoutIDs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		result string
		kind   Kind
		reason Reason
		field  string
	}{
		"repeated, without the id":    {`{"is_success":false,"error_code":"REPEATED_ORDER_ERROR"}`, Unclear, ReasonRepeated, ""},
		"success without an id":       {`{"is_success":true}`, Unclear, ReasonOther, ""},
		"success with a refusal code": {`{"is_success":true,"error_code":"SKU_NOT_EXIST"}`, Unclear, ReasonOther, ""},
		"id is nought":                {`{"is_success":true,"order_list":{"number":[0]}}`, Unclear, ReasonOther, ""},
		"no without a code":           {`{"is_success":false}`, Unclear, ReasonOther, ""},
		"empty":                       {`{}`, Unclear, ReasonOther, ""},
		"a fault by an unknown name":  {`{"is_success":false,"error_code":"SYSTEM_BUSY"}`, Unclear, ReasonOther, ""},
		"an unknown refusal":          {`{"is_success":false,"error_code":"B_MOON_PHASE_WRONG"}`, Refused, ReasonOther, ""},
		"no such method":              {`{"is_success":false,"error_code":"DELIVERY_METHOD_NOT_EXIST"}`, Refused, ReasonShippingMethod, ""},
		"no stock":                    {`{"is_success":"false","error_code":"INVENTORY_HOLD_ERROR"}`, Refused, ReasonOutOfStock, ""},
		"currencies":                  {`{"is_success":false,"error_code":"PRICE_PAY_CURRENCY_ERROR"}`, Refused, ReasonCurrency, ""},
		"suspicious buyer":            {`{"is_success":false,"error_code":"A003_SUSPICIOUS_BUYER"}`, Refused, ReasonBuyerAccount, ""},
		"zone":                        {`{"is_success":false,"error_code":"A002_INVALID_ZONE"}`, Refused, ReasonCountry, ""},
		"variant gone":                {`{"is_success":false,"error_code":"SKU_NOT_EXIST"}`, Refused, ReasonSKUGone, ""},
		"product gone":                {`{"is_success":false,"error_code":"ITEM_ID_NOT_FOUND"}`, Refused, ReasonProductGone, ""},
		"tax number":                  {`{"is_success":false,"error_code":"B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_NOT_MATCH"}`, Refused, ReasonTaxNumber, ""},
		"phone":                       {addressRefusal("Please enter mobile phone number"), Refused, ReasonAddress, "mobile_no"},
		"phone form":                  {addressRefusal("Please enter the country code and phone number without any spaces or special characters"), Refused, ReasonAddress, "mobile_no"},
		"province":                    {addressRefusal("Please select a State/Province/County"), Refused, ReasonAddress, "province"},
		"name":                        {addressRefusal("Please enter between 2 - 32 characters"), Refused, ReasonAddress, "contact_person"},
		"national address":            {addressRefusal("Please enter a 8-digit national address in right format, eg. ABCD1234."), Refused, ReasonAddress, "nat_addr"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newReplay(t, placeAnswer(test.result)).client.PlaceOrder(t.Context(), testSession, OrderContent{})
			e := requireError(t, err)
			require.Equal(t, test.kind.String(), e.Kind.String())
			require.Equal(t, test.reason, e.Reason)
			require.Equal(t, test.field, e.Field)
			require.Equal(t, test.kind == Refused, e.NothingHappened())
		})
	}
}

func addressRefusal(sentence string) string {
	return fmt.Sprintf(`{"is_success":false,"error_code":"B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL","error_msg":%q}`, sentence)
}
