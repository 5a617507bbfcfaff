// Package memory is the table's engine in a process's own memory: for tests of whole pipelines,
// deterministic and safe for concurrent use. It never deletes by TTL, never throttles, and every
// read sees every write.
package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"onward/shared/table/kv"
)

// pageBytes is how much DynamoDB reads for one page at most.
const pageBytes = 1 << 20

// Engine implements [kv.Engine]. Use [New].
type Engine struct {
	mu         sync.RWMutex
	partitions map[string]*partition
	due        map[string]map[kv.Key]int64
	hook       func(Record)
	meter      *kv.Meter
}

var _ kv.Engine = (*Engine)(nil)

type partition struct {
	sorted []string
	items  map[string]kv.Item
}

// Record is a change of one item as the stream tells it: Old is nil for a new item, New for a deleted one.
type Record struct {
	Key      kv.Key
	Old, New kv.Item
}

// New makes an empty engine. The meter may be nil.
func New(meter *kv.Meter) *Engine {
	return &Engine{partitions: map[string]*partition{}, due: map[string]map[kv.Key]int64{}, meter: meter}
}

// OnChange has the hook called with every change, in the order of the changes of each item. As with
// DynamoDB, a write that leaves an item as it was tells nothing. The hook must not call the engine.
func (e *Engine) OnChange(hook func(Record)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hook = hook
}

// Len is how many items there are.
func (e *Engine) Len() int {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n := 0
	for _, p := range e.partitions {
		n += len(p.items)
	}
	return n
}

// Items copies everything, sorted by key, so that tests can look for what must not be there.
func (e *Engine) Items() []kv.Item {
	e.mu.RLock()
	defer e.mu.RUnlock()
	pks := make([]string, 0, len(e.partitions))
	for pk := range e.partitions {
		pks = append(pks, pk)
	}
	slices.Sort(pks)
	var out []kv.Item
	for _, pk := range pks {
		p := e.partitions[pk]
		for _, sk := range p.sorted {
			out = append(out, p.items[sk].Clone())
		}
	}
	return out
}

// Get implements [kv.Engine].
func (e *Engine) Get(ctx context.Context, key kv.Key, consistent bool) (kv.Item, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	item := e.get(key)
	e.meter.Count("get", kv.ReadUnits(item.Size(), consistent), 0)
	return item.Clone(), nil
}

// BatchGet implements [kv.Engine].
func (e *Engine) BatchGet(ctx context.Context, keys []kv.Key, consistent bool) ([]kv.Item, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	var out []kv.Item
	for part := range slices.Chunk(keys, 100) {
		units := 0.0
		for _, key := range part {
			item := e.get(key)
			units += kv.ReadUnits(item.Size(), consistent)
			if item != nil {
				out = append(out, item.Clone())
			}
		}
		e.meter.Count("batch_get", units, 0)
	}
	return out, nil
}

// ended is an error when the caller's time is over, as it would be on the way to DynamoDB.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	return nil
}

func (e *Engine) get(key kv.Key) kv.Item {
	if p := e.partitions[key.PK]; p != nil {
		return p.items[key.SK]
	}
	return nil
}
