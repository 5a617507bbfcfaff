package woocommerce_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/order"
	"onward/shared/store"
	woo "onward/shared/store/woocommerce"
)

func (s *shop) store(known woo.Learned) *woo.Store { return woo.NewStore(s.client, known, s.clock.Now) }

func told(o woo.Order, numbers ...string) store.Fulfilment {
	f := store.Fulfilment{Order: o.ID, Notify: true}
	for _, l := range o.Lines {
		f.Lines = append(f.Lines, order.LineUnits{Line: l.ID, Units: l.Ordered})
	}
	for _, n := range numbers {
		f.Tracking = append(f.Tracking, store.Tracking{Number: n, Company: "Cainiao", URL: "https://t.example/" + n})
	}
	return f
}

func TestSnapshotOfAStore(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.order(sim.OrderSpec{Status: "processing", Country: "DE", Lines: []sim.LineSpec{{SKU: "TS-M", Quantity: 3}}})
	s.do(http.MethodPost, "/orders/"+o.ID+"/refund", map[string]any{"lines": map[string]int{o.Lines[0].ID: 1}})
	snap, err := s.store(woo.Learned{}).Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, order.PartlyRefunded, snap.Payment)
	require.Equal(t, "#"+o.ID, snap.Name)
	require.Equal(t, "9.99 USD", snap.Refunded.String())
	require.Equal(t, order.Address{
		Name: "Jörg O'Neill & Söhne", Line1: "Hauptstraße 5", Line2: `c/o "Müller"`, City: "Köln", Province: "NW", Postcode: "50667",
		Country: "DE", Phone: "+49 221 000000",
	}, snap.ShipTo)
	line := snap.Lines[0]
	require.Equal(t, "9.99 USD", line.Price.String())
	line.Price = order.Money{}
	require.Equal(t, order.SnapshotLine{
		ID: o.Lines[0].ID, Kind: order.Physical, SKU: "TS-M", Title: "T-Shirt 日本 - M", Options: "Size: M",
		Product: "11", Variant: "12", Quantity: 3, Cancelled: 1,
	}, line)
	require.False(t, snap.FulfilmentsKnown)
	_, err = s.store(woo.Learned{}).Order(t.Context(), "4711")
	require.Equal(t, store.NotFound, store.KindOf(err))
}

func TestSnapshotStates(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	st := s.store(woo.Learned{})
	for _, tt := range []struct {
		status string
		check  func(x order.Snapshot) bool
	}{
		{"pending", func(x order.Snapshot) bool { return x.Payment == order.Unpaid }},
		{"processing", func(x order.Snapshot) bool { return x.Payment == order.Paid && !x.Cancelled }},
		{"on-hold", func(x order.Snapshot) bool { return x.Payment == order.Unpaid && x.Holds == nil }},
		{"completed", func(x order.Snapshot) bool { return x.Completed }},
		{"cancelled", func(x order.Snapshot) bool { return x.Cancelled }},
		{"failed", func(x order.Snapshot) bool { return x.Cancelled }},
		{"refunded", func(x order.Snapshot) bool { return x.Payment == order.Refunded }},
		{"checkout-draft", func(x order.Snapshot) bool { return x.NotReady }},
		{"awaiting-shipment", func(x order.Snapshot) bool { return x.Payment == order.Unpaid && !x.Cancelled }},
	} {
		o := s.order(sim.OrderSpec{Lines: []sim.LineSpec{{SKU: "LAMP-1", Quantity: 1}}})
		s.do(http.MethodPost, "/orders/"+o.ID+"/status", map[string]string{"status": tt.status})
		x, err := st.Order(t.Context(), o.ID)
		require.NoError(t, err)
		require.True(t, tt.check(x), "%s: %+v", tt.status, x)
	}
	o := s.paid()
	s.do(http.MethodPost, "/orders/"+o.ID+"/status", map[string]string{"status": "on-hold"})
	x, err := st.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, order.Paid, x.Payment)
	require.Equal(t, []string{"on-hold"}, x.Holds)

	s.do(http.MethodPost, "/orders/"+o.ID+"/trash", nil)
	x, err = st.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.True(t, x.Deleted)

	o = s.order(sim.OrderSpec{Lines: []sim.LineSpec{{Product: 13, Quantity: 1}}, Ship: "local_pickup"})
	x, err = st.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, order.Digital, x.Lines[0].Kind)
	require.True(t, x.Pickup)
}

