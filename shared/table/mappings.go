package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Mapped is what a merchant chose to buy for one variant of a store. Every choice that there ever
// was is kept, so that an old decision can be replayed.
type Mapped struct {
	Store   string        `json:"store"`
	Variant string        `json:"variant"`
	Mapping order.Mapping `json:"mapping"`
	// Product, Title and SKU are the store's, for people.
	Product string `json:"product,omitempty"`
	Title   string `json:"title,omitempty"`
	SKU     string `json:"sku,omitempty"`
	// Revision counts the choices for this variant.
	Revision int64     `json:"revision"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at,omitzero"`
	// Removed: the variant is not mapped any more.
	Removed bool `json:"removed,omitempty"`
}

func mappingPartition(merchant, store string) partition { return owned(merchant, "map", store) }
func mappingHistory(merchant, store string) partition   { return owned(merchant, "maph", store) }

func mappingKey(merchant, store, variant string) kv.Key {
	return mappingPartition(merchant, store).at(sort(join(variant)))
}

func historySort(variant string, at time.Time) sort { return sort(join(variant, millisSort(at))) }

// Mappings reads what to buy for the variants that are mapped; the others are left out.
func (t *Table) Mappings(ctx context.Context, merchant, store string, variants []string) (map[string]order.Mapping, error) {
	var keys []kv.Key
	for _, variant := range variants {
		if variant != "" {
			keys = append(keys, mappingKey(merchant, store, variant))
		}
	}
	found, err := t.batchGet(ctx, keys, false)
	if err != nil {
		return nil, fmt.Errorf("mappings: %w", err)
	}
	out := make(map[string]order.Mapping, len(found))
	for _, item := range found {
		var m Mapped
		if err := getDocument(item, &m); err != nil {
			return nil, fmt.Errorf("mappings: %w", err)
		}
		if !m.Removed {
			out[m.Variant] = m.Mapping
		}
	}
	return out, nil
}

// MappingsAt reads what was to be bought for the variants at an earlier moment.
func (t *Table) MappingsAt(ctx context.Context, merchant, store string, variants []string, at time.Time) (map[string]order.Mapping, error) {
	out := map[string]order.Mapping{}
	for _, variant := range variants {
		if variant == "" {
			continue
		}
		page, err := t.engine.Query(ctx, kv.Query{
			PK: string(mappingHistory(merchant, store)), Prefix: join(variant) + "#",
			After: string(historySort(variant, at.Add(time.Millisecond))), Desc: true, Limit: 1,
		})
		if err != nil {
			return nil, fmt.Errorf("mappings at: %w", err)
		}
		for _, item := range page.Items {
			var m Mapped
			if err := getDocument(item, &m); err != nil {
				return nil, fmt.Errorf("mappings at: %w", err)
			}
			if !m.Removed {
				out[variant] = m.Mapping
			}
		}
	}
	return out, nil
}

// ListMappings lists a store's mapped variants, a page at a time. A page can be short and still have a cursor.
func (t *Table) ListMappings(ctx context.Context, merchant, store, cursor string, limit int) (page []Mapped, next string, err error) {
	items, err := t.engine.Query(ctx, kv.Query{
		PK: string(mappingPartition(merchant, store)), After: cursor, Limit: min(max(limit, 1), 1000),
	})
	if err != nil {
		return nil, "", fmt.Errorf("list mappings: %w", err)
	}
	for _, item := range items.Items {
		var m Mapped
		if err := getDocument(item, &m); err != nil {
			return nil, "", fmt.Errorf("list mappings: %w", err)
		}
		if !m.Removed {
			page = append(page, m)
		}
	}
	return page, items.Next, nil
}

// Mapping reads what was chosen for a variant, as it is kept; [ErrNotFound] when it is not mapped.
func (t *Table) Mapping(ctx context.Context, merchant, store, variant string) (Mapped, error) {
	m, err := read[Mapped](ctx, t, mappingKey(merchant, store, variant), false)
	if err == nil && m.Removed {
		err = ErrNotFound
	}
	if err != nil {
		return Mapped{}, fmt.Errorf("mapping: %w", err)
	}
	return m, nil
}

// PutMapping keeps a choice, in front of all earlier ones, and answers with it as it was kept.
// Its Revision, if any, is that of the choice that it follows: [ErrConflict] when there is a later one.
// At must be set. Of two choices for one variant in one millisecond the second is put a millisecond later.
func (t *Table) PutMapping(ctx context.Context, merchant string, m Mapped) (Mapped, error) {
	if err := filled(merchant, m.Store, m.Variant); err != nil {
		return Mapped{}, fmt.Errorf("put mapping: %w", err)
	}
	for range changeAttempts {
		kept, err := t.putMapping(ctx, merchant, m)
		if errors.Is(err, ErrConflict) && m.Revision == 0 {
			continue
		}
		if err != nil {
			return Mapped{}, fmt.Errorf("put mapping: %w", err)
		}
		return kept, nil
	}
	return Mapped{}, fmt.Errorf("put mapping: %w", ErrConflict)
}

func (t *Table) putMapping(ctx context.Context, merchant string, m Mapped) (Mapped, error) {
	key := mappingKey(merchant, m.Store, m.Variant)
	was, err := read[Mapped](ctx, t, key, true)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Mapped{}, err
	}
	if m.Revision != 0 && m.Revision != was.Revision {
		return Mapped{}, ErrConflict
	}
	m.Revision = was.Revision + 1
	if !m.At.After(was.At.Add(time.Millisecond)) {
		m.At = was.At.Add(time.Millisecond)
	}
	cond := kv.NotExists()
	if was.Revision > 0 {
		cond = kv.Equal(attrRevision, kv.N(was.Revision))
	}
	latest, err := putDocument(key, m)
	if err != nil {
		return Mapped{}, err
	}
	latest[attrRevision] = kv.N(m.Revision)
	kept, err := putDocument(mappingHistory(merchant, m.Store).at(historySort(m.Variant, m.At)), m)
	if err != nil {
		return Mapped{}, err
	}
	err = t.engine.Transact(ctx, []kv.Write{{Put: latest, Cond: cond}, {Put: kept, Cond: kv.NotExists()}})
	return m, conflicting(err, ErrConflict)
}

// DeleteMapping ends the mapping of a variant, if it is at the revision (0 for any); the earlier choices stay on record.
func (t *Table) DeleteMapping(ctx context.Context, merchant, store, variant string, revision int64, by string, at time.Time) error {
	_, err := t.PutMapping(ctx, merchant, Mapped{Store: store, Variant: variant, Revision: revision, By: by, At: at, Removed: true})
	return err
}
