package place_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/place"
	"onward/shared/supplier"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// market is an account whose answers are told beforehand.
type market struct {
	opened error
	placed []supplier.Request
	answer supplier.Placed
	err    error
	// found is what looking a purchase up answers; nil where there is nothing to ask.
	found  *lookedUp
	during func()
}

type lookedUp struct {
	orders []string
	found  bool
	err    error
}

func (m *market) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return m, m.opened
}

func (m *market) Place(_ context.Context, r supplier.Request) (supplier.Placed, error) {
	m.placed = append(m.placed, r)
	if m.during != nil {
		m.during()
	}
	return m.answer, m.err
}

func (m *market) Find(context.Context, string) ([]string, bool, error) {
	if m.found == nil {
		return nil, false, supplier.ErrCannotFind
	}
	return m.found.orders, m.found.found, m.found.err
}

func (m *market) Report(context.Context, string) (order.Report, error) { return order.Report{}, nil }

// bench is one paid order with a purchase that waits to be placed.
type bench struct {
	t       *testing.T
	table   *table.Table
	market  *market
	now     time.Time
	heldBy  []string
	freight []order.FreightRule
	strict  bool
	decider *decider.Decider
	stage   *place.Stage
	effect  string
}

func key() order.Key { return order.Key{Merchant: "m1", Store: "s1", ID: "1001"} }

func (b *bench) For(context.Context, order.Key, []string) (order.Policy, error) {
	p := order.DefaultPolicy()
	p.AutoPlace, p.FallbackPhone, p.HeldBy = true, "2025550123", b.heldBy
	p.Freight, p.FreightStrict = b.freight, b.strict
	p.Mappings = map[string]order.Mapping{"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1"}}}}
	return p, nil
}

func newBench(t *testing.T, m *market) *bench {
	t.Helper()
	b := &bench{t: t, table: table.New(memory.New(nil)), market: m, now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	b.decider = decider.New(b.table, b, func() time.Time { return b.now })
	b.stage = place.New(b.decider, m, slog.New(slog.DiscardHandler))
	r, err := b.decider.ApplyNew(t.Context(), key(), order.Shopify, order.StoreSaid{Snapshot: order.Snapshot{
		ID: "1001", Payment: order.Paid, UpdatedAt: b.now, ShipTo: order.Address{Name: "A B", Country: "US"},
		Lines: []order.SnapshotLine{{ID: "1", Variant: "v1", Quantity: 2, Kind: order.Physical}},
	}})
	require.NoError(t, err)
	require.Len(t, r.Send, 1)
	b.effect = r.Send[0].ID
	return b
}

// serve has the stage buy somewhere else.
func (b *bench) serve(a place.Accounts) {
	b.stage = place.New(b.decider, a, slog.New(slog.DiscardHandler))
}

func (b *bench) order() order.Order {
	b.t.Helper()
	o, err := b.table.Load(b.t.Context(), key())
	require.NoError(b.t, err)
	return o
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	refused := func(kind supplier.Kind) error {
		return &supplier.Error{Kind: kind, Op: "create", Reason: order.FailOutOfStock, RetryAfter: 40 * time.Minute}
	}
	tests := map[string]struct {
		market market
		calls  int
		state  order.PurchaseState
		reason order.FailureReason
		// wait is the least time until the next try; 0 where there is none.
		wait time.Duration
	}{
		"made":                       {market{answer: supplier.Placed{Orders: []string{"8001", "8002"}}}, 1, order.PurchasePlaced, "", 0},
		"refused":                    {market{err: refused(supplier.Refused)}, 1, order.PurchaseRefused, order.FailOutOfStock, 0},
		"had already":                {market{err: refused(supplier.Repeated)}, 1, order.PurchaseUnknown, order.FailAlreadyRepeated, 0},
		"did not run":                {market{err: refused(supplier.NotRun)}, 1, order.PurchaseOpen, "", 40 * time.Minute},
		"banned":                     {market{err: refused(supplier.Banned)}, 1, order.PurchaseOpen, "", 40 * time.Minute},
		"token ended":                {market{err: refused(supplier.TokenExpired)}, 1, order.PurchaseOpen, "", 40 * time.Minute},
		"consent ended":              {market{err: &supplier.Error{Kind: supplier.ConsentNeeded}}, 1, order.PurchaseOpen, "", 30 * time.Minute},
		"no clear answer":            {market{err: refused(supplier.Unclear)}, 1, order.PurchaseCalling, "", 3 * time.Minute},
		"no supplier's error at all": {market{err: errors.New("connection reset")}, 1, order.PurchaseCalling, "", 3 * time.Minute},
		"account can't be opened":    {market{opened: &supplier.Error{Kind: supplier.NotRun}}, 0, order.PurchaseOpen, "", time.Minute},
		"account needs the merchant": {market{opened: &supplier.Error{Kind: supplier.ConsentNeeded}}, 0, order.PurchaseOpen, "", 30 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, &tt.market)
			require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
			o := b.order()
			assert.Equal(t, tt.state, o.Purchases[0].State)
			assert.Equal(t, tt.reason, o.Purchases[0].Reason)
			assert.Len(t, tt.market.placed, tt.calls)
			e, open := o.Effect(b.effect)
			assert.Equal(t, tt.wait > 0, open)
			if open {
				assert.GreaterOrEqual(t, e.NextAt.Sub(b.now), tt.wait)
				require.NoError(t, b.stage.Do(t.Context(), key(), b.effect), "a message that comes too early")
				assert.Len(t, tt.market.placed, tt.calls, "is no reason to call")
			}
		})
	}
}

