package pipeline

import (
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"onward/shared/order"
	"onward/shared/queue/queuetest"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
	"onward/shared/vault/vaulttest"
)

// Options makes a World.
type Options struct {
	// Platform of the store; Shopify when empty.
	Platform order.Platform
	// Way is how a WooCommerce store keeps tracking: "fulfilments", "shipment_tracking", "ast" or "" (notes).
	Way  string
	Seed uint64
	// WixKey signs Wix's webhooks; one is made when it is nil, which takes a while.
	WixKey *rsa.PrivateKey
	// StreamOff switches dispatch off: only wake moves orders on.
	StreamOff bool
	// Policy is the merchant's choice; nil buys by itself.
	Policy *order.Policy
	// Bare leaves out the merchant, and with it the store, the account and the mappings: whoever uses the world makes them.
	// What finds orders by the names below finds none then.
	Bare bool
	// Queues is what the queues do wrong.
	Queues queuetest.Faults
	// Log is where the stages' logs go; nil is nowhere.
	Log io.Writer
}

// namesLines reports whether the store's records of shipments name lines.
func (o Options) namesLines() bool { return o.Platform != order.WooCommerce || o.Way == WayFulfilments }

// The names under which Onward knows the one merchant and the one store.
const (
	Merchant   = "m1"
	StoreID    = "s1"
	onwardHost = "onward.test"
	onwardURL  = "https://" + onwardHost
)

// World is a deployment of Onward with the outside around it.
type World struct {
	opts   Options
	clock  *clock
	rand   *rand.Rand
	memory *memory.Engine
	meter  *kv.Meter
	table  *table.Table
	net    *queuetest.Net
	runs   *runs
	stream *stream
	log    *slog.Logger

	shop     Shop
	market   *Market
	variants []string

	sender *sender
	keys   *vaulttest.Keys
	// one does what is done; two is another process of each function, for what happens at the same instant.
	one, two *instance

	post *post
	wire *wire

	wild Wild
	// parcels numbers shipments by hand.
	parcels int
	// twin is at which point the same batch is handed to another instance of the function; 0 is never.
	twin int
	// deepest is how many points the deepest run of a queue's function had.
	deepest int
	owners  int
	trace   []string
	seen    map[order.Key]order.Order
	// most is the most pieces of a product that an order ever wanted.
	most map[string]int
	// unpacked is the orders as they were read last.
	unpacked map[kv.Key]order.Order
	// backward names the orders whose units somebody may have sent back.
	backward map[string]bool
	// byHand names the orders that a merchant shipped something of by hand.
	byHand map[string]bool
	wakes  int
	sweeps int
}

// begin is when every world begins.
func begin() time.Time { return time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC) }

