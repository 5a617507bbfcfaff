package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// demand is that a demand of a platform has become a job.
type demand struct {
	Job  string    `json:"job"`
	Made time.Time `json:"made"`
}

// expires: the job can be looked at about as long; after that the same demand is another one.
func (d demand) expires() time.Time { return d.Made.Add(jobsKept) }

func demandPartition(merchant string) partition { return owned(merchant, "jd") }
func demandKey(merchant, name string) kv.Key    { return demandPartition(merchant).at(sort(join(name))) }

// ClaimDemand says which job a demand becomes: the one named, or the one that it has become before. That a demand has a
// job does not mean that the job was made already.
func (t *Table) ClaimDemand(ctx context.Context, merchant, name, job string, now time.Time) (id string, err error) {
	if err := filled(merchant, name, job); err != nil {
		return "", fmt.Errorf("claim demand: %w", err)
	}
	key := demandKey(merchant, name)
	err = create(ctx, t, key, demand{Job: job, Made: now})
	if err == nil {
		return job, nil
	}
	if !errors.Is(err, ErrTaken) {
		return "", fmt.Errorf("claim demand: %w", err)
	}
	d, err := read[demand](ctx, t, key, true)
	if err != nil {
		return "", fmt.Errorf("claim demand: %w", err)
	}
	return d.Job, nil
}
