package browsertest

import (
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The widths at which pages are looked at, in CSS pixels.
const (
	Wide  = 1280
	Phone = 390
)

// Screen makes the window so wide, and a phone's where it is narrow.
func (b *Browser) Screen(width int64) {
	b.tb.Helper()
	b.Window(width, 860)
}

// Window is Screen with a height.
func (b *Browser) Window(width, height int64) {
	b.tb.Helper()
	b.Run(Command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 500,
	}))
}

// Scheme is "light" or "dark".
func (b *Browser) Scheme(name string) {
	b.tb.Helper()
	b.Run(Command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	}))
}

// Zone is where the reader is, by its IANA name.
func (b *Browser) Zone(name string) {
	b.tb.Helper()
	b.Run(Command(emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name}))
}

// Settled waits until nothing is being loaded into the page any more.
func (b *Browser) Settled() {
	b.tb.Helper()
	asks(b, chromedp.Poll[bool](
		`document.readyState === "complete" && !document.querySelector(".htmx-request, .htmx-settling, .htmx-swapping")`))
}

// Overflow names what is wider than the window, the outermost first; empty when all fits. What scrolls by itself may be.
func (b *Browser) Overflow() string {
	b.tb.Helper()
	return Eval[string](b, `(() => {
		const root = document.documentElement;
		if (root.scrollWidth <= root.clientWidth) return "";
		const scrolls = e => { for (; e && e !== root; e = e.parentElement) if (getComputedStyle(e).overflowX !== "visible") return true; return false; };
		const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement));
		return root.scrollWidth + " px: " + wide.slice(0, 4).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).join(" | ");
	})()`)
}

// Shoot writes a picture of the page into a file: all of it, or only what the window shows.
func (b *Browser) Shoot(path string, whole bool) {
	b.tb.Helper()
	b.Settled()
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(b.ctx, take)
	require.NoError(b.tb, err)
	require.NoError(b.tb, os.WriteFile(path, png, 0o600))
}

// Folder is where a test shall leave pictures: what the variable of the environment names. It skips the test without.
func Folder(tb testing.TB, variable string) string {
	tb.Helper()
	folder := os.Getenv(variable)
	if folder == "" {
		tb.Skip(variable + " names no folder: no pictures were taken")
	}
	return folder
}
