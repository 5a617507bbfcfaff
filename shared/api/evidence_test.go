package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"onward/shared/order"
)

func TestAnOrdersRecordIsOneFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner, thief := b.merchant("acme"), b.merchant("thief")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	b.clock.pass(time.Minute)
	key := b.bring(store.ID, "5001")
	b.placed(key, "8190000000000001")
	o := b.known[key]
	b.apply(key, order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: order.Report{
		ID: "8190000000000001", Stage: order.StageShipped, ParcelsKnown: true,
		Parcels: []order.ReportParcel{{Number: "LP00123456789CN", Carrier: "Cainiao", FirstScan: b.clock.Now()}},
	}})
	for range 30 { // more steps than the order carries with it
		b.apply(key, order.SetHold{By: "Kim", On: true})
		b.apply(key, order.SetHold{By: "Kim"})
	}
	at := "/v1/orders/" + store.ID + "/5001/evidence"
	got := b.must(b.token(owner, "read_only"), "GET", at, nil, nil)
	assert.Equal(t, "text/html; charset=utf-8", got.header.Get("Content-Type"))
	assert.Equal(t, `attachment; filename="order-5001-for-bank.html"`, got.header.Get("Content-Disposition"))
	assert.Contains(t, got.header.Get("Content-Security-Policy"), "sandbox")
	for _, has := range []string{"Order #5001", "Lamps on Shopify, run by ACME", "jo@example.com", "LP00123456789CN", "A carrier has scanned the parcel", "The store reported the order; payment: paid."} {
		assert.Contains(t, string(got.body), has)
	}
	assert.NotContains(t, string(got.body), "8190000000000001")
	got = b.must(owner, "GET", at+"?for=supplier", nil, nil)
	assert.Contains(t, string(got.body), "AliExpress, Buyer")
	assert.Contains(t, string(got.body), "The supplier accepted the purchase as 8190000000000001.")

	assert.Equal(t, http.StatusUnprocessableEntity, b.call(owner, "GET", at+"?for=press", nil).status)
	assert.Equal(t, http.StatusNotFound, b.call(thief, "GET", at, nil).status)
	assert.Equal(t, http.StatusNotFound, b.call(owner, "GET", "/v1/orders/"+store.ID+"/none/evidence", nil).status)

	b.apply(key, order.Erase{})
	got = b.must(owner, "GET", at, nil, nil)
	assert.Contains(t, string(got.body), "personal data was erased")
	assert.NotContains(t, string(got.body), "jo@example.com")
	assert.NotContains(t, string(got.body), "Main St 1")
}
