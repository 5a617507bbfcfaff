package job_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/queue/queuetest"
	"onward/shared/settings"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/table"
	"onward/shared/table/memory"
)

const (
	merchant = "m1"
	shop     = "s1"
	account  = "a1"
)

// bench is a merchant with a store, orders in it, and the stage that does jobs.
type bench struct {
	t      *testing.T
	engine *memory.Engine
	table  *table.Table
	net    *queuetest.Net
	rows   *project.Projector
	made   heard
	apply  *decider.Decider
	policy *settings.Policies
	deps   job.Deps
	inbox  []*fakeBox

	mu     sync.Mutex
	at     time.Time
	serial int
}

// heard is the versions of orders that somebody was told of who makes up for the stream.
type heard struct {
	mu       sync.Mutex
	versions []int64
}

func (h *heard) CatchUp(_ context.Context, now order.Order) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.versions = append(h.versions, now.Version)
	return nil
}

func newBench(t *testing.T) *bench {
	t.Helper()
	engine := memory.New(nil)
	b := &bench{t: t, engine: engine, table: table.New(engine), at: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}
	b.net = queuetest.New(1, b.now, queuetest.Faults{})
	b.rows = project.New(b.table)
	b.policy = settings.New(b.table, settings.Options{TimeScale: 1, Now: b.now})
	b.apply = decider.New(b.table, b.policy, b.now)
	b.inbox = []*fakeBox{{}, {}}
	ctx := t.Context()
	require.NoError(t, b.table.CreateMerchant(ctx, table.Merchant{ID: merchant, Created: b.at}))
	require.NoError(t, b.table.CreateStore(ctx, table.Store{
		Merchant: merchant, ID: shop, Platform: order.Shopify, Outside: "shop.example", Name: "My shop", Sealed: []byte("sealed"),
	}))
	require.NoError(t, b.table.CreateAccount(ctx, table.Account{Merchant: merchant, ID: account, Supplier: order.AliExpress, Name: "Main"}))
	_, err := b.table.PutMapping(ctx, merchant, table.Mapped{Store: shop, Variant: "v1", At: b.at, Mapping: order.Mapping{
		Components: []order.Component{{Supplier: order.AliExpress, Account: account, Product: "P1", SKU: "S1"}},
	}})
	require.NoError(t, err)
	work := job.Work{
		Table: b.table, Decider: b.apply, Projector: project.New(b.table, &b.made), Sender: b.net,
		Search: job.Search{
			Boxes: []job.Box{b.inbox[0], b.inbox[1]}, Hooks: map[order.Platform]store.Hooks{order.Shopify: shopify.Hooks{}},
		},
		Settle: 5 * time.Minute, Now: b.now,
	}
	b.deps = job.Deps{
		Jobs: b.table, Workers: job.Workers(work), Lease: time.Minute, Owner: b.owner, Now: b.now, Log: slog.New(slog.DiscardHandler),
	}
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func (b *bench) owner() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.serial++
	return "run" + strconv.Itoa(b.serial)
}

// snapshot is a paid order of two units of a variant.
func (b *bench) snapshot(id, variant string) order.Snapshot {
	n, err := strconv.Atoi(id)
	require.NoError(b.t, err)
	return order.Snapshot{
		ID: id, Name: "#" + id, Payment: order.Paid, Currency: "USD", Email: "buyer" + id + "@example.com",
		CreatedAt: b.now().Add(-time.Hour + time.Duration(n)*time.Second), UpdatedAt: b.now(),
		ShipTo: order.Address{Name: "Maria Souza", Line1: "Rua das Flores 120", City: "Campinas", Country: "BR", Postcode: "13010-111"},
		Lines:  []order.SnapshotLine{{ID: "l" + id, Variant: variant, SKU: "SKU-" + variant, Kind: order.Physical, Quantity: 2}},
	}
}

func key(id string) order.Key { return order.Key{Merchant: merchant, Store: shop, ID: id} }

