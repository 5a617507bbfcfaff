package tabletest

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/stats"
	"onward/shared/table"
)

func reached(tab order.State, at time.Time) stats.Milestone {
	return stats.Milestone{Kind: stats.Reached, Tab: tab, At: at}
}

// sums is the days' sums, by date and what was counted.
func sums(t *testing.T, e env, of, store string, from, to time.Time) map[string]int {
	t.Helper()
	days, err := e.StatisticsDays(t.Context(), of, store, from, to)
	require.NoError(t, err)
	out := map[string]int{}
	for i, day := range days {
		if i > 0 {
			assert.True(t, days[i-1].Date.Before(day.Date), "each day once, oldest first")
		}
		for name, n := range day.Tallies {
			out[day.Date.Format("02 ")+name] = n
		}
	}
	return out
}

func milestonesOnce(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	at := Start()
	for _, id := range []string{"1", "2", "3"} {
		for range 2 {
			require.NoError(t, e.CountMilestones(ctx, key(id), 0, []stats.Milestone{
				reached(order.Pending, at),
				{Kind: stats.Told, Supplier: order.CJ, Subject: "8001/1", At: at.Add(20 * time.Hour), Took: 90 * time.Minute},
			}))
		}
	}
	// What is there already is passed over, what is new is counted; of the same milestone the first word stays.
	require.NoError(t, e.CountMilestones(ctx, key("1"), 7, []stats.Milestone{
		reached(order.Pending, at.Add(48*time.Hour)), reached(order.Fulfilled, at.Add(48*time.Hour)),
	}))
	require.NoError(t, e.CountMilestones(ctx, order.Key{Merchant: merchant, Store: "other", ID: "1"}, 0, []stats.Milestone{reached(order.Pending, at)}))
	all := map[string]int{"14 i#pending#": 4, "15 t#86#cj": 3, "16 i#fulfilled#": 1}
	assert.Equal(t, all, sums(t, e, merchant, "", at, at.AddDate(0, 0, 9)))
	one := map[string]int{"14 i#pending#": 3, "15 t#86#cj": 3, "16 i#fulfilled#": 1}
	assert.Equal(t, one, sums(t, e, merchant, shop, at, at.AddDate(0, 0, 9)))
	assert.Empty(t, sums(t, e, another, "", at, at.AddDate(0, 0, 9)))

	counted, err := e.CountedMilestones(ctx, key("1"))
	require.NoError(t, err)
	assert.Equal(t, int64(7), counted.CaughtUp)
	assert.True(t, counted.At()["i#pending#"].Equal(at))
	assert.True(t, counted.Has(reached(order.Fulfilled, at)))
	assert.False(t, counted.Has(reached(order.Failed, at)))
	nothing, err := e.CountedMilestones(ctx, key("9"))
	require.NoError(t, err)
	assert.Zero(t, nothing.CaughtUp)
	assert.Empty(t, nothing.At())
	require.ErrorIs(t, e.CountMilestones(ctx, order.Key{Store: shop, ID: "1"}, 0, nil), table.ErrKey)
	_, err = e.StatisticsDays(ctx, "", "", at, at)
	require.ErrorIs(t, err, table.ErrKey)
	require.NoError(t, e.DeleteStore(ctx, merchant, shop))
	assert.Empty(t, sums(t, e, merchant, shop, at, at.AddDate(0, 0, 9)))
	require.NoError(t, e.DeleteMerchant(ctx, merchant))
	assert.Empty(t, sums(t, e, merchant, "", at, at.AddDate(0, 0, 9)))
}

// milestonesRivals has several count the same and different milestones of the same orders at the same moment.
func milestonesRivals(t *testing.T, e env) {
	t.Helper()
	const orders, writers = 3, 4
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for id := range orders {
				list := []stats.Milestone{
					reached(order.Pending, Start()), reached(order.AwaitingOrder, Start()), reached(order.Fulfilled, Start().AddDate(0, 0, 1)),
				}
				// Each begins with another part of it, as the stream and wake do.
				assert.NoError(t, e.CountMilestones(t.Context(), key(strconv.Itoa(id)), 0, list[w%3:]))
				assert.NoError(t, e.CountMilestones(t.Context(), key(strconv.Itoa(id)), 0, list))
			}
		})
	}
	wg.Wait()
	want := map[string]int{"14 i#pending#": orders, "14 i#awaiting_order#": orders, "15 i#fulfilled#": orders}
	assert.Equal(t, want, sums(t, e, merchant, "", Start(), Start().AddDate(0, 0, 1)))
	assert.Equal(t, want, sums(t, e, merchant, shop, Start(), Start().AddDate(0, 0, 1)))
}

// milestonesDays has one order come to more than fits a transaction, over many days, and reads parts of them.
func milestonesDays(t *testing.T, e env) {
	t.Helper()
	var list []stats.Milestone
	for i := range 70 {
		at := Start().AddDate(0, 0, i/2)
		list = append(list, stats.Milestone{Kind: stats.Told, Supplier: order.AliExpress, Subject: strconv.Itoa(i), At: at, Took: time.Hour})
	}
	require.NoError(t, e.CountMilestones(t.Context(), key("1"), 0, list))
	require.NoError(t, e.CountMilestones(t.Context(), key("1"), 0, list))
	before := e.meter.Total()
	days, err := e.StatisticsDays(t.Context(), merchant, "", Start().AddDate(0, 0, 3), Start().AddDate(0, 0, 12))
	require.NoError(t, err)
	assert.Equal(t, 1, e.meter.Total().Sub(before).Requests)
	require.Len(t, days, 10)
	for i, day := range days {
		assert.True(t, day.Date.Equal(stats.DateOf(Start()).AddDate(0, 0, 3+i)))
		assert.Equal(t, map[string]int{"t#60#aliexpress": 2}, day.Tallies)
	}
}

func timelineSince(t *testing.T, e env) {
	t.Helper()
	o := Sample(key("1"), 1, 0)
	require.NoError(t, e.Save(t.Context(), o, 0, o.Tail))
	require.NoError(t, e.AppendTimeline(t.Context(), o.Key, o.Tail))
	entries, err := e.TimelineSince(t.Context(), o.Key, 4)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	assert.Equal(t, int64(5), entries[0].Version)
	assert.Equal(t, int64(6), entries[1].Version)
	entries, err = e.TimelineSince(t.Context(), o.Key, 6)
	require.NoError(t, err)
	assert.Empty(t, entries)
}
