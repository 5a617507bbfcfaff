package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// Merchants reads merchants.
type Merchants interface {
	Merchant(ctx context.Context, id string) (table.Merchant, error)
}

// Herald sends news for endpoints that want it. It is safe for concurrent use.
type Herald struct {
	merchants Merchants
	sender    queue.Sender
	now       func() time.Time

	mu    sync.Mutex
	known map[string]known
}

type known struct {
	notify table.Notify
	at     time.Time
}

const (
	// keepFor is after how long a merchant's choice works at the latest.
	keepFor = time.Minute
	// maxKnown bounds what a long-lived process remembers.
	maxKnown = 1000
	// madeUp is how long after a step it is still told of by who makes up for the stream: much shorter than the log, by
	// which a repeat is known, is kept.
	madeUp = 7 * 24 * time.Hour
)

// NewHerald makes a Herald.
func NewHerald(m Merchants, sender queue.Sender, now func() time.Time) *Herald {
	return &Herald{merchants: m, sender: sender, now: now, known: map[string]known{}}
}

// choice is what a merchant wants to be told.
func (h *Herald) choice(ctx context.Context, merchant string) (table.Notify, error) {
	now := h.now()
	h.mu.Lock()
	k, ok := h.known[merchant]
	h.mu.Unlock()
	if ok && now.Sub(k.at) < keepFor {
		return k.notify, nil
	}
	m, err := h.merchants.Merchant(ctx, merchant)
	if err != nil && !errors.Is(err, table.ErrNotFound) {
		return table.Notify{}, fmt.Errorf("notify: %w", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.known) >= maxKnown {
		clear(h.known)
	}
	h.known[merchant] = known{notify: m.Notify, at: now}
	return m.Notify, nil
}

// Follow tells of what a change of an order means: units in other tabs, and attention raised. A change that left no
// entry (an order was parked, or its layout renewed) means neither.
func (h *Herald) Follow(ctx context.Context, _ *order.Order, after order.Order) error {
	n := len(after.Tail)
	if n == 0 || after.Tail[n-1].Version != after.Version {
		return nil
	}
	return h.tell(ctx, after, after.Tail[n-1:])
}

// CatchUp tells of the steps that an order carries with it, for orders that the stream has not dealt with. Steps that
// were told are told under the same ids, by which they are known again.
func (h *Herald) CatchUp(ctx context.Context, now order.Order) error {
	since := h.now().Add(-madeUp)
	return h.tell(ctx, now, slices.DeleteFunc(slices.Clone(now.Tail), func(e order.Entry) bool { return e.At.Before(since) }))
}

func (h *Herald) tell(ctx context.Context, o order.Order, steps []order.Entry) error {
	steps = slices.DeleteFunc(slices.Clone(steps), func(e order.Entry) bool {
		// A first connection brings history, which is no news.
		return len(moves(e))+len(e.Raised) == 0 || e.Version == 1 && o.Store.Imported
	})
	if len(steps) == 0 {
		return nil
	}
	choice, err := h.choice(ctx, o.Key.Merchant)
	if err != nil {
		return err
	}
	var out []queue.Message
	for _, e := range steps {
		for _, f := range facts(o, e) {
			to := slices.DeleteFunc(wanting(choice, f.event), func(id string) bool { return madeAfter(choice, id, e.At) })
			messages, err := f.messages(o.Key.Merchant, to...)
			if err != nil {
				return err
			}
			for i := range messages {
				messages[i].Key = o.Key
			}
			out = append(out, messages...)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return h.sender.Send(ctx, out...)
}

// madeAfter reports whether an endpoint was made after a step: it begins with what happens from then on.
func madeAfter(n table.Notify, id string, at time.Time) bool {
	return slices.ContainsFunc(n.Endpoints, func(e table.Endpoint) bool { return e.ID == id && e.Created.After(at) })
}

// JobOver tells that a job is over.
func (h *Herald) JobOver(ctx context.Context, j table.Job) error {
	choice, err := h.choice(ctx, j.Merchant)
	if err != nil {
		return err
	}
	to := wanting(choice, EventJob)
	if len(to) == 0 {
		return nil
	}
	messages, err := fact{
		EventJob, j.Finished, JobOver{Job: j.ID, Kind: j.Kind, State: j.State, Done: j.Done, Results: j.Results}, []string{j.ID},
	}.messages(j.Merchant, to...)
	if err != nil {
		return err
	}
	return h.sender.Send(ctx, messages...)
}
