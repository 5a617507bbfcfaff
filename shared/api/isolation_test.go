package api_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// TestAnothersIdsInOnesOwnRequests: paths are the merchant's own; filters, bodies and cursors name another's things.
func TestAnothersIdsInOnesOwnRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner, thief := b.merchant("acme"), b.merchant("thief")
	theirs, theirAccount := b.store(owner, "acme.myshopify.com"), b.account(owner)
	b.mapped(owner, theirs.ID, theirAccount.ID)
	for i := range 3 {
		b.bring(theirs.ID, strconv.Itoa(5001+i))
	}
	b.placed(order.Key{Merchant: "acme", Store: theirs.ID, ID: "5001"}, "8190000000000001")
	mine := b.store(thief, "thief.myshopify.com")
	_, err := b.decider.ApplyNew(t.Context(), order.Key{Merchant: "thief", Store: mine.ID, ID: "1"}, order.Shopify, order.StoreSaid{Snapshot: order.Snapshot{
		ID: "1", Name: "#1", Payment: order.Paid, CreatedAt: b.clock.Now(), UpdatedAt: b.clock.Now(), ShipTo: order.Address{Country: "DE"},
		Lines: []order.SnapshotLine{{ID: "l1", Variant: "v1", Quantity: 1}},
	}})
	require.NoError(t, err)
	var list struct {
		Items  []desk.Row
		Cursor string
	}
	b.must(owner, "GET", "/v1/orders?tab=all&limit=1", nil, &list)
	require.NotEmpty(t, list.Cursor)
	cursor := url.QueryEscape(list.Cursor)
	var timeline struct{ Cursor string }
	b.must(owner, "GET", path("/v1/orders/%s/5001/timeline?limit=1", theirs.ID), nil, &timeline)
	require.NotEmpty(t, timeline.Cursor)

	at := path("/v1/orders/%s/1", mine.ID)
	component := map[string]any{"supplier": "aliexpress", "account": theirAccount.ID, "product": "1"}
	ref := map[string]any{"store": theirs.ID, "id": "5001"}
	before := b.acmesItems()
	for name, c := range map[string]struct {
		method, path string
		in           any
		status       []int
	}{
		"a filter by store":           {"GET", "/v1/orders?tab=all&store=" + theirs.ID, nil, []int{200}},
		"a cursor of a list":          {"GET", "/v1/orders?tab=all&limit=1&cursor=" + cursor, nil, []int{200, 422}},
		"a cursor of attention":       {"GET", "/v1/attention?cursor=" + cursor, nil, []int{200, 422}},
		"a cursor of failures":        {"GET", "/v1/failures?cursor=" + cursor, nil, []int{200, 422}},
		"a cursor of a timeline":      {"GET", at + "/timeline?cursor=" + url.QueryEscape(timeline.Cursor), nil, []int{200, 422}},
		"a name":                      {"GET", "/v1/orders/search?q=%235001", nil, []int{200}},
		"a supplier's order number":   {"GET", "/v1/orders/search?q=8190000000000001", nil, []int{200}},
		"an order in a check":         {"POST", "/v1/orders/check", map[string]any{"orders": []any{ref}}, []int{200}},
		"an account in a mapping":     {"PUT", path("/v1/stores/%s/mappings/v1", mine.ID), map[string]any{"components": []any{component}}, []int{422}},
		"an account to move to":       {"POST", at + "/move-supplier", map[string]any{"line": "l1", "components": []any{component}}, []int{422}},
		"an account of a purchase":    {"POST", at + "/record-purchase", map[string]any{"account": theirAccount.ID, "lines": []any{map[string]any{"line": "l1"}}, "orders": []any{"1"}}, []int{404}},
		"an order in a job":           {"POST", "/v1/jobs", map[string]any{"kind": "archive", "selection": map[string]any{"orders": []any{ref}}}, []int{202}},
		"a store in a job":            {"POST", "/v1/jobs", map[string]any{"kind": "sync", "selection": map[string]any{"tab": "all", "store": theirs.ID}}, []int{404}},
		"an account in a job":         {"POST", "/v1/jobs", map[string]any{"kind": "sync", "selection": map[string]any{"tab": "all", "account": theirAccount.ID}}, []int{404}},
		"a store to connect anew":     {"POST", "/v1/stores/page", map[string]any{"platform": "shopify", "shop": "x.myshopify.com", "store": theirs.ID}, []int{404, 409}},
		"a shop that is another's":    {"POST", "/v1/stores", map[string]any{"platform": "shopify", "shop": "acme.myshopify.com", "credentials": map[string]any{"access": "x"}}, []int{409}},
		"its purchase under my order": {"POST", at + "/change-supplier-order", map[string]any{"purchase": "p", "from": "8190000000000001", "to": "2"}, []int{409, 404, 422}},
	} {
		got := b.call(thief, c.method, c.path, c.in)
		assert.Contains(t, c.status, got.status, "%s: %s", name, got.body)
		if strings.HasPrefix(name, "an account in a mapping") || strings.HasPrefix(name, "an account to move to") {
			continue // they name what was sent, and nothing else
		}
		for _, secret := range []string{"5001", "5002", "5003", "jo@example.com", "Lamp", "acme"} {
			assert.NotContains(t, string(got.body), secret, name)
		}
	}
	var jobs struct{ Items []desk.Job }
	b.must(thief, "GET", "/v1/jobs", nil, &jobs)
	for _, j := range jobs.Items {
		b.work("thief", j.ID)
	}
	assert.Equal(t, before, b.acmesItems(), "nothing of the other merchant's changed")
	assert.Equal(t, http.StatusNotFound, b.call(thief, "GET", path("/v1/orders/%s/5001", mine.ID), nil).status)
}