func TestTellingThroughTheSeam(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		st := s.store(woo.Learned{})
		o := s.paid()
		before, err := st.Holdings(t.Context(), o.ID)
		require.NoError(t, err)
		require.Empty(t, before.Fulfilments)
		require.Equal(t, way == woo.WayFulfilments, before.Open != nil)
		require.Equal(t, way, st.Learned().Way)

		ids, err := st.Fulfil(t.Context(), told(o, number))
		require.NoError(t, err)
		require.Len(t, ids, 1)
		held, err := st.Holdings(t.Context(), o.ID)
		require.NoError(t, err)
		require.Len(t, held.Fulfilments, 1)
		require.Equal(t, ids[0], held.Fulfilments[0].ID)
		require.Equal(t, []string{number}, held.Fulfilments[0].Numbers)
		for _, left := range held.Open {
			require.Zero(t, left)
		}

		change := store.Retrack{Order: o.ID, IDs: ids, Was: []string{number}, Tracking: told(o, "LY1").Tracking, Notify: true}
		now, err := st.Replace(t.Context(), change)
		require.NoError(t, err)
		require.Len(t, now, 1)
		require.NoError(t, st.Retrack(t.Context(), change))
		held, err = st.Holdings(t.Context(), o.ID)
		require.NoError(t, err)
		last := held.Fulfilments[len(held.Fulfilments)-1]
		for _, f := range held.Fulfilments {
			if f.ID == now[0] {
				last = f
			}
		}
		require.Equal(t, []string{"LY1"}, last.Numbers)
		require.Equal(t, now[0], last.ID)

		require.NoError(t, st.Complete(t.Context(), o.ID))
		require.NoError(t, st.Complete(t.Context(), o.ID))
		held, err = st.Holdings(t.Context(), o.ID)
		require.NoError(t, err)
		require.True(t, held.Completed)
	})
}

func TestCancelledOrderIsNotTold(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, _ woo.Way, s *shop) {
		t.Helper()
		st := s.store(woo.Learned{})
		o := s.paid()
		s.do(http.MethodPost, "/orders/"+o.ID+"/status", map[string]string{"status": "cancelled"})
		held, err := st.Holdings(t.Context(), o.ID)
		require.NoError(t, err)
		require.True(t, held.Cancelled)
		_, err = st.Fulfil(t.Context(), told(o, number))
		require.Equal(t, store.Changed, store.KindOf(err))
		require.Equal(t, store.Changed, store.KindOf(st.Complete(t.Context(), o.ID)))
		require.Empty(t, s.mails(o.ID))
	})
}

func TestAnOrderPutAsideIsNotTold(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	st := s.store(woo.Learned{})
	o := s.paid()
	for status, blocked := range map[string]order.Block{"on-hold": order.BlockHeld, "processing": order.BlockNone} {
		s.do(http.MethodPost, "/orders/"+o.ID+"/status", map[string]string{"status": status})
		held, err := st.Holdings(t.Context(), o.ID)
		require.NoError(t, err)
		require.Equal(t, blocked, held.Blocked, status)
	}
}

func TestFulfilmentByHandIsSeen(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	st := s.store(woo.Learned{Way: woo.WayFulfilments, WayAt: s.clock.Now()})
	o := s.paid()
	s.do(http.MethodPost, "/orders/"+o.ID+"/ship", map[string]string{"number": "HAND1"})
	snap, err := st.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.True(t, snap.FulfilmentsKnown)
	require.Equal(t, []string{"HAND1"}, snap.Fulfilments[0].Numbers)
	require.Len(t, snap.Fulfilments[0].Lines, 2)
	_, err = st.Fulfil(t.Context(), told(o, number))
	require.Equal(t, store.Changed, store.KindOf(err), "nothing is left to tell")
}

func TestFulfilmentByHandIsSeenBeforeAnythingWasTold(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	o := s.paid()
	s.do(http.MethodPost, "/orders/"+o.ID+"/ship", map[string]string{"number": "HAND1"})
	snap, err := s.store(woo.Learned{}).Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.True(t, snap.FulfilmentsKnown)
	require.Equal(t, []string{"HAND1"}, snap.Fulfilments[0].Numbers)
}

func TestWayIsLearnedFromAnyOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayShipmentTracking])
	st := s.store(woo.Learned{})
	require.NoError(t, st.Learn(t.Context()))
	require.Empty(t, st.Learned().Way, "there is no order to ask about")
	s.paid()
	require.NoError(t, st.Learn(t.Context()))
	require.Equal(t, woo.WayShipmentTracking, st.Learned().Way)
	require.Equal(t, s.clock.Now(), st.Learned().WayAt)

	s.sim.Configure(shopName, sim.DefaultSettings())
	s.clock.Add(6 * 24 * time.Hour)
	require.NoError(t, st.Learn(t.Context()))
	require.Equal(t, woo.WayShipmentTracking, st.Learned().Way, "a store is not asked again each time")
	s.clock.Add(2 * 24 * time.Hour)
	require.NoError(t, st.Learn(t.Context()))
	require.Equal(t, woo.WayNote, st.Learned().Way)
}

func TestWayIsFoundAnew(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	st := s.store(woo.Learned{Way: woo.WayFulfilments, WayAt: s.clock.Now()})
	_, err := st.Order(t.Context(), o.ID)
	require.NoError(t, err, "a way that is gone does not keep an order from being read")
	_, err = st.Fulfil(t.Context(), told(o, number))
	require.NoError(t, err)
	require.Equal(t, woo.WayNote, st.Learned().Way, "fulfilments were switched off")

	// The merchant installs a plugin; within a week it is noticed.
	set := sim.DefaultSettings()
	set.ShipmentTracking = true
	s.sim.Configure(shopName, set)
	_, err = st.Holdings(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, woo.WayNote, st.Learned().Way)
	s.clock.Add(8 * 24 * time.Hour)
	_, err = st.Holdings(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, woo.WayShipmentTracking, st.Learned().Way)
}

