package pages_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// client is a browser without scripts. Cookies that are Secure are kept for the test's plain http, too.
type client struct {
	w    *world
	http *http.Client
}

type looseJar struct{ *cookiejar.Jar }

func (j looseJar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	for _, c := range cookies {
		c.Secure = false
	}
	j.Jar.SetCookies(u, cookies)
}

func (w *world) client() *client {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	return &client{w: w, http: &http.Client{Jar: looseJar{jar}}}
}

// signedIn is a client with a session.
func (w *world) signedIn(token string) *client {
	w.t.Helper()
	c := w.client()
	got := c.post("/sign-in", url.Values{"token": {token}})
	require.Equal(w.t, http.StatusOK, got.status, got.body)
	return c
}

type got struct {
	status int
	path   string
	body   string
	header http.Header
}

func (c *client) do(r *http.Request) got {
	c.w.t.Helper()
	resp, err := c.http.Do(r)
	require.NoError(c.w.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(c.w.t, err)
	return got{status: resp.StatusCode, path: resp.Request.URL.RequestURI(), body: string(body), header: resp.Header}
}

func (c *client) get(path string) got {
	c.w.t.Helper()
	r, err := http.NewRequestWithContext(c.w.t.Context(), http.MethodGet, c.w.server.URL+path, nil)
	require.NoError(c.w.t, err)
	return c.do(r)
}

func (c *client) post(path string, form url.Values, headers ...string) got {
	c.w.t.Helper()
	r, err := http.NewRequestWithContext(c.w.t.Context(), http.MethodPost, c.w.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(c.w.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return c.do(r)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// send posts a form of a page, with the page's own proof.
func (c *client) send(page, path string, form url.Values) got {
	c.w.t.Helper()
	found := csrfField.FindStringSubmatch(c.get(page).body)
	require.NotNil(c.w.t, found, "no form on "+page)
	form.Set("csrf", found[1])
	return c.post(path, form)
}
