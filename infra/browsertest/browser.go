package browsertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long one step may take on a busy machine.
const patience = 30 * time.Second

// Browser is one tab of a browser of its own, with what went wrong in it. It is used by one test.
type Browser struct {
	tb   testing.TB
	base string
	ctx  context.Context //nolint:containedctx // it is the browser: the protocol's calls find it by its context

	mu      sync.Mutex
	faults  []string
	allowed []int64
	answer  bool
	asked   []string
}

// Open starts a browser for the pages at an address. It ends with the test.
func Open(tb testing.TB, base string) *Browser {
	tb.Helper()
	ctx, cancel := chromedp.NewExecAllocator(tb.Context(), options(chromium(tb))...)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	b := &Browser{tb: tb, base: base, ctx: ctx, answer: true}
	require.NoError(tb, chromedp.Do(ctx))
	require.NoError(tb, chromedp.Listen(ctx, b.hear))
	b.Run(Command(network.Enable, network.EnableParams{}), Command(runtime.Enable, cdp.Empty{}), Command(cdplog.Enable, cdp.Empty{}), Command(page.Enable, page.EnableParams{}))
	return b
}

// Command sends a command of the browser's protocol.
func Command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (b *Browser) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.fault("exception: " + e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if kind := string(e.Type); kind == "error" || kind == "warning" || kind == "assert" {
			b.fault("console." + kind)
		}
	case *cdplog.EventEntryAdded:
		b.logged(e.Entry)
	case *network.EventResponseReceived:
		if status := e.Response.Status; status >= 400 && !b.expects(status) {
			b.fault(fmt.Sprintf("%d %s", status, e.Response.URL))
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			b.fault("failed: " + e.ErrorText)
		}
	case *page.EventJavascriptDialogOpening:
		b.dialog(e.Message)
	}
}

// logged keeps what the browser itself says. What it says of an answer's status is known from the answer.
func (b *Browser) logged(e *cdplog.Entry) {
	serious := e.Level == cdplog.EntryLevelError || e.Level == cdplog.EntryLevelWarning
	if serious && e.Source != cdplog.EntrySourceNetwork {
		b.fault("console: " + e.Text + " " + e.URL)
	}
}

// dialog answers a question of the page as [Browser.Answer] has it, off the thread that hears.
func (b *Browser) dialog(text string) {
	b.mu.Lock()
	b.asked = append(b.asked, text)
	yes := b.answer
	b.mu.Unlock()
	go func() {
		_ = chromedp.Do(b.ctx, Command(page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: yes}))
	}()
}

func (b *Browser) fault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, text)
}

func (b *Browser) expects(status int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Contains(b.allowed, status)
}

// Expect has answers with these statuses be no faults until [Browser.Faultless].
func (b *Browser) Expect(statuses ...int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allowed = statuses
}

// Answer is what the page's questions are answered with from now on; at first it is yes.
func (b *Browser) Answer(yes bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = yes
}

// Asked is what the page asked since the last call.
func (b *Browser) Asked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	asked := b.asked
	b.asked = nil
	return asked
}

// Faults is what went wrong since the last call.
func (b *Browser) Faults() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := b.faults
	b.faults, b.allowed = nil, nil
	return faults
}

// Faultless fails the test where anything went wrong since the last call. where says what was done.
func (b *Browser) Faultless(where string) {
	b.tb.Helper()
	assert.Empty(b.tb, b.Faults(), where)
}

// Run does what it is told, and fails the test with what the page shows when that does not come to pass.
func (b *Browser) Run(actions ...chromedp.Action[chromedp.Void]) {
	b.tb.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
		require.NoError(b.tb, err, text)
	}
}

// Eval gives the value of an expression on the page.
func Eval[T any](b *Browser, expression string) T {
	b.tb.Helper()
	return asks(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// gone is what the browser says when the page went away while it was asked: the next one has come, or is about to.
const gone = "Cannot find context with specified id"

// asks puts a question to the page, and to the next page where this one goes away meanwhile.
func asks[T any](b *Browser, action chromedp.Action[T]) T {
	b.tb.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		out, err := chromedp.Run(ctx, action)
		if err != nil && ctx.Err() == nil && strings.Contains(err.Error(), gone) {
			continue
		}
		require.NoError(b.tb, err)
		return out
	}
}
