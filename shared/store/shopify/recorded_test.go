package shopify

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify/internal/admin"
)

// Every recorded answer to a mutation, and what the client makes of it. An empty reason is success.
func TestRecordedMutations(t *testing.T) {
	t.Parallel()
	create := func(c *Client) error {
		_, err := c.create(t.Context(), share{orders: []shareOrder{{id: "gid://shopify/FulfillmentOrder/1"}}}, Parcel{Numbers: []string{"N"}})
		return err
	}
	retrack := func(c *Client) error {
		return c.ChangeTracking(t.Context(), "8021767389490", Parcel{Numbers: []string{"N"}})
	}
	cancel := func(c *Client) error { return c.CancelFulfilment(t.Context(), "8021767389490") }
	for _, tt := range []struct {
		file, name string
		call       func(*Client) error
		reason     Reason
	}{
		{"graphql-fulfillmentCreate-happy.json", "fulfillmentCreate", create, ""},
		{"graphql-fulfillmentCreate-userErrors.json", "cancelled", create, Closed},
		{"graphql-fulfillmentCreate-userErrors.json", "closed", create, Closed},
		{"graphql-fulfillmentCreate-userErrors.json", "overFulfill", create, QuantityTooMuch},
		{"graphql-fulfillmentCreate-userErrors.json", "missingFulfillmentOrder", create, StaleIDs},
		{"graphql-fulfillmentCreate-userErrors.json", "nonPositiveQuantity", create, BadQuantity},
		{"graphql-fulfillmentCreate-userErrors.json", "inProgress", create, ""},
		{"graphql-fulfillmentCreate-multi-location.json", "differentLocation", create, MultiLocation},
		{"graphql-fulfillmentCreate-multi-location.json", "differentOrder", create, MultiOrder},
		{"graphql-fulfillmentCreate-multi-location.json", "twoFulfillmentOrdersSameLocation", create, ""},
		{"graphql-fulfillment-cancel-and-late-tracking.json", "initialCancel", cancel, ""},
		{"graphql-fulfillment-cancel-and-late-tracking.json", "cancelAlreadyCancelled", cancel, ""},
		{"graphql-fulfillment-cancel-and-late-tracking.json", "trackingAlreadyCancelled", retrack, FulfilmentCancelled},
	} {
		t.Run(tt.file+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			recorded, ok := recordedAnswer(t, tt.file, tt.name)
			require.True(t, ok)
			c, sent := replaying(t, 200, string(recorded))
			err := tt.call(c)
			assert.Equal(t, tt.reason, ReasonOf(err), "%v", err)
			assert.Equal(t, tt.reason == "", err == nil)
			require.Len(t, sent.sent, 1)
			assert.Equal(t, "https://acme.myshopify.com/admin/api/2026-10/graphql.json", sent.sent[0].URL.String())
			assert.Equal(t, "shpat_test", sent.sent[0].Header.Get("X-Shopify-Access-Token"))
		})
	}
}

// recordedAnswer finds an exchange.
func recordedAnswer(t *testing.T, file, name string) (json.RawMessage, bool) {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(sample(t, file), &all))
	var one struct {
		Response json.RawMessage `json:"response"`
	}
	raw, ok := all[name]
	if !ok {
		return nil, false
	}
	require.NoError(t, json.Unmarshal(raw, &one))
	return one.Response, len(one.Response) > 0
}

func TestRecordedReads(t *testing.T) {
	t.Parallel()
	t.Run("two locations", func(t *testing.T) {
		t.Parallel()
		recorded, ok := recordedAnswer(t, "graphql-fulfillmentCreate-multi-location.json", "orderRead")
		require.True(t, ok)
		c, _ := replaying(t, 200, string(recorded))
		held, err := c.Held(t.Context(), "8979519963442")
		require.NoError(t, err)
		require.Len(t, held.FulfilmentOrders, 2)
		assert.Equal(t, "114038047026", held.FulfilmentOrders[0].LocationID)
		assert.Equal(t, "113884102962", held.FulfilmentOrders[1].LocationID)
		assert.Equal(t, map[string]int{"20109841269042": 2}, held.Open())

		for i := range held.FulfilmentOrders {
			// The recorded query did not ask for the actions.
			held.FulfilmentOrders[i].Fulfillable = true
		}
		shares, err := held.plan([]order.LineUnits{{Line: "20109841269042", Units: 2}})
		require.NoError(t, err)
		assert.Len(t, shares, 2, "one call for each location")
	})
	t.Run("money", func(t *testing.T) {
		t.Parallel()
		var in struct {
			Data struct {
				Create struct {
					Order struct {
						Total admin.MoneyFields `json:"totalPriceSet"`
					} `json:"order"`
				} `json:"orderCreate"`
			} `json:"data"`
		}
		require.NoError(t, json.Unmarshal(sample(t, "graphql-order-multi-currency.json"), &in))
		assert.True(t, money(&in.Data.Create.Order.Total).Equal(order.Money{Amount: decimal.RequireFromString("13.50"), Currency: "CAD"}))
	})
	t.Run("subscription", func(t *testing.T) {
		t.Parallel()
		for name, want := range map[string]Reason{
			"lifecycle.create": "", "updateValidation.create": "",
		} {
			var all map[string]struct {
				Response struct {
					Payload json.RawMessage `json:"payload"`
				} `json:"response"`
			}
			require.NoError(t, json.Unmarshal(sample(t, "graphql-webhookSubscription.json"), &all))
			c, _ := replaying(t, 200, string(all[name].Response.Payload))
			assert.Equal(t, want, ReasonOf(c.Subscribe(t.Context(), "shop/update", "https://example.com/x")))
		}
	})
}

