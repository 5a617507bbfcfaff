package wix_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/storetest"
	"onward/shared/store/wix"
)

func (s *seamShop) Subscribe(t *testing.T) {
	t.Helper()
	s.inbox = storetest.NewInbox(t)
	s.SetCallback(s.inbox.URL)
}

func (s *seamShop) Take(t *testing.T) []storetest.Delivery {
	t.Helper()
	s.Deliver(t.Context())
	return s.inbox.Take()
}

func (s *seamShop) Hooks() store.Hooks   { return s.hooks }
func (s *seamShop) Keyless() store.Hooks { return wix.NewHooks("", 0, s.clock.now) }

func (s *seamShop) Sign(t *testing.T, body string) storetest.Delivery {
	t.Helper()
	data, err := json.Marshal(map[string]string{"eventType": "wix.ecom.v1.order_updated", "instanceId": siteA, "data": body})
	require.NoError(t, err)
	now := s.clock.now()
	return storetest.Delivery{Body: sign(t, map[string]any{
		"data": string(data), "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	})}
}

func (s *seamShop) Bare(storetest.Delivery) storetest.Delivery {
	return storetest.Delivery{Body: []byte(`{"order":{}}`)}
}

func (s *seamShop) Special(t *testing.T) []storetest.Special {
	t.Helper()
	bought := s.Buy(t, 1)
	s.Take(t)
	var out []storetest.Special
	add := func(name string, want store.News) {
		got := s.Take(t)
		require.NotEmpty(t, got, name)
		out = append(out, storetest.Special{Name: name, Delivery: got[0], Want: want})
	}
	require.NoError(t, s.Anonymise(siteA, bought.ID))
	add("the customer is to be forgotten", store.News{
		OrderID: bought.ID, Privacy: &store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{bought.ID}},
	})
	require.NoError(t, s.Remove(siteA))
	add("the app was removed", store.News{Uninstalled: true})
	s.Install(siteA, "")
	add("the app was installed", store.News{Installed: true})
	return out
}

// Samples are orders of every sort that Wix knows.
func (s *seamShop) Samples(t *testing.T) []storetest.Sample {
	t.Helper()
	to := map[string]any{
		"first": "Jane", "last": "Sample", "phone": "2035550100", "country": "US", "subdivision": "US-CT", "city": "Sampletown",
		"postalCode": "06101", "addressLine": "1 Sample Road", "addressLine2": "Floor 2",
	}
	address := order.Address{
		Name: "Jane Sample", Line1: "1 Sample Road", Line2: "Floor 2", City: "Sampletown", Province: "CT", Postcode: "06101",
		Country: "US", Phone: "2035550100",
	}
	shoe := sim.Item{Name: "Shoe", SKU: "S-1", Product: "p-1", Variant: "v-1", Quantity: 2, Cents: 1800}
	line := order.SnapshotLine{
		ID: line1, Kind: order.Physical, SKU: "S-1", Title: "Shoe", Product: "p-1", Variant: "v-1", Quantity: 2, Price: usd("18"),
	}
	var out []storetest.Sample
	add := func(name string, n sim.NewOrder, change func(*order.Snapshot)) {
		n.Email, n.ShipTo = "buyer@example.com", to
		if n.Items == nil {
			n.Items = []sim.Item{shoe}
		}
		id, err := s.Sim.Buy(siteA, n)
		require.NoError(t, err)
		want := order.Snapshot{
			ID: id, Name: "#1000" + string(rune('1'+len(out))), Payment: order.Paid, Currency: "USD", Total: usd("41"),
			ShipTo: address, Email: "buyer@example.com", FulfilmentsKnown: true, Lines: []order.SnapshotLine{line},
		}
		change(&want)
		out = append(out, storetest.Sample{Name: name, ID: id, Want: want})
	}
	add("every kind of line", sim.NewOrder{Items: []sim.Item{
		shoe,
		{Name: "Guide", SKU: "G-1", Product: "p-2", Variant: "00000000-0000-0000-0000-000000000000", Quantity: 1, Cents: 500, Preset: "DIGITAL"},
		{Name: "Card", SKU: "C-1", Product: "p-3", Variant: "v-3", Quantity: 1, Cents: 1000, Preset: "GIFT_CARD"},
		{Name: "Fitting", SKU: "F-1", Product: "p-4", Variant: "v-4", Quantity: 1, Cents: 200, Preset: "SERVICE"},
		{Name: "Rope", SKU: "R-1", Product: "p-5", Variant: "v-5", Quantity: 1, Cents: 300, Measure: "2.75"},
	}}, func(x *order.Snapshot) {
		x.Total = usd("61")
		third, fourth, fifth := line1[:35]+"3", line1[:35]+"4", line1[:35]+"5"
		x.Lines = append(x.Lines,
			order.SnapshotLine{ID: line2, Kind: order.Digital, SKU: "G-1", Title: "Guide", Product: "p-2", Variant: "p-2", Quantity: 1, Price: usd("5")},
			order.SnapshotLine{ID: third, Kind: order.GiftCard, SKU: "C-1", Title: "Card", Product: "p-3", Variant: "v-3", Quantity: 1, Price: usd("10")},
			order.SnapshotLine{ID: fourth, Kind: order.Service, SKU: "F-1", Title: "Fitting", Product: "p-4", Variant: "v-4", Quantity: 1, Price: usd("2")},
			order.SnapshotLine{ID: fifth, Kind: order.Measured, SKU: "R-1", Title: "Rope", Product: "p-5", Variant: "v-5", Quantity: 1, Price: usd("3")},
		)
	})
	add("not paid", sim.NewOrder{Payment: "NOT_PAID"}, func(x *order.Snapshot) { x.Payment = order.Unpaid })
	add("paid in part", sim.NewOrder{Payment: "PARTIALLY_PAID"}, func(x *order.Snapshot) { x.Payment = order.PartlyPaid })
	add("declined", sim.NewOrder{Payment: "DECLINED"}, func(x *order.Snapshot) { x.Payment = order.Voided })
	add("waiting for approval", sim.NewOrder{Status: "PENDING"}, func(x *order.Snapshot) { x.NotReady = true })
	add("fetched by the customer", sim.NewOrder{Pickup: true}, func(x *order.Snapshot) {
		x.Pickup, x.ShipTo = true, order.Address{}
	})
	add("number as text", sim.NewOrder{TextNumber: true}, func(*order.Snapshot) {})
	return out
}
