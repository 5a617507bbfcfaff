package job

import (
	"context"
	"slices"

	"onward/shared/order"
	"onward/shared/table"
)

// Orders reads orders.
type Orders interface {
	Loader
	Lists
	LoadMany(ctx context.Context, keys []order.Key) ([]order.Order, error)
}

// redecide tells the orders that wait for a variant that time passed, so that its mapping is looked at again.
type redecide struct {
	orders  Orders
	decider Decider
}

// Piece implements [Worker].
func (w redecide) Piece(ctx context.Context, j table.Job) (Piece, error) {
	p, err := params[Redecide](j)
	if err != nil {
		return Piece{}, err
	}
	c, err := tab(ctx, w.orders, j.Merchant, table.TabQuery{
		Tab: order.AwaitingOrder, Store: j.Store, Cursor: j.Cursor, Limit: pieceOrders,
	})
	if err != nil {
		return Piece{}, err
	}
	orders, err := w.orders.LoadMany(ctx, c.keys)
	if err != nil {
		return Piece{}, err
	}
	c.keys = nil
	for i := range orders {
		if slices.ContainsFunc(orders[i].Store.Lines, func(l order.SnapshotLine) bool { return l.Variant == p.Variant }) {
			c.keys = append(c.keys, orders[i].Key)
		}
	}
	return each(ctx, c, func(ctx context.Context, key order.Key) (string, string, error) {
		return judge(w.decider.Apply(ctx, key, order.TimePassed{}))
	})
}
