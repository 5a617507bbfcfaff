package connect_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/connect"
	"onward/shared/order"
	"onward/shared/table"
)

// signed is the parameter with which Wix' dashboard opens the app.
func signed(content, secret string) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(content))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) + "." + text
}

func signedSite(id string) string {
	return signed(`{"instanceId":"`+id+`","appDefId":"app"}`, "secret")
}

func TestOpenInstance(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	dated := func(at time.Time) string {
		return signed(`{"instanceId":"`+wixSite+`","signDate":"`+at.Format(time.RFC3339)+`"}`, "secret")
	}
	good := signedSite(wixSite)
	tests := map[string]struct {
		parameter string
		ok        bool
	}{
		"undated":         {good, true},
		"dated":           {dated(now.Add(-time.Minute)), true},
		"old":             {dated(now.Add(-2 * time.Hour)), false},
		"future":          {dated(now.Add(time.Hour)), false},
		"other secret":    {signed(`{"instanceId":"`+wixSite+`"}`, "other"), false},
		"no instance":     {signed(`{}`, "secret"), false},
		"odd instance":    {signed(`{"instanceId":"../x"}`, "secret"), false},
		"not JSON":        {signed(`hello`, "secret"), false},
		"content swapped": {good[:44] + base64.RawURLEncoding.EncodeToString([]byte(`{"instanceId":"`+wixCopy+`"}`)), false},
		"only content":    {"." + good[44:], false},
		"empty":           {"", false},
	}
	for name, tt := range tests {
		i, err := connect.OpenInstance(tt.parameter, "secret", now)
		if tt.ok {
			require.NoError(t, err, name)
			require.Equal(t, wixSite, i.ID, name)
			continue
		}
		require.ErrorIs(t, err, connect.ErrInstance, name)
	}
	_, err := connect.OpenInstance(signed(`{"instanceId":"`+wixSite+`"}`, ""), "", now)
	require.ErrorIs(t, err, connect.ErrInstance, "an app without a secret believes nothing")
}

// install begins an installation and gives its state.
func install(t *testing.T, b *browser) string {
	t.Helper()
	var start struct{ URL string }
	require.Equal(t, http.StatusOK, b.call("/connect/wix", map[string]string{}, &start))
	u, err := url.Parse(start.URL)
	require.NoError(t, err)
	require.Equal(t, "app", u.Query().Get("appId"))
	require.Equal(t, b.w.url+"/connect/wix/return", u.Query().Get("redirectUrl"))
	return u.Query().Get("state")
}

func back(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/connect/wix/return?" + q.Encode()
}

func TestWixIsConnectedByASignedReturn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser(alice)
	state := install(t, b)

	early := b.get(back("instanceId", wixSite, "instance", signedSite(wixSite), "state", state))
	require.Equal(t, http.StatusUnprocessableEntity, early.status, "the app is not in the site, whatever is signed")
	w.none(alice)

	w.wix.Install(wixSite, "")
	state = install(t, b)
	page := b.get(back("instanceId", wixSite, "instance", signedSite(wixSite), "state", state))
	require.Equal(t, http.StatusOK, page.status, page.body)
	s := w.only(alice)
	require.Equal(t, order.Wix, s.Platform)
	require.Equal(t, wixSite, s.Outside)
	policy, err := w.table.Policy(t.Context(), alice, s.ID)
	require.NoError(t, err)
	require.Equal(t, w.clock(), policy.Policy.NotBefore)
	require.Equal(t, http.StatusConflict, b.get(back("instanceId", wixSite, "instance", signedSite(wixSite), "state", state)).status, "once")
}

func TestWixUnsignedReturnIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.wix.Install(wixSite, "")
	b := w.browser(alice)
	state := install(t, b)
	require.Contains(t, b.get(back("instanceId", wixSite, "state", state)).body, "open it once in your site&#39;s Wix dashboard")
	require.Equal(t, http.StatusUnauthorized, b.get(back("instanceId", wixSite, "instance", signedSite(wixCopy), "state", state)).status)
	require.Equal(t, http.StatusUnauthorized, b.get(back("instance", signed(`{"instanceId":"`+wixSite+`"}`, "other"), "state", state)).status)
	w.none(alice)

	// In the dashboard it is signed. The page there may stand in Wix' frame, and leads out of it.
	framed := w.browser("").get("/connect/wix/dashboard?" + url.Values{"instance": {signedSite(wixSite)}}.Encode())
	require.Equal(t, http.StatusOK, framed.status)
	require.Contains(t, framed.header.Get("Content-Security-Policy"), "frame-ancestors https://*.wix.com")
	require.Contains(t, framed.body, "/connect/wix/link?instance=")
	link := "/connect/wix/link?" + url.Values{"instance": {signedSite(wixSite)}}.Encode()
	require.Contains(t, w.browser("").get(link).body, "sign in, then /connect/wix/link?")
	ask := b.get(link)
	require.Contains(t, ask.body, "The shop of m-alice")
	w.none(alice)
	require.Equal(t, http.StatusForbidden, w.browser(bob).confirm(ask).status)
	require.Equal(t, http.StatusOK, b.confirm(ask).status)
	require.Equal(t, wixSite, w.only(alice).Outside)
}

func TestWixReturnTrustedBySetting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *connect.Deps) { d.Wix.TrustReturn = true })
	w.wix.Install(wixSite, "")
	b := w.browser(alice)
	require.Equal(t, http.StatusBadRequest, b.get(back("instanceId", "nonsense", "state", install(t, b))).status)
	require.Equal(t, http.StatusForbidden, w.browser(bob).get(back("instanceId", wixSite, "state", install(t, b))).status)
	require.Equal(t, http.StatusOK, b.get(back("instanceId", wixSite, "state", install(t, b))).status)
	w.only(alice)
}

func TestWixSecondMerchantAndCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.wix.Install(wixSite, "")
	link := func(merchant, site string) seen {
		b := w.browser(merchant)
		return b.get(back("instance", signedSite(site), "state", install(t, b)))
	}
	require.Equal(t, http.StatusOK, link(alice, wixSite).status)
	second := link(bob, wixSite)
	require.Equal(t, http.StatusConflict, second.status)
	require.Contains(t, second.body, "Another merchant has connected this shop")
	w.none(bob)

	first := w.only(alice)
	again := link(alice, wixSite)
	require.Contains(t, again.body, "connected again")
	require.Equal(t, first.ID, w.only(alice).ID)

	// A site copied from the first is another tenant, here of another merchant.
	w.wix.Install(wixCopy, wixSite)
	require.Equal(t, http.StatusOK, link(bob, wixCopy).status)
	copied := w.only(bob)
	require.NotEqual(t, first.ID, copied.ID)
	for site, id := range map[string]string{wixSite: first.ID, wixCopy: copied.ID} {
		route, err := w.table.Route(t.Context(), table.StoreRoute(order.Wix), site)
		require.NoError(t, err)
		require.Equal(t, id, route.Store)
	}
}

func TestWixInstallationBegunAtWix(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	require.Contains(t, w.browser("").get("/connect/wix?token=t0ken").body, "sign in, then /connect/wix?token=t0ken")
	b := w.browser(alice)
	b.stop = "install.example"
	page := b.get("/connect/wix?token=t0ken")
	require.Equal(t, http.StatusSeeOther, page.status)
	u, err := url.Parse(page.to)
	require.NoError(t, err)
	require.Equal(t, "t0ken", u.Query().Get("token"))
	require.NotEmpty(t, u.Query().Get("state"))
}
