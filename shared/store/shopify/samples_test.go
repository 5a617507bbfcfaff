package shopify

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/store/storetest"
)

// TestEveryRecordedPayload states what each recorded payload comes to: a webhook by what is made of it, an exchange by
// what its answer says.
func TestEveryRecordedPayload(t *testing.T) {
	t.Parallel()
	storetest.Samples(t, "testdata", map[string]string{
		"graphql-fulfillment-cancel-and-late-tracking.json":      "cancelAlreadyCancelled: fulfillmentCancel done, of a fulfilment that is cancelled; eventOnCancelled: fulfillmentEventCreate done; initialCancel: fulfillmentCancel done, of a fulfilment that is cancelled; trackingAlreadyCancelled: fulfillmentTrackingInfoUpdate done, of a fulfilment that is cancelled",
		"graphql-fulfillmentCreate-happy.json":                   "fulfillmentCreate: fulfillmentCreate done; orderBefore: fulfillmentOrder read",
		"graphql-fulfillmentCreate-multi-location.json":          "differentLocation: fulfillmentCreate refused: several locations; differentOrder: fulfillmentCreate refused: several orders; orderRead: order read; twoFulfillmentOrdersSameLocation: fulfillmentCreate done",
		"graphql-fulfillmentCreate-userErrors.json":              "cancelled: fulfillmentCreate refused: closed; closed: fulfillmentCreate refused: closed; inProgress: fulfillmentCreate done; missingFulfillmentOrder: fulfillmentCreate refused: stale ids; nonPositiveQuantity: fulfillmentCreate refused: bad quantity; overFulfill: fulfillmentCreate refused: quantity too much",
		"graphql-order-multi-currency.json":                      "answer: orderCreate done",
		"graphql-webhookSubscription.json":                       "lifecycle.create: webhookSubscriptionCreate done; lifecycle.delete: webhookSubscriptionDelete done; lifecycle.detailAfterCreate: webhookSubscription read; lifecycle.detailAfterUpdate: webhookSubscription read; lifecycle.postDeleteDetail: webhookSubscription read; lifecycle.update: webhookSubscriptionUpdate done; updateValidation.create: webhookSubscriptionCreate done; updateValidation.delete: webhookSubscriptionDelete done; updateValidation.detailAfterFailedUpdates: webhookSubscription read; updateValidation.updateBlankUri: webhookSubscriptionUpdate refused: address refused; updateValidation.updateHttpUri: webhookSubscriptionUpdate refused: address refused; updateValidation.updateInvalidPubSub: webhookSubscriptionUpdate refused: address refused; validation: createMissingUri refused: address refused, deleteUnknown refused: unknown refusal, updateUnknown refused: unknown refusal",
		"rest-fulfillment-order.json":                            "fulfillment_orders/moved: order 3183479, fulfilment order 255858046, read it again (moved)",
		"rest-order-with-fulfillment-and-refund.json":            "orders/updated: order 450789469, authorized, 3 lines, 1 fulfilments",
		"rest-refund.json":                                       "refunds/create: order 450789469, read it again (refund)",
		"webhook-app-uninstalled.json":                           "app/uninstalled: app removed",
		"webhook-customers-data-request.json":                    "customers/data_request: export_customer of john@example.com, orders 299938 280263 220458",
		"webhook-customers-redact.json":                          "customers/redact: erase_customer of john@example.com, orders 299938 280263 220458",
		"webhook-fulfillment-orders-order-routing-complete.json": "fulfillment_orders/order_routing_complete: fulfilment order 1, read it again (order_routing_complete)",
		"webhook-fulfillment-orders-placed-on-hold.json":         "fulfillment_orders/placed_on_hold: fulfilment order 1, read it again (placed_on_hold)",
		"webhook-fulfillments-create.json":                       "fulfillments/create: order 820982911946154508, read it again (fulfilment)",
		"webhook-orders-create.json":                             "orders/create: order 820982911946154508, voided, 5 lines, 0 fulfilments, cancelled, test, read it again (cancelled according to orders/create)",
		"webhook-refunds-create.json":                            "refunds/create: order 820982911946154508, read it again (refund)",
		"webhook-shop-redact.json":                               "shop/redact: erase_shop of , orders ",
	}, func(t *testing.T, name string, raw []byte) string {
		t.Helper()
		stem := strings.TrimSuffix(name, ".json")
		switch kind, rest, _ := strings.Cut(stem, "-"); kind {
		case "webhook":
			return heard(topicNamed(rest), raw)
		case "rest":
			return heardREST(t, raw)
		default:
			return exchanges(t, raw)
		}
	})
}

func heard(topic string, raw []byte) string {
	return topic + ": " + storetest.Heard(Hooks{}.Read(topic, raw))
}

// topicNamed is the topic of which a file is named.
func topicNamed(stem string) string {
	for _, resource := range []string{"fulfillment-orders", "fulfillments", "customers", "orders", "refunds", "shop", "app"} {
		if rest, ok := strings.CutPrefix(stem, resource+"-"); ok {
			return strings.ReplaceAll(resource, "-", "_") + "/" + strings.ReplaceAll(rest, "-", "_")
		}
	}
	return stem
}

// heardREST reads what the old REST interface gave as the webhooks that have its shape.
func heardREST(t *testing.T, raw []byte) string {
	t.Helper()
	var in map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &in))
	switch {
	case in["order"] != nil:
		return heard(TopicOrdersUpdated, in["order"])
	case in["refund"] != nil:
		return heard(TopicRefundsCreate, in["refund"])
	default:
		return heard("fulfillment_orders/moved", raw)
	}
}

// exchanges says of each recorded answer whether Shopify did it, and if not, why in the adapter's words.
func exchanges(t *testing.T, raw []byte) string {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &all))
	if all["data"] != nil {
		return "answer: " + answered(t, raw)
	}
	var words []string
	for name, one := range all {
		var exchange struct {
			Response json.RawMessage `json:"response"`
		}
		require.NoError(t, json.Unmarshal(one, &exchange))
		words = append(words, name+": "+answered(t, exchange.Response))
	}
	slices.Sort(words)
	return strings.Join(words, "; ")
}

func answered(t *testing.T, raw []byte) string {
	t.Helper()
	var wrapped struct {
		Payload json.RawMessage `json:"payload"`
	}
	require.NoError(t, json.Unmarshal(raw, &wrapped))
	if wrapped.Payload != nil {
		raw = wrapped.Payload
	}
	var in struct {
		Data map[string]json.RawMessage `json:"data"`
	}
	require.NoError(t, json.Unmarshal(raw, &in))
	var words []string
	for name, root := range in.Data {
		words = append(words, name+" "+verdict(root))
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// verdict is what a root field of an answer says. Shopify changes the tracking of a cancelled fulfilment without a word.
func verdict(root json.RawMessage) string {
	var payload struct {
		UserErrors *[]struct {
			Field   []string `json:"field"`
			Message string   `json:"message"`
			Code    string   `json:"code"`
		} `json:"userErrors"`
		Fulfillment *struct {
			Status string `json:"status"`
		} `json:"fulfillment"`
	}
	switch err := json.Unmarshal(root, &payload); {
	case err != nil || payload.UserErrors == nil:
		return "read"
	case len(*payload.UserErrors) > 0:
		return "refused: " + string(reasonOf(userError((*payload.UserErrors)[0])))
	case payload.Fulfillment != nil && deadFulfilment(payload.Fulfillment.Status):
		return "done, of a fulfilment that is cancelled"
	default:
		return "done"
	}
}
