package job

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/table"
)

// Decider applies events to orders. The core's refusals come back as they are.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
}

// Results of single orders, beside the codes of refusals.
const (
	resultDone      = "done"
	resultUnchanged = "unchanged"
	resultGone      = "no_such_order"
	resultNewer     = "newer_layout"
	resultDefect    = "defect"
)

// choice is work on a selection that is one event for each order. Its outcome shows in the order itself.
type choice struct {
	lists   Lists
	decider Decider
	event   func(j table.Job, b Bulk) order.Event
}

// atOnce is how many orders of a piece are worked on at the same time.
const atOnce = 5

// Piece implements [Worker].
func (w choice) Piece(ctx context.Context, j table.Job) (Piece, error) {
	b, err := params[Bulk](j)
	if err != nil {
		return Piece{}, err
	}
	c, err := b.Selection.next(ctx, w.lists, j.Merchant, j.Cursor)
	if err != nil {
		return Piece{}, err
	}
	event := w.event(j, b)
	return each(ctx, c, func(ctx context.Context, key order.Key) (string, string, error) {
		r, err := w.decider.Apply(ctx, key, event)
		if err != nil && did(r.Before, event, j) {
			return resultDone, "", nil // before a run was killed
		}
		return judge(r, err)
	})
}

// each works on the orders of a piece. What fails for one, such that it may work later, fails the piece.
func each(
	ctx context.Context, c chosen, do func(ctx context.Context, key order.Key) (result, problem string, err error),
) (Piece, error) {
	type came struct{ result, problem string }
	all := make([]came, len(c.keys))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, key := range c.keys {
		group.Go(func() error {
			result, problem, err := do(ctx, key)
			all[i] = came{result, problem}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return Piece{}, err //nolint:wrapcheck // ours, passed through
	}
	p := Piece{Cursor: c.cursor, Over: c.over, Total: c.total, Done: len(c.keys), Results: map[string]int{}}
	for i, a := range all {
		p.Results[a.result]++
		if a.problem != "" {
			p.Problems = append(p.Problems, table.JobProblem{Subject: subject(c.keys[i]), Problem: a.problem})
		}
	}
	return p, nil
}

func subject(k order.Key) string { return k.Store + "/" + k.ID }

// judge says what came of an order: a refusal is its result, other errors are the piece's.
func judge(r decider.Result, err error) (result, problem string, fault error) {
	var rejected *order.RejectedError
	var input *order.InputError
	switch {
	case err == nil && r.Changed:
		return resultDone, "", nil
	case err == nil:
		return resultUnchanged, "", nil
	case errors.As(err, &rejected):
		return rejected.Code, rejected.Message, nil
	case errors.As(err, &input):
		return "invalid_" + input.Field, input.Field + " " + input.Problem + ".", nil
	case errors.Is(err, table.ErrNotFound):
		return resultGone, "There is no such order.", nil
	case errors.Is(err, table.ErrNewerLayout):
		return resultNewer, "A newer version of Onward wrote this order. Try again when the deployment is complete.", nil
	case errors.Is(err, order.ErrTransition):
		return resultDefect, "A rule of Onward contradicts itself here, and nothing was changed. Tell the operator.", nil
	default:
		return "", "", err
	}
}

// judgeLoad is judge for an order that could not be read, or hints that change nothing by themselves.
func judgeLoad(err error) (result, problem string, fault error) {
	return judge(decider.Result{}, err)
}

// did reports whether the job's own event is in the order's latest steps already.
func did(o order.Order, e order.Event, j table.Job) bool {
	return slices.ContainsFunc(o.Tail, func(entry order.Entry) bool {
		return entry.Kind == e.Kind() && entry.By == j.By && !entry.At.Before(j.Created.Truncate(time.Millisecond))
	})
}

func placing(j table.Job, _ Bulk) order.Event { return order.Place{By: j.By} }
func holding(j table.Job, b Bulk) order.Event {
	return order.SetHold{By: j.By, On: true, Reason: b.Reason}
}
func releasing(j table.Job, _ Bulk) order.Event { return order.SetHold{By: j.By} }

func archiving(archived bool) func(table.Job, Bulk) order.Event {
	return func(j table.Job, _ Bulk) order.Event { return order.Edit{By: j.By, Archived: &archived} }
}
