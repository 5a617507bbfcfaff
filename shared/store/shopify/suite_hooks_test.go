package shopify_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/shopify"
	"onward/shared/store/storetest"
)

func (s *seamShop) Subscribe(t *testing.T) {
	t.Helper()
	for _, topic := range shopify.OrderTopics() {
		require.NoError(t, s.client.Subscribe(t.Context(), topic, s.inbox.URL))
	}
}

func (s *seamShop) Take(t *testing.T) []storetest.Delivery {
	t.Helper()
	s.sim.Deliver(t.Context())
	return s.inbox.Take()
}

func (s *seamShop) Hooks() store.Hooks   { return shopify.Hooks{Secrets: []string{seamSecret}} }
func (s *seamShop) Keyless() store.Hooks { return shopify.Hooks{} }

func (s *seamShop) Sign(_ *testing.T, body string) storetest.Delivery {
	return storetest.Delivery{Body: []byte(body), Header: http.Header{
		"X-Shopify-Topic": {"orders/updated"}, "X-Shopify-Shop-Domain": {seamDomain}, "X-Shopify-Webhook-Id": {"d1"},
		"X-Shopify-Hmac-Sha256": {shopify.SignWebhook([]byte(body), seamSecret)},
	}}
}

func (s *seamShop) Bare(d storetest.Delivery) storetest.Delivery {
	bare := d.Header.Clone()
	bare.Del("X-Shopify-Topic")
	return storetest.Delivery{Header: bare, Body: d.Body}
}

func (s *seamShop) Special(t *testing.T) []storetest.Special {
	t.Helper()
	o := s.Buy(t, 1)
	id, err := strconv.ParseInt(o.ID, 10, 64)
	require.NoError(t, err)
	s.Take(t)
	var out []storetest.Special
	add := func(name string, err error, want store.News) {
		t.Helper()
		require.NoError(t, err, name)
		got := s.Take(t)
		require.Len(t, got, 1, name)
		out = append(out, storetest.Special{Name: name, Delivery: got[0], Want: want})
	}
	privacy := func(topic string) error { return s.sim.Privacy(seamDomain, seamApp, topic, []int64{id}) }
	view, err := s.sim.Order(seamDomain, o.ID)
	require.NoError(t, err)
	buyer := "buyer" + view.Name[1:] + "@example.com"
	add("the customer asks", privacy("customers/data_request"), store.News{
		Privacy: &store.Privacy{Kind: store.PrivacyExport, Orders: []string{o.ID}, Email: buyer},
	})
	add("the customer is to be forgotten", privacy("customers/redact"), store.News{
		Privacy: &store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{o.ID}, Email: buyer},
	})
	add("the shop is to be forgotten", privacy("shop/redact"), store.News{Privacy: &store.Privacy{Kind: store.PrivacyEraseShop}})
	_, err = s.sim.Do(seamDomain, o.ID, sim.Action{Do: "delete"})
	add("an order was deleted", err, store.News{OrderID: o.ID, Deleted: true})
	add("other scopes", s.sim.SetScopes(seamDomain, seamApp, []string{"read_orders"}), store.News{ScopesChanged: true})
	add("the app was removed", s.sim.Uninstall(seamDomain, seamApp), store.News{Uninstalled: true})
	return out
}

func usd(amount string) order.Money {
	return order.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
}

