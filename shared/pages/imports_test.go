package pages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/table"
)

// upload posts a form of a page with a file.
func (c *client) upload(page string, form map[string]string, name, content string) got {
	c.w.t.Helper()
	var body bytes.Buffer
	out := multipart.NewWriter(&body)
	if proof := csrfField.FindStringSubmatch(c.get(page).body); proof != nil {
		require.NoError(c.w.t, out.WriteField("csrf", proof[1]))
	}
	for field, value := range form {
		require.NoError(c.w.t, out.WriteField(field, value))
	}
	f, err := out.CreateFormFile("file", name)
	require.NoError(c.w.t, err)
	_, err = f.Write([]byte(content))
	require.NoError(c.w.t, err)
	require.NoError(c.w.t, out.Close())
	r, err := http.NewRequestWithContext(c.w.t.Context(), http.MethodPost, c.w.server.URL+"/imports", &body)
	require.NoError(c.w.t, err)
	r.Header.Set("Content-Type", out.FormDataContentType())
	return c.do(r)
}

func TestAMerchantBringsInNumbers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1001", 3)
	w.bring("1002", 2)
	c := w.signedIn(w.token)
	g := c.get("/imports")
	assert.Contains(t, g.body, "Up to 2000 rows and 1000 kB")
	assert.Contains(t, g.body, "LP00987654321CN", "what each column is for")

	const file = "\xef\xbb\xbfOrder;Tracking number;Carrier;Note\r\n#1001;LP 0012 3456 789 CN;Cainiao;x\r\n#1002;1,23E+12;;\r\n<b>#9</b>;LP00000000001CN;;\r\n"
	g = c.upload("/imports", map[string]string{"kind": job.KindImportTracking}, "numbers <week 48>.csv", file)
	require.Equal(t, http.StatusOK, g.status, g.body)
	require.Regexp(t, "^/imports/[0-9A-Z]{26}$", g.path)
	for _, has := range []string{
		"numbers &lt;week 48&gt;.csv", "1 row can be taken in, for 1 order", "Take in 1 row", "took the tracking number for an amount",
		"There is no order &lt;b&gt;#9&lt;/b&gt; here", "LP00123456789CN (Cainiao) for all that the store waits for", "Tracking number → tracking number", "Note: passed over",
	} {
		assert.Contains(t, g.body, has)
	}
	assert.NotContains(t, g.body, "<b>#9")
	page := g.path
	assert.Equal(t, g.body, c.get(page).body, "a reload shows the same")
	assert.Empty(t, w.load("1001").Fulfilments)
	g = c.get(page + "/notes")
	assert.Equal(t, `attachment; filename="to-mend.csv"`, g.header.Get("Content-Disposition"))
	assert.Equal(t, 3, strings.Count(g.body, "\n"))
	assert.Contains(t, c.get("/jobs").body, "draft")
	assert.Equal(t, page, c.get(strings.Replace(page, "imports", "jobs", 1)).path, "the job of a list that was not started leads to it")

	g = c.send(page, page+"/start", url.Values{})
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Equal(t, strings.Replace(page, "imports", "jobs", 1), g.path)
	w.work()
	g = c.get(strings.Replace(page, "imports", "jobs", 1))
	assert.Contains(t, g.body, "1 row of 1")
	assert.Contains(t, g.body, "What was checked")
	o := w.load("1001")
	require.Len(t, o.Fulfilments, 1)
	assert.Equal(t, []order.Tracking{{Number: "LP00123456789CN", Carrier: "Cainiao"}}, o.Fulfilments[0].Manual)
	assert.Contains(t, c.get(page).body, "This list was taken in")
	version := o.Version

	// Started once more by a form that was open elsewhere, and uploaded once more, it does nothing.
	g = c.send("/imports", page+"/start", url.Values{})
	assert.Equal(t, strings.Replace(page, "imports", "jobs", 1), g.path)
	g = c.upload("/imports", map[string]string{"kind": job.KindImportTracking}, "again.csv", file)
	assert.Contains(t, g.body, "Nothing of this list can be taken in")
	assert.Contains(t, g.body, "(row 2; nothing is done for it)")
	assert.NotContains(t, g.body, "Take in")
	g = c.send(g.path, g.path+"/discard", url.Values{})
	assert.Equal(t, "/imports", g.path)
	assert.Contains(t, g.body, "The list was discarded")
	assert.Equal(t, version, w.load("1001").Version)
	assert.Empty(t, w.log.String())
}

func TestAMerchantPastesSupplierOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1001", 3)
	c := w.signedIn(w.token)
	assert.Contains(t, c.get("/imports?kind=import_supplier_orders").body, "The number under which you bought it")
	g := c.upload("/imports?kind=import_supplier_orders", map[string]string{"kind": job.KindImportOrders, "pasted": "order\tsupplier order\r\n#1001\t8190000000000001\r\n"}, "", "")
	require.Contains(t, g.body, "pasted rows")
	require.Contains(t, g.body, "bought as 8190000000000001: 2 × Opal pendant lamp")
	c.send(g.path, g.path+"/start", url.Values{})
	w.work()
	assert.Equal(t, "8190000000000001", w.load("1001").Purchases[0].Orders[0].ID)
}

func TestListsThatCannotBeReadAreSaidOnTheForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	c := w.signedIn(w.token)
	made, err := w.desk.CreateToken(t.Context(), w.owner, desk.NewToken{Name: "Ann", Role: desk.ReadOnly})
	require.NoError(t, err)
	for name, x := range map[string]struct {
		form    map[string]string
		content string
		status  int
		says    string
	}{
		"nothing":          {nil, "", http.StatusUnprocessableEntity, "Choose a file, or paste rows"},
		"a workbook":       {nil, "PK\x03\x04", http.StatusUnprocessableEntity, "Save as, then CSV UTF-8"},
		"no headings":      {nil, "1001,LP1\n", http.StatusUnprocessableEntity, "The first row must name the columns"},
		"what was pasted":  {map[string]string{"pasted": "1001 <LP1>"}, "", http.StatusUnprocessableEntity, "1001 &lt;LP1&gt;</textarea>"},
		"a kind of no job": {map[string]string{"kind": "place"}, "order,tracking\n", http.StatusUnprocessableEntity, "tracking numbers"},
		"too large":        {nil, strings.Repeat("x", 1<<20), http.StatusUnprocessableEntity, "larger than 1 MB"},
		"without a proof":  {map[string]string{"csrf": "no"}, "order,tracking\n1001,LP00000101CN\n", http.StatusForbidden, "gone stale"},
	} {
		if x.form == nil {
			x.form = map[string]string{}
		}
		if x.form["kind"] == "" {
			x.form["kind"] = job.KindImportTracking
		}
		page := "/imports"
		if x.form["csrf"] != "" {
			page = "/nowhere" // which has no proof to add
		}
		g := c.upload(page, x.form, "list.csv", x.content)
		assert.Equal(t, x.status, g.status, name)
		assert.Contains(t, g.body, x.says, name)
	}
	reader := w.signedIn(made.Secret)
	assert.NotContains(t, reader.get("/imports").body, "Check the list")
	jobs, _, err := w.table.Jobs(t.Context(), "lumen", "", 10)
	require.NoError(t, err)
	assert.Empty(t, jobs)
	assert.Empty(t, w.log.String())
}

func TestALongListIsShownInParts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	c := w.signedIn(w.token)
	g := c.upload("/imports", map[string]string{"kind": job.KindImportTracking}, "long.csv", "order,tracking\n"+strings.Repeat("404,LP00000101CN\n", 1200))
	assert.Equal(t, 100, strings.Count(g.body, "There is no order 404"))
	assert.Contains(t, g.body, "?from=100")
	assert.Equal(t, 50, strings.Count(c.get(g.path+"?from=1150").body, "There is no order 404"))
	requests, rows := w.engine.spent(func() { c.get(g.path) })
	assert.LessOrEqual(t, requests, 4)
	assert.LessOrEqual(t, rows, 1000)
}

func TestAWholeListIsSavedByAJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	for i := range 60 {
		w.bring(string(rune('a'+i/10))+string(rune('a'+i%10)), i)
	}
	c := w.signedIn(w.token)
	g := c.get("/orders?tab=awaiting_order&country=DE&age=24")
	assert.Contains(t, g.body, "Save the list as CSV")
	g = c.get("/orders?tab=awaiting_order")
	assert.Contains(t, g.body, "Save this page as CSV")
	assert.Contains(t, g.body, "Save the whole list as CSV")
	g = c.send("/orders?tab=awaiting_order", "/orders/export", map[string][]string{"tab": {"awaiting_order"}, "age": {"24"}})
	assert.Contains(t, g.body, "List of orders as CSV")
	at := g.path
	w.work()
	g = c.get(at)
	require.Contains(t, g.body, "Save as CSV")
	g = c.get(at + "/file?file=1")
	assert.Equal(t, `attachment; filename="orders-awaiting_order.csv"`, g.header.Get("Content-Disposition"))
	assert.Equal(t, 1+35, strings.Count(g.body, "\n"), "those made more than a day ago, and the heading")
	assert.True(t, strings.HasPrefix(g.body, "\ufefforder,id,"), "spreadsheets read it as UTF-8")
	j, err := w.table.Job(t.Context(), "lumen", strings.TrimPrefix(at, "/jobs/"))
	require.NoError(t, err)
	assert.Equal(t, table.JobDone, j.State)
	assert.WithinDuration(t, w.now, j.Finished, time.Minute)
}
