package woocommerce_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/woocommerce"
	woo "onward/shared/store/woocommerce"
)

// call is a plain REST call, for what the client would never do.
func (w *world) call(method, route, body string) (int, map[string]any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.access.Address+"/wp-json"+route, strings.NewReader(body))
	require.NoError(w.t, err)
	req.SetBasicAuth(w.access.Key, w.access.Secret)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	var out any
	require.NoError(w.t, json.NewDecoder(resp.Body).Decode(&out))
	m, ok := out.(map[string]any)
	if !ok {
		m = map[string]any{"list": out}
	}
	return resp.StatusCode, m
}

func (w *world) with(change func(*sim.Settings)) {
	set := sim.DefaultSettings()
	change(&set)
	w.sim.Configure(name, set)
}

// What was seen of the real store's core fulfilments.
func TestFulfilmentsAsSeenLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.order(sim.OrderSpec{Status: "processing", Lines: []sim.LineSpec{{SKU: "LAMP-1", Quantity: 1}}})
	route := "/wc/v3/orders/" + id + "/fulfillments"
	status, body := w.call(http.MethodGet, route, "")
	require.Equal(t, http.StatusNotFound, status)
	require.Equal(t, "rest_no_route", body["code"])

	w.with(func(s *sim.Settings) { s.Fulfilments = true })
	status, body = w.call(http.MethodGet, route, "")
	require.Equal(t, http.StatusOK, status)
	require.Empty(t, body["list"])

	post := `{"status":"fulfilled","notify_customer":true,"meta_data":[{"key":"_items","value":[{"item_id":1,"qty":99}]},
		{"key":"_tracking_number","value":"LX1"},{"key":"_shipment_provider","value":"other"},{"key":"_provider_name","value":"Cainiao"}]}`
	for range 2 {
		status, body = w.call(http.MethodPost, route, post)
		require.Equal(t, http.StatusCreated, status, "the same again, 99 of 1, an item of no order: not checked")
		require.Equal(t, true, body["is_fulfilled"])
		require.Equal(t, id, body["entity_id"])
		require.Regexp(t, "Z$", body["date_updated"])
	}
	mails := w.sim.Mails(name, 0)
	require.Len(t, mails, 2)
	require.Contains(t, mails[0].Subject, "has been fulfilled!")
	require.Contains(t, mails[0].Body, "Shipment Provider: other\n", "the value itself, not the name")

	_, body = w.call(http.MethodGet, route, "")
	list, ok := body["list"].([]any)
	require.True(t, ok)
	first, ok := list[0].(map[string]any)
	require.True(t, ok)
	require.Equal(t, "1", first["is_fulfilled"])

	status, body = w.call(http.MethodPut, route+"/1", `{"meta_data":[{"key":"_tracking_number","value":"LX2"}]}`)
	require.Equal(t, http.StatusBadRequest, status)
	require.InDelta(t, 0, body["code"], 0)
	require.Equal(t, "The fulfillment should contain at least one item.", body["message"])
	status, _ = w.call(http.MethodPost, route, `{"meta_data":[{"key":"_items","value":[{"item_id":1,"qty":0}]}]}`)
	require.Equal(t, http.StatusBadRequest, status)
	_, body = w.call(http.MethodGet, route+"/lookup?tracking_number=LX123456789CN", "")
	require.Equal(t, "dhl", body["shipping_provider"])
}

func TestCompletingTwiceMailsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.order(sim.OrderSpec{Status: "processing", Lines: []sim.LineSpec{{SKU: "LAMP-1", Quantity: 1}}})
	for range 2 {
		status, body := w.call(http.MethodPut, "/wc/v3/orders/"+id, `{"status":"completed"}`)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "completed", body["status"])
	}
	require.Len(t, w.sim.Mails(name, 0), 1)
	for range 2 {
		status, _ := w.call(http.MethodPost, "/wc/v3/orders/"+id+"/notes", `{"note":"hello","customer_note":true}`)
		require.Equal(t, http.StatusCreated, status)
	}
	require.Len(t, w.sim.Mails(name, 0), 3, "a note mails each time")
}

func TestDigitalOrderIsCompletedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.order(sim.OrderSpec{Lines: []sim.LineSpec{{Product: 13, Quantity: 1}}, SameAddress: true})
	w.do(http.MethodPost, "/orders/"+id+"/pay", nil)
	o, err := w.client.Order(t.Context(), id)
	require.NoError(t, err)
	require.True(t, o.Completed())
	require.True(t, o.ShipTo.FromBilling)
}

func TestRESTRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		method, route, body string
		status              int
		code                any
	}{
		{http.MethodGet, "/wc/v3/orders/4711", "", 404, "woocommerce_rest_shop_order_invalid_id"},
		{http.MethodPut, "/wc/v3/orders/4711", "{}", 400, "woocommerce_rest_shop_order_invalid_id"},
		{http.MethodGet, "/wc/v3/orders?per_page=101", "", 400, "rest_invalid_param"},
		{http.MethodGet, "/wc/v3/orders?orderby=color", "", 400, "rest_invalid_param"},
		{http.MethodGet, "/wc/v3/nothing", "", 404, "rest_no_route"},
		{http.MethodPost, "/wc/v3/webhooks", `{"topic":"order.paid","delivery_url":"https://a.example"}`, 400, "woocommerce_rest_shop_webhook_invalid_topic"},
		{http.MethodPost, "/wc/v3/webhooks", `{"topic":"order.updated","delivery_url":"a"}`, 400, "woocommerce_rest_shop_webhook_invalid_delivery_url"},
		{http.MethodPost, "/wc/v3/orders", `{`, 400, "rest_invalid_json"},
		{http.MethodPost, "/wc/v3/orders", `{"line_items":[{"product_id":9999,"quantity":1}]}`, 400, "woocommerce_rest_invalid_product_id"},
	} {
		status, body := w.call(tt.method, tt.route, tt.body)
		require.Equal(t, tt.status, status, tt.route)
		require.Equal(t, tt.code, body["code"], tt.route)
	}
	status, body := w.call(http.MethodPost, "/wc/v3/orders", `{"set_paid":true,"payment_method":"stripe","line_items":[{"product_id":11,"variation_id":12,"quantity":2}],"billing":{"first_name":"A"}}`)
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, "processing", body["status"])
	require.Equal(t, "19.98", body["total"])
	require.Equal(t, "rest-api", body["created_via"])
}

func TestHelpIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.base+"/_sim", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Contains(t, sim.Help(), "/_sim/sites/{site}/orders/{id}/refund")
}

// The same seed gives the same orders; every kind of order can be read.
func TestGeneratorIsRepeatable(t *testing.T) {
	t.Parallel()
	all := func() []string {
		w := newWorld(t)
		out := []string{}
		for range 40 {
			id := w.order(sim.OrderSpec{})
			o, err := w.client.Order(t.Context(), id)
			require.NoError(t, err)
			require.Empty(t, o.Doubts)
			require.NotEmpty(t, o.Lines)
			for _, l := range o.Lines {
				require.Positive(t, l.Ordered)
				require.True(t, l.Total.IsPositive())
			}
			out = append(out, fmt.Sprint(o.Lines, o.ShipTo.Country))
		}
		return out
	}
	first := all()
	require.Equal(t, first, all())
	seen := map[string]bool{}
	for _, x := range first {
		seen[x] = true
	}
	require.Greater(t, len(seen), 30, "and they differ from each other")
}

func TestReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, woo.Topics()...)
	w.order(sim.OrderSpec{})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.base+"/_sim/reset", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Zero(t, w.sim.Cron(t.Context()))
	require.Nil(t, w.sim.View(name, 14))
}
