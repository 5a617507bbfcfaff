package woocommerce

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

func TestDecodeRecordedOrder(t *testing.T) {
	t.Parallel()
	o, err := DecodeOrder([]byte(recorded(t, "order-created-processing.json").Body))
	require.NoError(t, err)
	at := time.Date(2026, 11, 23, 18, 57, 41, 0, time.UTC)
	require.Equal(t, at, o.Created)
	require.Equal(t, at, o.PaidAt)
	require.Equal(t, "45.89", o.Total.StringFixed(2))
	require.Equal(t, "USD", o.Currency)
	require.Equal(t, "buyer@example.com", o.Email)
	require.Equal(t, Address{
		FirstName: "Jörg", LastName: "O'Neill & Söhne", Line1: "Hauptstraße 5", Line2: `c/o "Müller"`,
		City: "Köln", State: "NW", Postcode: "50667", Country: "DE", Phone: "+49 221 000000",
	}, o.ShipTo)
	require.Equal(t, Line{
		ID: "2", ProductID: "11", VariationID: "12", SKU: "TS-M", Name: "T-Shirt 日本 - M",
		Options: []Option{{"Size", "M"}}, Quantity: decimal.NewFromInt(1), Ordered: 1,
		Price: decimal.RequireFromString("9.99"), Total: decimal.RequireFromString("9.99"),
	}, o.Lines[1])
	require.True(t, o.NeedsProcessing)
	require.False(t, o.RefundsPending)
}

func TestDecodePublishedSamples(t *testing.T) {
	t.Parallel()
	o, err := DecodeOrder(sample(t, "order.json"))
	require.NoError(t, err)
	require.Equal(t, "727", o.ID)
	require.True(t, o.Paid())
	require.Equal(t, "Ship Your Idea – Color: Black, Size: M Test", o.Lines[1].Name)
	require.Equal(t, []Option{{"pa_color", "black"}, {"size", "M Test"}}, o.Lines[1].Options)
	require.Equal(t, "(555) 555-5555", o.ShipTo.Phone, "old stores have no shipping phone")
	require.True(t, o.NeedsProcessing, "old stores do not say")

	o, err = DecodeOrder(sample(t, "order-updated-response.json"))
	require.NoError(t, err)
	require.True(t, o.Completed())
	require.False(t, o.CompletedAt.IsZero())

	var list []json.RawMessage
	require.NoError(t, json.Unmarshal(sample(t, "orders-list.json"), &list))
	require.Len(t, list, 2)
	first, err := DecodeOrder(list[0])
	require.NoError(t, err)
	second, err := DecodeOrder(list[1])
	require.NoError(t, err)
	require.Equal(t, []string{"727", "723"}, []string{first.ID, second.ID})
	require.Equal(t, StatusCompleted, second.Status)
	require.Len(t, second.Refunds, 2)
	require.True(t, second.RefundsPending)
	require.Equal(t, "19", second.RefundedTotal.String())
}

func TestRefundsAreCountedOnTheirLines(t *testing.T) {
	t.Parallel()
	refunds, err := DecodeRefunds(sample(t, "order-refunds-list.json"))
	require.NoError(t, err)
	require.Len(t, refunds, 2)
	require.Empty(t, refunds[0].Lines, "money only")
	require.Equal(t, []RefundLine{{OrderLine: "311", ProductID: "87", Quantity: 1}}, refunds[1].Lines)

	o := Order{RefundsPending: true, Lines: []Line{{ID: "310", ProductID: "87", Ordered: 3}, {ID: "311", ProductID: "87", Ordered: 2}}}
	o.ApplyRefunds(refunds)
	o.ApplyRefunds(refunds)
	require.Equal(t, 0, o.Lines[0].Cancelled)
	require.Equal(t, 1, o.Lines[1].Cancelled)
	require.False(t, o.RefundsPending)
}

func TestRefundWithoutItsLine(t *testing.T) {
	t.Parallel()
	refunds, err := DecodeRefunds([]byte(`[{"id":1,"amount":"3.00","line_items":[{"product_id":11,"variation_id":12,"quantity":-2,"meta_data":[]}]}]`))
	require.NoError(t, err)
	one := Order{Lines: []Line{{ID: "1", ProductID: "11", VariationID: "12", Ordered: 5}, {ID: "2", ProductID: "11", Ordered: 5}}}
	one.ApplyRefunds(refunds)
	require.Equal(t, 2, one.Lines[0].Cancelled, "only one line has the variation")
	require.Empty(t, one.Doubts)

	two := Order{Lines: []Line{{ID: "1", ProductID: "11", VariationID: "12", Ordered: 5}, {ID: "2", ProductID: "11", VariationID: "12", Ordered: 5}}}
	two.ApplyRefunds(refunds)
	require.Zero(t, two.Lines[0].Cancelled+two.Lines[1].Cancelled)
	require.NotEmpty(t, two.Doubts)
}

