package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"onward/shared/queue"
	"onward/shared/table"
)

// partBytes bounds the steps of one part, so that it fits an item even if it were not compressed.
const partBytes = 300 << 10

// keep writes down what was checked. The job comes last: once it is there, all of it is.
func (im *Importer) keep(ctx context.Context, l List, out Import, steps []importStep) (Import, error) {
	now := im.Now().UTC()
	params, err := json.Marshal(out.Checked)
	if err != nil {
		return Import{}, fmt.Errorf("import: %w", err)
	}
	out.Job = table.Job{
		Merchant: l.Merchant, ID: table.NewJobID(now), Kind: l.Kind, By: l.By, State: table.JobDraft, Params: params,
		Total: out.Checked.Good, Created: now, Updated: now,
	}
	for n, part := range parts(steps) {
		if err := im.put(ctx, out.Job, n, part); err != nil {
			return Import{}, err
		}
	}
	n := notesFrom
	for part := range slices.Chunk(out.Noted, notesPart) {
		if err := im.put(ctx, out.Job, n, part); err != nil {
			return Import{}, err
		}
		n++
	}
	return out, im.Table.CreateJob(ctx, out.Job)
}

func (im *Importer) put(ctx context.Context, j table.Job, n int, part any) error {
	body, err := json.Marshal(part)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return im.Table.PutJobPart(ctx, j.Merchant, j.ID, n, body, j.Created)
}

// parts splits steps into what a run does at once.
func parts(steps []importStep) [][]importStep {
	var out [][]importStep
	size := 0
	for _, s := range steps {
		if len(out) == 0 || len(out[len(out)-1]) == pieceOrders || size+len(s.Event) > partBytes {
			out, size = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], s)
		size += len(s.Event)
	}
	return out
}

// Start takes in what was checked. Done again it starts nothing again; a job whose message was lost gets another.
// [ErrNothing] and [ErrStale] refuse; [table.ErrNotFound] when there is no such import.
func (im *Importer) Start(ctx context.Context, merchant, id, by string) (table.Job, error) {
	now := im.Now().UTC()
	j, err := im.Table.UpdateJob(ctx, merchant, id, func(j *table.Job) error {
		switch {
		case columnsFor(j.Kind) == nil:
			return table.ErrNotFound
		case j.State != table.JobDraft:
			return nil
		case j.Total == 0:
			return ErrNothing
		case now.Sub(j.Created) > StartWithin:
			return ErrStale
		}
		j.State, j.By, j.Updated = table.JobWaiting, by, now
		return nil
	})
	if err != nil {
		return table.Job{}, refused(err)
	}
	if j.State != table.JobWaiting {
		return j, nil
	}
	return j, im.Sender.Send(ctx, queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: j.Merchant, ID: j.ID}})
}

// refused keeps what a change of a job was refused for as it is.
func refused(err error) error {
	for _, known := range []error{ErrNothing, ErrStale} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}
