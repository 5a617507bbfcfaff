package crowdtest

import (
	"context"
	"sync"

	"onward/shared/table/kv"
)

// Counted counts what is asked of the engine beneath it.
type Counted struct {
	kv.Engine

	mu    sync.Mutex
	spent Spent
}

// Spent is what was asked of an engine.
type Spent struct {
	// Requests is calls of DynamoDB, those that write among them.
	Requests int
	Writes   int
	// Rows is items that were read, or that were looked for and are not there.
	Rows int
}

// Take answers what was asked since it was last called, and begins anew.
func (c *Counted) Take() Spent {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.spent
	c.spent = Spent{}
	return s
}

func (c *Counted) add(requests, rows, writes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spent.Requests += requests
	c.spent.Rows += rows
	c.spent.Writes += writes
}

// Get implements [kv.Engine].
func (c *Counted) Get(ctx context.Context, key kv.Key, consistent bool) (kv.Item, error) {
	c.add(1, 1, 0)
	return c.Engine.Get(ctx, key, consistent)
}

// BatchGet implements [kv.Engine]. DynamoDB takes a hundred keys at once.
func (c *Counted) BatchGet(ctx context.Context, keys []kv.Key, consistent bool) ([]kv.Item, error) {
	c.add((len(keys)+99)/100, len(keys), 0)
	return c.Engine.BatchGet(ctx, keys, consistent)
}

// Query implements [kv.Engine].
func (c *Counted) Query(ctx context.Context, q kv.Query) (kv.Page, error) {
	page, err := c.Engine.Query(ctx, q)
	c.add(1, len(page.Items), 0)
	return page, err
}

// Due implements [kv.Engine].
func (c *Counted) Due(ctx context.Context, shard string, until int64, limit int) ([]kv.Item, error) {
	items, err := c.Engine.Due(ctx, shard, until, limit)
	c.add(1, len(items), 0)
	return items, err
}

// Put implements [kv.Engine].
func (c *Counted) Put(ctx context.Context, item kv.Item, cond kv.Cond) error {
	c.add(1, 0, 1)
	return c.Engine.Put(ctx, item, cond)
}

// Update implements [kv.Engine].
func (c *Counted) Update(ctx context.Context, key kv.Key, change kv.Change, cond kv.Cond) (kv.Item, error) {
	c.add(1, 0, 1)
	return c.Engine.Update(ctx, key, change, cond)
}

// Delete implements [kv.Engine].
func (c *Counted) Delete(ctx context.Context, key kv.Key, cond kv.Cond) error {
	c.add(1, 0, 1)
	return c.Engine.Delete(ctx, key, cond)
}

// Write implements [kv.Engine]. DynamoDB takes 25 writes at once.
func (c *Counted) Write(ctx context.Context, puts []kv.Item, deletes []kv.Key) error {
	n := len(puts) + len(deletes)
	c.add((n+24)/25, 0, n)
	return c.Engine.Write(ctx, puts, deletes)
}

// Transact implements [kv.Engine].
func (c *Counted) Transact(ctx context.Context, writes []kv.Write) error {
	c.add(1, 0, len(writes))
	return c.Engine.Transact(ctx, writes)
}
