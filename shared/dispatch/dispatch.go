// Package dispatch follows the table's stream: it sends newly opened effects to their queues and keeps the rows
// that are derived from orders. It is the fast path; what it misses, wake finds.
//
// It does not append the timeline (decided 2026-11-24): an order carries its latest entries and whoever pushes one
// out appends it in the same save, so appending here would write every entry twice, and an entry taken from an old
// image could bring back what an erasure has removed.
package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// Change is one change of an order as the stream tells it. Before is nil for a new order.
type Change struct {
	Before *order.Order
	After  order.Order
}

// Orders reads orders as they are now.
type Orders interface {
	Load(ctx context.Context, key order.Key) (order.Order, error)
}

// Projector refreshes what is derived from an order.
type Projector interface {
	Refresh(ctx context.Context, before []order.Order, now order.Order) error
}

// Follower is told of each change of an order that still is, after everything that the order needs was done. It may be
// told twice. Before is nil for a new order.
type Follower interface {
	Follow(ctx context.Context, before *order.Order, after order.Order) error
}

// Stage dispatches changes.
type Stage struct {
	orders    Orders
	sender    queue.Sender
	projector Projector
	followers []Follower
	log       *slog.Logger
}

// New makes a Stage.
func New(orders Orders, sender queue.Sender, p Projector, log *slog.Logger, followers ...Follower) *Stage {
	return &Stage{orders: orders, sender: sender, projector: p, log: log, followers: followers}
}

// Do deals with a batch of changes, those of one order together and in order. A passing fault fails the whole
// batch, which then comes again: everything here can be done twice.
func (s *Stage) Do(ctx context.Context, changes []Change) error {
	var keys []order.Key
	byKey := map[order.Key][]Change{}
	for _, c := range changes {
		if c.Before != nil && c.Before.Version >= c.After.Version {
			continue
		}
		if len(byKey[c.After.Key]) == 0 {
			keys = append(keys, c.After.Key)
		}
		byKey[c.After.Key] = append(byKey[c.After.Key], c)
	}
	for _, key := range keys {
		if err := s.order(ctx, key, byKey[key]); err != nil {
			return fmt.Errorf("dispatch %s: %w", key, err)
		}
	}
	return nil
}

func (s *Stage) order(ctx context.Context, key order.Key, changes []Change) error {
	last := changes[len(changes)-1].After
	send := opened(changes)
	if len(send) > 0 {
		if err := s.sender.Send(ctx, queue.Effects(key, send)...); err != nil {
			return fmt.Errorf("send effects: %w", err)
		}
	}
	now, err := s.orders.Load(ctx, key)
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrNewerLayout) {
		return nil
	}
	if err != nil {
		return err
	}
	var images []order.Order
	for _, c := range changes {
		if c.Before != nil {
			images = append(images, *c.Before)
		}
		if c.After.Version < now.Version {
			images = append(images, c.After)
		}
	}
	if changes[0].Before == nil {
		// A new order has no rows: nothing that an image has may be taken to be there.
		images = append(images, order.Order{Key: key})
	}
	if err := s.projector.Refresh(ctx, images, now); err != nil {
		return err
	}
	for _, f := range s.followers {
		for _, c := range changes {
			if err := f.Follow(ctx, c.Before, c.After); err != nil {
				return err
			}
		}
	}
	s.log.InfoContext(ctx, "dispatch.order", "order", key.String(), "from", changes[0].After.Version, "to", last.Version,
		"now", now.Version, "sent", ids(send))
	return nil
}

// opened is the effects that the changes decided to send: new, not waiting for their time, and not closed again since.
func opened(changes []Change) []order.Effect {
	last := changes[len(changes)-1].After
	var out []order.Effect
	for _, c := range changes {
		for _, e := range c.After.Effects {
			if e.Sent == 0 || c.Before != nil && had(c.Before, e) {
				continue
			}
			if _, open := last.Effect(e.ID); open && !slices.ContainsFunc(out, func(x order.Effect) bool { return x.ID == e.ID }) {
				out = append(out, e)
			}
		}
	}
	return out
}

// had reports whether the effect was open and sent before.
func had(before *order.Order, e order.Effect) bool {
	known, ok := before.Effect(e.ID)
	return ok && known.Sent > 0
}

func ids(effects []order.Effect) []string {
	out := make([]string, 0, len(effects))
	for _, e := range effects {
		out = append(out, e.ID)
	}
	return out
}
