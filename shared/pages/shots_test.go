package pages_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestShots takes pictures of every page, for people to look at, where ONWARD_SHOTS names a folder for them.
func TestShots(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("ONWARD_SHOTS")
	if folder == "" {
		t.Skip("ONWARD_SHOTS names no folder: no pictures were taken")
	}
	w := newWorld(t)
	w.connect()
	w.populate()
	b := w.open()
	b.go_("/sign-in")
	b.shoot(folder, "sign-in", "light", 1280)
	b.run(chromedp.SendKeys("#token", w.token), chromedp.Submit("#token"))
	b.sees("Today")
	shots := map[string]string{
		"today": "/", "orders": "/orders", "all": "/orders?tab=all", "search": "/orders?q=1050", "order": "/orders/" + w.store + "/1050",
		"order-paid": "/orders/" + w.store + "/1070", "order-stuck": "/orders/" + w.store + "/1045", "order-unknown": "/orders/" + w.store + "/1042", "edit": "/orders/" + w.store + "/1050/edit",
		"attention": "/attention", "failed": "/failed", "mappings": "/mappings", "mapping": "/mappings/" + w.store + "/v1",
		"stores": "/stores", "store": "/stores/" + w.store, "newstore": "/stores/new?platform=shopify", "accounts": "/accounts", "account": "/accounts/" + w.account,
		"jobs": "/jobs", "settings": "/settings",
	}
	only := os.Getenv("ONWARD_ONLY")
	for name, path := range shots {
		if only != "" && !strings.Contains(","+only+",", ","+name+",") {
			continue
		}
		b.go_(path)
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				b.shoot(folder, name, scheme, width)
			}
		}
	}
	b.faultless("pictures")
}

func (b *browser) shoot(folder, name, scheme string, width int64) {
	b.t.Helper()
	b.run(
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
		screen(width),
	)
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](`!document.querySelector(".htmx-request")`))
	require.NoError(b.t, err)
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	kind := "wide"
	if width < 500 {
		kind = "phone"
	}
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+"-"+scheme+"-"+kind+".png"), png, 0o600))
}

// TestAxe has axe-core look for what keeps people out, where ONWARD_AXE names its script.
func TestAxe(t *testing.T) {
	t.Parallel()
	script := os.Getenv("ONWARD_AXE")
	if script == "" {
		t.Skip("ONWARD_AXE names no axe.min.js: accessibility was not looked at")
	}
	axe, err := os.ReadFile(script)
	require.NoError(t, err)
	w := newWorld(t)
	w.connect()
	w.populate()
	b := w.open()
	b.go_("/sign-in")
	look := func(path string) {
		for _, scheme := range []string{"light", "dark"} {
			b.run(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
			found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](string(axe)+`;axe.run().then(r => r.violations.filter(v => v.impact !== "minor").map(v => v.impact + " " + v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).slice(0, 3).join(" | ")).join("\n"))`, chromedp.EvalAwaitPromise))
			require.NoError(t, err)
			assert.Empty(t, found, "%s, %s", path, scheme)
		}
	}
	look("/sign-in")
	b.run(chromedp.SendKeys("#token", w.token), chromedp.Submit("#token"))
	b.sees("Today")
	for _, path := range w.everyPage() {
		b.go_(path)
		_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](`!document.querySelector(".htmx-request")`))
		require.NoError(t, err)
		look(path)
	}
}

// everyPage is an address of each page.
func (w *world) everyPage() []string {
	order := "/orders/" + w.store + "/"
	return []string{
		"/", "/orders", "/orders?tab=all", "/orders?q=1050", "/orders?q=none", order + "1050", order + "1070", order + "1045", order + "1042", order + "1090",
		order + "1050/edit", "/attention", "/failed", "/mappings", "/mappings/" + w.store + "/v1", "/stores", "/stores/new?platform=woocommerce",
		"/stores/" + w.store, "/accounts", "/accounts/new", "/accounts/" + w.account, "/jobs", "/settings",
	}
}
