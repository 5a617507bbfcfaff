package browsertest

import (
	"fmt"

	"github.com/chromedp/chromedp"
)

// Go opens a path.
func (b *Browser) Go(path string) {
	b.tb.Helper()
	b.Run(chromedp.Navigate(b.base + path))
}

// Sees waits until the page's main part shows a text.
func (b *Browser) Sees(text string) {
	b.tb.Helper()
	b.Run(chromedp.WaitVisible(fmt.Sprintf(`//main//*[contains(normalize-space(.), %q)]`, text)))
}

// Waits until something that a selector names is shown.
func (b *Browser) Waits(selector string) {
	b.tb.Helper()
	b.Run(chromedp.WaitVisible(selector))
}

// Press clicks what the page calls so: a button, a link, or what opens details.
func (b *Browser) Press(label string) {
	b.tb.Helper()
	b.Click(fmt.Sprintf(`//main//*[self::button or self::a or self::summary][normalize-space(.)=%q]`, label))
}

// Click clicks what a selector names.
func (b *Browser) Click(selector string) {
	b.tb.Helper()
	b.Run(chromedp.Click(selector, chromedp.NodeVisible))
}

// Fill puts a text into a field, in place of what was there.
func (b *Browser) Fill(selector, text string) {
	b.tb.Helper()
	b.Run(chromedp.WaitVisible(selector), chromedp.SetValue(selector, text))
}

// Submit sends the form that a selector's element belongs to.
func (b *Browser) Submit(selector string) {
	b.tb.Helper()
	b.Run(chromedp.Submit(selector))
}

// Key presses a key, such as "\t".
func (b *Browser) Key(key string) {
	b.tb.Helper()
	b.Run(chromedp.KeyEvent(key))
}