// New makes a world with one merchant, whose store and supplier account are connected and whose variants are mapped.
func New(opts Options) (*World, error) {
	if opts.Platform == "" {
		opts.Platform = order.Shopify
	}
	out := opts.Log
	if out == nil {
		out = io.Discard
	}
	w := &World{
		opts: opts, clock: &clock{now: begin()}, rand: rand.New(rand.NewPCG(opts.Seed, 0x6f6e77617264)), meter: &kv.Meter{},
		runs: &runs{}, stream: &stream{off: opts.StreamOff}, seen: map[order.Key]order.Order{}, unpacked: map[kv.Key]order.Order{}, most: map[string]int{}, backward: map[string]bool{}, byHand: map[string]bool{},
		log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if out == io.Discard {
		w.log = slog.New(slog.DiscardHandler)
	}
	w.memory = memory.New(w.meter)
	w.memory.OnChange(w.changed)
	w.table = table.New(&engine{inner: w.memory, runs: w.runs})
	w.net = queuetest.New(opts.Seed, w.clock.Now, opts.Queues)
	w.net.MaxReceives = maxReceives
	w.net.Visibility = visibility
	w.sender, w.keys = &sender{net: w.net, runs: w.runs}, vaulttest.New()
	w.wire = &wire{runs: w.runs, hosts: map[string]http.Handler{}, name: callName}
	calls := &http.Client{Transport: w.wire}
	w.market = newMarket(w.clock, opts.Seed, calls)
	w.wire.hosts[marketHost] = w.market.Sim
	made, err := newShop(opts, w.clock, calls)
	if err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	w.shop = made
	c := made.connection()
	w.variants = c.variants
	w.wire.hosts[c.host] = c.handler
	if w.one, err = w.assemble(c, calls); err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	if w.two, err = w.assemble(c, calls); err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	w.post = &post{world: w}
	w.wire.hosts[onwardHost] = w.post
	if opts.Bare {
		return w, nil
	}
	if err := w.settleIn(context.Background(), c); err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	return w, nil
}

func newShop(opts Options, c *clock, hooks *http.Client) (Shop, error) {
	switch opts.Platform {
	case order.Shopify:
		return newShopify(c, hooks)
	case order.WooCommerce:
		return newWoo(c, hooks, opts), nil
	case order.Wix:
		return newWix(c, hooks, opts)
	default:
		return nil, fmt.Errorf("platform %q is not simulated", opts.Platform)
	}
}

// settleIn makes the merchant, connects the store and the account, and maps the variants.
func (w *World) settleIn(ctx context.Context, c connection) error {
	now := w.clock.Now()
	if err := w.table.CreateMerchant(ctx, table.Merchant{ID: Merchant, Created: now}); err != nil {
		return err
	}
	st := table.Store{
		Merchant: Merchant, ID: StoreID, Platform: c.platform, Outside: c.outside, Address: c.address, Settings: c.settings,
		Created: now, Watermark: now,
	}
	if err := w.table.CreateStore(ctx, st); err != nil {
		return err
	}
	if err := w.one.shops.Save(ctx, &st, c.credentials); err != nil {
		return err
	}
	route := table.Route{Kind: table.StoreRoute(c.platform), Outside: c.outside, Merchant: Merchant, Store: StoreID}
	if err := w.table.ClaimRoute(ctx, route); err != nil {
		return err
	}
	err := w.table.CreateAccount(ctx, table.Account{Merchant: Merchant, ID: accountID, Supplier: order.AliExpress, Outside: marketBuyer, Created: now})
	if err != nil {
		return err
	}
	tokens, err := w.market.tokens()
	if err != nil {
		return err
	}
	if _, err := w.one.accounts.Save(ctx, Merchant, accountID, tokens); err != nil {
		return err
	}
	for i, a := range catalogue() {
		_, err := w.table.PutMapping(ctx, Merchant, table.Mapped{
			Store: StoreID, Variant: w.variants[i], Mapping: order.Mapping{Components: a.components}, By: "merchant", At: now,
		})
		if err != nil {
			return err
		}
	}
	p := w.opts.Policy
	if p == nil {
		auto := order.DefaultPolicy()
		auto.AutoPlace, auto.FallbackPhone = true, "2025550123"
		p = &auto
	}
	if _, err := w.table.PutPolicy(ctx, Merchant, StoreID, 1, table.PolicyVersion{Policy: *p, By: "merchant", At: now}); err != nil {
		return err
	}
	if c.app == nil {
		return w.one.reconcile.Do(ctx) // registers the store's own webhooks
	}
	return nil
}

// here is the process in which the next run is.
func (w *World) here() *instance {
	if w.runs.top() == nil {
		return w.one
	}
	return w.two
}

// owner names each run that takes a lease.
func (w *World) owner() string {
	w.owners++
	return "run" + strconv.Itoa(w.owners)
}

// notef keeps a step for the story of a run.
func (w *World) notef(format string, args ...any) {
	w.trace = append(w.trace, w.clock.Now().Sub(begin()).String()+" "+fmt.Sprintf(format, args...))
}

// Story is the steps of a run so far, the last n of them.
func (w *World) Story(n int) []string { return w.trace[max(0, len(w.trace)-n):] }

// Now is the world's time.
func (w *World) Now() time.Time { return w.clock.Now() }
