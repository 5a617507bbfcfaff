package supplier_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/supplier"
)

func sample(t *testing.T) order.Report {
	t.Helper()
	amount, err := order.ParseMoney("51.930", "USD")
	require.NoError(t, err)
	return order.Report{
		ID: "8190000000000001", Stage: order.StagePaid, Status: "WAIT", PaidAt: time.UnixMilli(1764590400000), Amount: amount, ParcelsKnown: true,
		Items: []order.ReportItem{
			{Product: "P1", SKU: "S1", Quantity: 1}, {Product: "P1", SKU: "S1", Quantity: 1, Cancelled: true}, {Product: "P1", SKU: "S2", Quantity: 2},
		},
		Parcels: []order.ReportParcel{
			{Number: "LP1", Carrier: "A", Items: []order.ReportItem{{SKU: "S1", Quantity: 1}, {SKU: "S2", Quantity: 1}}},
			{Number: "LP1", Carrier: "A", Items: []order.ReportItem{{SKU: "S2", Quantity: 1}}},
			{Number: "LP2"},
		},
	}
}

// Two parcels under one number, or two positions alike but for their end, once had no order of their own: the
// digest changed with the order in which the supplier listed them.
func TestDigestIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	want := supplier.Digest(sample(t))
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		r := sample(t)
		random.Shuffle(len(r.Items), func(i, j int) { r.Items[i], r.Items[j] = r.Items[j], r.Items[i] })
		random.Shuffle(len(r.Parcels), func(i, j int) { r.Parcels[i], r.Parcels[j] = r.Parcels[j], r.Parcels[i] })
		for i := range r.Parcels {
			slices.Reverse(r.Parcels[i].Items)
		}
		r.PaidAt = r.PaidAt.In(time.FixedZone("PST", -8*60*60))
		same, err := order.ParseMoney("51.93", "USD")
		require.NoError(t, err)
		r.Amount = same
		require.Equal(t, want, supplier.Digest(r))
	}
}

func TestDigestChangesWithEveryMeaning(t *testing.T) {
	t.Parallel()
	seen := map[string]string{supplier.Digest(sample(t)): "unchanged"}
	for name, change := range map[string]func(*order.Report){
		"stage":     func(r *order.Report) { r.Stage = order.StageShipped },
		"payment":   func(r *order.Report) { r.PaidAt = r.PaidAt.Add(time.Second) },
		"deadline":  func(r *order.Report) { r.PayBy = r.PaidAt },
		"end":       func(r *order.Report) { r.EndReason = "x" },
		"cancelled": func(r *order.Report) { r.Items[2].Cancelled = true },
		"number":    func(r *order.Report) { r.Parcels[2].Number = "LP3" },
		"no number": func(r *order.Report) { r.Parcels = r.Parcels[:2] },
		"contents":  func(r *order.Report) { r.Parcels[1].Items[0].Quantity = 2 },
		"moved":     func(r *order.Report) { r.Parcels[2].Items = r.Parcels[1].Items; r.Parcels[1].Items = nil },
		"scan":      func(r *order.Report) { r.Parcels[0].FirstScan = time.UnixMilli(1) },
		"delivered": func(r *order.Report) { r.Parcels[0].Delivered = true },
		"unread":    func(r *order.Report) { r.ParcelsKnown = false },
		"amount":    func(r *order.Report) { r.Amount = order.Money{} },
	} {
		r := sample(t)
		change(&r)
		digest := supplier.Digest(r)
		require.NotContains(t, seen, digest, name)
		seen[digest] = name
	}
}
