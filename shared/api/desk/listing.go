package desk

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/sheet"
	"onward/shared/table"
)

// Listing is which orders are written down: those of a tab that its filters leave.
type Listing struct {
	Tab       order.State    `json:"tab" enum:"all,pending,awaiting_order,awaiting_payment,awaiting_shipment,awaiting_fulfillment,fulfilled,canceled,failed"`
	Store     string         `json:"store,omitempty" maxLength:"60"`
	Supplier  order.Supplier `json:"supplier,omitempty" maxLength:"30"`
	Country   string         `json:"country,omitempty" maxLength:"2"`
	OlderThan time.Time      `json:"older_than,omitzero" doc:"Only orders made before."`
}

// StartListing has a whole list written down as CSV, as a job.
func (d *Desk) StartListing(ctx context.Context, a Actor, l Listing) (Job, error) {
	if err := a.need(Operator); err != nil {
		return Job{}, err
	}
	if l.Tab != TabAll && !slices.Contains(order.Tabs(), l.Tab) {
		return Job{}, invalid("body.tab", "There is no such tab.")
	}
	l.Country = strings.ToUpper(l.Country)
	count, err := d.Count(ctx, a, Query{Tab: l.Tab, Store: l.Store, Supplier: l.Supplier, Country: l.Country, OlderThan: l.OlderThan})
	if err != nil {
		return Job{}, err
	}
	total := count.Count
	if count.More {
		total = 0 // not known beforehand
	}
	j, err := d.startJob(ctx, a, table.Job{Kind: job.KindListOrders, Store: l.Store, Total: total}, job.Listing(l))
	return jobOf(j), err
}

// OrdersFile is a finished list as CSV. Very long lists come in several files, counted from 1.
func (d *Desk) OrdersFile(ctx context.Context, a Actor, id string, file int) (name string, raw []byte, err error) {
	if err := a.need(ReadOnly); err != nil {
		return "", nil, err
	}
	rows, listed, err := job.ReadListing(ctx, d.Table, a.Merchant, id, file)
	if errors.Is(err, job.ErrNotReady) {
		return "", nil, refuse(Conflict, "not_ready", "The list is not written yet, or was ended. Look at its job.")
	}
	if err != nil {
		return "", nil, missing(err, "list")
	}
	names, err := d.Names(ctx, a)
	if err != nil {
		return "", nil, err
	}
	shown := make([]Row, 0, len(rows))
	for _, r := range rows {
		shown = append(shown, rowOf(r))
	}
	raw, err = OrdersCSV(shown, names, listed.Tab)
	name = "orders-" + string(listed.Tab)
	if file > 1 {
		name += "-" + strconv.Itoa(file)
	}
	return name + ".csv", raw, err
}

// OrdersCSV is orders as they are on the screen, as CSV.
func OrdersCSV(list []Row, names Names, tab order.State) ([]byte, error) {
	rows := [][]string{{"order", "id", "store", "made", "tabs", "state", "suppliers", "country", "total", "attention", "held"}}
	for _, r := range list {
		var tabs, suppliers []string
		for _, t := range r.Tabs {
			tabs = append(tabs, t.Title())
		}
		if len(tabs) == 0 {
			tabs = []string{tab.Title()}
		}
		for _, s := range r.Suppliers {
			suppliers = append(suppliers, s.Title())
		}
		rows = append(rows, []string{
			r.Name, r.ID, names.Store(r.Store), r.Created.UTC().Format(time.RFC3339), strings.Join(tabs, ", "), WhyLabel(r.Why),
			strings.Join(suppliers, ", "), r.Country, r.Total, strconv.Itoa(r.Attention), strconv.FormatBool(r.Held),
		})
	}
	var out bytes.Buffer
	err := sheet.Write(&out, rows)
	return out.Bytes(), err
}
