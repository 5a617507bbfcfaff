package plan_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"onward/shared/order"
	"onward/shared/plan"
)

func start() time.Time { return time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC) }

// sweeps counts how often a row is due when its slot is swept at a pace.
func sweeps(p plan.Plan, r plan.Row, from, to time.Time, pace time.Duration) int {
	n := 0
	last := from
	for t := from.Add(pace); !t.After(to); t = t.Add(pace) {
		if p.Due(r, last, t) {
			n++
		}
		last = t
	}
	return n
}

func TestUnpaidRowIsCheckedEveryTenMinutesAtFirst(t *testing.T) {
	t.Parallel()
	r := plan.Row{ID: "8001", Stage: order.StagePlaced, Since: start()}
	got := sweeps(plan.AliExpress(1), r, start(), start().Add(2*time.Hour), time.Minute)
	require.InDelta(t, 12, got, 1)
}

func TestPaidRowIsCheckedEveryTwoHours(t *testing.T) {
	t.Parallel()
	r := plan.Row{ID: "8001", Stage: order.StagePaid, Since: start()}
	got := sweeps(plan.AliExpress(1), r, start(), start().Add(10*24*time.Hour), 10*time.Minute)
	require.InDelta(t, 120, got, 1)
}

func TestRowsOfOneMinuteDoNotFallDueTogether(t *testing.T) {
	t.Parallel()
	p := plan.AliExpress(1)
	byMinute := map[int64]int{}
	for i := range 1200 {
		r := plan.Row{ID: strconv.Itoa(8000 + i), Stage: order.StagePaid, Since: start()}
		byMinute[int64(p.Next(r, start()).Sub(start())/time.Minute)]++
	}
	for minute, n := range byMinute {
		require.Less(t, n, 40, "minute %d", minute)
	}
	require.Greater(t, len(byMinute), 100)
}

func TestScaleShortensThePlan(t *testing.T) {
	t.Parallel()
	r := plan.Row{ID: "8001", Stage: order.StagePlaced, Since: start()}
	got := sweeps(plan.AliExpress(600), r, start(), start().Add(12*time.Second), 200*time.Millisecond)
	require.InDelta(t, 12, got, 1)
}

func TestUnknownStageIsNeverDue(t *testing.T) {
	t.Parallel()
	r := plan.Row{ID: "8001", Since: start()}
	require.False(t, plan.AliExpress(1).Due(r, start(), start().Add(1000*time.Hour)))
	require.True(t, plan.AliExpress(1).Next(r, start()).IsZero())
}

func TestNoCheckIsLostOrDoubledHoweverSlotsAreSwept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := plan.AliExpress(1)
		r := plan.Row{
			ID: rapid.String().Draw(t, "id"), Since: start(),
			Stage: rapid.SampledFrom([]order.Stage{order.StagePlaced, order.StagePaid, order.StageShipped}).Draw(t, "stage"),
		}
		end := start().Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "hours")) * time.Hour)
		next := p.Next(r, start())
		if next.After(end) || next.IsZero() {
			require.False(t, p.Due(r, start(), end))
			return
		}
		require.True(t, p.Due(r, start(), end))
		require.True(t, p.Due(r, next.Add(-time.Second), next.Add(time.Second)), "due around the time that is shown")
		require.WithinDuration(t, next, p.Last(r, next.Add(time.Second)), time.Second)
		cut := start().Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(start()))).Draw(t, "cut")))
		require.True(t, p.Due(r, start(), cut) || p.Due(r, cut, end), "a cut between two sweeps loses nothing")
	})
}

func TestNewVersionStarvesNobody(t *testing.T) {
	t.Parallel()
	hourly := map[order.Stage][]plan.Band{order.StagePaid: {{Every: time.Hour}}}
	daily := map[order.Stage][]plan.Band{order.StagePaid: {{Every: 24 * time.Hour}}}
	r := plan.Row{ID: "8001", Stage: order.StagePaid, Since: start()}
	change := start().Add(36 * time.Hour)
	p := plan.New(1, plan.Version{Bands: daily}, plan.Version{From: change, Bands: hourly})
	require.InDelta(t, 1, sweeps(p, r, start(), change, time.Minute), 1)
	require.InDelta(t, 24, sweeps(p, r, change, change.Add(24*time.Hour), time.Minute), 1)
}
