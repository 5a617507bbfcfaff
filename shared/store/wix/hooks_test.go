package wix_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/wix"
)

func hooks(t *testing.T) *wix.Hooks {
	t.Helper()
	return wix.NewHooks(publicPEM(t), 0, func() time.Time { return signedAt })
}

func TestHooksOpen(t *testing.T) {
	t.Parallel()
	good := sign(t, wrap(t, "something.else", sample(t, "event-order-approved.json")))
	receipt, err := hooks(t).Open(http.Header{}, good)
	require.NoError(t, err)
	require.Equal(t, store.Receipt{
		Outside: "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001", Topic: "wix.ecom.v1.order_approved", Delivery: "0a7c2a51-39a5-45c1-9a0e-21a34f0f7d01",
	}, receipt)
	for name, tc := range map[string]struct {
		body []byte
		want error
	}{
		"tampered":    {tamper(t, good), store.ErrForged},
		"not a token": {[]byte(`{"data":"x"}`), store.ErrMalformed},
		"empty":       {nil, store.ErrMalformed},
		"nonsense":    {[]byte("a.b.c"), store.ErrForged},
		"no envelope": {sign(t, map[string]any{"data": "{}"}), store.ErrMalformed},
		"oversized":   {bytes.Repeat([]byte("x"), 9<<20), store.ErrOversized},
	} {
		_, err := hooks(t).Open(http.Header{}, tc.body)
		require.ErrorIs(t, err, tc.want, name)
	}
	broken := wix.NewHooks("no key", 0, time.Now)
	_, err = broken.Open(http.Header{}, good)
	require.ErrorIs(t, err, store.ErrKey)
}

// TestUnreadableContentIsParked: what Wix signed is taken and routed, even if
// its inner part makes no sense to us; reading it says so.
func TestUnreadableContentIsParked(t *testing.T) {
	t.Parallel()
	for _, inner := range []string{`{"id":`, strings.Replace(string(sample(t, "event-order-approved.json")), `"number": 10133`, `"number": {}`, 1)} {
		body := sign(t, wrap(t, "wix.ecom.v1.order_approved", []byte(inner)))
		receipt, err := hooks(t).Open(http.Header{}, body)
		require.NoError(t, err)
		require.NotEmpty(t, receipt.Outside)
		require.Equal(t, "wix.ecom.v1.order_approved", receipt.Topic)
		_, err = hooks(t).Read(receipt.Topic, body)
		require.ErrorIs(t, err, store.ErrUnreadable)
	}
}

