package vault

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// maxCached bounds what one process remembers.
	maxCached = 2000
	// openWithin bounds one call that several may wait for.
	openWithin = 10 * time.Second
)

// cache remembers opened secrets by their sealed bytes: what is sealed anew is another entry.
type cache struct {
	now    func() time.Time
	flight singleflight.Group

	mu      sync.Mutex
	entries map[[sha256.Size]byte]entry
}

type entry struct {
	plain []byte
	until time.Time
}

func newCache(now func() time.Time) *cache {
	return &cache{now: now, entries: map[[sha256.Size]byte]entry{}}
}

func (c *cache) get(ctx context.Context, scope Scope, sealed []byte, open func(context.Context) ([]byte, error)) ([]byte, error) {
	id := sha256.Sum256(append(append(scope.bytes(), 0), sealed...))
	if plain, ok := c.find(id); ok {
		return plain, nil
	}
	// The call belongs to all who wait for it, so that it outlives the first of them.
	shared := context.WithoutCancel(ctx)
	result := c.flight.DoChan(string(id[:]), func() (any, error) {
		if plain, ok := c.find(id); ok {
			return plain, nil
		}
		shared, cancel := context.WithTimeout(shared, openWithin)
		defer cancel()
		plain, err := open(shared)
		if err == nil {
			c.keep(id, plain)
		}
		return plain, err
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for key: %w", ctx.Err())
	case r := <-result:
		plain, _ := r.Val.([]byte)
		return plain, r.Err
	}
}

func (c *cache) find(id [sha256.Size]byte) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[id]
	if ok && !c.now().Before(e.until) {
		delete(c.entries, id)
		return nil, false
	}
	return e.plain, ok
}

func (c *cache) keep(id [sha256.Size]byte, plain []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.entries) >= maxCached {
		for other, e := range c.entries {
			if !now.Before(e.until) {
				delete(c.entries, other)
			}
		}
	}
	for other := range c.entries {
		if len(c.entries) < maxCached {
			break
		}
		delete(c.entries, other)
	}
	c.entries[id] = entry{plain: plain, until: now.Add(Lifetime)}
}