func TestOddOrders(t *testing.T) {
	t.Parallel()
	decode := func(t *testing.T, body string) Order {
		t.Helper()
		o, err := DecodeOrder([]byte(body))
		require.NoError(t, err)
		return o
	}
	t.Run("plugins' types", func(t *testing.T) {
		t.Parallel()
		o := decode(t, `{"id":"9007199254740993","status":"wc-processing","total":5.5,"billing":[],"shipping":[],
			"line_items":{"3":{"id":3,"product_id":"0","variation_id":null,"quantity":"2.500","sku":null,"price":10.799999999999999,"total":"27",
			"meta_data":{"0":{"key":"a","value":["x"],"display_key":"A","display_value":["x"]},"1":{"key":"b","value":7}}}}}`)
		require.Equal(t, "9007199254740993", o.ID)
		require.Equal(t, StatusProcessing, o.Status)
		l := o.Lines[0]
		require.True(t, l.Fractional)
		require.Equal(t, 2, l.Ordered)
		require.Equal(t, "10.799999999999999", l.Price.String())
		require.Equal(t, []Option{{"b", "7"}}, l.Options)
		require.Empty(t, l.ProductID)
	})
	t.Run("billing stands in for shipping", func(t *testing.T) {
		t.Parallel()
		o := decode(t, `{"id":1,"billing":{"first_name":"A","address_1":"Way 1","city":"X","country":"de","phone":"1"},"shipping":{"first_name":"","country":"DE","address_1":""}}`)
		require.True(t, o.ShipTo.FromBilling)
		require.Equal(t, "Way 1", o.ShipTo.Line1)
		require.Equal(t, "DE", o.ShipTo.Country)
	})
	t.Run("erased", func(t *testing.T) {
		t.Parallel()
		require.True(t, decode(t, `{"id":1,"billing":{"email":"deleted@site.invalid"}}`).Anonymised)
		require.True(t, decode(t, `{"id":1,"billing":{"first_name":"[deleted]"}}`).Anonymised)
		require.False(t, decode(t, `{"id":1,"billing":{"email":"a@example.com"}}`).Anonymised)
	})
	t.Run("deleted refund", func(t *testing.T) {
		t.Parallel()
		o := decode(t, `{"id":1,"refunds":[{"id":0,"reason":"","total":"-0.00"}]}`)
		require.False(t, o.RefundsPending)
	})
	t.Run("paid without the GMT field", func(t *testing.T) {
		t.Parallel()
		o := decode(t, `{"id":1,"status":"on-hold","date_paid":"2026-11-02T10:11:12"}`)
		require.True(t, o.Paid())
	})
	t.Run("broken numbers are doubted, not invented", func(t *testing.T) {
		t.Parallel()
		o := decode(t, `{"id":1,"total":"12,50","line_items":[{"id":1,"quantity":-3}]}`)
		require.Len(t, o.Doubts, 2)
		require.Zero(t, o.Lines[0].Ordered)
	})
	for _, body := range []string{`{}`, `[]`, `{"id":0}`, `{"id":null}`, ``, `{"id":1,"line_items":[1]}`} {
		_, err := DecodeOrder([]byte(body))
		require.Error(t, err, body)
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	const paid = `"2026-11-02T10:11:12"`
	tests := []struct {
		status, paidAt         string
		paid, cancelled, draft bool
	}{
		{"pending", "null", false, false, false},
		{"on-hold", "null", false, false, false},
		{"on-hold", paid, true, false, false},
		{"processing", "null", true, false, false}, // cash on delivery
		{"processing", paid, true, false, false},
		{"completed", paid, true, false, false},
		{"cancelled", "null", false, true, false},
		{"refunded", paid, true, true, false},
		{"failed", "null", false, true, false},
		{"trash", paid, true, true, false},
		{"checkout-draft", "null", false, false, true},
		{"auto-draft", "null", false, false, true},
		{"awaiting-shipment", "null", false, false, false},
		{"awaiting-shipment", paid, true, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.status+" "+tt.paidAt, func(t *testing.T) {
			t.Parallel()
			o, err := DecodeOrder(fmt.Appendf(nil, `{"id":1,"status":%q,"date_paid_gmt":%s}`, tt.status, tt.paidAt))
			require.NoError(t, err)
			require.Equal(t, []bool{tt.paid, tt.cancelled, tt.draft}, []bool{o.Paid(), o.Cancelled(), o.Draft()})
		})
	}
}

// Errors quote nothing of the body: it holds customers.
func TestDecodeErrorsAreClean(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"id":1,"line_items":["buyer@example.com"]}`, `{"id":"buyer@example.com"`, `{"id":1,"billing":{"email":"x"},"needs_processing":"buyer@example.com"}`} {
		_, err := DecodeOrder([]byte(body))
		require.Error(t, err)
		require.NotContains(t, err.Error(), "buyer@")
	}
}
