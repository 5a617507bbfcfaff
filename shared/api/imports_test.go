package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

func csv() header { return header{"Content-Type": "text/csv"} }

func TestAListIsCheckedThenTakenIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	b.clock.pass(time.Minute)
	first, second := b.bring(store.ID, "5001"), b.bring(store.ID, "5002")
	const list = "Order Name;Tracking No.;Courier\r\n#5001;LP00000101CN;Cainiao\r\n#5002;LP00000102CN;\r\n#5003;LP00000103CN;\r\n"
	var checked desk.Import
	b.must(owner, "POST", "/v1/imports?file=numbers.csv", list, &checked, csv())
	assert.Equal(t, table.JobDraft, checked.State)
	assert.Equal(t, "numbers.csv", checked.File)
	assert.Equal(t, []int{3, 2, 1}, []int{checked.Rows, checked.Good, checked.Bad})
	assert.Equal(t, []desk.ImportColumn{{Heading: "Order Name", As: "order"}, {Heading: "Tracking No.", As: "tracking number"}, {Heading: "Courier", As: "carrier"}}, checked.Columns)
	require.Len(t, checked.Noted, 1)
	assert.Equal(t, desk.ImportProblem{Row: 4, Order: "#5003", Value: "LP00000103CN", Verdict: job.Bad, Problem: "There is no order #5003 here. Give its name as the list of orders has it."}, checked.Noted[0])
	assert.Empty(t, b.sent.of(queue.KindJob))

	var again, kept desk.Import
	requests, _ := b.counted.spent(func() { b.must(owner, "GET", "/v1/imports/"+checked.ID, nil, &kept) })
	assert.Equal(t, checked, kept)
	assert.LessOrEqual(t, requests, mostRequests)

	var started desk.Job
	for range 2 {
		b.must(owner, "POST", "/v1/imports/"+checked.ID+"/start", nil, &started)
		assert.Equal(t, checked.ID, started.ID)
		assert.Equal(t, 2, started.Total)
	}
	b.work("acme", started.ID)
	b.must(owner, "GET", "/v1/jobs/"+started.ID, nil, &started)
	assert.Equal(t, table.JobDone, started.State)
	assert.Equal(t, map[string]int{"done": 2}, started.Results)
	b.project(first)
	b.project(second)
	var o desk.Order
	b.must(owner, "GET", "/v1/orders/"+store.ID+"/5001", nil, &o)
	require.Len(t, o.Fulfilments, 1)
	assert.Equal(t, []desk.Tracking{{Number: "LP00000101CN", Carrier: "Cainiao"}}, o.Fulfilments[0].Numbers)
	assert.Equal(t, "owner", o.Recent[0].By)

	b.must(owner, "POST", "/v1/imports", list, &again, csv())
	assert.Equal(t, []int{0, 2, 1}, []int{again.Good, again.Already, again.Bad})
	code, detail := b.call(owner, "POST", "/v1/imports/"+again.ID+"/start", nil).problem(t)
	assert.Equal(t, "nothing_to_import", code)
	assert.Contains(t, detail, "Mend the file")
	b.must(owner, "POST", "/v1/jobs/"+again.ID+"/cancel", nil, &started)
	assert.Equal(t, table.JobCancelled, started.State, "a draft is discarded")
}

func TestImportsAreRefusedClearly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner, thief := b.merchant("acme"), b.merchant("thief")
	store := b.store(owner, "acme.myshopify.com")
	b.store(thief, "thief.myshopify.com")
	b.bring(store.ID, "5001")
	var checked, theirs desk.Import
	const list = "order,tracking\n5001,LP00000101CN\n"
	b.must(owner, "POST", "/v1/imports", list, &checked, csv())
	b.must(thief, "POST", "/v1/imports", list, &theirs, csv())
	assert.Equal(t, 1, theirs.Bad, "another merchant's order is none")
	assert.NotContains(t, theirs.Noted[0].Problem, store.ID)
	reader := b.token(owner, "read_only")
	var job desk.Job
	b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": "hold", "selection": map[string]any{"tab": "all"}}, &job)
	stale := func() { b.clock.pass(25 * time.Hour) }
	for _, c := range []struct {
		name, token, method, path string
		in                        any
		status                    int
		code, names               string
		before                    func()
	}{
		{"a workbook", owner, "POST", "/v1/imports", "PK\x03\x04", 422, "invalid_body", "CSV UTF-8", nil},
		{"no headings", owner, "POST", "/v1/imports", "5001,LP1\n", 422, "invalid_body", "begin from the template", nil},
		{"too many rows", owner, "POST", "/v1/imports", "order,tracking\n" + strings.Repeat("1,LP00000101CN\n", 2001), 422, "invalid_body", "2000 rows", nil},
		{"too large", owner, "POST", "/v1/imports", strings.Repeat("x", 1<<20+10), 413, "too_large", "", nil},
		{"nearly too large", owner, "POST", "/v1/imports", strings.Repeat("x", 1<<20-10), 422, "invalid_body", "1000 kB", nil},
		{"no such kind", owner, "POST", "/v1/imports?kind=place", list, 422, "invalid", "kind", nil},
		{"nothing sent", owner, "POST", "/v1/imports", "", 400, "malformed", "body", nil},
		{"a reader", reader, "POST", "/v1/imports", list, 403, "role", "operator", nil},
		{"a job that is no import", owner, "GET", "/v1/imports/" + job.ID, nil, 404, "no_such_import", "", nil},
		{"starting a job that is no import", owner, "POST", "/v1/imports/" + job.ID + "/start", nil, 404, "no_such_import", "", nil},
		{"another's import", thief, "GET", "/v1/imports/" + checked.ID, nil, 404, "no_such_import", "", nil},
		{"starting another's import", thief, "POST", "/v1/imports/" + checked.ID + "/start", nil, 404, "no_such_import", "", nil},
		{"an old check", owner, "POST", "/v1/imports/" + checked.ID + "/start", nil, 409, "import_stale", "Upload the file again", stale},
	} {
		if c.before != nil {
			c.before()
		}
		got := b.call(c.token, c.method, c.path, c.in, csv())
		if assert.Equal(t, c.status, got.status, "%s: %s", c.name, got.body) {
			code, detail := got.problem(t)
			assert.Equal(t, c.code, code, c.name)
			assert.Contains(t, detail+string(got.body), c.names, c.name)
		}
	}
	assert.NotContains(t, b.log.String(), "api.failed")
	o, err := b.table.Load(t.Context(), order.Key{Merchant: "acme", Store: store.ID, ID: "5001"})
	require.NoError(t, err)
	assert.Empty(t, o.Fulfilments)
}

func TestTheTemplateIsAListThatCanBeFilledIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	for kind, row := range map[string]string{
		"import_tracking": "x,LP00000101CN,,,,,,", "import_supplier_orders": "x,8190000000000001,,,,",
	} {
		got := b.must(owner, "GET", "/v1/imports/template?kind="+kind, nil, nil)
		assert.Equal(t, "text/csv; charset=utf-8", got.header.Get("Content-Type"))
		assert.Equal(t, `attachment; filename="`+kind+`.csv"`, got.header.Get("Content-Disposition"))
		var checked desk.Import
		b.must(owner, "POST", "/v1/imports?kind="+kind, string(got.body)+row+"\n", &checked, csv())
		for _, c := range checked.Columns {
			assert.Equal(t, c.Heading, c.As)
		}
		assert.Equal(t, 1, checked.Bad)
	}
	assert.Equal(t, http.StatusUnprocessableEntity, b.call(owner, "GET", "/v1/imports/template?kind=place", nil).status)
}
