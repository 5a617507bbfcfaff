package order

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFailuresAndShipmentsAreDated(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	o := Order{Purchases: []Purchase{
		{ID: "p1", State: PurchaseRefused},
		{ID: "p2", State: PurchasePlaced, FailedAt: at, Orders: []SupplierOrder{
			{ID: "1", Stage: StagePaid}, {ID: "2", Stage: StageShipped}, {ID: "3", Stage: StagePaid, Parcels: []Parcel{{Number: "LP1"}}},
		}},
	}}
	first := at.Add(time.Hour)
	(&decision{o: &o, now: first}).date()
	require.Equal(t, first, o.Purchases[0].FailedAt)
	require.Zero(t, o.Purchases[1].FailedAt, "it turned out to exist")
	so := o.Purchases[1].Orders
	require.Zero(t, so[0].ShippedAt)
	require.Equal(t, first, so[1].ShippedAt, "a flag without a number is word of a shipment too")
	require.Equal(t, first, so[2].ShippedAt)

	(&decision{o: &o, now: first.Add(time.Hour)}).date()
	require.Equal(t, first, o.Purchases[0].FailedAt, "the first time stays")
	require.Equal(t, first, so[1].ShippedAt)
}
