package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/order"
)

func TestBadInputIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.account(owner)
	b.bring(store.ID, "1")
	at := "/v1/orders/" + store.ID + "/1"
	settings := bodies("", "", "")["put-settings"]
	shop := func(platform, name string, credentials map[string]any) map[string]any {
		return map[string]any{"platform": platform, "shop": name, "credentials": credentials}
	}
	cases := []struct {
		name, method, path string
		in                 any
		headers            header
		status             int
		code, names        string
	}{
		{"no JSON", "POST", "/v1/stores", "{", nil, 400, "malformed", ""},
		{"another shape", "POST", "/v1/stores", "[]", nil, 422, "invalid", "body"},
		{"an unknown field", "POST", at + "/place", map[string]any{"linse": 1}, nil, 422, "invalid", "body"},
		{"no such path", "GET", "/v1/nothing", nil, nil, 404, "no_such_path", ""},
		{"another method", "DELETE", "/v1/orders", nil, nil, 405, "method", "GET"},
		{"no such order", "GET", "/v1/orders/" + store.ID + "/9", nil, nil, 404, "no_such_order", ""},
		{"no such tab", "GET", "/v1/orders?tab=lost", nil, nil, 422, "invalid", "tab"},
		{"an unknown filter", "GET", "/v1/orders?contry=DE", nil, nil, 422, "invalid", "contry"},
		{"a cursor of nothing", "GET", "/v1/orders?cursor=abc", nil, nil, 422, "invalid_cursor", "cursor"},
		{"a cursor that is no text", "GET", "/v1/jobs?cursor=_w", nil, nil, 422, "invalid_cursor", "cursor"},
		{"too long a page", "GET", "/v1/orders?limit=5000", nil, nil, 422, "invalid", "limit"},
		{"too long an id", "GET", "/v1/orders/" + store.ID + "/" + strings.Repeat("9", 3000), nil, nil, 422, "invalid", "order"},
		{"a time that is none", "GET", "/v1/orders?older_than=yesterday", nil, nil, 422, "invalid", "older_than"},
		{"an empty search", "GET", "/v1/orders/search?q=%20", nil, nil, 422, "invalid_q", "tracking number"},
		{"a shop that is none", "POST", "/v1/stores", shop("shopify", "acme.example.com", map[string]any{"access": "x"}), nil, 422, "invalid_shop", "myshopify"},
		{"a shop without token", "POST", "/v1/stores", shop("shopify", "b.myshopify.com", nil), nil, 422, "invalid_access", "access token"},
		{"a site by http", "POST", "/v1/stores", shop("woocommerce", "http://shop.example.com", map[string]any{"key": "a", "secret": "b"}), nil, 422, "invalid_shop", "https"},
		{"a site without key", "POST", "/v1/stores", shop("woocommerce", "shop.example.com", nil), nil, 422, "invalid_key", "REST key"},
		{"an instance that is none", "POST", "/v1/stores", shop("wix", "abc", nil), nil, 422, "invalid_shop", "instance"},
		{"an account without tokens", "POST", "/v1/accounts", map[string]any{"supplier": "aliexpress", "tokens": map[string]any{}}, nil, 422, "invalid_access", "access token"},
		{"a code where there is no consent page", "POST", "/v1/accounts", map[string]any{"supplier": "cj", "tokens": map[string]any{"code": "1"}}, nil, 422, "invalid_code", "code"},
		{"a mapping to nobody's account", "PUT", "/v1/stores/" + store.ID + "/mappings/v1", map[string]any{"components": []any{map[string]any{"supplier": "aliexpress", "account": "a1", "product": "1"}}}, nil, 422, "invalid_account", "a1"},
		{"settings without version", "PUT", "/v1/stores/" + store.ID + "/settings", settings, nil, 428, "if_match", "If-Match"},
		{"settings of an old version", "PUT", "/v1/stores/" + store.ID + "/settings", settings, header{"If-Match": `"1"`}, 412, "settings_changed", "Read them again"},
		{"settings of no version", "PUT", "/v1/stores/" + store.ID + "/settings", settings, header{"If-Match": `x`}, 412, "settings_changed", ""},
		{"placing what is not mapped", "POST", at + "/place", map[string]any{}, nil, 409, "unmapped", "Map the variant"},
		{"a line that there is not", "POST", at + "/place", map[string]any{"lines": []any{map[string]any{"line": "l9"}}}, nil, 409, "no_such_line", "l9"},
		{"an order number that is none", "POST", at + "/settle-placed", map[string]any{"purchase": "p", "orders": []any{"1 2"}}, nil, 422, "invalid_orders", "digits"},
		{"tracking without number", "POST", at + "/set-tracking", map[string]any{"tracking": []any{}}, nil, 422, "invalid", "tracking"},
		{"an address without country", "PATCH", at, map[string]any{"ship_to": map[string]any{"name": "x"}}, nil, 422, "invalid_country", "country"},
		{"a job without orders", "POST", "/v1/jobs", map[string]any{"kind": "place", "selection": map[string]any{}}, nil, 422, "invalid_selection", "tab"},
		{"a time zone that is none", "PATCH", "/v1/merchant", map[string]any{"time_zone": "Mars/Base"}, nil, 422, "invalid_time_zone", "Europe/Berlin"},
		{"a token that ended", "POST", "/v1/tokens", map[string]any{"name": "x", "role": "owner", "expires": "2020-01-01T00:00:00Z"}, nil, 422, "invalid_expires", "future"},
		{"an Idempotency-Key too long", "POST", at + "/place", map[string]any{}, header{"Idempotency-Key": strings.Repeat("k", 101)}, 422, "", ""},
		{"too large a body", "POST", at + "/place", `{"lines":[` + strings.Repeat(" ", 1<<20) + `]}`, nil, 413, "too_large", ""},
		{"too large a body with a key", "POST", at + "/place", strings.Repeat(" ", 2<<20), header{"Idempotency-Key": "k"}, 413, "too_large", "1 MB"},
	}
	for _, c := range cases {
		got := b.call(owner, c.method, c.path, c.in, c.headers)
		if !assert.Equal(t, c.status, got.status, "%s: %s", c.name, got.body) {
			continue
		}
		code, detail := got.problem(t)
		if c.code != "" {
			assert.Equal(t, c.code, code, c.name)
		}
		assert.Contains(t, detail+got.header.Get("Allow"), c.names, c.name)
	}
	assert.NotContains(t, b.log.String(), "api.failed")
}

