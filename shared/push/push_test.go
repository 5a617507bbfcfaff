package push_test

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
	"onward/shared/push"
	"onward/shared/store"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// shop is a store that holds what it was told.
type shop struct {
	store.Client

	opened, unread, refuses error
	// acts: the store acts although it answers with an error.
	acts     bool
	held     []order.StoreFulfilment
	open     int
	told     []store.Fulfilment
	changed  []store.Retrack
	suffered []error
	unwell   bool
}

func (s *shop) Open(context.Context, string, string) (push.Shop, error) {
	spell := func(t order.Tracking, to order.Address) store.Tracking {
		return store.Tracking{Number: t.Number, Company: "Carrier to " + to.Country}
	}
	return push.Shop{Client: s, Spell: spell, Unwell: s.unwell}, s.opened
}

func (s *shop) Suffered(_ context.Context, _, _ string, err error) {
	s.suffered = append(s.suffered, err)
}

func (s *shop) Holdings(context.Context, string) (order.Holdings, error) {
	return order.Holdings{Fulfilments: s.held, Open: map[string]int{"1": s.open}}, s.unread
}

func (s *shop) Fulfil(_ context.Context, f store.Fulfilment) ([]string, error) {
	s.told = append(s.told, f)
	if s.refuses == nil || s.acts {
		s.held = append(s.held, order.StoreFulfilment{ID: "F1", Numbers: numbers(f.Tracking), Lines: f.Lines})
		s.open -= f.Lines[0].Units
	}
	return []string{"F1"}, s.refuses
}

func (s *shop) Retrack(_ context.Context, r store.Retrack) error {
	s.changed = append(s.changed, r)
	if s.refuses == nil || s.acts {
		s.held[0].Numbers = numbers(r.Tracking)
	}
	return s.refuses
}

func numbers(list []store.Tracking) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, t.Number)
	}
	return out
}

// bench is one order whose goods were shipped.
type bench struct {
	t       *testing.T
	table   *table.Table
	shop    *shop
	now     time.Time
	decider *decider.Decider
	stage   *push.Stage
}

func key() order.Key { return order.Key{Merchant: "m1", Store: "s1", ID: "1001"} }

func (*bench) For(context.Context, order.Key, []string) (order.Policy, error) {
	p := order.DefaultPolicy()
	p.AutoPlace = true
	p.Mappings = map[string]order.Mapping{"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1", SKU: "S1"}}}}
	return p, nil
}

func (b *bench) apply(e order.Event) decider.Result {
	b.t.Helper()
	r, err := b.decider.ApplyNew(b.t.Context(), key(), order.Shopify, e)
	require.NoError(b.t, err)
	return r
}

// number has the supplier give a number, and answers with the effects that follow.
func (b *bench) number(n string) []order.Effect {
	b.t.Helper()
	o := b.order()
	item := order.ReportItem{Product: "P1", SKU: "S1", Quantity: 2}
	return b.apply(order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: order.Report{
		ID: "8001", Stage: order.StageShipped, Items: []order.ReportItem{item}, ParcelsKnown: true,
		Parcels: []order.ReportParcel{{Number: n, Items: []order.ReportItem{item}}},
	}}).Send
}

