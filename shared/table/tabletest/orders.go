package tabletest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/stats"
	"onward/shared/table"
	"onward/shared/table/kv"
)

func orderRoundTrip(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	_, err := e.Load(ctx, key("6123456789012"))
	require.ErrorIs(t, err, table.ErrNotFound)
	want := Sample(key("6123456789012"), 3, 2)
	require.NoError(t, e.Save(ctx, want, 0, nil))
	got, err := e.Load(ctx, want.Key)
	require.NoError(t, err)
	assert.Equal(t, normal(t, want), normal(t, got))
	many, err := e.LoadMany(ctx, []order.Key{key("nothing"), want.Key, want.Key})
	require.NoError(t, err)
	require.Len(t, many, 2)
	assert.Equal(t, normal(t, want), normal(t, many[0]))
	err = e.Save(ctx, order.Order{Key: order.Key{Store: shop, ID: "1"}, Version: 1}, 0, nil)
	require.ErrorIs(t, err, table.ErrKey)
}

func orderConflict(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	o := Sample(key("1"), 1, 0)
	o.Version = 1
	require.NoError(t, e.Save(ctx, o, 0, nil))
	require.ErrorIs(t, e.Save(ctx, o, 0, nil), table.ErrConflict, "it is there already")
	o.Version, o.Note = 2, "second"
	require.NoError(t, e.Save(ctx, o, 1, nil))
	o.Version, o.Note = 2, "late"
	require.ErrorIs(t, e.Save(ctx, o, 1, nil), table.ErrConflict)
	o.Version = 9
	require.ErrorIs(t, e.Save(ctx, o, 8, nil), table.ErrConflict)
	require.Error(t, e.Save(ctx, o, 9, nil), "a version follows the one that was seen")
	got, err := e.Load(ctx, o.Key)
	require.NoError(t, err)
	assert.Equal(t, "second", got.Note)
	assert.Equal(t, int64(2), got.Version)
}

