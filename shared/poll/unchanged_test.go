package poll_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/place"
	"onward/shared/poll"
	"onward/shared/queue"
	"onward/shared/supplier"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
)

const account = "2637908814"

// world is orders that wait for AliExpress, whose every answer comes in another shape.
type world struct {
	t      *testing.T
	sim    *sim.Sim
	client supplier.Client
	meter  *kv.Meter
	table  *table.Table
	maker  *decider.Decider
	stage  *poll.Stage
	refs   []table.WaitingRef

	mu    sync.Mutex
	now   time.Time
	wrote []string // sort keys of the items that were written
}

func newWorld(t *testing.T) *world {
	t.Helper()
	const key, secret, token = "12345678", "poll-secret", "50000000a38EXAMPLE"
	w := &world{t: t, meter: &kv.Meter{}, now: time.UnixMilli(1764590400000).UTC()}
	began := w.now
	settings := sim.DefaultSettings()
	settings.InvisibleFor, settings.Shapes, settings.Limits = 0, sim.ShapesRotating, nil
	w.sim = sim.New(sim.Options{
		Apps: []sim.App{{Key: key, Secret: secret}}, Accounts: []sim.Account{{ID: account, AccessToken: token}},
		Settings: settings, Seed: 23, Now: func() time.Time { return began },
	})
	server := httptest.NewServer(w.sim)
	t.Cleanup(server.Close)
	client, err := aliexpress.New(aliexpress.Config{
		AppKey: key, AppSecret: secret, SyncURL: server.URL + "/sync", RestURL: server.URL + "/rest", HTTP: server.Client(),
		Now: func() time.Time { return began },
	})
	require.NoError(t, err)
	w.client = aliexpress.NewAccount(client, func(context.Context) (string, error) { return token, nil }, aliexpress.AccountOptions{})
	engine := memory.New(w.meter)
	engine.OnChange(func(r memory.Record) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.wrote = append(w.wrote, r.Key.SK)
	})
	w.table = table.New(engine)
	w.maker = decider.New(w.table, w, w.clock)
	w.stage = poll.New(w.maker, w, w.table, time.Minute, func() string { return "run" }, w.clock, slog.New(slog.DiscardHandler))
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// For and Open are what the stages need beside the table.

func (w *world) For(context.Context, order.Key, []string) (order.Policy, error) {
	p := order.DefaultPolicy()
	p.Mappings = map[string]order.Mapping{}
	for variant, options := range map[string]string{"silvery": "14:175#Silvery;5:361386#M", "black": "14:193#Black;5:361386#M"} {
		p.Mappings[variant] = order.Mapping{Components: []order.Component{{
			Supplier: order.AliExpress, Account: account, Product: "1005008453688391", Options: options, Service: "CAINIAO_STANDARD",
		}}}
	}
	return p, nil
}

func (w *world) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return w.client, nil
}

// bought places an order's purchase, has it watched, and gives the supplier's order number.
func (w *world) bought(name string) string {
	w.t.Helper()
	key := order.Key{Merchant: "m1", Store: "s1", ID: name}
	_, err := w.maker.ApplyNew(w.t.Context(), key, order.Shopify, order.StoreSaid{Fresh: true, Snapshot: order.Snapshot{
		ID: name, Payment: order.Paid, CreatedAt: w.clock(), UpdatedAt: w.clock(),
		ShipTo: order.Address{
			Name: "Jane Sample", Line1: "100 Example Street", City: "Orlando", Province: "FL", Postcode: "32807", Country: "US", Phone: "+1 (407) 555-0100",
		},
		Lines: []order.SnapshotLine{
			{ID: "l1", Kind: order.Physical, Variant: "silvery", Quantity: 3}, {ID: "l2", Kind: order.Physical, Variant: "black", Quantity: 2},
		},
	}})
	require.NoError(w.t, err)
	r, err := w.maker.Apply(w.t.Context(), key, order.Place{})
	require.NoError(w.t, err)
	require.Len(w.t, r.Send, 1)
	require.NoError(w.t, place.New(w.maker, w, slog.New(slog.DiscardHandler)).Do(w.t.Context(), key, r.Send[0].ID))
	o, err := w.table.Load(w.t.Context(), key)
	require.NoError(w.t, err)
	watches := o.Watches()
	require.Len(w.t, watches, 1)
	ref := table.RefOf(key, watches[0])
	require.NoError(w.t, w.table.EnsureWaiting(w.t.Context(), []table.Waiting{{WaitingRef: ref, Since: w.clock(), Stage: watches[0].Stage}}))
	w.refs = append(w.refs, ref)
	return ref.Order
}

