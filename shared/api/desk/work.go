package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

const (
	// pieceOrders is how many orders one piece of a job takes; its progress is kept after each.
	pieceOrders = 25
	// maxProblems is how many refused orders a job names.
	maxProblems = 100
	// workMargin is left before the deadline, so that progress can still be kept.
	workMargin = 5 * time.Second
)

// Handles reports whether a kind of job is worked on by [Desk.Work].
func Handles(kind string) bool {
	return slices.Contains([]string{JobPlace, JobSync, JobHold, JobRelease, JobArchive, JobRedecide}, kind)
}

// Work does a job, piece by piece, until it is over or the context's deadline is near. over is false when something
// is left: then it is to be called again and goes on where it was. A piece that was done twice does no harm: what an
// order has had done is "unchanged" the second time.
func (d *Desk) Work(ctx context.Context, merchant, id string) (over bool, err error) {
	deadline, limited := ctx.Deadline()
	for {
		j, err := d.Table.Job(ctx, merchant, id)
		if errors.Is(err, table.ErrNotFound) || err == nil && (j.State.Over() || !Handles(j.Kind)) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if limited && time.Until(deadline) < workMargin {
			return false, nil
		}
		p, err := d.piece(ctx, j)
		if err != nil {
			return false, err
		}
		if j, err = d.progress(ctx, j, p); err != nil {
			return false, err
		}
		if j.State.Over() {
			return true, nil
		}
	}
}

// piece is what came of one piece of a job.
type piece struct {
	next     string
	last     bool
	done     int
	results  map[string]int
	problems []table.JobProblem
}

func (p *piece) count(result string) {
	p.done++
	if p.results == nil {
		p.results = map[string]int{}
	}
	p.results[result]++
}

// progress keeps what a piece came to, unless somebody else did the same piece meanwhile or cancelled the job.
func (d *Desk) progress(ctx context.Context, seen table.Job, p piece) (table.Job, error) {
	now := d.Now().UTC()
	return d.Table.UpdateJob(ctx, seen.Merchant, seen.ID, func(j *table.Job) error {
		if j.State.Over() || j.Cursor != seen.Cursor || j.Done != seen.Done {
			return nil
		}
		j.State, j.Cursor, j.Updated = table.JobRunning, p.next, now
		j.Done += p.done
		if j.Results == nil {
			j.Results = map[string]int{}
		}
		for result, n := range p.results {
			j.Results[result] += n
		}
		for _, problem := range p.problems {
			if len(j.Problems) < maxProblems {
				j.Problems = append(j.Problems, problem)
			}
		}
		if p.last {
			j.State, j.Finished, j.Total = table.JobDone, now, j.Done
		}
		return nil
	})
}

func (d *Desk) piece(ctx context.Context, j table.Job) (piece, error) {
	if j.Kind == JobRedecide {
		params, err := decodeParams[redecideParams](j)
		if err != nil {
			return piece{}, err
		}
		n, next, err := d.redecide(ctx, j.Merchant, j.Store, params.Variant, j.Cursor)
		return piece{next: next, last: next == "", done: n, results: map[string]int{"done": n}}, err
	}
	params, err := decodeParams[jobParams](j)
	if err != nil {
		return piece{}, err
	}
	keys, next, err := d.selected(ctx, j, params.Selection)
	if err != nil {
		return piece{}, err
	}
	p := piece{next: next, last: next == ""}
	if j.Kind == JobSync {
		return p, d.syncPiece(ctx, j, params.Selection.Account, keys, &p)
	}
	for _, key := range keys {
		if err := d.one(ctx, j, params, key, &p); err != nil {
			return piece{}, err
		}
	}
	return p, nil
}

// selected is the next orders of a job.
func (d *Desk) selected(ctx context.Context, j table.Job, s Selection) (keys []order.Key, next string, err error) {
	if len(s.Orders) > 0 {
		at := slices.IndexFunc(s.Orders, func(r Ref) bool { return r.Store+"/"+r.ID == j.Cursor }) + 1
		end := min(at+pieceOrders, len(s.Orders))
		for _, r := range s.Orders[at:end] {
			keys = append(keys, order.Key{Merchant: j.Merchant, Store: r.Store, ID: r.ID})
		}
		if end < len(s.Orders) {
			last := s.Orders[end-1]
			next = last.Store + "/" + last.ID
		}
		return keys, next, nil
	}
	page, err := d.Table.ListTab(ctx, j.Merchant, table.TabQuery{
		Tab: s.Tab, Store: s.Store, Supplier: s.Supplier, Country: s.Country, Cursor: j.Cursor, Limit: pieceOrders,
	})
	if err != nil {
		return nil, "", err
	}
	for _, row := range page.Rows {
		keys = append(keys, row.Key)
	}
	return keys, page.Cursor, nil
}

// one does a job's work on one order. What the order's state does not allow is counted, not an error.
func (d *Desk) one(ctx context.Context, j table.Job, params jobParams, key order.Key, p *piece) error {
	r, err := d.Decider.Apply(ctx, key, jobEvent(j, params))
	var refused *Error
	switch {
	case err == nil && r.Changed:
		p.count("done")
	case err == nil:
		p.count("unchanged")
	case errors.As(refusal(err), &refused) && refused.Kind != TooMany:
		p.count(refused.Code)
		name := r.Order.Store.Name
		if name == "" {
			name = key.ID
		}
		p.problems = append(p.problems, table.JobProblem{Subject: key.Store + "/" + key.ID, Problem: name + ": " + refused.Message})
	default:
		return err
	}
	return nil
}

func jobEvent(j table.Job, params jobParams) order.Event {
	switch j.Kind {
	case JobPlace:
		return order.Place{By: j.By}
	case JobHold:
		return order.SetHold{By: j.By, On: true, Reason: params.Reason}
	case JobRelease:
		return order.SetHold{By: j.By}
	case JobArchive:
		yes := true
		return order.Edit{By: j.By, Archived: &yes}
	default:
		return order.TimePassed{}
	}
}

// syncPiece has orders looked at now. Each was asked for by the same job once: what is repeated is polled once more,
// and found unchanged.
func (d *Desk) syncPiece(ctx context.Context, j table.Job, account string, keys []order.Key, p *piece) error {
	orders, err := d.Table.LoadMany(ctx, keys)
	if err != nil {
		return err
	}
	if account != "" {
		orders = slices.DeleteFunc(orders, func(o order.Order) bool {
			return !slices.ContainsFunc(o.Watches(), func(w order.Watch) bool { return w.Account == account })
		})
	}
	if _, _, err := d.pollNow(ctx, orders); err != nil {
		return err
	}
	for i := range orders {
		_, err := d.Decider.Apply(ctx, orders[i].Key, order.Reread{Cause: "asked for by " + j.By})
		if err != nil && !errors.Is(err, table.ErrNotFound) {
			return err
		}
		p.count("done")
	}
	return nil
}