func newBench(t *testing.T, s *shop) *bench {
	t.Helper()
	s.open = 2
	b := &bench{t: t, table: table.New(memory.New(nil)), shop: s, now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	b.decider = decider.New(b.table, b, func() time.Time { return b.now })
	b.stage = push.New(b.decider, s, slog.New(slog.DiscardHandler))
	r := b.apply(order.StoreSaid{Snapshot: order.Snapshot{
		ID: "1001", Payment: order.Paid, UpdatedAt: b.now, ShipTo: order.Address{Country: "DE"},
		Lines: []order.SnapshotLine{{ID: "1", Variant: "v1", Quantity: 2, Kind: order.Physical}},
	}})
	place := r.Send[0].ID
	b.apply(order.Claimed{Effect: place})
	b.apply(order.PlaceAnswered{Effect: place, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	return b
}

func (b *bench) order() order.Order {
	b.t.Helper()
	o, err := b.table.Load(b.t.Context(), key())
	require.NoError(b.t, err)
	return o
}

func TestStoreIsToldOnce(t *testing.T) {
	t.Parallel()
	s := &shop{}
	b := newBench(t, s)
	tell := b.number("LX1CN")[0].ID
	require.NoError(t, b.stage.Do(t.Context(), key(), tell))
	require.NoError(t, b.stage.Do(t.Context(), key(), tell))
	require.Len(t, s.told, 1)
	assert.Equal(t, store.Fulfilment{
		Order: "1001", Lines: []order.LineUnits{{Line: "1", Units: 2}}, Notify: true, Known: []string{}, ShippedAt: s.told[0].ShippedAt,
		Tracking: []store.Tracking{{Number: "LX1CN", Company: "Carrier to DE"}},
	}, s.told[0])
	assert.Equal(t, order.Fulfilled, b.order().Portions[0].State)

	changed := b.number("LX2CN")[0].ID
	require.NoError(t, b.stage.Do(t.Context(), key(), changed))
	require.Len(t, s.changed, 1)
	assert.Equal(t, []string{"F1"}, s.changed[0].IDs)
	assert.Equal(t, []string{"LX1CN"}, s.changed[0].Was)
	require.NoError(t, b.stage.Do(t.Context(), key(), changed))
	assert.Len(t, s.changed, 1)
	assert.Empty(t, b.order().Effects)
}

func TestLostAnswerIsFoundInTheStore(t *testing.T) {
	t.Parallel()
	s := &shop{refuses: errors.New("connection reset"), acts: true}
	b := newBench(t, s)
	tell := b.number("LX1CN")[0].ID
	require.NoError(t, b.stage.Do(t.Context(), key(), tell))
	assert.NotEqual(t, order.Fulfilled, b.order().Portions[0].State)
	require.NoError(t, b.stage.Do(t.Context(), key(), tell), "too early: what may have happened has to settle")
	b.now = b.now.Add(time.Hour)
	require.NoError(t, b.stage.Do(t.Context(), key(), tell))
	assert.Len(t, s.told, 1)
	assert.Equal(t, order.Fulfilled, b.order().Portions[0].State)
}

func TestEveryKindOfTroubleHasItsEnd(t *testing.T) {
	t.Parallel()
	tests := map[store.Kind]struct {
		state order.FulfilmentState
		wait  time.Duration
	}{
		store.Throttled:    {order.FulfilmentTelling, 90 * time.Second},
		store.Temporary:    {order.FulfilmentTelling, time.Minute},
		store.Held:         {order.FulfilmentTelling, time.Minute},
		store.Unclear:      {order.FulfilmentTelling, 3 * time.Minute},
		store.Unauthorized: {order.FulfilmentTelling, 15 * time.Minute},
		store.MissingScope: {order.FulfilmentTelling, 15 * time.Minute},
		store.Firewall:     {order.FulfilmentTelling, 15 * time.Minute},
		store.Gone:         {order.FulfilmentTelling, 15 * time.Minute},
		store.Frozen:       {order.FulfilmentTelling, time.Hour},
		store.Locked:       {order.FulfilmentTelling, time.Hour},
		store.Changed:      {order.FulfilmentTelling, 3 * time.Minute},
		store.Exists:       {order.FulfilmentTelling, 3 * time.Minute},
		store.NotFound:     {order.FulfilmentTelling, 3 * time.Minute},
		store.Refused:      {order.FulfilmentStuck, 0},
	}
	for kind, tt := range tests {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := &shop{refuses: &store.Error{Kind: kind, Op: "fulfil", Message: "in its own words", RetryAfter: 90 * time.Second}}
			b := newBench(t, s)
			tell := b.number("LX1CN")[0].ID
			require.NoError(t, b.stage.Do(t.Context(), key(), tell))
			o := b.order()
			assert.Equal(t, tt.state, o.Fulfilments[0].State)
			e, open := o.Effect(tell)
			require.Equal(t, tt.wait > 0, open)
			if open {
				assert.GreaterOrEqual(t, e.NextAt.Sub(b.now), tt.wait)
				assert.Contains(t, e.Waits, "in its own words")
			} else {
				assert.Contains(t, o.Fulfilments[0].Reason, "in its own words")
			}
		})
	}
}

func TestTroubleBeforeActingIsNeverUnclear(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*shop{
		"the store can't be opened": {opened: &store.Error{Kind: store.Unauthorized}},
		"the store can't be read":   {unread: &store.Error{Kind: store.Temporary}},
		"reading is cut off":        {unread: errors.New("connection reset")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, s)
			tell := b.number("LX1CN")[0].ID
			require.NoError(t, b.stage.Do(t.Context(), key(), tell))
			assert.Empty(t, s.told)
			require.Len(t, s.suffered, 1)
			require.Error(t, s.suffered[0])
			s.opened, s.unread = nil, nil
			b.now = b.now.Add(time.Hour)
			require.NoError(t, b.stage.Do(t.Context(), key(), tell))
			assert.Len(t, s.told, 1)
		})
	}
}

func TestStoreThatWasInTroubleIsSeenToBeWell(t *testing.T) {
	t.Parallel()
	s := &shop{unwell: true}
	b := newBench(t, s)
	require.NoError(t, b.stage.Do(t.Context(), key(), b.number("LX1CN")[0].ID))
	assert.Equal(t, []error{nil}, s.suffered)
}

func TestNothingIsToldForUnitsThatWereRefundedMeanwhile(t *testing.T) {
	t.Parallel()
	s := &shop{}
	b := newBench(t, s)
	tell := b.number("LX1CN")[0].ID
	s.open = 1 // the store knows already, we do not
	require.NoError(t, b.stage.Do(t.Context(), key(), tell))
	assert.Equal(t, []order.LineUnits{{Line: "1", Units: 1}}, s.told[0].Lines)
}
