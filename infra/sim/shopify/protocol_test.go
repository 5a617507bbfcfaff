package shopify_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/shopify"
	"onward/shared/store/shopify"
)

// ask sends a raw operation.
func (w *world) ask(query string, variables map[string]any) (status int, answer envelope) {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	require.NoError(w.t, err)
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.server.URL+"/shops/"+acme+"/admin/api/2026-10/graphql.json", bytes.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set("X-Shopify-Access-Token", w.token)
	resp, err := w.server.Client().Do(req)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	require.NoError(w.t, json.NewDecoder(resp.Body).Decode(&answer))
	return resp.StatusCode, answer
}

// envelope is what the tests look at in an answer.
type envelope struct {
	Data   map[string]map[string]any `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Extensions struct {
			Code string `json:"code"`
		} `json:"extensions"`
	} `json:"errors"`
	Extensions struct {
		Cost struct {
			Requested float64 `json:"requestedQueryCost"`
			Actual    float64 `json:"actualQueryCost"`
		} `json:"cost"`
	} `json:"extensions"`
}

func TestRefusesWhatTheSchemaDoesNotHave(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	for query, want := range map[string]string{
		`{ order(id: "gid://shopify/Order/1") { colour } }`: `Cannot query field "colour"`,
		`{ order { id } }`: `argument "id"`,
		`mutation { fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder: []}) { userErrors { code } } }`: `Cannot query field "code"`,
		`{ products(first: 1) { nodes { id } } }`:                                                 "not simulated: QueryRoot.products",
		`mutation { productDelete(input: {id: "gid://shopify/Product/1"}) { deletedProductId } }`: "not simulated: Mutation.productDelete",
		`{ shop { name weightUnit } }`:                                                            "not simulated: Shop.weightUnit",
		`{ orders(first: 1, query: "tag:x") { nodes { id } } }`:                                   "not simulated: search by tag",
		`{ order(id: "7") { id } }`:                                                               "invalid id",
		`{ locations { nodes { id } } }`:                                                          "you must provide one of first or last",
		`{ orders(first: 50) { nodes { lineItems(first: 50) { nodes { id } } } } }`:               "max cost limit",
	} {
		status, answer := w.ask(query, nil)
		assert.Equal(t, 200, status)
		require.NotEmpty(t, answer.Errors, query)
		assert.Contains(t, answer.Errors[0].Message, want, query)
	}
	_, answer := w.ask(`query($id: ID!) { order(id: $id) { id } }`, map[string]any{"id": []any{1}})
	require.NotEmpty(t, answer.Errors)
	assert.Equal(t, "INVALID_VARIABLE", answer.Errors[0].Extensions.Code)
}

func TestFragmentsAliasesAndPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	made := w.order(sim.OrderSpec{Name: "#X1", Lines: []sim.LineSpec{{Title: "A", Quantity: 1}, {Title: "B", Quantity: 2}, {Title: "C", Quantity: 3}}})
	_, answer := w.ask(`
		query($id: ID!, $more: Boolean!, $n: Int!) {
			one: order(id: $id) { ...Names __typename ... on Order @include(if: $more) { test } lineItems(last: 1) { nodes { title } } }
			two: order(id: $id) { ...Names cancelledAt @skip(if: $more) lineItems(first: $n) { edges { cursor node { title } } pageInfo { hasNextPage } } }
		}
		fragment Names on Order { name lineItemCount: currentTotalPriceSet { shopMoney { amount } } }`,
		map[string]any{"id": "gid://shopify/Order/" + made.ID, "more": true, "n": 2})
	require.Empty(t, answer.Errors)
	one, two := answer.Data["one"], answer.Data["two"]
	assert.Equal(t, "#X1", one["name"])
	assert.Equal(t, "Order", one["__typename"])
	assert.Equal(t, false, one["test"])
	assert.Equal(t, map[string]any{"nodes": []any{map[string]any{"title": "C"}}}, one["lineItems"])
	assert.NotContains(t, two, "cancelledAt")
	raw, err := json.Marshal(two["lineItems"])
	require.NoError(t, err)
	assert.Contains(t, string(raw), `"hasNextPage":true`)
	assert.Equal(t, 2, strings.Count(string(raw), `"cursor"`))
	assert.Positive(t, answer.Extensions.Cost.Actual)
	assert.LessOrEqual(t, answer.Extensions.Cost.Actual, answer.Extensions.Cost.Requested)
}

func TestShopStates(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	client := w.client()
	info, err := client.Info(t.Context())
	require.NoError(t, err)
	assert.Equal(t, acme, info.Domain)
	scopes, err := client.Scopes(t.Context())
	require.NoError(t, err)
	assert.Empty(t, shopify.MissingScopes(scopes, shopify.WantedScopes()))

	require.NoError(t, w.sim.CreateShop(sim.ShopSpec{Domain: acme, Frozen: new(true)}))
	_, err = client.Info(t.Context())
	assert.Equal(t, shopify.Frozen, shopify.KindOf(err))
	require.NoError(t, w.sim.CreateShop(sim.ShopSpec{Domain: acme, Frozen: new(false), Locked: new(true)}))
	_, err = client.Info(t.Context())
	assert.Equal(t, shopify.Locked, shopify.KindOf(err))

	var calls []shopify.Call
	old := w.client(func(cfg *shopify.Config) {
		cfg.Version = "2025-01"
		cfg.Observe = func(c shopify.Call) { calls = append(calls, c) }
	})
	_, _ = old.Info(t.Context())
	require.Len(t, calls, 1)
	assert.True(t, calls[0].FallForward)
	assert.Equal(t, "2026-01", calls[0].ServedVersion)

	elsewhere := w.client(func(cfg *shopify.Config) { cfg.Shop = "nobody.myshopify.com" })
	_, err = elsewhere.Info(t.Context())
	assert.Equal(t, shopify.NotFound, shopify.KindOf(err))
}

func TestOldOrdersNeedAScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	old := w.clock().AddDate(0, -3, 0)
	made := w.order(sim.OrderSpec{CreatedAt: &old, Lines: []sim.LineSpec{{Quantity: 1}}})
	_, err := w.client().Order(t.Context(), made.ID)
	assert.Equal(t, shopify.NotFound, shopify.KindOf(err))
	require.NoError(t, w.sim.SetScopes(acme, appID, append(slices.Clip(allScopes), "read_all_orders")))
	_, err = w.client().Order(t.Context(), made.ID)
	assert.NoError(t, err)
}

func TestInstallRefreshAndLostAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	app := shopify.App{
		ClientID: appID, ClientSecret: secret, Scopes: shopify.WantedScopes(), RedirectURL: "https://onward.example.com/callback",
		BaseURL: w.server.URL + "/shops/{shop}", HTTP: w.server.Client(), Now: w.clock,
	}
	const state = "an-unguessable-state"
	where, err := app.InstallURL(acme, state)
	require.NoError(t, err)
	noFollow := *w.server.Client()
	noFollow.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := noFollow.Get(where)
	require.NoError(t, err)
	resp.Body.Close()
	back, err := url.Parse(resp.Header.Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "onward.example.com", back.Host)
	cb, err := app.Callback(back.Query(), state, w.clock())
	require.NoError(t, err)
	assert.Equal(t, acme, cb.Shop)

	grant, err := app.Exchange(t.Context(), cb.Shop, cb.Code)
	require.NoError(t, err)
	assert.Equal(t, w.clock().Add(time.Hour), grant.ExpiresAt)
	assert.Empty(t, shopify.MissingScopes(grant.Scopes, shopify.WantedScopes()))
	assert.NotContains(t, grant.Scopes, "read_merchant_managed_fulfillment_orders", "the list leaves out what writing includes")
	_, err = app.Exchange(t.Context(), cb.Shop, cb.Code)
	assert.Equal(t, shopify.Unauthorized, shopify.KindOf(err), "a code is good once")

	use := func(token string) error {
		w.token = token
		_, err := w.client().Info(t.Context())
		return err
	}
	require.NoError(t, use(grant.AccessToken))
	w.pass(61 * time.Minute)
	assert.Equal(t, shopify.Unauthorized, shopify.KindOf(use(grant.AccessToken)))

	require.NoError(t, w.sim.Fail(sim.Fault{Operation: "oauth", Kind: "drop_after"}))
	_, err = app.Refresh(t.Context(), acme, grant.RefreshToken)
	require.Equal(t, shopify.Temporary, shopify.KindOf(err))
	second, err := app.Refresh(t.Context(), acme, grant.RefreshToken)
	require.NoError(t, err, "after a lost answer the old one still works")
	assert.NotEqual(t, grant.RefreshToken, second.RefreshToken)
	require.NoError(t, use(second.AccessToken))
	_, err = app.Refresh(t.Context(), acme, grant.RefreshToken)
	assert.Equal(t, shopify.Unauthorized, shopify.KindOf(err), "its replacement is in use")

	app.Permanent = true
	require.NoError(t, w.sim.CreateApp(sim.AppSpec{ClientID: appID, ClientSecret: secret, ExpiringOnly: true}))
	_, err = app.Exchange(t.Context(), acme, "nonsense")
	assert.Error(t, err)
}

// The control interface over HTTP, as the local stack uses it.
func TestControlOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.ShopSpec{})
	call := func(method, path, body string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, w.server.URL+"/_sim"+path, strings.NewReader(body))
		require.NoError(t, err)
		resp, err := w.server.Client().Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(raw)
	}
	status, text := call("GET", "", "")
	assert.Equal(t, 200, status)
	assert.Contains(t, text, "/_sim/faults")

	base := "/shops/" + acme
	status, made := call("POST", base+"/orders", `{"name":"#H1","lines":[{"title":"A","quantity":2}],"financial":"pending"}`)
	require.Equal(t, 200, status, made)
	status, _ = call("POST", base+"/orders/%23H1/actions", `{"do":"pay"}`)
	assert.Equal(t, 200, status)
	status, _ = call("POST", base+"/orders/%23H1/actions", `{"do":"fulfil","numbers":["N"],"notify":true}`)
	assert.Equal(t, 200, status)
	_, mails := call("GET", base+"/mails", "")
	assert.Contains(t, mails, `"shipping_confirmation"`)
	_, shown := call("GET", base+"/orders/%23H1", "")
	assert.Contains(t, shown, `"FULFILLED"`)
	for path, body := range map[string]string{
		base + "/orders":               `{"lines":[]}`,
		base + "/orders/%23H1/actions": `{"do":"fly"}`,
		base + "/orders/%23H2/actions": `{"do":"pay"}`,
		"/faults":                      `{"operation":"order","kind":"earthquake"}`,
		"/shops":                       `{"domain":"x","colour":"red"}`,
	} {
		status, text := call("POST", path, body)
		assert.Equal(t, 400, status, path)
		assert.Contains(t, text, "error", path)
	}
	for _, ok := range []struct{ method, path, body string }{
		{"POST", "/clock", `{"ahead":"61m"}`},
		{"POST", "/apps", `{"client_id":"b","client_secret":"c"}`},
		{"POST", base + "/installs", `{"client_id":"b","scopes":["read_orders"]}`},
		{"POST", base + "/installs/b/drain", ``},
		{"POST", base + "/installs/b/scopes", `{"scopes":[]}`},
		{"DELETE", base + "/installs/b", ``},
		{"POST", "/webhooks", `{"hold":true}`},
		{"POST", "/webhooks/deliver", ``},
		{"GET", "/webhooks", ``},
		{"POST", "/faults", `{"operation":"order","kind":"html"}`},
		{"DELETE", "/faults", ``},
		{"GET", "/calls", ``},
		{"DELETE", "/calls", ``},
		{"POST", "/reset", ``},
	} {
		status, text := call(ok.method, ok.path, ok.body)
		assert.Equal(t, 200, status, "%s %s: %s", ok.method, ok.path, text)
	}
	assert.Empty(t, w.sim.Orders(acme))
}
