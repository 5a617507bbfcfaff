package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/pages"
	"onward/shared/table/crowdtest"
)

// What a page or a list may ask of DynamoDB.
const (
	mostRequests = 4
	mostRows     = 1000
)

// deep is how many pages of a list are turned.
const deep = 4

// TestNoListReadsMoreThanItMay goes through every operation that reads, and every page, of a merchant with most of a hundred
// thousand orders. What the document or the mux has and reads and looks have not is a failure: name there what is to be
// asked of it.
//
//nolint:paralleltest,tparallel // the parts count what is asked of one table
func TestNoListReadsMoreThanItMay(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	if crowdSize < 100_000 {
		t.Logf("the race detector is on, so that there are %d orders only; without it there are 100,000", crowdSize)
	}
	t.Run("operations", c.testOperations)
	t.Run("pages", c.testPages)
	t.Run("each order once", c.testOnce)
	t.Run("counts", c.testCounts)
	t.Run("searches", c.testSearches)
}

func (c *crowd) testOperations(t *testing.T) {
	worst := crowdtest.Spent{}
	reads := c.reads()
	for _, o := range c.documented() {
		asked, known := reads[o.OperationID]
		if !assert.True(t, known, "%s reads and is not in reads: name what is to be asked of it", o.OperationID) {
			continue
		}
		for _, p := range o.Parameters {
			if len(asked) == 0 {
				break
			}
			assert.True(t, p.In != "query" || paging(p.Name) || named(asked, p.Name), "%s is never asked with its parameter %s", o.OperationID, p.Name)
		}
		for _, path := range asked {
			worst = most(worst, c.turn(t, o.OperationID, path))
		}
	}
	t.Logf("the most that an operation asked for: %d requests, %d rows", worst.Requests, worst.Rows)
}

func (c *crowd) testPages(t *testing.T) {
	worst := crowdtest.Spent{}
	looks := c.looks()
	for _, pattern := range pages.Patterns() {
		method, _, _ := strings.Cut(pattern, " ")
		if method != http.MethodGet {
			continue
		}
		asked, known := looks[pattern]
		if !assert.True(t, known, "%s is a page and not in looks: name what is to be looked at", pattern) {
			continue
		}
		for _, path := range asked {
			worst = most(worst, c.leaf(t, pattern, path))
		}
	}
	t.Logf("the most that a page asked for: %d requests, %d rows", worst.Requests, worst.Rows)
}

func paging(name string) bool { return name == "cursor" || name == "limit" }

// named reports whether any of what is asked has the parameter.
func named(asked []string, name string) bool {
	for _, path := range asked {
		if u, err := url.Parse(path); err == nil && u.Query().Has(name) {
			return true
		}
	}
	return false
}

func most(a, b crowdtest.Spent) crowdtest.Spent {
	return crowdtest.Spent{Requests: max(a.Requests, b.Requests), Rows: max(a.Rows, b.Rows), Writes: max(a.Writes, b.Writes)}
}

// beyond is what reads more than a list may, with how many requests and rows, and why it may.
func beyond() map[string]crowdtest.Spent {
	return map[string]crowdtest.Spent{
		// No lists: the whole history of one order, for a file.
		"get-evidence":                         {Requests: 12, Rows: mostRows},
		"GET /orders/{store}/{order}/evidence": {Requests: 12, Rows: mostRows},
		// No list: five counts and lists next to each other, of at most a thousand rows together.
		"get-digest":                         {Requests: 6, Rows: mostRows},
		"GET /settings/notifications/digest": {Requests: 6, Rows: mostRows},
	}
}

// within checks what was asked against what may be.
func within(t *testing.T, s crowdtest.Spent, what, path string) {
	t.Helper()
	allowed, ok := beyond()[what]
	if !ok {
		allowed = crowdtest.Spent{Requests: mostRequests, Rows: mostRows}
	}
	assert.LessOrEqual(t, s.Requests, allowed.Requests, "requests of %s", path)
	assert.LessOrEqual(t, s.Rows, allowed.Rows, "rows of %s", path)
	assert.Zero(t, s.Writes, "a list writes nothing: %s", path)
}

