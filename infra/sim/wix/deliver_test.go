package wix_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/store/wix"
)

func TestMischief(t *testing.T) {
	t.Parallel()
	st := newStage(t, sim.Options{})
	st.SetMischief(sim.Mischief{Hold: true})
	st.buy(sim.NewOrder{})
	require.Empty(t, st.kinds())
	st.SetMischief(sim.Mischief{Reverse: true})
	require.Equal(t, []wix.Kind{wix.OrderApproved, wix.OrderCreated}, st.kinds())
	st.SetMischief(sim.Mischief{Drop: 1, Duplicate: 1})
	st.buy(sim.NewOrder{})
	events := st.events()
	require.Len(t, events, 2)
	require.Equal(t, wix.OrderApproved, events[0].Kind)
	require.Equal(t, events[0].ID, events[1].ID, "a repeat has the same id")
	require.Equal(t, 1, st.Counters().Dropped)
}

func TestOnly200IsSuccess(t *testing.T) {
	t.Parallel()
	st := newStage(t, sim.Options{})
	st.answer(http.StatusAccepted)
	st.buy(sim.NewOrder{Status: "PENDING"})
	require.Zero(t, st.Deliver(t.Context()))
	require.Zero(t, st.Deliver(t.Context()), "not before it is time")
	require.Equal(t, 1, st.Counters().Failed)
	st.pass(time.Minute)
	require.Zero(t, st.Deliver(t.Context()))
	st.answer(http.StatusOK)
	st.pass(9 * time.Minute)
	require.Zero(t, st.Deliver(t.Context()))
	st.pass(time.Minute)
	require.Equal(t, 1, st.Deliver(t.Context()))
	require.Equal(t, 1, st.Counters().Delivered)

	st.answer(http.StatusInternalServerError)
	st.buy(sim.NewOrder{Status: "PENDING"})
	for range 20 {
		st.Deliver(t.Context())
		st.pass(12 * time.Hour)
	}
	require.Equal(t, 2+13, st.Counters().Failed, "one attempt and twelve repeats")
	require.Equal(t, 1, st.Counters().GivenUp)
}

func TestSlowAnswerIsAFailure(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(release) })
	st := newStage(t, sim.Options{AnswerTime: 20 * time.Millisecond, NoRetries: true})
	st.SetCallback(slow.URL)
	st.buy(sim.NewOrder{Status: "PENDING"})
	require.Zero(t, st.Deliver(t.Context()))
	require.Equal(t, 1, st.Counters().GivenUp)
}

func TestRunDeliversByItself(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 8)
	inbox := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived <- struct{}{} }))
	t.Cleanup(inbox.Close)
	s, err := sim.New(sim.Options{Key: appKey(), Sites: []string{shopID}, Callback: inbox.URL})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	_, err = s.Buy(shopID, sim.NewOrder{})
	require.NoError(t, err)
	for range 2 {
		<-arrived
	}
	stop()
	<-ended
}
