package job_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/sheet"
	"onward/shared/table"
)

func (b *bench) importer() *job.Importer {
	return &job.Importer{Table: b.table, Policies: b.policy, Sender: b.net, Now: b.now}
}

// check checks a list.
func (b *bench) check(kind, list string) job.Import {
	b.t.Helper()
	got, err := b.importer().Check(b.t.Context(), job.List{Merchant: merchant, Kind: kind, By: "owner", File: "numbers.csv", Raw: []byte(list)})
	require.NoError(b.t, err)
	kept, err := job.ReadImport(b.t.Context(), b.table, b.job(got.Job.ID))
	require.NoError(b.t, err)
	require.Equal(b.t, got.Checked, kept.Checked, "what was shown is what was kept")
	require.ElementsMatch(b.t, got.Noted, kept.Noted)
	return got
}

// take begins what was checked and does it.
func (b *bench) take(id string) table.Job {
	b.t.Helper()
	_, err := b.importer().Start(b.t.Context(), merchant, id, "Kim")
	require.NoError(b.t, err)
	b.run(job.New(b.deps))
	return b.job(id)
}

// problems is what was noted, by row.
func problems(p job.Import, v job.Verdict) map[int]string {
	out := map[int]string{}
	for _, n := range p.Noted {
		if n.Verdict == v {
			out[n.Row] = n.Problem
		}
	}
	return out
}

// says checks that each row is noted with its words, and no other.
func says(t *testing.T, want, got map[int]string) {
	t.Helper()
	assert.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)), "%v", got)
	for row, words := range want {
		assert.Contains(t, got[row], words, "row %d", row)
	}
}

func TestACheckNamesEveryBadRow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.says(b.snapshot("1002", "v1"))
	b.do("1002", order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: "LP00000002CN"}}})
	rows := []string{
		"Order;SKU;Quantity;Tracking Number;Carrier;Tracking URL;Replaces;Customer",
		"#1001;SKU-v1;1;LP00000101CN;Cainiao;https://track.example/LP00000101CN;;Jo", // 2 good
		"1001;sku-V1;1;LP 0000 0102 CN;;;;",                                          // 3 good: another parcel of the same unit
		"1001;SKU-v1;2;LP00000103CN;;;;",                                             // 4 one unit is left
		"1001;SKU-v9;;LP00000104CN;;;;",                                              // 5 no such SKU
		"404;;;LP00000105CN;;;;",                                                     // 6 no such order
		"1001;;;;;;;",                                                                // 7 no number
		"1001;;;8.19E+15;;;;",                                                        // 8 rounded
		"1001;;zero;LP00000106CN;;;;",                                                // 9 quantity
		"1001;;;LP00000107CN;;ftp://x;;",                                             // 10 address
		";;;LP00000108CN;;;;",                                                        // 11 no order
		"",                                                                           // an empty line is no row
		"1002;;;LP00000109CN;;;LP00000002CN;",                                        // 13 good: in place of the old number
		"1002;;;LP00000110CN;;;LP99999999CN;",                                        // 14 no such number
		"1002;;;not a number!;;;;",                                                   // 15
		"1001;SKU-v1;1;lp00000101cn;;;;",                                             // 16 as row 2
		"1001;;;TBD;;;;",                                                             // 17
		"1001;;;1001;;;;",                                                            // 18 the order's own
		"1001;;;LP1,LP2;;;;",                                                         // 19
		"1001;;;8.190.000.000.000.001;;;;",                                           // 20
		"1001;;;8190000000000001,00;;;;",                                             // 21
		"1001;;;819000000000000000;;;;",                                              // 22
		"1001;;;https://track.example/1;;;;",                                         // 23
		"1001;;;00000000000;;;;",                                                     // 24
	}
	p := b.check(job.KindImportTracking, "\xef\xbb\xbf"+strings.Join(rows, "\r\n"))
	says(t, map[int]string{
		4: "not so many units open: 1", 5: "no line with the SKU SKU-v9. It has SKU-v1.", 6: "no order 404", 7: "is missing", 8: "took the tracking number for an amount",
		9: "whole number", 10: "https://", 11: "order is missing", 14: "no shipment with the number", 15: "characters", 16: "Row 2 says the same",
		17: "no tracking number yet", 18: "number of an order", 19: "more than one", 20: "for an amount", 21: "for an amount", 22: "for an amount",
		23: "This is an address", 24: "This is no tracking number",
	}, problems(p, job.Bad))
	assert.Equal(t, 22, p.Checked.Rows)
	assert.Equal(t, 3, p.Checked.Good)
	assert.Equal(t, 19, p.Checked.Bad)
	assert.Equal(t, 2, p.Checked.Orders)
	assert.Len(t, p.Checked.Sum, 64)
	assert.Equal(t, job.Heading{Heading: "SKU", As: "sku"}, p.Checked.Columns[1])
	assert.Equal(t, job.Heading{Heading: "Customer"}, p.Checked.Columns[7])
	assert.Equal(t, []job.Sample{
		{Row: 2, Order: "#1001", Text: "LP00000101CN, LP00000102CN (Cainiao) for 1 × SKU-v1"},
		{Row: 13, Order: "#1002", Text: "LP00000109CN in place of LP00000002CN"},
	}, p.Checked.Samples)
	assert.Equal(t, table.JobDraft, p.Job.State)
	assert.Empty(t, b.order("1001").Fulfilments, "a check changes nothing")
	assert.Zero(t, b.net.Pending(queue.KindJob), "nor begins anything")
}

