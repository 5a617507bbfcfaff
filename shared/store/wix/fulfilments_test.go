package wix_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/store/wix"
)

func TestFulfilLineByLine(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	before, err := s.site.Fulfilments(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, before.Fulfilments)

	first, after, err := s.site.CreateFulfilment(t.Context(), id, shipment("AP00823271816356", wix.FulfilledLine{ID: line1, Quantity: 1}))
	require.NoError(t, err)
	require.Equal(t, first, after.Fulfilments[0].ID)
	require.Equal(t, 1, after.Units(line1))
	status := func() string {
		o, err := s.site.Order(t.Context(), id)
		require.NoError(t, err)
		return o.FulfillmentStatus
	}
	require.Equal(t, "PARTIALLY_FULFILLED", status())

	_, _, err = s.site.CreateFulfilment(t.Context(), id, shipment("LP00675700340000", wix.FulfilledLine{ID: line1, Quantity: 2}))
	require.Equal(t, wix.Refused, wix.FailureOf(err), "only one is left")
	_, _, err = s.site.CreateFulfilment(t.Context(), id, shipment("AP00823271816356", wix.FulfilledLine{ID: line2, Quantity: 1}))
	require.Equal(t, wix.TrackingExists, wix.FailureOf(err))
	now, err := s.site.Fulfilments(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, now.Fulfilments, 1, "what is refused leaves nothing behind")

	_, _, err = s.site.CreateFulfilment(t.Context(), id, shipment("LP00675700340000",
		wix.FulfilledLine{ID: line1, Quantity: 1}, wix.FulfilledLine{ID: line2, Quantity: 1}))
	require.NoError(t, err)
	require.Equal(t, "FULFILLED", status())
	mails := s.Mails()
	require.Len(t, mails, 2)
	require.Equal(t, "buyer@example.com", mails[0].To)
	require.Equal(t, "https://global.cainiao.com/newDetail.htm?mailNoList=AP00823271816356", mails[0].Link)
}

func TestRetrackAndDelete(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	made, _, err := s.site.CreateFulfilment(t.Context(), id, shipment("AP00823271816356", wix.FulfilledLine{ID: line1, Quantity: 2}))
	require.NoError(t, err)
	after, err := s.site.UpdateTracking(t.Context(), id, made, wix.TrackingInfo{
		TrackingNumber: "9400111206206406260787", ShippingProvider: "usps",
		TrackingLink: "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111206206406260787",
	})
	require.NoError(t, err)
	require.Len(t, after.Fulfilments, 1)
	require.Equal(t, "9400111206206406260787", after.Fulfilments[0].TrackingInfo.TrackingNumber)
	require.Equal(t, 2, after.Units(line1), "lines stay")
	_, err = s.site.UpdateTracking(t.Context(), id, "gone", wix.TrackingInfo{TrackingNumber: "X"})
	require.Equal(t, wix.NotFound, wix.FailureOf(err))
	after, err = s.site.DeleteFulfilment(t.Context(), id, made)
	require.NoError(t, err)
	require.Zero(t, after.Units(line1), "the quantities are given back")
	o, err := s.site.Order(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "NOT_FULFILLED", o.FulfillmentStatus)
}

func TestFulfilmentsOfManyOrders(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	a, b := s.buy(t, twoLines()), s.buy(t, twoLines())
	_, err := s.FulfilByHand(siteA, b, nil, "62727952231", "dhl", "")
	require.NoError(t, err)
	all, err := s.site.FulfilmentsOf(t.Context(), []string{a, b, "gone"})
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Empty(t, all[0].Fulfilments)
	require.Equal(t, "https://www.logistics.dhl/global-en/home/tracking.html?tracking-id=62727952231", all[1].Fulfilments[0].TrackingInfo.TrackingLink)
	_, err = s.site.FulfilmentsOf(t.Context(), make([]string, wix.MaxOrders+1))
	require.Error(t, err)
}

