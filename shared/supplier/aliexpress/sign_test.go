package aliexpress

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSign(t *testing.T) {
	t.Parallel()
	const secret = "helloworld"
	tests := map[string]struct {
		method string
		params map[string]string
		want   string
	}{
		"official vector": {
			method: "/order/get",
			params: map[string]string{
				"access_token": "test", "app_key": "123456", "order_id": "1234",
				"sign_method": "sha256", "timestamp": "1517820392000",
			},
			want: "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A",
		},
		"business method": {
			method: "aliexpress.trade.ds.order.get",
			params: map[string]string{
				"app_key": "12345678", "method": "aliexpress.trade.ds.order.get",
				"session": "50000000a38EXAMPLE", "sign_method": "sha256", "simplify": "false",
				"single_order_query": `{"order_id":"8198352049851315"}`, "timestamp": "1764590400000",
			},
			want: "4947F079A35D22FE228C52AD1ACD8A7C0D6A98E8F5EC364D40CF34FE3A0B399F",
		},
		"system path": {
			method: "/auth/token/create",
			params: map[string]string{
				"app_key": "12345678", "code": "3_12345678_EXAMPLE",
				"sign_method": "sha256", "timestamp": "1764590400000",
			},
			want: "83531F52C60545FCAA2942FBE93A52FE61EA5B8643632D663762FD911DFB7F54",
		},
		"path as a business method": {
			method: "/auth/token/refresh",
			params: map[string]string{
				"app_key": "12345678", "method": "/auth/token/refresh",
				"refresh_token": "50001000a38EXAMPLE", "sign_method": "sha256", "timestamp": "1764590400000",
			},
			want: "8EBF32B3586107E0FBA01EB8FC98790202B218B6450FFCFBC276F85896173ED1",
		},
		"text beyond ASCII": {
			method: "aliexpress.ds.order.create",
			params: map[string]string{
				"app_key":           "12345678",
				"ds_extend_request": `{"payment":{"pay_currency":"USD","try_to_pay":"false"}}`,
				"method":            "aliexpress.ds.order.create",
				"session":           "50000000a38EXAMPLE",
				"sign_method":       "sha256",
				"timestamp":         "1764590400000",
				"param_place_order_request4_open_api_d_t_o": `{"out_order_id":"shop1-1001-1","logistics_address":{"contact_person":"João Silva","city":"São Paulo","country":"BR"}}`,
			},
			want: "DF4A1F30206C520F798B5B30DB452E531A37FD27B43C1C947459709FE49AF2A6",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, Sign(secret, signPrefix(test.method), test.params))
		})
	}
}

func TestSignLeavesOutSignAndEmptyValues(t *testing.T) {
	t.Parallel()
	bare := map[string]string{"app_key": "1", "queryDeliveryReq": "{}", "query_x": "y"}
	noisy := map[string]string{"app_key": "1", "queryDeliveryReq": "{}", "query_x": "y", "sign": "OLD", "memo": ""}
	require.Equal(t, Sign("s", "", bare), Sign("s", "", noisy))
	require.NotEqual(t, Sign("s", "", bare), Sign("t", "", bare))
	require.NotEqual(t, Sign("s", "", bare), Sign("s", "/auth/token/create", bare))
}
