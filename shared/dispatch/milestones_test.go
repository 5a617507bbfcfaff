package dispatch_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"onward/shared/decider"
	"onward/shared/dispatch"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
	"onward/shared/table/tabletest"
	"onward/shared/wake"
)

// tallies is all sums of the days around the sample's, of all stores and of one.
func tallies(t *testing.T, kept *table.Table, store string) map[string]int {
	t.Helper()
	out := map[string]int{}
	days, err := kept.StatisticsDays(t.Context(), "m1", store, tabletest.Start().AddDate(0, 0, -40), tabletest.Start().AddDate(0, 0, 300))
	require.NoError(t, err)
	for _, day := range days {
		for name, n := range day.Tallies {
			out[name] += n
		}
	}
	return out
}

func TestMilestonesAreCountedOnceWhateverTheStreamRepeats(t *testing.T) {
	t.Parallel()
	kept := table.New(memory.New(nil))
	m := dispatch.Milestones{Table: kept}
	paid := tabletest.Sample(order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, 1, 0)
	told := tabletest.Sample(paid.Key, 1, 1)
	told.Version++
	for range 3 {
		require.NoError(t, m.Follow(t.Context(), nil, paid))
		require.NoError(t, m.Follow(t.Context(), &paid, told))
	}
	got := tallies(t, kept, "")
	assert.Equal(t, 1, got["i#awaiting_shipment#"])
	assert.Equal(t, 1, got["i#awaiting_shipment#aliexpress"])
	assert.Equal(t, 1, got["n#1440#aliexpress"], "paid after an hour, numbered after 30")
	assert.Equal(t, 1, got["t#60#aliexpress"], "an hour after the number was seen")
	assert.Equal(t, got, tallies(t, kept, "s1"))
	assert.Empty(t, tallies(t, kept, "s2"))

	counted, err := kept.CountedMilestones(t.Context(), paid.Key)
	require.NoError(t, err)
	at := counted.At()
	assert.Equal(t, tabletest.Start().Add(30*time.Hour), at["n#"+told.Purchases[0].Orders[0].ID])
	require.NoError(t, m.CatchUp(t.Context(), told))
	assert.Equal(t, got, tallies(t, kept, ""), "nor does wake count them again")
}

// life is one order's life, with every version of it that was saved.
type life struct {
	engine  *memory.Engine
	table   *table.Table
	decider *decider.Decider
	now     time.Time
	key     order.Key
	seen    []order.Order
}

func (l *life) For(context.Context, order.Key, []string) (order.Policy, error) {
	p := order.DefaultPolicy()
	p.Mappings = map[string]order.Mapping{"v1": {Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "1005"}}}}
	return p, nil
}

func (l *life) apply(t *testing.T, after time.Duration, e order.Event) order.Order {
	t.Helper()
	l.now = l.now.Add(after)
	r, err := l.decider.ApplyNew(t.Context(), l.key, order.Shopify, e)
	require.NoError(t, err)
	l.seen = append(l.seen, r.Order)
	return r.Order
}

// place buys the order and has the supplier answer.
func (l *life) place(t *testing.T, a order.PlaceAnswered) order.Order {
	t.Helper()
	o := l.apply(t, time.Hour, order.Place{By: "owner"})
	a.Effect = o.Effects[len(o.Effects)-1].ID
	o = l.apply(t, time.Second, order.Claimed{Effect: a.Effect})
	effect, _ := o.Effect(a.Effect)
	a.Attempt = effect.Attempt
	return l.apply(t, time.Second, a)
}

