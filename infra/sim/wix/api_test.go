package wix_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
)

// remote speaks to a simulator over HTTP.
type remote struct {
	t     *testing.T
	base  string
	token string
}

func serve(t *testing.T, opts sim.Options) (*stage, *remote) {
	t.Helper()
	st := newStage(t, opts)
	server := httptest.NewServer(st)
	t.Cleanup(server.Close)
	r := &remote{t: t, base: server.URL}
	_, out := r.do("POST", "/oauth2/token", `{"grant_type":"client_credentials","client_id":"app","client_secret":"secret","instance_id":"`+shopID+`"}`)
	r.token, _ = out["access_token"].(string)
	require.NotEmpty(t, r.token)
	require.InDelta(t, 14400, out["expires_in"], 0)
	return st, r
}

func (r *remote) do(method, path, body string) (int, map[string]any) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.base+path, bytes.NewBufferString(body))
	require.NoError(r.t, err)
	req.Header.Set("Authorization", r.token)
	res, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(r.t, err)
	var out map[string]any
	_ = json.Unmarshal(raw, &out)
	return res.StatusCode, out
}

func code(out map[string]any) string {
	details, _ := out["details"].(map[string]any)
	e, _ := details["applicationError"].(map[string]any)
	s, _ := e["code"].(string)
	return s
}

func TestTokens(t *testing.T) {
	t.Parallel()
	st, r := serve(t, sim.Options{})
	for body, want := range map[string]int{
		`{"grant_type":"authorization_code"}`:                                            400,
		`{"grant_type":"client_credentials","client_id":"app","client_secret":"x"}`:      401,
		`{"grant_type":"client_credentials","client_id":"app","client_secret":"secret"}`: 400,
		`x`: 400,
	} {
		status, _ := r.do("POST", "/oauth2/token", body)
		require.Equal(t, want, status, body)
	}
	id := st.buy(sim.NewOrder{})
	for token, want := range map[string]int{r.token: 200, "Bearer " + r.token: 200, "": 401, "other": 401} {
		status, _ := (&remote{t: t, base: r.base, token: token}).do("GET", "/ecom/v1/orders/"+id, "")
		require.Equal(t, want, status, token)
	}
	status, out := r.do("POST", "/ecom/v1/orders/"+id+"/activities", `{}`)
	require.Equal(t, http.StatusNotImplemented, status)
	require.Contains(t, out["message"], "activities")
}

func TestSearchRefusals(t *testing.T) {
	t.Parallel()
	st, r := serve(t, sim.Options{})
	st.buy(sim.NewOrder{Payment: "NOT_PAID"})
	st.buy(sim.NewOrder{})
	for body, want := range map[string]int{
		`{"search":{"sort":[{"fieldName":"dateCreated","order":"ASC"}]}}`:                                                      400, // the old API's name
		`{"search":{"filter":{"lineItems.name":"x"}}}`:                                                                         400,
		`{"search":{"filter":{"status":{"$like":"x"}}}}`:                                                                       400,
		`{"search":{"cursorPaging":{"limit":101}}}`:                                                                            400,
		`{"search":{"cursorPaging":{"cursor":"!"}}}`:                                                                           400,
		`{"search":{"sort":[{"fieldName":"id"},{"fieldName":"id"},{"fieldName":"id"},{"fieldName":"id"},{"fieldName":"id"}]}}`: 400,
		`[]`: 400,
	} {
		status, _ := r.do("POST", "/ecom/v1/orders/search", body)
		require.Equal(t, want, status, body)
	}
	for filter, want := range map[string]int{
		`{}`: 2, `{"paymentStatus":"PAID"}`: 1, `{"paymentStatus":{"$ne":"PAID"}}`: 1, `{"status":{"$in":["APPROVED","PENDING"]}}`: 2,
		`{"number":10002}`: 1, `{"number":{"$gt":10001}}`: 1, `{"updatedDate":{"$gte":"2026-11-02T10:00:00Z"}}`: 2,
		`{"updatedDate":{"$lt":"2026-11-02T10:00:00.000Z"}}`: 0, `{"buyerInfo.email":"buyer10001@example.com"}`: 1,
	} {
		status, out := r.do("POST", "/ecom/v1/orders/search", `{"search":{"filter":`+filter+`}}`)
		require.Equal(t, 200, status, filter)
		got, _ := out["orders"].([]any)
		require.Len(t, got, want, filter)
	}
}

