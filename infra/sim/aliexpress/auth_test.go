package aliexpress_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/sim/aliexpress"
	client "onward/shared/supplier/aliexpress"
)

// consent walks through the consent page and returns the code.
func (b *bench) consent(t *testing.T, extra string) url.Values {
	t.Helper()
	address, err := b.client.Consent("http://127.0.0.1/back?keep=1", "state-1")
	require.NoError(t, err)
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+extra, http.NoBody)
	require.NoError(t, err)
	resp, err := browser.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusFound, resp.StatusCode)
	back, err := resp.Location()
	require.NoError(t, err)
	return back.Query()
}

func TestConsentTokenAndRefreshInBothStyles(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*client.Config){
		"rest":     func(*client.Config) {},
		"sync":     func(c *client.Config) { c.AuthStyle = client.AuthOnSync },
		"security": func(c *client.Config) { c.SecurityTokens = true },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, func(_ *aliexpress.Options, c *client.Config) { change(c) })
			q := b.consent(t, "")
			require.Equal(t, "state-1", q.Get("state"))
			require.Equal(t, "1", q.Get("keep"))
			token, err := b.client.CreateToken(t.Context(), q.Get("code"))
			require.NoError(t, err)
			require.Equal(t, b.clock.Now().Add(24*time.Hour), token.AccessUntil)
			require.Equal(t, b.clock.Now().Add(48*time.Hour), token.RefreshUntil)
			require.Equal(t, buyer, token.UserID)
			_, err = b.client.GetBenefits(t.Context(), token.Access)
			require.NoError(t, err)

			_, err = b.client.CreateToken(t.Context(), q.Get("code"))
			require.Equal(t, client.ConsentNeeded, failure(t, err).Kind, "a code works once")

			b.clock.advance(23 * time.Hour)
			fresh, err := b.client.RefreshToken(t.Context(), token.Refresh)
			require.NoError(t, err)
			require.Equal(t, b.clock.Now().Add(24*time.Hour), fresh.AccessUntil)
			require.Equal(t, token.RefreshUntil, fresh.RefreshUntil, "a refresh does not prolong the consent")
			_, err = b.client.GetBenefits(t.Context(), token.Access)
			require.Equal(t, client.TokenExpired, failure(t, err).Kind)
			_, err = b.client.RefreshToken(t.Context(), token.Refresh)
			require.Equal(t, client.ConsentNeeded, failure(t, err).Kind)

			b.clock.advance(24*time.Hour + time.Second)
			_, err = b.client.GetBenefits(t.Context(), fresh.Access)
			require.Equal(t, client.TokenExpired, failure(t, err).Kind)
			b.clock.advance(time.Hour)
			_, err = b.client.RefreshToken(t.Context(), fresh.Refresh)
			require.Equal(t, client.ConsentNeeded, failure(t, err).Kind, "the consent has run out")
		})
	}
}

func TestAppsThatRestRefuses(t *testing.T) {
	t.Parallel()
	refused := func(o *aliexpress.Options, _ *client.Config) { o.Apps[0].RestRefused = true }
	b := setup(t, refused)
	_, err := b.client.CreateToken(t.Context(), b.consent(t, "").Get("code"))
	require.Equal(t, client.NotRun, failure(t, err).Kind)
	b = setup(t, refused, func(_ *aliexpress.Options, c *client.Config) { c.AuthStyle = client.AuthOnSync })
	_, err = b.client.CreateToken(t.Context(), b.consent(t, "").Get("code"))
	require.NoError(t, err)
}

func TestConsentOfSeveralAccounts(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) {
		o.Apps[0].Online = true
		o.Accounts = append(o.Accounts, aliexpress.Account{ID: "77", Nick: "another"})
	})
	address, err := b.client.Consent("http://127.0.0.1/back", "s")
	require.NoError(t, err)
	status, page := send(t, http.MethodGet, address, "")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "77 another")
	token, err := b.client.CreateToken(t.Context(), b.consent(t, "&account=77").Get("code"))
	require.NoError(t, err)
	require.Equal(t, "77", token.UserID)
	require.Equal(t, b.clock.Now().Add(30*24*time.Hour), token.AccessUntil)

	late := b.consent(t, "&account=77").Get("code")
	b.clock.advance(3*time.Minute + time.Second)
	_, err = b.client.CreateToken(t.Context(), late)
	require.Equal(t, "InvalidCode", failure(t, err).Code)
}

func TestTokensCanBeEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleExpireToken})
	require.NoError(t, err)
	for range 2 { // the rule met one call; the token stays expired
		_, err = b.place(t, purchase("a"))
		require.Equal(t, client.TokenExpired, failure(t, err).Kind)
	}
	token, err := b.client.RefreshToken(t.Context(), "50001000a38EXAMPLE")
	require.NoError(t, err)
	_, err = b.client.GetBenefits(t.Context(), token.Access)
	require.NoError(t, err)
	b.sim.ExpireTokens(buyer, true)
	_, err = b.client.RefreshToken(t.Context(), token.Refresh)
	require.Equal(t, client.ConsentNeeded, failure(t, err).Kind)

	access, refresh, err := b.sim.IssueToken("", buyer)
	require.NoError(t, err)
	require.NotEmpty(t, refresh)
	_, err = b.client.GetBenefits(t.Context(), access)
	require.NoError(t, err)
}