// TestUnclearCreate loses the answer: before Wix acted, and after.
func TestUnclearCreate(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sim.Fault{
		"cut before": {Kind: "cut"}, "cut after": {Kind: "cut", After: true},
		"5xx before": {Status: 502}, "5xx after": {Status: 504, After: true},
		"page before": {Kind: "html"}, "page after": {Kind: "html", Status: 200, After: true},
	} {
		s := open(t, nil)
		id := s.buy(t, twoLines())
		fault.Operation = "create-fulfillment"
		s.AddFault(fault)
		want := shipment("AP00823271816356", wix.FulfilledLine{ID: line1, Quantity: 2})
		_, _, err := s.site.CreateFulfilment(t.Context(), id, want)
		require.Equal(t, wix.Unclear, wix.FailureOf(err), name)
		held, err := s.site.Fulfilments(t.Context(), id)
		require.NoError(t, err, name)
		acted := 0
		if fault.After {
			acted = 1
		}
		require.Len(t, held.Fulfilments, acted, name)
		require.Len(t, s.Mails(), acted, name)
	}
}

func TestHangingWrite(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *sim.Options) { o.Hang = 50 * time.Millisecond })
	id := s.buy(t, twoLines())
	s.AddFault(sim.Fault{Operation: "create-fulfillment", Kind: "hang", After: true})
	_, _, err := s.site.CreateFulfilment(t.Context(), id, shipment("AP00823271816356", wix.FulfilledLine{ID: line1, Quantity: 2}))
	require.Equal(t, wix.Unclear, wix.FailureOf(err))
	held, err := s.site.Fulfilments(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, held.Fulfilments, 1)
}

func TestSampleOfCreate(t *testing.T) {
	t.Parallel()
	for part, f := range map[string]wix.NewFulfilment{
		"request": {
			Lines:    []wix.FulfilledLine{{ID: line1, Quantity: 1}},
			Tracking: wix.TrackingInfo{TrackingNumber: "12345", ShippingProvider: "dhl"},
		},
		"requestOtherCarrier": {
			Lines: []wix.FulfilledLine{{ID: line1, Quantity: 1}},
			Tracking: wix.TrackingInfo{
				TrackingNumber: "LX123456789CN", ShippingProvider: "Cainiao",
				TrackingLink: "https://global.cainiao.com/detail.htm?mailNoList=LX123456789CN",
			},
		},
	} {
		var asked []byte
		var path string
		site := answering(t, func(w http.ResponseWriter, r *http.Request) {
			asked, _ = io.ReadAll(r.Body)
			path = r.Method + " " + r.URL.Path
			_, _ = w.Write(member(t, "create-fulfillment.json", "response"))
		})
		id, after, err := site.CreateFulfilment(t.Context(), "e613320a-8e8f-4f8f-9d87-b5edc9f99788", f)
		require.NoError(t, err)
		require.Equal(t, "POST /ecom/v1/fulfillments/orders/e613320a-8e8f-4f8f-9d87-b5edc9f99788/create-fulfillment", path)
		require.JSONEq(t, string(member(t, "create-fulfillment.json", part)), string(asked))
		require.Equal(t, "12f0cb67-9a9c-4cba-8b4f-cbd3e0ef9d41", id)
		require.Equal(t, 1, after.Units(line1))
	}
}

func TestWhatIsNeverSent(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	id := s.buy(t, twoLines())
	for name, f := range map[string]wix.NewFulfilment{
		"no lines":    shipment("AP00823271816356"),
		"no quantity": shipment("AP00823271816356", wix.FulfilledLine{ID: line1}),
		"no line id":  shipment("AP00823271816356", wix.FulfilledLine{Quantity: 1}),
		"no tracking": {Lines: []wix.FulfilledLine{{ID: line1, Quantity: 1}}},
		"too many":    shipment("AP00823271816356", make([]wix.FulfilledLine, wix.MaxLines+1)...),
	} {
		_, _, err := s.site.CreateFulfilment(t.Context(), id, f)
		require.Error(t, err, name)
	}
	require.Empty(t, s.Counters().Calls["create-fulfillment"])
	_, _, err := s.site.CreateFulfilment(t.Context(), id, shipment(strings.Repeat("9", 101), wix.FulfilledLine{ID: line1, Quantity: 1}))
	require.Equal(t, wix.Refused, wix.FailureOf(err))
	require.ErrorContains(t, err, "fulfillment.trackingInfo.trackingNumber MAX_LENGTH")
}

func TestUpdateWithoutAWord(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{}"} {
		site := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		_, err := site.DeleteFulfilment(t.Context(), "o", "f")
		require.NoError(t, err)
	}
}
