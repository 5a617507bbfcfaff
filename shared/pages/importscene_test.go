package pages_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
)

// imports is a merchant who brings in lists: what was checked, what is taken in, what can't be.
func imports(w *world) (string, []look) {
	w.connect()
	w.populate()
	check := func(kind, file, list string) string {
		i, err := w.desk.CheckImport(w.t.Context(), w.owner, kind, file, []byte(list))
		require.NoError(w.t, err)
		return i.ID
	}
	mixed := "Order,Tracking number,Carrier,SKU,Replaces,Customer\n" +
		"#1100,LP00110000001CN,Cainiao,,,Jo\n#1101,LP00110100001CN,,OP-30,,\n#1050,RB123456785CN,,,,\n#1102,1.23E+12,,,,\n#1103,TBD,,,,\n" +
		"#9999,LP00999900001CN,,,,\n#1104,LP00110400001CN,,XX-1,,\n#1050,LP00105000002CN,,,,\n#1105,12345678901,,,,\n#1106,LP00110000001CN,,,,\n" +
		strings.Repeat("x", 70) + "," + strings.Repeat("LP", 60) + ",,,,\n"
	draft := check(job.KindImportTracking, "Numbers of week 48.csv", mixed)
	none := check(job.KindImportOrders, "bought.csv", "order,supplier order\n#1100,8.19E+15\n#404,8190000000000404\n")
	taken := check(job.KindImportOrders, strings.Repeat("A-very-long-name-", 9)+".csv", "order,supplier order\n#1107,8190000000001107\n#1108,8190000000001108\n")
	_, err := w.desk.StartImport(w.t.Context(), w.owner, taken)
	require.NoError(w.t, err)
	w.answer(w.key("1108"), order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: []string{"8190000000009999"}}) // meanwhile
	w.workOn("lumen", taken)
	listed, err := w.desk.StartListing(w.t.Context(), w.owner, desk.Listing{Tab: desk.TabAll})
	require.NoError(w.t, err)
	w.workOn("lumen", listed.ID)
	var long strings.Builder
	long.WriteString("order,tracking\n")
	for i := range 700 {
		long.WriteString("#9" + strconv.Itoa(i) + ",LP00000101CN\n")
	}
	many := check(job.KindImportTracking, "", long.String())
	looks := at("/imports", "/imports?kind=import_supplier_orders", "/imports/"+draft, "/imports/"+none, "/imports/"+taken, "/imports/"+many, "/jobs", "/jobs/"+taken, "/jobs/"+listed.ID)
	return w.token, append(looks, look{path: "/imports?refused", refused: http.StatusUnprocessableEntity, do: func(b *browsertest.Browser) {
		b.Press("Or paste rows")
		b.Fill("#pasted", "1001;LP1")
		b.Press("Check the list")
		b.Sees("The first row must name the columns")
	}})
}

// TestAListIsTakenInInABrowser goes the way of a list in a real browser; its progress is there after a reload.
func TestAListIsTakenInInABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.bring("1001", 3)
	w.bring("1002", 2)
	b := w.browser(w.token)
	b.Go("/imports")
	b.Press("Or paste rows")
	b.Fill("#pasted", "order\ttracking number\n#1001\tLP00000000101CN\n#1002\t1.5E+12")
	b.Press("Check the list")
	b.Sees("1 row can be taken in, for 1 order")
	b.Sees("took the tracking number for an amount")
	b.Press("Take in 1 row")
	b.Sees("0 rows of 1")
	b.Go("/jobs")
	b.Press("Import of tracking numbers")
	b.Sees("0 rows of 1")
	w.work()
	b.Sees("1 row of 1") // by itself
	b.Press("What was checked")
	b.Sees("This list was taken in")
	b.Faultless("taking in a list")
	require.Len(t, w.load("1001").Fulfilments, 1)
}
