package connect_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// browser is a merchant's, or a stranger's when signed in as nobody.
type browser struct {
	t    *testing.T
	w    *world
	http *http.Client
	// stop ends redirects at addresses that contain it.
	stop string
}

func (w *world) browser(merchant string) *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	if merchant != "" {
		at, err := url.Parse(w.url)
		require.NoError(w.t, err)
		jar.SetCookies(at, []*http.Cookie{{Name: "merchant", Value: merchant}})
	}
	b := &browser{t: w.t, w: w}
	b.http = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if b.stop != "" && strings.Contains(r.URL.String(), b.stop) || len(via) > 10 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// seen is a page as it was shown.
type seen struct {
	status int
	body   string
	header http.Header
	// to is where a redirect led that was not followed.
	to string
}

func (b *browser) do(r *http.Request) seen {
	b.t.Helper()
	resp, err := b.http.Do(r)
	require.NoError(b.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	return seen{resp.StatusCode, string(body), resp.Header, resp.Header.Get("Location")}
}

func (b *browser) get(address string) seen {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.w.url + address
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	require.NoError(b.t, err)
	return b.do(r)
}

// post sends a form as a page of this site does.
func (b *browser) post(path string, fields ...string) seen {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.w.url+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// call sends JSON as a program does, and reads the answer into out.
func (b *browser) call(path string, in map[string]string, out any) int {
	b.t.Helper()
	raw, err := json.Marshal(in)
	require.NoError(b.t, err)
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.w.url+path, bytes.NewReader(raw))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/json")
	s := b.do(r)
	if out != nil {
		require.NoError(b.t, json.Unmarshal([]byte(s.body), out), s.body)
	}
	return s.status
}

// wrong is a problem as a program reads it.
type wrong struct {
	Type   string   `json:"type"`
	Detail string   `json:"detail"`
	Names  []string `json:"names"`
}

func (p wrong) code() string { return strings.TrimPrefix(p.Type, "urn:onward:problem:") }

var hidden = regexp.MustCompile(`name="(state|confirm)" value="([^"]*)"`)

// confirm presses the button of the page that asks.
func (b *browser) confirm(s seen) seen {
	b.t.Helper()
	fields := hidden.FindAllStringSubmatch(s.body, -1)
	require.Len(b.t, fields, 2, s.body)
	return b.post("/connect/confirm", fields[0][1], fields[0][2], fields[1][1], fields[1][2])
}
