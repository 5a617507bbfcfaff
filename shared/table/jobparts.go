package table

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// A job's parts are what is too large for the job itself: the rows of an import, the orders of an export. They are
// numbered from 0, may be written again, and go when they are dropped, or by themselves with the job.

func partPartition(merchant, job string) partition { return owned(merchant, "jp", job) }

func partKey(merchant, job string, n int) kv.Key {
	return partPartition(merchant, job).at(sort(fmt.Sprintf("%06d", n)))
}

// PutJobPart keeps a part of a job, until so long after now.
func (t *Table) PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error {
	if err := filled(merchant, job); err != nil {
		return fmt.Errorf("put job part: %w", err)
	}
	packed, err := t.codec.encode(body)
	if err != nil {
		return fmt.Errorf("put job part: %w", err)
	}
	key := partKey(merchant, job, n)
	err = t.engine.Put(ctx, kv.Item{
		kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrBody: kv.B(packed), kv.TTL: kv.N(now.Add(jobsKept).Unix()),
	}, kv.Cond{})
	if err != nil {
		return fmt.Errorf("put job part: %w", err)
	}
	return nil
}

// JobPart reads a part of a job; [ErrNotFound] when there is none.
func (t *Table) JobPart(ctx context.Context, merchant, job string, n int) (json.RawMessage, error) {
	item, err := t.engine.Get(ctx, partKey(merchant, job, n), true)
	if err != nil {
		return nil, fmt.Errorf("job part: %w", err)
	}
	if item == nil {
		return nil, fmt.Errorf("job part: %w", ErrNotFound)
	}
	var body json.RawMessage
	if err := t.codec.decode(item[attrBody].Bytes(), &body); err != nil {
		return nil, fmt.Errorf("job part: %w", err)
	}
	return body, nil
}

// DropJobParts removes all parts of a job.
func (t *Table) DropJobParts(ctx context.Context, merchant, job string) error {
	if err := filled(merchant, job); err != nil {
		return fmt.Errorf("drop job parts: %w", err)
	}
	if err := t.dropPartition(ctx, partPartition(merchant, job), ""); err != nil {
		return fmt.Errorf("drop job parts: %w", err)
	}
	return nil
}
