package woocommerce

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/store"
)

func TestHooksThroughTheSeam(t *testing.T) {
	t.Parallel()
	r := recorded(t, "order-updated-processing.json")
	h := Hooks{Address: liveAddress, Secret: r.Secret}
	receipt, err := h.Open(r.header(), []byte(r.Body))
	require.NoError(t, err)
	require.Equal(t, store.Receipt{Outside: "127.0.0.1:17380", Topic: "order.updated", Delivery: r.Headers["X-WC-Webhook-Delivery-ID"]}, receipt)
	news, err := h.Read(receipt.Topic, []byte(r.Body))
	require.NoError(t, err)
	require.Equal(t, "14", news.OrderID)
	require.NotNil(t, news.Snapshot)
	require.Empty(t, news.Reread)
	require.Len(t, news.Snapshot.Lines, 3)

	ping := recorded(t, "ping.json")
	receipt, err = h.Open(ping.header(), []byte(ping.Body))
	require.NoError(t, err)
	require.True(t, receipt.Ping)

	open := func(h Hooks, change func(http.Header), body string) error {
		header := r.header()
		change(header)
		_, err := h.Open(header, []byte(body))
		return err
	}
	none := func(http.Header) {}
	require.ErrorIs(t, open(Hooks{Address: liveAddress, Secret: "other"}, none, r.Body), store.ErrForged)
	require.ErrorIs(t, open(Hooks{Address: liveAddress}, none, r.Body), store.ErrKey)
	require.ErrorIs(t, open(h, none, r.Body+" "), store.ErrForged)
	require.ErrorIs(t, open(h, func(x http.Header) { x.Del(HeaderSignature) }, r.Body), store.ErrMalformed)
	require.ErrorIs(t, open(h, func(x http.Header) { x.Set(HeaderSource, "https://staging.example/") }, r.Body), store.ErrForeign)
	require.ErrorIs(t, open(h, none, strings.Repeat("x", maxDelivery+1)), store.ErrOversized)
}

func TestNews(t *testing.T) {
	t.Parallel()
	h := Hooks{Address: liveAddress, Secret: "x"}
	tests := []struct {
		name, topic, body, order, reread string
		snapshot, unreadable             bool
	}{
		{"trashed meanwhile", "order.created", recorded(t, "order-created-delivered-after-trash-with-refunds.json").Body, "19", "", true, false},
		{"deleted", "order.deleted", recorded(t, "order-deleted.json").Body, "19", "deleted", false, false},
		{"id alone under another topic", "order.updated", `{"id":19}`, "19", "no_body", false, false},
		{"refunds", "order.updated", `{"id":3,"line_items":[],"refunds":[{"id":4,"total":"-1.00"}]}`, "3", "refunds", false, false},
		{"action", "action.woocommerce_order_status_completed", `{"action":"woocommerce_order_status_completed","arg":727}`, "727", "woocommerce_order_status_completed", false, false},
		{"user gone", "order.updated", `{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}`, "", "", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			news, err := h.Read(tt.topic, []byte(tt.body))
			require.NoError(t, err)
			require.Equal(t, tt.order, news.OrderID)
			require.Equal(t, tt.reread, news.Reread)
			require.Equal(t, tt.snapshot, news.Snapshot != nil)
			require.Equal(t, tt.unreadable, news.Unreadable)
			require.False(t, news.Deleted)
		})
	}
	_, err := h.Read("order.updated", []byte("{}"))
	require.ErrorIs(t, err, store.ErrUnreadable)
}
