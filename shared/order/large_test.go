package order_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// largeScene is an order of 500 lines as a store would send it, with long ids and real titles.
func largeScene(tb testing.TB, lines int) *scene {
	tb.Helper()
	s := newScene(tb, order.Shopify)
	s.p.Mappings = map[string]order.Mapping{}
	var list []order.SnapshotLine
	for i := range lines {
		variant := fmt.Sprintf("4512345678%04d", i)
		s.p.Mappings[variant] = order.Mapping{Components: []order.Component{{
			Supplier: order.AliExpress, Account: "acc-5f31c2", Product: fmt.Sprintf("100500612345%04d", i),
			SKU: fmt.Sprintf("1200003712345%04d", i), Options: "14:350853#Silver;5:361386",
		}}}
		list = append(list, order.SnapshotLine{
			ID: fmt.Sprintf("1612345678%04d", i), Kind: order.Physical, SKU: fmt.Sprintf("RING-%04d-S", i),
			Title: "Stainless steel ring, minimalist, unisex", Options: "Silver / M",
			Product: fmt.Sprintf("812345678%04d", i), Variant: variant, Quantity: 2,
			Price: order.Money{Amount: decimal.RequireFromString("12.95"), Currency: "USD"},
		})
	}
	s.said = list
	return s
}

// largeStory takes an order of 500 lines all the way, in 10 parcels of 50 lines each.
func largeStory(s *scene) {
	s.do(order.StoreSaid{Snapshot: s.snapshot(s.said...)})
	s.do(order.Place{By: "owner"})
	s.buy("8012345678901234")
	s.supplier("8012345678901234", order.StagePaid)
	var parcels []order.ReportParcel
	for n := range 10 {
		parcel := order.ReportParcel{Number: fmt.Sprintf("LX%09dCN", n), Carrier: "Cainiao", URL: "https://global.cainiao.com/?n=1"}
		for i := n * len(s.said) / 10; i < (n+1)*len(s.said)/10; i++ {
			c := s.p.Mappings[s.said[i].Variant].Components[0]
			parcel.Items = append(parcel.Items, order.ReportItem{Product: c.Product, SKU: c.SKU, Quantity: 2})
		}
		parcels = append(parcels, parcel)
	}
	s.supplier("8012345678901234", order.StageShipped, parcels...)
}

func TestLargestOrderFitsItsItem(t *testing.T) {
	t.Parallel()
	s := largeScene(t, 500)
	largest := 0
	s.seen = func() {
		raw, err := json.Marshal(s.o)
		require.NoError(t, err)
		largest = max(largest, len(raw))
	}
	largeStory(s)
	s.tell()
	require.Equal(t, map[order.State]int{order.Fulfilled: 1000}, s.tabs())
	require.Less(t, largest, 300<<10, "bytes of JSON before compression")
	t.Logf("largest: %d bytes", largest)
}

// Five times the lines may need five times as much memory, and some more; were a decision to build something for each pair of
// lines, it would be twenty-five times. How long it takes is measured by BenchmarkDecide.
//
//nolint:paralleltest // allocations are counted over the whole process
func TestADecisionAllocatesInProportionToTheOrder(t *testing.T) {
	small, large := decideAllocations(t, 100), decideAllocations(t, 500)
	for name, n := range large {
		t.Logf("%s: 100 lines %.0f allocations, 500 lines %.0f", name, small[name], n)
		require.Less(t, n, 8*small[name]+100, name)
	}
}

func decideAllocations(t *testing.T, lines int) map[string]float64 {
	t.Helper()
	s := largeScene(t, lines)
	largeStory(s)
	out := map[string]float64{}
	for name, e := range map[string]order.Event{
		"time":     order.TimePassed{},
		"webhook":  order.StoreSaid{Snapshot: s.last},
		"cancel":   order.StoreSaid{Snapshot: s.changed(func(x *order.Snapshot) { x.Cancelled = true })},
		"rollback": order.RollBack{By: "owner"},
	} {
		out[name] = testing.AllocsPerRun(3, func() {
			if _, _, err := order.Decide(s.o, s.p, e, s.now); err != nil {
				t.Error(err)
			}
		})
	}
	return out
}