// Samples are orders of every sort that Shopify knows.
func (s *seamShop) Samples(t *testing.T) []storetest.Sample {
	t.Helper()
	shirt := sim.LineSpec{Title: "Shirt", SKU: "SH-1", VariantTitle: "M / Blue", Product: "7001", Variant: "7002", Price: "12.50", Quantity: 2}
	var out []storetest.Sample
	add := func(name string, spec sim.OrderSpec, change func(*order.Snapshot, []sim.LineView)) {
		t.Helper()
		if spec.Lines == nil {
			spec.Lines = []sim.LineSpec{shirt}
		}
		spec.Email = "buyer@example.com"
		made, err := s.sim.CreateOrder(seamDomain, spec)
		require.NoError(t, err)
		want := order.Snapshot{
			ID: made.ID, Name: made.Name, Payment: order.Paid, Currency: "USD", Total: usd("25"), Email: "buyer@example.com", FulfilmentsKnown: true,
			ShipTo: order.Address{
				Name: "Steve Shipper", Company: "Shipping Company", Line1: "123 Shipping Street", City: "Shippington", Province: "KY",
				ProvinceName: "Kentucky", Postcode: "40003", Country: "US", Phone: "555-555-SHIP",
			},
			Lines: []order.SnapshotLine{{
				ID: made.Lines[0].ID, Kind: order.Physical, SKU: "SH-1", Title: "Shirt", Options: "M / Blue", Product: "7001", Variant: "7002",
				Quantity: 2, Price: usd("12.5"),
			}},
		}
		change(&want, made.Lines)
		out = append(out, storetest.Sample{Name: name, ID: made.ID, Want: want})
	}
	add("every kind of line", sim.OrderSpec{Tip: "3.00", Lines: []sim.LineSpec{
		shirt,
		{Title: "Guide", SKU: "G-1", Product: "7003", Variant: "7004", Price: "5.00", Quantity: 1, Digital: true},
		{Title: "Engraving", Custom: true, Price: "4.00", Quantity: 1},
	}}, func(x *order.Snapshot, lines []sim.LineView) {
		x.Total = usd("37")
		x.Lines = append(
			x.Lines,
			order.SnapshotLine{ID: lines[1].ID, Kind: order.Digital, SKU: "G-1", Title: "Guide", Product: "7003", Variant: "7004", Quantity: 1, Price: usd("5")},
			order.SnapshotLine{ID: lines[2].ID, Kind: order.Custom, Title: "Engraving", Quantity: 1, Price: usd("4")},
			order.SnapshotLine{ID: lines[3].ID, Kind: order.Tip, Title: "Tip", Quantity: 1, Price: usd("3")},
		)
	})
	add("with a gift card, which the shop sends itself", sim.OrderSpec{Lines: []sim.LineSpec{
		shirt, {Title: "Card", Product: "7005", Variant: "7006", Price: "10.00", Quantity: 1, GiftCard: true},
	}}, func(x *order.Snapshot, lines []sim.LineView) {
		x.Total = usd("35")
		x.Lines = append(x.Lines, order.SnapshotLine{ID: lines[1].ID, Kind: order.GiftCard, Title: "Card", Product: "7005", Variant: "7006", Quantity: 1, Price: usd("10")})
		x.Fulfilments = []order.StoreFulfilment{{ID: s.Held(t, x.ID).Shipments[0].ID, Lines: []order.LineUnits{{Line: lines[1].ID, Units: 1}}}}
	})
	for status, payment := range map[string]order.Payment{
		"pending": order.Unpaid, "authorized": order.Authorized, "partially_paid": order.PartlyPaid, "voided": order.Voided, "expired": order.Expired,
	} {
		add(status, sim.OrderSpec{Financial: status}, func(x *order.Snapshot, _ []sim.LineView) { x.Payment = payment })
	}
	add("test", sim.OrderSpec{Test: true}, func(x *order.Snapshot, _ []sim.LineView) { x.Test = true })
	add("risky", sim.OrderSpec{Risk: "cancel"}, func(x *order.Snapshot, _ []sim.LineView) { x.Risk = "cancel" })
	add("held", sim.OrderSpec{Hold: "high_risk_of_fraud"}, func(x *order.Snapshot, _ []sim.LineView) { x.Holds = []string{"high_risk_of_fraud"} })
	add("fetched by the customer", sim.OrderSpec{NoAddress: true}, func(x *order.Snapshot, _ []sim.LineView) {
		x.Pickup, x.ShipTo = true, order.Address{}
	})
	add("with a tax number", sim.OrderSpec{Attributes: []sim.Attribute{{Name: "CPF", Value: "123.456.789-09"}}}, func(x *order.Snapshot, _ []sim.LineView) {
		x.ShipTo.TaxID = "123.456.789-09"
	})
	return out
}
