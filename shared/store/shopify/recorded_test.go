package shopify

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
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
		"Address for this topic has already been taken":     AlreadySubscribed,
		"Address can't be blank":                            AddressRefused,
		"Address protocol http:// is not supported":         AddressRefused,
		"Address cannot be a Shopify or an internal domain": AddressRefused,
		"Cannot change location.":                           CannotMove,
		"Location not found.":                               CannotMove,

		"Cannot move submitted fulfillment order that is at a 3PL fulfillment service.": CannotMove,

		"Fulfillment order line item does not exist.":                 StaleIDs,
		"Fulfillment order 1 has an unfulfillable status= on_hold.":   OnHold,
		"Fulfillment order 1 has an unfulfillable status= scheduled.": Scheduled,
		"Fulfillment order 1 has an unfulfillable status= cancelled.": Closed,
		"Fulfillment does not exist.":                                 FulfilmentUnknown,
		"Fulfillment not found.":                                      FulfilmentUnknown,
		"Something that nobody has seen":                              Unknown,
	} {
		assert.Equal(t, want, ReasonOf(refusal("op", []userError{{Message: message}})), message)
	}
	assert.Equal(t, CannotMove, reasonOf(userError{Message: "progress", Code: "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"}))
	assert.NoError(t, refusal("op", nil))
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