func TestFulfilmentRefusals(t *testing.T) {
	t.Parallel()
	st, r := serve(t, sim.Options{NumbersUnique: true})
	id := st.buy(sim.NewOrder{Items: []sim.Item{{Quantity: 2}, {Quantity: 1}}})
	other := st.buy(sim.NewOrder{Items: []sim.Item{{Quantity: 1}}})
	const one, two = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
	create := func(order, body string) (int, map[string]any) {
		return r.do("POST", "/ecom/v1/fulfillments/orders/"+order+"/create-fulfillment", body)
	}
	for body, want := range map[string]string{
		`{}`: "400", `{"fulfillment":{"lineItems":[]}}`: "400", `{"fulfillment":{"lineItems":[{"id":"x","quantity":1}]}}`: "400",
		`{"fulfillment":{"lineItems":[{"quantity":1}]}}`:                                                                              "400",
		`{"fulfillment":{"lineItems":[{"id":"` + one + `","quantity":3}]}}`:                                                           "400 QUANTITY_NOT_AVAILABLE",
		`{"fulfillment":{"lineItems":[{"id":"` + one + `","quantity":0}]}}`:                                                           "400 QUANTITY_NOT_AVAILABLE",
		`{"fulfillment":{"lineItems":[{"id":"` + one + `"}],"status":"sent"}}`:                                                        "400",
		`{"fulfillment":{"lineItems":[{"id":"` + one + `"}],"trackingInfo":{},"customInfo":{}}}`:                                      "400",
		`{"fulfillment":{"lineItems":[{"id":"` + one + `"}],"trackingInfo":{"trackingNumber":"N","trackingLink":"track.example"}}}`:   "400",
		`{"fulfillment":{"lineItems":[{"id":"` + one + `"}],"trackingInfo":{"shippingProvider":"` + strings.Repeat("x", 101) + `"}}}`: "400",
	} {
		status, out := create(id, body)
		require.Equal(t, want, strings.TrimSpace(strconv.Itoa(status)+" "+code(out)), body)
	}
	status, _ := create("gone", `{"fulfillment":{"lineItems":[{"id":"`+one+`"}]}}`)
	require.Equal(t, 404, status)
	require.Empty(t, st.Show(shopID, id)["fulfillments"], "nothing is created by a refusal")

	status, out := create(id, `{"fulfillment":{"lineItems":[{"id":"`+one+`"}],"trackingInfo":{"trackingNumber":"12345","shippingProvider":"fedex"}}}`)
	require.Equal(t, 200, status)
	made, _ := out["fulfillmentId"].(string)
	shown := compact(t, out)
	require.Contains(t, shown, "trackingnumber=12345", "Wix makes the link of a provider that it knows")
	require.Contains(t, shown, `"quantity":2`, "no quantity means all that is left")
	status, out = create(other, `{"fulfillment":{"lineItems":[{"id":"`+one+`"}],"trackingInfo":{"trackingNumber":"12345"}}}`)
	require.Equal(t, 409, status)
	require.Equal(t, "TRACKING_NUMBER_ALREADY_EXISTS", code(out))

	path := "/ecom/v1/fulfillments/" + made + "/orders/" + id
	status, _ = r.do("PATCH", path, `{"fulfillment":{"lineItems":[{"id":"`+two+`"}]}}`)
	require.Equal(t, 400, status, "lines cannot change")
	status, out = r.do("PATCH", path, `{"fulfillment":{"trackingInfo":{"trackingNumber":"67890"}}}`)
	require.Equal(t, 200, status)
	shown = compact(t, out)
	require.Contains(t, shown, "trackingnumber=67890")
	status, out = r.do("PATCH", path, `{"fulfillment":{"trackingInfo":{"shippingProvider":null,"trackingLink":"https://t.example/67890"}}}`)
	require.Equal(t, 200, status)
	shown = compact(t, out)
	require.NotContains(t, shown, "fedex")
	require.Len(t, st.Mails(), 2, "one for each number")
	status, _ = r.do("DELETE", path, "")
	require.Equal(t, 200, status)
	status, _ = r.do("DELETE", path, "")
	require.Equal(t, 404, status)
}

func compact(t *testing.T, v map[string]any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}

func TestDigitalOrdersAreFulfilledAtOnce(t *testing.T) {
	t.Parallel()
	st := newStage(t, sim.Options{})
	id := st.buy(sim.NewOrder{Items: []sim.Item{{Preset: "DIGITAL"}}})
	order, _ := st.Show(shopID, id)["order"].(map[string]any)
	require.Equal(t, "FULFILLED", order["fulfillmentStatus"])
}

