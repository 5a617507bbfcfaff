package wix_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/order"
	"onward/shared/store"
	"onward/shared/store/wix"
)

func usd(amount string) order.Money {
	return order.Money{Amount: decimal.RequireFromString(amount), Currency: "USD"}
}

func (s *shop) store() *wix.Store { return wix.NewStore(s.site) }

func told(id, number string, lines ...order.LineUnits) store.Fulfilment {
	return store.Fulfilment{Order: id, Lines: lines, Notify: true, Tracking: []store.Tracking{parcel(number)}}
}

func parcel(number string) store.Tracking {
	return store.Tracking{Number: number, Company: "Cainiao", URL: "https://global.cainiao.com/newDetail.htm?mailNoList=" + number}
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, sim.NewOrder{
		Email: "buyer@example.com",
		Items: []sim.Item{
			{Name: "Shoe", SKU: "S-1", Product: "p-1", Variant: "v-1", Quantity: 2, Cents: 1800},
			{Name: "Guide", SKU: "G-1", Product: "p-2", Variant: "00000000-0000-0000-0000-000000000000", Quantity: 1, Cents: 500, Preset: "DIGITAL"},
			{Name: "Rope", SKU: "R-1", Product: "p-3", Variant: "v-3", Quantity: 1, Cents: 300, Measure: "2.75"},
		},
		ShipTo: map[string]any{
			"first": "Jane", "last": "Sample", "phone": "2035550100", "country": "US", "subdivision": "US-CT", "city": "Sampletown",
			"postalCode": "06101", "addressLine": "1 Sample Road", "addressLine2": "Floor 2",
		},
	})
	got, err := s.store().Order(t.Context(), id)
	require.NoError(t, err)
	at := s.clock.now()
	require.Equal(t, order.Snapshot{
		ID: id, Name: "#10001", CreatedAt: at, UpdatedAt: at, Payment: order.Paid, Currency: "USD", Total: got.Total,
		ShipTo: order.Address{
			Name: "Jane Sample", Line1: "1 Sample Road", Line2: "Floor 2", City: "Sampletown", Province: "CT", Postcode: "06101", Country: "US", Phone: "2035550100",
		},
		Email: "buyer@example.com", FulfilmentsKnown: true, Fulfilments: []order.StoreFulfilment{},
		Lines: []order.SnapshotLine{
			{ID: line1, Kind: order.Physical, SKU: "S-1", Title: "Shoe", Product: "p-1", Variant: "v-1", Quantity: 2, Price: usd("18.00")},
			{ID: line2, Kind: order.Digital, SKU: "G-1", Title: "Guide", Product: "p-2", Variant: "p-2", Quantity: 1, Price: usd("5.00")},
			{ID: "00000000-0000-0000-0000-000000000003", Kind: order.Measured, SKU: "R-1", Title: "Rope", Product: "p-3", Variant: "v-3", Quantity: 1, Price: usd("3.00")},
		},
	}, got)
	require.Equal(t, "49 USD", got.Total.String())
	_, err = s.store().Order(t.Context(), "gone")
	require.Equal(t, store.NotFound, store.KindOf(err))
}

func TestSnapshotStates(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	read := func(id string) order.Snapshot {
		got, err := s.store().Order(t.Context(), id)
		require.NoError(t, err)
		return got
	}
	waiting := s.buy(t, sim.NewOrder{Status: "PENDING", Payment: "NOT_PAID"})
	require.True(t, read(waiting).NotReady)
	require.Equal(t, order.Unpaid, read(waiting).Payment)
	require.NoError(t, s.Approve(siteA, waiting))
	require.False(t, read(waiting).NotReady)
	require.NoError(t, s.Cancel(siteA, waiting))
	require.True(t, read(waiting).Cancelled)

	pickup := read(s.buy(t, sim.NewOrder{Pickup: true}))
	require.True(t, pickup.Pickup)
	require.True(t, pickup.ShipTo.IsZero(), "the shop's own address is nobody's")

	for payment, want := range map[string]order.Payment{
		"NOT_PAID": order.Unpaid, "PENDING": order.Unpaid, "PENDING_MERCHANT": order.Unpaid, "PARTIALLY_PAID": order.PartlyPaid, "PAID": order.Paid,
		"PARTIALLY_REFUNDED": order.PartlyRefunded, "FULLY_REFUNDED": order.Refunded, "CANCELED": order.Voided, "DECLINED": order.Voided, "NEW": order.Unpaid,
	} {
		require.Equal(t, want, read(s.buy(t, sim.NewOrder{Payment: payment})).Payment, payment)
	}
	_, err := s.store().Order(t.Context(), s.buy(t, sim.NewOrder{Status: "INITIALIZED"}))
	require.Equal(t, store.NotFound, store.KindOf(err))
}

