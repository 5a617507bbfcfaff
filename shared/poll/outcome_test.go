package poll_test

import (
	"context"
	"errors"
	"log/slog"
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

// trouble is an account whose answers are told beforehand, by order number.
type trouble struct {
	supplier.Client

	opened error
	errs   map[string]error
	asked  []string
}

func (m *trouble) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return m, m.opened
}

func (m *trouble) Report(_ context.Context, id string) (order.Report, error) {
	m.asked = append(m.asked, id)
	return order.Report{}, m.errs[id]
}

func troubled(t *testing.T, m *trouble, now *time.Time) (*poll.Stage, *table.Table, queue.Poll) {
	t.Helper()
	tab := table.New(memory.New(nil))
	b := one(1)
	b.Rows = append(b.Rows, one(2).Rows[0], one(3).Rows[0])
	for i := range b.Rows {
		b.Rows[i].Since, b.Rows[i].Stage = *now, order.StagePlaced
		b.Rows[i].Digest = []byte(supplier.Digest(order.Report{}))
		require.NoError(t, tab.EnsureWaiting(t.Context(), b.Rows[i:i+1]))
		require.NoError(t, tab.SetDigest(t.Context(), b.Rows[i].WaitingRef, b.Rows[i].Digest))
	}
	stage := poll.New(nil, m, tab, 150*time.Second, func() string { return "run" }, func() time.Time { return *now }, slog.New(slog.DiscardHandler))
	return stage.Waiting(func(context.Context, time.Duration) error { return nil }), tab, b
}

// failing is which rows are marked.
func failing(t *testing.T, tab *table.Table, b queue.Poll) []string {
	t.Helper()
	var refs []table.WaitingRef
	for _, row := range b.Rows {
		refs = append(refs, row.WaitingRef)
	}
	rows, err := tab.WaitingOf(t.Context(), refs)
	require.NoError(t, err)
	var out []string
	for _, row := range rows {
		if !row.FailingSince.IsZero() {
			out = append(out, row.Order)
		}
	}
	return out
}

func TestTroubleOfOneOrderOrOfTheAccount(t *testing.T) {
	t.Parallel()
	of := func(kind supplier.Kind) error {
		return &supplier.Error{Kind: kind, Code: "code", RetryAfter: time.Hour}
	}
	tests := map[string]struct {
		market  trouble
		asked   int
		failing []string
		banned  bool
	}{
		"one order's":                     {trouble{errs: map[string]error{"2": of(supplier.Temporary)}}, 3, []string{"2"}, false},
		"one that is not visible":         {trouble{errs: map[string]error{"1": of(supplier.NotVisible)}}, 3, []string{"1"}, false},
		"the account's consent":           {trouble{errs: map[string]error{"2": of(supplier.ConsentNeeded)}}, 2, []string{"2", "3"}, false},
		"a token that stays refused":      {trouble{errs: map[string]error{"1": of(supplier.TokenExpired)}}, 1, []string{"1", "2", "3"}, false},
		"a ban is on the account alone":   {trouble{errs: map[string]error{"2": of(supplier.Banned)}}, 2, nil, true},
		"an account that can't be opened": {trouble{opened: of(supplier.ConsentNeeded)}, 0, []string{"1", "2", "3"}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
			stage, tab, b := troubled(t, &tt.market, &now)
			require.NoError(t, stage.Do(t.Context(), b))
			assert.Len(t, tt.market.asked, tt.asked)
			assert.Equal(t, tt.failing, failing(t, tab, b))
			lease, err := tab.Lease(t.Context(), "m1", table.AccountThing(order.AliExpress, "a1"))
			require.NoError(t, err)
			assert.Equal(t, tt.banned, lease.Ban.Until.Equal(now.Add(time.Hour)))
			assert.Empty(t, lease.Owner, "the account is given back")
			tt.market.errs, tt.market.asked, tt.market.opened = nil, nil, nil
			require.NoError(t, stage.Do(t.Context(), b))
			if tt.banned {
				assert.Empty(t, tt.market.asked, "a banned account's messages are dropped: its interval remembers")
				now = now.Add(61 * time.Minute)
				require.NoError(t, stage.Do(t.Context(), b))
			}
			assert.Len(t, tt.market.asked, 3)
		})
	}
}

func TestErrorThatIsNoSuppliersFailsTheMessage(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	m := &trouble{errs: map[string]error{"2": errors.New("a defect")}}
	stage, _, b := troubled(t, m, &now)
	require.Error(t, stage.Do(t.Context(), b))
	assert.Len(t, m.asked, 3, "the others are asked about all the same")
}

func TestAccountThatSomebodyElseCallsComesAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	m := &trouble{}
	stage, tab, b := troubled(t, m, &now)
	require.NoError(t, tab.AcquireLease(t.Context(), "m1", table.AccountThing(order.AliExpress, "a1"), "other", now, now.Add(time.Minute)))
	after, snoozed := outcome.AsSnooze(stage.Do(t.Context(), b))
	require.True(t, snoozed)
	assert.Positive(t, after)
	assert.Empty(t, m.asked)
}

func TestRowThatIsGoneIsAskedAboutNoMore(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	m := &trouble{}
	stage, tab, b := troubled(t, m, &now)
	require.NoError(t, tab.DeleteWaiting(t.Context(), []table.WaitingRef{b.Rows[1].WaitingRef}))
	b.Asked = true
	require.NoError(t, stage.Do(t.Context(), b))
	assert.Equal(t, []string{"1", "3"}, m.asked)
}