func TestProblemsDoNotRepeatSecrets(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	got := b.call(owner, "POST", "/v1/accounts", map[string]any{"supplier": "nobody", "tokens": map[string]any{"access": []any{"hidden-token"}}})
	assert.Equal(t, 422, got.status)
	assert.NotContains(t, string(got.body), "hidden-token")
	assert.NotContains(t, b.log.String(), "hidden-token")
}

func TestAShopBelongsToOneMerchant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, second := b.merchant("acme"), b.merchant("other")
	store := b.store(first, "acme.myshopify.com")
	in := map[string]any{"platform": "shopify", "shop": "ACME.myshopify.com", "credentials": map[string]any{"access": "x"}}
	got := b.call(second, "POST", "/v1/stores", in)
	require.Equal(t, http.StatusConflict, got.status)
	code, detail := got.problem(t)
	assert.Equal(t, "shop_taken", code)
	assert.NotContains(t, detail, store.ID)
	code, detail = b.call(first, "POST", "/v1/stores", in).problem(t)
	assert.Equal(t, "shop_connected", code)
	assert.Contains(t, detail, store.ID)

	b.must(first, "POST", "/v1/stores/"+store.ID+"/disconnect", nil, nil)
	code, _ = b.call(second, "POST", "/v1/stores", in).problem(t)
	assert.Equal(t, "shop_taken", code, "without a proof nobody takes over what another gave up")
	var back desk.Store
	b.must(first, "PUT", "/v1/stores/"+store.ID+"/credentials", map[string]any{"access": "y"}, &back)
	assert.True(t, back.Disconnected.IsZero())
	assert.True(t, back.Health.Well())
}

func TestANewStoreLeavesOlderOrdersAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	account := b.account(owner)
	b.mapped(owner, store.ID, account.ID)
	got := b.must(owner, "GET", "/v1/stores/"+store.ID+"/settings", nil, nil)
	assert.Equal(t, `"2"`, got.header.Get("ETag"))
	var v desk.SettingsVersion
	got.as(t, &v)
	assert.Equal(t, b.clock.Now(), v.Settings.NotBefore)
	b.bring(store.ID, "1", func(s *order.Snapshot) { s.CreatedAt = s.CreatedAt.Add(-time.Hour) })
	var o desk.Order
	b.must(owner, "GET", "/v1/orders/"+store.ID+"/1", nil, &o)
	assert.Equal(t, order.WhyTooOld, o.Portions[0].Why)
}

