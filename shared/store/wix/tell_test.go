package wix_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/order"
	"onward/shared/store"
)

func TestFulfilAndRetrack(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	ids, err := s.store().Fulfil(t.Context(), told(id, "AP00823271816356", order.LineUnits{Line: line1, Units: 2}))
	require.NoError(t, err)
	require.Len(t, ids, 1)
	h, err := s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, map[string]int{line1: 0, line2: 1}, h.Open)
	require.Equal(t, []string{"AP00823271816356"}, h.Fulfilments[0].Numbers)

	change := store.Retrack{Order: id, IDs: ids, Was: []string{"AP00823271816356"}, Tracking: []store.Tracking{{
		Number: "9400111206206406260787", Company: "usps", URL: "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111206206406260787",
	}}}
	require.NoError(t, s.store().Retrack(t.Context(), change))
	require.NoError(t, s.store().Retrack(t.Context(), change), "told again, nothing is sent")
	require.Equal(t, 1, s.Counters().Calls["update-fulfillment"][http.StatusOK])
	require.Len(t, s.Mails(), 2)
	h, err = s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, h.Fulfilments, 1)
	require.Equal(t, []string{"9400111206206406260787"}, h.Fulfilments[0].Numbers)

	byNumber := store.Retrack{Order: id, Was: []string{"9400111206206406260787"}, Tracking: []store.Tracking{parcel("LP00675700340000")}}
	require.NoError(t, s.store().Retrack(t.Context(), byNumber))
	require.Equal(t, store.NotFound, store.KindOf(s.store().Retrack(t.Context(), byNumber)), "nothing has the old number")
	change.IDs = []string{"gone"}
	require.Equal(t, store.NotFound, store.KindOf(s.store().Retrack(t.Context(), change)))
}

func TestSeveralNumbersInOneFulfilment(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	f := told(id, "", order.LineUnits{Line: line1, Units: 2})
	f.Tracking = []store.Tracking{
		{Number: "9400111206206406260787", Company: "usps", URL: "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111206206406260787"},
		parcel("AP00823271816356"),
	}
	ids, err := s.store().Fulfil(t.Context(), f)
	require.NoError(t, err)
	h, err := s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []string{"9400111206206406260787", "AP00823271816356"}, h.Fulfilments[0].Numbers)
	require.Equal(t, f.Tracking[0].URL, s.Mails()[0].Link, "no link is built from two numbers")
	reversed := store.Retrack{Order: id, IDs: ids, Tracking: []store.Tracking{f.Tracking[1], f.Tracking[0]}}
	require.NoError(t, s.store().Retrack(t.Context(), reversed))
	require.Empty(t, s.Counters().Calls["update-fulfillment"], "the same numbers")

	f.Tracking = []store.Tracking{{Number: strings.Repeat("A", 60)}, {Number: strings.Repeat("B", 60)}}
	_, err = s.store().Fulfil(t.Context(), f)
	require.Equal(t, store.Refused, store.KindOf(err))
	_, err = s.store().Fulfil(t.Context(), store.Fulfilment{Order: id})
	require.Equal(t, store.Refused, store.KindOf(err))
}

// TestRepeatAfterLostAnswer: the first attempt acted, its answer was lost, and
// the second finds it instead of telling, and mailing, twice.
func TestRepeatAfterLostAnswer(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	f := told(id, "AP00823271816356", order.LineUnits{Line: line1, Units: 1})
	s.AddFault(sim.Fault{Operation: "create-fulfillment", Kind: "cut", After: true})
	_, err := s.store().Fulfil(t.Context(), f)
	require.Equal(t, store.Unclear, store.KindOf(err))
	ids, err := s.store().Fulfil(t.Context(), f)
	require.NoError(t, err)
	h, err := s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, h.Fulfilments, 1)
	require.Equal(t, []string{h.Fulfilments[0].ID}, ids)
	require.Len(t, s.Mails(), 1)
}

