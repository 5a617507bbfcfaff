package job_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/household"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

func refs(ids ...string) []job.Ref {
	var out []job.Ref
	for _, id := range ids {
		out = append(out, job.Ref{Store: shop, ID: id})
	}
	return out
}

func TestKindsAreTheHouseholds(t *testing.T) {
	t.Parallel()
	require.Equal(t, household.JobExport, job.KindExport)
	require.Equal(t, household.JobEraseCustomer, job.KindEraseCustomer)
	require.Equal(t, household.JobEraseShop, job.KindEraseShop)
}

func TestPlaceSelected(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1", "v1"))
	b.says(b.snapshot("2", "unmapped"))
	b.says(b.snapshot("3", "v1"))
	j := b.finish(table.Job{Kind: job.KindPlace}, job.Bulk{Selection: job.Selection{Orders: refs("1", "2", "404")}})
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, 3, j.Done)
	require.Equal(t, 1, j.Results["done"])
	require.Equal(t, 1, j.Results["no_such_order"])
	require.Len(t, j.Results, 3, "%v: the unmapped one has a code of its own", j.Results)
	require.Len(t, j.Problems, 2)
	require.Len(t, b.order("1").Purchases, 1)
	require.Equal(t, "owner", b.order("1").Tail[1].By)
	require.Empty(t, b.order("2").Purchases)
	require.Empty(t, b.order("3").Purchases, "it was not chosen")
}

func TestPlaceWholeTab(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n := range 60 {
		b.says(b.snapshot(strconv.Itoa(n+1), "v1"))
	}
	other := b.snapshot("99", "v1")
	other.ShipTo.Country = "US"
	b.says(other)
	j := b.finish(table.Job{Kind: job.KindPlace}, job.Bulk{Selection: job.Selection{Tab: order.AwaitingOrder, Store: shop, Country: "BR"}})
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, map[string]int{"done": 60}, j.Results)
	for n := range 60 {
		require.Len(t, b.order(strconv.Itoa(n+1)).Purchases, 1)
	}
	require.Empty(t, b.order("99").Purchases, "it goes to another country")
}

func TestPlacedBeforeAKillIsCountedAsDone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1", "v1"))
	id := b.start(table.Job{Kind: job.KindPlace}, job.Bulk{Selection: job.Selection{Orders: refs("1")}})
	b.pass(time.Second)
	b.do("1", order.Place{By: "owner"}) // what the killed run did before its progress was kept
	b.run(job.New(b.deps))
	require.Equal(t, map[string]int{"done": 1}, b.job(id).Results)
	require.Len(t, b.order("1").Purchases, 1)
}

func TestHoldReleaseArchive(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1", "v1"))
	chosen := job.Bulk{Selection: job.Selection{Orders: refs("1")}, Reason: "holidays"}
	b.finish(table.Job{Kind: job.KindHold}, chosen)
	require.NotNil(t, b.order("1").Hold)
	require.Equal(t, "holidays", b.order("1").Hold.Reason)
	require.Equal(t, map[string]int{"unchanged": 1}, b.finish(table.Job{Kind: job.KindHold}, chosen).Results)
	b.finish(table.Job{Kind: job.KindRelease}, chosen)
	require.Nil(t, b.order("1").Hold)
	b.finish(table.Job{Kind: job.KindArchive}, chosen)
	require.True(t, b.order("1").Archived)
	b.finish(table.Job{Kind: job.KindUnarchive}, chosen)
	require.False(t, b.order("1").Archived)
}

func TestBadSelectionFailsTheJob(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		cursor string
		params any
	}{
		"no such tab":       {"", job.Bulk{Selection: job.Selection{Tab: "lost"}}},
		"a foreign cursor":  {"bm9uc2Vuc2UtY3Vyc29y", job.Bulk{Selection: job.Selection{Tab: order.AwaitingOrder}}},
		"a broken position": {"x", job.Bulk{Selection: job.Selection{Orders: refs("1")}}},
		"no parameters":     {"", []int{1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			j := b.finish(table.Job{Kind: job.KindPlace, Cursor: test.cursor}, test.params)
			require.Equal(t, table.JobFailed, j.State)
			require.Len(t, j.Problems, 1)
		})
	}
}

func TestRedecideFindsTheNewMapping(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	policy := order.DefaultPolicy()
	policy.AutoPlace = true
	_, err := b.table.PutPolicy(t.Context(), merchant, shop, policy.Version, table.PolicyVersion{Policy: policy, At: b.now()})
	require.NoError(t, err)
	for n := range 30 {
		variant := "v2"
		if n%2 == 1 {
			variant = "v3"
		}
		b.says(b.snapshot(strconv.Itoa(n+1), variant))
	}
	_, err = b.table.PutMapping(t.Context(), merchant, table.Mapped{Store: shop, Variant: "v2", At: b.now(), Mapping: order.Mapping{
		Components: []order.Component{{Supplier: order.AliExpress, Account: account, Product: "P2", SKU: "S2"}},
	}})
	require.NoError(t, err)
	j := b.finish(table.Job{Kind: job.KindRedecide, Store: shop}, job.Redecide{Variant: "v2"})
	require.Equal(t, map[string]int{"done": 15}, j.Results)
	require.Len(t, b.order("1").Purchases, 1)
	require.Empty(t, b.order("2").Purchases)
}

// polls takes the polls out of their queue.
func (b *bench) polls() []queue.Poll {
	b.t.Helper()
	var out []queue.Poll
	for _, m := range b.drain(queue.KindPoll) {
		out = append(out, *m.Poll)
	}
	return out
}

func TestTellAgainWhatWasRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1", "v1"))
	b.says(b.snapshot("2", "v1"))
	o := b.do("1", order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: "LP00000001CN"}}})
	effect := o.Effects[0]
	b.do("1", order.Claimed{Effect: effect.ID})
	o = b.do("1", order.TellAnswered{Effect: effect.ID, Attempt: 1, Outcome: order.TellRefused, Reason: "closed"})
	require.Equal(t, order.FulfilmentStuck, o.Fulfilments[0].State)
	j := b.finish(table.Job{Kind: job.KindTellAgain}, job.Bulk{Selection: job.Selection{Orders: refs("1", "2")}})
	require.Equal(t, map[string]int{"done": 1, "unchanged": 1}, j.Results)
	require.Equal(t, order.FulfilmentTelling, b.order("1").Fulfilments[0].State)
}
