package aliexpress_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"onward/infra/sim/aliexpress"
	client "onward/shared/supplier/aliexpress"
)

func TestControlInterfacePlaysAnOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.placed(t, purchase("m1-1001-1", skirt(2)))[0]
	do := func(method, path, body string, want int) string {
		status, answer := b.control(t, method, path, body)
		require.Equal(t, want, status, "%s %s: %s", method, path, answer)
		return answer
	}
	var orders []aliexpress.Order
	require.NoError(t, json.Unmarshal([]byte(do("GET", "/_sim/orders?out_order_id=m1-1001-1", "", 200)), &orders))
	require.Len(t, orders, 1)
	require.Equal(t, id, orders[0].ID)
	require.Contains(t, string(orders[0].Address), "100 Example Street")
	require.Equal(t, 2, orders[0].Children[0].Count)

	do("POST", "/_sim/orders/"+id+"/ship", `{}`, 400)
	do("POST", "/_sim/orders/"+id+"/pay", "", 200)
	do("POST", "/_sim/orders/"+id+"/ship", `{"number":"LP7","carrier":"Slow Boat","items":[{"child":0,"quantity":1}]}`, 200)
	do("POST", "/_sim/orders/"+id+"/number", `{"parcel":0,"number":"LP8"}`, 200)
	do("POST", "/_sim/orders/"+id+"/event", `{"parcel":0,"name":"IN_TRANSIT","text":"Left the port"}`, 200)
	_, parcels := b.read(t, id)
	require.Equal(t, "LP8", parcels[0].Number)
	require.Equal(t, "Slow Boat", parcels[0].Carrier)
	require.Len(t, parcels[0].Nodes, 2)
	do("POST", "/_sim/orders/"+id+"/ship", `{"nubmer":"LP9"}`, 400)
	do("POST", "/_sim/orders/1/pay", "", 404)
	do("POST", "/_sim/orders/"+id+"/cancel-child", `{"child":7}`, 400)
	do("POST", "/_sim/orders/"+id+"/push", `{"off":true}`, 200)
	do("POST", "/_sim/orders/"+id+"/cancel", `{"end_reason":"risk_closed"}`, 200)
	o, _ := b.read(t, id)
	require.Equal(t, "risk_closed", o.Items[0].EndReason)
	require.Contains(t, do("GET", "/_sim/orders/"+id, "", 200), `"former"`)
	require.Contains(t, do("GET", "/_sim/purchases", "", 200), `"made": 1`)
	require.Contains(t, do("GET", "/_sim/calls", "", 200), "aliexpress.ds.order.create")
}

func TestControlInterfaceSetsThePlatformUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	do := func(method, path, body string, want int) string {
		status, answer := b.control(t, method, path, body)
		require.Equal(t, want, status, "%s %s: %s", method, path, answer)
		return answer
	}
	do("POST", "/_sim/rules", `{"kind":"fail_create","code":"SKU_NOT_EXIST"}`, 200)
	do("POST", "/_sim/rules", `{"kind":"throttle"}`, 400)
	require.Contains(t, do("GET", "/_sim/rules", "", 200), "SKU_NOT_EXIST")
	do("DELETE", "/_sim/rules", "", 200)
	require.Equal(t, "[]", strings.TrimSpace(do("GET", "/_sim/rules", "", 200)))

	require.Contains(t, do("PATCH", "/_sim/settings", `{"repeat":"error","invisible_for":"1m"}`, 200), `"pay_within": "288h0m0s"`)
	require.Contains(t, do("GET", "/_sim/settings", "", 200), `"invisible_for": "1m0s"`)
	do("PATCH", "/_sim/settings", `{"repaet":"error"}`, 400)
	do("POST", "/_sim/accounts", `{"id":"99","access_token":"tok99"}`, 200)
	do("POST", "/_sim/accounts", `{"id":"x"}`, 400)
	_, err := b.client.GetBenefits(t.Context(), "tok99")
	require.NoError(t, err)
	do("POST", "/_sim/accounts/99/expire", "", 200)
	_, err = b.client.GetBenefits(t.Context(), "tok99")
	require.Equal(t, client.TokenExpired, failure(t, err).Kind)
	var token struct {
		Access string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal([]byte(do("POST", "/_sim/accounts/99/token", `{"app":"12345678"}`, 200)), &token))
	_, err = b.client.GetBenefits(t.Context(), token.Access)
	require.NoError(t, err)
	do("POST", "/_sim/apps", `{"key":"2","secret":"s","callback":"http://127.0.0.1:1/"}`, 200)
	require.Contains(t, do("GET", "/_sim/apps", "", 200), "127.0.0.1:1")
	do("POST", "/_sim/products", `{"id":"42"}`, 400)
	do("POST", "/_sim/products", `{"id":"42","title":"Mug","skus":[{"id":"1","attr":"","price":"1.00","currency":"USD","stock":1}],"freight":[{"code":"FREE","free":true}]}`, 200)
	p := purchase("mug", client.PurchaseItem{ProductID: "42", Count: 1})
	require.Len(t, b.placed(t, p), 1)

	before := b.clock.Now()
	require.Contains(t, do("POST", "/_sim/clock", `{"advance":"24h"}`, 200), before.Add(24*time.Hour).Format(time.RFC3339))
	do("POST", "/_sim/reset", "", 200)
	require.Empty(t, b.sim.Orders())
	require.Empty(t, b.sim.Purchases())
}