// The words with which Shopify refuses subscriptions and moves, as recorded.
func TestReasons(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]Reason{
		"Address for this topic has already been taken":                                 AlreadySubscribed,
		"Address can't be blank":                                                        AddressRefused,
		"Address protocol http:// is not supported":                                     AddressRefused,
		"Address cannot be a Shopify or an internal domain":                             AddressRefused,
		"Cannot change location.":                                                       CannotMove,
		"Location not found.":                                                           CannotMove,
		"Cannot move submitted fulfillment order that is at a 3PL fulfillment service.": CannotMove,
		"Fulfillment order line item does not exist.":                                   StaleIDs,
		"Fulfillment order 1 has an unfulfillable status= on_hold.":                     OnHold,
		"Fulfillment order 1 has an unfulfillable status= scheduled.":                   Scheduled,
		"Fulfillment order 1 has an unfulfillable status= cancelled.":                   Closed,
		"Fulfillment does not exist.":                                                   FulfilmentUnknown,
		"Fulfillment not found.":                                                        FulfilmentUnknown,
		"Something that nobody has seen":                                                Unknown,
	} {
		assert.Equal(t, want, ReasonOf(refusal("op", []userError{{Message: message}})), message)
	}
	assert.Equal(t, CannotMove, reasonOf(userError{Message: "progress", Code: "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"}))
	assert.NoError(t, refusal("op", nil))
}

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

// The old REST order has no current and no fulfillable quantities, and a fulfilment that failed.
func TestRecordedRESTOrder(t *testing.T) {
	t.Parallel()
	var in struct {
		Order json.RawMessage `json:"order"`
	}
	require.NoError(t, json.Unmarshal(sample(t, "rest-order-with-fulfillment-and-refund.json"), &in))
	ev, err := DecodeWebhook(TopicOrdersUpdated, in.Order)
	require.NoError(t, err)
	s := ev.Snapshot
	assert.Equal(t, order.Authorized, s.Payment)
	require.Len(t, s.Fulfilments, 1)
	assert.Equal(t, order.StoreFulfilment{
		ID: "255858046", Numbers: []string{"1Z2345"}, Lines: []order.LineUnits{{Line: "466157049", Units: 1}}, Cancelled: true,
	}, s.Fulfilments[0])
	assert.Zero(t, s.Lines[0].Cancelled)
	assert.Equal(t, "39072856", s.Lines[0].Variant)
}

// The parts of an order as the old REST interface gave them: each points to the order.
func TestRecordedRESTParts(t *testing.T) {
	t.Parallel()
	var refund struct {
		Refund json.RawMessage `json:"refund"`
	}
	require.NoError(t, json.Unmarshal(sample(t, "rest-refund.json"), &refund))
	ev, err := DecodeWebhook(TopicRefundsCreate, refund.Refund)
	require.NoError(t, err)
	assert.Equal(t, "450789469", ev.OrderID)

	ev, err = DecodeWebhook("fulfillment_orders/moved", sample(t, "rest-fulfillment-order.json"))
	require.NoError(t, err)
	assert.Equal(t, "255858046", ev.FulfilmentOrder)
	assert.Equal(t, "3183479", ev.OrderID)
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

func TestErrorsTellNoSecrets(t *testing.T) {
	t.Parallel()
	c, _ := replaying(t, 200, `{"errors":[{"message":"Variable $id of type ID! was provided invalid value 12 Chestnut Street","extensions":{"code":"INVALID_VARIABLE"}}]}`)
	_, err := c.Order(t.Context(), "1")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Chestnut")
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Invalid, failed.Kind)
}

func TestGraphErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Kind{
		`{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}`:                    Throttled,
		`{"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}]}`:                        ScopeMissing,
		`{"errors":[{"message":"x","extensions":{"code":"MAX_COST_EXCEEDED"}}]}`:                    Invalid,
		`{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`:                Temporary,
		`{"errors":[{"message":"x","extensions":{"code":"SHOP_INACTIVE"}}]}`:                        Frozen,
		`{"errors":[{"message":"invalid id","extensions":{"code":"RESOURCE_NOT_FOUND"}}]}`:          NotFound,
		`{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`: Invalid,
		`{"data":null}`:           Temporary,
		`<html>`:                  Temporary,
		`{"data":{"order":null}}`: NotFound,
	} {
		c, _ := replaying(t, 200, body)
		_, err := c.Order(t.Context(), "1")
		assert.Equal(t, want, KindOf(err), body)
	}
}

// Customer data that was denied leaves the rest of the order usable; denied lines do not.
func TestDeniedFields(t *testing.T) {
	t.Parallel()
	answer := func(field string) string {
		return `{"data":{"order":{"id":"gid://shopify/Order/7","name":"#7","displayFinancialStatus":"SOMETHING_NEW","lineItems":{"nodes":[],"pageInfo":{"hasNextPage":false}}}},
			"errors":[{"message":"This app is not approved","path":["order","` + field + `"],"extensions":{"code":"ACCESS_DENIED"}}]}`
	}
	c, _ := replaying(t, 200, answer("shippingAddress"))
	s, err := c.Order(t.Context(), "7")
	require.NoError(t, err)
	assert.Equal(t, "#7", s.Name)
	assert.Equal(t, order.Unpaid, s.Payment, "an unknown status never buys")
	assert.False(t, s.Pickup)

	c, _ = replaying(t, 200, answer("lineItems"))
	_, err = c.Order(t.Context(), "7")
	assert.Equal(t, ScopeMissing, KindOf(err))
}
