package table

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// RefreshViews makes the view and look-up rows of an order as it is now, which the caller has read
// consistently, and removes those that it had in earlier images and is not to have any more. A row
// that every earlier image had alike is taken to be there and is not written; with no images all rows
// are written anew.
//
// Rows carry the order's version and never go back, so repeats and late callers do no harm.
func (t *Table) RefreshViews(ctx context.Context, before []order.Order, now order.Order) error {
	if err := filled(now.Key.Merchant, now.Key.Store, now.Key.ID); err != nil {
		return fmt.Errorf("refresh views: %w", err)
	}
	had := make([]map[kv.Key]kv.Item, 0, len(before))
	for _, o := range before {
		if o.Key == now.Key {
			had = append(had, rows(o))
		}
	}
	wanted := rows(now)
	// The row in the list of all orders comes last: it says that the others are right.
	last := rowKey(now, TabAll)
	for _, key := range sortedKeys(wanted) {
		if key == last {
			continue
		}
		if err := t.putRow(ctx, had, key, wanted[key], now.Version); err != nil {
			return err
		}
	}
	if err := t.dropRows(ctx, had, wanted, now.Version); err != nil {
		return err
	}
	return t.putRow(ctx, had, last, wanted[last], now.Version)
}

// putRow writes a row, unless every image had it alike or a newer one is there.
func (t *Table) putRow(ctx context.Context, had []map[kv.Key]kv.Item, key kv.Key, item kv.Item, version int64) error {
	if unchanged(had, key, item) {
		return nil
	}
	item[attrRowVersion] = kv.N(version)
	err := t.engine.Put(ctx, item, kv.Any(kv.NotExists(), kv.AtMost(attrRowVersion, kv.N(version))))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("refresh views: %w", err)
	}
	return nil
}

// dropRows removes rows that are not wanted, unless they are newer than the version.
func (t *Table) dropRows(ctx context.Context, had []map[kv.Key]kv.Item, wanted map[kv.Key]kv.Item, version int64) error {
	gone := map[kv.Key]kv.Item{}
	for _, rows := range had {
		for key := range rows {
			if _, ok := wanted[key]; !ok {
				gone[key] = nil
			}
		}
	}
	for _, key := range sortedKeys(gone) {
		err := t.engine.Delete(ctx, key, kv.Any(kv.NotExists(), kv.AtMost(attrRowVersion, kv.N(version))))
		if err := conflicting(err, nil); err != nil {
			return fmt.Errorf("refresh views: %w", err)
		}
	}
	return nil
}

// unchanged reports whether every image had the row with the same content.
func unchanged(had []map[kv.Key]kv.Item, key kv.Key, item kv.Item) bool {
	for _, rows := range had {
		was, ok := rows[key]
		if !ok || !maps.EqualFunc(was, item, kv.Value.Equal) {
			return false
		}
	}
	return len(had) > 0
}

func sortedKeys(rows map[kv.Key]kv.Item) []kv.Key {
	return slices.SortedFunc(maps.Keys(rows), func(a, b kv.Key) int {
		if a.PK != b.PK {
			return strings.Compare(a.PK, b.PK)
		}
		return strings.Compare(a.SK, b.SK)
	})
}
