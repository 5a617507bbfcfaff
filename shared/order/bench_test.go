package order_test

import (
	"testing"

	"onward/shared/order"
)

// BenchmarkDecide measures what happens most: news about an order of two lines, and no news.
func BenchmarkDecide(b *testing.B) {
	watched := func(b *testing.B) *scene {
		b.Helper()
		s := newScene(b, order.Shopify)
		s.shipping(line("1", "v1", 1), line("2", "v2", 2))
		return s
	}
	poll := func(s *scene, parcels ...order.ReportParcel) order.Event {
		return order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{
			ID: "8001", Stage: order.StagePaid, ParcelsKnown: true, Parcels: parcels,
		}}
	}
	for name, bring := range map[string]func(b *testing.B) (*scene, order.Event){
		"poll without news": func(b *testing.B) (*scene, order.Event) {
			b.Helper()
			s := watched(b)
			return s, poll(s)
		},
		"poll with a number": func(b *testing.B) (*scene, order.Event) {
			b.Helper()
			s := watched(b)
			return s, poll(s, parcel("LX1CN", item("P1", "S1", 1)))
		},
		"webhook repeated": func(b *testing.B) (*scene, order.Event) {
			b.Helper()
			s := watched(b)
			return s, order.StoreSaid{Snapshot: s.last}
		},
		"500 lines, poll without news": func(b *testing.B) (*scene, order.Event) {
			b.Helper()
			s := largeScene(b, 500)
			largeStory(s)
			return s, order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{ID: "8012345678901234", Stage: order.StageShipped}}
		},
	} {
		b.Run(name, func(b *testing.B) {
			s, e := bring(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := order.Decide(s.o, s.p, e, s.now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
