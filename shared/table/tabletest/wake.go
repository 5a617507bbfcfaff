package tabletest

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

// dueKeys is what is due in any shard.
func dueKeys(t *testing.T, e env, now time.Time) []order.Key {
	t.Helper()
	var out []order.Key
	for shard := range table.WakeShards() {
		due, err := e.Due(t.Context(), shard, now, 100)
		require.NoError(t, err)
		for _, d := range due {
			out = append(out, d.Key)
		}
	}
	return out
}

func wakeSparse(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	now := Start()
	o := Sample(key("1"), 1, 0)
	o.Version, o.WakeAt = 1, now.Add(500*time.Microsecond)
	require.NoError(t, e.Save(ctx, o, 0, nil))
	never := Sample(key("2"), 1, 0)
	never.WakeAt = time.Time{}
	require.NoError(t, e.Save(ctx, never, 0, nil))

	assert.Empty(t, dueKeys(t, e, now), "not before its time, however little")
	assert.Equal(t, []order.Key{o.Key}, dueKeys(t, e, now.Add(time.Millisecond)))
	oldest, ok, err := e.OldestDue(ctx, now.Add(time.Hour))
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, o.Key, oldest.Key)
	assert.True(t, oldest.At.Equal(now.Add(time.Millisecond)))

	o.Version, o.WakeAt = 2, now.Add(time.Hour)
	require.NoError(t, e.Save(ctx, o, 1, nil))
	assert.Empty(t, dueKeys(t, e, now.Add(time.Minute)), "it moved")
	o.Version, o.WakeAt = 3, time.Time{}
	require.NoError(t, e.Save(ctx, o, 2, nil))
	assert.Empty(t, dueKeys(t, e, now.Add(24*time.Hour)), "it left the index")
	_, ok, err = e.OldestDue(ctx, now.Add(24*time.Hour))
	require.NoError(t, err)
	assert.False(t, ok)
}

func wakeShards(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	var want []order.Key
	for i := range 80 {
		o := Sample(key(strconv.Itoa(6123456789000+i)), 1, 0)
		o.WakeAt = Start().Add(time.Duration(80-i) * time.Second)
		require.NoError(t, e.Save(ctx, o, 0, nil))
		want = append(want, o.Key)
	}
	now := Start().Add(time.Hour)
	assert.ElementsMatch(t, want, dueKeys(t, e, now))
	used := 0
	for shard := range table.WakeShards() {
		due, err := e.Due(ctx, shard, now, 3)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(due), 3)
		if len(due) > 0 {
			used++
		}
		for i := 1; i < len(due); i++ {
			assert.False(t, due[i].At.Before(due[i-1].At), "longest due first")
		}
	}
	assert.GreaterOrEqual(t, used, 12)
	oldest, ok, err := e.OldestDue(ctx, now)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, want[79], oldest.Key)
}
