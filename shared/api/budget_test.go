package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

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
const deep = 12

// TestNoListReadsMoreThanItMay goes through every operation that reads, and every page, of a merchant with a hundred thousand
// orders. What the document or the mux has and the tables here do not is a failure: say there what is to be asked of it.
func TestNoListReadsMoreThanItMay(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	if crowdSize < 100_000 {
		t.Logf("the race detector is on, so that there are %d orders only; without it there are 100,000", crowdSize)
	}
	t.Run("operations", func(t *testing.T) {
		worst := crowdtest.Spent{}
		for _, o := range c.operations() {
			if o.Method != http.MethodGet {
				continue
			}
			asked, known := c.reads()[o.OperationID]
			if !assert.True(t, known, "%s reads and is not in reads: name what is to be asked of it", o.OperationID) {
				continue
			}
			for _, p := range o.Parameters {
				assert.True(t, p.In != "query" || paging(p.Name) || named(asked, p.Name), "%s is never asked with its parameter %s", o.OperationID, p.Name)
			}
			for _, path := range asked {
				worst = most(worst, c.turn(t, o.OperationID, path))
			}
		}
		t.Logf("the most that an operation asked for: %d requests, %d rows", worst.Requests, worst.Rows)
	})
	t.Run("pages", func(t *testing.T) {
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
	})
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
		// No list: five counts and lists next to each other, of at most a thousand rows together.
		"get-digest": {Requests: 6, Rows: mostRows},
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
		got := c.call(c.tokenFor(path), http.MethodGet, at, nil)
		s := c.counted.Take()
		require.Less(t, got.status, 300, "%s: %s", at, got.body)
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

// TestEveryOrderIsInItsListOnce turns every page of the largest list, and of one that a filter leaves little of.
func TestEveryOrderIsInItsListOnce(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	for path, want := range map[string]int{
		"/v1/orders?tab=all&limit=100":                  c.orders,
		"/v1/orders?tab=pending&limit=100":              c.countRows("pending", ""),
		"/v1/orders?tab=fulfilled&country=IS&limit=100": c.countRows("fulfilled", `"c":"IS"`),
		"/v1/orders?tab=attention&code=risk&limit=100":  c.countRows("attention", `risk:`),
		"/v1/orders?tab=awaiting_shipment&supplier=cj":  c.countRows("awaiting_shipment", `"cj"`),
	} {
		seen := map[string]bool{}
		last := ""
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
				seen[r.ID] = true
				made := r.Created.Format("2006-01-02T15:04:05.000")
				require.True(t, last == "" || made <= last, "%s: newest first", path)
				last = made
			}
			if cursor = page.Cursor; cursor == "" {
				break
			}
		}
		assert.Len(t, seen, want, path)
	}
}

// TestCountsAreExactToAThousand compares the counts with what is there.
func TestCountsAreExactToAThousand(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	for _, tab := range []string{"all", "attention", "pending", "awaiting_order", "awaiting_payment", "awaiting_shipment", "awaiting_fulfillment", "fulfilled", "canceled", "failed"} {
		want := c.countRows(tab, "")
		var n desk.Count
		c.must(c.owner, http.MethodGet, "/v1/orders/count?tab="+tab, nil, &n)
		assert.Equal(t, min(want, 1000), n.Count, tab)
		assert.Equal(t, want >= 1000, n.More, tab)
	}
}
