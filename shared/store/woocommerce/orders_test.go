package woocommerce_test

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	woo "onward/shared/store/woocommerce"
)

func TestOrderWithItsRefunds(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	require.Zero(t, s.calls()["GET /wc/v3/orders/*/refunds"], "not asked for when there are none")
	s.do(http.MethodPost, "/orders/"+o.ID+"/refund", map[string]any{"lines": map[string]int{o.Lines[0].ID: 1}})
	s.do(http.MethodPost, "/orders/"+o.ID+"/refund", map[string]any{"amount": "1.00"})
	o, err := s.client.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, 1, o.Lines[0].Cancelled)
	require.Equal(t, 2, o.Lines[0].Ordered, "a refund does not lower what was ordered")
	require.Equal(t, "13.5", o.RefundedTotal.String())
	require.Empty(t, o.Doubts)
}

func TestRefundAfterCompletionIsAReturn(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	_, err := s.client.Complete(t.Context(), o.ID)
	require.NoError(t, err)
	s.clock.Add(48 * time.Hour)
	s.do(http.MethodPost, "/orders/"+o.ID+"/refund", map[string]any{"lines": map[string]int{o.Lines[0].ID: 1}})
	o, err = s.client.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Zero(t, o.Lines[0].Cancelled)
	require.True(t, o.RefundedTotal.IsPositive())
}

func TestTrashedAndDeletedOrders(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	s.do(http.MethodPost, "/orders/"+o.ID+"/trash", nil)
	trashed, err := s.client.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.True(t, trashed.Cancelled())
	s.do(http.MethodPost, "/orders/"+o.ID+"/restore", nil)
	back, err := s.client.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, woo.StatusProcessing, back.Status)
	s.do(http.MethodPost, "/orders/"+o.ID+"/delete", nil)
	_, err = s.client.Order(t.Context(), o.ID)
	require.Equal(t, woo.KindNotFound, woo.KindOf(err))
}

func TestAnonymisedOrderIsNoticed(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	require.False(t, o.Anonymised)
	s.do(http.MethodPost, "/orders/"+o.ID+"/anonymise", nil)
	o, err := s.client.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.True(t, o.Anonymised)
	require.Len(t, o.Lines, 2, "what was bought stays")
}

// many makes orders at the clock's time, each batch later by step.
func (s *shop) many(batches, each int, step time.Duration) []string {
	s.t.Helper()
	var ids []string
	for range batches {
		for range each {
			id, err := s.sim.Generate(shopName, sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "LAMP-1", Quantity: 1}}})
			require.NoError(s.t, err)
			ids = append(ids, strconv.Itoa(id))
		}
		s.clock.Add(step)
	}
	return ids
}

func ids(orders []woo.Order) []string {
	out := make([]string, 0, len(orders))
	for _, o := range orders {
		out = append(out, o.ID)
	}
	return out
}

func TestChangedSinceFindsEveryOrder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		batches, each int
		offset        int
	}{
		"spread":             {30, 1, 0},
		"all in one second":  {1, 57, 0},
		"clumps":             {5, 13, 0},
		"site east of GMT":   {9, 3, 330},
		"site west of GMT":   {9, 3, -480},
		"exactly whole page": {2, 10, 0},
		"none":               {0, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, func(set *sim.Settings) { set.GMTOffsetMinutes = tt.offset })
			s.many(2, 2, time.Hour) // before the time asked for
			start := s.clock.Now()
			s.clock.Add(time.Second)
			want := s.many(tt.batches, tt.each, 7*time.Second)
			got, at, done, err := s.client.ChangedSince(t.Context(), woo.Cursor{After: start}, 10, 100)
			require.NoError(t, err)
			require.True(t, done)
			require.ElementsMatch(t, want, ids(got))

			again, _, done, err := s.client.ChangedSince(t.Context(), at, 10, 100)
			require.NoError(t, err)
			require.True(t, done)
			require.Empty(t, again, "nothing is new")

			// The next run overlaps by some minutes.
			again, _, _, err = s.client.ChangedSince(t.Context(), at.Back(30*time.Second), 10, 100)
			require.NoError(t, err)
			require.Equal(t, len(want) > 0, len(again) > 0)
		})
	}
}

func TestChangedSinceIsBounded(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	start := s.clock.Now().Add(-time.Second)
	want := s.many(20, 2, time.Minute)
	var got []string
	at, done, runs := woo.Cursor{After: start}, false, 0
	for !done {
		var orders []woo.Order
		var err error
		orders, at, done, err = s.client.ChangedSince(t.Context(), at, 5, 3)
		require.NoError(t, err)
		got = append(got, ids(orders)...)
		runs++
		require.Less(t, runs, 20)
	}
	require.Greater(t, runs, 2)
	slices.Sort(got)
	require.ElementsMatch(t, want, slices.Compact(got))
}

// Orders that change while the list is read move to its end; none may be missed.
func TestOrdersThatChangeWhileTheListIsRead(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	start := s.clock.Now().Add(-time.Second)
	want := s.many(1, 40, 0)
	seen := map[string]bool{}
	at, more := woo.Cursor{After: start}, true
	for i := 0; more; i++ {
		require.Less(t, i, 40)
		page, err := s.client.Changed(t.Context(), at, 8)
		require.NoError(t, err)
		for _, id := range ids(page.Orders) {
			seen[id] = true
		}
		at, more = page.Next, page.More
		if i < 4 {
			s.clock.Add(time.Second)
			s.do(http.MethodPost, "/orders/"+want[i]+"/pay", nil)
			s.do(http.MethodPost, "/orders/"+want[i+8]+"/pay", nil)
		}
	}
	for _, id := range want {
		require.True(t, seen[id], id)
	}
}

// walk reads all pages and checks that what is new on a page is never older than
// what earlier pages had, so that a run may be cut after any page.
func (s *shop) walk(from time.Time, size int) map[string]bool {
	s.t.Helper()
	seen := map[string]bool{}
	at, more, last := woo.Cursor{After: from}, true, time.Time{}
	for i := 0; more; i++ {
		require.Less(s.t, i, 60)
		page, err := s.client.Changed(s.t.Context(), at, size)
		require.NoError(s.t, err)
		end := last
		for _, o := range page.Orders {
			require.True(s.t, seen[o.ID] || !o.Modified.Before(last), "%s at %s after %s", o.ID, o.Modified, last)
			seen[o.ID] = true
			if o.Modified.After(end) {
				end = o.Modified
			}
		}
		at, more, last = page.Next, page.More, end
	}
	return seen
}

func TestTheTrashIsReadToo(t *testing.T) {
	t.Parallel()
	for _, step := range []time.Duration{0, time.Second, time.Minute} {
		for _, every := range []int{2, 3, 7, 29} {
			s := newShop(t, nil)
			start := s.clock.Now().Add(-time.Second)
			list := s.many(1, 30, 0)
			for i, id := range list {
				s.clock.Add(step)
				do := "/trash"
				if i%every != 0 {
					do = "/pay"
				}
				s.do(http.MethodPost, "/orders/"+id+do, nil)
			}
			require.Equal(t, len(list), len(s.walk(start, 6))) //nolint:testifylint // ids would fill pages
		}
	}
}

func TestManyTrashedAtOnceHideNoOthers(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	start := s.clock.Now().Add(-time.Second)
	trashed := s.many(1, 20, 0)
	for _, id := range trashed {
		s.do(http.MethodPost, "/orders/"+id+"/trash", nil)
	}
	s.clock.Add(time.Second)
	live := s.many(15, 1, time.Second)
	require.Len(t, s.walk(start, 6), len(trashed)+len(live))
}
