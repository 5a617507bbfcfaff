package pages_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/shared/pages"
)

// browser is a real one at the pages of this world, signed in by a token where one is given.
func (w *world) browser(token string) *browsertest.Browser {
	w.t.Helper()
	b := browsertest.Open(w.t, w.server.URL)
	if token != "" {
		b.Go("/sign-in")
		b.Fill("#token", token)
		b.Submit("#token")
		b.Sees("Today")
	}
	return b
}

// TestEveryPageIsFitToBeUsed looks at every page of every scene, on a desk's screen and a phone's, light and dark: nothing
// fails in the browser, nothing is wider than the phone, and axe finds no barrier. Where ONWARD_SHOTS names a folder it
// leaves pictures there for people to look at; ONWARD_ONLY limits it to what contains a text.
func TestEveryPageIsFitToBeUsed(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			token, looks := s.set(w)
			b := w.browser(token)
			b.Faultless("signing in")
			for _, l := range looks {
				if strings.Contains(s.name+l.path, os.Getenv("ONWARD_ONLY")) {
					examine(t, b, s.name, l)
				}
			}
			assert.Empty(t, w.log.String())
		})
	}
}

func examine(t *testing.T, b *browsertest.Browser, scene string, l look) {
	t.Helper()
	b.Screen(browsertest.Wide)
	if l.refused != 0 {
		b.Expect(l.refused)
	}
	b.Go(l.path)
	if l.do != nil {
		l.do(b)
	}
	b.Settled()
	for _, width := range []int64{browsertest.Wide, browsertest.Phone} {
		b.Screen(width)
		kind := map[int64]string{browsertest.Wide: "wide", browsertest.Phone: "phone"}[width]
		for _, scheme := range []string{"light", "dark"} {
			where := scene + l.path + ", " + kind + ", " + scheme
			b.Scheme(scheme)
			assert.Empty(t, b.Overflow(), where)
			if (width == browsertest.Wide) == (scheme == "light") { // each screen and each scheme once
				assert.Empty(t, b.Barriers(), where)
			}
			if folder := os.Getenv("ONWARD_SHOTS"); folder != "" {
				name := strings.NewReplacer("/", "-", "?", "_", "&", "_", "=", "-").Replace(scene + l.path)
				b.Shoot(filepath.Join(folder, name+"-"+kind+"-"+scheme+".png"), true)
			}
		}
	}
	b.Faultless(scene + l.path)
}

// TestEveryPageIsInAScene fails where a page was added that nobody looks at.
func TestEveryPageIsInAScene(t *testing.T) {
	t.Parallel()
	parts := []string{ // of pages; the pages load them
		"GET /needs", "GET /notice", "GET /orders/count", "GET /orders/{store}/{order}/steps", "GET /orders/{store}/{order}/fresh", "GET /jobs/{job}/state", "GET /attention/kinds",
		"GET /digest", "GET /settings/notifications/digest", "GET /settings/notifications/endpoints/{endpoint}/deliveries/{delivery}/state",
		"GET /orders.csv", // a file, as are these
		"GET /jobs/{job}/file", "GET /imports/template", "GET /imports/{job}/notes", "GET /orders/{store}/{order}/evidence",
	}
	mux := http.NewServeMux()
	for _, pattern := range pages.Patterns() {
		mux.HandleFunc(pattern, http.NotFound)
	}
	seen := map[string]bool{}
	for _, s := range scenes() {
		_, looks := s.set(newWorld(t))
		for _, l := range looks {
			_, pattern := mux.Handler(httptest.NewRequestWithContext(t.Context(), http.MethodGet, l.path, nil))
			seen[pattern] = true
		}
	}
	for _, pattern := range pages.Patterns() {
		if strings.HasPrefix(pattern, "GET ") && !slices.Contains(parts, pattern) {
			assert.True(t, seen[pattern], "%s is in no scene: add its address to scenes_test.go, so that it is looked at in a browser", pattern)
		}
	}
	require.NotEmpty(t, seen)
}
