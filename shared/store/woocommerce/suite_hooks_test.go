package woocommerce_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/storetest"
	woo "onward/shared/store/woocommerce"
)

const seamSecret = "aLettersAndDigits"

func (s *seamShop) Subscribe(t *testing.T) {
	t.Helper()
	s.inbox = storetest.NewInbox(t)
	for _, topic := range []string{"order.created", "order.updated", "order.deleted"} {
		_, err := s.client.CreateHook(t.Context(), topic, s.inbox.URL, seamSecret)
		require.NoError(t, err)
	}
	s.inbox.Take() // pings
}

func (s *seamShop) Take(t *testing.T) []storetest.Delivery {
	t.Helper()
	s.sim.Cron(t.Context())
	return s.inbox.Take()
}

func (s *seamShop) Hooks() store.Hooks {
	return woo.Hooks{Address: s.access.Address, Secret: seamSecret}
}
func (s *seamShop) Keyless() store.Hooks { return woo.Hooks{Address: s.access.Address} }

func (s *seamShop) Sign(_ *testing.T, body string) storetest.Delivery {
	mac := hmac.New(sha256.New, []byte(seamSecret))
	mac.Write([]byte(body))
	return storetest.Delivery{Body: []byte(body), Header: http.Header{
		"Content-Type": {"application/json"}, "X-Wc-Webhook-Source": {s.access.Address + "/"}, "X-Wc-Webhook-Topic": {"order.updated"},
		"X-Wc-Webhook-Signature": {base64.StdEncoding.EncodeToString(mac.Sum(nil))}, "X-Wc-Webhook-Delivery-Id": {"d1"},
	}}
}

func (s *seamShop) Bare(d storetest.Delivery) storetest.Delivery {
	bare := d.Header.Clone()
	bare.Del("X-Wc-Webhook-Signature")
	return storetest.Delivery{Header: bare, Body: d.Body}
}

func (s *seamShop) Special(t *testing.T) []storetest.Special {
	t.Helper()
	s.t = t
	_, err := s.client.CreateHook(t.Context(), "order.restored", s.inbox.URL, seamSecret)
	require.NoError(t, err)
	ping := s.inbox.Take()
	require.Len(t, ping, 1)
	o := s.Buy(t, 1)
	s.Take(t)
	s.do(http.MethodPost, "/orders/"+o.ID+"/delete", nil)
	deleted := s.Take(t)
	require.Len(t, deleted, 1)
	other := s.Buy(t, 1)
	s.do(http.MethodPost, "/user", map[string]bool{"gone": true})
	blind := s.Take(t)
	require.NotEmpty(t, blind, other.ID)
	return []storetest.Special{
		{Name: "the address is tried", Delivery: ping[0], Ping: true},
		{Name: "deleted for good", Delivery: deleted[0], Want: store.News{OrderID: o.ID, Reread: "deleted"}},
		{Name: "its user is gone", Delivery: blind[0], Want: store.News{Unreadable: true}},
	}
}

func usd(amount string) order.Money {
	return order.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
}

// Samples are orders of every sort that WooCommerce knows.
func (s *seamShop) Samples(t *testing.T) []storetest.Sample {
	t.Helper()
	var out []storetest.Sample
	add := func(name string, spec sim.OrderSpec, change func(*order.Snapshot, []string)) {
		if spec.Lines == nil {
			spec.Lines = []sim.LineSpec{{SKU: "TS-M", Quantity: 2}}
		}
		spec.Country = "US"
		o := s.buy(t, spec)
		want := order.Snapshot{
			ID: o.ID, Name: "#" + o.ID, Payment: order.Paid, Currency: "USD", Total: usd("24.88"), Email: "mary@example.com",
			ShipTo: order.Address{
				Name: "Mary Poe", Company: "Poe & Co", Line1: "969 Market", City: "San Francisco", Province: "CA", Postcode: "94103",
				Country: "US", Phone: "(555) 555-5555",
			},
			FulfilmentsKnown: s.way == woo.WayFulfilments,
			Lines: []order.SnapshotLine{{
				ID: o.Lines[0], Kind: order.Physical, SKU: "TS-M", Title: "T-Shirt 日本 - M", Options: "Size: M", Product: "11", Variant: "12",
				Quantity: 2, Price: usd("9.99"),
			}},
		}
		change(&want, o.Lines)
		out = append(out, storetest.Sample{Name: name, ID: o.ID, Want: want})
	}
	none := func(*order.Snapshot, []string) {}
	add("paid", sim.OrderSpec{Status: "processing"}, none)
	add("made by REST", sim.OrderSpec{Status: "processing", Via: "rest-api"}, none)
	add("with a tip, which is a fee and no line", sim.OrderSpec{Status: "processing", Tip: true}, func(x *order.Snapshot, _ []string) {
		x.Total = usd("25.88")
	})
	add("not paid", sim.OrderSpec{}, func(x *order.Snapshot, _ []string) { x.Payment = order.Unpaid })
	add("cash on delivery", sim.OrderSpec{Status: "processing", Method: "cod"}, none)
	add("fetched by the customer", sim.OrderSpec{Status: "processing", Ship: "local_pickup"}, func(x *order.Snapshot, _ []string) { x.Pickup = true })
	add("a draft", sim.OrderSpec{Status: "checkout-draft"}, func(x *order.Snapshot, _ []string) {
		x.Payment, x.NotReady = order.Unpaid, true
	})
	add("the billing address is the shipping address", sim.OrderSpec{Status: "processing", SameAddress: true}, func(x *order.Snapshot, _ []string) {
		x.Total = usd("19.98")
	})
	add("only downloads, so completed at once", sim.OrderSpec{Status: "processing", Lines: []sim.LineSpec{{Product: 13, Quantity: 1}}}, func(x *order.Snapshot, lines []string) {
		x.Total, x.Completed = usd("9.9"), true
		x.Lines = []order.SnapshotLine{{
			ID: lines[0], Kind: order.Digital, Title: "E-Book", Product: "13", Variant: "13", Quantity: 1, Price: usd("5"),
		}}
	})
	return out
}
