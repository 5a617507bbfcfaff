package shopify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/order"
	"onward/shared/store/shopify"
)

// Both shapes of one order must say the same, whatever was done to it.
func TestWebhookAndReadAgree(t *testing.T) {
	t.Parallel()
	lines := []sim.LineSpec{
		{Title: "Glasses", SKU: "G", Price: "13.50", Quantity: 3},
		{Title: "Case", SKU: "C", Price: "7", Quantity: 1, VariantTitle: "Black"},
		{Title: "Card", GiftCard: true, Price: "25.00", Quantity: 1},
		{Title: "Plan", Digital: true, Price: "5.00", Quantity: 1},
		{Title: "Odd", Custom: true, Price: "1.00", Quantity: 2},
	}
	steps := map[string][]sim.Action{
		"new":             nil,
		"partly sent":     {{Do: "fulfil", Lines: []sim.ActionLine{{Line: "G", Quantity: 2}}, Numbers: []string{"N1"}, Company: "UPS"}},
		"refunded unsent": {{Do: "refund", Lines: []sim.ActionLine{{Line: "G", Quantity: 1}}}},
		"refunded sent": {
			{Do: "fulfil", Lines: []sim.ActionLine{{Line: "C", Quantity: 1}}, Numbers: []string{"N1"}},
			{Do: "refund", Lines: []sim.ActionLine{{Line: "C", Quantity: 1}}, Restock: "return"},
		},
		"money only":       {{Do: "refund", Amount: "4.50"}},
		"edited down":      {{Do: "edit", Lines: []sim.ActionLine{{Line: "G", Quantity: 1}}}},
		"edited up":        {{Do: "edit", Lines: []sim.ActionLine{{Line: "G", Quantity: 5}}, Add: []sim.LineSpec{{Title: "New", Quantity: 1}}}},
		"cancelled":        {{Do: "cancel"}},
		"sent, taken back": {{Do: "fulfil", Numbers: []string{"N9"}}, {Do: "cancel_fulfilment"}},
		"archived":         {{Do: "fulfil"}, {Do: "archive"}},
	}
	for name, actions := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.ShopSpec{Currency: "EUR"})
			client := w.client()
			require.NoError(t, client.Subscribe(t.Context(), shopify.TopicOrdersUpdated, w.hooks()))
			// A paid gift card is sent at once, and an order with something sent cannot be cancelled.
			financial, ordered := "paid", lines
			if name == "cancelled" {
				financial, ordered = "pending", lines[:2]
			}
			made := w.order(sim.OrderSpec{Lines: ordered, Shipping: "10.00", Tip: "2.00", Financial: financial, Attributes: []sim.Attribute{{Name: "CPF", Value: "123"}}})
			for _, a := range actions {
				w.pass(time.Minute)
				w.do(made.ID, a)
			}
			got := w.take()
			require.NotEmpty(t, got)
			last := got[len(got)-1]
			d, err := shopify.OpenWebhook(last.header, last.body, secret)
			require.NoError(t, err)
			assert.Equal(t, acme, d.Shop)
			ev, err := shopify.DecodeWebhook(d.Topic, last.body)
			require.NoError(t, err)
			require.NotNil(t, ev.Snapshot)
			assert.Empty(t, ev.Reread)
			read, err := client.Order(t.Context(), made.ID)
			require.NoError(t, err)
			equalSnapshots(t, *ev.Snapshot, read)
			for _, l := range read.Lines {
				if l.Kind.Ships() {
					seen := w.see(made.ID)
					for _, v := range seen.Lines {
						if v.ID == l.ID && !seen.Cancelled {
							assert.Equal(t, v.Quantity-v.Open-v.Fulfilled, l.Cancelled, v.Title)
						}
					}
				}
			}
		})
	}
}

func equalSnapshots(t *testing.T, a, b order.Snapshot) {
	t.Helper()
	assert.True(t, a.Total.Equal(b.Total), "%s %s", a.Total, b.Total)
	assert.True(t, a.Refunded.Equal(b.Refunded), "%s %s", a.Refunded, b.Refunded)
	a.Total, b.Total, a.Refunded, b.Refunded = order.Money{}, order.Money{}, order.Money{}, order.Money{}
	require.Len(t, b.Lines, len(a.Lines))
	for i := range a.Lines {
		assert.True(t, a.Lines[i].Price.Equal(b.Lines[i].Price))
		a.Lines[i].Price, b.Lines[i].Price = order.Money{}, order.Money{}
	}
	assert.Equal(t, a, b)
}

func TestLargeOrderIsReadWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{Maximum: 1e6})
	spec := sim.OrderSpec{}
	for i := range 500 {
		spec.Lines = append(spec.Lines, sim.LineSpec{Title: fmt.Sprint("L", i), SKU: fmt.Sprint("S", i), Quantity: 1})
	}
	made := w.order(spec)
	for i := range 14 {
		var lines []sim.ActionLine
		for j := range 30 {
			lines = append(lines, sim.ActionLine{Line: fmt.Sprint("S", i*30+j), Quantity: 1})
		}
		w.do(made.ID, sim.Action{Do: "fulfil", Lines: lines, Numbers: []string{fmt.Sprint("N", i)}})
	}
	client := w.client()
	read, err := client.Order(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Len(t, read.Lines, 500)
	require.Len(t, read.Fulfilments, 14)
	for _, f := range read.Fulfilments {
		assert.Len(t, f.Lines, 30)
	}
	held, err := client.Held(t.Context(), made.ID)
	require.NoError(t, err)
	open := 0
	for _, n := range held.Open() {
		open += n
	}
	assert.Equal(t, 80, open)
	pushed, err := client.PushInto(t.Context(), held, shopify.Parcel{Lines: []order.LineUnits{{Line: read.Lines[499].ID, Units: 1}}, Numbers: []string{"LAST"}})
	require.NoError(t, err)
	assert.Len(t, pushed.Fulfilments, 1)
}

func TestChangedPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	var ids []string
	for range 45 {
		w.pass(time.Minute)
		ids = append(ids, w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Quantity: 1}}}).ID)
	}
	since := w.clock().Add(-41 * time.Minute)
	client := w.client()
	var seen []string
	cursor := ""
	for page := 0; ; page++ {
		if page == 1 {
			// An order of the first page changes while the second is fetched: it comes again at the end.
			w.pass(time.Minute)
			w.do(ids[3], sim.Action{Do: "touch"})
			ids = append(ids, ids[3])
		}
		changes, next, err := client.Changed(t.Context(), since, cursor)
		require.NoError(t, err)
		for _, c := range changes {
			seen = append(seen, c.ID)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	assert.Equal(t, ids[3:], seen)
}
