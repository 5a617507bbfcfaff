package pipeline

import (
	"context"
	"strings"

	"onward/shared/table/kv"
)

// engine is the table's engine with a point at every call.
type engine struct {
	inner kv.Engine
	runs  *runs
}

var _ kv.Engine = (*engine)(nil)

// kindOf names an item for people: what a partition is for, and whether it is an order's own item.
func kindOf(key kv.Key) string {
	if rest, global := strings.CutPrefix(key.PK, "#"); global {
		kind, _, _ := strings.Cut(rest, "#")
		return "#" + kind
	}
	parts := strings.SplitN(key.PK, "#", 3)
	if len(parts) < 2 {
		return "?"
	}
	if parts[1] == "o" && strings.HasPrefix(key.SK, "t#") {
		return "timeline"
	}
	return parts[1]
}

func (e *engine) Get(ctx context.Context, key kv.Key, consistent bool) (item kv.Item, err error) {
	err = e.runs.at("table get "+kindOf(key), func() error {
		item, err = e.inner.Get(ctx, key, consistent)
		return err
	})
	return item, err
}

func (e *engine) BatchGet(ctx context.Context, keys []kv.Key, consistent bool) (items []kv.Item, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	err = e.runs.at("table batch_get "+kindOf(keys[0]), func() error {
		items, err = e.inner.BatchGet(ctx, keys, consistent)
		return err
	})
	return items, err
}

func (e *engine) Put(ctx context.Context, item kv.Item, cond kv.Cond) error {
	return e.runs.at("table put "+kindOf(item.Key()), func() error { return e.inner.Put(ctx, item, cond) })
}

func (e *engine) Update(ctx context.Context, key kv.Key, change kv.Change, cond kv.Cond) (item kv.Item, err error) {
	err = e.runs.at("table update "+kindOf(key), func() error {
		item, err = e.inner.Update(ctx, key, change, cond)
		return err
	})
	return item, err
}

func (e *engine) Delete(ctx context.Context, key kv.Key, cond kv.Cond) error {
	return e.runs.at("table delete "+kindOf(key), func() error { return e.inner.Delete(ctx, key, cond) })
}

func (e *engine) Query(ctx context.Context, q kv.Query) (page kv.Page, err error) {
	err = e.runs.at("table query "+kindOf(kv.Key{PK: q.PK, SK: q.Prefix}), func() error {
		page, err = e.inner.Query(ctx, q)
		return err
	})
	return page, err
}

func (e *engine) Due(ctx context.Context, shard string, until int64, limit int) (items []kv.Item, err error) {
	err = e.runs.at("table due", func() error {
		items, err = e.inner.Due(ctx, shard, until, limit)
		return err
	})
	return items, err
}

func (e *engine) Write(ctx context.Context, puts []kv.Item, deletes []kv.Key) error {
	return e.runs.at("table write", func() error { return e.inner.Write(ctx, puts, deletes) })
}

func (e *engine) Transact(ctx context.Context, writes []kv.Write) error {
	return e.runs.at("table transact", func() error { return e.inner.Transact(ctx, writes) })
}
