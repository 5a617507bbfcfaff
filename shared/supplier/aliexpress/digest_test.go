package aliexpress

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/supplier"
)

// The same order and the same two packages, as the platform may word them.
var (
	orderWordings = map[string]string{
		"wrapped": `{"aliexpress_trade_ds_order_get_response":{"result":{"order_status":"SELLER_PART_SEND_GOODS","logistics_status":"SELLER_SEND_PART_GOODS",
			"pay_timeout_second":86400,"user_order_amount":{"amount":"8.340","currency_code":"USD"},"order_paidtime_string":"2026-06-03T18:05:47-07:00[America/Los_Angeles]",
			"child_order_list":{"aeop_child_order_info":[{"product_id":1005002704149141,"sku_id":12000027158136202,"product_count":1},{"product_id":1005002704149142,"sku_id":12000027158136203,"product_count":2}]}},
			"request_id":"a"}}`,
		"plain, strings, other order, other zone": `{"request_id":"b","code":"0","aliexpress_trade_ds_order_get_response":{"result":{"order_status":"SELLER_PART_SEND_GOODS","logistics_status":"SELLER_SEND_PART_GOODS",
			"pay_timeout_second":"86400","user_order_amount":{"amount":8.34,"currency_code":"USD"},"order_paidtime_string":"2026-06-04T01:05:47Z",
			"child_order_list":[{"product_id":"1005002704149142","sku_id":"12000027158136203","product_count":"2"},{"product_id":"1005002704149141","sku_id":"12000027158136202","product_count":"1"}],
			"store_info":{"store_name":"renamed"},"logistics_info_list":{}}}}`,
	}
	trackingWordings = map[string]string{
		"wrapped, newest first": `{"aliexpress_ds_order_tracking_get_response":{"result":{"ret":true,"code":"","data":{"tracking_detail_line_list":{"tracking_detail":[
			{"mail_no":"LP1","carrier_name":"Standard","eta_time_stamps":1740273780000,
			 "detail_node_list":{"detail_node":[{"time_stamp":1739928180000,"tracking_name":"B","tracking_detail_desc":"second"},{"time_stamp":1739928100000,"tracking_name":"A","tracking_detail_desc":"first"}]},
			 "package_item_list":{"package_item":[{"item_id":1005002704149141,"quantity":1},{"item_id":1005002704149142,"quantity":1}]}},
			{"mail_no":"LP2","carrier_name":"Standard","package_item_list":{"package_item":[{"item_id":1005002704149142,"quantity":1}]}}]}}},"request_id":"c"}}`,
		"plain, strings, other order, one bare": `{"aliexpress_ds_order_tracking_get_response":{"result":{"ret":"true","data":{"tracking_detail_line_list":[
			{"mail_no":"LP2","carrier_name":"Standard","detail_node_list":{},"package_item_list":{"item_id":"1005002704149142","quantity":"1","item_title":"new title"}},
			{"mail_no":"LP1","carrier_name":"Standard","eta_time_stamps":"1740273999000",
			 "detail_node_list":[{"time_stamp":"1739928100000","tracking_name":"A","tracking_detail_desc":"first"},{"time_stamp":"1739928180000","tracking_name":"B","tracking_detail_desc":"second"}],
			 "package_item_list":[{"item_id":"1005002704149142","quantity":"1"},{"item_id":"1005002704149141","quantity":"1"}]}]}}},"request_id":"d"}`,
	}
)

func readBoth(t *testing.T, orderBody, trackingBody string) string {
	t.Helper()
	o, err := newReplay(t, orderBody).client.GetOrder(t.Context(), testSession, "8198352049851315")
	require.NoError(t, err)
	parcels, err := newReplay(t, trackingBody).client.GetTracking(t.Context(), testSession, "8198352049851315")
	require.NoError(t, err)
	r := (&Account{}).report(o)
	r.Parcels, r.ParcelsKnown = reportParcels(o, parcels), true
	return supplier.Digest(r)
}

func TestDigestIsOfMeaning(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, o := range orderWordings {
		for _, p := range trackingWordings {
			seen[readBoth(t, o, p)] = true
		}
	}
	require.Len(t, seen, 1, "four wordings of one fact")
}

func TestDigestSeesEveryChange(t *testing.T) {
	t.Parallel()
	o, p := orderWordings["wrapped"], trackingWordings["wrapped, newest first"]
	before := readBoth(t, o, p)
	seen := map[string]string{before: "unchanged"}
	changes := []struct{ name, from, to string }{
		{"status", "SELLER_PART_SEND_GOODS", "WAIT_BUYER_ACCEPT_GOODS"},
		{"amount", "8.340", "8.35"},
		{"currency", `"USD"`, `"EUR"`},
		{"payment time", "18:05:47-07:00", "18:05:48-07:00"},
		{"count", `"product_count":2`, `"product_count":3`},
		{"cancelled item", `"product_count":2`, `"product_count":2,"end_reason":"CANCELED"`},
		{"number", `"LP1"`, `"4209795192144903600008220012159992"`},
		{"carrier", `"LP2","carrier_name":"Standard"`, `"LP2","carrier_name":"Express"`},
		{"event", "second", "delivered"},
		{"packed quantity", `"item_id":1005002704149141,"quantity":1`, `"item_id":1005002704149141,"quantity":2`},
	}
	for _, change := range changes {
		require.NotEqual(t, o+p, strings.ReplaceAll(o+p, change.from, change.to), change.name)
		after := readBoth(t, strings.ReplaceAll(o, change.from, change.to), strings.ReplaceAll(p, change.from, change.to))
		require.NotContains(t, seen, after, "%s looks like %s", change.name, seen[after])
		seen[after] = change.name
	}
}