func TestImportTracking(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.says(b.snapshot("1002", "v1"))
	const list = "order,tracking number,carrier,sku,quantity\n1001,LP00000101CN,Cainiao,SKU-v1,1\n1001,LP00000102CN,Cainiao,SKU-v1,1\n1002,1Z999AA10123456784,UPS,,\n1003,LP00000103CN,,,\n"
	p := b.check(job.KindImportTracking, list)
	require.Equal(t, 1, p.Checked.Bad)
	j := b.take(p.Job.ID)
	require.Equal(t, table.JobDone, j.State, "%v", j.Problems)
	require.Equal(t, 3, j.Done)
	require.Equal(t, map[string]int{"done": 3}, j.Results)
	o := b.order("1001")
	require.Len(t, o.Fulfilments, 1, "rows that differ in their number alone are one shipment of two parcels")
	require.Len(t, o.Fulfilments[0].Manual, 2)
	assert.Equal(t, "Kim", o.Tail[len(o.Tail)-1].By, "it is by whoever began it")
	require.Equal(t, "1Z999AA10123456784", b.order("1002").Fulfilments[0].Manual[0].Number)
	require.Equal(t, order.AwaitingFulfillment, b.order("1002").Portions[0].State)

	// Beginning it once more begins nothing.
	again, err := b.importer().Start(t.Context(), merchant, p.Job.ID, "Ann")
	require.NoError(t, err)
	assert.Equal(t, j, again)
	assert.Zero(t, b.net.Pending(queue.KindJob))

	// The same parts done once more, as after a kill, tell nothing twice.
	_, err = b.table.UpdateJob(t.Context(), merchant, p.Job.ID, func(j *table.Job) error {
		j.State, j.Cursor, j.Done, j.Results = table.JobRunning, "", 0, nil
		return nil
	})
	require.NoError(t, err)
	b.queue(p.Job.ID)
	b.run(job.New(b.deps))
	require.Equal(t, map[string]int{"unchanged": 3}, b.job(p.Job.ID).Results)
	require.Equal(t, o.Version, b.order("1001").Version)

	// The same file uploaded once more has nothing to do.
	p = b.check(job.KindImportTracking, list)
	assert.Equal(t, 3, p.Checked.Already)
	assert.Equal(t, "2-4", p.Checked.AlreadyRows)
	assert.Zero(t, p.Checked.Good)
	_, err = b.importer().Start(t.Context(), merchant, p.Job.ID, "Kim")
	require.ErrorIs(t, err, job.ErrNothing)
}