// orderWriters has eight writers add their marks by reading, changing and saving.
func orderWriters(t *testing.T, e env) {
	t.Helper()
	const writers, each = 8, 5
	ctx := t.Context()
	first := Sample(key("1"), 1, 0)
	first.Version, first.Note = 1, ""
	require.NoError(t, e.Save(ctx, first, 0, nil))
	var wg sync.WaitGroup
	mark := func(w, n int) string { return fmt.Sprintf("[%d.%d]", w, n) }
	write := func(mark string) error {
		for {
			o, err := e.Load(ctx, first.Key)
			if err != nil {
				return err
			}
			seen := o.Version
			o.Version, o.Note = seen+1, o.Note+mark
			if err = e.Save(ctx, o, seen, nil); !errors.Is(err, table.ErrConflict) {
				return err
			}
		}
	}
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				if err := write(mark(w, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, err := e.Load(ctx, first.Key)
	require.NoError(t, err)
	assert.Equal(t, int64(1+writers*each), got.Version)
	for w := range writers {
		for n := range each {
			assert.Equal(t, 1, strings.Count(got.Note, mark(w, n)))
		}
	}
}

func orderLarge(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	o := Sample(key("6123456789012"), 500, 10)
	require.NoError(t, e.Save(ctx, o, 0, nil))
	got, err := e.Load(ctx, o.Key)
	require.NoError(t, err)
	assert.Len(t, got.Portions, 500)
	page, err := e.engine.Query(ctx, kv.Query{PK: merchant + "#o#" + shop + "#6123456789012", Consistent: true})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	assert.Less(t, page.Items[0].Size(), table.MaxOrder/2, "there is room for what differs more than the sample")
}

func orderTooLarge(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	o := Sample(key("1"), 1, 0)
	var b strings.Builder
	for i := range 60000 {
		fmt.Fprintf(&b, "%x", i*i*7919+i)
	}
	o.Note = b.String()
	require.ErrorIs(t, e.Save(ctx, o, 0, nil), order.ErrTooLarge)
	_, err := e.Load(ctx, o.Key)
	require.ErrorIs(t, err, table.ErrNotFound)
}

func orderNewerLayout(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	o := Sample(key("1"), 1, 0)
	require.NoError(t, e.Save(ctx, o, 0, nil))
	at := kv.Key{PK: merchant + "#o#" + shop + "#1", SK: "order"}
	_, err := e.engine.Update(ctx, at, kv.Change{Set: kv.Item{"layout": kv.N(order.Layout + 1)}}, kv.Exists())
	require.NoError(t, err)
	_, err = e.Load(ctx, o.Key)
	require.ErrorIs(t, err, table.ErrNewerLayout)
	many, err := e.LoadMany(ctx, []order.Key{o.Key})
	require.NoError(t, err)
	assert.Empty(t, many)
}

// repeating does every put twice, as the client does when the first answer got lost.
type repeating struct{ kv.Engine }

func (r repeating) Put(ctx context.Context, item kv.Item, cond kv.Cond) error {
	if err := r.Engine.Put(ctx, item, cond); err != nil {
		return err
	}
	return r.Engine.Put(ctx, item, cond)
}

func orderRepeatedSave(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	lossy := table.New(repeating{e.engine})
	o := Sample(key("1"), 1, 0)
	o.Version = 1
	require.NoError(t, lossy.Save(ctx, o, 0, nil))
	o.Version = 2
	require.NoError(t, lossy.Save(ctx, o, 1, nil))
	// The very same order by somebody else is a conflict: only one of them may act.
	require.ErrorIs(t, e.Save(ctx, o, 1, nil), table.ErrConflict)
}

func orderDeleted(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	o := Sample(key("1"), 2, 1)
	require.NoError(t, e.Save(ctx, o, 0, o.Tail))
	require.NoError(t, e.RefreshViews(ctx, nil, o))
	var rows []table.Waiting
	for _, p := range o.Purchases {
		ref := table.WaitingRef{Supplier: p.Supplier, Account: p.Account, Key: o.Key, Purchase: p.ID, Order: p.Orders[0].ID}
		rows = append(rows, table.Waiting{WaitingRef: ref, Since: Start(), Stage: order.StagePaid})
		require.NoError(t, e.ClaimRoute(ctx, ref.Route()))
	}
	require.NoError(t, e.EnsureWaiting(ctx, rows))
	require.NoError(t, e.CountMilestones(ctx, o.Key, 1, []stats.Milestone{{Kind: stats.Told, Subject: "1", At: Start()}}))

	stale := o
	stale.Version--
	require.ErrorIs(t, e.DeleteOrder(ctx, stale), table.ErrConflict)
	require.NoError(t, e.DeleteOrder(ctx, o))
	require.NoError(t, e.DeleteOrder(ctx, o), "again does nothing")

	_, err := e.Load(ctx, o.Key)
	require.ErrorIs(t, err, table.ErrNotFound)
	for _, tab := range append(order.Tabs(), table.TabAll) {
		page, err := e.ListTab(ctx, merchant, table.TabQuery{Tab: tab})
		require.NoError(t, err)
		assert.Empty(t, page.Rows, tab)
	}
	found, err := e.Lookup(ctx, merchant, table.ByMail, o.Store.Email)
	require.NoError(t, err)
	assert.Empty(t, found)
	_, err = e.Route(ctx, table.OrderRoute(order.AliExpress), o.Purchases[0].Orders[0].ID)
	require.ErrorIs(t, err, table.ErrNotFound)
	waiting, err := e.WaitingOf(ctx, []table.WaitingRef{rows[0].WaitingRef})
	require.NoError(t, err)
	assert.Empty(t, waiting)
	left, err := e.engine.Query(ctx, kv.Query{PK: merchant + "#o#" + shop + "#1", Consistent: true})
	require.NoError(t, err)
	assert.Empty(t, left.Items, "its milestones are gone as well")
	days, err := e.StatisticsDays(ctx, merchant, "", Start(), Start())
	require.NoError(t, err)
	assert.Len(t, days, 1, "figures name nobody, and stay")
}

// orderCost holds the usual order to its budget: a write of one unit and one for the wake index.
func orderCost(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	o := Sample(key("6123456789012"), 2, 1)
	require.NoError(t, e.Save(ctx, o, 0, nil))
	before := e.meter.Total()
	_, err := e.Load(ctx, o.Key)
	require.NoError(t, err)
	o.Version, o.WakeAt = o.Version+1, o.WakeAt.Add(time.Hour)
	require.NoError(t, e.Save(ctx, o, o.Version-1, nil))
	used := e.meter.Total().Sub(before)
	assert.Equal(t, 2, used.Requests)
	assert.InDelta(t, 1, used.Reads, 0)
	assert.InDelta(t, 3, used.Writes, 0, "one for the order, two for the index entry that moves")
}

// normal is an order without what JSON does not tell apart.
func normal(t *testing.T, o order.Order) string {
	t.Helper()
	raw, err := jsonOf(o)
	require.NoError(t, err)
	return raw
}
