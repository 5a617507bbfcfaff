package intake_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/intake"
	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// bench is the stage over one Shopify store whose orders are told beforehand.
type bench struct {
	store.Client

	table    *table.Table
	decider  *decider.Decider
	stage    *intake.Stage
	now      time.Time
	closed   error // the store can't be opened
	unread   error // the order can't be read
	snapshot order.Snapshot
	part     string // the order of a fulfilment order
	health   table.Health

	read      []string
	suffered  []error
	household []string
	lost      error
}

func (*bench) For(context.Context, order.Key, []string) (order.Policy, error) {
	return order.DefaultPolicy(), nil
}

func (b *bench) ApplyNew(ctx context.Context, key order.Key, p order.Platform, e order.Event) (decider.Result, error) {
	if b.lost != nil {
		return decider.Result{}, b.lost
	}
	return b.decider.ApplyNew(ctx, key, p, e)
}

func (b *bench) Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error) {
	return b.decider.Apply(ctx, key, e)
}

// shops opens the store; the bench itself is its client.
type shops struct{ *bench }

func (s shops) Client(context.Context, string, string) (table.Store, store.Client, error) {
	return table.Store{Platform: order.Shopify, Health: s.health}, s.bench, s.closed
}

func (s shops) Suffered(_ context.Context, _, _ string, err error) {
	s.suffered = append(s.suffered, err)
}

func (b *bench) Order(_ context.Context, id string) (order.Snapshot, error) {
	b.read = append(b.read, id)
	return b.snapshot, b.unread
}

func (b *bench) OrderOf(context.Context, string) (string, error) { return b.part, nil }

func (b *bench) Uninstalled(_ context.Context, merchant, id string) error {
	b.household = append(b.household, "uninstalled "+merchant+"/"+id)
	return nil
}

func (b *bench) Privacy(_ context.Context, merchant, id string, p store.Privacy) error {
	b.household = append(b.household, string(p.Kind)+" "+merchant+"/"+id)
	return nil
}

func (b *bench) Recheck(_ context.Context, merchant, id string) error {
	b.household = append(b.household, "recheck "+merchant+"/"+id)
	return nil
}

func newBench() *bench {
	b := &bench{table: table.New(memory.New(nil)), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	b.decider = decider.New(b.table, b, func() time.Time { return b.now })
	hooks := map[order.Platform]store.Hooks{order.Shopify: shopify.Hooks{}}
	b.stage = intake.New(b, shops{b}, b, hooks, slog.New(slog.DiscardHandler))
	b.snapshot = order.Snapshot{
		ID: recordedID, Payment: order.Paid, UpdatedAt: b.now, Lines: []order.SnapshotLine{{ID: "1", Quantity: 1, Kind: order.Physical}},
	}
	return b
}

// recordedID is the order of the recorded webhooks.
const recordedID = "820982911946154508"

func (b *bench) take(t *testing.T, topic string, body []byte) error {
	t.Helper()
	m, err := queue.NewIntake(queue.Intake{Source: string(order.Shopify), Merchant: "m1", Owner: "s1", Topic: topic}, body)
	require.NoError(t, err)
	return b.stage.Do(t.Context(), *m.Intake)
}

func key() order.Key { return order.Key{Merchant: "m1", Store: "s1", ID: recordedID} }

func recorded(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("../store/shopify/testdata/webhook-orders-create.json")
	require.NoError(t, err)
	return body
}

func TestWebhookMakesAnOrderOnce(t *testing.T) {
	t.Parallel()
	b := newBench()
	require.NoError(t, b.take(t, "orders/create", recorded(t)))
	o, err := b.table.Load(t.Context(), key())
	require.NoError(t, err)
	assert.Equal(t, recordedID, o.Store.ID)
	version := o.Version
	require.NoError(t, b.take(t, "orders/create", recorded(t)))
	o, err = b.table.Load(t.Context(), key())
	require.NoError(t, err)
	assert.Equal(t, version, o.Version, "a repeat changes nothing")
}

func TestWhatConcernsTheStoreGoesToItsHousehold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ topic, body, want string }{
		"app removed":          {"app/uninstalled", `{"id":1}`, "uninstalled m1/s1"},
		"permissions":          {"app/scopes_update", `{"id":1,"previous":[],"current":[]}`, "recheck m1/s1"},
		"erase a customer":     {"customers/redact", `{"shop_domain":"acme.myshopify.com","customer":{"email":"a@example.com"},"orders_to_redact":[1]}`, "erase_customer m1/s1"},
		"show a customer":      {"customers/data_request", `{"shop_domain":"acme.myshopify.com","customer":{"email":"a@example.com"},"orders_requested":[1]}`, "export_customer m1/s1"},
		"erase the whole shop": {"shop/redact", `{"shop_domain":"acme.myshopify.com"}`, "erase_shop m1/s1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench()
			require.NoError(t, b.take(t, tt.topic, []byte(tt.body)))
			assert.Equal(t, []string{tt.want}, b.household)
		})
	}
}

