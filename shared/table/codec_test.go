package table

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// TestDictionaryIsForEver fails when the dictionary is edited: what was written with it could not be read any more.
func TestDictionaryIsForEver(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256(dict1)
	assert.Equal(t, "a840e4bb8598d2eebebc097fd233e529016b752e0028ca281d9cb48f5a69a4d2", hex.EncodeToString(sum[:]))
}

func TestBodies(t *testing.T) {
	t.Parallel()
	var c codec
	type small struct{ A, B string }
	want := small{A: strings.Repeat("é", 1000), B: "b"}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			body, err := c.encode(want)
			assert.NoError(t, err)
			var got small
			assert.NoError(t, c.decode(body, &got))
			assert.Equal(t, want, got)
		})
	}
	wg.Wait()
	for name, body := range map[string][]byte{
		"empty": nil, "unknown format": {9, 1, 2}, "no zstd": {formatDict1, 1, 2, 3, 4, 5},
	} {
		var got small
		require.Error(t, c.decode(body, &got), name)
	}
}

// TestDictionaryShrinksSmallOrders is why there is one: the usual order then fits the kilobyte of a
// single write, a step or two longer than gzip alone would let it.
func TestDictionaryShrinksSmallOrders(t *testing.T) {
	t.Parallel()
	o := order.Order{
		Layout: 1, Version: 3, Platform: order.WooCommerce,
		Store: order.Snapshot{
			Name: "#48213", Payment: order.Paid, Currency: "EUR", Email: "jonas.weber@example.org",
			ShipTo: order.Address{
				Name: "Jonas Weber", Line1: "Lindenallee 14b", City: "Freiburg im Breisgau", Postcode: "79098", Country: "DE",
				Phone: "+49 761 555 0134",
			},
			Lines: []order.SnapshotLine{
				{ID: "991", Kind: order.Physical, SKU: "LAMP-OAK-2", Title: "Oak reading lamp, dimmable", Product: "551", Variant: "7719"},
				{ID: "992", Kind: order.Physical, SKU: "BULB-E27", Title: "Filament bulb E27 4W warm white", Product: "552", Variant: "7720"},
			},
		},
		Portions: []order.Portion{
			{Line: "991", Units: 1, State: order.AwaitingOrder, Why: order.WhyToPlace, Supplier: order.CJ},
			{Line: "992", Units: 3, State: order.AwaitingOrder, Why: order.WhyToPlace, Supplier: order.CJ},
		},
	}
	said, err := order.MarshalEvent(order.StoreSaid{Snapshot: o.Store, Source: "webhook"})
	require.NoError(t, err)
	for i := range 3 {
		o.Tail = append(o.Tail, order.Entry{Version: int64(i), Kind: "store_said", Event: said, Policy: 7})
	}
	plain, err := json.Marshal(o)
	require.NoError(t, err)
	var c codec
	body, err := c.encode(o)
	require.NoError(t, err)
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	require.NoError(t, err)
	_, _ = w.Write(plain)
	require.NoError(t, w.Close())
	t.Logf("json %d, gzip %d, zstd with dictionary %d", len(plain), zipped.Len(), len(body))
	assert.Less(t, len(body), zipped.Len()*7/10)
}

func TestKeysCannotReachIntoOthers(t *testing.T) {
	t.Parallel()
	for _, parts := range [][]string{{"a", "b"}, {"a#b", "c"}, {"a", "b#c"}, {"a%23b", "c"}, {"%", "#"}, {"", "x"}} {
		assert.Equal(t, parts, split(join(parts...)))
	}
	assert.NotEqual(t, join("a#b", "c"), join("a", "b#c"))
	assert.NotEqual(t, join("a#b"), join("a%23b"))
	k := order.Key{Merchant: "m#1", Store: "s%", ID: "#1001"}
	got, ok := parseOrder(orderKey(k))
	assert.True(t, ok)
	assert.Equal(t, k, got)
	_, ok = parseOrder(kv.Key{PK: orderKey(k).PK, SK: "t#1"})
	assert.False(t, ok, "a timeline entry is no order")
	// What has no owner begins with #, and no merchant's key does.
	assert.True(t, strings.HasPrefix(string(global("r", "x")), "#"))
	assert.False(t, strings.HasPrefix(orderKey(order.Key{Merchant: "#r", Store: "s", ID: "1"}).PK, "#"))
}

func TestShardsAreEven(t *testing.T) {
	t.Parallel()
	for _, n := range []uint32{16, 60} {
		count := make([]int, n)
		for i := range 60000 {
			count[shardOf(strconv.Itoa(8190000000000000+i*3), n)]++
		}
		mean := 60000 / int(n)
		for shard, c := range count {
			assert.InDelta(t, mean, c, float64(mean)/4, "shard %d of %d", shard, n)
		}
	}
	assert.Equal(t, 7, shardOf("8190000000000001", 60), "rows that are there must be found again")
}

func TestCutKeepsCharactersWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "ab", cut("ab", 2))
	assert.Equal(t, "é", cut("éé", 3))
	assert.Empty(t, cut("é", 1))
}

func BenchmarkOrderBody(b *testing.B) {
	o := order.Order{Store: order.Snapshot{Name: "#1001", Lines: make([]order.SnapshotLine, 5)}}
	var c codec
	for b.Loop() {
		body, err := c.encode(o)
		if err != nil {
			b.Fatal(err)
		}
		var back order.Order
		if err := c.decode(body, &back); err != nil {
			b.Fatal(err)
		}
	}
}
