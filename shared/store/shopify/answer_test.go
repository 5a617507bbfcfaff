package shopify

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestErrorsTellNoSecrets(t *testing.T) {
	t.Parallel()
	c, _ := replaying(t, 200, `{"errors":[{"message":"Variable $id of type ID! was provided invalid value 12 Chestnut Street","extensions":{"code":"INVALID_VARIABLE"}}]}`)
	_, err := c.Order(t.Context(), "1")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Chestnut")
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Invalid, failed.Kind)
}

func TestGraphErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Kind{
		`{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}`:                    Throttled,
		`{"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}]}`:                        ScopeMissing,
		`{"errors":[{"message":"x","extensions":{"code":"MAX_COST_EXCEEDED"}}]}`:                    Invalid,
		`{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`:                Temporary,
		`{"errors":[{"message":"x","extensions":{"code":"SHOP_INACTIVE"}}]}`:                        Frozen,
		`{"errors":[{"message":"invalid id","extensions":{"code":"RESOURCE_NOT_FOUND"}}]}`:          NotFound,
		`{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`: Invalid,
		`{"data":null}`:           Temporary,
		`<html>`:                  Temporary,
		`{"data":{"order":null}}`: NotFound,
	} {
		c, _ := replaying(t, 200, body)
		_, err := c.Order(t.Context(), "1")
		assert.Equal(t, want, KindOf(err), body)
	}
}

// Customer data that was denied leaves the rest of the order usable; denied lines do not.
func TestDeniedFields(t *testing.T) {
	t.Parallel()
	answer := func(field string) string {
		return `{"data":{"order":{"id":"gid://shopify/Order/7","name":"#7","displayFinancialStatus":"SOMETHING_NEW","lineItems":{"nodes":[],"pageInfo":{"hasNextPage":false}}}},
			"errors":[{"message":"This app is not approved","path":["order","` + field + `"],"extensions":{"code":"ACCESS_DENIED"}}]}`
	}
	c, _ := replaying(t, 200, answer("shippingAddress"))
	s, err := c.Order(t.Context(), "7")
	require.NoError(t, err)
	assert.Equal(t, "#7", s.Name)
	assert.Equal(t, order.Unpaid, s.Payment, "an unknown status never buys")
	assert.False(t, s.Pickup)

	c, _ = replaying(t, 200, answer("lineItems"))
	_, err = c.Order(t.Context(), "7")
	assert.Equal(t, ScopeMissing, KindOf(err))
}