func TestWhatIsPlaced(t *testing.T) {
	t.Parallel()
	m := &market{answer: supplier.Placed{Orders: []string{"8001"}}}
	b := newBench(t, m)
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	r := m.placed[0]
	assert.Equal(t, b.order().Purchases[0].ID, r.ID)
	assert.Equal(t, "2025550123", r.FallbackPhone)
	assert.Equal(t, "A B", r.ShipTo.Name)
	require.Len(t, r.Items, 1)
	assert.Equal(t, 2, r.Items[0].Quantity)
}

func TestSecondMessageWhileTheFirstCalls(t *testing.T) {
	t.Parallel()
	m := &market{answer: supplier.Placed{Orders: []string{"8001"}}}
	b := newBench(t, m)
	m.during = func() {
		m.during = nil
		assert.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	}
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect), "and one that comes late")
	assert.Len(t, m.placed, 1)
}

func TestHoldSwitchStopsAMessageThatIsOnItsWay(t *testing.T) {
	t.Parallel()
	m := &market{answer: supplier.Placed{Orders: []string{"8001"}}}
	b := newBench(t, m)
	b.heldBy = []string{"account:a1"}
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	assert.Empty(t, m.placed)
	b.heldBy = nil
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	assert.Len(t, m.placed, 1)
}

func TestAfterAnUnclearAnswerItLooksWhereItCan(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		found *lookedUp
		calls int
		state order.PurchaseState
	}{
		"it is there":            {&lookedUp{orders: []string{"8001"}, found: true}, 1, order.PurchasePlaced},
		"it is not there":        {&lookedUp{}, 2, order.PurchasePlaced},
		"nobody knows":           {&lookedUp{err: &supplier.Error{Kind: supplier.Temporary}}, 1, order.PurchaseCalling},
		"there is nobody to ask": {nil, 2, order.PurchasePlaced},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &market{err: errors.New("connection reset"), found: tt.found}
			b := newBench(t, m)
			require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
			first := m.placed[0]
			m.err, m.answer = nil, supplier.Placed{Orders: []string{"8001"}}
			b.now = b.now.Add(time.Hour)
			require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
			require.Len(t, m.placed, tt.calls)
			assert.Equal(t, first, m.placed[len(m.placed)-1], "a repeat is the same request")
			assert.Equal(t, tt.state, b.order().Purchases[0].State)
		})
	}
}

func TestPurchaseThatIsNotWantedAnyMoreIsNotMade(t *testing.T) {
	t.Parallel()
	m := &market{answer: supplier.Placed{Orders: []string{"8001"}}}
	b := newBench(t, m)
	_, err := b.decider.Apply(t.Context(), key(), order.CancelPlacing{By: "owner"})
	require.NoError(t, err)
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	require.NoError(t, b.stage.Do(t.Context(), key(), "place/unknown"))
	assert.Empty(t, m.placed)
	require.Error(t, b.stage.Do(t.Context(), order.Key{Merchant: "m1", Store: "s1", ID: "9"}, b.effect), "an order that is not there yet")
}