func TestChangedThroughTheSeam(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	start := s.clock.Now()
	want := s.many(60, 2, time.Second)
	s.do(http.MethodPost, "/orders/"+want[3]+"/trash", nil)
	s.do(http.MethodPost, "/orders/"+want[4]+"/pay", nil)
	s.do(http.MethodPost, "/orders/"+want[4]+"/refund", map[string]any{"full": true})
	st := s.store(woo.Learned{})
	got := map[string]order.Snapshot{}
	cursor, pages := "", 0
	for {
		page, err := st.Changed(t.Context(), start, cursor)
		require.NoError(t, err)
		for _, o := range page.Orders {
			got[o.ID] = o
		}
		pages++
		require.Less(t, pages, 20)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Equal(t, len(want), len(got)) //nolint:testifylint // the orders would fill pages
	require.True(t, got[want[3]].Deleted)
	require.Equal(t, order.Refunded, got[want[4]].Payment)
	_, err := st.Changed(t.Context(), start, "nonsense")
	require.Equal(t, store.Refused, store.KindOf(err))
}

func TestKindsThroughTheSeam(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault       sim.Fault
		read, write store.Kind
	}{
		{sim.Fault{Kind: sim.FaultThrottle, RetryAfter: 7}, store.Throttled, store.Throttled},
		{sim.Fault{Kind: sim.FaultUnauthorized}, store.Unauthorized, store.Unauthorized},
		{sim.Fault{Kind: sim.FaultFirewall}, store.Firewall, store.Firewall},
		{sim.Fault{Kind: sim.FaultStatus, Status: 404}, store.Firewall, store.Firewall},
		{sim.Fault{Kind: sim.FaultStatusAfter, Status: 504}, store.Temporary, store.Unclear},
		{sim.Fault{Kind: sim.FaultCutAfter}, store.Temporary, store.Unclear},
		{sim.Fault{Kind: sim.FaultDown, RetryAfter: 9}, store.Temporary, store.Unclear},
		{sim.Fault{Kind: sim.FaultForbidden}, store.MissingScope, store.MissingScope},
		{sim.Fault{Kind: sim.FaultHalf}, store.Temporary, store.Unclear},
		{sim.Fault{Kind: sim.FaultChallengeAfter}, store.Firewall, store.Unclear},
	}
	for _, tt := range tests {
		s := newShop(t, nil)
		o := s.paid()
		st := s.store(woo.Learned{Way: woo.WayNote, WayAt: s.clock.Now()})
		tt.fault.Times = -1
		tt.fault.Route = "GET /wc/v3/orders/*"
		s.fault(tt.fault)
		_, err := st.Order(t.Context(), o.ID)
		require.Equal(t, tt.read, store.KindOf(err), "%s: %v", tt.fault.Kind, err)
		require.Equal(t, time.Duration(tt.fault.RetryAfter)*time.Second, store.RetryAfter(err))

		s.do(http.MethodDelete, "/faults", nil)
		tt.fault.Route = "POST /wc/v3/orders/*/notes"
		s.fault(tt.fault)
		_, err = st.Fulfil(t.Context(), told(o, number))
		require.Equal(t, tt.write, store.KindOf(err), "%s: %v", tt.fault.Kind, err)
	}
}

func TestDraftThroughTheSeam(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	st := s.store(woo.Learned{Way: woo.WayFulfilments, WayAt: s.clock.Now()})
	o := s.paid()
	s.send(http.MethodPost, "/wc/v3/orders/"+o.ID+"/fulfillments",
		`{"status":"unfulfilled","meta_data":[{"key":"_items","value":[{"item_id":`+o.Lines[0].ID+`,"qty":2}]},{"key":"_tracking_number","value":"X"}]}`)
	snap, err := st.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Empty(t, snap.Fulfilments, "nothing was sent")
	held, err := st.Holdings(t.Context(), o.ID)
	require.NoError(t, err)
	require.Equal(t, []order.StoreFulfilment{{ID: held.Fulfilments[0].ID, Lines: []order.LineUnits{{Line: o.Lines[0].ID, Units: 2}}}}, held.Fulfilments)
	require.Equal(t, map[string]int{o.Lines[0].ID: 0, o.Lines[1].ID: 1}, held.Open)
}

func TestMovedStoreSaysWhereTo(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://www.shop.example/wp-json/", http.StatusMovedPermanently)
	})
	_, err := woo.NewStore(client, woo.Learned{}, time.Now).Order(t.Context(), "1")
	var e *store.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, store.Firewall, e.Kind)
	require.Equal(t, "moved", e.Code)
	require.Equal(t, "https://www.shop.example", e.Message)
}
