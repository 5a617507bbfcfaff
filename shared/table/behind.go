package table

import (
	"context"
	"fmt"
	"maps"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// ViewsCurrent reports whether an order's view and look-up rows say what the order says now: whether the stream has
// kept up. It costs one read, because the row in the list of all orders has a fingerprint of the others and is written last.
func (t *Table) ViewsCurrent(ctx context.Context, o order.Order) (bool, error) {
	key := rowKey(o, TabAll)
	item, err := t.engine.Get(ctx, key, true)
	if err != nil {
		return false, fmt.Errorf("views current: %w", err)
	}
	if item == nil {
		return false, nil
	}
	item = maps.Clone(item)
	delete(item, attrRowVersion)
	return maps.EqualFunc(item, rows(o)[key], kv.Value.Equal), nil
}
