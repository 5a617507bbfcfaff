package tabletest

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/table/kv"
)

func item(pk, sk string, attrs kv.Item) kv.Item {
	out := kv.Item{kv.PK: kv.S(pk), kv.SK: kv.S(sk)}
	maps.Copy(out, attrs)
	return out
}

func engineConditions(t *testing.T, e env) {
	t.Helper()
	have := item("p", "s", kv.Item{"n": kv.N(5), "s": kv.S("m"), "b": kv.B([]byte{1, 2})})
	cases := []struct {
		name  string
		cond  kv.Cond
		holds bool
	}{
		{"always", kv.Cond{}, true},
		{"exists", kv.Exists(), true},
		{"not exists", kv.NotExists(), false},
		{"absent", kv.Absent("x"), true},
		{"present", kv.Present("x"), false},
		{"equal", kv.Equal("n", kv.N(5)), true},
		{"equal bytes", kv.Equal("b", kv.B([]byte{1, 2})), true},
		{"other type is not equal", kv.Equal("n", kv.S("5")), false},
		{"less", kv.Less("n", kv.N(6)), true},
		{"not less", kv.Less("n", kv.N(5)), false},
		{"at most", kv.AtMost("n", kv.N(5)), true},
		{"less of strings", kv.Less("s", kv.S("n")), true},
		{"less of another type", kv.Less("s", kv.N(9)), false},
		{"absent is not less", kv.Less("x", kv.N(9)), false},
		{"absent is not equal", kv.Equal("x", kv.N(0)), false},
		{"all", kv.All(kv.Exists(), kv.Equal("n", kv.N(5))), true},
		{"all but one", kv.All(kv.Exists(), kv.Equal("n", kv.N(6))), false},
		{"any", kv.Any(kv.NotExists(), kv.All(kv.Present("s"), kv.AtMost("n", kv.N(9)))), true},
		{"none of any", kv.Any(kv.NotExists(), kv.Equal("n", kv.N(6))), false},
	}
	ctx := t.Context()
	for _, c := range cases {
		require.NoError(t, e.engine.Put(ctx, have, kv.Cond{}))
		assert.Equal(t, c.holds, c.cond.Holds(have), c.name)
		writes := map[string]func() error{
			"put":    func() error { return e.engine.Put(ctx, have, c.cond) },
			"delete": func() error { return e.engine.Delete(ctx, have.Key(), c.cond) },
			"update": func() error {
				_, err := e.engine.Update(ctx, have.Key(), kv.Change{Set: kv.Item{"n": kv.N(5)}}, c.cond)
				return err
			},
			"transact": func() error {
				return e.engine.Transact(ctx, []kv.Write{{Put: have, Cond: c.cond}})
			},
		}
		for _, op := range []string{"put", "update", "transact", "delete"} {
			err := writes[op]()
			if c.holds {
				require.NoError(t, err, "%s %s", op, c.name)
				continue
			}
			var refused *kv.ConditionError
			require.ErrorAs(t, err, &refused, "%s %s", op, c.name)
			assert.Equal(t, have, refused.Old, "%s %s", op, c.name)
		}
	}
}

func engineUpdate(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	made, err := e.engine.Update(ctx, kv.Key{PK: "p", SK: "s"}, kv.Change{
		Set: kv.Item{"a": kv.S("x"), "status": kv.N(1)}, Add: map[string]int64{"n": 2},
	}, kv.Cond{})
	require.NoError(t, err)
	assert.Equal(t, item("p", "s", kv.Item{"a": kv.S("x"), "status": kv.N(1), "n": kv.N(2)}), made)

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := e.engine.Update(ctx, kv.Key{PK: "p", SK: "s"}, kv.Change{Add: map[string]int64{"n": 1}}, kv.Cond{})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	changed, err := e.engine.Update(ctx, kv.Key{PK: "p", SK: "s"}, kv.Change{Remove: []string{"a", "never"}}, kv.Exists())
	require.NoError(t, err)
	assert.Equal(t, item("p", "s", kv.Item{"status": kv.N(1), "n": kv.N(10)}), changed)
	_, err = e.engine.Update(ctx, kv.Key{PK: "p", SK: "other"}, kv.Change{Set: kv.Item{"a": kv.S("x")}}, kv.Exists())
	var refused *kv.ConditionError
	require.ErrorAs(t, err, &refused)
	assert.Nil(t, refused.Old)
}

