package memory

import (
	"slices"

	"onward/shared/table/kv"
)

// fill makes room for many new items at once: one by one, each would move half of its partition's keys.
func (e *Engine) fill(puts []kv.Item) {
	if len(puts) < manyPuts {
		return
	}
	added := map[*partition][]string{}
	for _, item := range puts {
		key := item.Key()
		p := e.partition(key.PK)
		if _, there := p.items[key.SK]; !there {
			p.items[key.SK] = nil
			added[p] = append(added[p], key.SK)
		}
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

// manyPuts is from how many on it is worth it.
const manyPuts = 1000

func (e *Engine) partition(pk string) *partition {
	p := e.partitions[pk]
	if p == nil {
		p = &partition{items: map[string]kv.Item{}}
		e.partitions[pk] = p
	}
	return p
}
