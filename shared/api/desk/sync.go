package desk

import (
	"context"
	"errors"
	"time"

	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// Synced is what a sync on demand began.
type Synced struct {
	// Started is false when one of the same order began just before; pressing twice does not work twice.
	Started bool      `json:"started"`
	Version int64     `json:"version" doc:"The order's version before: ask for the news since it."`
	Checks  int       `json:"checks" doc:"Supplier orders that are looked at now."`
	Again   time.Time `json:"again,omitzero" doc:"From when the order can be synced again."`
	Paused  time.Time `json:"paused_until,omitzero" doc:"Until when the supplier takes no calls from the account; its orders are looked at after that."`
}

// syncEvery is how soon the same order can be synced again.
const syncEvery = 30 * time.Second

// Sync has an order looked at now: at its suppliers and in its store.
func (d *Desk) Sync(ctx context.Context, a Actor, store, id string) (Synced, error) {
	if err := a.need(Operator); err != nil {
		return Synced{}, err
	}
	o, err := d.Table.Load(ctx, order.Key{Merchant: a.Merchant, Store: store, ID: id})
	if err != nil {
		return Synced{}, refusal(err)
	}
	now := d.Now().UTC()
	out := Synced{Version: o.Version, Again: now.Add(syncEvery)}
	err = d.Table.AcquireLease(ctx, a.Merchant, job.SyncThing(o.Key), newID("y"), now, out.Again)
	if held, ok := errors.AsType[*table.HeldError](err); ok {
		out.Again = held.At()
		return out, nil
	}
	if err != nil {
		return Synced{}, err
	}
	out.Started = true
	if out.Checks, out.Paused, err = d.pollNow(ctx, []order.Order{o}); err != nil {
		return Synced{}, err
	}
	_, err = d.Decider.Apply(ctx, o.Key, order.Reread{Cause: "asked for by " + a.By()})
	return out, refusal(err)
}

// News is what happened to an order since a version.
type News struct {
	Version int64  `json:"version" doc:"The order's version now."`
	Busy    bool   `json:"busy" doc:"The store is still being read: more may come."`
	Steps   []Step `json:"steps" doc:"What it brought, oldest first: steps that move something, raise something, or come from the supplier. Empty when nothing is new."`
}

// News says what happened to an order since a version: what a sync brought.
func (d *Desk) News(ctx context.Context, a Actor, store, id string, since int64) (News, error) {
	if err := a.need(ReadOnly); err != nil {
		return News{}, err
	}
	o, err := d.Table.Load(ctx, order.Key{Merchant: a.Merchant, Store: store, ID: id})
	if err != nil {
		return News{}, refusal(err)
	}
	out := News{Version: o.Version, Busy: o.Rereading(), Steps: []Step{}}
	for _, e := range o.News(since) {
		out.Steps = append(out.Steps, stepOf(e))
	}
	return out, nil
}

// pollNow sends the watched supplier orders of orders to be polled at once. It answers how many, and until when
// the first account is paused, if it is.
func (d *Desk) pollNow(ctx context.Context, orders []order.Order) (n int, paused time.Time, err error) {
	var rows []table.Waiting
	var refs []table.WaitingRef
	for i := range orders {
		o := &orders[i]
		for _, w := range o.Watches() {
			ref := table.RefOf(o.Key, w)
			refs = append(refs, ref)
			rows = append(rows, table.Waiting{WaitingRef: ref, Since: w.Since, Stage: w.Stage})
		}
	}
	if len(rows) == 0 {
		return 0, time.Time{}, nil
	}
	known, err := d.Table.WaitingOf(ctx, refs)
	if err != nil {
		return 0, time.Time{}, err
	}
	for i := range rows {
		if w, ok := find(known, rows[i].WaitingRef); ok {
			rows[i] = w
		}
	}
	lead := refs[0]
	lease, err := d.Table.Lease(ctx, lead.Key.Merchant, table.AccountThing(lead.Supplier, lead.Account))
	if err != nil {
		return 0, time.Time{}, err
	}
	if lease.Ban.Until.After(d.Now()) {
		paused = lease.Ban.Until
	}
	return len(rows), paused, d.Sender.Send(ctx, queue.Polls(rows, true)...)
}
