package api_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/pages"
	"onward/shared/table"
	"onward/shared/table/crowdtest"
	"onward/shared/table/kv"
)

// counted counts what is asked of the table.
type counted struct{ crowdtest.Counted }

// spent runs something and answers what it asked for.
func (c *counted) spent(do func()) (requests, rows int) {
	c.Take()
	do()
	s := c.Take()
	return s.Requests, s.Rows
}

// crowd is the API and the pages of a busy merchant, beside four others: three stores, and of everything more than a page.
type crowd struct {
	*bench

	owner, cookie string
	stores        []string
	account       string
	endpoint      string
	// job is one that is done, export one that wrote a list down, checked a list that was checked.
	job, export, checked string
	delivery             string
	// busy is an order with a long history; waiting one that waits for shipment.
	busy    string
	waiting struct{ path, name, number string }
}

func newCrowd(tb testing.TB) *crowd {
	tb.Helper()
	b := newBench(tb, func(d *api.Deps) {
		d.PerMinute = 1 << 30
		d.Pages = pages.New(pages.Deps{Desk: d.Desk, Sessions: pages.NewSessions(d.Desk, []byte("key"), d.Now), Now: d.Now, Log: d.Log})
	})
	c := &crowd{bench: b, owner: b.merchant("acme")}
	for _, shop := range []string{"acme.myshopify.com", "lamps.myshopify.com", "other.myshopify.com"} {
		c.stores = append(c.stores, b.store(c.owner, shop).ID)
	}
	c.account = b.account(c.owner).ID
	b.mapped(c.owner, c.stores[0], c.account)
	c.order()
	c.records()
	own := crowdSize * 92 / 100
	require.NoError(tb, crowdtest.Crowd{
		Merchant: "acme", Stores: [3]string(c.stores), Orders: own, Now: b.clock.Now().Add(-time.Minute),
	}.Fill(tb.Context(), b.engine))
	for i := range 4 {
		require.NoError(tb, crowdtest.Crowd{
			Merchant: fmt.Sprintf("m%d", i), Stores: [3]string{"s1", "s2", "s3"}, Orders: (crowdSize - own) / 4, Now: b.clock.Now(),
		}.Fill(tb.Context(), b.engine))
	}
	c.lists()
	c.signIn()
	c.must(c.owner, http.MethodGet, "/v1/merchant", nil, nil) // from now on the token is known for some seconds
	return c
}

// order makes one with a long history.
func (c *crowd) order() {
	c.clock.pass(time.Minute)
	c.busy = "/v1/orders/" + c.stores[0] + "/7"
	key := c.bring(c.stores[0], "7")
	c.placed(key, "8190000000000001")
	for i := range 120 {
		c.must(c.owner, http.MethodPut, c.busy+"/hold", map[string]any{"on": i%2 == 0, "reason": strconv.Itoa(i)}, nil)
	}
	c.project(key)
}

// records makes more mappings, jobs, tokens, settings and deliveries than a page has.
func (c *crowd) records() {
	ctx := c.t.Context()
	for i := range 1200 {
		_, err := c.table.PutMapping(ctx, "acme", table.Mapped{
			Store: c.stores[0], Variant: fmt.Sprintf("w%d", i), Mapping: order.Mapping{Components: []order.Component{{Supplier: order.AliExpress, Account: c.account, Product: "1"}}},
		})
		require.NoError(c.t, err)
	}
	for i := range 300 {
		c.job = fmt.Sprintf("01J%023d", i)
		require.NoError(c.t, c.table.CreateJob(ctx, table.Job{Merchant: "acme", ID: c.job, Kind: "sync", State: table.JobDone, Created: c.clock.Now(), Finished: c.clock.Now()}))
	}
	settings, err := c.table.Policy(ctx, "acme", c.stores[0])
	require.NoError(c.t, err)
	for i := range 40 {
		c.must(c.owner, http.MethodPost, "/v1/tokens", map[string]any{"name": strconv.Itoa(i), "role": "read_only"}, nil)
		_, err := c.table.PutPolicy(ctx, "acme", c.stores[0], settings.Policy.Version+int64(i), settings)
		require.NoError(c.t, err)
	}
	var e desk.Endpoint
	c.must(c.owner, http.MethodPost, "/v1/endpoints", map[string]any{"name": "ERP", "url": "https://erp.example.com/hooks"}, &e)
	c.endpoint = e.ID
	for i := range 1500 {
		c.delivery = fmt.Sprintf("msg_%023d", i)
		ref := table.DeliveryRef{Merchant: "acme", Endpoint: e.ID, ID: c.delivery}
		_, err := c.table.UpdateDelivery(ctx, ref, func(d *table.Delivery, _ bool) error {
			d.DeliveryRef, d.Event, d.At, d.Kept, d.State = ref, "order.moved", c.clock.Now(), c.clock.Now(), table.DeliveryDelivered
			return nil
		})
		require.NoError(c.t, err)
	}
}

