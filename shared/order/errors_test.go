package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestErrorsSayWhatHappenedAndNothingOfTheCustomer(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	for want, err := range map[string]error{
		"effect is taken until 2026-11-02T10:00:00Z":    &order.TakenError{Until: at},
		"held by merchant":                              &order.HeldError{By: "merchant"},
		"effect is not due before 2026-11-02T10:00:00Z": &order.NotYetError{At: at},
		"not_paid: the customer has not paid":           &order.RejectedError{Code: "not_paid", Message: "the customer has not paid"},
		"amount is not a decimal number":                &order.InputError{Field: "amount", Problem: "is not a decimal number"},
		"effect is no longer wanted":                    order.ErrNotWanted,
	} {
		require.EqualError(t, err, want)
	}
	require.Equal(t, "m/s/1001", order.Key{Merchant: "m", Store: "s", ID: "1001"}.String())
}
