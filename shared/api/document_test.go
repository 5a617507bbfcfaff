package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
)

// operation is one operation as the OpenAPI document tells it.
type operation struct {
	Method      string                `json:"-"`
	Path        string                `json:"-"`
	OperationID string                `json:"operationId"`
	Security    []map[string][]string `json:"security"`
	Responses   map[string]any        `json:"responses"`
	RequestBody any                   `json:"requestBody"`
}

// operations reads the document that is served.
func (b *bench) operations() []operation {
	b.t.Helper()
	var doc struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	b.must("", "GET", "/openapi.json", nil, &doc)
	require.True(b.t, strings.HasPrefix(doc.OpenAPI, "3.1"), doc.OpenAPI)
	var out []operation
	for _, p := range slices.Sorted(maps.Keys(doc.Paths)) {
		for method, raw := range doc.Paths[p] {
			var o operation
			require.NoError(b.t, json.Unmarshal(raw, &o))
			o.Method, o.Path = strings.ToUpper(method), p
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b operation) int { return strings.Compare(a.OperationID, b.OperationID) })
	require.Greater(b.t, len(out), 40)
	return out
}

// bodies is a sound body for each operation that takes one, with the ids of a merchant's.
func bodies(store, order, account string) map[string]any {
	component := map[string]any{"supplier": "aliexpress", "account": account, "product": "1"}
	return map[string]any{
		"add-account":           map[string]any{"supplier": "aliexpress", "tokens": map[string]any{"access": "x"}},
		"add-store":             map[string]any{"platform": "shopify", "shop": "new.myshopify.com", "credentials": map[string]any{"access": "x"}},
		"change-supplier-order": map[string]any{"purchase": "p", "from": "1", "to": "2"},
		"check-placing":         map[string]any{"orders": []any{map[string]any{"store": store, "id": order}}},
		"check-import":          "order,tracking number\n9001,LP00000101CN\n",
		"create-endpoint":       map[string]any{"url": "https://example.com/hook"},
		"create-merchant":       map[string]any{"name": "Third"},
		"create-merchant-token": map[string]any{"name": "x", "role": "owner"},
		"vouch-store":           map[string]any{"platform": "wix", "shop": "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001"},
		"create-token":          map[string]any{"name": "x", "role": "read_only"},
		"edit-order":            map[string]any{"note": "theirs"},
		"get-platform-page":     map[string]any{"platform": "shopify", "shop": "x.myshopify.com", "store": store},
		"hold-account":          map[string]any{"on": true},
		"hold-everything":       map[string]any{"on": false},
		"hold-merchant":         map[string]any{"on": false},
		"hold-order":            map[string]any{"on": true},
		"hold-store":            map[string]any{"on": true},
		"move-supplier":         map[string]any{"line": "l1", "components": []any{component}},
		"pause-endpoint":        map[string]any{"reason": "theirs"},
		"place-order":           map[string]any{},
		"put-carriers":          map[string]any{"names": map[string]any{"*": "Thief Post"}, "links": map[string]any{}, "listed": []any{}},
		"put-digest-settings":   map[string]any{"on": true, "hour": 3},
		"put-mapping":           map[string]any{"components": []any{component}},
		"put-settings": map[string]any{
			"mode": "bulk", "mail_first": true, "mail_changed": true, "mail_further": true, "quiet_window_seconds": 0,
			"partly_paid_goes_on": false, "auto_place": true, "cooling_off_seconds": 0, "countries": []any{}, "currencies": []any{},
		},
		"reconnect-store":          map[string]any{"access": "stolen"},
		"record-purchase":          map[string]any{"account": account, "lines": []any{map[string]any{"line": "l1", "units": 1}}, "orders": []any{"1"}},
		"renew-account":            map[string]any{"access": "stolen"},
		"resend-failed-deliveries": map[string]any{},
		"rotate-endpoint-secret":   map[string]any{"overlap_hours": 0},
		"resolve-parcel":           map[string]any{"purchase": "p", "order": "1", "ordinal": 1},
		"roll-back":                map[string]any{},
		"see-attention":            map[string]any{"code": "unmapped", "subject": "l1"},
		"set-tracking":             map[string]any{"tracking": []any{map[string]any{"number": "THEIRS1"}}},
		"settle-placed":            map[string]any{"purchase": "p"},
		"start-export":             map[string]any{"tab": "all"},
		"start-job":                map[string]any{"kind": "hold", "selection": map[string]any{"orders": []any{map[string]any{"store": store, "id": order}}}},
		"tell-again":               map[string]any{"fulfilment": "f1"},
		"update-endpoint":          map[string]any{"url": "https://thief.example/hook"},
		"update-merchant":          map[string]any{},
	}
}

