package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// toldByUs is an order whose one line the store was told of, with what the store then holds.
func toldByUs(t *testing.T) (*scene, order.StoreFulfilment) {
	t.Helper()
	s := newScene(t, order.Wix)
	s.do(order.StoreSaid{Snapshot: s.snapshot(line("1", "v1", 2)), Fresh: true})
	s.now = s.now.Add(10 * time.Minute)
	s.do(order.SetTracking{By: "merchant", Tracking: []order.Tracking{{Number: "LP00675700340001"}}})
	require.Len(t, s.tell(), 1)
	f := s.o.Fulfilments[0]
	require.Equal(t, order.FulfilmentTold, f.State)
	return s, order.StoreFulfilment{ID: f.OutsideIDs[0], Numbers: f.Told, Lines: f.LineTotals()}
}

// listed is what the store holds, as of a while after the order's last change.
func (s *scene) listed(after time.Duration, list ...order.StoreFulfilment) order.Snapshot {
	snapshot := s.changed(func(next *order.Snapshot) {
		next.FulfilmentsKnown, next.Fulfilments = true, list
	})
	snapshot.UpdatedAt = s.now.Add(after)
	return snapshot
}

// Wix drops a fulfilment that somebody deleted from its list without a trace: the customer's goods counted as sent for ever.
func TestFulfilmentMissingFromTheStoresListIsWithdrawn(t *testing.T) {
	t.Parallel()
	s, held := toldByUs(t)
	s.do(order.StoreSaid{Snapshot: s.listed(time.Minute, held), Fresh: true})
	require.Equal(t, order.FulfilmentTold, s.o.Fulfilments[0].State, "it is there")

	s.now = s.now.Add(time.Hour)
	s.do(order.StoreSaid{Snapshot: s.listed(0), Fresh: true})
	require.Equal(t, order.FulfilmentWithdrawn, s.o.Fulfilments[0].State)
	require.Empty(t, s.take(order.EffectTell), "nothing is told again by itself")
	require.Zero(t, s.tabs()[order.Fulfilled])

	s.now = s.now.Add(time.Hour)
	s.do(order.StoreSaid{Snapshot: s.listed(0, held), Fresh: true})
	require.Equal(t, order.FulfilmentTold, s.o.Fulfilments[0].State, "it was back, so it had only been missing from that list")
}

func TestListThatProvesNothingWithdrawsNothing(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]func(s *scene) order.StoreSaid{
		"read before we told": func(s *scene) order.StoreSaid {
			return order.StoreSaid{Snapshot: s.listed(-5 * time.Minute), Fresh: true}
		},
		"a webhook, which may be late": func(s *scene) order.StoreSaid { return order.StoreSaid{Snapshot: s.listed(time.Minute)} },
		"no list at all": func(s *scene) order.StoreSaid {
			snapshot := s.listed(time.Minute)
			snapshot.FulfilmentsKnown = false
			return order.StoreSaid{Snapshot: snapshot, Fresh: true}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := toldByUs(t)
			s.do(said(s))
			require.Equal(t, order.FulfilmentTold, s.o.Fulfilments[0].State)
		})
	}
}

func TestForeignFulfilmentMissingFromTheStoresListIsForgotten(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	s.do(order.StoreSaid{Snapshot: s.snapshot(line("1", "v1", 2)), Fresh: true})
	byHand := order.StoreFulfilment{ID: "x1", Numbers: []string{"HAND1"}, Lines: []order.LineUnits{{Line: "1", Units: 2}}}
	s.do(order.StoreSaid{Snapshot: s.listed(time.Minute, byHand), Fresh: true})
	require.True(t, s.o.Fulfilments[0].Foreign)
	require.Equal(t, 2, s.tabs()[order.Fulfilled])
	s.now = s.now.Add(time.Hour)
	s.do(order.StoreSaid{Snapshot: s.listed(0), Fresh: true})
	require.Empty(t, s.o.Fulfilments)
	require.Equal(t, 2, s.tabs()[order.AwaitingOrder])
}
