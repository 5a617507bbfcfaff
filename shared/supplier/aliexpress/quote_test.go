package aliexpress_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/supplier"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	m := newSeamMarket(t)
	german := order.Address{Name: "Jo Doe", Line1: "Main St 1", City: "Berlin", Province: "BE", Postcode: "10115", Country: "DE"}
	ask := func(product, sku, options string, to order.Address) supplier.Quote {
		q, err := m.account.Quote(t.Context(), supplier.Inquiry{Component: order.Component{Product: product, SKU: sku, Options: options}, Pieces: 2, ShipTo: to})
		require.NoError(t, err)
		return q
	}
	q := ask("1005008453688391", "", "14:193#Black;5:361386#M", german)
	require.NoError(t, q.OfferErr)
	require.NoError(t, q.ServicesErr)
	require.NotNil(t, q.Stock)
	assert.Equal(t, 500, *q.Stock)
	assert.Equal(t, "10.90 USD", q.Price.Amount.StringFixed(2)+" "+q.Price.Currency)
	s, offered := q.Service("CAINIAO_STANDARD")
	require.True(t, offered)
	assert.True(t, s.FeeKnown)
	assert.Equal(t, "USD", s.Fee.Currency)
	assert.Equal(t, 34, s.MaxDays)
	_, offered = q.Service("PIGEON")
	assert.False(t, offered)

	q = ask("1005008453688391", "", "14:193;5:361386", german)
	require.NoError(t, q.OfferErr, "attributes without their names")

	// By the SKU's id; in the United States under the product's own id there.
	q = ask("32982857990", "12000027158136202", "", m.ShipTo())
	require.NoError(t, q.OfferErr)
	require.NoError(t, q.ServicesErr)
	assert.NotEmpty(t, q.Services)

	for name, c := range map[string]struct {
		q      supplier.Quote
		reason order.FailureReason
	}{
		"no such product":   {ask("999", "", "", german), order.FailProductGone},
		"no such variant":   {ask("1005008453688391", "", "14:1#Pink", german), order.FailSKUChanged},
		"which variant":     {ask("1005008453688391", "", "", german), order.FailSKUChanged},
		"not sold there":    {ask("1005001234567890", "", "", m.ShipTo()), order.FailNotShippable},
		"one variant alone": {ask("1005001234567890", "", "", german), ""},
	} {
		if c.reason == "" {
			require.NoError(t, c.q.OfferErr, name)
			continue
		}
		assert.Equal(t, supplier.Refused, supplier.As(c.q.OfferErr).Kind, name)
		assert.Equal(t, c.reason, supplier.As(c.q.OfferErr).Reason, name)
		assert.Error(t, c.q.ServicesErr, name)
	}
}
