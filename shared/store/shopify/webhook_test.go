package shopify

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// Every recorded webhook and what becomes of it.
func TestRecordedWebhooks(t *testing.T) {
	t.Parallel()
	const orderID = "820982911946154508"
	tests := map[string]struct {
		topic string
		check func(*testing.T, store.News)
	}{
		"webhook-orders-create.json": {"orders/create", func(t *testing.T, ev store.News) {
			t.Helper()
			assert.Equal(t, orderID, ev.OrderID)
			require.NotNil(t, ev.Snapshot)
			assert.True(t, ev.Snapshot.Cancelled)
			assert.NotEmpty(t, ev.Reread, "a new order that is cancelled is looked at again")
			assert.Equal(t, order.Voided, ev.Snapshot.Payment)
			require.Len(t, ev.Snapshot.Lines, 5)
			assert.Equal(t, "487817672276298554", ev.Snapshot.Lines[0].ID)
			assert.Equal(t, order.Physical, ev.Snapshot.Lines[0].Kind)
			assert.Equal(t, order.Custom, ev.Snapshot.Lines[1].Kind)
			assert.Zero(t, ev.Snapshot.Lines[0].Cancelled)
			assert.Equal(t, "40003", ev.Snapshot.ShipTo.Postcode)
			assert.Equal(t, "KY", ev.Snapshot.ShipTo.Province)
			assert.True(t, ev.Snapshot.Test)
			assert.True(t, ev.Snapshot.Total.Equal(order.Money{Amount: decimal.RequireFromString("404.95"), Currency: "USD"}))
			assert.Equal(t, time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), ev.Snapshot.UpdatedAt)
		}},
		"webhook-fulfillments-create.json": {"fulfillments/create", reread(orderID)},
		"webhook-refunds-create.json":      {"refunds/create", reread(orderID)},
		"webhook-app-uninstalled.json": {"app/uninstalled", func(t *testing.T, ev store.News) {
			t.Helper()
			assert.True(t, ev.Uninstalled)
		}},
		"webhook-fulfillment-orders-placed-on-hold.json":         {"fulfillment_orders/placed_on_hold", fulfilmentOrder("1")},
		"webhook-fulfillment-orders-order-routing-complete.json": {"fulfillment_orders/order_routing_complete", fulfilmentOrder("1")},
		"webhook-customers-data-request.json": {"customers/data_request", func(t *testing.T, ev store.News) {
			t.Helper()
			require.NotNil(t, ev.Privacy)
			assert.Equal(t, store.Privacy{
				Kind: store.PrivacyExport, Email: "john@example.com", Orders: []string{"299938", "280263", "220458"}, Request: "9999",
			}, *ev.Privacy)
		}},
		"webhook-customers-redact.json": {"customers/redact", func(t *testing.T, ev store.News) {
			t.Helper()
			assert.Equal(t, []string{"299938", "280263", "220458"}, ev.Privacy.Orders)
		}},
		"webhook-shop-redact.json": {"shop/redact", func(t *testing.T, ev store.News) {
			t.Helper()
			assert.Equal(t, store.Privacy{Kind: store.PrivacyEraseShop}, *ev.Privacy)
		}},
	}
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	seen := 0
	for _, f := range files {
		tt, ok := tests[f.Name()]
		if !ok {
			continue
		}
		seen++
		t.Run(f.Name(), func(t *testing.T) {
			t.Parallel()
			ev, err := DecodeWebhook(tt.topic, sample(t, f.Name()))
			require.NoError(t, err)
			tt.check(t, ev)
		})
	}
	assert.Len(t, tests, seen)
}

func reread(id string) func(*testing.T, store.News) {
	return func(t *testing.T, ev store.News) {
		t.Helper()
		assert.Equal(t, id, ev.OrderID)
		assert.NotEmpty(t, ev.Reread)
		assert.Nil(t, ev.Snapshot)
	}
}

func fulfilmentOrder(id string) func(*testing.T, store.News) {
	return func(t *testing.T, ev store.News) {
		t.Helper()
		assert.Equal(t, id, ev.FulfilmentOrder)
		assert.NotEmpty(t, ev.Reread)
	}
}

func TestMalformedWebhooks(t *testing.T) {
	t.Parallel()
	for topic, body := range map[string]string{
		"orders/create": `{"id": 1.5}`, "orders/updated": `{"name":"#1"}`, "orders/delete": `{}`, "orders/paid": `[`,
		"refunds/create": `{"id":1}`, "fulfillment_orders/moved": `{"x":1}`, "orders/edited": `{"order_edit":{}}`, "shop/redact": `7`,
	} {
		_, err := DecodeWebhook(topic, []byte(body))
		require.ErrorIs(t, err, store.ErrUnreadable, topic)
	}
	ev, err := DecodeWebhook("products/update", []byte(`{}`))
	require.NoError(t, err)
	assert.Equal(t, store.News{}, ev)
}

func TestOpenWebhook(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":820982911946154508}`)
	header := func(change func(http.Header)) http.Header {
		h := http.Header{
			"x-shopify-topic": {"orders/create"}, "X-SHOPIFY-SHOP-DOMAIN": {"Acme.myshopify.com"}, "X-Shopify-Webhook-Id": {"b54557e4"},
			"x-shopify-hmac-sha256": {SignWebhook(body, "current")}, "X-Shopify-Triggered-At": {"2026-11-02T10:11:12.123456789Z"},
		}
		change(h)
		return h
	}
	same := func(http.Header) {}
	tests := map[string]struct {
		header  http.Header
		body    []byte
		secrets []string
		want    error
	}{
		"current secret":   {header(same), body, []string{"current"}, nil},
		"previous secret":  {header(same), body, []string{"new", "current"}, nil},
		"other secret":     {header(same), body, []string{"new"}, store.ErrForged},
		"no secret":        {header(same), body, []string{""}, store.ErrKey},
		"other body":       {header(same), append([]byte(" "), body...), []string{"current"}, store.ErrForged},
		"no signature":     {header(func(h http.Header) { delete(h, "x-shopify-hmac-sha256") }), body, []string{"current"}, store.ErrForged},
		"no topic":         {header(func(h http.Header) { delete(h, "x-shopify-topic") }), body, []string{"current"}, store.ErrMalformed},
		"foreign domain":   {header(func(h http.Header) { h["X-SHOPIFY-SHOP-DOMAIN"] = []string{"evil.example.com"} }), body, []string{"current"}, store.ErrMalformed},
		"no id":            {header(func(h http.Header) { delete(h, "X-Shopify-Webhook-Id") }), body, []string{"current"}, store.ErrMalformed},
		"larger than ever": {header(same), make([]byte, MaxWebhookBody+1), []string{"current"}, store.ErrOversized},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := OpenWebhook(tt.header, tt.body, tt.secrets...)
			require.ErrorIs(t, err, tt.want)
			if tt.want == nil {
				assert.Equal(t, "acme.myshopify.com", d.Shop)
				assert.Equal(t, "b54557e4", d.ID)
				assert.Equal(t, 123456789, d.TriggeredAt.Nanosecond())
			}
		})
	}
}
