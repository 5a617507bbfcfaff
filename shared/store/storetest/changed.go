package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testChanged walks over more changed orders than one page holds, breaks off, and goes on, while orders
// change. Nothing may be missed.
func testChanged(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	shop.Pass(time.Hour)
	old := shop.Buy(t, 1)
	shop.Pass(24 * time.Hour)
	since := shop.Now()
	var bought []string
	for range shop.Traits().Page + 5 {
		shop.Pass(time.Second)
		bought = append(bought, shop.Buy(t, 1).ID)
	}
	page, err := shop.Client().Changed(t.Context(), since, "")
	require.NoError(t, err)
	require.NotEmpty(t, page.Next, "more than one page")
	require.NotEmpty(t, page.Orders)

	// Between two pages, orders of both change. What was read already comes again with the next run at the latest.
	shop.Pass(time.Second)
	touched := shop.Now()
	for _, id := range []string{bought[0], bought[len(bought)-1]} {
		require.True(t, shop.Do(t, id, Act{Do: Touch}))
	}
	seen := map[string]order.Snapshot{}
	note(t, seen, page, true)
	for pages := 0; page.Next != ""; pages++ {
		require.Less(t, pages, 10, "paging ends")
		page, err = shop.Client().Changed(t.Context(), since, page.Next)
		require.NoError(t, err)
		note(t, seen, page, false)
	}
	for i, id := range bought {
		assert.Contains(t, seen, id, "order %d of %d was missed", i+1, len(bought))
	}
	assert.NotContains(t, seen, old.ID, "it did not change")

	again := map[string]order.Snapshot{}
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		require.Less(t, pages, 20, "paging ends")
		page, err = shop.Client().Changed(t.Context(), touched, cursor)
		require.NoError(t, err)
		note(t, again, page, false)
		cursor = page.Next
	}
	for _, id := range []string{bought[0], bought[len(bought)-1]} {
		assert.Contains(t, again, id, "changed since the first run began")
	}

	whole, err := shop.Client().Order(t.Context(), bought[1])
	require.NoError(t, err)
	listed := seen[bought[1]]
	if !listed.FulfilmentsKnown {
		whole.FulfilmentsKnown, whole.Fulfilments = false, nil
	}
	assert.Equal(t, plain(whole), plain(listed), "read by page and by itself alike")
}

// note keeps what a page holds. Within it, changes are in order.
func note(t *testing.T, seen map[string]order.Snapshot, page store.Page, ordered bool) {
	t.Helper()
	var last time.Time
	for _, o := range page.Orders {
		if ordered {
			assert.False(t, o.UpdatedAt.Before(last), "the oldest change comes first")
		}
		last = o.UpdatedAt
		seen[o.ID] = o
	}
}