// TestNoOperationReachesAnotherMerchant goes through every operation of the document with another merchant's ids.
func TestNoOperationReachesAnotherMerchant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner, thief := b.merchant("acme"), b.merchant("thief")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	b.mapped(owner, store.ID, account.ID)
	key := b.bring(store.ID, "5001")
	b.placed(key, "8190000000000001")
	var job desk.Job
	b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": "sync", "selection": map[string]any{"tab": "all"}}, &job)
	var tokens struct{ Items []desk.Token }
	b.must(owner, "GET", "/v1/tokens", nil, &tokens)
	fill := strings.NewReplacer("{store}", store.ID, "{order}", "5001", "{account}", account.ID, "{variant}", "v1",
		"{job}", job.ID, "{token}", tokens.Items[0].ID, "{merchant}", "acme", "{supplier}", "aliexpress")
	secrets := []string{store.ID, account.ID, job.ID, tokens.Items[0].ID, "acme", "5001", "jo@example.com", "8190000000000001", "Lamp"}
	with := bodies(store.ID, "5001", account.ID)
	var endpoint desk.Endpoint
	b.must(owner, "POST", "/v1/endpoints", with["create-endpoint"], &endpoint)
	var sent desk.Delivery
	b.must(owner, "POST", "/v1/endpoints/"+endpoint.ID+"/test", nil, &sent)
	secrets = append(secrets, endpoint.ID, sent.ID, endpoint.Secret)
	before := b.acmesItems()
	for _, o := range b.operations() {
		var in any
		if o.RequestBody != nil {
			require.Contains(t, with, o.OperationID, "name a body for this operation in bodies")
			in = with[o.OperationID]
		}
		p := strings.NewReplacer("{endpoint}", endpoint.ID, "{delivery}", sent.ID).Replace(fill.Replace(o.Path))
		switch o.OperationID {
		case "count-orders":
			p += "?tab=all"
		case "search-orders":
			p += "?q=jo@example.com"
		case "get-consent-page":
			p += "?redirect=x"
		case "get-news":
			p += "?since=1"
		}
		got := b.call(thief, o.Method, p, in, header{"If-Match": `"2"`})
		named := strings.Contains(o.Path, "{") && o.OperationID != "get-consent-page"
		switch {
		case o.OperationID == "health":
			assert.Equal(t, http.StatusOK, got.status)
		case strings.HasPrefix(o.Path, "/v1/operator"):
			assert.Equal(t, http.StatusForbidden, got.status, o.OperationID)
		case named:
			assert.Equal(t, http.StatusNotFound, got.status, "%s %s: %s", o.OperationID, p, got.body)
		default:
			assert.Less(t, got.status, 500, o.OperationID)
		}
		for _, secret := range secrets {
			if o.OperationID != "list-webhook-events" { // its samples are the same for everybody
				assert.NotContains(t, string(got.body), secret, o.OperationID)
			}
		}
		if o.OperationID != "health" {
			assert.Equal(t, http.StatusUnauthorized, b.call("", o.Method, p, in).status, o.OperationID)
			assert.Equal(t, http.StatusUnauthorized, b.call("onw_wrong", o.Method, p, in).status, o.OperationID)
		}
	}
	assert.Equal(t, before, b.acmesItems(), "nothing of the other merchant's changed")
	var other desk.Job
	b.must(thief, "POST", "/v1/jobs", with["start-job"], &other)
	b.work("thief", other.ID)
	assert.Equal(t, before, b.acmesItems(), "nor by a job")
}

// acmesItems is everything that is kept of the merchant acme, but when tokens were last used.
func (b *bench) acmesItems() []string {
	b.t.Helper()
	var out []string
	for _, item := range b.engine.Items() {
		if key := item.Key(); strings.HasPrefix(key.PK, "acme#") && !strings.HasPrefix(key.SK, "k#") {
			raw, err := json.Marshal(item["doc"].Str() + string(item["body"].Bytes()) + item["d"].Str())
			require.NoError(b.t, err)
			out = append(out, key.PK+" "+key.SK+" "+string(raw))
		}
	}
	require.NotEmpty(b.t, out)
	return out
}

func TestEveryOperationAsksForItsRole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	reader, worker := b.token(owner, "read_only"), b.token(owner, "operator")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	b.bring(store.ID, "1")
	with := bodies(store.ID, "1", account.ID)
	fill := strings.NewReplacer("{store}", store.ID, "{order}", "1", "{account}", account.ID, "{variant}", "v1",
		"{job}", "none", "{token}", "none", "{endpoint}", "none", "{delivery}", "none", "{merchant}", "acme", "{supplier}", "aliexpress")
	owners := []string{
		"add-account", "add-store", "create-endpoint", "create-token", "delete-endpoint", "disconnect-account", "disconnect-store", "get-consent-page", "get-platform-page", "list-tokens", "put-carriers", "put-digest-settings", "put-settings",
		"reconnect-store", "renew-account", "revoke-token", "rotate-endpoint-secret", "update-endpoint", "update-merchant",
	}
	for _, o := range b.operations() {
		if o.OperationID == "health" {
			continue
		}
		p := fill.Replace(o.Path)
		reads := o.Method == http.MethodGet || o.OperationID == "check-placing"
		forOwners, forOperator := slices.Contains(owners, o.OperationID), strings.HasPrefix(o.Path, "/v1/operator")
		assert.Equal(t, !reads || forOwners || forOperator, forbidden(b, reader, o.Method, p, with[o.OperationID]), "reader: %s", o.OperationID)
		assert.Equal(t, forOwners || forOperator, forbidden(b, worker, o.Method, p, with[o.OperationID]), "operator: %s", o.OperationID)
		assert.Equal(t, forOperator, forbidden(b, owner, o.Method, p, nil), "owner: %s", o.OperationID)
		assert.Equal(t, !forOperator, forbidden(b, operatorToken, o.Method, p, nil), "deployment: %s", o.OperationID)
	}
}

func forbidden(b *bench, token, method, path string, in any) bool {
	return b.call(token, method, path, in).status == http.StatusForbidden
}

func TestTheDocumentNamesEveryAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, o := range b.operations() {
		good := 0
		for status := range o.Responses {
			if strings.HasPrefix(status, "2") {
				good++
			}
		}
		assert.Equal(t, 1, good, o.OperationID)
		assert.Contains(t, o.Responses, "422", o.OperationID)
		if o.OperationID != "health" {
			assert.NotEmpty(t, o.Security, o.OperationID)
			assert.Contains(t, o.Responses, "401", o.OperationID)
		}
	}
	yaml := b.call("", "GET", "/openapi.yaml", nil)
	assert.Equal(t, http.StatusOK, yaml.status)
	assert.Contains(t, string(yaml.body), "openapi: 3.1")
}
