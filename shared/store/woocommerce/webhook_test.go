package woocommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const liveAddress = "https://127.0.0.1:17380"

func TestRecordedDeliveries(t *testing.T) {
	t.Parallel()
	type want struct {
		kind      DeliveryKind
		order     string
		status    string
		paid      bool
		cancelled bool
		lines     int
	}
	tests := map[string]want{
		"order-created-processing.json":                           {DeliveredOrder, "14", "processing", true, false, 3},
		"order-updated-processing.json":                           {DeliveredOrder, "14", "processing", true, false, 3},
		"order-created-pending-same-second-same-delivery-id.json": {DeliveredOrder, "15", "pending", false, false, 3},
		"order-updated-pending-same-second-same-delivery-id.json": {DeliveredOrder, "15", "pending", false, false, 3},
		"order-updated-completed-with-core-fulfillments.json":     {DeliveredOrder, "14", "completed", true, false, 3},
		"order-updated-after-fulfillment-deleted.json":            {DeliveredOrder, "18", "processing", true, false, 2},
		"order-created-delivered-after-trash-with-refunds.json":   {DeliveredOrder, "19", "trash", true, true, 2},
		"order-deleted.json":                                      {kind: DeliveredDeletion, order: "19"},
	}
	files, err := os.ReadDir("testdata/live")
	require.NoError(t, err)
	for _, f := range files {
		if f.Name() == "ping.json" {
			continue
		}
		t.Run(f.Name(), func(t *testing.T) {
			t.Parallel()
			w, stated := tests[f.Name()]
			require.True(t, stated, "every recording has a stated outcome")
			r := recorded(t, f.Name())
			require.True(t, r.Signature)
			require.NoError(t, Verify(r.header(), []byte(r.Body), r.Secret))
			require.False(t, IsPing(r.header(), []byte(r.Body)))

			d, err := ReadDelivery(r.header(), []byte(r.Body), liveAddress)
			require.NoError(t, err)
			require.Equal(t, w.kind, d.Kind)
			require.Equal(t, w.order, d.OrderID)
			if w.kind != DeliveredOrder {
				require.Nil(t, d.Order)
				return
			}
			require.Equal(t, w.status, d.Order.Status)
			require.Equal(t, w.paid, d.Order.Paid())
			require.Equal(t, w.cancelled, d.Order.Cancelled())
			require.Len(t, d.Order.Lines, w.lines)
			require.Empty(t, d.Order.Doubts)
			require.False(t, d.Order.Modified.IsZero())
		})
	}
}

// Two orders of one second arrive under one delivery id: it tells nothing apart.
func TestDeliveryIDIsShared(t *testing.T) {
	t.Parallel()
	const id = "X-WC-Webhook-Delivery-ID"
	a, b := recorded(t, "order-updated-processing.json"), recorded(t, "order-updated-pending-same-second-same-delivery-id.json")
	require.Equal(t, a.Headers[id], b.Headers[id])
	first, err := ReadDelivery(a.header(), []byte(a.Body), liveAddress)
	require.NoError(t, err)
	second, err := ReadDelivery(b.header(), []byte(b.Body), liveAddress)
	require.NoError(t, err)
	require.NotEqual(t, first.OrderID, second.OrderID)
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	r := recorded(t, "order-deleted.json")
	body := []byte(r.Body)
	require.NoError(t, Verify(r.header(), body, r.Secret))

	require.ErrorIs(t, Verify(r.header(), body, "another"), ErrSignature)
	require.ErrorIs(t, Verify(r.header(), body, ""), ErrSignature)
	require.ErrorIs(t, Verify(r.header(), append([]byte(" "), body...), r.Secret), ErrSignature)
	for _, given := range []string{"", "!!!", "c2hvcnQ=", r.Headers[HeaderSignature] + "A"} {
		h := r.header()
		h.Set(HeaderSignature, given)
		require.ErrorIs(t, Verify(h, body, r.Secret), ErrSignature, given)
	}
}

