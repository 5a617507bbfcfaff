package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"onward/infra/browsertest"
)

// pages are pages with one thing wrong each, by their paths.
var pages = map[string]string{
	"/fine":      `<main><h1>Fine</h1></main>`,
	"/exception": `<script src="/throw.js"></script>`,
	"/rejection": `<script src="/reject.js"></script>`,
	"/console":   `<script src="/complain.js"></script>`,
	"/policy":    `<script>document.title = "inline"</script>`,
	"/style":     `<p style="color: red">inline</p>`,
	"/picture":   `<img src="/none.png" alt="">`,
	"/elsewhere": `<img src="http://elsewhere.test/x.png" alt="">`,
	"/refused":   `<script src="/ask.js"></script>`,
	"/wide":      `<div class="wide">wide</div><link rel="stylesheet" href="/wide.css">`,
	"/unnamed":   `<main><h1>Form</h1><input type="text"></main>`,
}

var files = map[string]string{
	"/throw.js": `throw new Error("broken")`, "/reject.js": `Promise.reject(new Error("broken"))`, "/complain.js": `console.error("broken")`,
	"/ask.js": `window.asked = fetch("/none")`, "/wide.css": `.wide { width: 900px }`,
}

func serve(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src * data:")
		if body, ok := pages[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head><body>%s</body></html>`, body)
			return
		}
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		kind := "text/javascript"
		if strings.HasSuffix(r.URL.Path, ".css") {
			kind = "text/css"
		}
		w.Header().Set("Content-Type", kind)
		_, _ = fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestFaultsAreNoticed shows that what the tests of pages look for would be found.
func TestFaultsAreNoticed(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t, serve(t))
	b.Go("/fine")
	b.Faultless("a page without faults")
	for path, fault := range map[string]string{
		"/exception": "exception", "/rejection": "exception", "/console": "console.error", "/policy": "Content Security Policy",
		"/style": "Content Security Policy", "/picture": "404", "/elsewhere": "failed", "/refused": "404", "/none": "404",
	} {
		b.Go(path)
		b.Settled()
		browsertest.Eval[bool](b, `Promise.resolve(window.asked).then(() => true)`)
		assert.Contains(t, strings.Join(b.Faults(), "\n"), fault, path)
	}
	b.Expect(http.StatusNotFound)
	b.Go("/none")
	b.Faultless("an answer that was expected")
}

func TestWhatIsTooWideIsNoticed(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t, serve(t))
	b.Screen(browsertest.Phone)
	b.Go("/fine")
	assert.Empty(t, b.Overflow())
	b.Go("/wide")
	assert.Contains(t, b.Overflow(), "DIV.wide")
}

func TestBarriersAreNoticed(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t, serve(t))
	b.Go("/fine")
	assert.Empty(t, b.Barriers())
	b.Go("/unnamed")
	assert.Contains(t, b.Barriers(), "critical label")
}
