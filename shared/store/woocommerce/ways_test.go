package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	woo "onward/shared/store/woocommerce"
)

const number = "LX123456789CN"

func parcel(n string) woo.Parcel {
	return woo.Parcel{Number: n, Carrier: "Cainiao", URL: "https://global.cainiao.com/detail.htm?mailNoList=" + n}
}

// ways are all ways with the store that has them, and whether the way itself mails.
func ways() map[woo.Way]func(*sim.Settings) {
	return map[woo.Way]func(*sim.Settings){
		woo.WayFulfilments:        func(s *sim.Settings) { s.Fulfilments, s.ShipmentTracking = true, true },
		woo.WayShipmentTracking:   func(s *sim.Settings) { s.ShipmentTracking, s.AdvancedShipmentTracking = true, true },
		woo.WayShipmentTrackingV2: func(s *sim.Settings) { s.ShipmentTracking, s.OldTrackingRoutes = true, true },
		woo.WayAdvanced:           func(s *sim.Settings) { s.AdvancedShipmentTracking = true },
		woo.WayNote:               nil,
	}
}

func eachWay(t *testing.T, run func(t *testing.T, way woo.Way, s *shop)) {
	t.Helper()
	for way, set := range ways() {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			run(t, way, newShop(t, set))
		})
	}
}

// items are all units of an order.
func items(o woo.Order) []woo.Item {
	var out []woo.Item
	for _, l := range o.Lines {
		out = append(out, woo.Item{Line: l.ID, Qty: l.Ordered})
	}
	return out
}

func TestDetectWay(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		found, err := s.client.DetectWay(t.Context(), s.paid().ID)
		require.NoError(t, err)
		require.Equal(t, way, found)
	})
}

func TestDetectWayDoesNotConcludeFromABadMoment(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{sim.FaultFirewall, sim.FaultThrottle, sim.FaultStatus, sim.FaultUnauthorized} {
		s := newShop(t, func(set *sim.Settings) { set.ShipmentTracking = true })
		o := s.paid()
		s.fault(sim.Fault{Kind: kind, Times: -1, Route: "GET /wc-shipment-tracking/v3/orders/*/shipment-trackings"})
		_, err := s.client.DetectWay(t.Context(), o.ID)
		require.Error(t, err, kind)
	}
	s := newShop(t, nil)
	s.fault(sim.Fault{Kind: sim.FaultStatus, Status: http.StatusNotFound, Times: -1})
	_, err := s.client.DetectWay(t.Context(), "14")
	require.Equal(t, woo.KindNoRoute, woo.KindOf(err), "a 404 page is not the store's word")
}

func TestAddedOnceHoweverOftenItIsAsked(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		o := s.paid()
		n := woo.NewShipment{Parcels: []woo.Parcel{parcel(number), parcel("LY987654321CN")}, Items: items(o), Notify: true, ShippedAt: s.clock.Now()}
		ids, added, err := s.client.AddShipment(t.Context(), way, o, n)
		require.NoError(t, err)
		require.True(t, added)
		require.NotEmpty(t, ids)
		mails := len(s.mails(o.ID))

		again, added, err := s.client.AddShipment(t.Context(), way, o, n)
		require.NoError(t, err)
		require.False(t, added)
		require.Equal(t, ids, again)
		require.Len(t, s.mails(o.ID), mails)

		held, err := s.client.Shipments(t.Context(), way, o.ID)
		require.NoError(t, err)
		var numbers []string
		for _, h := range held {
			numbers = append(numbers, h.Numbers...)
			require.Equal(t, way == woo.WayFulfilments, h.ItemsKnown)
		}
		require.ElementsMatch(t, []string{number, "LY987654321CN"}, numbers)
	})
}

// The store acted and the answer was lost: asked again, nothing is done twice.
func TestUnclearWritesAreRecognised(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		o := s.paid()
		n := woo.NewShipment{Parcels: []woo.Parcel{parcel(number)}, Items: items(o), Notify: true}
		for _, route := range []string{
			"POST /wc/v3/orders/*/fulfillments", "POST /wc/v3/orders/*/notes", "POST /wc/v2/orders/*/shipment-trackings",
			"POST /wc-shipment-tracking/v3/orders/*/shipment-trackings", "POST /wc-ast/v3/orders/*/shipment-trackings",
		} {
			s.fault(sim.Fault{Kind: sim.FaultCutAfter, Route: route})
		}
		_, _, err := s.client.AddShipment(t.Context(), way, o, n)
		require.Equal(t, woo.KindUnclear, woo.KindOf(err))

		ids, added, err := s.client.AddShipment(t.Context(), way, o, n)
		require.NoError(t, err)
		require.False(t, added)
		require.Len(t, ids, 1)
		held, err := s.client.Shipments(t.Context(), way, o.ID)
		require.NoError(t, err)
		require.Len(t, held, 1)
	})
}

func TestWhatTheCustomerGets(t *testing.T) {
	t.Parallel()
	want := map[woo.Way][]string{
		woo.WayFulfilments: {"fulfilment", "completed"}, woo.WayNote: {"note", "completed"},
		woo.WayShipmentTracking: {"completed"}, woo.WayShipmentTrackingV2: {"completed"}, woo.WayAdvanced: {"completed"},
	}
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		o := s.paid()
		_, _, err := s.client.AddShipment(t.Context(), way, o, woo.NewShipment{Parcels: []woo.Parcel{parcel(number)}, Items: items(o), Notify: true})
		require.NoError(t, err)
		changed, err := s.client.Complete(t.Context(), o.ID)
		require.NoError(t, err)
		require.True(t, changed)
		changed, err = s.client.Complete(t.Context(), o.ID)
		require.NoError(t, err)
		require.False(t, changed)

		require.Equal(t, want[way], s.mailKinds(o.ID))
		told := 0
		for _, m := range s.mails(o.ID) {
			if strings.Contains(m.Body, number) {
				told++
				require.Contains(t, m.Body, "Cainiao")
				require.Contains(t, m.Body, "https://global.cainiao.com/detail.htm?mailNoList="+number)
			}
		}
		require.Equal(t, 1, told, "exactly one mail names the number")
	})
}