// TestHooksRead states what each documented event is to the pipeline.
func TestHooksRead(t *testing.T) {
	t.Parallel()
	read := func(t *testing.T, eventType, body string) store.News {
		t.Helper()
		n, err := hooks(t).Read(eventType, sign(t, wrap(t, eventType, []byte(body))))
		require.NoError(t, err)
		return n
	}
	for name, reread := range map[string]string{
		"event-order-created.json": "", "event-order-updated.json": "", "event-order-approved.json": "",
		// The documented examples of these have no lines: an order without lines is no word on its lines.
		"event-order-canceled.json": "order-cancelled", "event-order-payment-status-updated.json": "order-payment", "event-order-fulfilled.json": "order-fulfilment",
		"event-fulfillments-updated.json": "fulfilments-changed", "event-refund-completed.json": "refund-completed",
	} {
		n := read(t, "x", string(sample(t, name)))
		require.Equal(t, sampleOrder, n.OrderID, name)
		require.Equal(t, reread, n.Reread, name)
		require.Equal(t, reread == "", n.Snapshot != nil, name)
		require.False(t, n.At.IsZero(), name)
		if n.Snapshot != nil {
			require.False(t, n.Snapshot.FulfilmentsKnown, name)
			require.Equal(t, "#10133", n.Snapshot.Name)
			require.Equal(t, "NY", n.Snapshot.ShipTo.Province)
			require.Equal(t, "40.56 USD", n.Snapshot.Total.String())
			require.Equal(t, "2f430d69-9b75-4874-bfbd-c5f6fa5aff3d", n.Snapshot.Lines[0].Variant)
		}
	}
	approved := string(sample(t, "event-order-approved.json"))
	require.Equal(t, order.Unpaid, read(t, "x", approved).Snapshot.Payment)

	begun := read(t, "x", strings.Replace(approved, `"APPROVED"`, `"INITIALIZED"`, 1))
	require.Equal(t, store.News{At: begun.At}, begun, "a checkout begun is no news")

	refunded := read(t, "x", strings.Replace(approved, `"NOT_PAID"`, `"PARTIALLY_REFUNDED"`, 1))
	require.Nil(t, refunded.Snapshot, "how much was refunded is told elsewhere")
	require.Equal(t, "order-approved", refunded.Reread)
	line := read(t, "x", strings.Replace(approved, `"refundQuantity": 0`, `"refundQuantity": 1`, 1))
	require.Nil(t, line.Snapshot)

	imported := read(t, "x", strings.Replace(approved, `"slug": "approved"`, `"slug": "imported"`, 1))
	require.True(t, imported.Snapshot.Imported)
	deleted := read(t, "x", strings.Replace(approved, `"slug": "approved"`, `"slug": "imported_order_deleted"`, 1))
	require.True(t, deleted.Deleted)
	require.Equal(t, sampleOrder, deleted.OrderID)

	erased := read(t, "x", strings.Replace(string(sample(t, "event-order-updated.json")), `"triggeredByAnonymizeRequest": false`, `"triggeredByAnonymizeRequest": true`, 1))
	require.Equal(t, &store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{sampleOrder}, Request: "5f0a3b0e-6e6b-4a43-9f57-1b2f5a3f0c11"}, erased.Privacy)
	require.True(t, erased.Snapshot.Anonymised)

	require.True(t, read(t, "AppInstalled", `{"appId":"a"}`).Installed)
	require.True(t, read(t, "AppRemoved", `{"appId":"a"}`).Uninstalled)
	require.Equal(t, store.News{}, read(t, "wix.ecom.v1.something_new", `{"id":"e"}`))
}

func TestVariants(t *testing.T) {
	t.Parallel()
	const zero = "00000000-0000-0000-0000-000000000000"
	body := string(sample(t, "event-order-approved.json"))
	const options = `"options": {
        "variantId": "2f430d69-9b75-4874-bfbd-c5f6fa5aff3d"
       }`
	require.Contains(t, body, options)
	for given, want := range map[string][2]string{ // variant, options
		`"options": {}`: {"df19c1f7-07d8-a265-42f8-e8dfa824cc6e", ""},
		`"options": {"variantId": "` + zero + `"}`:                                 {"df19c1f7-07d8-a265-42f8-e8dfa824cc6e", ""},
		`"options": {"options": {"Größe": "XL", "Farbe": "Rot"}}`:                  {"df19c1f7-07d8-a265-42f8-e8dfa824cc6e/Farbe: Rot;Größe: XL", "Farbe: Rot, Größe: XL"},
		`"options": {"variantId": "v", "options": {"Größe": "XL"}}`:                {"v", "Größe: XL"},
		`"options": {"options": {"Size": 7}, "customTextFields": {"Name": "Ann"}}`: {"df19c1f7-07d8-a265-42f8-e8dfa824cc6e/Size: 7", "Size: 7"},
	} {
		n, err := hooks(t).Read("", sign(t, wrap(t, "x", []byte(strings.Replace(body, options, given, 1)))))
		require.NoError(t, err)
		require.Equal(t, want, [2]string{n.Snapshot.Lines[0].Variant, n.Snapshot.Lines[0].Options}, given)
	}
	custom := strings.Replace(body, `"catalogReference"`, `"ignored"`, 1)
	n, err := hooks(t).Read("", sign(t, wrap(t, "x", []byte(custom))))
	require.NoError(t, err)
	require.Equal(t, order.Custom, n.Snapshot.Lines[0].Kind)
}