// newLife goes from the store's first word over a failure to the store being told.
func newLife(t *testing.T) *life {
	t.Helper()
	engine := memory.New(nil)
	l := &life{engine: engine, table: table.New(engine), now: tabletest.Start(), key: order.Key{Merchant: "m1", Store: "s1", ID: "1001"}}
	l.decider = decider.New(l.table, l, func() time.Time { return l.now })
	said := order.StoreSaid{Fresh: true, Source: "read", Snapshot: order.Snapshot{
		ID: "1001", CreatedAt: l.now, UpdatedAt: l.now, Payment: order.Unpaid, ShipTo: order.Address{Country: "US"},
		Lines: []order.SnapshotLine{{ID: "1", Variant: "v1", Quantity: 1}},
	}}
	l.apply(t, time.Minute, said)
	said.Snapshot.Payment, said.Snapshot.UpdatedAt = order.Paid, l.now.Add(24*time.Hour)
	l.apply(t, 24*time.Hour, said)
	l.place(t, order.PlaceAnswered{Outcome: order.PlaceRefused, Reason: order.FailOutOfStock})
	o := l.place(t, order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8001"}})
	report := order.Report{ID: "8001", Stage: order.StagePaid, PaidAt: l.now.Add(time.Hour)}
	purchase := o.Purchases[len(o.Purchases)-1].ID
	l.apply(t, 2*time.Hour, order.SupplierSaid{Purchase: purchase, Report: report})
	report.Stage = order.StageShipped
	l.apply(t, 24*time.Hour, order.SupplierSaid{Purchase: purchase, Report: report})
	report.ParcelsKnown, report.Parcels = true, []order.ReportParcel{{Number: "LP00123456789CN"}}
	o = l.apply(t, 24*time.Hour, order.SupplierSaid{Purchase: purchase, Report: report})
	effect := o.Effects[len(o.Effects)-1].ID
	l.apply(t, time.Minute, order.Claimed{Effect: effect})
	o = l.apply(t, time.Minute, order.TellAnswered{Effect: effect, Attempt: 1, Outcome: order.TellDone, Numbers: []string{"LP00123456789CN"}, OutsideIDs: []string{"900"}})
	require.Equal(t, order.Fulfilled, o.Portions[0].State)
	return l
}

// wanted is what such a life comes to.
func wanted() map[string]int {
	out := map[string]int{
		"f#out_of_stock#aliexpress": 1,
		"n#2880#aliexpress":         1, // paid on the third day, numbered 49 hours later
		"t#1440#aliexpress":         1, // the word "shipped" came 24 hours before the number
	}
	for _, tab := range []string{"pending", "awaiting_order", "failed", "awaiting_payment", "awaiting_shipment", "awaiting_fulfillment", "fulfilled"} {
		out["i#"+tab+"#"], out["i#"+tab+"#aliexpress"] = 1, 1
	}
	return out
}

func TestTheStreamCountsALife(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	m := dispatch.Milestones{Table: l.table}
	for i := range l.seen {
		var before *order.Order
		if i > 0 {
			before = &l.seen[i-1]
		}
		require.NoError(t, m.Follow(t.Context(), before, l.seen[i]))
	}
	assert.Equal(t, wanted(), tallies(t, l.table, ""))
}

// TestWithTheStreamOffWakeCountsTheSame has wake come to the order once, long after all has happened.
func TestWithTheStreamOffWakeCountsTheSame(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	require.Greater(t, len(l.seen), order.TailEntries, "part of it is in the timeline alone")
	m := dispatch.Milestones{Table: l.table}
	clock := func() time.Time { return l.now }
	stage := wake.New(l.table, l.decider, noSender{}, project.New(l.table, m), clock, slog.New(slog.DiscardHandler))
	require.Empty(t, tallies(t, l.table, ""))
	l.now = l.now.AddDate(0, 0, 200)
	require.NoError(t, stage.Do(t.Context()))
	assert.Equal(t, wanted(), tallies(t, l.table, ""))

	counted, err := l.table.CountedMilestones(t.Context(), l.key)
	require.NoError(t, err)
	refused := l.seen[4]
	require.Equal(t, order.PurchaseRefused, refused.Purchases[0].State)
	assert.Equal(t, refused.Tail[len(refused.Tail)-1].At, counted.At()["f#out_of_stock#aliexpress"], "at the moment at which it was")
	now, err := l.table.Load(t.Context(), l.key)
	require.NoError(t, err)
	require.NoError(t, m.Follow(t.Context(), nil, now))
	require.NoError(t, m.CatchUp(t.Context(), now))
	assert.Equal(t, wanted(), tallies(t, l.table, ""), "the stream comes after all, and adds nothing")
}

// failing fails transactions before or after they were done, as chance has it.
type failing struct {
	kv.Engine

	chance func() (before, after bool)
}

func (f failing) Transact(ctx context.Context, writes []kv.Write) error {
	before, after := f.chance()
	if before {
		return errors.New("the table does not answer")
	}
	if err := f.Engine.Transact(ctx, writes); err != nil || !after {
		return err
	}
	return errors.New("the answer got lost")
}

// TestWhateverTheStreamDoesTheSumsComeOutAlike has the stream leave records out, repeat and reorder them, the table fail
// before and after it acted, and wake come in between; once wake has come for the last time, the sums are right.
func TestWhateverTheStreamDoesTheSumsComeOutAlike(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	engine := l.engine.Items()
	rapid.Check(t, func(r *rapid.T) {
		copied := memory.New(nil)
		require.NoError(t, copied.Write(t.Context(), engine, nil))
		shaky := table.New(failing{Engine: copied, chance: func() (before, after bool) {
			n := rapid.IntRange(0, 5).Draw(r, "fault")
			return n == 0, n == 1
		}})
		m := dispatch.Milestones{Table: shaky}
		for range rapid.IntRange(0, 30).Draw(r, "records") {
			i := rapid.IntRange(0, len(l.seen)-1).Draw(r, "record")
			var err error
			switch {
			case rapid.IntRange(0, 9).Draw(r, "wake") == 0:
				err = m.CatchUp(t.Context(), l.seen[i])
			case i == 0:
				err = m.Follow(t.Context(), nil, l.seen[i])
			default:
				err = m.Follow(t.Context(), &l.seen[i-1], l.seen[i])
			}
			_ = err // it comes again, or wake makes up for it
		}
		kept := table.New(copied)
		require.NoError(t, dispatch.Milestones{Table: kept}.CatchUp(t.Context(), l.seen[len(l.seen)-1]))
		assert.Equal(t, wanted(), tallies(t, kept, ""))
		assert.Equal(t, wanted(), tallies(t, kept, "s1"))
	})
}

type noSender struct{}

func (noSender) Send(context.Context, ...queue.Message) error { return nil }

func TestAChangeWithoutMilestonesWritesNothing(t *testing.T) {
	t.Parallel()
	meter := &kv.Meter{}
	kept := table.New(memory.New(meter))
	o := tabletest.Sample(order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, 2, 1)
	later := o
	later.Version++
	later.Note = "ask the customer"
	require.NoError(t, dispatch.Milestones{Table: kept}.Follow(t.Context(), &o, later))
	assert.Zero(t, meter.Total().Requests)
	require.NoError(t, dispatch.Milestones{Table: kept}.Follow(t.Context(), nil, o))
	require.NoError(t, dispatch.Milestones{Table: kept}.Follow(t.Context(), &o, o))
	assert.Equal(t, 1, meter.Total().Requests, "one transaction for all that is new")
}
