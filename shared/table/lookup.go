package table

import (
	"context"
	"fmt"
	"strings"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// LookupKind is what an order can be found by.
type LookupKind string

// The kinds of look-up.
const (
	// ByName is the order's name ("#1001", with or without the #), in any case.
	ByName LookupKind = "name"
	// ByNumber is a tracking number, also one that was replaced.
	ByNumber LookupKind = "number"
	// BySupplierOrder is the supplier's order number.
	BySupplierOrder LookupKind = "supplier"
	// ByMail is the customer's mail address; only its hash is kept.
	ByMail LookupKind = "mail"
)

// maxLookup is how many orders one look-up answers with.
const maxLookup = 100

// Lookup finds a merchant's orders by exact value, at most a hundred.
func (t *Table) Lookup(ctx context.Context, merchant string, kind LookupKind, value string) ([]order.Key, error) {
	value = normalise(merchant, kind, value)
	if value == "" {
		return nil, nil
	}
	return t.lookup(ctx, merchant, kind, join(value)+"#", maxLookup)
}

// NamePrefix finds a merchant's orders whose name begins so.
func (t *Table) NamePrefix(ctx context.Context, merchant, prefix string, limit int) ([]order.Key, error) {
	prefix = normalise(merchant, ByName, prefix)
	if prefix == "" {
		return nil, nil
	}
	return t.lookup(ctx, merchant, ByName, join(prefix), min(max(limit, 1), maxLookup))
}

func (t *Table) lookup(ctx context.Context, merchant string, kind LookupKind, prefix string, limit int) ([]order.Key, error) {
	page, err := t.engine.Query(ctx, kv.Query{PK: string(lookupPartition(merchant, kind)), Prefix: prefix, Limit: limit})
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", kind, err)
	}
	keys := make([]order.Key, 0, len(page.Items))
	for _, item := range page.Items {
		parts := split(item[kv.SK].Str())
		if len(parts) != 3 {
			return nil, fmt.Errorf("look up %s: %w", kind, errDocument)
		}
		keys = append(keys, order.Key{Merchant: merchant, Store: parts[1], ID: parts[2]})
	}
	return keys, nil
}

// found is one value by which an order can be found.
type found struct {
	kind  LookupKind
	value string
}

func lookupPartition(merchant string, kind LookupKind) partition {
	return owned(merchant, "l", string(kind))
}

func lookupKey(k order.Key, f found) kv.Key {
	return lookupPartition(k.Merchant, f.kind).at(sort(join(f.value, k.Store, k.ID)))
}

// lookups lists what an order is to be found by. Repeats make the same key and do no harm.
func lookups(o order.Order) []found {
	var out []found
	add := func(kind LookupKind, value string) {
		if value = normalise(o.Key.Merchant, kind, value); value != "" {
			out = append(out, found{kind, value})
		}
	}
	add(ByName, o.Store.Name)
	add(ByMail, o.Store.Email)
	for _, p := range o.Purchases {
		for _, so := range p.Orders {
			add(BySupplierOrder, so.ID)
			for _, parcel := range so.Parcels {
				add(ByNumber, parcel.Number)
				for _, was := range parcel.History {
					add(ByNumber, was.Number)
				}
			}
		}
	}
	for _, f := range o.Fulfilments {
		for _, tracking := range f.Manual {
			add(ByNumber, tracking.Number)
		}
		for _, number := range f.Told {
			add(ByNumber, number)
		}
	}
	return out
}

// maxValue bounds a look-up's value, so that no store can make a key that DynamoDB refuses.
const maxValue = 200

func normalise(merchant string, kind LookupKind, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	switch kind {
	case ByName:
		value = strings.TrimPrefix(strings.ToLower(value), "#")
	case ByMail:
		return mailHash(merchant, value)
	case ByNumber:
		value = strings.ToUpper(strings.ReplaceAll(value, " ", ""))
	case BySupplierOrder:
	}
	return cut(value, maxValue)
}
