package job

import (
	"context"

	"onward/shared/order"
	"onward/shared/table"
)

// Loader reads orders as they are now.
type Loader interface {
	Load(ctx context.Context, key order.Key) (order.Order, error)
}

// tellAgain has everything told once more that stores refused, or that was undone there.
type tellAgain struct {
	lists   Lists
	orders  Loader
	decider Decider
}

// Piece implements [Worker].
func (w tellAgain) Piece(ctx context.Context, j table.Job) (Piece, error) {
	b, err := params[Bulk](j)
	if err != nil {
		return Piece{}, err
	}
	c, err := b.Selection.next(ctx, w.lists, j.Merchant, j.Cursor)
	if err != nil {
		return Piece{}, err
	}
	return each(ctx, c, func(ctx context.Context, key order.Key) (string, string, error) {
		o, err := w.orders.Load(ctx, key)
		if err != nil {
			return judgeLoad(err)
		}
		result, problem := resultUnchanged, ""
		for _, id := range untold(o) {
			r, err := w.decider.Apply(ctx, key, order.TellAgain{By: j.By, Fulfilment: id})
			came, why, err := judge(r, err)
			if err != nil {
				return "", "", err
			}
			if result == resultUnchanged || came != resultDone {
				result, problem = came, why
			}
		}
		return result, problem, nil
	})
}

// untold is what can be told again of an order.
func untold(o order.Order) []string {
	var out []string
	for _, f := range o.Fulfilments {
		if f.State == order.FulfilmentStuck || f.State == order.FulfilmentWithdrawn || f.State == order.FulfilmentTold && len(f.Refused) > 0 {
			out = append(out, f.ID)
		}
	}
	if o.CompleteRefused != "" {
		out = append(out, string(order.EffectComplete))
	}
	return out
}