func TestSettingsAreVersions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	at := "/v1/stores/" + store.ID + "/settings"
	in := bodies("", "", "")["put-settings"]
	got := b.must(owner, "PUT", at, in, nil, header{"If-Match": `"2"`})
	assert.Equal(t, `"3"`, got.header.Get("ETag"))
	again := b.call(owner, "PUT", at, in, header{"If-Match": `W/"2"`})
	assert.Equal(t, http.StatusPreconditionFailed, again.status)
	var all struct{ Items []desk.SettingsVersion }
	b.must(owner, "GET", at+"/versions", nil, &all)
	require.Len(t, all.Items, 2)
	assert.EqualValues(t, 3, all.Items[0].Version)
	assert.Equal(t, "owner", all.Items[0].By)
	assert.Equal(t, order.ModeBulk, all.Items[0].Settings.Mode)
	assert.NotEqual(t, order.ModeBulk, all.Items[1].Settings.Mode)
}

func TestAKeyDoesTheSameOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.mapped(owner, store.ID, b.account(owner).ID)
	b.bring(store.ID, "1")
	at := "/v1/orders/" + store.ID + "/1/place"
	key := header{"Idempotency-Key": "k1"}
	first := b.must(owner, "POST", at, map[string]any{}, nil, key)
	repeat := b.must(owner, "POST", at, map[string]any{}, nil, key)
	assert.Equal(t, "true", repeat.header.Get("Idempotency-Replayed"))
	assert.JSONEq(t, string(first.body), string(repeat.body))
	code, _ := b.call(owner, "POST", at, map[string]any{"lines": []any{}}, key).problem(t)
	assert.Equal(t, "key_reused", code)
	code, _ = b.call(owner, "POST", at, map[string]any{}).problem(t)
	assert.Equal(t, "nothing_to_place", code)
	refused := b.call(owner, "POST", at, map[string]any{}, header{"Idempotency-Key": "k2"})
	again := b.call(owner, "POST", at, map[string]any{}, header{"Idempotency-Key": "k2"})
	assert.Equal(t, 409, refused.status)
	assert.Equal(t, 409, again.status)
	assert.Equal(t, "application/problem+json", again.header.Get("Content-Type"))
	assert.JSONEq(t, string(refused.body), string(again.body))
}

func TestTheRateIsSaidAndKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(d *api.Deps) { d.PerMinute = 3 })
	owner := b.merchant("acme")
	for left := 2; left >= 0; left-- {
		got := b.must(owner, "GET", "/v1/holds", nil, nil)
		assert.Contains(t, got.header.Get("RateLimit"), "r="+string(rune('0'+left)))
		assert.Contains(t, got.header.Get("RateLimit-Policy"), "q=3;w=60")
	}
	got := b.call(owner, "GET", "/v1/holds", nil)
	assert.Equal(t, http.StatusTooManyRequests, got.status)
	assert.NotEmpty(t, got.header.Get("Retry-After"))
	other := b.merchant("other")
	b.must(other, "GET", "/v1/holds", nil, nil)
	b.clock.pass(time.Minute)
	b.must(owner, "GET", "/v1/holds", nil, nil)
}

func TestTokensAreHashedAndEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	var made desk.Token
	b.must(owner, "POST", "/v1/tokens", map[string]any{"name": "Kim", "role": "read_only", "expires": "2026-11-24T13:00:00Z"}, &made)
	for _, item := range b.engine.Items() {
		for _, v := range item {
			assert.NotContains(t, v.Str()+string(v.Bytes()), made.Secret)
		}
	}
	b.must(made.Secret, "GET", "/v1/merchant", nil, nil)
	var all struct{ Items []desk.Token }
	list := func() desk.Token {
		b.must(owner, "GET", "/v1/tokens", nil, &all)
		for _, token := range all.Items {
			if token.ID == made.ID {
				return token
			}
		}
		return desk.Token{}
	}
	used := list().LastUsed
	assert.Equal(t, b.clock.Now(), used)
	b.clock.pass(20 * time.Minute)
	b.must(made.Secret, "GET", "/v1/merchant", nil, nil)
	assert.Equal(t, used, list().LastUsed, "kept at most once an hour")
	b.clock.pass(41 * time.Minute)
	code, _ := b.call(made.Secret, "GET", "/v1/merchant", nil).problem(t)
	assert.Equal(t, "token_expired", code)

	reader := b.token(owner, "read_only")
	b.must(reader, "GET", "/v1/merchant", nil, nil)
	b.must(owner, "GET", "/v1/tokens", nil, &all)
	for _, token := range all.Items {
		if token.Name == "read_only" {
			b.must(owner, "DELETE", "/v1/tokens/"+token.ID, nil, nil)
		}
	}
	assert.Equal(t, http.StatusUnauthorized, b.call(reader, "GET", "/v1/merchant", nil).status)
}
