package memory

import (
	"context"
	"errors"
	"maps"
	"slices"

	"onward/shared/table/kv"
)

// maxItem is DynamoDB's limit.
const maxItem = 400 << 10

var (
	errKey   = errors.New("item has no primary key")
	errSize  = errors.New("item is larger than 400 KB")
	errTwice = errors.New("transaction writes one item twice")
	errMany  = errors.New("transaction has more than 100 writes")
)

// Put implements [kv.Engine].
func (e *Engine) Put(ctx context.Context, item kv.Item, cond kv.Cond) error {
	return e.write(ctx, "put", 1, kv.Write{Put: item, Cond: cond})
}

// Delete implements [kv.Engine].
func (e *Engine) Delete(ctx context.Context, key kv.Key, cond kv.Cond) error {
	return e.write(ctx, "delete", 1, kv.Write{Delete: key, Cond: cond})
}

// Transact implements [kv.Engine]. Every write costs double.
func (e *Engine) Transact(ctx context.Context, writes []kv.Write) error {
	if len(writes) > 100 {
		return errMany
	}
	seen := map[kv.Key]bool{}
	for _, w := range writes {
		if seen[w.Target()] {
			return errTwice
		}
		seen[w.Target()] = true
	}
	return e.write(ctx, "transact", 2, writes...)
}

// Write implements [kv.Engine].
func (e *Engine) Write(ctx context.Context, puts []kv.Item, deletes []kv.Key) error {
	if err := ended(ctx); err != nil {
		return err
	}
	for _, item := range puts {
		if err := check(item); err != nil {
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.hook == nil && e.meter == nil {
		e.bulk(puts)
		puts = nil
	}
	for _, item := range puts {
		e.meter.Count("batch_write", 0, e.set(item.Key(), item.Clone()))
	}
	for _, key := range deletes {
		e.meter.Count("batch_write", 0, e.set(key, nil))
	}
	return nil
}

// Update implements [kv.Engine].
func (e *Engine) Update(ctx context.Context, key kv.Key, change kv.Change, cond kv.Cond) (kv.Item, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	old := e.get(key)
	if !cond.Holds(old) {
		e.meter.Count("update", 0, kv.WriteUnits(old.Size()))
		return nil, &kv.ConditionError{Old: old.Clone()}
	}
	item := changed(old, key, change)
	if err := check(item); err != nil {
		return nil, err
	}
	e.meter.Count("update", 0, e.set(key, item))
	return item.Clone(), nil
}

// changed is an item as a change leaves it; the item itself stays as it is.
func changed(old kv.Item, key kv.Key, change kv.Change) kv.Item {
	item := old.Clone()
	if item == nil {
		item = kv.Item{kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK)}
	}
	maps.Copy(item, change.Set)
	for attr, by := range change.Add {
		item[attr] = kv.N(item[attr].Num() + by)
	}
	for _, attr := range change.Remove {
		delete(item, attr)
	}
	return item
}

func (e *Engine) write(ctx context.Context, op string, factor float64, writes ...kv.Write) error {
	if err := ended(ctx); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	puts := make([]kv.Item, len(writes))
	for i, w := range writes {
		switch {
		case w.Put != nil:
			puts[i] = w.Put.Clone()
		case w.Update != (kv.Key{}):
			puts[i] = changed(e.get(w.Update), w.Update, w.Change)
		default:
			continue
		}
		if err := check(puts[i]); err != nil {
			return err
		}
	}
	for i, w := range writes {
		if old := e.get(w.Target()); !w.Cond.Holds(old) {
			e.meter.Count(op, 0, factor*kv.WriteUnits(max(old.Size(), puts[i].Size())))
			return &kv.ConditionError{Index: i, Old: old.Clone()}
		}
	}
	units := 0.0
	for i, w := range writes {
		units += factor * e.set(w.Target(), puts[i])
	}
	e.meter.Count(op, 0, units)
	return nil
}

func check(item kv.Item) error {
	if key := item.Key(); key.PK == "" || key.SK == "" {
		return errKey
	}
	if item.Size() > maxItem {
		return errSize
	}
	return nil
}

// set replaces, or with a nil item removes, and answers with what it costs: the larger image, and
// a unit for each entry of the index that is written or removed.
func (e *Engine) set(key kv.Key, item kv.Item) float64 {
	old := e.get(key)
	units := kv.WriteUnits(max(old.Size(), item.Size()))
	p := e.partition(key.PK)
	at, there := slices.BinarySearch(p.sorted, key.SK)
	switch {
	case item == nil && there:
		p.sorted = slices.Delete(p.sorted, at, at+1)
		delete(p.items, key.SK)
	case item != nil:
		if !there {
			p.sorted = slices.Insert(p.sorted, at, key.SK)
		}
		p.items[key.SK] = item
	}
	units += e.index(key, old, item)
	if e.hook != nil && !same(old, item) {
		e.hook(Record{Key: key, Old: old.Clone(), New: item.Clone()})
	}
	return units
}

func (e *Engine) index(key kv.Key, old, item kv.Item) float64 {
	was, is := old.Has(kv.WakeShard) && old.Has(kv.WakeAt), item.Has(kv.WakeShard) && item.Has(kv.WakeAt)
	if was && is && old[kv.WakeShard].Equal(item[kv.WakeShard]) && old[kv.WakeAt].Equal(item[kv.WakeAt]) {
		return 0
	}
	units := 0.0
	if was {
		delete(e.due[old[kv.WakeShard].Str()], key)
		units++
	}
	if is {
		shard := item[kv.WakeShard].Str()
		if e.due[shard] == nil {
			e.due[shard] = map[kv.Key]int64{}
		}
		e.due[shard][key] = item[kv.WakeAt].Num()
		units++
	}
	return units
}

func same(a, b kv.Item) bool {
	if (a == nil) != (b == nil) {
		return false
	}
	return maps.EqualFunc(a, b, kv.Value.Equal)
}
