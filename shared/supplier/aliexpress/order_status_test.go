package aliexpress

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const paidTimeField = `"order_paidtime_string":"2026-06-03T18:05:47-07:00[America/Los_Angeles]",`

func TestStages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status  string
		paidAt  bool
		stage   Stage
		paid    bool
		comment string
	}{
		{"PLACE_ORDER_SUCCESS", false, StageUnpaid, false, ""},
		{"PAYMENT_PROCESSING", false, StagePaymentPending, false, ""},
		{"WAIT_SELLER_EXAMINE_MONEY", false, StageHeld, false, ""},
		{"WAIT_GROUP", true, StageHeld, false, "the status is the newer sign"},
		{"WAIT_COMPLETE_ADDRESS", false, StageHeld, false, ""},
		{"RISK_CONTROL", false, StageRiskCheck, true, ""},
		{"RISK_CONTROL_HOLD", true, StageRiskCheck, true, ""},
		{"WAIT_SELLER_SEND_GOODS", false, StageToShip, true, ""},
		{"SELLER_PART_SEND_GOODS", true, StagePartShipped, true, ""},
		{"WAIT_BUYER_ACCEPT_GOODS", true, StageShipped, true, ""},
		{"IN_CANCEL", false, StageCancelling, false, ""},
		{"IN_CANCEL", true, StageCancelling, true, ""},
		{"FUND_PROCESSING", false, StagePaid, true, ""},
		{"IN_ISSUE", false, StagePaid, true, ""},
		{"IN_FROZEN", false, StagePaid, true, ""},
		{"ARCHIVE", false, StagePaid, true, ""},
		{"WAIT_BUYER_PAY", false, StageUnknown, false, "an unknown status is never guessed to be paid"},
		{"CLOSED", false, StageUnknown, false, ""},
		{"SOMETHING_NEW", true, StageUnknown, true, "a payment time is a payment"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.status, test.paidAt), func(t *testing.T) {
			t.Parallel()
			paid := ""
			if test.paidAt {
				paid = paidTimeField
			}
			o := getOrder(t, fmt.Sprintf(`{%s"order_status":%q}`, paid, test.status))
			require.Equal(t, test.stage, o.Stage, test.comment)
			require.Equal(t, test.paid, o.Paid, test.comment)
			require.Equal(t, test.status, o.Status)
		})
	}
}

func TestFinishIsToldApart(t *testing.T) {
	t.Parallel()
	child := func(reason string) string { return fmt.Sprintf(`{"sku_id":"1","end_reason":%q}`, reason) }
	tests := map[string]struct {
		rest  string
		stage Stage
		paid  bool
	}{
		"nobody paid":                   {`"child_order_list":[` + child("buyer_pay_timeout") + `]`, StageClosed, false},
		"cancelled after payment":       {paidTimeField + `"child_order_list":[` + child("buyer_cancel_order") + `]`, StageClosed, true},
		"received":                      {paidTimeField + `"child_order_list":[` + child("buyer_accept_goods_timeout") + `]`, StageReceived, true},
		"one cancelled, one received":   {paidTimeField + `"child_order_list":[` + child("CANCELED") + `,` + child("buyer_confirm_goods") + `]`, StageReceived, true},
		"all cancelled":                 {paidTimeField + `"child_order_list":[` + child("CANCELED") + `,` + child("risk_closed") + `]`, StageClosed, true},
		"accepted by logistics status":  {`"logistics_status":"BUYER_ACCEPT_GOODS"`, StageReceived, true},
		"paid and sent":                 {paidTimeField + `"logistics_status":"SELLER_SEND_GOODS"`, StageReceived, true},
		"no sign of anything":           {`"logistics_status":"NO_LOGISTICS"`, StageClosed, false},
		"WAIT_SELLER_SEND is not sent":  {`"logistics_status":"WAIT_SELLER_SEND_GOODS"`, StageClosed, false},
		"paid, never sent, no reason":   {paidTimeField + `"logistics_status":"WAIT_SELLER_SEND_GOODS"`, StageEnded, true},
		"a reason nobody has heard of":  {`"child_order_list":[` + child("comet") + `]`, StageEnded, false},
		"one cancelled, other not told": {paidTimeField + `"child_order_list":[` + child("CANCELED") + `,` + child("") + `]`, StageEnded, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := getOrder(t, fmt.Sprintf(`{"order_status":"FINISH",%s}`, test.rest))
			require.Equal(t, test.stage, o.Stage)
			require.Equal(t, test.paid, o.Paid)
		})
	}
}

func TestOrderSurvivesOddFields(t *testing.T) {
	t.Parallel()
	o := getOrder(t, `{"order_status":"PLACE_ORDER_SUCCESS","store_info":"","user_order_amount":"","child_order_list":{},"pay_timeout_second":"soon","order_paidtime_string":null}`)
	require.Nil(t, o.Charged)
	require.Empty(t, o.Items)
	require.Zero(t, o.PayWithin)
	require.True(t, o.PaidAt.IsZero())
}

func TestOrderWithoutStatusIsUnreadable(t *testing.T) {
	t.Parallel()
	r := newReplay(t, `{"aliexpress_trade_ds_order_get_response":{"result":{}}}`)
	_, err := r.client.GetOrder(t.Context(), testSession, "1")
	require.Equal(t, Temporary, requireError(t, err).Kind)
}

func getOrder(t *testing.T, result string) Order {
	t.Helper()
	r := newReplay(t, fmt.Sprintf(`{"aliexpress_trade_ds_order_get_response":{"result":%s}}`, result))
	o, err := r.client.GetOrder(t.Context(), testSession, "8198352049851315")
	require.NoError(t, err)
	return o
}