func TestLimit(t *testing.T) {
	t.Parallel()
	st, r := serve(t, sim.Options{PerMinute: 3})
	id := st.buy(sim.NewOrder{})
	for _, want := range []int{200, 200, 200, 429, 429} {
		status, _ := r.do("GET", "/ecom/v1/orders/"+id, "")
		require.Equal(t, want, status)
	}
	st.pass(time.Minute)
	status, _ := r.do("GET", "/ecom/v1/orders/"+id, "")
	require.Equal(t, 200, status)
}

// TestDirector plays a shop over HTTP alone.
func TestDirector(t *testing.T) {
	t.Parallel()
	st, r := serve(t, sim.Options{})
	status, out := r.do("POST", "/_sim/sites/"+shopID+"/orders", `{"status":"PENDING","payment":"NOT_PAID","items":[{"sku":"S-1","quantity":2,"cents":1500}],"pickup":true,"textNumber":true}`)
	require.Equal(t, 200, status)
	id, _ := out["id"].(string)
	base := "/_sim/sites/" + shopID + "/orders/" + id
	for _, step := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", base + "/approve", "", 200},
		{"POST", base + "/approve", "", 422},
		{"POST", base + "/pay", "", 200},
		{"POST", base + "/refund", `{"amount":"5.00","pending":true}`, 200},
		{"POST", base + "/refund", `{"amount":"five"}`, 422},
		{"POST", base + "/settle", "", 200},
		{"POST", base + "/edit", `{"00000000-0000-0000-0000-000000000001":3}`, 200},
		{"POST", base + "/fulfil", `{"lines":{"00000000-0000-0000-0000-000000000001":1},"number":"AP00823271816356"}`, 200},
		{"POST", base + "/fulfil", `{"lines":{"00000000-0000-0000-0000-000000000001":3}}`, 422},
		{"POST", base + "/fulfil", `{"lines":`, 400},
		{"PUT", "/_sim/sites/" + shopID + "/shipping-mail", `{"on":false}`, 200},
		{"POST", base + "/fulfil", `{"number":"LP00675700340000"}`, 200},
		{"POST", "/_sim/faults", `{"operation":"get-order","status":500}`, 200},
		{"GET", "/ecom/v1/orders/" + id, "", 500},
		{"GET", "/ecom/v1/orders/" + id, "", 200},
		{"POST", "/_sim/faults", `{"times":-1}`, 200},
		{"DELETE", "/_sim/faults", "", 200},
		{"POST", "/_sim/webhooks", `{"hold":true}`, 200},
		{"POST", "/_sim/webhooks/deliver", "", 200},
		{"POST", "/_sim/callback", `{"url":""}`, 200},
		{"POST", base + "/cancel", "", 200},
		{"POST", base + "/anonymise", "", 200},
		{"GET", "/_sim/sites/nobody/orders", "", 200},
		{"POST", "/_sim/sites/nobody/orders", "", 404},
		{"POST", "/_sim/sites/" + shopID + "/orders/gone/pay", "", 404},
		{"GET", "/_sim/sites/" + shopID + "/orders/gone", "", 404},
		{"POST", "/_sim/sites/new", `{"origin":"` + shopID + `"}`, 200},
		{"DELETE", "/_sim/sites/new", "", 200},
		{"DELETE", "/_sim/sites/nobody", "", 404},
		{"GET", "/_sim/counters", "", 200},
	} {
		status, _ := r.do(step.method, step.path, step.body)
		require.Equal(t, step.want, status, step.method+" "+step.path+" "+step.body)
	}
	require.Len(t, st.Mails(), 1, "none after the switch was turned off")
	status, shown := r.do("GET", base, "")
	require.Equal(t, 200, status)
	order, _ := shown["order"].(map[string]any)
	require.Equal(t, "CANCELED", order["status"])
	require.Equal(t, "FULFILLED", order["fulfillmentStatus"])
	require.Equal(t, "10001", order["number"])
	require.Len(t, shown["fulfillments"], 2)

	res, err := http.Get(r.base + "/_sim")
	require.NoError(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Contains(t, string(text), "POST   /_sim/sites/{site}/orders/{order}/approve")
	require.True(t, strings.HasPrefix(string(text), "Package wix is"))
	require.NotContains(t, string(text), "\n//")
}