func TestWithoutNotifyNoMailOfTheWay(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		o := s.paid()
		n := woo.NewShipment{Parcels: []woo.Parcel{parcel(number)}, Items: items(o)}
		_, added, err := s.client.AddShipment(t.Context(), way, o, n)
		require.NoError(t, err)
		require.True(t, added)
		_, added, err = s.client.AddShipment(t.Context(), way, o, n)
		require.NoError(t, err)
		require.False(t, added)
		require.Empty(t, s.mails(o.ID))
	})
}

func TestChangedNumber(t *testing.T) {
	t.Parallel()
	const old, other = "AP0001", "LY987654321CN"
	eachWay(t, func(t *testing.T, way woo.Way, s *shop) {
		t.Helper()
		o := s.paid()
		ids, _, err := s.client.AddShipment(t.Context(), way, o, woo.NewShipment{Parcels: []woo.Parcel{parcel(old), parcel(other)}, Items: items(o), Notify: true})
		require.NoError(t, err)
		ch := woo.Change{OrderID: o.ID, IDs: ids, Was: []string{old, other}, Parcels: []woo.Parcel{parcel(number), parcel(other)}, Notify: true}
		changed, err := s.client.ChangeShipment(t.Context(), way, ch)
		require.NoError(t, err)
		require.True(t, changed)
		before := len(s.mails(o.ID))
		changed, err = s.client.ChangeShipment(t.Context(), way, ch)
		require.NoError(t, err)
		require.False(t, changed)
		require.Len(t, s.mails(o.ID), before)

		held, err := s.client.Shipments(t.Context(), way, o.ID)
		require.NoError(t, err)
		var numbers []string
		for _, h := range held {
			numbers = append(numbers, h.Numbers...)
		}
		if way == woo.WayNote {
			require.ElementsMatch(t, []string{old, other, number}, numbers, "a note that was mailed stays")
		} else {
			require.ElementsMatch(t, []string{other, number}, numbers)
		}
		if way == woo.WayFulfilments {
			require.Equal(t, []string{"fulfilment", "fulfilment_updated"}, s.mailKinds(o.ID))
			require.Equal(t, []string{held[0].ID}, ids, "changed in place")
			require.ElementsMatch(t, items(o), held[0].Items, "the lines stay")
		}
	})
}

// view is what the store holds, by its own account.
func (s *shop) view(id string) (v struct {
	Fulfilments []json.RawMessage `json:"fulfilments"`
	Trackings   []struct {
		Provider string `json:"tracking_provider"`
		Link     string `json:"tracking_link"`
		Number   string `json:"tracking_number"`
		Shipped  string `json:"date_shipped"`
	} `json:"trackings"`
	Notes []struct {
		Note string `json:"note"`
	} `json:"notes"`
},
) {
	s.t.Helper()
	n, err := strconv.Atoi(id)
	require.NoError(s.t, err)
	require.NoError(s.t, json.Unmarshal(s.sim.View(shopName, n), &v))
	return v
}

func TestPluginsProviders(t *testing.T) {
	t.Parallel()
	for _, way := range []woo.Way{woo.WayShipmentTracking, woo.WayAdvanced} {
		s := newShop(t, ways()[way])
		o := s.paid()
		day := time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC)
		link := "https://t.example/?q=a%20b&n=X1"
		_, _, err := s.client.AddShipment(t.Context(), way, o, woo.NewShipment{ShippedAt: day, Parcels: []woo.Parcel{
			{Number: "X0", Carrier: "canada-post", URL: "https://ignored.example"}, {Number: "X1", Carrier: "Yanwen", URL: link},
		}})
		require.NoError(t, err)
		got := s.view(o.ID).Trackings
		require.Len(t, got, 2)
		require.Equal(t, "Canada Post", got[0].Provider, "the site's own spelling")
		require.Equal(t, "https://www.canadapost-postescanada.ca/track?search=X0", got[0].Link)
		require.Equal(t, "2026-11-02", got[0].Shipped)
		require.Equal(t, "Yanwen", got[1].Provider)
		require.Equal(t, link, got[1].Link, "percent signs survive the placeholders")
	}
}

func TestNotesAreReadFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	o := s.paid()
	add := func(n string) bool {
		t.Helper()
		_, added, err := s.client.AddShipment(t.Context(), woo.WayNote, o, woo.NewShipment{Parcels: []woo.Parcel{parcel(n)}, Notify: true})
		require.NoError(t, err)
		return added
	}
	// The merchant has told the number by hand; a longer number that holds it is another one.
	_, err := s.client.AddNote(t.Context(), o.ID, "Shipped with (lx123456789cn), see X"+number+"9", true)
	require.NoError(t, err)
	require.False(t, add(number))
	require.True(t, add(number+"9"))

	// A private note has told the customer nothing.
	_, err = s.client.AddNote(t.Context(), o.ID, "LY1 is on its way", false)
	require.NoError(t, err)
	require.True(t, add("LY1"))
}
