package kv

import (
	"maps"
	"time"
)

// The attributes that the table's schema names.
const (
	// PK and SK are the primary key.
	PK = "pk"
	SK = "sk"
	// TTL is when DynamoDB may delete the item by itself, in unix seconds. It may be days late:
	// whoever reads an item treats a passed TTL as absent.
	TTL = "ttl"
	// WakeIndex is the sparse index of what is due; its keys are WakeShard and WakeAt (unix milliseconds).
	WakeIndex = "wake"
	WakeShard = "wakeShard"
	WakeAt    = "wakeAt"
)

// Key is an item's primary key.
type Key struct{ PK, SK string }

// Item is a set of attributes by name, the key among them.
type Item map[string]Value

// Key is the item's primary key.
func (i Item) Key() Key { return Key{PK: i[PK].s, SK: i[SK].s} }

// Clone copies the item. The bytes of its values are shared: they are never changed.
func (i Item) Clone() Item { return maps.Clone(i) }

// Has reports whether the attribute is there.
func (i Item) Has(attr string) bool { return i[attr].kind != TypeNone }

// Size is what DynamoDB counts for the item, in bytes.
func (i Item) Size() int {
	n := 0
	for name, v := range i {
		n += len(name) + v.size()
	}
	return n
}

// Millis makes a time a number that sorts: unix milliseconds, 0 for the zero time.
func Millis(t time.Time) Value {
	if t.IsZero() {
		return N(0)
	}
	return N(t.UnixMilli())
}

// Time reads what [Millis] made, in UTC.
func (v Value) Time() time.Time {
	if v.n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(v.n).UTC()
}
