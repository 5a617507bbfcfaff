package desk

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"onward/shared/evidence"
	"onward/shared/order"
)

const (
	// evidencePage is how many steps are read at once, evidencePages how many times.
	evidencePage  = 100
	evidencePages = 20
)

// Evidence writes what is recorded of an order as one HTML file, for a bank or for the supplier.
func (d *Desk) Evidence(ctx context.Context, a Actor, store, id string, reader evidence.Reader) (name string, raw []byte, err error) {
	if err := a.need(ReadOnly); err != nil {
		return "", nil, err
	}
	if reader != evidence.Bank && reader != evidence.Supplier {
		return "", nil, invalid("query.for", "The file is for a bank, or for a supplier.")
	}
	key := order.Key{Merchant: a.Merchant, Store: store, ID: id}
	r := evidence.Record{By: a.By(), At: d.Now(), Policies: map[int64]order.Policy{}, Accounts: map[string]string{}}
	if r.Order, err = d.Table.Load(ctx, key); err != nil {
		return "", nil, refusal(err)
	}
	if r.Steps, r.Cut, err = d.everyStep(ctx, key); err != nil {
		return "", nil, err
	}
	versions, err := d.Table.Policies(ctx, a.Merchant, store)
	if err != nil {
		return "", nil, err
	}
	r.Policies[order.DefaultPolicy().Version] = order.DefaultPolicy()
	for _, v := range versions {
		r.Policies[v.Policy.Version] = v.Policy
	}
	names, err := d.Names(ctx, a)
	if err != nil {
		return "", nil, err
	}
	r.Store = names.Store(store)
	for _, k := range names.Accounts {
		r.Accounts[k.ID] = k.Name
	}
	m, err := d.Table.Merchant(ctx, a.Merchant)
	if err != nil {
		return "", nil, missing(err, "merchant")
	}
	r.Merchant = m.Name
	var out bytes.Buffer
	if err := evidence.Write(&out, r, reader); err != nil {
		return "", nil, fmt.Errorf("evidence: %w", err)
	}
	return FileName("order-" + orElse(r.Order.Store.Name, id) + "-for-" + string(reader) + ".html"), out.Bytes(), nil
}

// everyStep reads an order's steps, oldest first; cut says that there are older ones.
func (d *Desk) everyStep(ctx context.Context, key order.Key) (steps []order.Entry, cut bool, err error) {
	cursor := ""
	for range evidencePages {
		page, err := d.Table.Timeline(ctx, key, cursor, evidencePage)
		if err != nil {
			return nil, false, refusal(err)
		}
		steps = append(steps, page.Entries...)
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	slices.Reverse(steps)
	return steps, cursor != "", nil
}
