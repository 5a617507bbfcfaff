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
		for _, old := range []string{seen, "W/" + seen, `"none"`} {
			got := b.call(owner, c.method, c.path, c.in, header{"If-Match": old})
			require.Equal(t, http.StatusPreconditionFailed, got.status, "%s: %s", c.path, got.body)
			code, detail := got.problem(t)
			assert.Equal(t, "order_changed", code)
			assert.Contains(t, detail, "Read it again")
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
