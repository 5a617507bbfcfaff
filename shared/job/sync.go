package job

import (
	"context"
	"errors"
	"sync"
	"time"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// syncing has orders looked at now: at their suppliers and in their stores.
type syncing struct {
	orders  Orders
	leases  Leases
	decider Decider
	sender  queue.Sender
	now     func() time.Time
}

// Leases lets one at a time do something.
type Leases interface {
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
	Lease(ctx context.Context, merchant, thing string) (table.Lease, error)
}

const (
	// syncEvery is how soon the same order is looked at again, whoever asks.
	syncEvery = 30 * time.Second

	resultAsked  = "asked"
	resultRecent = "asked_just_before"
	resultPaused = "account_paused"
)

// SyncThing is what is leased for as long as a look at an order on demand is not repeated.
func SyncThing(key order.Key) string { return "sync:" + key.Store + "/" + key.ID }

// Piece implements [Worker].
func (w syncing) Piece(ctx context.Context, j table.Job) (Piece, error) {
	b, err := params[Bulk](j)
	if err != nil {
		return Piece{}, err
	}
	c, err := b.Selection.next(ctx, w.orders, j.Merchant, j.Cursor)
	if err != nil {
		return Piece{}, err
	}
	found, err := w.orders.LoadMany(ctx, c.keys)
	if err != nil {
		return Piece{}, err
	}
	byKey := make(map[order.Key]*order.Order, len(found))
	for i := range found {
		byKey[found[i].Key] = &found[i]
	}
	var mu sync.Mutex
	var rows []table.Waiting
	paused := pauses{leases: w.leases, now: w.now(), known: map[string]bool{}}
	p, err := each(ctx, c, func(ctx context.Context, key order.Key) (string, string, error) {
		o := byKey[key]
		if o == nil {
			return judgeLoad(table.ErrNotFound)
		}
		mine := watched(o, b.Selection)
		if b.Selection.Account != "" && len(mine) == 0 {
			return resultUnchanged, "", nil
		}
		now := w.now()
		// The job owns it, not the run: a piece that is done again asks again.
		err := w.leases.AcquireLease(ctx, j.Merchant, SyncThing(key), thing(j.ID), now, now.Add(syncEvery))
		if _, held := errors.AsType[*table.HeldError](err); held {
			return resultRecent, "", nil
		}
		if err != nil {
			return "", "", err
		}
		banned, err := paused.any(ctx, j.Merchant, mine)
		if err != nil {
			return "", "", err
		}
		mu.Lock()
		rows = append(rows, mine...)
		mu.Unlock()
		if b.Selection.Account == "" {
			if _, err := w.decider.Apply(ctx, key, order.Reread{Cause: "asked for by " + j.By}); err != nil {
				return judgeLoad(err)
			}
		}
		if banned {
			return resultPaused, "", nil
		}
		return resultAsked, "", nil
	})
	if err != nil || len(rows) == 0 {
		return p, err
	}
	return p, w.sender.Send(ctx, queue.Polls(rows, true)...)
}

// watched is the supplier orders of an order that a sync is about.
func watched(o *order.Order, s Selection) []table.Waiting {
	var rows []table.Waiting
	for _, watch := range o.Watches() {
		if (s.Account == "" || watch.Account == s.Account) && (s.Supplier == "" || watch.Supplier == s.Supplier) {
			rows = append(rows, table.Waiting{WaitingRef: table.RefOf(o.Key, watch), Since: watch.Since, Stage: watch.Stage})
		}
	}
	return rows
}

// pauses remembers which accounts take no calls at the moment.
type pauses struct {
	leases Leases
	now    time.Time

	mu    sync.Mutex
	known map[string]bool
}

func (p *pauses) any(ctx context.Context, merchant string, rows []table.Waiting) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range rows {
		what := table.AccountThing(w.Supplier, w.Account)
		paused, known := p.known[what]
		if !known {
			lease, err := p.leases.Lease(ctx, merchant, what)
			if err != nil {
				return false, err
			}
			paused = lease.Ban.Until.After(p.now)
			p.known[what] = paused
		}
		if paused {
			return true, nil
		}
	}
	return false, nil
}
