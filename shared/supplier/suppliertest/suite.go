package suppliertest

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/supplier"
)

// Opener makes a new simulated supplier, for one test.
type Opener func(t *testing.T) Market

// Run holds an adapter to the supplier seam.
func Run(t *testing.T, open Opener) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(t *testing.T, open Opener)
	}{
		{"Place", testPlace},
		{"Repeat", testRepeat},
		{"Unclear", testUnclear},
		{"Executor", testExecutor},
		{"Refused", testRefused},
		{"NothingRan", testNothingRan},
		{"Stages", testStages},
		{"Parcels", testParcels},
		{"Cancelled", testCancelled},
		{"Split", testSplit},
		{"Variants", testVariants},
		{"NotVisible", testNotVisible},
		{"ReadTroubles", testReadTroubles},
		{"Digest", testDigest},
		{"GivenUp", testGivenUp},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.run(t, open)
		})
	}
}

// request words a purchase: so many pieces of the goods, by their place.
func request(m Market, id string, pieces ...int) supplier.Request {
	r := supplier.Request{ID: id, ShipTo: m.ShipTo(), Note: "no invoice, please"}
	for i, n := range pieces {
		if n > 0 {
			r.Items = append(r.Items, order.Item{ID: "i" + strconv.Itoa(i+1), Component: m.Goods()[i], Quantity: n})
		}
	}
	return r
}

// buy places a purchase that must succeed with one order.
func buy(t *testing.T, m Market, id string, pieces ...int) string {
	t.Helper()
	placed, err := m.Client().Place(t.Context(), request(m, id, pieces...))
	require.NoError(t, err)
	require.Len(t, placed.Orders, 1)
	return placed.Orders[0]
}

func report(t *testing.T, m Market, id string) order.Report {
	t.Helper()
	r, err := m.Client().Report(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, id, r.ID)
	return r
}

func kindOf(err error) supplier.Kind { return supplier.As(err).Kind }
