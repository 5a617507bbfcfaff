package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
)

func TestAChoiceMadeByAnOldVersionIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	b.bring(store.ID, "1")
	at := path("/v1/orders/%s/1", store.ID)
	read := b.must(owner, "GET", at, nil, nil)
	seen := read.header.Get("ETag")
	require.NotEmpty(t, seen)

	edited := b.must(owner, "PATCH", at, map[string]any{"note": "first"}, nil, header{"If-Match": seen})
	var acted desk.Acted
	edited.as(t, &acted)
	for _, c := range []struct {
		method, path string
		in           any
	}{
		{"PATCH", at, map[string]any{"note": "second"}},
		{"PUT", at + "/hold", map[string]any{"on": true}},
		{"POST", at + "/place", map[string]any{}},
		{"POST", at + "/cancel-placing", nil},
		{"POST", at + "/set-tracking", map[string]any{"tracking": []any{map[string]any{"number": "AB1"}}}},
	} {
		for old, says := range map[string]string{seen: "order_changed", "W/" + seen: "order_changed", `"none"`: "if_match"} {
			got := b.call(owner, c.method, c.path, c.in, header{"If-Match": old})
			require.Equal(t, http.StatusPreconditionFailed, got.status, "%s: %s", c.path, got.body)
			code, detail := got.problem(t)
			assert.Equal(t, says, code)
			assert.Contains(t, detail, "again")
		}
	}
	var o desk.Order
	b.must(owner, "GET", at, nil, &o)
	assert.Equal(t, "first", o.Note)
	assert.Equal(t, acted.Order.Version, o.Version, "what was refused wrote nothing")
	assert.Nil(t, o.Hold)

	b.must(owner, "PUT", at+"/hold", map[string]any{"on": true}, nil, header{"If-Match": "*"})
	b.must(owner, "PUT", at+"/hold", map[string]any{"on": false}, nil)
}

func TestAMappingChangedSinceIsNotOverwritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	at := path("/v1/stores/%s/mappings/v1", store.ID)
	code, _ := b.call(owner, "GET", at, nil).problem(t)
	assert.Equal(t, "no_such_mapping", code)
	b.mapped(owner, store.ID, account.ID)
	var m desk.Mapping
	first := b.must(owner, "GET", at, nil, &m).header.Get("ETag")
	assert.Equal(t, `"1"`, first)
	assert.Equal(t, "Lamp", m.Title)

	in := map[string]any{"components": []any{map[string]any{"supplier": "aliexpress", "account": account.ID, "product": "2"}}}
	b.must(owner, "PUT", at, in, nil, header{"If-Match": first})
	for _, method := range []string{"PUT", "DELETE"} {
		var body any
		if method == "PUT" {
			body = in
		}
		got := b.call(owner, method, at, body, header{"If-Match": first})
		require.Equal(t, http.StatusPreconditionFailed, got.status, string(got.body))
		code, _ := got.problem(t)
		assert.Equal(t, "mapping_changed", code)
	}
	b.must(owner, "DELETE", at, nil, nil, header{"If-Match": `"2"`})
}
