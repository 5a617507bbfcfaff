package memory

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"

	"onward/shared/table/kv"
)

// Query implements [kv.Engine].
func (e *Engine) Query(ctx context.Context, q kv.Query) (kv.Page, error) {
	if err := ended(ctx); err != nil {
		return kv.Page{}, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	var page kv.Page
	read := 0
	p, from, to := e.matching(q)
	for i := range to - from {
		sk := p.sorted[from+i]
		if q.Desc {
			sk = p.sorted[to-1-i]
		}
		item := p.items[sk]
		page.Items = append(page.Items, only(item, q.Only))
		read += item.Size()
		if len(page.Items) == q.Limit || read >= pageBytes {
			// Like DynamoDB, a page cut by its limit has a next one even where nothing follows.
			if len(page.Items) == q.Limit || from+i < to-1 {
				page.Next = sk
			}
			break
		}
	}
	e.meter.Count("query", kv.ReadUnits(read, q.Consistent), 0)
	return page, nil
}

// matching finds which of a partition's sort keys, [from, to), the query covers.
func (e *Engine) matching(q kv.Query) (p *partition, from, to int) {
	p = e.partitions[q.PK]
	if p == nil {
		return nil, 0, 0
	}
	from, _ = slices.BinarySearch(p.sorted, q.Prefix)
	to = from + sort.Search(len(p.sorted)-from, func(i int) bool { return !strings.HasPrefix(p.sorted[from+i], q.Prefix) })
	if q.After == "" {
		return p, from, to
	}
	at, there := slices.BinarySearch(p.sorted, q.After)
	if q.Desc {
		return p, from, max(from, min(to, at))
	}
	if there {
		at++
	}
	return p, min(to, max(from, at)), to
}

func only(item kv.Item, attrs []string) kv.Item {
	if attrs == nil {
		return item.Clone()
	}
	out := kv.Item{kv.PK: item[kv.PK], kv.SK: item[kv.SK]}
	for _, attr := range attrs {
		if v, ok := item[attr]; ok {
			out[attr] = v
		}
	}
	return out
}

// Due implements [kv.Engine].
func (e *Engine) Due(ctx context.Context, shard string, until int64, limit int) ([]kv.Item, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	var out []kv.Item
	for key, at := range e.due[shard] {
		if at <= until {
			out = append(out, kv.Item{
				kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), kv.WakeShard: kv.S(shard), kv.WakeAt: kv.N(at),
			})
		}
	}
	slices.SortFunc(out, func(a, b kv.Item) int {
		return cmp.Or(
			cmp.Compare(a[kv.WakeAt].Num(), b[kv.WakeAt].Num()),
			strings.Compare(a[kv.PK].Str(), b[kv.PK].Str()),
			strings.Compare(a[kv.SK].Str(), b[kv.SK].Str()),
		)
	})
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	read := 0
	for _, item := range out {
		read += item.Size()
	}
	e.meter.Count("due", kv.ReadUnits(read, false), 0)
	return out, nil
}
