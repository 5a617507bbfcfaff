package aliexpress

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTokenCallsInBothStyles(t *testing.T) {
	t.Parallel()
	body := sample(t, "token_refresh_ok.json")
	tests := map[string]struct {
		change func(*Config)
		body   string
		path   string
		method string
		prefix string
	}{
		"rest": {func(*Config) {}, body, "/rest/auth/token/refresh", "", "/auth/token/refresh"},
		"sync": {
			func(c *Config) { c.AuthStyle = AuthOnSync },
			fmt.Sprintf(`{"/auth/token/refresh_response":%s}`, body), "/sync", "/auth/token/refresh", "/auth/token/refresh",
		},
		"security": {func(c *Config) { c.SecurityTokens = true }, body, "/rest/auth/token/security/refresh", "", "/auth/token/security/refresh"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReplay(t, test.body, test.change)
			token, err := r.client.RefreshToken(t.Context(), "50001000a38EXAMPLE")
			require.NoError(t, err)
			require.Equal(t, "50000601c30EXAMPLEACCESS", token.Access)
			seen := r.last()
			requireSigned(t, seen, test.prefix)
			require.Equal(t, test.path, seen.path)
			require.Equal(t, test.method, seen.form.Get("method"))
			require.False(t, seen.form.Has("session"))
			require.False(t, seen.form.Has("uuid"))
			require.Equal(t, "50001000a38EXAMPLE", seen.form.Get("refresh_token"))
		})
	}
}

func TestTokenLifetimes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body            string
		access, refresh time.Time
		token           string
		refreshable     bool
	}{
		"seconds as strings": {
			`{"access_token":"a","refresh_token":"b","expires_in":"86400","refresh_expires_in":"172800","code":"0"}`,
			testNow.Add(24 * time.Hour), testNow.Add(48 * time.Hour), "b", true,
		},
		"old refresh token kept": {
			`{"access_token":"a","expires_in":86400,"refresh_expires_in":100,"code":"0"}`,
			testNow.Add(24 * time.Hour), testNow.Add(100 * time.Second), "old", true,
		},
		"cannot be refreshed": {
			`{"access_token":"a","refresh_token":"b","expires_in":86400,"refresh_expires_in":0,"refresh_token_valid_time":1,"code":"0"}`,
			testNow.Add(24 * time.Hour),
			time.Time{},
			"b", false,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, err := newReplay(t, test.body).client.RefreshToken(t.Context(), "old")
			require.NoError(t, err)
			require.Equal(t, test.access, token.AccessUntil)
			require.Equal(t, test.refresh, token.RefreshUntil)
			require.Equal(t, test.token, token.Refresh)
			require.Equal(t, test.refreshable, token.Refreshable)
		})
	}
}

func TestTokenWithoutLifetimeIsNoToken(t *testing.T) {
	t.Parallel()
	_, err := newReplay(t, `{"access_token":"a","refresh_token":"b","code":"0"}`).client.RefreshToken(t.Context(), "old")
	require.Equal(t, Temporary, requireError(t, err).Kind)
}

func TestTokenHidesItsSecrets(t *testing.T) {
	t.Parallel()
	token := Token{Access: "SECRET1", Refresh: "SECRET2", UserID: "7"}
	for _, text := range []string{fmt.Sprint(token), fmt.Sprintf("%+v", token), fmt.Sprintf("%#v", token), token.LogValue().String()} {
		require.NotContains(t, text, "SECRET")
		require.Contains(t, text, "7")
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	address, err := newReplay(t, "").client.Consent("https://merchant.example/back?x=1", "state 1")
	require.NoError(t, err)
	u, err := url.Parse(address)
	require.NoError(t, err)
	require.Equal(t, "https://api-sg.aliexpress.com/oauth/authorize", u.Scheme+"://"+u.Host+u.Path)
	require.Equal(t, url.Values{
		"response_type": {"code"}, "force_auth": {"true"}, "client_id": {testKey}, "state": {"state 1"},
		"redirect_uri": {"https://merchant.example/back?x=1"},
	}, u.Query())
}
