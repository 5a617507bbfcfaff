package poll_test

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/poll"
	"onward/shared/queue"
	"onward/shared/supplier"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// crowd is many messages about one account at the same time, as push messages bring them.
type crowd struct {
	supplier.Client

	rows  *table.Table
	inUse atomic.Int32
	most  atomic.Int32
	asked atomic.Int32
}

func (c *crowd) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return c, nil
}

// Report notes how many ask at the same time.
func (c *crowd) Report(context.Context, string) (order.Report, error) {
	c.most.Store(max(c.most.Load(), c.inUse.Add(1)))
	defer c.inUse.Add(-1)
	c.asked.Add(1)
	return order.Report{}, &supplier.Error{Kind: supplier.NotVisible}
}

func (c *crowd) stage(owner string) *poll.Stage {
	return poll.New(nil, c, c.rows, 15*time.Second, func() string { return owner }, time.Now, slog.New(slog.DiscardHandler))
}

func one(id int) queue.Poll {
	return queue.Poll{Merchant: "m1", Supplier: order.AliExpress, Account: "a1", Rows: []table.Waiting{{WaitingRef: table.WaitingRef{
		Supplier: order.AliExpress, Account: "a1", Purchase: "p" + strconv.Itoa(id), Order: strconv.Itoa(id),
		Key: order.Key{Merchant: "m1", Store: "s1", ID: strconv.Itoa(id)},
	}}}}
}

func TestPushesAboutOneAccountTakeTurnsInsteadOfWaitingOutALease(t *testing.T) {
	t.Parallel()
	c := &crowd{rows: table.New(memory.New(nil))}
	// Two processes, each with ten records at the same time.
	stages := []*poll.Stage{c.stage("one"), c.stage("two")}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			assert.NoError(t, stages[i%2].Do(t.Context(), one(i)), "nobody is sent away for seconds")
		})
	}
	wg.Wait()
	assert.EqualValues(t, 20, c.asked.Load())
	assert.EqualValues(t, 1, c.most.Load(), "one at a time asks the supplier for an account")
}

func TestAccountOfADeadRunIsAskedForAgainSoonerThanItsLeaseEnds(t *testing.T) {
	t.Parallel()
	c := &crowd{rows: table.New(memory.New(nil))}
	now := time.Now()
	require.NoError(t, c.rows.AcquireLease(t.Context(), "m1", table.AccountThing(order.AliExpress, "a1"), "dead", now, now.Add(150*time.Second)))
	after, snoozed := outcome.AsSnooze(c.stage("alive").Do(t.Context(), one(1)))
	assert.True(t, snoozed)
	assert.LessOrEqual(t, after, 10*time.Second)
	assert.Zero(t, c.asked.Load())
}
