package webhook_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/webhook"
)

// taken is a queue that counts.
type taken struct{ n int }

func (t *taken) Send(_ context.Context, messages ...queue.Message) error {
	t.n += len(messages)
	return nil
}

// BenchmarkWebhook takes the recorded orders/create: signature, one read, one send.
func BenchmarkWebhook(b *testing.B) {
	body, err := os.ReadFile("../store/shopify/testdata/webhook-orders-create.json")
	require.NoError(b, err)
	keep := table.New(memory.New(nil))
	require.NoError(b, keep.ClaimRoute(b.Context(), table.Route{
		Kind: table.StoreRoute(order.Shopify), Outside: "acme.myshopify.com", Merchant: "m1", Store: "s1",
	}))
	sent := &taken{}
	h := webhook.New(webhook.Deps{
		Routes: keep, Sender: sent, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Apps: map[order.Platform]store.Hooks{order.Shopify: shopify.Hooks{Secrets: []string{"secret"}}},
	})
	signature := shopify.SignWebhook(body, "secret")
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/hooks/shopify", bytes.NewReader(body))
		r.Header.Set("X-Shopify-Topic", "orders/create")
		r.Header.Set("X-Shopify-Shop-Domain", "acme.myshopify.com")
		r.Header.Set("X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043")
		r.Header.Set("X-Shopify-Hmac-Sha256", signature)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("answered %d", w.Code)
		}
		n++
	}
	require.Equal(b, n, sent.n)
}