func TestRefundedMoney(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	since := s.clock.now()
	id := s.buy(t, twoLines())
	read := func() order.Snapshot {
		got, err := s.store().Order(t.Context(), id)
		require.NoError(t, err)
		page, err := s.store().Changed(t.Context(), since, "")
		require.NoError(t, err)
		require.Equal(t, []order.Snapshot{got}, page.Orders, "read one by one and by page alike")
		return got
	}
	require.NoError(t, s.Refund(siteA, id, "3.00", true))
	require.True(t, read().Refunded.IsZero(), "pending is not given")
	require.Equal(t, order.Paid, read().Payment)
	require.NoError(t, s.Settle(siteA, id))
	require.NoError(t, s.Refund(siteA, id, "1.50", false))
	require.Equal(t, "4.5 USD", read().Refunded.String())
	require.Equal(t, order.PartlyRefunded, read().Payment)
	for _, l := range read().Lines {
		require.Zero(t, l.Cancelled, "a refund of money moves no line")
	}
}

func TestChangedInThreeCalls(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	since := s.clock.now()
	var ids []string
	for range 120 {
		s.clock.add(time.Second)
		ids = append(ids, s.buy(t, twoLines()))
	}
	_, err := s.FulfilByHand(siteA, ids[5], map[string]int{line1: 1}, "AP00823271816356", "Cainiao", "")
	require.NoError(t, err)
	require.NoError(t, s.Refund(siteA, ids[6], "1.00", false))
	var got []order.Snapshot
	page := store.Page{Next: "first"}
	for cursor := ""; page.Next != ""; cursor = page.Next {
		page, err = s.store().Changed(t.Context(), since, cursor)
		require.NoError(t, err)
		got = append(got, page.Orders...)
	}
	require.Len(t, got, 120)
	last := got[118:]
	if last[0].ID != ids[5] {
		last[0], last[1] = last[1], last[0] // changed in the same moment
	}
	require.Equal(t, []order.StoreFulfilment{{
		ID: last[0].Fulfilments[0].ID, Numbers: []string{"AP00823271816356"}, Lines: []order.LineUnits{{Line: line1, Units: 1}},
	}}, last[0].Fulfilments)
	require.Equal(t, "1 USD", last[1].Refunded.String())
	calls := s.Counters().Calls
	require.Equal(t, 2, calls["search-orders"][http.StatusOK])
	require.Equal(t, 2, calls["list-by-ids"][http.StatusOK])
	require.Equal(t, 1, calls["list-transactions-by-ids"][http.StatusOK])
	require.Empty(t, calls["get-order"])
}

func TestHoldings(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	made, err := s.FulfilByHand(siteA, id, map[string]int{line1: 1}, "", "", "")
	require.NoError(t, err)
	h, err := s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, order.Holdings{
		Fulfilments: []order.StoreFulfilment{{ID: made, Lines: []order.LineUnits{{Line: line1, Units: 1}}}},
		Open:        map[string]int{line1: 1, line2: 1},
	}, h)
	require.NoError(t, s.Cancel(siteA, id))
	h, err = s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.True(t, h.Cancelled)
	h, err = s.store().Holdings(t.Context(), s.buy(t, sim.NewOrder{Status: "PENDING"}))
	require.NoError(t, err)
	require.Equal(t, order.BlockHeld, h.Blocked)
	_, err = s.store().Holdings(t.Context(), "gone")
	require.Equal(t, store.NotFound, store.KindOf(err))
	require.NoError(t, s.store().Complete(t.Context(), id))
}

// TestErrorKinds states what the seam's callers see of each trouble.
func TestErrorKinds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault       sim.Fault
		read, write store.Kind
	}{
		"throttled":    {sim.Fault{Status: 429}, store.Throttled, store.Throttled},
		"server error": {sim.Fault{Status: 500}, store.Temporary, store.Unclear},
		"edge page":    {sim.Fault{Kind: "html", Status: 403}, store.Temporary, store.Unclear},
		"cut":          {sim.Fault{Kind: "cut"}, store.Temporary, store.Unclear},
		"forbidden":    {sim.Fault{Status: 403}, store.MissingScope, store.MissingScope},
		"unauthorized": {sim.Fault{Status: 401, Times: 2}, store.Unauthorized, store.Unauthorized},
		"conflict":     {sim.Fault{Status: 409}, store.Changed, store.Changed},
	} {
		s := open(t, nil)
		id := s.buy(t, twoLines())
		_, err := s.store().Order(t.Context(), id)
		require.NoError(t, err)
		tc.fault.Operation = "get-order"
		s.AddFault(tc.fault)
		_, err = s.store().Order(t.Context(), id)
		require.Equal(t, tc.read, store.KindOf(err), name)
		s.clock.add(time.Minute)
		_, err = s.store().Order(t.Context(), id)
		require.NoError(t, err)
		tc.fault.Operation = "create-fulfillment"
		s.AddFault(tc.fault)
		_, err = s.store().Fulfil(t.Context(), told(id, "AP00823271816356", order.LineUnits{Line: line1, Units: 2}))
		require.Equal(t, tc.write, store.KindOf(err), name)
		if tc.write == store.Throttled {
			require.Equal(t, time.Minute, store.RetryAfter(err))
		}
	}
	s := open(t, nil)
	require.NoError(t, s.Remove(siteA))
	_, err := s.store().Order(t.Context(), "any")
	require.Equal(t, store.Gone, store.KindOf(err))
}
