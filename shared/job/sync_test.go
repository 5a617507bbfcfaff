package job_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

func (b *bench) watched(n int) {
	b.t.Helper()
	for i := range n {
		id := strconv.Itoa(i + 1)
		b.says(b.snapshot(id, "v1"))
		b.bought(id, fmt.Sprintf("819000000000%04d", i))
	}
}

// reread has the store answer as it did before, or with a change.
func (b *bench) reread(id string, change func(*order.Snapshot)) {
	b.t.Helper()
	s := b.order(id).Store
	change(&s)
	s.UpdatedAt = b.now()
	b.do(id, order.StoreSaid{Snapshot: s, Source: "read", Fresh: true})
}

func TestSyncAsksOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.watched(3)
	chosen := job.Bulk{Selection: job.Selection{Tab: table.TabAll, Store: shop}}
	first := b.start(table.Job{Kind: job.KindSync}, chosen)
	second := b.start(table.Job{Kind: job.KindSync}, chosen)
	stage := job.New(b.deps)
	for _, id := range []string{first, second} {
		_ = stage.Do(t.Context(), queue.Job{Merchant: merchant, ID: id}) // asks to be handed out again
	}
	require.Equal(t, map[string]int{"asked": 3}, b.job(first).Results)
	require.Equal(t, map[string]int{"asked_just_before": 3}, b.job(second).Results, "pressed twice, it works once")
	require.Equal(t, table.JobDone, b.job(second).State)
	polls := b.polls()
	require.Len(t, polls, 1, "one message for the account")
	require.Len(t, polls[0].Rows, 3)
	require.True(t, polls[0].Asked)
	require.Len(t, b.order("1").Effects, 1, "and the store is read again")
	require.Equal(t, order.EffectReread, b.order("1").Effects[0].Kind)

	b.pass(time.Minute)
	require.NoError(t, b.table.SetBan(t.Context(), merchant, table.AccountThing(order.AliExpress, account),
		table.Ban{From: b.now(), Until: b.now().Add(time.Hour), Reason: "called too often"}))
	chosen.Selection.Account = account
	j := b.finish(table.Job{Kind: job.KindSync}, chosen)
	require.Equal(t, map[string]int{"account_paused": 3}, j.Results, "it says that the account takes no calls now")
}

func TestSyncSaysWhatCameOfIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.watched(60)
	id := b.start(table.Job{Kind: job.KindSync}, job.Bulk{Selection: job.Selection{Tab: table.TabAll, Store: shop}})
	stage := job.New(b.deps)
	for range 10 {
		if _, there := b.job(id).Results["asked_just_before"]; there || b.job(id).Done == 60 {
			break
		}
		_ = stage.Do(t.Context(), queue.Job{Merchant: merchant, ID: id})
	}
	require.Equal(t, map[string]int{"asked": 60}, b.job(id).Results, "all are asked about at once")
	require.Equal(t, table.JobRunning, b.job(id).State, "and then it is seen what comes of it")
	rows := 0
	for _, p := range b.polls() {
		rows += len(p.Rows)
	}
	require.Equal(t, 60, rows)

	for n := range 58 {
		b.reread(strconv.Itoa(n+1), func(*order.Snapshot) {})
	}
	for _, id := range []string{"1", "2", "3"} {
		p := b.order(id).Purchases[0]
		b.do(id, order.SupplierSaid{Purchase: p.ID, Report: order.Report{ID: p.Orders[0].ID, Stage: order.StagePaid, Status: "PAID", PaidAt: b.now()}})
	}
	p := b.order("4").Purchases[0]
	b.do("4", order.SupplierSaid{Purchase: p.ID, Report: order.Report{ID: p.Orders[0].ID, Stage: order.StagePlaced, Status: "RISK_CONTROL", PayBy: b.now().Add(time.Hour)}})
	b.reread("59", func(s *order.Snapshot) { s.Cancelled = true })

	b.run(stage)
	j := b.job(id)
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, map[string]int{"moved": 4, "other_news": 1, "nothing_new": 54, "no_answer_yet": 1}, j.Results)
	require.Equal(t, 60, j.Done)
}

func TestSyncOfAnAccountIsAboutTheSupplierAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.watched(2)
	b.says(b.snapshot("3", "v1"))
	j := b.finish(table.Job{Kind: job.KindSync}, job.Bulk{Selection: job.Selection{Tab: table.TabAll, Account: account}})
	require.Equal(t, map[string]int{"nothing_new": 2, "unchanged": 1}, j.Results)
	require.Empty(t, b.order("1").Effects)
}
