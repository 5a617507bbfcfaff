package woocommerce_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/store/storetest"
	woo "onward/shared/store/woocommerce"
)

// TestEverySample states what each payload comes to: what a real store sent by what is made of it, published answers by
// what the client takes them for.
func TestEverySample(t *testing.T) {
	t.Parallel()
	storetest.Samples(t, "testdata", map[string]string{
		"derived-errors.json":                                          "400Param: refused, 400WebhookTopic: refused, 401BadSecret: unauthorized, 401NoRights: unauthorized, 404Order: not_found",
		"derived-fulfillment-create.json":                              "shipment 12 of [{315 2}] with [LX123456789CN]",
		"derived-shipment-tracking.json":                               "shipment b1b94eecb1eb1c1edf3fa041efffd015 of [] with [9400111899223197428490]",
		"derived-wc-auth-callback.json":                                "a key for k7Qd0e3n-store-nonce",
		"derived-webhook-action-order-status-completed.json":           "order 727, read it again (woocommerce_order_status_completed)",
		"derived-webhook-order-deleted.json":                           "order 727, read it again (deleted)",
		"error-no-route.json":                                          "no_route",
		"error-rest-term-invalid.json":                                 "not_found",
		"live/order-created-delivered-after-trash-with-refunds.json":   "order.created: order 19, paid, 2 lines, cancelled, deleted",
		"live/order-created-pending-same-second-same-delivery-id.json": "order.created: order 15, unpaid, 3 lines",
		"live/order-created-processing.json":                           "order.created: order 14, paid, 3 lines",
		"live/order-deleted.json":                                      "order.deleted: order 19, read it again (deleted)",
		"live/order-updated-after-fulfillment-deleted.json":            "order.updated: order 18, paid, 2 lines",
		"live/order-updated-completed-with-core-fulfillments.json":     "order.updated: order 14, paid, 3 lines, completed",
		"live/order-updated-pending-same-second-same-delivery-id.json": "order.updated: order 15, unpaid, 3 lines",
		"live/order-updated-processing.json":                           "order.updated: order 14, paid, 3 lines",
		"live/ping.json":                                               "ping",
		"order-note-created.json":                                      "note 281",
		"order-notes-list.json":                                        "3 notes, the first \"Order ok!!!\"",
		"order-refunds-list.json":                                      "2 refunds, of 0 and 1 lines",
		"order-updated-response.json":                                  "order 727, paid, 2 lines, completed",
		"order.json":                                                   "order 727, paid, 2 lines",
		"orders-list.json":                                             "order 727, paid, 2 lines; order 723, read it again (refunds)",
		"webhook-created-response.json":                                "webhook 142 for order.updated, active",
	}, func(t *testing.T, name string, raw []byte) string {
		t.Helper()
		switch {
		case strings.HasPrefix(name, "live/"):
			return delivered(t, raw)
		case strings.HasPrefix(name, "error-"):
			return taken(t, http.StatusNotFound, raw)
		case strings.HasPrefix(name, "derived-webhook-"):
			return storetest.Heard(woo.Hooks{}.Read("", raw))
		}
		return published(t, name, raw)
	})
}

// delivered opens and reads what a real store sent, with the secret that it was recorded with.
func delivered(t *testing.T, raw []byte) string {
	t.Helper()
	var r struct {
		Secret  string            `json:"secret"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"rawBody"`
	}
	require.NoError(t, json.Unmarshal(raw, &r))
	header := http.Header{}
	for k, v := range r.Headers {
		header.Set(k, v)
	}
	h := woo.Hooks{Address: header.Get(woo.HeaderSource), Secret: r.Secret}
	receipt, err := h.Open(header, []byte(r.Body))
	require.NoError(t, err)
	if receipt.Ping {
		return "ping"
	}
	return receipt.Topic + ": " + storetest.Heard(h.Read(receipt.Topic, []byte(r.Body)))
}

// taken is the kind of error that an answer is taken for when an order is read.
func taken(t *testing.T, status int, body []byte) string {
	t.Helper()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
	_, err := client.Order(t.Context(), "1")
	return string(woo.KindOf(err))
}

func published(t *testing.T, name string, raw []byte) string {
	t.Helper()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(raw) })
	ctx := t.Context()
	switch name {
	case "derived-errors.json":
		var all map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(raw, &all))
		var words []string
		for what, body := range all {
			var status int
			_, err := fmt.Sscan(what[:3], &status)
			require.NoError(t, err)
			words = append(words, what+": "+taken(t, status, body))
		}
		slices.Sort(words)
		return strings.Join(words, ", ")
	case "derived-wc-auth-callback.json":
		g, err := woo.DecodeGrant(raw)
		require.NoError(t, err)
		return "a key for " + g.Nonce
	case "order-notes-list.json":
		notes, err := client.Notes(ctx, "723")
		require.NoError(t, err)
		return fmt.Sprintf("%d notes, the first %q", len(notes), notes[0].Text)
	case "order-note-created.json":
		note, err := client.AddNote(ctx, "723", "x", false)
		require.NoError(t, err)
		return "note " + note.ID
	case "order-refunds-list.json":
		refunds, err := woo.DecodeRefunds(raw)
		require.NoError(t, err)
		return fmt.Sprintf("%d refunds, of %d and %d lines", len(refunds), len(refunds[0].Lines), len(refunds[1].Lines))
	case "webhook-created-response.json":
		hook, err := client.CreateHook(ctx, "order.updated", "http://requestb.in/1g0sxmo1", hookSecret)
		require.NoError(t, err)
		return "webhook " + hook.ID + " for " + hook.Topic + ", " + hook.Status
	case "derived-fulfillment-create.json", "derived-shipment-tracking.json":
		return held(t, name, raw)
	case "orders-list.json":
		var list []json.RawMessage
		require.NoError(t, json.Unmarshal(raw, &list))
		var words []string
		for _, one := range list {
			words = append(words, storetest.Heard(woo.Hooks{}.Read("order.updated", one)))
		}
		return strings.Join(words, "; ")
	default:
		return storetest.Heard(woo.Hooks{}.Read("order.updated", raw))
	}
}

// held is what the answer of a way of recording shipments shows as held.
func held(t *testing.T, name string, raw []byte) string {
	t.Helper()
	var made struct {
		Response json.RawMessage `json:"response"`
	}
	require.NoError(t, json.Unmarshal(raw, &made))
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(append(append([]byte("["), made.Response...), ']'))
	})
	way := woo.WayFulfilments
	if name == "derived-shipment-tracking.json" {
		way = woo.WayShipmentTracking
	}
	list, err := client.Shipments(t.Context(), way, "727")
	require.NoError(t, err)
	return fmt.Sprintf("shipment %s of %v with %v", list[0].ID, list[0].Items, list[0].Numbers)
}
