package dispatch

import (
	"context"
	"slices"

	"onward/shared/order"
	"onward/shared/stats"
	"onward/shared/table"
)

// Counting is the part of the table that milestones need.
type Counting interface {
	CountMilestones(ctx context.Context, key order.Key, caughtUp int64, list []stats.Milestone) error
	CountedMilestones(ctx context.Context, key order.Key) (table.Counted, error)
	TimelineSince(ctx context.Context, key order.Key, version int64) ([]order.Entry, error)
}

// Milestones counts what orders come to, for statistics: each milestone once for an order, whatever is repeated and
// whoever finds it. The stream tells it of each change ([Milestones.Follow]); what that missed it makes up for when the
// order is woken ([Milestones.CatchUp]).
type Milestones struct{ Table Counting }

// Follow implements [Follower].
func (m Milestones) Follow(ctx context.Context, before *order.Order, after order.Order) error {
	news := stats.Of(after, after.Tail)
	if before != nil {
		had := stats.Of(*before, before.Tail)
		news = slices.DeleteFunc(news, func(x stats.Milestone) bool {
			return slices.ContainsFunc(had, func(y stats.Milestone) bool { return x.ID() == y.ID() })
		})
	}
	if len(news) == 0 {
		return nil
	}
	return m.Table.CountMilestones(ctx, after.Key, 0, news)
}

// CatchUp counts what of an order was not counted. Tabs that the order was in meanwhile are in its timeline.
func (m Milestones) CatchUp(ctx context.Context, now order.Order) error {
	counted, err := m.Table.CountedMilestones(ctx, now.Key)
	if err != nil {
		return err
	}
	entries := now.Tail
	if len(entries) > 0 && counted.CaughtUp+1 < entries[0].Version {
		older, err := m.Table.TimelineSince(ctx, now.Key, counted.CaughtUp)
		if err != nil {
			return err
		}
		entries = append(older, entries...)
	}
	missed := slices.DeleteFunc(stats.Of(now, entries), counted.Has)
	if len(missed) == 0 {
		return nil
	}
	return m.Table.CountMilestones(ctx, now.Key, now.Version, missed)
}