// says takes an order of the store in and makes its rows, as the stream would.
func (b *bench) says(s order.Snapshot) {
	b.t.Helper()
	r, err := b.apply.ApplyNew(b.t.Context(), key(s.ID), order.Shopify, order.StoreSaid{Snapshot: s, Source: "webhook"})
	require.NoError(b.t, err)
	require.NoError(b.t, b.rows.Refresh(b.t.Context(), nil, r.Order))
}

// do applies an event and makes the order's rows.
func (b *bench) do(id string, e order.Event) order.Order {
	b.t.Helper()
	r, err := b.apply.Apply(b.t.Context(), key(id), e)
	require.NoError(b.t, err)
	require.NoError(b.t, b.rows.Refresh(b.t.Context(), []order.Order{r.Before}, r.Order))
	return r.Order
}

// bought has an order bought, under the supplier's order number.
func (b *bench) bought(id, number string) {
	b.t.Helper()
	b.do(id, order.RecordPurchase{
		By: "owner", Supplier: order.AliExpress, Account: account, Orders: []string{number}, Lines: []order.LineUnits{{Line: "l" + id, Units: 2}},
	})
}

func (b *bench) order(id string) order.Order {
	b.t.Helper()
	o, err := b.table.Load(b.t.Context(), key(id))
	require.NoError(b.t, err)
	return o
}

// start keeps a job and queues it.
func (b *bench) start(j table.Job, params any) string {
	b.t.Helper()
	if params != nil {
		raw, err := json.Marshal(params)
		require.NoError(b.t, err)
		j.Params = raw
	}
	b.mu.Lock()
	b.serial++
	j.Merchant, j.ID, j.By, j.State, j.Created = merchant, fmt.Sprintf("job%03d", b.serial), "owner", table.JobWaiting, b.at
	b.mu.Unlock()
	require.NoError(b.t, b.table.CreateJob(b.t.Context(), j))
	b.queue(j.ID)
	return j.ID
}

func (b *bench) queue(id string) {
	b.t.Helper()
	require.NoError(b.t, b.net.Send(b.t.Context(), queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: merchant, ID: id}}))
}

// run delivers messages of jobs until none is left, letting time pass while none is visible.
func (b *bench) run(stage *job.Stage) {
	b.t.Helper()
	consume := queue.Consume(func(ctx context.Context, m queue.Message) error { return stage.Do(ctx, *m.Job) }, queue.Options{
		Source: b.net.Source(queue.KindJob), Log: slog.New(slog.DiscardHandler), Now: b.now, Concurrency: 1, MaxReceives: 100,
	})
	b.net.MaxReceives = 100
	for range 500 {
		if b.net.Pending(queue.KindJob) == 0 {
			return
		}
		n, err := b.net.Deliver(b.t.Context(), queue.KindJob, consume)
		require.NoError(b.t, err)
		if n == 0 {
			b.pass(10 * time.Second)
		}
	}
	b.t.Fatal("jobs do not come to rest")
}

func (b *bench) job(id string) table.Job {
	b.t.Helper()
	j, err := b.table.Job(b.t.Context(), merchant, id)
	require.NoError(b.t, err)
	return j
}

// finish does a job to its end.
func (b *bench) finish(j table.Job, params any) table.Job {
	b.t.Helper()
	id := b.start(j, params)
	b.run(job.New(b.deps))
	return b.job(id)
}

// drain takes all messages of a kind out of their queue.
func (b *bench) drain(kind queue.Kind) []queue.Message {
	b.t.Helper()
	var out []queue.Message
	consume := queue.Consume(func(_ context.Context, m queue.Message) error { out = append(out, m); return nil }, queue.Options{
		Source: b.net.Source(kind), Log: slog.New(slog.DiscardHandler), Now: b.now, Concurrency: 1,
	})
	for b.net.Pending(kind) > 0 {
		_, err := b.net.Deliver(b.t.Context(), kind, consume)
		require.NoError(b.t, err)
	}
	return out
}
