package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/table"
)

// importStep is one change of one order, made of one or more rows of a list.
type importStep struct {
	Rows  []int  `json:"rows"`
	Store string `json:"store"`
	ID    string `json:"id"`
	// Event is as [order.MarshalEvent] wrote it; who it is by is who begins the job.
	Event json.RawMessage `json:"event"`
}

// ImportParts is where the steps of an import are kept.
type ImportParts interface {
	Loader
	JobPart(ctx context.Context, merchant, job string, n int) (json.RawMessage, error)
}

// importing does the steps of an import, a part of them at a time.
type importing struct {
	table   ImportParts
	decider Decider
}

// Piece implements [Worker].
func (w importing) Piece(ctx context.Context, j table.Job) (Piece, error) {
	n := 0
	if j.Cursor != "" {
		var err error
		if n, err = strconv.Atoi(j.Cursor); err != nil {
			return Piece{}, outcome.Permanent(table.ErrCursor)
		}
	}
	raw, err := w.table.JobPart(ctx, j.Merchant, j.ID, n)
	if errors.Is(err, table.ErrNotFound) {
		return Piece{Over: true, Cursor: j.Cursor}, nil
	}
	if err != nil {
		return Piece{}, err
	}
	var steps []importStep
	if err := json.Unmarshal(raw, &steps); err != nil {
		return Piece{}, outcome.Permanent(errParams)
	}
	p := Piece{Cursor: strconv.Itoa(n + 1), Results: map[string]int{}}
	for _, step := range steps {
		result, problem, err := w.step(ctx, j, step)
		if err != nil {
			return Piece{}, err
		}
		p.Done += len(step.Rows)
		p.Results[result] += len(step.Rows)
		if problem != "" {
			p.Problems = append(p.Problems, table.JobProblem{
				Subject: step.Store + "/" + step.ID, Problem: fmt.Sprintf("Row %s: %s", ranges(slices.Clone(step.Rows)), problem),
			})
		}
	}
	return p, nil
}

// step does one step, unless the order shows that it was done.
func (w importing) step(ctx context.Context, j table.Job, s importStep) (result, problem string, err error) {
	event, err := order.UnmarshalEvent(s.Event)
	if err != nil {
		return "", "", outcome.Permanent(errParams)
	}
	event = by(j.By, event)
	key := order.Key{Merchant: j.Merchant, Store: s.Store, ID: s.ID}
	o, err := w.table.Load(ctx, key)
	if err != nil {
		return judgeLoad(err)
	}
	if taken(o, event) {
		return resultUnchanged, "", nil
	}
	return judge(w.decider.Apply(ctx, key, event))
}

// by is the event as whoever begins the job asks for it.
func by(who string, e order.Event) order.Event {
	switch e := e.(type) {
	case order.SetTracking:
		e.By = who
		return e
	case order.RecordPurchase:
		e.By = who
		return e
	case order.SettlePlaced:
		e.By = who
		return e
	default:
		return e
	}
}

// taken reports whether what an event brings is in the order: its numbers given by hand, for its lines, or its
// supplier orders.
func taken(o order.Order, e order.Event) bool {
	switch e := e.(type) {
	case order.SetTracking:
		return slices.ContainsFunc(o.Fulfilments, func(f order.Fulfilment) bool {
			return f.State != order.FulfilmentRolledBack && (e.Fulfilment == "" || e.Fulfilment == f.ID) &&
				slices.Equal(f.Manual, e.Tracking) && holds(&f, e.Lines)
		})
	case order.RecordPurchase:
		return hasOrders(o, e.Orders)
	case order.SettlePlaced:
		return hasOrders(o, e.Orders)
	default:
		return false
	}
}

// holds reports whether a fulfilment has all the lines.
func holds(f *order.Fulfilment, lines []order.LineUnits) bool {
	totals := f.LineTotals()
	return !slices.ContainsFunc(lines, func(want order.LineUnits) bool {
		return !slices.ContainsFunc(totals, func(u order.LineUnits) bool { return u.Line == want.Line && u.Units >= want.Units })
	})
}
