package house

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"onward/infra/play/catalogue"
	"onward/infra/play/merchant"
	"onward/infra/play/plot"
	"onward/infra/sim/aliexpress"
)

// connect makes a merchant and connects everything as the merchant would, through the API.
func (h *House) connect(ctx, life context.Context) error {
	operator := merchant.New(h.Stack.PublicURL, h.Stack.OperatorToken, h.opts.Patience)
	var err error
	if h.Token, err = operator.CreateMerchant(ctx, "acme", "Acme Accessories"); err != nil {
		return err
	}
	h.Merchant = merchant.New(h.Stack.PublicURL, h.Token, h.opts.Patience)
	h.Cast.Merchant = desk{Client: h.Merchant, house: h}
	h.Cast.Stores, h.variants = map[string]plot.Store{}, map[string]func(catalogue.Article) string{}
	if err := h.listen(ctx, life); err != nil {
		return err
	}
	if err := h.connectAccounts(ctx); err != nil {
		return err
	}
	group, gctx := errgroup.WithContext(ctx)
	for _, connect := range []func(context.Context) error{h.connectShopify, h.connectWooCommerce, h.connectWix} {
		group.Go(func() error { return connect(gctx) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	// The first reading puts the webhook subscriptions in place.
	if _, err := h.Stack.Invoke(ctx, "reconcile", struct{}{}); err != nil {
		return err
	}
	// Orders of the second in which a store was connected would count as older than the connection.
	return sleep(ctx, 1100*time.Millisecond)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (h *House) connectAccounts(ctx context.Context) error {
	app := aliexpress.App{
		Key: aliexpressKey, Secret: aliexpressSecret, Online: true, Callback: h.Stack.PublicURL + "/hooks/supplier/aliexpress",
	}
	if err := control(ctx, h.aliexpressURL+"/_sim/apps", app, nil); err != nil {
		return err
	}
	for i, buyer := range buyers() {
		access, refresh, err := h.aliexpress.IssueToken(aliexpressKey, buyer)
		if err != nil {
			return err
		}
		id, err := h.Merchant.Account(ctx, "aliexpress", fmt.Sprintf("Buyer %d", i+1), buyer, access, refresh, time.Now().Add(29*24*time.Hour))
		if err != nil {
			return err
		}
		h.accounts = append(h.accounts, id)
	}
	return nil
}

// control posts to a simulator's control interface, and reads the answer into out if it is not nil.
func control(ctx context.Context, url string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answers %d", url, resp.StatusCode)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// add connects a store by its credentials and maps its articles. variant is how an article is known there.
func (h *House) add(ctx context.Context, name string, shop merchant.Shop, variant func(catalogue.Article) string, made func(id string) plot.Store) error {
	shop.Name = name
	id, err := h.Merchant.Connect(ctx, shop)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return h.furnish(ctx, name, id, variant, made)
}

// furnish maps the articles of a connected store.
func (h *House) furnish(ctx context.Context, name, id string, variant func(catalogue.Article) string, made func(id string) plot.Store) error {
	h.mu.Lock()
	h.variants[id] = variant
	h.Cast.Stores[name] = made(id)
	h.mu.Unlock()
	group, gctx := errgroup.WithContext(ctx)
	for _, a := range catalogue.Articles() {
		if len(a.Parts) == 0 {
			continue
		}
		group.Go(func() error { return h.mapArticle(gctx, id, a, a) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// quieten has a store mail its customers nothing about parcels.
func (h *House) quieten(ctx context.Context, name string) error {
	return h.Merchant.Settings(ctx, h.store(name).ID(), func(s map[string]any) {
		s["mail_first"], s["mail_changed"], s["mail_further"] = false, false, false
	})
}

// store is a store by the name that scenes have for it.
func (h *House) store(name string) plot.Store {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.Cast.Stores[name]
}

// mapArticle has an article bought as the parts of another, or its own.
func (h *House) mapArticle(ctx context.Context, store string, a, as catalogue.Article) error {
	var components []merchant.Component
	for _, p := range as.Parts {
		components = append(components, merchant.Component{
			Supplier: "aliexpress", Account: h.accounts[p.Account], Product: p.Product, SKU: p.SKU, Options: p.Options, Quantity: p.Quantity,
		})
	}
	h.mu.Lock()
	variant := h.variants[store]
	h.mu.Unlock()
	return h.Merchant.MapVariant(ctx, store, variant(a), a.Title, components)
}

// desk is the merchant's client with the catalogue at hand.
type desk struct {
	*merchant.Client

	house *House
}

var _ plot.Merchant = desk{}

// Map has an article of a store bought as the parts of another one.
func (d desk) Map(ctx context.Context, store, article, as string) error {
	a, ok := catalogue.Find(article)
	b, known := catalogue.Find(as)
	if !ok || !known {
		return fmt.Errorf("no article %s or %s", article, as)
	}
	return d.house.mapArticle(ctx, store, a, b)
}
