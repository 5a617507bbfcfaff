package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// DueOrder is an order whose wakeAt has passed.
type DueOrder struct {
	Key order.Key
	At  time.Time
}

// WakeShards is how many shards [Table.Due] has; they count from 0.
func WakeShards() int { return wakeShards }

func wakeShard(n int) string { return fmt.Sprintf("%02d", n) }

// ceilMillis rounds up, so that an order is never found before its time.
func ceilMillis(at time.Time) int64 {
	ms := at.UnixMilli()
	if at.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

// Due lists what is due in one shard across merchants, longest due first. The index lags a little:
// what it names may have been dealt with already.
func (t *Table) Due(ctx context.Context, shard int, now time.Time, limit int) ([]DueOrder, error) {
	items, err := t.engine.Due(ctx, wakeShard(shard), now.UnixMilli(), limit)
	if err != nil {
		return nil, fmt.Errorf("due orders: %w", err)
	}
	out := make([]DueOrder, 0, len(items))
	for _, item := range items {
		key, ok := parseOrder(item.Key())
		if !ok {
			return nil, fmt.Errorf("due orders: %w", errNoOrder)
		}
		out = append(out, DueOrder{Key: key, At: item[kv.WakeAt].Time()})
	}
	return out, nil
}

// OldestDue is what has been due longest in any shard; ok is false when nothing is due. Its age is how
// late the pipeline runs.
func (t *Table) OldestDue(ctx context.Context, now time.Time) (oldest DueOrder, ok bool, err error) {
	for shard := range wakeShards {
		due, err := t.Due(ctx, shard, now, 1)
		if err != nil {
			return DueOrder{}, false, err
		}
		if len(due) > 0 && (!ok || due[0].At.Before(oldest.At)) {
			oldest, ok = due[0], true
		}
	}
	return oldest, ok, nil
}
