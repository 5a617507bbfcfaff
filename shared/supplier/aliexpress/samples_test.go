package aliexpress

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

// recorded says for every recorded body what the client makes of it.
var recorded = map[string]func(t *testing.T, r *replay){
	"token_create_ok_test_app.json": func(t *testing.T, r *replay) {
		t.Helper()
		token, err := r.client.CreateToken(t.Context(), "3_12345678_EXAMPLE")
		require.NoError(t, err)
		require.Equal(t, "50000200a38EXAMPLEACCESS", token.Access)
		require.Equal(t, "50001200a38EXAMPLEREFRESH", token.Refresh)
		require.Equal(t, time.UnixMilli(1770277200000).UTC(), token.AccessUntil)
		require.Equal(t, time.UnixMilli(1770363600000).UTC(), token.RefreshUntil)
		require.True(t, token.Refreshable)
		require.Equal(t, "2637908814", token.UserID)
	},
	"token_refresh_ok.json": func(t *testing.T, r *replay) {
		t.Helper()
		token, err := r.client.RefreshToken(t.Context(), "50001000a38EXAMPLE")
		require.NoError(t, err)
		require.Equal(t, "50001601c30EXAMPLEREFRESH", token.Refresh)
		require.Equal(t, time.UnixMilli(1714192160000).UTC(), token.AccessUntil)
		require.Equal(t, time.UnixMilli(1716784148000).UTC(), token.RefreshUntil)
	},
	"error_illegal_access_token.json": func(t *testing.T, r *replay) {
		t.Helper()
		_, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		e := requireError(t, err)
		require.Equal(t, TokenExpired, e.Kind)
		require.True(t, e.NothingHappened())
		require.Equal(t, "212a73a517874213795736385", e.RequestID)
	},
	"error_insufficient_permission.json": func(t *testing.T, r *replay) {
		t.Helper()
		_, err := r.client.GetOrder(t.Context(), testSession, "8198352049851315")
		require.Equal(t, NotVisible, requireError(t, err).Kind)
		_, err = r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		require.Equal(t, Unclear, requireError(t, err).Kind, "code 15 on a write says nothing about its outcome")
	},
	"error_incomplete_signature_flat.json": func(t *testing.T, r *replay) {
		t.Helper()
		_, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		e := requireError(t, err)
		require.Equal(t, NotRun, e.Kind)
		require.Equal(t, ReasonSetup, e.Reason)
		require.Zero(t, e.RetryAfter, "time alone does not mend a signature")
		require.Equal(t, "The request signature does not conform to platform standards", e.Message)
	},
	"error_api_call_limit.json": func(t *testing.T, r *replay) {
		t.Helper()
		_, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		e := requireError(t, err)
		require.Equal(t, NotRun, e.Kind)
		require.Equal(t, 1200*time.Millisecond, e.RetryAfter)
	},
	"order_create_ok.json": func(t *testing.T, r *replay) {
		t.Helper()
		placed, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		require.NoError(t, err)
		require.Equal(t, []string{"8198352049851315"}, placed.OrderIDs)
		require.False(t, placed.PaymentFailed)
	},
	"order_create_created_but_autopay_failed.json": func(t *testing.T, r *replay) {
		t.Helper()
		placed, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		require.NoError(t, err)
		require.Equal(t, []string{"8190439416163295"}, placed.OrderIDs)
		require.True(t, placed.PaymentFailed)
	},
	"order_create_address_fail.json": func(t *testing.T, r *replay) {
		t.Helper()
		_, err := r.client.PlaceOrder(t.Context(), testSession, OrderContent{})
		e := requireError(t, err)
		require.Equal(t, Refused, e.Kind)
		require.Equal(t, ReasonAddress, e.Reason)
		require.Equal(t, "city", e.Field)
		require.Equal(t, "Please enter a city", e.Message)
		require.NotEmpty(t, e.Fix)
		require.NotContains(t, e.Error(), "Please enter", "the platform's sentence stays out of logs")
	},
	"order_get_finish.json": func(t *testing.T, r *replay) {
		t.Helper()
		o, err := r.client.GetOrder(t.Context(), testSession, "8198352049851315")
		require.NoError(t, err)
		require.Equal(t, StageReceived, o.Stage)
		require.True(t, o.Paid)
		require.True(t, o.PaidAt.IsZero())
		require.Equal(t, "8.34", o.Charged.Amount.String())
		require.Equal(t, "1200003702000037", o.Items[0].SKUID)
		require.Equal(t, 1, o.Items[0].Count)
		require.Equal(t, []FirstMile{{Number: "LP00675700340000", Service: "CAINIAO_FULFILLMENT_STD"}}, o.FirstMile)
		require.Equal(t, "1103800006", o.StoreID)
		require.Equal(t, "2102e76417290680900002444", o.RequestID)
	},
	"order_get_schema_sample_simplified.json": func(t *testing.T, r *replay) {
		t.Helper()
		o, err := r.client.GetOrder(t.Context(), testSession, "1")
		require.NoError(t, err)
		require.Equal(t, StagePaid, o.Stage)
		require.True(t, o.Paid)
		require.Equal(t, time.Date(2019, 6, 4, 1, 5, 47, 0, time.UTC), o.PaidAt)
		require.Equal(t, 24*time.Hour, o.PayWithin)
		require.Len(t, o.Items, 1)
		require.Equal(t, 3, o.Items[0].Count)
		require.Equal(t, EndClosed, o.Items[0].Ending, "an item can be cancelled while its order goes on")
		require.Equal(t, "0ba2887315178178017221014", o.RequestID)
	},
	"tracking_ok.json": func(t *testing.T, r *replay) {
		t.Helper()
		parcels, err := r.client.GetTracking(t.Context(), testSession, "8198352049851315")
		require.NoError(t, err)
		require.Len(t, parcels, 1)
		p := parcels[0]
		require.Equal(t, "4209795192144903600008220012159992", p.Number)
		require.Equal(t, "AliExpress standard shipping", p.Carrier)
		require.Equal(t, time.UnixMilli(1739928180000).UTC(), p.FirstNode())
		require.Equal(t, []ParcelItem{{
			ProductID: "1005008453688391", SKUDesc: "Color:Silvery; Size:M", Quantity: 1,
			Title: "Elegant Flounce Mini Skirts Suits Women...",
		}}, p.Items)
	},
	"tracking_not_found.json": func(t *testing.T, r *replay) {
		t.Helper()
		parcels, err := r.client.GetTracking(t.Context(), testSession, "8198352049851315")
		require.NoError(t, err)
		require.Empty(t, parcels)
	},
	"product_get_sku_excerpt.json": func(t *testing.T, r *replay) {
		t.Helper()
		p, err := r.client.GetProduct(t.Context(), testSession, ProductQuery{ProductID: "32982857990", Country: "GB"})
		require.NoError(t, err)
		require.Equal(t, "UK", r.last().form.Get("ship_to_country"))
		require.Equal(t, map[string]string{"US": "2251832796543238"}, p.SubProductIDs)
		require.Len(t, p.SKUs, 1)
		require.Equal(t, "12000027158136202", p.SKUs[0].ID)
		require.Equal(t, "73:175#Black Green;71:193#Polarized", p.SKUs[0].Attr)
		require.Equal(t, "Lenses Color:Black Green", p.SKUs[0].Desc)
		require.Equal(t, 57, *p.SKUs[0].Stock)
		require.Equal(t, "3.94", p.SKUs[0].Price.Amount.String())
	},
	"freight_ok.json": func(t *testing.T, r *replay) {
		t.Helper()
		options, err := r.client.QueryFreight(t.Context(), testSession, FreightQuery{
			ProductID: "1005002704149141", SKUID: "12000027158136202", Quantity: 2, Country: "US",
		})
		require.NoError(t, err)
		require.JSONEq(t, `{"quantity":2,"shipToCountry":"US","productId":"1005002704149141","selectedSkuId":"12000027158136202",
			"language":"en_US","locale":"en_US","currency":"USD"}`, r.last().form.Get("queryDeliveryReq"))
		require.Len(t, options, 1)
		fee, known := options[0].Cost(decimal.NewFromInt(20))
		require.True(t, known)
		require.Equal(t, "172.71", fee.String(), "the field named cent holds major units")
		require.Equal(t, "CAINIAO_STANDARD", options[0].Code)
		require.Equal(t, 182, *options[0].Stock)
		require.True(t, options[0].Tracked)
	},
	"freight_not_available.json": func(t *testing.T, r *replay) {
		t.Helper()
		_, err := r.client.QueryFreight(t.Context(), testSession, FreightQuery{})
		e := requireError(t, err)
		require.Equal(t, Refused, e.Kind)
		require.Equal(t, ReasonNotShippable, e.Reason)
		require.Equal(t, "505", e.Code)
	},
	"member_benefit.json": func(t *testing.T, r *replay) {
		t.Helper()
		benefits, err := r.client.GetBenefits(t.Context(), testSession)
		require.NoError(t, err)
		require.Equal(t, []Benefit{{Code: BenefitAutoPay, Title: "auto-pay", CanApply: true, CanUse: true}}, benefits)
	},
	"push_payment_failed.json": func(t *testing.T, r *replay) {
		t.Helper()
		p, err := DecodePush([]byte(r.body))
		require.NoError(t, err)
		require.Equal(t, Push{
			OrderID: "1105933950463697", BuyerID: "1861703697", SellerID: "1234", Status: PushPaymentFailed,
			Type: "53", Site: "ae_global", At: time.Unix(1719389200, 0).UTC(),
		}, p)
	},
	// The request is proved byte by byte in TestComposeGivesTheDocumentedRequest.
	"order_create_request.json": func(t *testing.T, _ *replay) { t.Helper() },
}

func TestEveryRecordedAnswer(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, file := range files {
		if file.Name() == "SOURCES.md" {
			continue
		}
		t.Run(file.Name(), func(t *testing.T) {
			t.Parallel()
			check, known := recorded[file.Name()]
			require.True(t, known, "no outcome is stated for this sample")
			check(t, newReplay(t, sample(t, file.Name())))
		})
	}
	require.Len(t, files, len(recorded)+1)
}

func TestRequestsAreSigned(t *testing.T) {
	t.Parallel()
	r := newReplay(t, sample(t, "order_get_finish.json"))
	_, err := r.client.GetOrder(context.Background(), testSession, "8198352049851315")
	require.NoError(t, err)
	seen := r.last()
	requireSigned(t, seen, "")
	require.Equal(t, "/sync", seen.path)
	require.Equal(t, "aliexpress.trade.ds.order.get", seen.form.Get("method"))
	require.Equal(t, testSession, seen.form.Get("session"))
	require.Equal(t, "false", seen.form.Get("simplify"))
	require.JSONEq(t, `{"order_id":"8198352049851315"}`, seen.form.Get("single_order_query"))
}
