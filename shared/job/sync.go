package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"onward/shared/order"
	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/table"
)

// syncing has orders looked at now: at their suppliers and in their stores. First all are asked about, then it is seen
// what came of it.
type syncing struct {
	orders  Orders
	leases  Leases
	parts   AskedParts
	decider Decider
	sender  queue.Sender
	now     func() time.Time
}

// Leases lets one at a time do something.
type Leases interface {
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
	Lease(ctx context.Context, merchant, thing string) (table.Lease, error)
}

// AskedParts keeps what a job has to remember between its pieces.
type AskedParts interface {
	PutJobPart(ctx context.Context, merchant, job string, n int, body json.RawMessage, now time.Time) error
	JobPart(ctx context.Context, merchant, job string, n int) (json.RawMessage, error)
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

// asked is an order that was asked about, at the version that it had.
type asked struct {
	Ref

	Version int64 `json:"version"`
}

// askedPart is the orders of one piece that were asked about.
type askedPart struct {
	At     time.Time `json:"at"`
	Orders []asked   `json:"orders"`
}

// Piece implements [Worker]. The cursor is "ask", how many pieces were asked about, and the selection's own cursor;
// then "look", the piece that is looked at, and how many there are.
func (w syncing) Piece(ctx context.Context, j table.Job) (Piece, error) {
	b, err := params[Bulk](j)
	if err != nil {
		return Piece{}, err
	}
	step, n, rest, err := syncCursor(j.Cursor)
	if err != nil {
		return Piece{}, err
	}
	if step == stepLook {
		return w.look(ctx, j, n, rest)
	}
	return w.ask(ctx, j, b, n, rest)
}

const (
	stepAsk  = "ask"
	stepLook = "look"
)

func syncCursor(cursor string) (step string, n int, rest string, err error) {
	if cursor == "" {
		return stepAsk, 0, "", nil
	}
	parts := strings.SplitN(cursor, "|", 3)
	if len(parts) != 3 {
		return "", 0, "", outcome.Permanent(table.ErrCursor)
	}
	if n, err = strconv.Atoi(parts[1]); err != nil {
		return "", 0, "", outcome.Permanent(table.ErrCursor)
	}
	return parts[0], n, parts[2], nil
}

func joinSync(step string, n int, rest string) string {
	return step + "|" + strconv.Itoa(n) + "|" + rest
}

// ask asks about the next orders of the selection.
func (w syncing) ask(ctx context.Context, j table.Job, b Bulk, n int, cursor string) (Piece, error) {
	c, err := b.Selection.next(ctx, w.orders, j.Merchant, cursor)
	if err != nil {
		return Piece{}, err
	}
	byKey, err := w.byKey(ctx, c.keys)
	if err != nil {
		return Piece{}, err
	}
	var mu sync.Mutex
	var rows []table.Waiting
	part := askedPart{At: w.now().UTC()}
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
		if done, err := w.recent(ctx, j, key); done || err != nil {
			return resultRecent, "", err
		}
		banned, err := paused.any(ctx, j.Merchant, mine)
		if err != nil {
			return "", "", err
		}
		mu.Lock()
		rows = append(rows, mine...)
		if !banned {
			part.Orders = append(part.Orders, asked{Ref{Store: key.Store, ID: key.ID}, o.Version})
		}
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
	if err != nil {
		return p, err
	}
	if n, err = w.keepAsked(ctx, j, n, part, rows); err != nil {
		return Piece{}, err
	}
	p.Cursor = joinSync(stepAsk, n, p.Cursor)
	if p.Over && n > 0 {
		p.Over, p.Cursor, p.Wait = false, joinSync(stepLook, 0, strconv.Itoa(n)), lookEvery
	}
	return p, nil
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

// keepAsked asks for the polls, and keeps which orders were asked about, and at which version, to tell later what it
// brought. It answers the number of the next part.
func (w syncing) keepAsked(ctx context.Context, j table.Job, n int, part askedPart, rows []table.Waiting) (int, error) {
	if len(rows) > 0 {
		if err := w.sender.Send(ctx, queue.Polls(rows, true)...); err != nil {
			return n, err
		}
	}
	if len(part.Orders) == 0 {
		return n, nil
	}
	raw, err := json.Marshal(part)
	if err != nil {
		return n, fmt.Errorf("keep what was asked: %w", err)
	}
	return n + 1, w.parts.PutJobPart(ctx, j.Merchant, j.ID, n, raw, w.now())
}

// recent takes the turn to ask about an order, and reports whether it was asked about a moment ago. The job owns the
// turn, not the run: a piece that is done again asks again.
func (w syncing) recent(ctx context.Context, j table.Job, key order.Key) (bool, error) {
	now := w.now()
	err := w.leases.AcquireLease(ctx, j.Merchant, SyncThing(key), thing(j.ID), now, now.Add(syncEvery))
	if _, held := errors.AsType[*table.HeldError](err); held {
		return true, nil
	}
	return false, err
}

func (w syncing) byKey(ctx context.Context, keys []order.Key) (map[order.Key]*order.Order, error) {
	found, err := w.orders.LoadMany(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make(map[order.Key]*order.Order, len(found))
	for i := range found {
		out[found[i].Key] = &found[i]
	}
	return out, nil
}