// turn reads a list by its cursors.
func (c *crowd) turn(t *testing.T, operation, path string) crowdtest.Spent {
	t.Helper()
	worst := crowdtest.Spent{}
	for at, n := path, 0; n < deep; n++ {
		c.counted.Take()
		got := c.call(c.tokenFor(operation), http.MethodGet, at, nil)
		s := c.counted.Take()
		if !assert.Less(t, got.status, 300, "%s: %s", at, got.body) {
			break
		}
		within(t, s, operation, at)
		worst = most(worst, s)
		if !strings.Contains(got.header.Get("Content-Type"), "json") {
			break
		}
		var list struct{ Cursor string }
		got.as(t, &list)
		if list.Cursor == "" {
			break
		}
		at = with(path, "cursor", list.Cursor)
	}
	return worst
}

// with sets a parameter of an address.
func with(path, name, value string) string {
	at, query, _ := strings.Cut(path, "?")
	q, _ := url.ParseQuery(query)
	q.Set(name, value)
	return at + "?" + q.Encode()
}

// testOnce turns every page of long lists, and of some of which filters leave little.
func (c *crowd) testOnce(t *testing.T) {
	for path, want := range map[string]int{
		"/v1/orders?tab=canceled&limit=100":                      c.count(t, "canceled", ""),
		"/v1/orders?tab=pending&limit=100":                       c.count(t, "pending", ""),
		"/v1/orders?tab=fulfilled&country=IS&limit=100":          c.count(t, "fulfilled", `"c":"IS"`),
		"/v1/orders?tab=attention&code=risk&limit=100":           c.count(t, "attention", `risk:`),
		"/v1/orders?tab=awaiting_shipment&supplier=cj&limit=100": c.count(t, "awaiting_shipment", `"cj"`),
	} {
		require.NotZero(t, want, path)
		seen, last := map[string]bool{}, time.Time{}
		for cursor := ""; ; {
			var page struct {
				Items  []desk.Row
				Cursor string
			}
			at := with(path, "cursor", cursor)
			c.counted.Take()
			c.must(c.owner, http.MethodGet, at, nil, &page)
			within(t, c.counted.Take(), "list-orders", at)
			for _, r := range page.Items {
				require.False(t, seen[r.ID], "%s: %s comes twice", path, r.ID)
				require.True(t, last.IsZero() || !r.Created.After(last), "%s: newest first", path)
				seen[r.ID], last = true, r.Created
			}
			if cursor = page.Cursor; cursor == "" {
				break
			}
		}
		assert.Len(t, seen, want, path)
	}
}

// testCounts compares the counts with what is there.
func (c *crowd) testCounts(t *testing.T) {
	for _, tab := range tabs() {
		want := c.count(t, tab, "")
		var n desk.Count
		c.must(c.owner, http.MethodGet, "/v1/orders/count?tab="+tab, nil, &n)
		assert.Equal(t, min(want, 1000), n.Count, tab)
		assert.Equal(t, want >= 1000, n.More, tab)
	}
}

// testSearches finds orders among all the others.
func (c *crowd) testSearches(t *testing.T) {
	search := func(q string) (names []string, more bool) {
		var found struct {
			Items []desk.Row
			More  bool
		}
		c.must(c.owner, http.MethodGet, "/v1/orders/search?q="+url.QueryEscape(q), nil, &found)
		for _, r := range found.Items {
			names = append(names, r.Name)
		}
		return names, found.More
	}
	waiting := c.waiting // its body is its own
	for _, q := range []string{waiting.name, strings.TrimPrefix(waiting.name, "#"), waiting.number, " " + waiting.number} {
		names, _ := search(q)
		require.NotEmpty(t, names, q)
		assert.Equal(t, waiting.name, names[0], q)
	}
	names, more := search(crowdtest.Regular)
	assert.Len(t, names, 25)
	assert.True(t, more)
	names, more = search("#1")
	assert.Len(t, names, 25)
	assert.True(t, more)
	for _, q := range []string{"nobody@example.com", waiting.number[:len(waiting.number)-1], "nothing of the kind", "#", "%", "#%"} {
		names, more = search(q)
		assert.Empty(t, names, q)
		assert.False(t, more, q)
	}
}
