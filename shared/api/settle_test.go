package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// shipped is an order of acme's that the supplier says to have sent under a number.
func (b *bench) shipped(store string, parcels ...order.ReportParcel) (key order.Key, at string) {
	b.t.Helper()
	key = b.bring(store, "5001")
	b.placed(key, "8190000000000001")
	o, err := b.table.Load(b.t.Context(), key)
	require.NoError(b.t, err)
	b.apply(key, order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: order.Report{
		ID: "8190000000000001", Stage: order.StageShipped, ParcelsKnown: true, Parcels: parcels,
	}})
	return key, path("/v1/orders/%s/5001", store)
}

func TestANumberInDoubtIsShownAndSettled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	_, at := b.shipped(store.ID, order.ReportParcel{Number: "1234567", Doubt: "too-short"})
	var o desk.Order
	b.must(owner, "GET", at, nil, &o)
	so := o.Purchases[0].Orders[0]
	require.Equal(t, []desk.InDoubt{{Number: "1234567", Why: "It is shorter than carriers' numbers are."}}, so.InDoubt)
	require.Len(t, o.Attention, 1)
	assert.Equal(t, order.AttentionDoubtful, o.Attention[0].Code)
	assert.Contains(t, o.Attention[0].Text, "nobody is told of it")
	assert.Contains(t, o.Portions[0].Next, "you say that this one is right")

	body := map[string]any{"purchase": o.Purchases[0].ID, "order": so.ID, "number": "7654321"}
	code, _ := b.call(owner, "POST", at+"/resolve-parcel", body).problem(t)
	assert.Equal(t, "not_in_doubt", code)
	body["number"] = "1234567"
	var acted desk.Acted
	b.must(owner, "POST", at+"/resolve-parcel", body, &acted)
	assert.Equal(t, "Said that the number 1234567 is right.", acted.Order.Recent[0].Text)
	assert.Empty(t, acted.Order.Purchases[0].Orders[0].InDoubt)
	assert.Equal(t, "1234567", acted.Order.Fulfilments[0].Numbers[0].Number)
}

func TestItemsElsewhereAreTakenOverByAnExplicitWord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	key, at := b.shipped(store.ID, order.ReportParcel{Number: "LX473124829CN"})
	var o desk.Order
	b.must(owner, "GET", at, nil, &o)
	effect := o.Effects[0].ID
	require.True(t, strings.HasPrefix(effect, "tell/"))
	body := map[string]any{"fulfilment": o.Fulfilments[0].ID, "take_over": true}
	require.Equal(t, http.StatusConflict, b.call(owner, "POST", at+"/tell-again", body).status, "nothing of it is elsewhere")
	b.apply(key, order.Claimed{Effect: effect})
	b.apply(key, order.TellAnswered{Effect: effect, Attempt: 1, Outcome: order.TellRefused, Reason: string(order.BlockForeignLocation)})
	b.must(owner, "GET", at, nil, &o)
	assert.Equal(t, order.WhyElsewhere, o.Portions[0].Why)
	assert.Contains(t, o.Portions[0].Next, "take them over")
	b.must(owner, "POST", at+"/tell-again", body, nil)
	kept, err := b.table.Load(t.Context(), key)
	require.NoError(t, err)
	assert.True(t, kept.Fulfilments[0].TakeOver)
	assert.Equal(t, order.FulfilmentTelling, kept.Fulfilments[0].State)
}