// poll asks about all orders, as a sweep would have it, and tells what was written meanwhile.
func (w *world) poll() (items []string, writes float64) {
	w.t.Helper()
	w.pass(10 * time.Minute)
	rows, err := w.table.WaitingOf(w.t.Context(), w.refs)
	require.NoError(w.t, err)
	require.Len(w.t, rows, len(w.refs))
	w.mu.Lock()
	w.wrote = nil
	w.mu.Unlock()
	before := w.meter.Total()
	require.NoError(w.t, w.stage.Do(w.t.Context(), queue.Poll{Merchant: "m1", Supplier: order.AliExpress, Account: account, Rows: rows}))
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wrote, w.meter.Total().Sub(before).Writes
}

// lease is what a message writes in any case: its account's lease, taken and given back.
var lease = []string{"lease", "lease"}

// TestUnchangedPollWritesNothing polls orders at all stations of their life again and again. Whatever shape, order of
// nodes and request id the answers have, nothing is written of the orders and their rows.
func TestUnchangedPollWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var ids []string
	for i := range 6 {
		ids = append(ids, w.bought("100"+strconv.Itoa(i)))
	}
	for _, id := range ids[1:] {
		require.NoError(t, w.sim.Pay(id))
	}
	ship := func(id, number string, items ...sim.ParcelItem) {
		t.Helper()
		require.NoError(t, w.sim.Ship(id, sim.Shipment{Number: number, Items: items}))
	}
	ship(ids[2], "LP00675700340001", sim.ParcelItem{Child: 0, Quantity: 2}, sim.ParcelItem{Child: 1, Quantity: 1})
	for _, id := range ids[3:5] {
		ship(id, "LP1"+id, sim.ParcelItem{Child: 0, Quantity: 1})
		ship(id, "LP2"+id, sim.ParcelItem{Child: 0, Quantity: 2}, sim.ParcelItem{Child: 1, Quantity: 2})
		require.NoError(t, w.sim.AddEvent(id, 1, "Departed", "Departed from facility"))
	}
	require.NoError(t, w.sim.CancelChild(ids[5], 1, ""))

	items, _ := w.poll()
	require.Greater(t, len(items), len(lease)+len(ids), "the first answers are news")
	_, leased := w.poll()
	for range 40 {
		items, writes := w.poll()
		require.Equal(t, lease, items)
		require.InDelta(t, leased, writes, 0)
	}
	w.refs = w.refs[:1]
	_, one := w.poll()
	assert.InDelta(t, leased, one, 0, "one order costs as much as six: none costs anything")
}

// TestOnlyNewsAreWritten changes one order of several: its item and its row are written, once, and nothing else.
func TestOnlyNewsAreWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := []string{w.bought("1001"), w.bought("1002"), w.bought("1003")}
	w.poll()
	for _, news := range []struct {
		name   string
		change func() error
	}{
		{"paid", func() error { return w.sim.Pay(ids[1]) }},
		{"shipped", func() error { return w.sim.Ship(ids[1], sim.Shipment{Number: "LP00675700340001"}) }},
		{"another number", func() error { return w.sim.ChangeNumber(ids[1], 0, "LX473124829CN", "", "USPS") }},
		{"delivered", func() error { return w.sim.AddEvent(ids[1], 0, "Delivery update", "Delivered") }},
	} {
		require.NoError(t, news.change())
		items, _ := w.poll()
		items = slices.DeleteFunc(items, func(sort string) bool { return strings.HasPrefix(sort, "t#") }) // an entry that the order lets go
		require.Len(t, items, len(lease)+2, "%s: the order and its row, not %v", news.name, items)
		assert.Equal(t, "order", items[1])
		assert.Contains(t, items[2], ids[1])
		if news.name == "delivered" {
			// Those were the last news: the row has ended, whether or not the stream is on.
			w.refs = slices.DeleteFunc(w.refs, func(r table.WaitingRef) bool { return r.Order == ids[1] })
			require.Len(t, w.refs, 2)
		}
		items, _ = w.poll()
		assert.Equal(t, lease, items, news.name)
	}
}

// TestFailedPollsWriteOnce breaks the reads: the first failure of a row is written, the following are not, the first
// success clears it.
func TestFailedPollsWriteOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.bought("1001")
	w.bought("1002")
	w.poll()
	_, err := w.sim.AddRule(sim.Rule{Method: "trade.ds.order.get", Kind: sim.RuleHTTP, OrderID: w.refs[0].Order, Always: true})
	require.NoError(t, err)
	items, _ := w.poll()
	assert.Len(t, items, len(lease)+1)
	for range 5 {
		items, _ = w.poll()
		assert.Equal(t, lease, items)
	}
	w.sim.ClearRules()
	items, _ = w.poll()
	assert.Len(t, items, len(lease)+1, "the row is well again")
	items, _ = w.poll()
	assert.Equal(t, lease, items)
}
