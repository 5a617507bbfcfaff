package knocks

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"onward/infra/play/plot"
)

// forgeries is what comes to the webhooks' doors and must not get in.
func forgeries() []Knock {
	created := []byte(`{"id":820982911946154508,"name":"#9999"}`)
	shopify := func(shop, topic, secret string, body []byte) func(context.Context, *Hall) (string, error) {
		return func(ctx context.Context, h *Hall) (string, error) {
			at, key := shop, secret
			if at == "" {
				at = h.Shop
			}
			if key == "" {
				key = h.ShopifySecret
			}
			return h.shopify(ctx, at, topic, key, body)
		}
	}
	pushed := []byte(`{"data":{"buyerId":3300000001,"orderId":8190000000000000,"orderStatus":"OrderShipped"},"message_type":53,"seller_id":"3300000001","site":"ae_global","timestamp":1763000000}`)
	return []Knock{
		{Name: "a webhook signed with another secret", Do: shopify("", "orders/create", "not the secret", created), Answer: "401", Then: "no order", Became: noOrder},
		{Name: "a webhook without a signature", Answer: "401", Do: func(ctx context.Context, h *Hall) (string, error) {
			return post(ctx, h.PublicURL+"/hooks/shopify", created, map[string]string{"X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": h.Shop, "X-Shopify-Webhook-Id": "1"})
		}},
		{Name: "a webhook of a shop that nobody connected", Do: shopify("stranger.myshopify.com", "orders/create", "", created), Answer: "404"},
		{Name: "a webhook of a platform that is not there", Answer: "404", Do: func(ctx context.Context, h *Hall) (string, error) {
			return post(ctx, h.PublicURL+"/hooks/etsy", created, nil)
		}},
		{Name: "a webhook of a topic that nobody knows", Do: shopify("", "planets/align", "", []byte(`{}`)), Answer: "200"},
		{
			Name: "a webhook that is no order", Do: shopify("", "orders/create", "", []byte(`{"id":"<script>"}`)), Answer: "200",
			Then: "a dead letter with its reason", Became: letter("intake", "orders/create"),
		},
		{Name: "a webhook of eleven megabytes", Do: shopify("", "orders/create", "", bytes.Repeat([]byte(" "), 11<<20)), Answer: "413"},
		{
			Name: "a webhook too large for a queue", Answer: "200", Then: "the order, read from the store", Became: nil,
			Do: tooLarge,
		},
		{Name: "a push message signed with another secret", Answer: "401", Do: func(ctx context.Context, h *Hall) (string, error) { return h.push(ctx, "not the secret", pushed) }},
		{Name: "a push message about an order that is not ours", Answer: "200", Do: func(ctx context.Context, h *Hall) (string, error) { return h.push(ctx, h.AliExpressSecret, pushed) }},
		{Name: "a push message that is none", Answer: "400", Do: func(ctx context.Context, h *Hall) (string, error) {
			return h.push(ctx, h.AliExpressSecret, []byte(`["?"`))
		}},
	}
}

// noOrder reports whether the order of the forged webhooks is known.
func noOrder(ctx context.Context, h *Hall) (string, error) {
	_, err := h.Merchant.Order(ctx, h.Store, "820982911946154508")
	if errors.Is(err, plot.ErrUnknown) {
		return "no order", nil
	}
	return "an order", err
}

// tooLarge delivers a webhook of an order with a note of 800 KB, and waits until the order is known.
func tooLarge(ctx context.Context, h *Hall) (string, error) {
	id, err := h.Big()
	if err != nil {
		return "", err
	}
	body := `{"id":` + id + `,"name":"#big","note":"` + strings.Repeat("All work and no play. ", 40_000) + `","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","financial_status":"paid","line_items":[]}`
	answer, err := h.shopify(ctx, h.Shop, "orders/updated", h.ShopifySecret, []byte(body))
	if err != nil || answer != "200" {
		return answer, err
	}
	k := Knock{Then: "known", Answer: answer, Do: func(context.Context, *Hall) (string, error) { return answer, nil }, Became: func(ctx context.Context, h *Hall) (string, error) {
		if _, err := h.Merchant.Order(ctx, h.Store, id); err != nil {
			return "not known", nil //nolint:nilerr // not yet
		}
		return "known", nil
	}}
	if r := await(ctx, h, deliver(ctx, h, &k)); len(r.Wrong) > 0 {
		return answer, errors.New("the order was not read from the store: " + r.Wrong[0])
	}
	return answer, nil
}
