package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/outcome"
	"onward/shared/table"
)

// maxProblems is how many problems a job keeps.
const maxProblems = 100

// save keeps what a piece did, on the condition that nobody did the same in between.
func (r *run) save(ctx context.Context, p Piece) error {
	was := r.job
	j, err := r.Jobs.UpdateJob(ctx, was.Merchant, was.ID, func(j *table.Job) error {
		switch {
		case j.State.Over():
			return errOver
		case j.Cursor != was.Cursor || j.Done != was.Done:
			return errTaken
		}
		add(j, p)
		j.Updated = r.Now().UTC()
		return nil
	})
	if err != nil {
		return err
	}
	r.job = j
	return nil
}

// add takes a piece into a job. Progress ends the counting of failures.
func add(j *table.Job, p Piece) {
	j.Cursor, j.Tries = p.Cursor, 0
	j.Done += p.Done
	if p.Total > 0 {
		j.Total = p.Total
	}
	for result, n := range p.Results {
		if j.Results == nil {
			j.Results = map[string]int{}
		}
		if j.Results[result] += n; j.Results[result] == 0 {
			delete(j.Results, result)
		}
	}
	j.Problems = append(j.Problems, p.Problems[:min(len(p.Problems), max(maxProblems-len(j.Problems), 0))]...)
}

// end is the last that a run does. A job that was ended by somebody else, or is gone with its merchant, is let be.
func (r *run) end(ctx context.Context, state table.JobState, problem string) error {
	j, err := r.Jobs.UpdateJob(ctx, r.job.Merchant, r.job.ID, func(j *table.Job) error {
		if j.State.Over() {
			return errOver
		}
		now := r.Now().UTC()
		j.State, j.Updated, j.Finished = state, now, now
		if problem != "" {
			j.Problems = append(j.Problems, table.JobProblem{Problem: problem})
		}
		return nil
	})
	if err != nil {
		return r.lost(err)
	}
	r.Log.InfoContext(ctx, "job.over", "merchant", j.Merchant, "job", j.ID, "kind", j.Kind, "state", string(j.State),
		"done", j.Done, "results", j.Results, "problems", len(j.Problems))
	if r.Herald == nil {
		return nil
	}
	if err := r.Herald.JobOver(ctx, j); err != nil {
		r.Log.WarnContext(ctx, "job.not_told", "merchant", j.Merchant, "job", j.ID, "err", err.Error())
	}
	return nil
}

// lost turns the end of one's own part in a job into the outcome of its message.
func (r *run) lost(err error) error {
	switch {
	case errors.Is(err, errOver), errors.Is(err, table.ErrNotFound):
		return nil
	case errors.Is(err, errTaken), errors.Is(err, table.ErrConflict):
		return outcome.Snooze(time.Second)
	default:
		return fmt.Errorf("job: %w", err)
	}
}
