package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// TestWhatCanBeDoneByHandIsOffered: each action is a form on the order's page, where and only where it makes sense.
func TestWhatCanBeDoneByHandIsOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	w.apply(w.key("1103"), order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: "AB1"}}})
	w.apply(w.key("1102"), order.SetHold{By: "owner", On: true})
	w.apply(w.key("1101"), order.Place{By: "owner"})
	c := w.signedIn(w.token)
	for id, actions := range map[string]struct{ offered, not []string }{
		"1100": {[]string{"place", "track", "record", "move", "hold", "archive", "sync"}, []string{"roll-back", "settle", "tell-again", "cancel-placing", "release", "change-number"}}, // Awaiting order
		"1101": {[]string{"cancel-placing", "hold", "sync"}, []string{"move", "record", "settle"}},                                                                                     // being placed
		"1102": {[]string{"release"}, []string{"place"}},                                                                                                                               // on hold
		"1103": {[]string{"track", "archive"}, []string{"settle"}},                                                                                                                     // fulfilled by hand
		"1080": {[]string{"change-number", "roll-back", "track", "hold"}, []string{"place", "settle", "move"}},                                                                         // Awaiting payment
		"1045": {[]string{"tell-again", "track", "roll-back"}, []string{"place"}},                                                                                                      // refused by the store
		"1042": {[]string{"settle"}, []string{"place", "roll-back", "move", "cancel-placing"}},                                                                                         // placed?
		"1040": {[]string{"place", "move", "record"}, []string{"settle"}},                                                                                                              // Failed
		"1050": {[]string{"roll-back", "archive", "track", "change-number"}, []string{"place", "record"}},                                                                              // Fulfilled
	} {
		page := "/orders/" + w.store + "/" + id
		body := c.get(page).body
		for _, action := range actions.offered {
			assert.Contains(t, body, page+"/"+action+`"`, id)
		}
		for _, action := range actions.not {
			assert.NotContains(t, body, page+"/"+action+`"`, id)
		}
		assert.Contains(t, body, "half a minute", "the limit is said before pressing")
	}
}

func TestAFailedOrderIsSplitAndOrderedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	page := "/orders/" + w.store + "/1041"
	g := c.send(page, page+"/place", url.Values{"part": {"yes"}})
	assert.Equal(t, http.StatusUnprocessableEntity, g.status, "a part of nothing is not all of it")
	require.Len(t, w.load("1041").Purchases, 1)

	g = c.send(page, page+"/place", url.Values{"part": {"yes"}, "units:l1": {"1"}})
	require.Equal(t, http.StatusOK, g.status, g.body)
	o := w.load("1041")
	require.Len(t, o.Purchases, 2)
	assert.Equal(t, 1, o.Purchases[1].Items[0].Quantity)
	w.project(w.key("1041"))

	// The rest is bought elsewhere.
	g = c.send(page, page+"/move", url.Values{"line": {"l1"}, "account": {"aliexpress/" + w.account}, "product": {"777"}, "quantity": {"1"}})
	require.Equal(t, http.StatusOK, g.status, g.body)
	g = c.send(page, page+"/place", url.Values{})
	require.Equal(t, http.StatusOK, g.status, g.body)
	o = w.load("1041")
	require.Len(t, o.Purchases, 3)
	assert.Equal(t, "777", o.Purchases[2].Items[0].Component.Product)
	assert.Equal(t, "owner", o.Tail[len(o.Tail)-1].By)
}

func TestAnOrderThatTheSupplierCancelledIsOrderedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	key := w.key("1080")
	w.said(key, order.Report{ID: "8190000000000080", Stage: order.StageCancelled, Status: "FINISH", EndReason: "pay_timeout"})
	require.Equal(t, order.Canceled, w.load("1080").Portions[0].State)
	c := w.signedIn(w.token)
	page := "/orders/" + w.store + "/1080"
	require.Contains(t, c.get(page).body, page+"/place\"")
	g := c.send(page, page+"/place", url.Values{})
	require.Equal(t, http.StatusOK, g.status, g.body)
	o := w.load("1080")
	require.Len(t, o.Purchases, 2)
	assert.Equal(t, order.PurchaseOpen, o.Purchases[1].State)
}

func TestAnEditSendsOnlyWhatWasTouched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	page := "/orders/" + w.store + "/1100"
	note := "written by another meanwhile"
	w.apply(w.key("1100"), order.Edit{By: "Kim", Note: &note})
	g := c.send(page+"/edit", page+"/edit", url.Values{
		"was": {"|||||||||||"}, "note_was": {""}, "note": {""}, "supplier_note_was": {""}, "supplier_note": {"No invoice, please."}, "country": {"DE"},
		"name": {"Jo Doe"}, "line1": {"Main St 1"}, "city": {"Berlin"}, "province": {"BE"}, "province_name": {"Berlin"}, "postcode": {"10115"}, "phone": {"3011111"},
	})
	require.Equal(t, http.StatusOK, g.status, g.body)
	o := w.load("1100")
	assert.Equal(t, note, o.Note)
	assert.Equal(t, "No invoice, please.", o.SupplierNote)
	assert.Equal(t, "3011111", o.ShipTo.Phone)
	body := c.get(page).body
	assert.Contains(t, body, "Edited: address, note to the supplier.")
	assert.Contains(t, body, "No invoice, please.")
}

func TestAStoresOrdersAreLookedAtNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	page := "/stores/" + w.store
	assert.Contains(t, c.get(page).body, "same order again after half a minute")
	g := c.send(page, page+"/sync", url.Values{"tab": {"awaiting_shipment"}})
	require.True(t, strings.HasPrefix(g.path, "/jobs/"), g.path)
	again := c.send(page, page+"/sync", url.Values{"tab": {"awaiting_shipment"}})
	assert.Equal(t, g.path, again.path, "pressed twice, it is one job")
	assert.Contains(t, g.body, "then it is seen what came of it")
	g = c.send(page, page+"/sync", url.Values{"tab": {"lost"}})
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
}

func TestACompletionThatTheStoreRefusedIsAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	key := order.Key{Merchant: "lumen", Store: w.store, ID: "7"}
	_, err := w.decider.ApplyNew(t.Context(), key, order.WooCommerce, order.StoreSaid{Source: "read", Snapshot: order.Snapshot{
		ID: "7", Name: "#7", Payment: order.Paid, CreatedAt: w.now, UpdatedAt: w.now, ShipTo: order.Address{Name: "Jo Doe", Country: "DE"},
		Lines: []order.SnapshotLine{{ID: "l1", Title: "Lamp", Variant: "v1", Kind: order.Physical, Quantity: 1}},
	}})
	require.NoError(t, err)
	w.apply(key, order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: "AB1"}}})
	w.tell(key, order.TellDone, "", "AB1")
	effect := w.load("7").Effects[0]
	require.Equal(t, order.EffectComplete, effect.Kind)
	w.apply(key, order.Claimed{Effect: effect.ID})
	w.apply(key, order.TellAnswered{Effect: effect.ID, Attempt: 1, Outcome: order.TellRefused, Reason: "The status is not known there."})
	c := w.signedIn(w.token)
	page := "/orders/" + w.store + "/7"
	assert.Contains(t, c.get(page).body, "Complete it again")
	g := c.send(page, page+"/tell-again", url.Values{"fulfilment": {"complete"}})
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Equal(t, order.EffectComplete, w.load("7").Effects[0].Kind)
}