func TestControlInterfaceIsDocumented(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, list := b.control(t, http.MethodGet, "/_sim", "")
	var entries []struct {
		Route string `json:"route"`
		Does  string `json:"does"`
	}
	require.NoError(t, json.Unmarshal([]byte(list), &entries))
	require.Greater(t, len(entries), 25)
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, e := range entries {
		_, path, _ := strings.Cut(e.Route, " ")
		require.NotEmpty(t, e.Does)
		require.Contains(t, string(doc), path, "doc.go names every route")
	}
}

func TestTheShopSide(t *testing.T) {
	t.Parallel()
	for _, shapes := range []aliexpress.Shapes{aliexpress.ShapesAsked, aliexpress.ShapesRotating} {
		for _, simplify := range []bool{false, true} {
			b := setup(t, func(o *aliexpress.Options, c *client.Config) {
				o.Settings.Shapes, o.Settings.Limits, c.Simplify = shapes, nil, simplify
			})
			for range 20 {
				p, err := b.client.GetProduct(t.Context(), session, client.ProductQuery{ProductID: "32982857990", Country: "US"})
				require.NoError(t, err)
				require.Equal(t, "2251832796543238", p.SubProductIDs["US"])
				require.Len(t, p.SKUs, 2)
				require.Equal(t, "12000027158136202", p.SKUs[0].ID)
				require.Equal(t, "Lenses Color:Black Green; Frame Color:Polarized", p.SKUs[0].Desc)
				require.Equal(t, 57, *p.SKUs[0].Stock)

				options, err := b.client.QueryFreight(t.Context(), session, client.FreightQuery{
					ProductID: "32982857990", SKUID: p.SKUs[0].ID, Quantity: 1, Country: "GB",
				})
				require.NoError(t, err)
				require.Len(t, options, 2)
				fee, known := options[0].Cost(decimal.Zero)
				require.True(t, known)
				require.Equal(t, "3.49", fee.String())

				regions, err := b.client.GetRegions(t.Context(), session, "US")
				require.NoError(t, err)
				require.Equal(t, "Florida", regions[0].Name)
				require.Equal(t, "Orlando", regions[0].Children[0].Name)
			}
			_, err := b.client.GetProduct(t.Context(), session, client.ProductQuery{ProductID: "1", Country: "US"})
			require.Equal(t, client.ReasonProductGone, failure(t, err).Reason)
			_, err = b.client.GetProduct(t.Context(), session, client.ProductQuery{ProductID: "1005001234567890", Country: "US"})
			require.Equal(t, client.ReasonNotSold, failure(t, err).Reason)
			_, err = b.client.QueryFreight(t.Context(), session, client.FreightQuery{ProductID: "1005001234567890", Country: "US"})
			require.Equal(t, client.ReasonNotShippable, failure(t, err).Reason)
		}
	}
}

func TestInventedProducts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sim.Change(func(s *aliexpress.Settings) { s.AnyProduct = true })
	p, err := b.client.GetProduct(t.Context(), session, client.ProductQuery{ProductID: "555", Country: "US"})
	require.NoError(t, err)
	require.Len(t, p.SKUs, 3)
	require.Len(t, b.placed(t, purchase("x", client.PurchaseItem{ProductID: "555", SKUAttr: p.SKUs[1].Attr, Count: 1})), 1)
	again := setup(t)
	again.sim.Change(func(s *aliexpress.Settings) { s.AnyProduct = true })
	same, err := again.client.GetProduct(t.Context(), session, client.ProductQuery{ProductID: "555", Country: "US"})
	require.NoError(t, err)
	require.Equal(t, p, same)
}
