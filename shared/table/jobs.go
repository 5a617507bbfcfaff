package table

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"onward/shared/table/kv"
)

// JobState is how far a job is.
type JobState string

// The states of a job. The last three are final.
const (
	// JobDraft is not begun: somebody looks at what would be done. Left alone, it goes by itself.
	JobDraft     JobState = "draft"
	JobWaiting   JobState = "waiting"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Over reports whether nothing more is to be done.
func (s JobState) Over() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// NewJobID makes an id for a [Job]: a ULID, by which jobs sort by time.
func NewJobID(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
}

// Job is work on many orders, done piece by piece. Its id is made by [NewJobID].
type Job struct {
	Merchant string          `json:"merchant"`
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Store    string          `json:"store,omitempty"`
	By       string          `json:"by,omitempty"`
	State    JobState        `json:"state"`
	Params   json.RawMessage `json:"params,omitempty"`
	// Cursor is from where it goes on.
	Cursor string `json:"cursor,omitempty"`
	// Done of Total is its progress; a Total of 0 is not known.
	Done  int `json:"done"`
	Total int `json:"total,omitempty"`
	// Tries counts runs since the last progress, so that a job that can't go on ends.
	Tries int `json:"tries,omitempty"`
	// Results counts what came of the single orders; Problems are the first of those that failed.
	Results  map[string]int `json:"results,omitempty"`
	Problems []JobProblem   `json:"problems,omitempty"`
	Created  time.Time      `json:"created,omitzero"`
	Updated  time.Time      `json:"updated,omitzero"`
	Finished time.Time      `json:"finished,omitzero"`
}

// JobProblem is why one order of a job failed.
type JobProblem struct {
	Subject string `json:"subject"`
	Problem string `json:"problem"`
}

// jobsKept is how long a finished job can be looked at.
const jobsKept = 30 * 24 * time.Hour

// draftsKept is how long a draft can be looked at.
const draftsKept = 3 * 24 * time.Hour

func (j Job) expires() time.Time {
	switch {
	case j.State == JobDraft:
		return j.Created.Add(draftsKept)
	case j.Finished.IsZero():
		return time.Time{}
	default:
		return j.Finished.Add(jobsKept)
	}
}

func jobPartition(merchant string) partition { return owned(merchant, "j") }
func jobKey(merchant, id string) kv.Key      { return jobPartition(merchant).at(sort(join(id))) }

// CreateJob makes a job; [ErrTaken] when the id is in use.
func (t *Table) CreateJob(ctx context.Context, j Job) error {
	if err := filled(j.Merchant, j.ID); err != nil {
		return fmt.Errorf("create job: %w", err)
	}
	if err := create(ctx, t, jobKey(j.Merchant, j.ID), j); err != nil {
		return fmt.Errorf("create job: %w", err)
	}
	return nil
}

// Job reads a job as of now; [ErrNotFound] when there is none.
func (t *Table) Job(ctx context.Context, merchant, id string) (Job, error) {
	j, err := read[Job](ctx, t, jobKey(merchant, id), true)
	if err != nil {
		return Job{}, fmt.Errorf("job: %w", err)
	}
	return j, nil
}

// UpdateJob changes a job; the function may run several times.
func (t *Table) UpdateJob(ctx context.Context, merchant, id string, do func(*Job) error) (Job, error) {
	j, err := change(ctx, t, jobKey(merchant, id), do)
	if err != nil {
		return Job{}, fmt.Errorf("update job: %w", err)
	}
	return j, nil
}

// Jobs lists a merchant's jobs, newest first, a page at a time.
func (t *Table) Jobs(ctx context.Context, merchant, cursor string, limit int) (jobs []Job, next string, err error) {
	page, err := t.engine.Query(ctx, kv.Query{
		PK: string(jobPartition(merchant)), After: cursor, Desc: true, Limit: min(max(limit, 1), 250),
	})
	if err != nil {
		return nil, "", fmt.Errorf("jobs: %w", err)
	}
	for _, item := range page.Items {
		var j Job
		if err := getDocument(item, &j); err != nil {
			return nil, "", fmt.Errorf("jobs: %w", err)
		}
		jobs = append(jobs, j)
	}
	return jobs, page.Next, nil
}
