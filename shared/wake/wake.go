// Package wake is the guarantee: it finds orders whose time has come and has the core take it into
// account. Whatever queue or stream lost something, an order that waits for anything has a wakeAt.
package wake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// Due finds orders whose time has come.
type Due interface {
	Due(ctx context.Context, shard int, now time.Time, limit int) ([]table.DueOrder, error)
	Load(ctx context.Context, key order.Key) (order.Order, error)
}

// Decider applies events to orders.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
}

// Projector refreshes what is derived from an order when the stream has not done so.
type Projector interface {
	CatchUp(ctx context.Context, now order.Order) error
}

// Stage wakes orders.
type Stage struct {
	due       Due
	decider   Decider
	sender    queue.Sender
	projector Projector
	now       func() time.Time
	log       *slog.Logger
}

// New makes a Stage.
func New(due Due, d Decider, sender queue.Sender, p Projector, now func() time.Time, log *slog.Logger) *Stage {
	return &Stage{due: due, decider: d, sender: sender, projector: p, now: now, log: log}
}

const (
	// perShard bounds what one run takes from a shard; the rest is due in the next run.
	perShard = 200
	// shardsAtOnce is how many shards are worked on at the same time.
	shardsAtOnce = 8
	// margin is left before the deadline, so that a run ends by itself.
	margin = 5 * time.Second
)

// Do wakes what is due. One order's failure does not stop the others; the error at the end makes it visible.
func (s *Stage) Do(ctx context.Context) error {
	started := s.now()
	deadline, limited := ctx.Deadline()
	var group errgroup.Group
	group.SetLimit(shardsAtOnce)
	results := make([]run, table.WakeShards())
	for shard := range results {
		group.Go(func() error {
			results[shard] = s.shard(ctx, shard, func() bool { return limited && time.Until(deadline) < margin })
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("wake: %w", err)
	}
	var total run
	for _, r := range results {
		total.woken += r.woken
		total.sent += r.sent
		total.errs = append(total.errs, r.errs...)
		total.late = max(total.late, r.late)
	}
	s.log.InfoContext(ctx, "wake.done", "woken", total.woken, "sent", total.sent, "failed", len(total.errs),
		"overdue_seconds", int(total.late.Seconds()), "ms", s.now().Sub(started).Milliseconds())
	return errors.Join(total.errs...)
}

type run struct {
	woken, sent int
	late        time.Duration
	errs        []error
}

func (s *Stage) shard(ctx context.Context, shard int, stop func() bool) run {
	var r run
	now := s.now()
	due, err := s.due.Due(ctx, shard, now, perShard)
	if err != nil {
		r.errs = append(r.errs, err)
		return r
	}
	for _, d := range due {
		if stop() {
			break
		}
		r.late = max(r.late, now.Sub(d.At))
		sent, err := s.one(ctx, d.Key)
		if err != nil {
			r.errs = append(r.errs, fmt.Errorf("wake %s: %w", d.Key, err))
			continue
		}
		r.woken++
		r.sent += sent
	}
	return r
}

// one tells the core that time passed, sends what follows, and catches up on what the stream did not do. It catches up
// first where the core will take it that this was done: a run that ends in between must find the order due again.
func (s *Stage) one(ctx context.Context, key order.Key) (int, error) {
	o, err := s.due.Load(ctx, key)
	unchecked := err == nil && !o.Unchecked.IsZero()
	if unchecked {
		err = s.projector.CatchUp(ctx, o)
	}
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrNewerLayout) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	result, err := s.decider.Apply(ctx, key, order.TimePassed{})
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrNewerLayout) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if len(result.Send) > 0 {
		if err := s.sender.Send(ctx, queue.Effects(key, result.Send)...); err != nil {
			return 0, fmt.Errorf("send effects: %w", err)
		}
	}
	if unchecked && result.Before.Version == o.Version && result.Order.Unchecked.IsZero() {
		return len(result.Send), nil // what was caught up on above is what others keep of it still
	}
	return len(result.Send), s.projector.CatchUp(ctx, result.Order)
}
