package api_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
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
	for n := len(keys); n > 0; n -= 100 {
		c.add(min(n, 100))
	}
	return items, err
}

func (c *counted) Query(ctx context.Context, q kv.Query) (kv.Page, error) {
	page, err := c.Engine.Query(ctx, q)
	c.add(len(page.Items))
	return page, err
}

// spent runs something and answers what it read.
func (c *counted) spent(do func()) (requests, rows int) {
	c.mu.Lock()
	c.requests, c.rows = 0, 0
	c.mu.Unlock()
	do()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests, c.rows
}

const (
	mostRequests = 4
	mostRows     = 1000
)

// TestNoListReadsMoreThanItMay has more orders than any page shows, few of which fit the filters.
func TestNoListReadsMoreThanItMay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	other := b.store(owner, "other.myshopify.com")
	account := b.account(owner)
	b.mapped(owner, store.ID, account.ID)
	const many = 1500
	for i := range many {
		at := b.clock.Now().Add(-time.Duration(i) * time.Minute)
		b.bring(store.ID, strconv.Itoa(i), func(s *order.Snapshot) {
			s.CreatedAt = at
			s.Name = "#1" + strconv.Itoa(i)
			if i%500 == 0 {
				s.ShipTo.Country = "FR"
			}
		})
	}
	watched := order.Key{Merchant: "acme", Store: store.ID, ID: "7"}
	b.placed(watched, "8190000000000001")
	at := "/v1/orders/" + store.ID + "/7"
	lists := []string{
		"/v1/orders?tab=awaiting_order", "/v1/orders?tab=awaiting_order&limit=100", "/v1/orders?tab=awaiting_order&country=FR&limit=100",
		"/v1/orders?tab=awaiting_order&store=" + other.ID, "/v1/orders?tab=all&limit=100", "/v1/orders?tab=attention&limit=100",
		"/v1/orders?tab=awaiting_order&supplier=cj", "/v1/orders?tab=awaiting_order&older_than=2026-11-24T00:00:00Z",
		"/v1/orders/count?tab=awaiting_order", "/v1/orders/count?tab=all", "/v1/orders/count?tab=failed",
		"/v1/orders/search?q=1", "/v1/orders/search?q=jo@example.com", "/v1/orders/search?q=8190000000000001",
		at, at + "/timeline", "/v1/stores", "/v1/stores/" + store.ID, "/v1/accounts", "/v1/accounts/" + account.ID,
		"/v1/stores/" + store.ID + "/mappings", "/v1/stores/" + store.ID + "/settings", "/v1/stores/" + store.ID + "/settings/versions",
		"/v1/attention", "/v1/failures", "/v1/unmapped", "/v1/jobs", "/v1/holds", "/v1/merchant", "/v1/tokens",
	}
	b.must(owner, "GET", "/v1/merchant", nil, nil) // authentication is remembered for some seconds
	for _, path := range lists {
		requests, rows := b.counted.spent(func() { b.must(owner, "GET", path, nil, nil) })
		assert.LessOrEqual(t, requests, mostRequests, path)
		assert.LessOrEqual(t, rows, mostRows, path)
	}
	var count desk.Count
	b.must(owner, "GET", "/v1/orders/count?tab=all", nil, &count)
	assert.Equal(t, desk.Count{Tab: "all", Count: 1000, More: true}, count)

	seen, cursor, pages := 0, "", 0
	for {
		var page struct {
			Items  []desk.Row
			Cursor string
		}
		b.must(owner, "GET", "/v1/orders?tab=awaiting_order&country=FR&limit=1&cursor="+cursor, nil, &page)
		seen += len(page.Items)
		pages++
		if cursor = page.Cursor; cursor == "" {
			break
		}
		require.Less(t, pages, 20)
	}
	assert.Equal(t, 3, seen, "short pages lose nothing")
}
