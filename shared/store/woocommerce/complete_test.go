package woocommerce_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	woo "onward/shared/store/woocommerce"
)

func TestCompleteReadsFirst(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"cancelled", "refunded", "failed", "trash", "checkout-draft"} {
		s := newShop(t, nil)
		o := s.paid()
		if status == "trash" {
			s.do(http.MethodPost, "/orders/"+o.ID+"/trash", nil)
		} else {
			s.do(http.MethodPost, "/orders/"+o.ID+"/status", map[string]string{"status": status})
		}
		_, err := s.client.Complete(t.Context(), o.ID)
		var not *woo.NotCompletableError
		require.ErrorAs(t, err, &not, status)
		require.Equal(t, status, not.Status)
		require.Empty(t, s.mails(o.ID))
		require.Zero(t, s.calls()["PUT /wc/v3/orders/*"])
	}
}

func TestCompleteOfOpenStatuses(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"processing", "on-hold", "awaiting-shipment"} {
		s := newShop(t, nil)
		o := s.order(sim.OrderSpec{Status: status})
		changed, err := s.client.Complete(t.Context(), o.ID)
		require.NoError(t, err)
		require.Equal(t, o.Status != woo.StatusCompleted, changed)
		o, err = s.client.Order(t.Context(), o.ID)
		require.NoError(t, err)
		require.True(t, o.Completed())
	}
}

func TestCompleteAfterALostAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	s.fault(sim.Fault{Kind: sim.FaultCutAfter, Route: "PUT /wc/v3/orders/*"})
	_, err := s.client.Complete(t.Context(), o.ID)
	require.Equal(t, woo.KindUnclear, woo.KindOf(err))
	changed, err := s.client.Complete(t.Context(), o.ID)
	require.NoError(t, err)
	require.False(t, changed)
	require.Equal(t, []string{"completed"}, s.mailKinds(o.ID))
}

func TestCompleteUnknownOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	_, err := s.client.Complete(t.Context(), "4711")
	require.Equal(t, woo.KindNotFound, woo.KindOf(err))
}
