package shopify

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCallback(t *testing.T) {
	t.Parallel()
	now := time.Unix(1780000000, 0)
	app := App{ClientID: "id", ClientSecret: "hush"}
	query := func(change func(url.Values), sign func(url.Values) string) url.Values {
		q := url.Values{
			"code": {"c0de"}, "shop": {"acme.myshopify.com"}, "state": {"nonce"}, "host": {"YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvYQ=="},
			"timestamp": {strconv.FormatInt(now.Unix(), 10)},
		}
		change(q)
		q.Set("hmac", sign(q))
		return q
	}
	escaped := func(q url.Values) string { return SignQuery(q, "hush") }
	same := func(url.Values) {}
	tests := map[string]struct {
		query url.Values
		state string
		at    time.Time
		want  error
	}{
		"signed after escaping":  {query(same, escaped), "nonce", now, nil},
		"signed before escaping": {query(same, plainSignature), "nonce", now, nil},
		"other secret":           {query(same, func(q url.Values) string { return SignQuery(q, "other") }), "nonce", now, ErrCallbackSignature},
		"no signature":           {query(same, func(url.Values) string { return "" }), "nonce", now, ErrCallbackSignature},
		"other state":            {query(same, escaped), "another", now, ErrCallbackState},
		"no state":               {query(same, escaped), "", now, ErrCallbackState},
		"too old":                {query(same, escaped), "nonce", now.Add(91 * time.Second), ErrCallbackOld},
		"from the future":        {query(same, escaped), "nonce", now.Add(-91 * time.Second), ErrCallbackOld},
		"foreign shop":           {query(func(q url.Values) { q.Set("shop", "acme.myshopify.com.evil.example") }, escaped), "nonce", now, ErrShopDomain},
		"no code":                {query(func(q url.Values) { q.Del("code") }, escaped), "nonce", now, ErrCallbackState},
		"values shifted": {func() url.Values {
			q := query(same, plainSignature)
			q.Set("code", "c0de&host="+q.Get("host"))
			q.Del("host")
			return q
		}(), "nonce", now, ErrCallbackSignature},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := app.Callback(tt.query, tt.state, tt.at)
			require.ErrorIs(t, err, tt.want)
			if tt.want == nil {
				assert.Equal(t, Callback{Shop: "acme.myshopify.com", Code: "c0de"}, got)
			}
		})
	}
}

func plainSignature(q url.Values) string {
	text := queryText(q, func(s string) string { return s })
	return strings.ToLower(hexOf(querySum(text, "hush")))
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

func TestShopDomain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Acme.myshopify.com": "acme.myshopify.com", "acme-2.myshopify.com/": "acme-2.myshopify.com", "a.shop.dev": "a.shop.dev",
		"acme.com": "", "": "", "-a.myshopify.com": "", "a.myshopify.com@evil.com": "", "a.b.myshopify.com": "", "a.myshopify.com/x": "",
		"127.0.0.1": "", "a.myshopify.com\n": "a.myshopify.com",
	} {
		got, err := ShopDomain(in)
		assert.Equal(t, want, got, in)
		assert.Equal(t, want == "", err != nil, in)
	}
}

func TestMissingScopes(t *testing.T) {
	t.Parallel()
	granted := SplitScopes("read_orders,write_merchant_managed_fulfillment_orders, read_locations")
	assert.Equal(t, []string{"read_fulfillments"}, MissingScopes(granted, WantedScopes()))
	assert.Equal(t, []string{"write_orders"}, MissingScopes(granted, []string{"write_orders"}), "reading does not include writing")
}

func TestTokenNeverLeavesShopify(t *testing.T) {
	t.Parallel()
	_, err := New(Config{Shop: "acme.example.com"})
	require.ErrorIs(t, err, ErrShopDomain)

	c, sent := replaying(t, 303, "")
	sent.header = map[string][]string{"Location": {"https://evil.example.com/"}}
	_, err = c.Order(t.Context(), "1")
	require.Error(t, err)
	assert.Len(t, sent.sent, 1, "a redirect is not followed")
}