func TestPoisonIsPermanentAndAPassingFaultIsNot(t *testing.T) {
	t.Parallel()
	b := newBench()
	_, permanent := outcome.AsPermanent(b.take(t, "orders/create", []byte("{")))
	assert.True(t, permanent, "unreadable")
	in := queue.Intake{Source: "magento", Topic: "x", Body: []byte{1}}
	_, permanent = outcome.AsPermanent(b.stage.Do(t.Context(), in))
	assert.True(t, permanent, "not even packed")
	b.lost = &order.InputError{Field: "lines", Problem: "are none"}
	_, permanent = outcome.AsPermanent(b.take(t, "orders/create", recorded(t)))
	assert.True(t, permanent, "refused by the core")
	b.lost = errors.New("table does not answer")
	err := b.take(t, "orders/create", recorded(t))
	require.Error(t, err)
	_, permanent = outcome.AsPermanent(err)
	assert.False(t, permanent)
}

func TestBodyThatDidNotTravelIsRead(t *testing.T) {
	t.Parallel()
	b := newBench()
	require.NoError(t, b.stage.Do(t.Context(), queue.Intake{Source: "shopify", Merchant: "m1", Owner: "s1", Order: recordedID}))
	assert.Equal(t, []string{recordedID}, b.read)
	_, err := b.table.Load(t.Context(), key())
	require.NoError(t, err)
}

func TestFulfilmentOrderLeadsToItsOrder(t *testing.T) {
	t.Parallel()
	const held = `{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/1","status":"on_hold"},"fulfillment_hold":{"reason":"other"}}`
	b := newBench()
	require.NoError(t, b.take(t, "fulfillment_orders/placed_on_hold", []byte(held)))
	assert.Empty(t, b.read, "it is gone")
	b.part = recordedID
	require.NoError(t, b.take(t, "fulfillment_orders/placed_on_hold", []byte(held)))
	assert.Equal(t, []string{recordedID}, b.read)
}

func TestReadingThatFailsIsLeftForLater(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*bench){
		"the store can't be opened": func(b *bench) { b.closed = &store.Error{Kind: store.Unauthorized} },
		"the store does not answer": func(b *bench) { b.unread = &store.Error{Kind: store.Temporary} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench()
			spoil(b)
			require.NoError(t, b.stage.Reread(t.Context(), key()), "unknown: reconcile finds it")
			require.Len(t, b.suffered, 1)
			_, err := b.table.Load(t.Context(), key())
			require.ErrorIs(t, err, table.ErrNotFound)

			known := newBench()
			require.NoError(t, known.stage.Reread(t.Context(), key()))
			spoil(known)
			require.NoError(t, known.stage.Reread(t.Context(), key()))
			o, err := known.table.Load(t.Context(), key())
			require.NoError(t, err)
			e, open := o.Effect(string(order.EffectReread))
			require.True(t, open, "known: it stays open, and wake sends it again")
			assert.False(t, o.WakeAt.IsZero())
			known.closed, known.unread, known.now = nil, nil, e.NextAt
			require.NoError(t, known.stage.Reread(t.Context(), key()))
			o, err = known.table.Load(t.Context(), key())
			require.NoError(t, err)
			assert.Empty(t, o.Effects)
		})
	}
}

func TestOrderThatIsGoneIsDeleted(t *testing.T) {
	t.Parallel()
	b := newBench()
	b.unread = &store.Error{Kind: store.NotFound}
	require.NoError(t, b.stage.Reread(t.Context(), key()), "one that was never known stays unknown")
	b.unread = nil
	require.NoError(t, b.stage.Reread(t.Context(), key()))
	b.unread = &store.Error{Kind: store.NotFound}
	require.NoError(t, b.stage.Reread(t.Context(), key()))
	o, err := b.table.Load(t.Context(), key())
	require.NoError(t, err)
	assert.True(t, o.Store.Deleted)
}

func TestStoreThatWasInTroubleIsSeenToBeWell(t *testing.T) {
	t.Parallel()
	b := newBench()
	b.health = table.Health{Code: string(store.Unauthorized)}
	require.NoError(t, b.stage.Reread(t.Context(), key()))
	assert.Equal(t, []error{nil}, b.suffered)
}

func TestCustomerWhomTheStoreErasedIsErasedEverywhere(t *testing.T) {
	t.Parallel()
	b := newBench()
	require.NoError(t, b.take(t, "orders/create", recorded(t)))
	b.snapshot = order.Snapshot{ID: recordedID, Payment: order.Paid, UpdatedAt: b.now, Anonymised: true}
	require.NoError(t, b.stage.Reread(t.Context(), key()))
	assert.Equal(t, []string{"erase_customer m1/s1"}, b.household)
	o, err := b.table.Load(t.Context(), key())
	require.NoError(t, err)
	assert.True(t, o.Erased, "at once; what lies beside the order is the job's")
}
