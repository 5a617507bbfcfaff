package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
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

// Herald sends news for merchants who want it. It is safe for concurrent use.
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

// Follow tells of what a change of an order means: units in other tabs, and attention raised.
func (h *Herald) Follow(ctx context.Context, before *order.Order, after order.Order) error {
	if before == nil && after.Store.Imported {
		return nil // a first connection brings history, which is no news
	}
	moves, codes := moved(after), raised(before, after)
	if len(moves)+len(codes) == 0 {
		return nil
	}
	choice, err := h.choice(ctx, after.Key.Merchant)
	if err != nil {
		return err
	}
	at := h.now()
	if n := len(after.Tail); n > 0 {
		at = after.Tail[n-1].At
	}
	var out []queue.Message
	add := func(event string, data any) {
		m, e := news(after.Key.Merchant, event, at, data, after.Key.Store, after.Key.ID, strconv.FormatInt(after.Version, 10))
		m.Key = after.Key
		out, err = append(out, m), errors.Join(err, e)
	}
	if len(moves) > 0 && wants(choice, EventMoved) {
		add(EventMoved, Moved{
			Store: after.Key.Store, Order: after.Key.ID, Name: after.Store.Name, Version: after.Version, Moves: moves, Tabs: tabs(after),
		})
	}
	if len(codes) > 0 && wants(choice, EventAttention) {
		add(EventAttention, Raised{Store: after.Key.Store, Order: after.Key.ID, Name: after.Store.Name, Version: after.Version, Codes: codes})
	}
	if err != nil || len(out) == 0 {
		return err
	}
	return h.sender.Send(ctx, out...)
}

// JobOver tells that a job is over.
func (h *Herald) JobOver(ctx context.Context, j table.Job) error {
	choice, err := h.choice(ctx, j.Merchant)
	if err != nil || !wants(choice, EventJob) {
		return err
	}
	m, err := news(j.Merchant, EventJob, j.Finished, JobOver{Job: j.ID, Kind: j.Kind, State: j.State, Done: j.Done, Results: j.Results}, j.ID)
	if err != nil {
		return err
	}
	return h.sender.Send(ctx, m)
}

// moved is how many units of an order a change put into other tabs; From is empty for new units. A change that left
// no entry (an order was parked, or its layout renewed) moved none.
func moved(o order.Order) []Move {
	n := len(o.Tail)
	if n == 0 || o.Tail[n-1].Version != o.Version {
		return nil
	}
	var out []Move
	for _, m := range o.Tail[n-1].Moves {
		if m.From == m.To {
			continue
		}
		i := slices.IndexFunc(out, func(x Move) bool { return x.From == m.From && x.To == m.To })
		if i < 0 {
			out = append(out, Move{From: m.From, To: m.To})
			i = len(out) - 1
		}
		out[i].Units += m.Units
	}
	return out
}

func tabs(o order.Order) []order.State {
	out := []order.State{}
	for _, tab := range order.Tabs() {
		if slices.ContainsFunc(o.Portions, func(p order.Portion) bool { return p.State == tab }) {
			out = append(out, tab)
		}
	}
	return out
}

// raised is the attention that a change brought.
func raised(before *order.Order, after order.Order) []order.AttentionCode {
	var out []order.AttentionCode
	for _, a := range after.Attention {
		was := before != nil && slices.ContainsFunc(before.Attention, func(b order.Attention) bool { return b.Code == a.Code && b.Subject == a.Subject })
		if !was && !a.Seen && !slices.Contains(out, a.Code) {
			out = append(out, a.Code)
		}
	}
	return out
}
