package kv

import (
	"context"
	"fmt"
)

// Engine reads and writes items. Its methods are safe for concurrent use, and items given or
// received belong to the caller.
type Engine interface {
	// Get reads one item; nil when there is none.
	Get(ctx context.Context, key Key, consistent bool) (Item, error)
	// BatchGet reads any number of distinct items, in no order; those that do not exist are left out.
	BatchGet(ctx context.Context, keys []Key, consistent bool) ([]Item, error)
	// Put replaces the whole item. [*ConditionError] when the condition does not hold.
	Put(ctx context.Context, item Item, cond Cond) error
	// Update changes attributes, making the item when there is none, and answers with the item
	// as it then is. [*ConditionError] when the condition does not hold.
	Update(ctx context.Context, key Key, change Change, cond Cond) (Item, error)
	// Delete removes the item; deleting nothing is no error. [*ConditionError] when the condition does not hold.
	Delete(ctx context.Context, key Key, cond Cond) error
	// Query reads one page of a partition.
	Query(ctx context.Context, q Query) (Page, error)
	// Due reads the keys, with WakeShard and WakeAt, of what is due in a shard, longest due first. It may lag behind writes.
	Due(ctx context.Context, shard string, until int64, limit int) ([]Item, error)
	// Write puts and deletes any number of items without conditions, not as one: after an error some may be done.
	Write(ctx context.Context, puts []Item, deletes []Key) error
	// Transact does up to 100 writes on distinct items, all or none. [*ConditionError] when a condition does not hold.
	Transact(ctx context.Context, writes []Write) error
}

// Change is what [Engine.Update] does to an item. Key attributes can't be changed.
type Change struct {
	Set    Item
	Remove []string
	Add    map[string]int64
}

// Query asks for one page of a partition, in the order of its sort keys.
type Query struct {
	PK string
	// Prefix limits to sort keys that begin with it.
	Prefix string
	// After starts behind a sort key (exclusive), whether or not an item has it. It begins with Prefix.
	After string
	// Desc reads downwards: behind means below.
	Desc bool
	// Limit is the most items to read; 0 reads as many as fit a page.
	Limit int
	// Consistent sees every write that was answered before.
	Consistent bool
	// Only names the attributes wanted, beside the key; nil wants all.
	Only []string
}

// Page is the answer to a [Query].
type Page struct {
	Items []Item
	// Next is the sort key from which the next page goes on (as [Query.After]); empty on the last page.
	Next string
}

// Write is one part of a transaction: a put where Put is set, a change of Update where that is set, else a delete.
type Write struct {
	Put    Item
	Delete Key
	// Update is the item that Change is made to; it is made when there is none.
	Update Key
	Change Change
	Cond   Cond
}

// Target is the key of the item that is written.
func (w Write) Target() Key {
	switch {
	case w.Put != nil:
		return w.Put.Key()
	case w.Update != (Key{}):
		return w.Update
	default:
		return w.Delete
	}
}

// ConditionError says that a condition did not hold; nothing was written.
type ConditionError struct {
	// Index is which write of a transaction it was.
	Index int
	// Old is the item as it is, nil when there is none.
	Old Item
}

func (e *ConditionError) Error() string {
	return fmt.Sprintf("condition of write %d does not hold", e.Index)
}