func TestAMessageThatWasLostIsSentWithTheNextPress(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	p := b.check(job.KindImportTracking, "order,tracking\n1001,LP00000101CN\n")
	for range 2 {
		_, err := b.importer().Start(t.Context(), merchant, p.Job.ID, "Kim")
		require.NoError(t, err)
		b.drain(queue.KindJob)
	}
	j := b.take(p.Job.ID)
	assert.Equal(t, map[string]int{"done": 1}, j.Results)
}

func TestAChangedNumberIsToldApart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.take(b.check(job.KindImportTracking, "order,tracking\n1001,LP00000101CN\n").Job.ID)
	p := b.check(job.KindImportTracking, "order,tracking\n1001,LP00000999CN\n")
	says(t, map[int]string{2: `It has LP00000101CN. To change a number, add a column "replaces"`}, problems(p, job.Bad))
	p = b.check(job.KindImportTracking, "order,sku,tracking\n1001,SKU-v1,LP00000999CN\n")
	says(t, map[int]string{2: "Nothing of this is open any more. It has LP00000101CN."}, problems(p, job.Bad))

	// A list that repeats the number and adds one is a further parcel of the same shipment.
	p = b.check(job.KindImportTracking, "order,tracking\n1001,LP00000101CN\n1001,LP00000102CN\n")
	assert.Equal(t, "LP00000101CN, LP00000102CN in one shipment, some of them known already", p.Checked.Samples[0].Text)
	b.take(p.Job.ID)
	require.Len(t, b.order("1001").Fulfilments, 1)
	assert.Len(t, b.order("1001").Fulfilments[0].Manual, 2)

	const changed = "order,tracking,replaces\n1001,LP00000999CN,lp00000101cn\n"
	b.take(b.check(job.KindImportTracking, changed).Job.ID)
	o := b.order("1001")
	require.Len(t, o.Fulfilments, 1)
	assert.Equal(t, []order.Tracking{{Number: "LP00000999CN"}}, o.Fulfilments[0].Manual)
	p = b.check(job.KindImportTracking, changed)
	assert.Equal(t, 1, p.Checked.Already, "%v", p.Noted)
}

func TestFurtherUnitsUnderTheSameNumber(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.take(b.check(job.KindImportTracking, "order,sku,quantity,tracking\n1001,SKU-v1,1,LP00000101CN\n").Job.ID)
	p := b.check(job.KindImportTracking, "order,sku,quantity,tracking\n1001,SKU-v1,1,LP00000101CN\n1001,SKU-v1,2,LP00000101CN\n")
	assert.Equal(t, "2", p.Checked.AlreadyRows)
	says(t, map[int]string{3: "not so many units open: 1"}, problems(p, job.Bad))
}

func TestNumbersThatTheSupplierGaveAreThereAlready(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.bought("1001", "8190000000000001")
	b.do("1001", order.SupplierSaid{Purchase: b.order("1001").Purchases[0].ID, Report: order.Report{
		ID: "8190000000000001", Stage: order.StageShipped, ParcelsKnown: true, Parcels: []order.ReportParcel{{Number: "LP00000101CN"}},
	}})
	p := b.check(job.KindImportTracking, "order,tracking\n1001,LP00000101CN\n1001,8190000000000001\n")
	assert.Equal(t, 1, p.Checked.Already+p.Checked.Bad-1, "%v", p.Noted)
	p = b.check(job.KindImportTracking, "order,tracking,sku\n1001,LP00000101CN,SKU-v1\n")
	assert.Equal(t, 1, p.Checked.Already)
}