func TestSecretGoesThroughSpecialChars(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":1}`)
	for given, effective := range map[string]string{
		"a&amp;b": "a&b", "&amp;lt;": "&lt;", "&#039;&#39;&#0039;": "'''", "&quot;&#x22;&#034;": `"""`,
		"&lt;&gt;&#060;&#062;": "<><>", "&#X26;&#38;": "&&", "&euro;&": "&euro;&", "plain": "plain",
	} {
		h := hmac.New(sha256.New, []byte(effective))
		h.Write(body)
		signature := base64.StdEncoding.EncodeToString(h.Sum(nil))
		require.NoError(t, Verify(http.Header{"X-Wc-Webhook-Signature": {signature}}, body, given), given)
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	r := recorded(t, "ping.json")
	require.True(t, IsPing(r.header(), []byte(r.Body)))
	require.ErrorIs(t, Verify(r.header(), []byte(r.Body), r.Secret), ErrSignature)

	signed := r.header()
	signed.Set(HeaderSignature, "x")
	require.False(t, IsPing(signed, []byte(r.Body)))
	for _, body := range []string{"", "webhook_id=", "webhook_id=1&id=2", "webhook_id=x", `{"id":1}`, "webhook_id=" + strings.Repeat("1", 40)} {
		require.False(t, IsPing(r.header(), []byte(body)), body)
	}
}

func TestStagingCloneIsRefusedByName(t *testing.T) {
	t.Parallel()
	r := recorded(t, "order-updated-processing.json")
	h := r.header()
	h.Set(HeaderSource, "https://staging.shop.example/")
	require.NoError(t, Verify(h, []byte(r.Body), r.Secret), "a copy has the original's secret")
	_, err := ReadDelivery(h, []byte(r.Body), "https://shop.example")
	var foreign *ForeignSourceError
	require.ErrorAs(t, err, &foreign)
	require.Equal(t, "staging.shop.example", foreign.Source)
}

func TestSameSite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"https://shop.example/", "https://shop.example", true},
		{"http://www.Shop.example:443/", "https://shop.example", true},
		{"https://shop.example/shop/", "https://shop.example/shop", true},
		{"https://shop.example/staging", "https://shop.example", false},
		{"https://staging.shop.example", "https://shop.example", false},
		{"https://shop.example:8443", "https://shop.example", false},
		{"", "", false},
		{"nonsense", "nonsense", false},
	} {
		require.Equal(t, tt.same, SameSite(tt.a, tt.b), "%s %s", tt.a, tt.b)
	}
}

func TestOtherBodies(t *testing.T) {
	t.Parallel()
	read := func(topic, body string) (Delivery, error) {
		return ReadDelivery(http.Header{"X-Wc-Webhook-Topic": {topic}}, []byte(body), liveAddress)
	}
	d, err := read("action.woocommerce_order_status_completed", string(sample(t, "derived-webhook-action-order-status-completed.json")))
	require.NoError(t, err)
	require.Equal(t, Delivery{Kind: DeliveredAction, Topic: "action.woocommerce_order_status_completed", OrderID: "727", Action: "woocommerce_order_status_completed"}, d)

	d, err = read("order.deleted", string(sample(t, "derived-webhook-order-deleted.json")))
	require.NoError(t, err)
	require.Equal(t, Delivery{Kind: DeliveredDeletion, Topic: "order.deleted", OrderID: "727"}, d)

	d, err = read("order.updated", `{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot view this resource.","data":{"status":401}}`)
	require.NoError(t, err)
	require.Equal(t, Delivery{Kind: DeliveredNoAccess, Topic: "order.updated", Code: "woocommerce_rest_cannot_view"}, d)

	for _, body := range []string{"", "[]", "{}", `{"id":0}`, `{"id":7,"status":"pending"}`, `{"id":"x"}`, `{"action":"a","arg":{"id":1}}`, "<html>", "null", `"x"`} {
		_, err := read("order.updated", body)
		require.ErrorIs(t, err, ErrUnreadableDelivery, body)
	}
}
