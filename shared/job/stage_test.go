package job_test

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/job"
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/table"
)

// counting is a worker of so many pieces; before tells what happens in a piece.
type counting struct {
	pieces int
	did    []int
	before func(n int) error
}

func (w *counting) Piece(_ context.Context, j table.Job) (job.Piece, error) {
	n := j.Done
	if w.before != nil {
		if err := w.before(n); err != nil {
			return job.Piece{}, err
		}
	}
	w.did = append(w.did, n)
	return job.Piece{
		Cursor: strconv.Itoa(n + 1), Done: 1, Total: w.pieces, Over: n+1 == w.pieces, Results: map[string]int{"done": 1},
		Problems: []table.JobProblem{{Subject: strconv.Itoa(n), Problem: "none"}},
	}, nil
}

// with has a stage do one kind of job by a worker.
func (b *bench) with(w job.Worker) *job.Stage {
	deps := b.deps
	deps.Workers = map[string]job.Worker{"count": w}
	return job.New(deps)
}

func TestJobIsDonePieceByPiece(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	w := &counting{pieces: 150}
	id := b.start(table.Job{Kind: "count"}, nil)
	b.run(b.with(w))
	j := b.job(id)
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, 150, j.Done)
	require.Equal(t, 150, j.Total)
	require.Equal(t, map[string]int{"done": 150}, j.Results)
	require.Len(t, j.Problems, 100, "the first hundred")
	require.Equal(t, b.now(), j.Finished)
	require.Len(t, w.did, 150)
}

func TestKilledRunIsTakenUpWhereItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.start(table.Job{Kind: "count"}, nil)
	// A run that is killed says nothing: no progress, no release of its lease.
	killed := &counting{pieces: 5}
	ctx, kill := context.WithCancelCause(t.Context())
	killed.before = func(n int) error {
		if n == 3 {
			kill(errors.New("killed"))
			panic("killed")
		}
		return nil
	}
	require.Panics(t, func() { _ = b.with(killed).Do(ctx, queue.Job{Merchant: merchant, ID: id}) })
	require.Equal(t, []int{0, 1, 2}, killed.did)
	require.Equal(t, table.JobRunning, b.job(id).State)

	again := &counting{pieces: 5}
	err := b.with(again).Do(t.Context(), queue.Job{Merchant: merchant, ID: id})
	after, snoozed := outcome.AsSnooze(err)
	require.True(t, snoozed, "the dead run's lease still holds: %v", err)
	require.Positive(t, after)
	require.Empty(t, again.did)

	b.run(b.with(again))
	require.Equal(t, []int{3, 4}, again.did)
	require.Equal(t, table.JobDone, b.job(id).State)
}

func TestTwoDeliveriesWorkOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.start(table.Job{Kind: "count"}, nil)
	outer := &counting{pieces: 3}
	inner := &counting{pieces: 3}
	outer.before = func(int) error {
		// the same message, delivered again while the first is being worked on
		err := b.with(inner).Do(t.Context(), queue.Job{Merchant: merchant, ID: id})
		_, snoozed := outcome.AsSnooze(err)
		require.True(t, snoozed, "%v", err)
		return nil
	}
	require.NoError(t, b.with(outer).Do(t.Context(), queue.Job{Merchant: merchant, ID: id}))
	require.Equal(t, []int{0, 1, 2}, outer.did)
	require.Empty(t, inner.did)
	require.NoError(t, b.with(inner).Do(t.Context(), queue.Job{Merchant: merchant, ID: id}), "a job that is over is nobody's")
	require.Empty(t, inner.did)
	require.Equal(t, 3, b.job(id).Done)
}

func TestRunThatLostItsLeaseSavesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.start(table.Job{Kind: "count"}, nil)
	slow, fast := &counting{pieces: 4}, &counting{pieces: 4}
	slow.before = func(n int) error {
		if n == 1 {
			b.pass(2 * time.Minute) // longer than the lease: the other one takes over
			require.NoError(t, b.with(fast).Do(t.Context(), queue.Job{Merchant: merchant, ID: id}))
		}
		return nil
	}
	require.NoError(t, b.with(slow).Do(t.Context(), queue.Job{Merchant: merchant, ID: id}))
	j := b.job(id)
	require.Equal(t, []int{1, 2, 3}, fast.did)
	require.Equal(t, 4, j.Done)
	require.Equal(t, map[string]int{"done": 4}, j.Results, "the piece that both did counts once")
}

func TestRunStopsBeforeItsDeadline(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.start(table.Job{Kind: "count"}, nil)
	w := &counting{pieces: 3}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(4*time.Second))
	defer cancel()
	err := b.with(w).Do(ctx, queue.Job{Merchant: merchant, ID: id})
	after, snoozed := outcome.AsSnooze(err)
	require.True(t, snoozed, "%v", err)
	require.Zero(t, after)
	require.Empty(t, w.did, "four seconds are too few to begin a piece")
	require.Equal(t, table.JobRunning, b.job(id).State)
	b.run(b.with(w))
	require.Equal(t, table.JobDone, b.job(id).State)
}

func TestCancelledJobStops(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.start(table.Job{Kind: "count"}, nil)
	w := &counting{pieces: 10}
	w.before = func(n int) error {
		if n == 2 {
			_, err := b.table.UpdateJob(t.Context(), merchant, id, func(j *table.Job) error {
				j.State, j.Finished = table.JobCancelled, b.now()
				return nil
			})
			require.NoError(t, err)
		}
		return nil
	}
	require.NoError(t, b.with(w).Do(t.Context(), queue.Job{Merchant: merchant, ID: id}))
	require.Equal(t, []int{0, 1, 2}, w.did)
	require.Equal(t, table.JobCancelled, b.job(id).State)
	require.Equal(t, 2, b.job(id).Done, "what was done after the end does not count")
}

func TestFailingJob(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fail    func(tries int) error
		state   table.JobState
		problem string
		runs    int32
	}{
		"passes":    {func(n int) error { return map[bool]error{true: errors.New("throttled")}[n < 4] }, table.JobDone, "", 4},
		"lasts":     {func(int) error { return errors.New("broken") }, table.JobFailed, "several times", 8},
		"permanent": {func(int) error { return outcome.Permanent(errors.New("no such tab")) }, table.JobFailed, "no such tab", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			var runs atomic.Int32
			w := &counting{pieces: 1, before: func(int) error { return test.fail(int(runs.Add(1))) }}
			id := b.start(table.Job{Kind: "count"}, nil)
			b.run(b.with(w))
			j := b.job(id)
			require.Equal(t, test.state, j.State)
			require.Equal(t, test.runs, runs.Load())
			if test.problem != "" {
				require.Contains(t, j.Problems[0].Problem, test.problem)
			}
		})
	}
}

func TestUnknownKindFails(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	j := b.finish(table.Job{Kind: "dance"}, nil)
	require.Equal(t, table.JobFailed, j.State)
	require.NotEmpty(t, j.Problems)
}

// told collects the jobs that are over.
type told struct{ jobs []table.Job }

func (h *told) JobOver(_ context.Context, j table.Job) error {
	h.jobs = append(h.jobs, j)
	return errors.New("nobody listens")
}

func TestHeraldIsToldAndDoesNoHarm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	h := &told{}
	b.deps.Herald = h
	id := b.start(table.Job{Kind: "count"}, nil)
	b.run(b.with(&counting{pieces: 1}))
	require.Equal(t, table.JobDone, b.job(id).State)
	require.Len(t, h.jobs, 1)
	require.Equal(t, id, h.jobs[0].ID)
}