func TestOneParcelCanCarryTwoLinesAndTwoOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.snapshot("1001", "v1")
	s.Lines = append(s.Lines, order.SnapshotLine{ID: "l2", Variant: "v2", SKU: "SKU-v2", Quantity: 1})
	b.says(s)
	b.says(b.snapshot("1002", "v1"))
	b.take(b.check(job.KindImportTracking, "order,sku,tracking\n1001,SKU-v1,LP00000101CN\n").Job.ID)
	require.NoError(t, b.rows.Refresh(t.Context(), nil, b.order("1001"))) // as the stream would
	p := b.check(job.KindImportTracking, "order,tracking\n1002,LP00000101CN\n")
	says(t, map[int]string{2: "The order #1001 has this number too"}, problems(p, job.Doubtful))
	p = b.check(job.KindImportTracking, "order,sku,tracking\n1001,SKU-v1,LP00000101CN\n1001,SKU-v2,LP00000101CN\n1002,,LP00000101CN\n1002,,12345678901\n")
	assert.Equal(t, 1, p.Checked.Already)
	assert.Equal(t, 3, p.Checked.Good)
	says(t, map[int]string{4: "Row 2 has this number for the order 1001 too", 5: "run up or down"}, problems(p, job.Doubtful))
	b.take(p.Job.ID)
	assert.Len(t, b.order("1001").Fulfilments, 2)
}

func TestImportSupplierOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, id := range []string{"1001", "1002", "1003", "1004"} {
		b.says(b.snapshot(id, "v1"))
	}
	b.unknown("1002")
	b.bought("1003", "8190000000000003")
	const list = "Order\tSupplier order number\tAccount\n1001\t8190000000000001\tMain\n1002\t8190000000000002\taliexpress\n1001\t8190000000000001\tMain\n" +
		"1001\t8190000000000009\tNobody\n1004\t8190000000000001\t\n1004\t8190000000000003\t\n1003\t8190000000000007\t\n1004\tSO-12345\t\n1003\t8190000000000003\t\n"
	p := b.check(job.KindImportOrders, list)
	says(t, map[int]string{
		4: "Row 2 says the same", 5: "There is no supplier account Nobody.", 6: "Row 2 has this number for the order 1001",
		7: "The order #1003 has this supplier order already", 8: "It was bought as 8190000000000003", 9: "digits only",
	}, problems(p, job.Bad))
	assert.Equal(t, "10", p.Checked.AlreadyRows)
	j := b.take(p.Job.ID)
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, map[string]int{"done": 2}, j.Results)
	require.Equal(t, "8190000000000001", b.order("1001").Purchases[0].Orders[0].ID)
	require.Equal(t, "8190000000000002", b.order("1002").Purchases[0].Orders[0].ID)
	require.Equal(t, order.PurchasePlaced, b.order("1002").Purchases[0].State, "what became of it is known now")
	p = b.check(job.KindImportOrders, "order,aliexpress order\n1001,8190000000000001\n1002,8190000000000002\n")
	assert.Equal(t, 2, p.Checked.Already)
}

func TestNumbersThatLostTheirLastDigitTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var rows strings.Builder
	rows.WriteString("order,supplier order\n")
	for i := range 3 {
		id := strconv.Itoa(1001 + i)
		b.says(b.snapshot(id, "v1"))
		rows.WriteString(id + ",819000000000" + id[1:] + "0\n")
	}
	list := rows.String()
	p := b.check(job.KindImportOrders, list)
	says(t, map[int]string{2: "for an amount", 3: "for an amount", 4: "for an amount"}, problems(p, job.Bad))
	p = b.check(job.KindImportOrders, list[:strings.LastIndex(list, "0\n")]+"5\n")
	assert.Equal(t, 3, p.Checked.Good, "one number can end so, and another")
}

// unknown leaves an order's purchase with an unknown outcome.
func (b *bench) unknown(id string) {
	b.t.Helper()
	o := b.do(id, order.Place{By: "owner"})
	b.do(id, order.Claimed{Effect: o.Effects[0].ID})
	b.do(id, order.PlaceAnswered{Effect: o.Effects[0].ID, Attempt: 1, Outcome: order.PlaceRepeated})
	require.Equal(b.t, order.PurchaseUnknown, b.order(id).Purchases[0].State)
}

func TestListsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ kind, list, problem string }{
		"empty":         {job.KindImportTracking, "", "empty"},
		"no heading":    {job.KindImportTracking, "1001,LP1\n", `none is called "order". It has: 1001, LP1.`},
		"lacks numbers": {job.KindImportTracking, "order,sku\n1001,x\n", `none is called "tracking number"`},
		"no rows":       {job.KindImportOrders, "order,supplier order\n,\n", "no rows"},
		"too long":      {job.KindImportTracking, "order,tracking number\n" + strings.Repeat("1001,LP00000001CN\n", job.MaxRows+1), "Split it"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			_, err := b.importer().Check(t.Context(), job.List{Merchant: merchant, Kind: test.kind, Raw: []byte(test.list)})
			var bad *sheet.Error
			require.ErrorAs(t, err, &bad)
			require.Contains(t, bad.Problem, test.problem)
		})
	}
}

func TestLettersThatCannotBeReadSpoilTheirRowAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.says(b.snapshot("1002", "v1"))
	p := b.check(job.KindImportTracking, "order,tracking,carrier,customer\n1001,LP00000101CN,DPD,M\xfcller\n1002,LP00000102CN,\xd6sterreich,x\n")
	says(t, map[int]string{3: "carrier has letters that can't be read"}, problems(p, job.Bad))
	assert.Equal(t, 1, p.Checked.Good)
}

func TestOrderOfTwoStoresNeedsItsStore(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.table.CreateStore(t.Context(), table.Store{Merchant: merchant, ID: "s2", Platform: order.Wix, Name: "Second"}))
	b.says(b.snapshot("1001", "v1"))
	second := b.snapshot("1001", "v1")
	r, err := b.apply.ApplyNew(t.Context(), order.Key{Merchant: merchant, Store: "s2", ID: "1001"}, order.Wix, order.StoreSaid{Snapshot: second, Source: "webhook"})
	require.NoError(t, err)
	require.NoError(t, b.rows.Refresh(t.Context(), nil, r.Order))
	p := b.check(job.KindImportTracking, "order,store,tracking number\n1001,,LP00000001CN\n1001,second,LP00000002CN\n1001,third,LP00000003CN\n")
	require.Equal(t, 1, p.Checked.Good)
	says(t, map[int]string{2: "Several orders", 4: "no store third"}, problems(p, job.Bad))
}

func TestAnotherMerchantsOrderIsNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	require.NoError(t, b.table.CreateStore(t.Context(), table.Store{Merchant: "m2", ID: shop, Platform: order.Shopify, Name: "Theirs"}))
	got, err := b.importer().Check(t.Context(), job.List{Merchant: "m2", Kind: job.KindImportTracking, Raw: []byte("order,tracking\n1001,LP00000101CN\n")})
	require.NoError(t, err)
	says(t, map[int]string{2: "There is no order 1001 here"}, problems(got, job.Bad))
	_, err = b.importer().Start(t.Context(), merchant, got.Job.ID, "Kim")
	require.ErrorIs(t, err, table.ErrNotFound)
}

func TestAnOldCheckIsNotBegun(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	p := b.check(job.KindImportTracking, "order,tracking\n1001,LP00000101CN\n")
	b.queue(p.Job.ID)
	b.run(job.New(b.deps))
	assert.Equal(t, table.JobDraft, b.job(p.Job.ID).State, "nobody does a draft")
	b.pass(25 * time.Hour)
	_, err := b.importer().Start(t.Context(), merchant, p.Job.ID, "Kim")
	require.ErrorIs(t, err, job.ErrStale)
	id := b.start(table.Job{Kind: job.KindSync}, nil)
	_, err = b.importer().Start(t.Context(), merchant, id, "Kim")
	require.ErrorIs(t, err, table.ErrNotFound)
}

func TestTheLongestListFits(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	var list strings.Builder
	list.WriteString("order,tracking,url\n")
	for i := range job.MaxRows {
		fmt.Fprintf(&list, "%d,LP%09dCN,\n", 1001+i%2*9999, i)
	}
	p := b.check(job.KindImportTracking, list.String())
	assert.Equal(t, 50, p.Checked.Good, "one shipment takes up to so many")
	assert.Equal(t, 1950, p.Checked.Bad)
	assert.Len(t, p.Noted, 1950)
	assert.Equal(t, map[string]int{"done": 50}, b.take(p.Job.ID).Results)
}
