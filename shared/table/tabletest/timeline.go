package tabletest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

func jsonOf(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

// grow saves an order of so many steps as the pipeline does: it carries the latest entries, and each
// save appends those that fall out.
func grow(t *testing.T, e env, o order.Order, steps int) order.Order {
	t.Helper()
	o.Tail = nil
	for n := 1; n <= steps; n++ {
		o.Version = int64(n)
		o.Tail = append(o.Tail, order.Entry{
			Version: o.Version, At: Start().Add(time.Duration(n) * time.Minute), Kind: "time_passed", By: "step",
		})
		var evicted []order.Entry
		if over := len(o.Tail) - order.TailEntries; over > 0 {
			evicted, o.Tail = o.Tail[:over], o.Tail[over:]
		}
		require.NoError(t, e.Save(t.Context(), o, o.Version-1, evicted))
	}
	return o
}

func timelineEviction(t *testing.T, e env) {
	t.Helper()
	o := grow(t, e, Sample(key("1"), 1, 0), 15)
	// Appending all of it once more, as the stream may, changes nothing.
	require.NoError(t, e.AppendTimeline(t.Context(), o.Key, o.Tail))
	require.NoError(t, e.AppendTimeline(t.Context(), o.Key, o.Tail))
	page, err := e.Timeline(t.Context(), o.Key, "", 100)
	require.NoError(t, err)
	require.Len(t, page.Entries, 15)
	for i, entry := range page.Entries {
		assert.Equal(t, int64(15-i), entry.Version)
	}
	assert.Empty(t, page.Cursor)
	_, err = e.Timeline(t.Context(), key("nothing"), "", 100)
	require.ErrorIs(t, err, table.ErrNotFound)
}

func timelinePages(t *testing.T, e env) {
	t.Helper()
	o := grow(t, e, Sample(key("1"), 1, 0), 23)
	var got []int64
	cursor := ""
	for range 20 {
		page, err := e.Timeline(t.Context(), o.Key, cursor, 4)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(page.Entries), 4)
		for _, entry := range page.Entries {
			got = append(got, entry.Version)
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	require.Len(t, got, 23)
	for i, version := range got {
		assert.Equal(t, int64(23-i), version)
	}
	_, err := e.Timeline(t.Context(), o.Key, "abc", 4)
	require.ErrorIs(t, err, table.ErrCursor)
}

func timelineErasure(t *testing.T, e env) {
	t.Helper()
	o := grow(t, e, Sample(key("1"), 1, 0), 12)
	old := order.Entry{Version: 3, At: Start(), Kind: "time_passed", By: "Maria Souza"}
	require.NoError(t, e.RewriteTimeline(t.Context(), o.Key, func(entry order.Entry) (order.Entry, bool) {
		entry.By = "erased"
		return entry, entry.Version%2 == 1
	}))
	require.NoError(t, e.AppendTimeline(t.Context(), o.Key, []order.Entry{old}))
	page, err := e.Timeline(t.Context(), o.Key, "", 100)
	require.NoError(t, err)
	require.Len(t, page.Entries, 12)
	for _, entry := range page.Entries {
		want := "step"
		if entry.Version <= 6 && entry.Version%2 == 1 {
			want = "erased"
		}
		assert.Equal(t, want, entry.By, entry.Version)
	}
}
