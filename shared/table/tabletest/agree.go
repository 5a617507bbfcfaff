package tabletest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/table/kv"
	"onward/shared/table/memory"
)

// engineAgrees plays random calls on the engine and on memory: every answer must be the same, and so
// must what is there in the end. It counts only when conditions both held and failed.
func engineAgrees(t *testing.T, e env) {
	t.Helper()
	const seed = 20270314
	random := rand.New(rand.NewPCG(seed, 1))
	model := memory.New(nil)
	ctx := t.Context()
	taken := map[string]int{}
	for range 400 {
		name, call := randomCall(random)
		want, wantErr := call(t, model)
		got, err := call(t, e.engine)
		require.Equal(t, reason(wantErr), reason(err), name)
		require.Equal(t, want, got, name)
		taken[fmt.Sprint(name, wantErr == nil)]++
	}
	for _, way := range []string{
		"put true", "put false", "update true", "update false", "delete true", "delete false",
		"transact true", "transact false", "query true", "due true",
	} {
		assert.NotZero(t, taken[way], "the run never took: %s", way)
	}
	for p := range 3 {
		q := kv.Query{PK: fmt.Sprint("p", p), Consistent: true}
		want, err := model.Query(ctx, q)
		require.NoError(t, err)
		got, err := e.engine.Query(ctx, q)
		require.NoError(t, err)
		assert.Equal(t, want.Items, got.Items)
	}
}

// reason is an error as far as both engines must agree on it.
func reason(err error) any {
	if refused, ok := errors.AsType[*kv.ConditionError](err); ok {
		return *refused
	}
	return err
}

func randomCall(r *rand.Rand) (string, func(*testing.T, kv.Engine) (any, error)) {
	it := item(fmt.Sprint("p", r.IntN(3)), fmt.Sprint("s", r.IntN(4)), kv.Item{
		"n": kv.N(r.Int64N(5)), "b": kv.B([]byte{byte(r.IntN(3))}),
	})
	if r.IntN(2) == 0 {
		it[kv.WakeShard], it[kv.WakeAt] = kv.S("00"), kv.N(1000+r.Int64N(1000)*1000+r.Int64N(1000))
	}
	cond := randomCond(r)
	switch r.IntN(6) {
	case 0:
		return "put ", func(t *testing.T, e kv.Engine) (any, error) {
			t.Helper()
			return nil, e.Put(t.Context(), it, cond)
		}
	case 1:
		change := kv.Change{Set: kv.Item{"n": it["n"]}, Add: map[string]int64{"count": r.Int64N(3)}}
		if r.IntN(2) == 0 {
			change.Remove = []string{kv.WakeShard, kv.WakeAt}
		}
		return "update ", func(t *testing.T, e kv.Engine) (any, error) {
			t.Helper()
			return e.Update(t.Context(), it.Key(), change, cond)
		}
	case 2:
		return "delete ", func(t *testing.T, e kv.Engine) (any, error) {
			t.Helper()
			return nil, e.Delete(t.Context(), it.Key(), cond)
		}
	case 3:
		other := item("p9", it[kv.SK].Str(), kv.Item{"n": it["n"]})
		return "transact ", func(t *testing.T, e kv.Engine) (any, error) {
			t.Helper()
			return nil, e.Transact(t.Context(), []kv.Write{{Put: other}, {Put: it, Cond: cond}})
		}
	case 4:
		q := kv.Query{PK: it[kv.PK].Str(), Limit: 1 + r.IntN(4), Desc: r.IntN(2) == 0, Consistent: true}
		return "query ", func(t *testing.T, e kv.Engine) (any, error) {
			t.Helper()
			page, err := e.Query(t.Context(), q)
			return page.Items, err
		}
	default:
		return "due ", func(t *testing.T, e kv.Engine) (any, error) {
			t.Helper()
			items, err := e.Due(t.Context(), "00", 1_500_000, 0)
			times := []int64{}
			for _, due := range items {
				times = append(times, due[kv.WakeAt].Num())
			}
			return times, err
		}
	}
}

func randomCond(r *rand.Rand) kv.Cond {
	all := []kv.Cond{
		{},
		kv.Exists(), kv.NotExists(), kv.Less("n", kv.N(3)), kv.AtMost("n", kv.N(1)), kv.Equal("n", kv.N(2)),
		kv.Absent("count"), kv.Equal("b", kv.B([]byte{1})),
	}
	a, b := all[r.IntN(len(all))], all[r.IntN(len(all))]
	switch r.IntN(3) {
	case 0:
		return kv.Any(a, b)
	case 1:
		return kv.All(a, b)
	default:
		return a
	}
}
