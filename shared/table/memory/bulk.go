package memory

import (
	"slices"

	"onward/shared/table/kv"
)

// bulk puts many items at once, when nobody counts or follows what is written: one by one, each would move half of its
// partition's keys.
func (e *Engine) bulk(puts []kv.Item) {
	added := map[*partition][]string{}
	for _, item := range puts {
		key := item.Key()
		p := e.partition(key.PK)
		old, there := p.items[key.SK]
		if !there {
			added[p] = append(added[p], key.SK)
		}
		p.items[key.SK] = item.Clone()
		e.index(key, old, item)
	}
	for p, keys := range added {
		slices.Sort(keys)
		inOrder := len(p.sorted) == 0 || p.sorted[len(p.sorted)-1] < keys[0]
		p.sorted = append(p.sorted, keys...)
		if !inOrder {
			slices.Sort(p.sorted)
		}
	}
}

func (e *Engine) partition(pk string) *partition {
	p := e.partitions[pk]
	if p == nil {
		p = &partition{items: map[string]kv.Item{}}
		e.partitions[pk] = p
	}
	return p
}
