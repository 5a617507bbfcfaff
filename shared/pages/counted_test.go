package pages_test

import (
	"context"
	"sync"

	"onward/shared/table/kv"
)

// counted counts what is read of the engine beneath it.
type counted struct {
	kv.Engine

	mu             sync.Mutex
	requests, rows int
}

func (c *counted) add(rows int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	c.rows += rows
}

func (c *counted) Get(ctx context.Context, key kv.Key, consistent bool) (kv.Item, error) {
	item, err := c.Engine.Get(ctx, key, consistent)
	c.add(1)
	return item, err
}

func (c *counted) BatchGet(ctx context.Context, keys []kv.Key, consistent bool) ([]kv.Item, error) {
	items, err := c.Engine.BatchGet(ctx, keys, consistent)
	c.add(len(keys))
	return items, err
}

func (c *counted) Query(ctx context.Context, q kv.Query) (kv.Page, error) {
	page, err := c.Engine.Query(ctx, q)
	c.add(len(page.Items))
	return page, err
}

func (c *counted) spent(do func()) (requests, rows int) {
	c.mu.Lock()
	c.requests, c.rows = 0, 0
	c.mu.Unlock()
	do()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests, c.rows
}
