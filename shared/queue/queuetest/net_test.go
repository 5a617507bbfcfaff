package queuetest_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/queue/queuetest"
)

// play sends a hundred messages over a net, some of which fail at first, and tells in which order they were handled.
func play(t *testing.T, seed uint64, faults queuetest.Faults) (handled []string, net *queuetest.Net) {
	t.Helper()
	now := time.Date(2027, 3, 14, 0, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	net = queuetest.New(seed, clock, faults)
	tries := map[string]int{}
	consume := queue.Consume(func(_ context.Context, m queue.Message) error {
		tries[m.Key.ID]++
		switch {
		case m.Key.ID == "13":
			return outcome.Permanent(errors.New("unlucky"))
		case m.Key.ID == "17":
			return errors.New("never works")
		case m.Key.ID == "19" && tries["19"] < 3:
			return outcome.Snooze(10 * time.Minute)
		}
		handled = append(handled, m.Key.ID)
		return nil
	}, queue.Options{Source: net.Source(queue.KindPush), Log: slog.New(slog.DiscardHandler), Now: clock, Concurrency: 1})
	for i := range 100 {
		m := queue.Effect(queue.KindPush, order.Key{Merchant: "m", Store: "s", ID: strconv.Itoa(i)}, "tell")
		for net.Send(t.Context(), m) != nil {
			continue
		}
	}
	for {
		at, ok := net.NextAt()
		if !ok {
			return handled, net
		}
		if at.After(now) {
			now = at
		}
		_, err := net.Deliver(t.Context(), queue.KindPush, consume)
		require.NoError(t, err)
	}
}

func TestNetWithoutFaults(t *testing.T) {
	t.Parallel()
	handled, net := play(t, 1, queuetest.Faults{})
	require.Len(t, handled, 98)
	assert.Equal(t, "0", handled[0])
	assert.Equal(t, "19", handled[97], "snoozed twice")
	dead := net.Dead(queue.KindPush)
	require.Len(t, dead, 2)
	assert.Equal(t, "unlucky", dead[0].Reason)
	assert.Equal(t, "17", dead[1].Message.Key.ID, "received too often")
	assert.Empty(t, dead[1].Reason)
	net.Redrive(queue.KindPush)
	assert.Equal(t, 2, net.Pending(queue.KindPush))
	assert.Empty(t, net.Dead(queue.KindPush))
}

func TestNetWithFaults(t *testing.T) {
	t.Parallel()
	faults := queuetest.Faults{Duplicate: 0.2, Delay: 0.3, MaxDelay: time.Minute, Reorder: 0.5, Redeliver: 0.2, FailSend: 0.1}
	handled, _ := play(t, 7, faults)
	times := map[string]int{}
	for _, id := range handled {
		times[id]++
	}
	assert.Len(t, times, 98, "each at least once")
	assert.Greater(t, len(handled), 120, "some more often")
	again, _ := play(t, 7, faults)
	assert.Equal(t, handled, again, "the same seed, the same run")
	other, _ := play(t, 8, faults)
	assert.NotEqual(t, handled, other)
}

func TestUnreadableBody(t *testing.T) {
	t.Parallel()
	net := queuetest.New(1, time.Now, queuetest.Faults{})
	net.Post(queue.KindPush, "nonsense")
	consume := queue.Consume(func(context.Context, queue.Message) error { return nil },
		queue.Options{Source: net.Source(queue.KindPush), Log: slog.New(slog.DiscardHandler)})
	n, err := net.Deliver(t.Context(), queue.KindPush, consume)
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	assert.Zero(t, net.Pending(queue.KindPush))
	assert.Len(t, net.Dead(queue.KindPush), 1)
}
