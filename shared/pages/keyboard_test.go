package pages_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"onward/infra/browsertest"
)

// focused says of what has the focus: what it is called, whether that shows, whether it is on the screen, and where it
// stands among all that can have it.
const focused = `(() => {
	const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
	const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
	return {
		name: (e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || "").trim(), inMain: !!e.closest("main"),
		shows: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2, place: all.indexOf(e),
		seen: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left >= 0,
	};
})()`

type focus struct {
	Name                string
	InMain, Shows, Seen bool
	Place               int
}

func TestPagesAreUsedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	b := w.browser(w.token)
	for _, width := range []int64{browsertest.Wide, browsertest.Phone} {
		b.Screen(width)
		for _, path := range []string{"/", "/orders", "/orders/" + w.store + "/1042", "/failed", "/settings"} {
			b.Go(path)
			b.Settled()
			b.Key("\t")
			first := browsertest.Eval[focus](b, focused)
			assert.Equal(t, "Skip to the content", first.Name, path)
			assert.True(t, first.Seen && first.Shows, path)
			b.Key("\r")
			b.Key("\t")
			skipped := browsertest.Eval[focus](b, focused)
			assert.True(t, skipped.InMain, "%s: the link leads past the navigation, to %q", path, skipped.Name)
			before := skipped.Place
			for range 12 {
				b.Key("\t")
				at := browsertest.Eval[focus](b, focused)
				if at.Place < 0 { // the page has ended
					break
				}
				assert.NotEmpty(t, at.Name, "%s: what has the focus has a name", path)
				assert.True(t, at.Shows && at.Seen, "%s: it shows that %q has the focus", path, at.Name)
				assert.GreaterOrEqual(t, at.Place, before, "%s: the focus goes on in the page's order to %q", path, at.Name) // a date has several stops
				before = at.Place
			}
			assert.Greater(t, before, skipped.Place+4, path)
		}
	}
	b.Faultless("by keyboard")
}

func TestWhatConcernsManyAsksFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	b := w.browser(w.token)
	b.Go("/orders")
	b.Answer(false)
	b.Press("Place all")
	assert.Len(t, b.Asked(), 1)
	assert.Equal(t, "/orders", browsertest.Eval[string](b, `location.pathname`))
	b.Answer(true)
	b.Press("Place all")
	b.Sees("0 orders")
	b.Faultless("asking")
}

func TestNothingMovesForWhoWantsNoMotion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	b := w.browser(w.token)
	b.Scheme("light") // with reduced motion
	b.Go("/orders")
	assert.Zero(t, browsertest.Eval[int](b, `[...document.querySelectorAll("*")].filter(e => {
		const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0 || s.animationName !== "none";
	}).length`))
}
