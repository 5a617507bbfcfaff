// Package house is where a play takes place: the simulated stores and suppliers in this process, the real template on the
// local stack, and a merchant with stores and supplier accounts connected through the API.
package house

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"onward/infra/play/catalogue"
	"onward/infra/play/gate"
	"onward/infra/play/merchant"
	"onward/infra/play/plot"
	"onward/infra/stack"
)

// Options say how the house is to be.
type Options struct {
	// TimeScale divides all waits of production.
	TimeScale int
	// Beat is how often sweep and wake run, Reconcile how often stores are read again.
	Beat, Reconcile time.Duration
	// Patience is for how long calls to the API are repeated.
	Patience time.Duration
	// Root is the folder with template.yaml and functions; the project's if empty.
	Root string
	// Parameters are further ones for the template.
	Parameters map[string]string
	Log        io.Writer
}

// House is open for plays.
type House struct {
	Stack *stack.Stack
	Cast  plot.Cast
	// Gates stand in front of the simulators.
	Gates []*gate.Gate
	// Merchant is the merchant's client, Token its secret.
	Merchant *merchant.Client
	Token    string
	// Addresses are worth a visit, by name.
	Addresses []Address

	opts  Options
	heard *listener
	suppliers
	shops
	wooShops
	wixSites
	accounts []string // Onward's ids of the supplier accounts

	// mu guards Cast.Stores and variants while the stores are connected, several at a time.
	mu sync.Mutex
	// variants says how an article is known in a store, by Onward's id of the store.
	variants map[string]func(catalogue.Article) string
	closers  []func()
}

// Address is something to look at.
type Address struct{ Name, URL string }

// Open starts the simulators and the stack, and connects everything. Close ends all of it, also after an error.
func Open(ctx context.Context, opts Options) (*House, error) {
	h := &House{opts: opts}
	if err := h.open(ctx); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

func (h *House) open(ctx context.Context) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	h.closers = append(h.closers, end)
	if err := h.startSuppliers(life); err != nil {
		return fmt.Errorf("simulated supplier: %w", err)
	}
	for _, start := range []func(context.Context) error{h.startShopify, h.startWooCommerce, h.startWix} {
		if err := start(life); err != nil {
			return fmt.Errorf("simulated stores: %w", err)
		}
	}
	params := map[string]string{
		"TimeScale": strconv.Itoa(h.opts.TimeScale), "SweepSlots": "60",
		"ShopifyClientId": shopifyClientID, "ShopifyBaseUrl": h.shopifyURL + "/shops/{shop}",
		"AliExpressAppKey": aliexpressKey, "AliExpressSyncUrl": h.aliexpressURL + "/sync", "AliExpressRestUrl": h.aliexpressURL + "/rest",
		"WixAppId": wixAppID, "WixBaseUrl": h.wixURL,
	}
	maps.Copy(params, h.opts.Parameters)
	up, err := stack.Up(ctx, stack.Options{
		Root: h.opts.Root, Parameters: params, Beat: h.opts.Beat, Log: h.opts.Log,
		Secrets: map[string]any{
			"shopifyClientSecrets": []string{shopifySecret}, "aliexpressAppSecret": aliexpressSecret,
			"wixPublicKey": h.wix.PublicKey(), "wixAppSecret": wixSecret,
		},
	})
	if err != nil {
		return err
	}
	h.Stack = up
	h.closers = append(h.closers, up.Down)
	if err := h.connect(ctx, life); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	h.closers = append(h.closers, h.reconcile(life), h.attend(life))
	h.Addresses = append([]Address{
		{"pages", up.PublicURL + "/"}, {"API's description", up.PublicURL + "/openapi.json"}, {"AWS services", up.Endpoint},
	}, h.Addresses...)
	return nil
}

// Close ends everything, newest first.
func (h *House) Close() {
	for _, end := range slices.Backward(h.closers) {
		end()
	}
	h.closers = nil
}

// reconcile has all stores read again from time to time, as the schedule does on AWS, and returns what ends it.
func (h *House) reconcile(ctx context.Context) func() {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(h.opts.Reconcile)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			_, err := h.Stack.Invoke(ctx, "reconcile", struct{}{})
			if err != nil && !errors.Is(err, context.Canceled) {
				fmt.Fprintln(h.opts.Log, "reconcile:", err)
			}
		}
	}()
	return func() { cancel(); <-done }
}
