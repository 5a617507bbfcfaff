package job_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/table"
)

func (b *bench) importer() *job.Importer {
	return &job.Importer{Table: b.table, Policies: b.policy, Sender: b.net, Now: b.now}
}

func TestPreviewNamesEveryBadRow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.says(b.snapshot("1002", "v1"))
	b.do("1002", order.SetTracking{By: "owner", Tracking: []order.Tracking{{Number: "LP00000002CN"}}})
	rows := []string{
		"Order;SKU;Quantity;Tracking Number;Carrier;Tracking URL;Replaces",
		"#1001;SKU-v1;1;LP00000101CN;Cainiao;https://track.example/LP00000101CN;", // 2 good
		"1001;sku-V1;1;LP00000102CN;;;",                                           // 3 good: another parcel of the same unit
		"1001;SKU-v1;2;LP00000103CN;;;",                                           // 4 one unit is left
		"1001;SKU-v9;;LP00000104CN;;;",                                            // 5 no such SKU
		"404;;;LP00000105CN;;;",                                                   // 6 no such order
		"1001;;;;;;",                                                              // 7 no number
		"1001;;;8.19E+15;;;",                                                      // 8 rounded
		"1001;;zero;LP00000106CN;;;",                                              // 9 quantity
		"1001;;;LP00000107CN;;ftp://x;",                                           // 10 address
		";;;LP00000108CN;;;",                                                      // 11 no order
		"",                                                                        // an empty line is no row
		"1002;;;LP00000109CN;;;LP00000002CN",                                      // 13 good: in place of the old number
		"1002;;;LP00000110CN;;;LP99999999CN",                                      // 14 no such number
		"1002;;;not a number!;;;",                                                 // 15
	}
	p, err := b.importer().Preview(t.Context(), merchant, job.KindImportTracking, "owner", []byte("\xef\xbb\xbf"+strings.Join(rows, "\r\n")))
	require.NoError(t, err)
	bad := map[int]string{}
	for _, row := range p.Bad {
		bad[row.Row] = row.Problem
	}
	for row, words := range map[int]string{
		4: "not so many units", 5: "no line with the SKU SKU-v9", 6: "no order 404", 7: "is missing", 8: "rounded", 9: "whole number",
		10: "https://", 11: "order is missing", 14: "no fulfilment with the number", 15: "characters",
	} {
		require.Contains(t, bad[row], words, "row %d", row)
	}
	require.Len(t, bad, 10, "%v", bad)
	require.Equal(t, 13, p.Rows)
	require.Equal(t, 3, p.Good)
	require.Equal(t, 2, p.Orders)
	require.Empty(t, b.order("1001").Fulfilments, "a preview changes nothing")
}

func TestImportTracking(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.says(b.snapshot("1002", "v1"))
	sheet := []byte("order,tracking number,carrier,sku,quantity\n1001,LP00000101CN,Cainiao,SKU-v1,1\n1001,LP00000102CN,Cainiao,SKU-v1,1\n1002,1Z999AA10123456784,UPS,,\n1003,x1234,,,\n")
	started, p, err := b.importer().Start(t.Context(), merchant, job.KindImportTracking, "owner", sheet)
	require.NoError(t, err)
	require.Len(t, p.Bad, 1)
	b.run(job.New(b.deps))
	j := b.job(started.ID)
	require.Equal(t, table.JobDone, j.State, "%v", j.Problems)
	require.Equal(t, 3, j.Done)
	require.Equal(t, map[string]int{"done": 3}, j.Results)
	o := b.order("1001")
	require.Len(t, o.Fulfilments, 1, "rows that differ in their number alone are one shipment of two parcels")
	require.Len(t, o.Fulfilments[0].Manual, 2)
	require.Equal(t, "1Z999AA10123456784", b.order("1002").Fulfilments[0].Manual[0].Number)
	require.Equal(t, order.AwaitingFulfillment, b.order("1002").Portions[0].State)

	// The same parts done once more, as after a kill, tell nothing twice.
	_, err = b.table.UpdateJob(t.Context(), merchant, started.ID, func(j *table.Job) error {
		j.State, j.Cursor, j.Done, j.Results = table.JobRunning, "", 0, nil
		return nil
	})
	require.NoError(t, err)
	b.queue(started.ID)
	b.run(job.New(b.deps))
	require.Equal(t, map[string]int{"unchanged": 3}, b.job(started.ID).Results)
	require.Len(t, b.order("1001").Fulfilments, 1)
	require.Equal(t, o.Version, b.order("1001").Version)
}

