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
