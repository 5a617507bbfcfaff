package dispatch_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/dispatch"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/queue/queuetest"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/table/tabletest"
)

// following notes what it was told, and fails so many times.
type following struct {
	told  []int64
	fails int
}

func (f *following) Follow(_ context.Context, before *order.Order, after order.Order) error {
	if f.fails > 0 {
		f.fails--
		return errors.New("not now")
	}
	if before != nil && before.Version >= after.Version {
		return errors.New("it goes backwards")
	}
	f.told = append(f.told, after.Version)
	return nil
}

func setUp(t *testing.T, followers ...dispatch.Follower) (*dispatch.Stage, *table.Table, *queuetest.Net) {
	t.Helper()
	kept := table.New(memory.New(nil))
	net := queuetest.New(1, time.Now, queuetest.Faults{})
	return dispatch.New(kept, net, project.New(kept), slog.New(slog.DiscardHandler), followers...), kept, net
}

func TestFollowersAreToldAfterTheEffects(t *testing.T) {
	t.Parallel()
	f := &following{fails: 1}
	stage, kept, net := setUp(t, f)
	key := order.Key{Merchant: "m1", Store: "s1", ID: "1001"}
	first := tabletest.Sample(key, 2, 0)
	second := first
	second.Version++
	second.Effects = []order.Effect{{ID: "tell:f1:1", Kind: order.EffectTell, Target: "f1", Sent: 1}}
	require.NoError(t, kept.Save(t.Context(), second, 0, nil))
	changes := []dispatch.Change{{After: first}, {Before: &first, After: second}, {Before: &second, After: second}}
	require.Error(t, stage.Do(t.Context(), changes))
	require.Equal(t, 1, net.Pending(queue.KindPush), "the effect does not wait for who listens")
	require.NoError(t, stage.Do(t.Context(), changes))
	require.Equal(t, []int64{first.Version, second.Version}, f.told, "each change, in order; a record without news is none")
}

func TestOrderThatIsGoneIsNotFollowed(t *testing.T) {
	t.Parallel()
	f := &following{}
	stage, _, _ := setUp(t, f)
	o := tabletest.Sample(order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, 1, 0)
	require.NoError(t, stage.Do(t.Context(), []dispatch.Change{{After: o}}))
	require.Empty(t, f.told)
}

// milestones reads what is kept, by kind.
func milestones(t *testing.T, kept *table.Table, created time.Time) map[string]table.Milestone {
	t.Helper()
	out := map[string]table.Milestone{}
	require.NoError(t, kept.Milestones(t.Context(), "m1", created.Add(-time.Hour), created.Add(time.Hour), func(m table.Milestone) {
		require.NotContains(t, out, m.Kind)
		out[m.Kind] = m
	}))
	return out
}

func TestMilestones(t *testing.T) {
	t.Parallel()
	kept := table.New(memory.New(nil))
	m := dispatch.Milestones{Table: kept}
	key := order.Key{Merchant: "m1", Store: "s1", ID: "1001"}
	at := tabletest.Start()
	paid := tabletest.Sample(key, 1, 0)
	require.NoError(t, m.Follow(t.Context(), nil, paid))
	got := milestones(t, kept, at)
	require.Len(t, got, 2)
	require.Equal(t, at.Add(2*time.Second), got[table.MilestoneBought].At)
	require.Equal(t, order.AliExpress, got[table.MilestoneBought].Supplier)
	require.Equal(t, at.Add(time.Hour), got[table.MilestonePaid].At)

	told := tabletest.Sample(key, 1, 1)
	told.Version++
	for range 2 { // the stream repeats itself
		require.NoError(t, m.Follow(t.Context(), &paid, told))
	}
	got = milestones(t, kept, at)
	require.Len(t, got, 5)
	require.Equal(t, at.Add(30*time.Hour), got[table.MilestoneNumbered].At)
	require.Equal(t, at.Add(31*time.Hour), got[table.MilestoneTold].At)
	require.Equal(t, order.AliExpress, got[table.MilestoneTold].Supplier)
	require.Equal(t, told.Tail[len(told.Tail)-1].At, got[table.MilestoneShipped].At, "what the facts do not date is dated by the step")

	delivered := tabletest.Sample(key, 1, 1)
	delivered.Purchases[0].Orders[0].Parcels[0].Delivered = true
	delivered.Purchases[0].Orders[0].Parcels[0].FirstSeen = at.Add(99 * time.Hour)
	require.NoError(t, m.Follow(t.Context(), &told, delivered))
	got = milestones(t, kept, at)
	require.Contains(t, got, table.MilestoneDelivered)
	require.Equal(t, at.Add(30*time.Hour), got[table.MilestoneNumbered].At, "the first stays")
}

func TestMilestoneOfAFailure(t *testing.T) {
	t.Parallel()
	kept := table.New(memory.New(nil))
	o := tabletest.Sample(order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, 1, 0)
	o.Purchases[0].State, o.Purchases[0].Reason, o.Purchases[0].Orders = order.PurchaseRefused, order.FailOutOfStock, nil
	foreign := order.Fulfilment{ID: "f9", Foreign: true, ToldAt: tabletest.Start()}
	o.Fulfilments = []order.Fulfilment{foreign}
	require.NoError(t, dispatch.Milestones{Table: kept}.Follow(t.Context(), nil, o))
	got := milestones(t, kept, tabletest.Start())
	require.Len(t, got, 1, "what others told is not ours: %v", got)
	require.Contains(t, got, table.MilestoneFailed+string(order.FailOutOfStock))
}
