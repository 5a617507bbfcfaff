package browsertest

import (
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"

	"onward/infra/stack/workspace"
)

// chromium finds the browser. A machine without one says so, and does not run what needs it.
func chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "no Chromium here (Debian: apt-get install chromium): the pages were not tried in a browser"
	if workspace.InCI() {
		tb.Fatal(missing)
	}
	tb.Skip(missing)
	return ""
}

// options start it without anything that it does on its own account, and unable to reach any address but loopback.
func options(path string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.NoFirstRun,
		chromedp.Flag("force-prefers-reduced-motion", true), chromedp.Flag("lang", "en-US"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
}
