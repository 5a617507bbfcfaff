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
	// Event is as [order.MarshalEvent] wrote it.
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
		result, problem, err := w.step(ctx, j.Merchant, step)
		if err != nil {
			return Piece{}, err
		}
		p.Done += len(step.Rows)
		p.Results[result] += len(step.Rows)
		if problem != "" {
			p.Problems = append(p.Problems, table.JobProblem{Subject: fmt.Sprintf("row %d", step.Rows[0]), Problem: problem})
		}
	}
	return p, nil
}

// step does one step, unless the order shows that it was done.
func (w importing) step(ctx context.Context, merchant string, s importStep) (result, problem string, err error) {
	event, err := order.UnmarshalEvent(s.Event)
	if err != nil {
		return "", "", outcome.Permanent(errParams)
	}
	key := order.Key{Merchant: merchant, Store: s.Store, ID: s.ID}
	o, err := w.table.Load(ctx, key)
	if err != nil {
		return judgeLoad(err)
	}
	if taken(o, event) {
		return resultUnchanged, "", nil
	}
	return judge(w.decider.Apply(ctx, key, event))
}

// taken reports whether what an event brings is in the order: its numbers given by hand, or its supplier orders.
func taken(o order.Order, e order.Event) bool {
	switch e := e.(type) {
	case order.SetTracking:
		return slices.ContainsFunc(o.Fulfilments, func(f order.Fulfilment) bool {
			return f.State != order.FulfilmentRolledBack && slices.Equal(numbersOf(f.Manual), numbersOf(e.Tracking))
		})
	case order.RecordPurchase:
		return hasOrders(o, e.Orders)
	case order.SettlePlaced:
		return hasOrders(o, e.Orders)
	default:
		return false
	}
}

func numbersOf(list []order.Tracking) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.Number)
	}
	return out
}

func hasOrders(o order.Order, ids []string) bool {
	for i := range o.Purchases {
		if _, ok := o.Purchases[i].Order(ids[0]); ok {
			return true
		}
	}
	return false
}
