package pipeline

import (
	"net/http"

	sim "onward/infra/sim/shopify"
	"onward/shared/decider"
	"onward/shared/queue"
	"onward/shared/settings"
	"onward/shared/store/shopify"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/vault"
)

// Face is what the functions that serve merchants (api, job) work with, over the same table, queues and outside. The world
// takes one thread at a time: who serves requests over it sees to that.
type Face struct {
	Table    *table.Table
	Policies *settings.Policies
	Decider  *decider.Decider
	Sender   queue.Sender
	Vault    sealer
	// Shop and Market are the outside's own HTTP interfaces, for browsers that are sent there.
	Shop, Market http.Handler
	// App is the Shopify app, without addresses.
	App shopify.App
	// Pepper derives the secrets of webhooks.
	Pepper string
}

// Face gives what merchants are served with.
func (w *World) Face() Face {
	policies := settings.New(w.table, settings.Options{TimeScale: 1, Lease: claimLease, Now: w.clock.Now})
	return Face{
		Table: w.table, Policies: policies, Decider: decider.New(w.table, policies, w.clock.Now), Sender: w.sender,
		Vault: sealer{vault.New(w.keys, w.clock.Now)}, Shop: w.shop.connection().handler, Market: w.market.Sim, Pepper: pepper,
		App: shopify.App{ClientID: shopifyApp, ClientSecret: shopifySecret, Scopes: shopify.WantedScopes(), Now: w.clock.Now},
	}
}

// SupplierCalls makes the supplier's client for the app, at the address that serves [Face.Market].
func (w *World) SupplierCalls(at string) (*aliexpress.Client, error) {
	return aliexpress.New(aliexpress.Config{
		AppKey: marketKey, AppSecret: marketSecret, SyncURL: at + "/sync", RestURL: at + "/rest", ConsentURL: at + "/oauth/authorize",
		HTTP: http.DefaultClient, Now: w.clock.Now,
	})
}

// Hear has webhooks that are sent to a host arrive as those to Onward's own address do.
func (w *World) Hear(host string) { w.wire.hosts[host] = w.post }

// Serve adds a function behind a queue whose messages the stages here leave alone.
func (w *World) Serve(kind queue.Kind, handle queue.Handler) {
	consume := queue.Consume(handle, queue.Options{
		Source: source{inner: w.net.Source(kind), runs: w.runs}, Log: w.log, Now: w.clock.Now, Concurrency: 1, MaxReceives: maxReceives,
	})
	w.one.consumers[kind], w.two.consumers[kind] = consume, consume
}

// ShopifySim is the simulated Shopify of a world whose store is there, else nil; its shop is [Domain].
func (w *World) ShopifySim() *sim.Sim {
	if s, ok := w.shop.(*shopifyShop); ok {
		return s.sim
	}
	return nil
}

// Domain is the permanent domain of the simulated Shopify shop.
const Domain = shopifyDomain

// Shop is the simulated store as its merchant and customers use it.
func (w *World) Shop() Shop { return w.shop }

// Market is the simulated supplier.
func (w *World) Market() *Market { return w.market }
