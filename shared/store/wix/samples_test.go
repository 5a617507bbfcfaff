package wix_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/store/storetest"
	"onward/shared/store/wix"
)

// TestEverySample states what each published payload comes to: an event by what is made of it, an answer by what the
// client takes it for.
func TestEverySample(t *testing.T) {
	t.Parallel()
	storetest.Samples(t, "testdata", map[string]string{
		"claims-app-removed.json":                 "AppRemoved: app removed",
		"claims-order-created.json":               "wix.ecom.v1.order_created: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, unpaid, 1 lines",
		"create-fulfillment.json":                 "fulfilment 12f0cb67-9a9c-4cba-8b4f-cbd3e0ef9d41",
		"errors.json":                             "applicationError: tracking number exists already TRACKING_NUMBER_ALREADY_EXISTS; notFound: refused ORDER_NOT_FOUND; validationError: refused ",
		"event-fulfillments-updated.json":         "wix.ecom.v1.fulfillments_updated: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, read it again (fulfilments-changed)",
		"event-order-approved.json":               "wix.ecom.v1.order_approved: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, unpaid, 1 lines",
		"event-order-canceled.json":               "wix.ecom.v1.order_canceled: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, read it again (order-cancelled)",
		"event-order-created.json":                "wix.ecom.v1.order_created: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, unpaid, 1 lines",
		"event-order-fulfilled.json":              "wix.ecom.v1.order_fulfilled: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, read it again (order-fulfilment)",
		"event-order-payment-status-updated.json": "wix.ecom.v1.order_payment_status_updated: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, read it again (order-payment)",
		"event-order-updated.json":                "wix.ecom.v1.order_updated: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, paid, 1 lines",
		"event-refund-completed.json":             "wix.ecom.v1.order_transactions_refund_completed: order a4738c5d-98d6-45e4-bc88-4e5940acacfd, read it again (refund-completed)",
		"oauth-token.json":                        "a Bearer token, asked for as the sample's request does (TestTokenRequestIsTheDocumentedOne)",
		"search-orders.json":                      "10021 PAID NOT_FULFILLED",
	}, func(t *testing.T, name string, raw []byte) string {
		t.Helper()
		switch {
		case strings.HasPrefix(name, "event-"):
			return heard(t, sign(t, wrap(t, "something.else", raw)))
		case strings.HasPrefix(name, "claims-"):
			return heard(t, signSample(t, name))
		case name == "errors.json":
			return failures(t, raw)
		default:
			return answers(t, name)
		}
	})
}

func heard(t *testing.T, body []byte) string {
	t.Helper()
	h := hooks(t)
	receipt, err := h.Open(http.Header{}, body)
	require.NoError(t, err)
	return receipt.Topic + ": " + storetest.Heard(h.Read(receipt.Topic, body))
}

// failures is what each error is taken for when a fulfilment is made.
func failures(t *testing.T, raw []byte) string {
	t.Helper()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &all))
	var words []string
	for name, body := range all {
		site := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write(body)
		})
		_, _, err := site.CreateFulfilment(t.Context(), "o", shipment("LX473124829CN", wix.FulfilledLine{ID: line1, Quantity: 1}))
		var e *wix.Error
		require.ErrorAs(t, err, &e, name)
		words = append(words, name+": "+string(e.Failure)+" "+e.Code)
	}
	slices.Sort(words)
	return strings.Join(words, "; ")
}

// answers is what the client reads in the good answers.
func answers(t *testing.T, name string) string {
	t.Helper()
	site := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(member(t, name, "response")) })
	switch name {
	case "search-orders.json":
		page, err := site.ChangedOrders(t.Context(), time.Now(), "")
		require.NoError(t, err)
		var numbers []string
		for _, o := range page.Orders {
			numbers = append(numbers, string(o.Number)+" "+o.PaymentStatus+" "+o.FulfillmentStatus)
		}
		return strings.Join(numbers, "; ")
	case "create-fulfillment.json":
		id, held, err := site.CreateFulfilment(t.Context(), "o", shipment("LX473124829CN", wix.FulfilledLine{ID: line1, Quantity: 1}))
		require.NoError(t, err)
		require.Equal(t, 1, held.Units(line1))
		return "fulfilment " + id
	case "oauth-token.json":
		var token struct {
			Access string `json:"access_token"`
			Type   string `json:"token_type"`
		}
		require.NoError(t, json.Unmarshal(member(t, name, "response"), &token))
		require.NotEmpty(t, token.Access)
		return "a " + token.Type + " token, asked for as the sample's request does (TestTokenRequestIsTheDocumentedOne)"
	default:
		return ""
	}
}
