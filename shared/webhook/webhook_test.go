package webhook_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/store/woocommerce"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/webhook"
)

const secret = "app-secret"

// bench is the handler over a table with one Shopify and one WooCommerce store.
type bench struct {
	table   *table.Table
	sent    []queue.Message
	refuses error
	broken  error
	handler http.Handler
}

func (b *bench) Send(_ context.Context, messages ...queue.Message) error {
	if b.refuses != nil {
		return b.refuses
	}
	b.sent = append(b.sent, messages...)
	return nil
}

func (b *bench) Route(ctx context.Context, kind table.RouteKind, outside string) (table.Route, error) {
	if b.broken != nil {
		return table.Route{}, b.broken
	}
	return b.table.Route(ctx, kind, outside)
}

func (b *bench) Store(ctx context.Context, merchant, id string) (table.Store, error) {
	if b.broken != nil {
		return table.Store{}, b.broken
	}
	return b.table.Store(ctx, merchant, id)
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{table: table.New(memory.New(nil))}
	ctx := t.Context()
	require.NoError(t, b.table.ClaimRoute(ctx, table.Route{
		Kind: table.StoreRoute(order.Shopify), Outside: "acme.myshopify.com", Merchant: "m1", Store: "s1",
	}))
	require.NoError(t, b.table.ClaimRoute(ctx, table.Route{
		Kind: table.OrderRoute(order.AliExpress), Outside: "8190000000000001", Merchant: "m1", Store: "s1", Account: "a1", Order: "1001", Purchase: "p1",
	}))
	require.NoError(t, b.table.CreateStore(ctx, table.Store{Merchant: "m1", ID: "w1", Platform: order.WooCommerce, Address: "https://shop.example"}))
	require.NoError(t, b.table.CreateStore(ctx, table.Store{
		Merchant: "m1", ID: "gone", Platform: order.WooCommerce, Address: "https://shop.example", Disconnected: time.Unix(1, 0),
	}))
	b.handler = webhook.New(webhook.Deps{
		Routes: b, Sender: b, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Apps: map[order.Platform]store.Hooks{
			order.Shopify: shopify.Hooks{Secrets: []string{secret}}, order.Wix: wix.NewHooks("no key", 0, time.Now),
		},
		PerStore: func(s table.Store) (store.Hooks, error) {
			return woocommerce.Hooks{Address: s.Address, Secret: secret}, nil
		},
		Pushes: map[order.Supplier]webhook.Pushes{order.AliExpress: aliexpress.Pushes{AppKey: "k", AppSecret: secret}},
	})
	return b
}

// delivery is a webhook as it arrives.
type delivery struct {
	path   string
	header map[string]string
	body   []byte
}

func (b *bench) post(t *testing.T, d delivery) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, d.path, bytes.NewReader(d.body))
	for name, value := range d.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w.Code
}

// fromShopify is a signed delivery of a shop.
func fromShopify(shop, topic string, body []byte) delivery {
	return delivery{"/hooks/shopify", map[string]string{
		"X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": shop, "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
		"X-Shopify-Hmac-Sha256": shopify.SignWebhook(body, secret),
	}, body}
}

func recorded(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("../store/shopify/testdata/webhook-orders-create.json")
	require.NoError(t, err)
	return body
}

func with(d delivery, name, value string) delivery {
	header := map[string]string{name: value}
	for n, v := range d.header {
		if n != name {
			header[n] = v
		}
	}
	d.header = header
	return d
}

