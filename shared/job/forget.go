package job

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"onward/shared/table"
)

// maxJobs is how many jobs are read at once.
const maxJobs = 100

// otherJobs removes the exports that hold any of the erased orders, and the reasons that people gave for holding them,
// which may name the customer.
func (w erasing) otherJobs(ctx context.Context, j table.Job, p Privacy) (exports int, err error) {
	for cursor := ""; ; {
		jobs, next, err := w.table.Jobs(ctx, j.Merchant, cursor, maxJobs)
		if err != nil {
			return exports, err
		}
		for _, other := range jobs {
			switch {
			case other.Kind == KindExport && other.Store == j.Store && w.exported(other, p):
				if err := w.table.DropJobParts(ctx, j.Merchant, other.ID); err != nil {
					return exports, err
				}
				exports++
			case other.Kind == KindHold && w.selected(other, j.Store, p):
				if err := w.blankReason(ctx, other); err != nil {
					return exports, err
				}
			}
		}
		if cursor = next; cursor == "" {
			return exports, nil
		}
	}
}

func (w erasing) exported(other table.Job, p Privacy) bool {
	exported, err := params[Privacy](other)
	return err == nil && (w.all || slices.ContainsFunc(exported.Orders, func(id string) bool { return slices.Contains(p.Orders, id) }))
}

// selected reports whether a job was, or may have been, about any of the erased orders.
func (w erasing) selected(other table.Job, store string, p Privacy) bool {
	bulk, err := params[Bulk](other)
	if err != nil || bulk.Reason == "" {
		return false
	}
	if s := bulk.Selection; s.Tab != "" {
		return s.Store == "" || s.Store == store
	}
	return slices.ContainsFunc(bulk.Selection.Orders, func(r Ref) bool {
		return r.Store == store && (w.all || slices.Contains(p.Orders, r.ID))
	})
}

func (w erasing) blankReason(ctx context.Context, other table.Job) error {
	_, err := w.table.UpdateJob(ctx, other.Merchant, other.ID, func(j *table.Job) error {
		bulk, err := params[Bulk](*j)
		if err != nil {
			return err
		}
		bulk.Reason = ""
		raw, err := json.Marshal(bulk)
		if err != nil {
			return fmt.Errorf("blank reason: %w", err)
		}
		j.Params = raw
		return nil
	})
	return err
}

// blanked is what a repeat of a request is answered whose answer told of an erased customer.
func blanked() table.Answer {
	return table.Answer{Status: http.StatusGone, Body: []byte(`{"type":"urn:onward:problem:answer_erased","title":"Gone","status":410,` +
		`"detail":"The request was carried out. Its answer was erased with the customer's data: read what you need again."}`)}
}

// answers blanks the answers that name any of the erased orders, or with a whole store the store.
func (w erasing) answers(ctx context.Context, j table.Job, p Privacy) (int, error) {
	names := p.Orders
	if w.all {
		names = []string{j.Store}
	}
	return w.table.BlankAnswers(ctx, j.Merchant, func(body []byte) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			quoted, err := json.Marshal(name)
			return err == nil && name != "" && bytes.Contains(body, quoted)
		})
	}, blanked())
}