// TestSharedParcel: one parcel holds goods of two tellings, or of two orders,
// and Wix takes its number once.
func TestSharedParcel(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *sim.Options) { o.NumbersUnique = true })
	id, other := s.buy(t, twoLines()), s.buy(t, twoLines())
	_, err := s.store().Fulfil(t.Context(), told(id, "AP00823271816356", order.LineUnits{Line: line1, Units: 2}))
	require.NoError(t, err)
	second, err := s.store().Fulfil(t.Context(), told(id, "AP00823271816356", order.LineUnits{Line: line2, Units: 1}))
	require.NoError(t, err)
	_, err = s.store().Fulfil(t.Context(), told(other, "AP00823271816356", order.LineUnits{Line: line1, Units: 2}, order.LineUnits{Line: line2, Units: 1}))
	require.NoError(t, err)
	for _, one := range []string{id, other} {
		h, err := s.store().Holdings(t.Context(), one)
		require.NoError(t, err)
		require.Equal(t, map[string]int{line1: 0, line2: 0}, h.Open)
	}
	shown, err := s.site.Fulfilments(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, second[0], shown.Fulfilments[1].ID)
	require.Equal(t, "https://global.cainiao.com/newDetail.htm?mailNoList=AP00823271816356", shown.Fulfilments[1].TrackingInfo.TrackingLink)
	require.Empty(t, shown.Fulfilments[1].TrackingInfo.TrackingNumber)

	// A changed number that another shipment has already.
	_, err = s.FulfilByHand(siteA, s.buy(t, twoLines()), nil, "LP00675700340000", "Cainiao", "")
	require.NoError(t, err)
	require.NoError(t, s.store().Retrack(t.Context(), store.Retrack{Order: id, IDs: second, Tracking: []store.Tracking{parcel("LP00675700340000")}}))
	shown, err = s.site.Fulfilments(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "https://global.cainiao.com/newDetail.htm?mailNoList=LP00675700340000", shown.Fulfilments[1].TrackingInfo.TrackingLink)

	// Without a link there is nothing left to tell.
	bare := told(s.buy(t, twoLines()), "LP00675700340000", order.LineUnits{Line: line1, Units: 1})
	bare.Tracking[0].URL = ""
	_, err = s.store().Fulfil(t.Context(), bare)
	require.Equal(t, store.Exists, store.KindOf(err))
}

// TestRestOfALineWhoseOtherUnitsHaveTheNumber: the merchant had fulfilled a part by hand, which got the parcel's number.
// What is left of the line goes into a fulfilment of its own, although Wix knows the number with lines that are enough.
func TestRestOfALineWhoseOtherUnitsHaveTheNumber(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	byHand, err := s.FulfilByHand(siteA, id, map[string]int{line1: 1}, "AP00823271816356", "Cainiao", "")
	require.NoError(t, err)
	rest := told(id, "AP00823271816356", order.LineUnits{Line: line1, Units: 1})
	rest.Known = []string{byHand}
	ids, err := s.store().Fulfil(t.Context(), rest)
	require.NoError(t, err)
	require.NotContains(t, ids, byHand)
	h, err := s.store().Holdings(t.Context(), id)
	require.NoError(t, err)
	require.Zero(t, h.Open[line1])
}

func TestWhyWixRefused(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	fulfil := func(id string, units int) store.Kind {
		_, err := s.store().Fulfil(t.Context(), told(id, "AP00823271816356", order.LineUnits{Line: line1, Units: units}))
		return store.KindOf(err)
	}
	require.Equal(t, store.Changed, fulfil(s.buy(t, twoLines()), 3), "more than is left")
	cancelled := s.buy(t, twoLines())
	require.NoError(t, s.Cancel(siteA, cancelled))
	require.Equal(t, store.Changed, fulfil(cancelled, 1))
	require.Equal(t, store.Held, fulfil(s.buy(t, sim.NewOrder{Status: "PENDING", Items: []sim.Item{{Quantity: 1}}}), 1))
	require.Equal(t, store.NotFound, fulfil("gone", 1))
	require.Equal(t, store.Refused, fulfil(s.buy(t, twoLines()), 0))
	long := told(s.buy(t, twoLines()), "AP00823271816356", order.LineUnits{Line: line1, Units: 1})
	long.Tracking[0].Company = strings.Repeat("x", 101)
	_, err := s.store().Fulfil(t.Context(), long)
	require.Equal(t, store.Refused, store.KindOf(err), "fits the order, not the rules")
}
