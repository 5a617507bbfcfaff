package knocks

import (
	"context"
	"embed"
	"errors"
	"slices"
	"strings"

	"onward/infra/play/plot"
)

//go:embed recorded/shopify/*.json
var files embed.FS

// recorded is every recorded delivery, unchanged. They name orders that the store does not have, so what they tell is looked
// up there and found to be gone: hints are believed only as far as the store confirms them.
func recorded() []Knock {
	const order = "820982911946154508"
	list := []struct {
		file, topic, then string
		became            func(context.Context, *Hall) (string, error)
	}{
		{"webhook-orders-create.json", "orders/create", "all lines in Canceled", tabsOf(order)},
		{"webhook-fulfillments-create.json", "fulfillments/create", "all lines in Canceled", tabsOf(order)},
		{"webhook-refunds-create.json", "refunds/create", "all lines in Canceled", tabsOf(order)},
		{"webhook-fulfillment-orders-placed-on-hold.json", "fulfillment_orders/placed_on_hold", "", nil},
		{"webhook-fulfillment-orders-order-routing-complete.json", "fulfillment_orders/order_routing_complete", "", nil},
		{"webhook-customers-data-request.json", "customers/data_request", "a job, done", job("privacy_export")},
		{"webhook-customers-redact.json", "customers/redact", "a job, done", job("privacy_erase_customer")},
		{"webhook-app-uninstalled.json", "app/uninstalled", "the store is gone", health("gone")},
		{"webhook-shop-redact.json", "shop/redact", "a job, done", job("privacy_erase_shop")},
	}
	var out []Knock
	for _, r := range list {
		out = append(out, Knock{
			Name: "the recorded " + r.topic, Answer: "200", Then: r.then, Became: r.became,
			// An erasure waits until nobody can write any more what it takes out.
			Slow: strings.HasSuffix(r.topic, "/redact"),
			Do: func(ctx context.Context, h *Hall) (string, error) {
				body, err := files.ReadFile("recorded/shopify/" + r.file)
				if err != nil {
					return "", err
				}
				return h.shopify(ctx, h.Shop, r.topic, h.ShopifySecret, body)
			},
		})
	}
	return out
}

// tabsOf says in which tabs an order's lines are.
func tabsOf(order string) func(context.Context, *Hall) (string, error) {
	return func(ctx context.Context, h *Hall) (string, error) {
		o, err := h.Merchant.Order(ctx, h.Store, order)
		if errors.Is(err, plot.ErrUnknown) {
			return "not known", nil
		}
		var tabs []string
		for _, p := range o.Portions {
			if !slices.Contains(tabs, p.Tab) {
				tabs = append(tabs, p.Tab)
			}
		}
		return "all lines in " + strings.Join(tabs, " and "), err
	}
}

func job(kind string) func(context.Context, *Hall) (string, error) {
	return func(ctx context.Context, h *Hall) (string, error) {
		state, err := h.Merchant.JobState(ctx, h.Store, kind)
		if state == "" {
			return "no job", err
		}
		return "a job, " + state, err
	}
}

func health(code string) func(context.Context, *Hall) (string, error) {
	return func(ctx context.Context, h *Hall) (string, error) {
		got, err := h.Merchant.StoreHealth(ctx, h.Store)
		if got == code {
			return "the store is gone", err
		}
		return "the store is " + got, err
	}
}