// lists writes a list down, checks another, and finds an order that waits.
func (c *crowd) lists() {
	var j desk.Job
	c.must(c.owner, http.MethodPost, "/v1/exports", map[string]any{"tab": "failed"}, &j)
	c.work("acme", j.ID)
	c.export = j.ID
	var rows strings.Builder
	rows.WriteString("Order;Tracking number\r\n")
	for i := range 300 {
		fmt.Fprintf(&rows, "%s;LP9%011dCN\r\n", crowdtest.Name(i), i)
	}
	var checked desk.Import
	c.must(c.owner, http.MethodPost, "/v1/imports?file=numbers.csv", rows.String(), &checked, csv())
	c.checked = checked.ID
	var late struct{ Items []desk.Concern }
	c.must(c.owner, http.MethodGet, "/v1/attention?code=no_number", nil, &late)
	require.NotEmpty(c.t, late.Items)
	r := late.Items[0]
	c.waiting.path, c.waiting.name = "/orders/"+r.Store+"/"+r.ID, r.Name
	o, err := c.table.Load(c.t.Context(), order.Key{Merchant: "acme", Store: r.Store, ID: r.ID})
	require.NoError(c.t, err)
	c.waiting.number = o.Purchases[0].Orders[0].ID
}

// signIn gets the cookie of a session.
func (c *crowd) signIn() {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, "/sign-in", strings.NewReader(url.Values{"token": {c.owner}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c.handler.ServeHTTP(w, r)
	require.Equal(c.t, http.StatusSeeOther, w.Code, w.Body.String())
	c.cookie = w.Header().Get("Set-Cookie")
	c.look("/orders") // names are known from now on
}

// look asks for a page.
func (c *crowd) look(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodGet, path, nil)
	r.Header.Set("Cookie", strings.Split(c.cookie, ";")[0])
	c.handler.ServeHTTP(w, r)
	return w
}

var further = regexp.MustCompile(`href="([^"]*[?&](?:amp;)?cursor=[^"]*)"`)

// leaf turns the pages of a page, as its own links lead.
func (c *crowd) leaf(t *testing.T, pattern, path string) crowdtest.Spent {
	t.Helper()
	worst, seen := crowdtest.Spent{}, []string{}
	for at, n := path, 0; n < deep && !slices.Contains(seen, at); n++ {
		seen = append(seen, at)
		c.counted.Take()
		w := c.look(at)
		s := c.counted.Take()
		if !assert.Equal(t, http.StatusOK, w.Code, "%s: %s", at, words(w.Body.String())) {
			break
		}
		within(t, s, pattern, at)
		worst = most(worst, s)
		link := further.FindStringSubmatch(w.Body.String())
		if link == nil {
			break
		}
		base, err := url.Parse(at)
		require.NoError(t, err)
		next, err := base.Parse(html.UnescapeString(link[1]))
		require.NoError(t, err)
		at = next.RequestURI()
	}
	return worst
}

// words is what a problem's page says.
func words(body string) string {
	_, said, _ := strings.Cut(body, "<h1>")
	said, _, _ = strings.Cut(said, "</p>")
	return said
}

// count counts rows of acme's list whose content has something in it.
func (c *crowd) count(t *testing.T, tab, has string) int {
	t.Helper()
	n := 0
	for after := ""; ; {
		page, err := c.engine.Query(t.Context(), kv.Query{PK: "acme#v#" + tab, After: after})
		require.NoError(t, err)
		for _, item := range page.Items {
			if strings.Contains(item["d"].Str(), has) {
				n++
			}
		}
		if after = page.Next; after == "" {
			return n
		}
	}
}

// tokenFor is whose token an operation wants.
func (c *crowd) tokenFor(operation string) string {
	if strings.HasPrefix(operation, "list-merchant") {
		return operatorToken
	}
	return c.owner
}

// reading is an operation that reads, as the document tells it.
type reading struct {
	OperationID string      `json:"operationId"`
	Parameters  []parameter `json:"parameters"`
}

type parameter struct {
	Name string `json:"name"`
	In   string `json:"in"`
}

// documented is every operation of the document that reads.
func (c *crowd) documented() []reading {
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	c.must("", http.MethodGet, "/openapi.json", nil, &doc)
	var out []reading
	for _, methods := range doc.Paths {
		if raw, ok := methods["get"]; ok {
			var r reading
			require.NoError(c.t, json.Unmarshal(raw, &r))
			out = append(out, r)
		}
	}
	require.Greater(c.t, len(out), 20)
	slices.SortFunc(out, func(a, b reading) int { return strings.Compare(a.OperationID, b.OperationID) })
	return out
}
