package suppliertest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/supplier"
)

// testPlace buys once.
func testPlace(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	id := buy(t, m, "m1-1001-1", 2, 1)
	assert.Equal(t, []string{id}, m.Bought(t, "m1-1001-1"))
	r := report(t, m, id)
	assert.Equal(t, order.StagePlaced, r.Stage)
	assert.NotEmpty(t, r.Status)
	assert.True(t, r.Amount.Amount.IsPositive())
	assert.NotEmpty(t, r.Amount.Currency)
	pieces := 0
	for _, item := range r.Items {
		pieces += item.Quantity
		assert.False(t, item.Cancelled)
	}
	assert.Equal(t, 3, pieces)
	assert.True(t, r.PaidAt.IsZero())
	assert.Equal(t, m.Traits().PayBy, !r.PayBy.IsZero())

	orders, found, err := m.Client().Find(t.Context(), "m1-1001-1")
	if !m.Traits().Finds {
		require.ErrorIs(t, err, supplier.ErrCannotFind)
		return
	}
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, []string{id}, orders)
	_, found, err = m.Client().Find(t.Context(), "m1-1001-9")
	require.NoError(t, err)
	assert.False(t, found, "it certainly does not exist")
}

// testRepeat sends the identical purchase again, hours later, in every way that the supplier was seen to answer.
func testRepeat(t *testing.T, open Opener) {
	t.Helper()
	for _, answer := range []Repeat{SameOrders, OnlyAnError, ErrorNaming} {
		t.Run(string(answer), func(t *testing.T) {
			t.Parallel()
			m := open(t)
			if !m.Repeat(t, answer) {
				t.Skip("this supplier never answers so")
			}
			id := buy(t, m, "m1-1001-1", 1, 2)
			m.Pass(22 * time.Hour)
			placed, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 1, 2))
			if answer == OnlyAnError {
				assert.Equal(t, supplier.Repeated, kindOf(err))
				assert.Equal(t, order.FailAlreadyRepeated, supplier.As(err).Reason)
			} else {
				require.NoError(t, err, "order numbers in an answer mean that it exists")
				assert.Equal(t, []string{id}, placed.Orders)
			}
			assert.Equal(t, []string{id}, m.Bought(t, "m1-1001-1"), "bought once")
			assert.Equal(t, 1, m.Contents(t, "m1-1001-1"), "the same to the byte")
		})
	}
}

// testUnclear loses the answer to a purchase. The identical repeat makes it exactly one.
func testUnclear(t *testing.T, open Opener) {
	t.Helper()
	for _, trouble := range unclear() {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			m := open(t)
			m.Fail(t, Place, trouble)
			_, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 2))
			require.Error(t, err)
			assert.Equal(t, supplier.Unclear, kindOf(err), "%v", err)
			made := m.Bought(t, "m1-1001-1")
			if trouble.acts() {
				assert.Len(t, made, 1)
			} else {
				assert.Empty(t, made)
			}
			m.Pass(3 * time.Minute)
			placed, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 2))
			require.NoError(t, err)
			if trouble.acts() {
				assert.Equal(t, made, placed.Orders, "the one that exists")
			}
			assert.Equal(t, placed.Orders, m.Bought(t, "m1-1001-1"))
			assert.Len(t, placed.Orders, 1)
			assert.Equal(t, 1, m.Contents(t, "m1-1001-1"))
		})
	}
}

// testRefused has the supplier refuse for every reason. Nothing is bought, and the merchant learns why.
func testRefused(t *testing.T, open Opener) {
	t.Helper()
	refused := 0
	for _, reason := range []order.FailureReason{
		order.FailSKUChanged, order.FailProductGone, order.FailOutOfStock, order.FailNotShippable, order.FailShippingMethod, order.FailRestricted,
		order.FailAddress, order.FailValueLimit, order.FailAccount, order.FailCurrency, order.FailOther,
	} {
		m := open(t)
		if !m.Refuse(t, reason) {
			continue
		}
		refused++
		_, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 1))
		require.Error(t, err, reason)
		e := supplier.As(err)
		assert.Equal(t, supplier.Refused, e.Kind, "%s: %v", reason, err)
		assert.Equal(t, reason, e.Reason, "%v", err)
		assert.NotEmpty(t, e.Code+e.Message, "%s: what the supplier said", reason)
		assert.NotEmpty(t, e.Reason.Fix())
		assert.Empty(t, m.Bought(t, "m1-1001-1"))
		assert.NotContains(t, err.Error(), m.ShipTo().Line1, "no address in errors")
		buy(t, m, "m1-1001-2", 1) // mended, it can be bought under the next id
	}
	assert.GreaterOrEqual(t, refused, 6, "a supplier refuses for many reasons")
}

// testNothingRan meets refusals before any logic: nothing was bought, and the same purchase goes through later.
func testNothingRan(t *testing.T, open Opener) {
	t.Helper()
	for trouble, kind := range map[Trouble]supplier.Kind{
		Ban: supplier.Banned, OldToken: supplier.TokenExpired, NoConsent: supplier.ConsentNeeded,
	} {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			m := open(t)
			id := buy(t, m, "m1-1000-1", 1)
			for call, do := range map[Call]func() error{
				Read:  func() error { _, err := m.Client().Report(t.Context(), id); return err },
				Place: func() error { _, err := m.Client().Place(t.Context(), request(m, "m1-1001-1", 1)); return err },
			} {
				m.Fail(t, call, trouble)
				err := do()
				require.Error(t, err, call)
				assert.Equal(t, kind, kindOf(err), "%s: %v", call, err)
				if trouble == Ban {
					wait := supplier.As(err).RetryAfter
					assert.Positive(t, wait, "how long the ban lasts")
					m.Pass(wait + time.Second)
				}
			}
			assert.Empty(t, m.Bought(t, "m1-1001-1"))
			if trouble == Ban {
				buy(t, m, "m1-1001-1", 1)
			}
		})
	}
}

// testGivenUp calls with a context that has ended.
func testGivenUp(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	id := buy(t, m, "m1-1000-1", 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := m.Client().Place(ctx, request(m, "m1-1001-1", 1))
	require.ErrorIs(t, err, context.Canceled)
	assert.Contains(t, []supplier.Kind{supplier.NotRun, supplier.Unclear}, kindOf(err))
	_, err = m.Client().Report(ctx, id)
	require.ErrorIs(t, err, context.Canceled)
	assert.Contains(t, []supplier.Kind{supplier.Temporary, supplier.Unclear}, kindOf(err))
	assert.Empty(t, m.Bought(t, "m1-1001-1"))
}
