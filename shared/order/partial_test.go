package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestWebhookDoesNotEraseWhatOnlyAReadTells(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	read := s.snapshot(line("1", "v1", 1))
	read.Risk, read.Holds, read.ShipTo.TaxID = "high", []string{"HIGH_RISK_OF_FRAUD"}, "123"
	s.do(order.StoreSaid{Snapshot: read, Fresh: true})
	webhook := s.snapshot(line("1", "v1", 1))
	webhook.Partial = true
	s.do(order.StoreSaid{Snapshot: webhook})
	require.Equal(t, "high", s.o.Store.Risk)
	require.Equal(t, []string{"HIGH_RISK_OF_FRAUD"}, s.o.Store.Holds)
	require.Equal(t, "123", s.o.Store.ShipTo.TaxID)
	require.Equal(t, order.WhyHeldByStore, s.o.Portions[0].Why)
}

func TestImportedHistoryStaysImported(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Wix)
	imported := s.snapshot(line("1", "v1", 1))
	imported.Imported = true
	s.do(order.StoreSaid{Snapshot: imported})
	s.do(order.StoreSaid{Snapshot: s.snapshot(line("1", "v1", 1))})
	require.Equal(t, order.WhyImported, s.o.Portions[0].Why)
}