func TestStatusCodes(t *testing.T) {
	t.Parallel()
	const acme, stranger = "acme.myshopify.com", "stranger.myshopify.com"
	good := fromShopify(acme, "orders/create", recorded(t))
	redact := []byte(`{"shop_id":1,"shop_domain":"stranger.myshopify.com","orders_to_redact":[],"customer":{"email":"a@example.com"}}`)
	tests := map[string]struct {
		delivery delivery
		status   int
		sent     int
	}{
		"signed, of a connected shop":              {good, 200, 1},
		"wrong signature":                          {with(good, "X-Shopify-Hmac-Sha256", shopify.SignWebhook(good.body, "other")), 401, 0},
		"another body under the signature":         {delivery{good.path, good.header, append([]byte(" "), good.body...)}, 401, 0},
		"no signature":                             {with(good, "X-Shopify-Hmac-Sha256", ""), 401, 0},
		"no topic":                                 {with(good, "X-Shopify-Topic", ""), 400, 0},
		"unknown platform":                         {delivery{"/hooks/magento", good.header, good.body}, 404, 0},
		"unknown shop":                             {fromShopify(stranger, "orders/create", good.body), 404, 0},
		"privacy of an unknown shop":               {fromShopify(stranger, "customers/redact", redact), 200, 0},
		"an unknown shop has removed the app":      {fromShopify(stranger, "app/uninstalled", []byte(`{"id":1}`)), 200, 0},
		"larger than anything real":                {fromShopify(acme, "orders/create", bytes.Repeat([]byte(" "), 10<<20+1)), 413, 0},
		"our key is unusable":                      {delivery{"/hooks/wix", nil, []byte("a.b.c")}, 500, 0},
		"unknown store":                            {delivery{"/hooks/store/m1/none", nil, nil}, 404, 0},
		"a ping of a store":                        {delivery{"/hooks/store/m1/w1", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte("webhook_id=1")}, 200, 0},
		"a store that is not connected any more":   {fromWoo("gone"), 200, 0},
		"a store's own secret":                     {fromWoo("w1"), 200, 1},
		"a store's own secret, wrong":              {with(fromWoo("w1"), "X-WC-Webhook-Signature", "AAAA"), 401, 0},
		"another site's copy":                      {with(fromWoo("w1"), "X-WC-Webhook-Source", "https://staging.example/"), 403, 0},
		"a supplier's push about a purchase":       {push("8190000000000001"), 200, 1},
		"a supplier's push about a stranger's":     {push("8190000000000999"), 200, 0},
		"a supplier's push with a wrong signature": {with(push("8190000000000001"), "Authorization", strings.Repeat("0", 64)), 401, 0},
		"a push of an unknown supplier":            {delivery{"/hooks/supplier/other", nil, []byte("{}")}, 404, 0},
		"a push larger than any":                   {delivery{"/hooks/supplier/aliexpress", nil, bytes.Repeat([]byte(" "), 256<<10+1)}, 413, 0},
		"reading is no delivery":                   {delivery{"/hooks", nil, nil}, 404, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			assert.Equal(t, tt.status, b.post(t, tt.delivery))
			assert.Len(t, b.sent, tt.sent)
		})
	}
}

func fromWoo(id string) delivery {
	body := []byte(`{"id":12}`)
	return delivery{"/hooks/store/m1/" + id, map[string]string{
		"X-WC-Webhook-Topic": "order.deleted", "X-WC-Webhook-Source": "https://shop.example/",
		"X-WC-Webhook-Signature": woocommerce.Sign(body, secret), "Content-Type": "application/json",
	}, body}
}

func push(orderID string) delivery {
	body := []byte(`{"data":{"orderId":` + orderID + `,"orderStatus":"OrderShipped"},"message_type":53}`)
	return delivery{"/hooks/supplier/aliexpress", map[string]string{"Authorization": aliexpress.SignPush("k", secret, body)}, body}
}

func TestPlatformTriesAgainWhenTheQueueOrTheTableDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*bench){
		"queue": func(b *bench) { b.refuses = errors.New("no answer") },
		"table": func(b *bench) { b.broken = errors.New("no answer") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			spoil(b)
			for _, d := range []delivery{fromShopify("acme.myshopify.com", "orders/create", recorded(t)), fromWoo("w1"), push("8190000000000001")} {
				assert.Equal(t, http.StatusInternalServerError, b.post(t, d), d.path)
			}
			assert.Empty(t, b.sent)
		})
	}
}

func TestBodyThatIsTooLargeToTravelGoesAsItsOrdersID(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 700<<10)
	_, _ = rand.Read(noise)
	note := hex.EncodeToString(noise) // packs to a little more than half
	body := append([]byte(`{"note":"`+note+`",`), bytes.TrimLeft(recorded(t), "{ \n")...)
	b := newBench(t)
	require.Equal(t, http.StatusOK, b.post(t, fromShopify("acme.myshopify.com", "orders/create", body)))
	require.Len(t, b.sent, 1)
	in := b.sent[0].Intake
	assert.Empty(t, in.Body)
	assert.Equal(t, "820982911946154508", in.Order)
	encoded, err := queue.Encode(b.sent[0])
	require.NoError(t, err)
	assert.Less(t, len(encoded), 1000)
}

func TestBodyTravelsAsItCame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := recorded(t)
	require.Equal(t, http.StatusOK, b.post(t, fromShopify("acme.myshopify.com", "orders/create", body)))
	in := b.sent[0].Intake
	plain, err := in.Plain()
	require.NoError(t, err)
	assert.Equal(t, body, plain)
	assert.Equal(t, "m1", in.Merchant)
	assert.Equal(t, "s1", in.Owner)
	assert.Equal(t, "orders/create", in.Topic)
}

func TestPushAsksToLookAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Equal(t, http.StatusOK, b.post(t, push("8190000000000001")))
	poll := b.sent[0].Poll
	assert.True(t, poll.Asked)
	require.Len(t, poll.Rows, 1)
	assert.Equal(t, order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, poll.Rows[0].Key)
	assert.Equal(t, "p1", poll.Rows[0].Purchase)
}
