package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/intake"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/settings"
	"onward/shared/store"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/webhook"
)

// recording is a delivery of a real store, with the secret that signs it.
type recording struct {
	Secret  string            `json:"secret"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"rawBody"`
}

func sentBy(t *testing.T, name string) recording {
	t.Helper()
	raw, err := os.ReadFile("../store/woocommerce/testdata/live/" + name)
	require.NoError(t, err)
	var r recording
	require.NoError(t, json.Unmarshal(raw, &r))
	return r
}

// desk takes webhooks of one WooCommerce store in, from the raw bytes to the order.
type desk struct {
	table   *table.Table
	intake  *intake.Stage
	handler http.Handler
	logs    bytes.Buffer
}

func (d *desk) Send(ctx context.Context, messages ...queue.Message) error {
	for _, m := range messages {
		if err := d.intake.Do(ctx, *m.Intake); err != nil {
			return err
		}
	}
	return nil
}

func newDesk(t *testing.T, address, secret string) *desk {
	t.Helper()
	d := &desk{table: table.New(memory.New(nil))}
	require.NoError(t, d.table.CreateStore(t.Context(), table.Store{Merchant: "m1", ID: "w1", Platform: order.WooCommerce, Address: address}))
	policies := settings.New(d.table, settings.Options{TimeScale: 1, Now: time.Now})
	d.intake = intake.New(decider.New(d.table, policies, time.Now), nil, nil,
		map[order.Platform]store.Hooks{order.WooCommerce: woocommerce.Hooks{}}, slog.New(slog.DiscardHandler))
	d.handler = webhook.New(webhook.Deps{
		Routes: d.table, Sender: d, Now: time.Now, Log: slog.New(slog.NewTextHandler(&d.logs, nil)),
		PerStore: func(s table.Store) (store.Hooks, error) {
			return woocommerce.Hooks{Address: s.Address, Secret: secret}, nil
		},
	})
	return d
}

func (d *desk) post(t *testing.T, r recording) int {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hooks/store/m1/w1", bytes.NewReader([]byte(r.Body)))
	for name, value := range r.Headers {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, req)
	return w.Code
}

// TestTwoOrdersOfOneSecondUnderOneDeliveryIDAreBothTaken: WooCommerce makes the id of the webhook and the second.
func TestTwoOrdersOfOneSecondUnderOneDeliveryIDAreBothTaken(t *testing.T) {
	t.Parallel()
	const id = "X-WC-Webhook-Delivery-ID"
	first, second := sentBy(t, "order-updated-processing.json"), sentBy(t, "order-updated-pending-same-second-same-delivery-id.json")
	require.Equal(t, first.Headers[id], second.Headers[id])
	require.Equal(t, first.Secret, second.Secret)
	d := newDesk(t, first.Headers[woocommerce.HeaderSource], first.Secret)
	for range 2 {
		require.Equal(t, http.StatusOK, d.post(t, first))
		require.Equal(t, http.StatusOK, d.post(t, second))
	}
	for id, payment := range map[string]order.Payment{"14": order.Paid, "15": order.Unpaid} {
		o, err := d.table.Load(t.Context(), order.Key{Merchant: "m1", Store: "w1", ID: id})
		require.NoError(t, err)
		assert.Equal(t, payment, o.Store.Payment)
		assert.Equal(t, int64(1), o.Version, "the repeat changed nothing")
	}
}

// TestACopyOfTheStoreIsRefusedByName: a site cloned to staging has the live store's webhooks and secret.
func TestACopyOfTheStoreIsRefusedByName(t *testing.T) {
	t.Parallel()
	r := sentBy(t, "order-updated-processing.json")
	d := newDesk(t, r.Headers[woocommerce.HeaderSource], r.Secret)
	r.Headers[woocommerce.HeaderSource] = "https://staging.shop.example/"
	require.Equal(t, http.StatusForbidden, d.post(t, r))
	assert.Contains(t, d.logs.String(), "staging.shop.example", "whoever looks sees which site it was")
	_, err := d.table.Load(t.Context(), order.Key{Merchant: "m1", Store: "w1", ID: "14"})
	require.ErrorIs(t, err, table.ErrNotFound)
}
