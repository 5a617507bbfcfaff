package house

import (
	"fmt"
	"time"

	"onward/infra/play/knocks"
	"onward/infra/sim/shopify"
)

// Hall is the house's doors, for knocks.
func (h *House) Hall(patience time.Duration) (*knocks.Hall, error) {
	const name = "shopify-recorded"
	store, ok := h.Cast.Stores[name]
	if !ok {
		return nil, fmt.Errorf("there is no store %s", name)
	}
	domain := shopDomains()[name]
	return &knocks.Hall{
		PublicURL: h.Stack.PublicURL, Queues: h.Stack.Queues, DeadLetters: h.Stack.DeadLetters, Letters: knocks.NewLetters(h.Stack.Config()),
		Merchant: h.Merchant, Shop: domain, Store: store.ID(), ShopifySecret: shopifySecret,
		AliExpressKey: aliexpressKey, AliExpressSecret: aliexpressSecret, Patience: patience, Look: 500 * time.Millisecond,
		Big: func() (string, error) {
			view, err := h.shopify.CreateOrder(domain, shopify.OrderSpec{Quiet: true, Lines: []shopify.LineSpec{{Title: "Desk lamp", Quantity: 1}}})
			return view.ID, err
		},
	}, nil
}
