package project_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/table/tabletest"
)

func key() order.Key { return order.Key{Merchant: "m", Store: "s", ID: "1001"} }

// ages is one order at four moments: new, bought, paid, shipped.
func ages() []order.Order {
	shipped := tabletest.Sample(key(), 1, 1)
	shipped.Version = 4
	at := func(version int64, stage order.Stage, state order.State) order.Order {
		o := tabletest.Sample(key(), 1, 0)
		o.Version = version
		o.Purchases[0].Orders[0].Stage = stage
		o.Portions[0].State = state
		return o
	}
	fresh := at(1, order.StagePlaced, order.AwaitingOrder)
	fresh.Purchases, fresh.Lots = nil, nil
	return []order.Order{fresh, at(2, order.StagePlaced, order.AwaitingPayment), at(3, order.StagePaid, order.AwaitingShipment), shipped}
}

func watch(t *testing.T, tab *table.Table, o order.Order) []table.Waiting {
	t.Helper()
	rows, err := tab.WaitingOf(t.Context(), []table.WaitingRef{table.RefOf(o.Key, o.Watches()[0])})
	require.NoError(t, err)
	return rows
}

func TestWatchingFollowsSeveralStepsInOneBatch(t *testing.T) {
	t.Parallel()
	o := ages()
	tests := map[string]struct {
		made   int // the version of which rows were made already, as an index; -1 for none
		images []order.Order
		now    order.Order
	}{
		"paid in between":                {1, []order.Order{o[1], o[2]}, o[3]},
		"bought and paid in between":     {0, []order.Order{o[0], o[1], o[2]}, o[3]},
		"the rows are of the image last": {2, []order.Order{o[2]}, o[3]},
		"no image at all":                {-1, nil, o[3]},
		"bought, nothing since":          {0, []order.Order{o[0], o[1]}, o[1]},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := table.New(memory.New(nil))
			p := project.New(tab)
			if tt.made >= 0 {
				require.NoError(t, p.Refresh(t.Context(), nil, o[tt.made]))
			}
			require.NoError(t, p.Refresh(t.Context(), tt.images, tt.now))
			rows := watch(t, tab, tt.now)
			require.Len(t, rows, 1)
			assert.Equal(t, tt.now.Purchases[0].Orders[0].Stage, rows[0].Stage)
			route, err := tab.Route(t.Context(), table.OrderRoute(order.AliExpress), tt.now.Purchases[0].Orders[0].ID)
			require.NoError(t, err, "push messages find the order")
			assert.Equal(t, key().ID, route.Order)
		})
	}
}

func TestOrderIsFoundAfterTheStreamWasOff(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	p := project.New(tab)
	o := ages()[3]
	require.NoError(t, p.CatchUp(t.Context(), o))
	parcel := o.Purchases[0].Orders[0].Parcels[0]
	found := func(kind table.LookupKind, value string) bool {
		keys, err := tab.Lookup(t.Context(), "m", kind, value)
		require.NoError(t, err)
		return len(keys) == 1 && keys[0] == key()
	}
	assert.True(t, found(table.ByName, o.Store.Name))
	assert.True(t, found(table.ByMail, o.Store.Email))
	assert.True(t, found(table.ByNumber, parcel.Number))
	assert.True(t, found(table.BySupplierOrder, o.Purchases[0].Orders[0].ID))

	o.Version++
	o.Purchases[0].Orders[0].Parcels[0].Number = "LP00000000000099CN"
	require.NoError(t, p.CatchUp(t.Context(), o), "in no tab does anything change")
	assert.True(t, found(table.ByNumber, "LP00000000000099CN"))
}

func TestCatchUpRemovesTheOrderFromTabsThatItLeft(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	p := project.New(tab)
	o := ages()
	require.NoError(t, p.Refresh(t.Context(), nil, o[1]))
	require.NoError(t, p.CatchUp(t.Context(), o[3]))
	for _, state := range order.Tabs() {
		page, err := tab.ListTab(t.Context(), "m", table.TabQuery{Tab: state})
		require.NoError(t, err)
		assert.Len(t, page.Rows, map[order.State]int{order.Fulfilled: 1}[state], state)
	}
}

func TestWatchingEndsAfterTheStreamWasOff(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	p := project.New(tab)
	o := ages()[2]
	require.NoError(t, p.CatchUp(t.Context(), o))
	ref := table.RefOf(o.Key, o.Watches()[0])
	o.Version++
	o.Purchases[0].Orders[0].Stage = order.StageCancelled
	require.NoError(t, p.CatchUp(t.Context(), o))
	rows, err := tab.WaitingOf(t.Context(), []table.WaitingRef{ref})
	require.NoError(t, err)
	assert.Empty(t, rows)
}

// stumbling fails at the nth write of a row.
type stumbling struct {
	project.Rows

	left int
}

func (s *stumbling) RefreshViews(ctx context.Context, before []order.Order, now order.Order) error {
	if s.left--; s.left == 0 {
		return errors.New("no answer")
	}
	return s.Rows.RefreshViews(ctx, before, now)
}

func TestFailedCatchUpIsDoneAgain(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	o := ages()
	require.NoError(t, project.New(tab).Refresh(t.Context(), nil, o[1]))
	p := project.New(&stumbling{Rows: tab, left: 1})
	require.Error(t, p.CatchUp(t.Context(), o[3]))
	require.NoError(t, p.CatchUp(t.Context(), o[3]))
	page, err := tab.ListTab(t.Context(), "m", table.TabQuery{Tab: order.Fulfilled})
	require.NoError(t, err)
	assert.Len(t, page.Rows, 1)
}

func TestNothingIsWrittenWhenTheRowsAreRight(t *testing.T) {
	t.Parallel()
	engine := memory.New(nil)
	writes := 0
	p := project.New(table.New(engine))
	o := ages()[3]
	require.NoError(t, p.CatchUp(t.Context(), o))
	engine.OnChange(func(memory.Record) { writes++ })
	require.NoError(t, p.CatchUp(t.Context(), o))
	require.NoError(t, p.Refresh(t.Context(), []order.Order{o}, o))
	assert.Zero(t, writes)
}

func TestNumberThatLeadsElsewhereStaysThere(t *testing.T) {
	t.Parallel()
	tab := table.New(memory.New(nil))
	o := ages()[2]
	number := o.Purchases[0].Orders[0].ID
	require.NoError(t, tab.ClaimRoute(t.Context(), table.Route{
		Kind: table.OrderRoute(order.AliExpress), Outside: number, Merchant: "m", Store: "s", Account: "a", Order: "other", Purchase: "p",
	}))
	require.NoError(t, project.New(tab).Refresh(t.Context(), nil, o))
	route, err := tab.Route(t.Context(), table.OrderRoute(order.AliExpress), number)
	require.NoError(t, err)
	assert.Equal(t, "other", route.Order)
	assert.Len(t, watch(t, tab, o), 1, "it is watched all the same")
}
