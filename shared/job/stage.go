package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/table"
)

// Worker does the pieces of one kind of job. A piece may be done twice: after a run that was killed before its
// progress was kept.
type Worker interface {
	Piece(ctx context.Context, j table.Job) (Piece, error)
}

// Piece is what a worker did, and from where it goes on.
type Piece struct {
	// Cursor is from where the next piece goes on.
	Cursor string
	// Done is added to the job's; Total replaces it where it has become known.
	Done, Total int
	Results     map[string]int
	Problems    []table.JobProblem
	// Over: there is no next piece. Wait: the next one must not begin before.
	Over bool
	Wait time.Duration
}

// Jobs is the part of the table that the stage needs.
type Jobs interface {
	Job(ctx context.Context, merchant, id string) (table.Job, error)
	UpdateJob(ctx context.Context, merchant, id string, do func(*table.Job) error) (table.Job, error)
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
	ReleaseLease(ctx context.Context, merchant, thing, owner string, nextAllowed time.Time) error
}

// Herald is told of jobs that are over.
type Herald interface {
	JobOver(ctx context.Context, j table.Job) error
}

// Deps is what a Stage works with. Herald may be nil.
type Deps struct {
	Jobs    Jobs
	Workers map[string]Worker
	Herald  Herald
	// Lease is how long a run holds a job without progress; longer than a piece can take.
	Lease time.Duration
	// Owner names each run differently.
	Owner func() string
	Now   func() time.Time
	Log   *slog.Logger
}

// Stage does jobs.
type Stage struct{ Deps }

// New makes a Stage.
func New(d Deps) *Stage { return &Stage{Deps: d} }

const (
	// maxTries is how many runs in a row may end without progress before the job is given up.
	maxTries = 8
	// maxBackoff is the longest wait after a run that failed.
	maxBackoff = 10 * time.Minute
	// stopBefore is how long before its deadline a run begins no piece; at least twice what the longest took.
	stopBefore = 5 * time.Second
)

var (
	errOver  = errors.New("job is over")
	errTaken = errors.New("somebody else works on the job")
)

// Do works on a job until it is over or the time is short, when it asks to be handed out again. A job that another
// run works on is asked for later: should that run be killed, this message is as good as the other.
func (s *Stage) Do(ctx context.Context, q queue.Job) error {
	j, err := s.Jobs.Job(ctx, q.Merchant, q.ID)
	if errors.Is(err, table.ErrNotFound) || err == nil && (j.State.Over() || j.State == table.JobDraft) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	owner, now := s.Owner(), s.Now()
	err = s.Jobs.AcquireLease(ctx, j.Merchant, thing(j.ID), owner, now, now.Add(s.Lease))
	if held, ok := errors.AsType[*table.HeldError](err); ok {
		return outcome.Snooze(min(max(held.At().Sub(now), time.Second), queue.MaxDelay))
	}
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	r := &run{Stage: s, owner: owner, job: j}
	err = r.do(ctx)
	if e := s.Jobs.ReleaseLease(context.WithoutCancel(ctx), j.Merchant, thing(j.ID), owner, s.Now()); e != nil && err == nil {
		err = e
	}
	return err
}

func thing(id string) string { return "job:" + id }

// run is one run of a job, under its lease.
type run struct {
	*Stage

	owner   string
	job     table.Job
	longest time.Duration
}

func (r *run) do(ctx context.Context) error {
	worker, known := r.Workers[r.job.Kind]
	if !known {
		return r.end(ctx, table.JobFailed, "There is no such kind of work in this version.")
	}
	j, err := r.Jobs.UpdateJob(ctx, r.job.Merchant, r.job.ID, func(j *table.Job) error {
		if j.State.Over() {
			return errOver
		}
		j.State, j.Updated = table.JobRunning, r.Now().UTC()
		j.Tries++
		return nil
	})
	if err != nil {
		return r.lost(err)
	}
	r.job = j
	if j.Tries > maxTries {
		return r.end(ctx, table.JobFailed, "It failed several times without getting on. Look at the log, then start it again.")
	}
	for {
		if r.short(ctx) {
			return outcome.Snooze(0)
		}
		piece, err := r.piece(ctx, worker)
		if reason, ok := outcome.AsPermanent(err); ok {
			return r.end(ctx, table.JobFailed, reason.Error())
		}
		if err != nil {
			return r.later(ctx, err)
		}
		if err := r.save(ctx, piece); err != nil {
			return r.lost(err)
		}
		switch {
		case piece.Over:
			return r.end(ctx, table.JobDone, "")
		case piece.Wait > 0:
			return outcome.Snooze(min(piece.Wait, queue.MaxDelay))
		}
	}
}

// short reports whether the invocation ends too soon for another piece.
func (r *run) short(ctx context.Context) bool {
	end, limited := ctx.Deadline()
	return ctx.Err() != nil || limited && time.Until(end) < max(stopBefore, 2*r.longest)
}

// piece does what comes next, under a lease that outlasts it.
func (r *run) piece(ctx context.Context, w Worker) (Piece, error) {
	began := r.Now()
	if err := r.Jobs.AcquireLease(ctx, r.job.Merchant, thing(r.job.ID), r.owner, began, began.Add(r.Lease)); err != nil {
		return Piece{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.Lease*3/4)
	defer cancel()
	p, err := w.Piece(ctx, r.job)
	r.longest = max(r.longest, r.Now().Sub(began))
	return p, err
}

// later leaves a job for another run, later the more often it failed.
func (r *run) later(ctx context.Context, cause error) error {
	r.Log.WarnContext(ctx, "job.failed", "merchant", r.job.Merchant, "job", r.job.ID, "kind", r.job.Kind,
		"tries", r.job.Tries, "err", cause.Error())
	return outcome.Snooze(min(time.Second<<(2*min(r.job.Tries, 8)), maxBackoff))
}