func TestImportSupplierOrders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.says(b.snapshot("1001", "v1"))
	b.says(b.snapshot("1002", "v1"))
	b.unknown("1002")
	sheet := []byte("Order\tSupplier order number\tAccount\n1001\t8190000000000001\tMain\n1002\t8190000000000002\taliexpress\n1001\t8190000000000001\tMain\n1001\t8190000000000009\tNobody\n")
	started, p, err := b.importer().Start(t.Context(), merchant, job.KindImportOrders, "owner", sheet)
	require.NoError(t, err)
	require.Equal(t, []job.BadRow{
		{Row: 4, Order: "1001", Problem: "The supplier order is there twice for the same items."},
		{Row: 5, Order: "1001", Problem: "There is no supplier account Nobody."},
	}, p.Bad)
	b.run(job.New(b.deps))
	j := b.job(started.ID)
	require.Equal(t, table.JobDone, j.State)
	require.Equal(t, map[string]int{"done": 2}, j.Results)
	require.Equal(t, "8190000000000001", b.order("1001").Purchases[0].Orders[0].ID)
	require.Equal(t, "8190000000000002", b.order("1002").Purchases[0].Orders[0].ID)
	require.Equal(t, order.PurchasePlaced, b.order("1002").Purchases[0].State, "what became of it is known now")
}

// unknown leaves an order's purchase with an unknown outcome.
func (b *bench) unknown(id string) {
	b.t.Helper()
	o := b.do(id, order.Place{By: "owner"})
	b.do(id, order.Claimed{Effect: o.Effects[0].ID})
	b.do(id, order.PlaceAnswered{Effect: o.Effects[0].ID, Attempt: 1, Outcome: order.PlaceRepeated})
	require.Equal(b.t, order.PurchaseUnknown, b.order(id).Purchases[0].State)
}

func TestSheetsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ kind, sheet, problem string }{
		"empty":         {job.KindImportTracking, "", "empty"},
		"no heading":    {job.KindImportTracking, "1001,LP1\n", `"order" is missing`},
		"lacks numbers": {job.KindImportTracking, "order,sku\n1001,x\n", `"tracking number" is missing`},
		"not UTF-8":     {job.KindImportOrders, "order,supplier order\nM\xfcller,1\n", "UTF-8"},
		"too long":      {job.KindImportTracking, "order,tracking number\n" + strings.Repeat("1001,LP00000001CN\n", job.MaxRows+1), "Split it"},
		"no good row":   {job.KindImportTracking, "order,tracking number\n404,LP00000001CN\n", "No row"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			_, _, err := b.importer().Start(t.Context(), merchant, test.kind, "owner", []byte(test.sheet))
			var bad *job.SheetError
			require.ErrorAs(t, err, &bad)
			require.Contains(t, bad.Problem, test.problem)
		})
	}
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
	p, err := b.importer().Preview(t.Context(), merchant, job.KindImportTracking, "owner",
		[]byte("order,store,tracking number\n1001,,LP00000001CN\n1001,second,LP00000002CN\n1001,third,LP00000003CN\n"))
	require.NoError(t, err)
	require.Equal(t, 1, p.Good)
	require.Contains(t, p.Bad[0].Problem, "Several orders")
	require.Contains(t, p.Bad[1].Problem, "no store third")
}
