package screen_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/play/plot"
	"onward/infra/play/screen"
)

func TestPlainScreenTellsOfEachMove(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := screen.Plain(&out, 1)
	scene := &plot.Scene{Name: "one line", Store: "shop"}
	s.Progress(plot.Progress{Scene: scene, Note: "a customer orders"})
	s.Progress(plot.Progress{Scene: scene, Order: "#1001", Tabs: []string{"Awaiting order"}})
	s.Progress(plot.Progress{Scene: scene, Order: "#1001", Tabs: []string{"Awaiting order"}})
	s.Progress(plot.Progress{Scene: scene, Order: "#1001", Tabs: []string{"Awaiting shipment", "Fulfilled"}})
	s.Finished(plot.Result{Scene: scene, Order: "#1001", Got: plot.Facts{Tabs: []string{"1 glasses: Fulfilled, told"}, Told: []string{"A: 1 glasses"}}})
	s.Progress(plot.Progress{Scene: scene, Order: "#1001", Tabs: []string{"Failed"}})
	s.Finished(plot.Result{Scene: scene, Order: "#1001", Wrong: []string{"mailed is missing: shipped A"}})
	text := out.String()
	assert.Equal(t, 9, strings.Count(text, "\n"), text)
	assert.Contains(t, text, "●○○○○ Awaiting order")
	assert.Contains(t, text, "●●●○○ Awaiting shipment, Fulfilled")
	assert.Contains(t, text, "arrived  #1001")
	assert.Contains(t, text, "the store holds A: 1 glasses")
	assert.Contains(t, text, "WRONG    #1001")
	assert.Contains(t, text, "mailed is missing: shipped A")
	assert.NotContains(t, text, "\x1b", "no terminal, no control characters")
}

func TestComplaintsAreNotRepeatedForEver(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := screen.Plain(&out, 1)
	for i := range 10 {
		_, err := fmt.Fprintf(s, "beat: stack: function wake failed for the %d. time\n", i)
		require.NoError(t, err)
	}
	assert.Equal(t, 2, strings.Count(out.String(), "beat:"))
}

func TestTablesNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	good := &plot.Scene{Name: "one line", Store: "shop", Shows: []string{"Shopify 1: paid orders move on"}}
	bad := &plot.Scene{Name: "two lines", Store: "shop"}
	results := []plot.Result{
		{Scene: good, Order: "#1001", Got: plot.Facts{Status: "FULFILLED", Told: []string{"A: 1 glasses"}, Mails: []string{"shipped A"}}},
		{Scene: bad, Order: "#1002", Wrong: []string{"told is missing: A: 1 glasses"}},
	}
	var out bytes.Buffer
	screen.Table(&out, results)
	screen.Article(&out, results)
	assert.Equal(t, 1, screen.Wrong(&out, results))
	text := out.String()
	assert.Contains(t, text, "Shopify 1: paid orders move on")
	assert.Contains(t, text, "shop #1001 one line")
	assert.Contains(t, text, "#1002 two lines (shop) did not end as it must:\n  - told is missing: A: 1 glasses")
}

func TestTablesFitATerminal(t *testing.T) {
	t.Parallel()
	long := &plot.Scene{
		Name: "two parcels of which the second is late, and its number changes before the store is told", Store: "shop",
		Shows: []string{"Shopify 2: shipped packages move by the fulfillment setting"},
	}
	results := []plot.Result{{Scene: long, Order: "#1001", Got: plot.Facts{
		Status: "PARTIALLY_FULFILLED", Tabs: []string{"1 glasses: Awaiting fulfillment, waiting_for_the_rest", "2 clip: Fulfilled, told"},
		Told: []string{"=92748909900774583084888436: 1 glasses"}, Mails: []string{"shipped =92748909900774583084888436"}, Bought: []string{"2 clip + 1 glasses"},
	}}}
	var out bytes.Buffer
	screen.Table(&out, results)
	screen.Article(&out, results)
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 120, line)
	}
	for _, word := range []string{"told", "glasses", "PARTIALLY_FULFILLED", "waiting_for_the_rest", "Shopify 2: shipped packages"} {
		assert.Contains(t, out.String(), word)
	}
}

func TestStableTablesDifferOnlyInWhatMatters(t *testing.T) {
	t.Parallel()
	scene := &plot.Scene{Name: "one line", Store: "shop"}
	write := func(order string, tabs ...string) string {
		var out bytes.Buffer
		r := plot.Result{Scene: scene, Order: order, Took: time.Duration(len(order)), Got: plot.Facts{Tabs: tabs}}
		require.NoError(t, screen.Stable(&out, []plot.Result{r}, nil))
		return out.String()
	}
	fair := write("#1001", "1 clip: Fulfilled, told", "1 lamp: Canceled, refunded")
	assert.Equal(t, fair, write("#1002", "1 lamp: Canceled, refunded", "1 clip: Fulfilled, told"), "names and order are chance")
	assert.NotEqual(t, fair, write("#1001", "1 clip: Fulfilled, told"))
}
