package pipeline_test

import (
	"testing"
	"time"

	"onward/infra/pipeline"
	"onward/shared/order"
)

// BenchmarkLifeOfAnOrder plays one order of two lines from the store's webhook to the customer's mail, with twelve polls
// that find nothing, and reports what it used: counted, so the same on every machine. Sweeps are left out: they read
// whole slots, whose cost all watched purchases share.
func BenchmarkLifeOfAnOrder(b *testing.B) {
	for b.Loop() {
		w, err := pipeline.New(pipeline.Options{Platform: order.Shopify})
		if err != nil {
			b.Fatal(err)
		}
		start := w.Bill()
		id, err := w.Buy(pipeline.Basket{Goods: []pipeline.Goods{{Article: 0, Units: 2}, {Article: 3, Units: 1}}})
		if err != nil {
			b.Fatal(err)
		}
		w.Drain()
		w.PayAll()
		w.Drain()
		quiet := w.Bill()
		var swept pipeline.Bill
		for polls := 0; polls < 12; {
			w.Pass(10 * time.Minute)
			before := w.Bill()
			w.Sweep(pipeline.Plan{})
			after := w.Bill()
			swept = swept.Plus(after.Less(before))
			w.Drain()
			if w.Bill().Calls > after.Calls {
				polls++
			}
		}
		waited := w.Bill().Less(quiet).Less(swept)
		w.ShipAll()
		w.Drain()
		o, err := w.Order(id)
		if err != nil || pipeline.States(o)[order.Fulfilled] != 3 {
			b.Fatalf("the order did not arrive: %v %s", err, pipeline.Describe(o))
		}
		all := w.Bill().Less(start).Less(swept)
		b.ReportMetric(all.Table.Reads, "RCU")
		b.ReportMetric(all.Table.Writes, "WCU")
		b.ReportMetric(float64(all.Sends), "sends")
		b.ReportMetric(float64(all.Calls), "calls")
		b.ReportMetric(waited.Table.Writes/12, "WCU/quiet-poll")
		b.ReportMetric(waited.Table.Reads/12, "RCU/quiet-poll")
	}
}