func enginePages(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	var puts []kv.Item
	for i := range 60 {
		puts = append(puts, item("p", fmt.Sprintf("a#%02d", i), kv.Item{"i": kv.N(int64(i))}))
	}
	puts = append(puts, item("p", "b#00", nil), item("q", "a#00", nil))
	require.NoError(t, e.engine.Write(ctx, puts, nil))
	for _, desc := range []bool{false, true} {
		var got []int64
		after := ""
		for {
			page, err := e.engine.Query(ctx, kv.Query{PK: "p", Prefix: "a#", After: after, Desc: desc, Limit: 7, Consistent: true})
			require.NoError(t, err)
			assert.LessOrEqual(t, len(page.Items), 7)
			for _, it := range page.Items {
				got = append(got, it["i"].Num())
			}
			if after = page.Next; after == "" {
				break
			}
		}
		require.Len(t, got, 60)
		for i, n := range got {
			want := int64(i)
			if desc {
				want = int64(59 - i)
			}
			assert.Equal(t, want, n)
		}
	}
	// Behind a key that no item has.
	page, err := e.engine.Query(ctx, kv.Query{PK: "p", After: "a#575", Only: []string{}})
	require.NoError(t, err)
	assert.Equal(t, []kv.Item{item("p", "a#58", nil), item("p", "a#59", nil), item("p", "b#00", nil)}, page.Items)
	page, err = e.engine.Query(ctx, kv.Query{PK: "nothing"})
	require.NoError(t, err)
	assert.Empty(t, page.Items)
	assert.Empty(t, page.Next)
}

func engineBatches(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	var puts []kv.Item
	var keys []kv.Key
	for i := range 230 {
		puts = append(puts, item(fmt.Sprintf("p%d", i), "s", kv.Item{"i": kv.N(int64(i))}))
		keys = append(keys, puts[i].Key())
	}
	require.NoError(t, e.engine.Write(ctx, puts, nil))
	got, err := e.engine.BatchGet(ctx, append(keys, kv.Key{PK: "none", SK: "s"}), true)
	require.NoError(t, err)
	assert.ElementsMatch(t, puts, got)
	require.NoError(t, e.engine.Write(ctx, puts[:1], keys[1:]))
	got, err = e.engine.BatchGet(ctx, keys, true)
	require.NoError(t, err)
	assert.Equal(t, puts[:1], got)
	none, err := e.engine.Get(ctx, keys[5], true)
	require.NoError(t, err)
	assert.Nil(t, none)
}

func engineTransactions(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, e.engine.Put(ctx, item("p", "1", kv.Item{"n": kv.N(1)}), kv.Cond{}))
	err := e.engine.Transact(ctx, []kv.Write{
		{Put: item("p", "2", nil), Cond: kv.NotExists()},
		{Delete: kv.Key{PK: "p", SK: "1"}, Cond: kv.Equal("n", kv.N(2))},
	})
	var refused *kv.ConditionError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, 1, refused.Index)
	assert.Equal(t, item("p", "1", kv.Item{"n": kv.N(1)}), refused.Old)
	got, err := e.engine.Get(ctx, kv.Key{PK: "p", SK: "2"}, true)
	require.NoError(t, err)
	assert.Nil(t, got, "all or none")

	// Of several that want the same, one gets it.
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			err := e.engine.Transact(ctx, []kv.Write{
				{Put: item("t", "one", kv.Item{"by": kv.N(int64(i))}), Cond: kv.NotExists()},
				{Put: item("t", strconv.Itoa(i), nil)},
			})
			if err == nil {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	assert.Equal(t, int32(1), won.Load())
	assert.Equal(t, int64(1), transactedUpdates(t, e), "what is added with a marker is added once")
	page, err := e.engine.Query(ctx, kv.Query{PK: "t", Consistent: true})
	require.NoError(t, err)
	assert.Len(t, page.Items, 2)
}

// transactedUpdates has many add to one item together with a marker that only one of them can make, and answers the sum.
func transactedUpdates(t *testing.T, e env) int64 {
	t.Helper()
	sum := kv.Key{PK: "u", SK: "sum"}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			err := e.engine.Transact(t.Context(), []kv.Write{
				{Update: kv.Key{PK: "u", SK: "marker"}, Change: kv.Change{Set: kv.Item{"told": kv.N(1)}}, Cond: kv.Absent("told")},
				{Update: sum, Change: kv.Change{Set: kv.Item{"s": kv.S("x")}, Add: map[string]int64{"n": 1}}},
			})
			if _, refused := errors.AsType[*kv.ConditionError](err); !refused {
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	var refused *kv.ConditionError
	err := e.engine.Transact(t.Context(), []kv.Write{
		{Update: kv.Key{PK: "u", SK: "marker"}, Change: kv.Change{Set: kv.Item{"told": kv.N(2)}}, Cond: kv.Absent("told")},
		{Update: sum, Change: kv.Change{Add: map[string]int64{"n": 1}}},
	})
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, kv.N(1), refused.Old["told"], "the refusal shows what is there")
	item, err := e.engine.Get(t.Context(), sum, true)
	require.NoError(t, err)
	return item["n"].Num()
}
