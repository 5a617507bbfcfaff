package pages_test

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chromium finds Debian's Chromium. A machine without one says so, and does not run what needs it.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium on this machine: the pages were not tried in a browser")
	return ""
}

// browser is a real one, with what went wrong in it.
type browser struct {
	t      *testing.T
	w      *world
	ctx    context.Context
	mu     sync.Mutex
	faults []string
}

// open starts a browser. It listens for errors on the console and for requests that fail.
func (w *world) open() *browser {
	w.t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(w.t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.NoFirstRun,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
	ctx, cancel := chromedp.NewExecAllocator(w.t.Context(), options...)
	w.t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	w.t.Cleanup(cancel)
	b := &browser{t: w.t, w: w, ctx: ctx}
	require.NoError(w.t, chromedp.Do(ctx))
	require.NoError(w.t, chromedp.Listen(ctx, b.hear))
	b.run(command(network.Enable, network.EnableParams{}), command(runtime.Enable, cdp.Empty{}), command(cdplog.Enable, cdp.Empty{}))
	return b
}

func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, "exception: "+e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			b.faults = append(b.faults, "console: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			b.faults = append(b.faults, fmt.Sprintf("%d %s", e.Response.Status, e.Response.URL))
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			b.faults = append(b.faults, "failed: "+e.ErrorText)
		}
	case *page.EventJavascriptDialogOpening:
		go func() {
			_ = chromedp.Do(b.ctx, command(page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}))
		}()
	}
}

// command sends a command of the protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// screen makes the window so wide, and a phone's where it is narrow.
func screen(width int64) chromedp.Action[chromedp.Void] {
	return command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 860, DeviceScaleFactor: 1, Mobile: width < 500,
	})
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
		require.NoError(b.t, err, text)
	}
}

func (b *browser) go_(path string) { b.t.Helper(); b.run(chromedp.Navigate(b.w.server.URL + path)) }

// sees waits until the page shows a text.
func (b *browser) sees(text string) {
	b.t.Helper()
	b.run(chromedp.WaitVisible(fmt.Sprintf(`//main//*[contains(normalize-space(.), %q)]`, text)))
}

// press clicks what a page calls so, a button or a link.
func (b *browser) press(label string) {
	b.t.Helper()
	b.run(chromedp.Click(fmt.Sprintf(`//main//*[self::button or self::a or self::summary][normalize-space(.)=%q]`, label), chromedp.NodeVisible))
}

func (b *browser) fill(selector, text string) {
	b.t.Helper()
	b.run(chromedp.SetValue(selector, text))
}

func (b *browser) faultless(where string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(b.t, b.faults, where)
	b.faults = nil
}

// TestAMerchantsDayInABrowser goes the merchant's way: sign in, connect, map, place many, watch, repair, send a number.
func TestAMerchantsDayInABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.open()
	b.go_("/orders")
	b.run(chromedp.WaitVisible("#token"), chromedp.SendKeys("#token", w.token), chromedp.Submit("#token"))
	b.sees("No store yet")
	b.press("Connect a store")
	b.press("Shopify")
	b.run(chromedp.WaitVisible("#shop"))
	b.fill("#name", "Lumen Lamps")
	b.fill("#shop", "lumen.myshopify.com")
	b.fill("#access", "shpat_x")
	b.press("Connect")
	b.sees("New orders arrive from now on")
	b.go_("/accounts/new")
	b.fill("#access", "token")
	b.fill("#name", "Main buyer")
	b.press("Connect")
	b.sees("Look at everything now")
	b.faultless("connecting")

	stores, err := w.desk.Stores(t.Context(), w.owner)
	require.NoError(t, err)
	accounts, err := w.desk.Accounts(t.Context(), w.owner)
	require.NoError(t, err)
	w.store, w.account = stores[0].ID, accounts[0].ID
	w.now = w.now.Add(time.Hour)
	for i := range 10 {
		w.bring(strconv.Itoa(2001+i), 0)
	}
	b.go_("/mappings")
	b.sees("Orders wait for these")
	b.press("Map")
	b.run(chromedp.WaitVisible("#product0"))
	b.fill("#product0", "1005006113846072")
	b.fill("#sku0", "12000035812345678")
	b.press("Save")
	b.sees("10 waiting orders were decided anew")

	b.go_("/orders?tab=awaiting_order")
	b.run(chromedp.Click("input[data-all]"), chromedp.WaitVisible(`.bulk.open`))
	b.sees("10 orders chosen")
	b.press("Check and place")
	b.sees("10 of 10 can be placed")
	b.press("Place what is ticked")
	b.sees("0 orders of 10")
	w.work()
	b.sees("10 orders of 10")
	b.faultless("placing")

	for id, answer := range map[string]bool{"2001": false, "2002": true} {
		key := w.key(id)
		o := w.known[key]
		effect := o.Effects[len(o.Effects)-1].ID
		w.claimAndAnswer(key, effect, answer)
	}
	b.go_("/failed")
	b.sees("Correct the customer's address")
	b.press("Correct the address")
	b.run(chromedp.WaitVisible("#e-1"))
	b.fill("#e-1", "Other St 9")
	b.press("Save")
	b.sees("Other St 9")
	b.press("Place")
	b.sees("Placing has begun")

	b.go_("/orders/" + w.store + "/2002")
	b.press("Sync now")
	b.sees("Looking at the supplier and the store now")
	b.press("Send a tracking number")
	b.fill("#t-n", "LP00123456789CN")
	b.press("Tell the store")
	b.sees("The store is being told")
	w.project(w.key("2002"))
	w.tell(w.key("2002"), "done", "", "LP00123456789CN")
	b.go_("/orders?tab=fulfilled")
	b.sees("#2002")
	b.run(chromedp.KeyEvent("/"), chromedp.WaitVisible("#search:focus"))
	b.fill("#search", "LP00123456789CN")
	b.run(chromedp.Submit("#search"))
	b.sees("Found for")
	b.sees("#2002")
	b.faultless("repairing")

	b.run(screen(390))
	for _, path := range []string{"/", "/orders", "/orders/" + w.store + "/2002", "/settings", "/stores/" + w.store} {
		b.go_(path)
		wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.documentElement.scrollWidth > window.innerWidth + 1 ? "wide" : "fits"`))
		require.NoError(t, err)
		assert.Equal(t, "fits", wide, path)
	}
	b.faultless("on a phone")
}
