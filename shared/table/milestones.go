package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// The kinds of milestone. MilestoneFailed is followed by the reason.
const (
	MilestoneBought    = "bought"
	MilestonePaid      = "paid"
	MilestoneShipped   = "shipped"
	MilestoneNumbered  = "numbered"
	MilestoneTold      = "told"
	MilestoneDelivered = "delivered"
	MilestoneFailed    = "failed:"
)

// Milestone is when an order first came to some point. Statistics count them by when the orders were made.
type Milestone struct {
	Key      order.Key
	Kind     string
	Supplier order.Supplier
	// Created is the order's, which must be the same for each of its milestones.
	Created time.Time
	At      time.Time
}

const (
	attrAt       = "a"
	attrSupplier = "s"
)

func month(at time.Time) string { return at.UTC().Format("200601") }

func milestonePartition(merchant, month string) partition { return owned(merchant, "x", month) }

// PutMilestone keeps the first of its kind for the order; later ones do nothing.
func (t *Table) PutMilestone(ctx context.Context, m Milestone) error {
	if err := filled(m.Key.Merchant, m.Key.Store, m.Key.ID, m.Kind); err != nil {
		return fmt.Errorf("put milestone: %w", err)
	}
	key := milestonePartition(m.Key.Merchant, month(m.Created)).
		at(sort(join(millisSort(m.Created), m.Key.Store, m.Key.ID, m.Kind)))
	item := kv.Item{kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrAt: kv.Millis(m.At)}
	if m.Supplier != "" {
		item[attrSupplier] = kv.S(string(m.Supplier))
	}
	if err := conflicting(t.engine.Put(ctx, item, kv.NotExists()), nil); err != nil {
		return fmt.Errorf("put milestone: %w", err)
	}
	return nil
}

// Milestones passes every milestone of the orders made in [from, to) to a function, by their age.
func (t *Table) Milestones(ctx context.Context, merchant string, from, to time.Time, each func(Milestone)) error {
	for at := from.UTC(); at.Before(to); at = nextMonth(at) {
		after := millisSort(at)
		for {
			page, err := t.engine.Query(ctx, kv.Query{PK: string(milestonePartition(merchant, month(at))), After: after})
			if err != nil {
				return fmt.Errorf("milestones: %w", err)
			}
			for _, item := range page.Items {
				m, err := decodeMilestone(merchant, item)
				if err != nil {
					return fmt.Errorf("milestones: %w", err)
				}
				if !m.Created.Before(to) {
					return nil
				}
				each(m)
			}
			if page.Next == "" {
				break
			}
			after = page.Next
		}
	}
	return nil
}

func nextMonth(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
}

func decodeMilestone(merchant string, item kv.Item) (Milestone, error) {
	parts := split(item[kv.SK].Str())
	if len(parts) != 4 {
		return Milestone{}, errDocument
	}
	return Milestone{
		Key:  order.Key{Merchant: merchant, Store: parts[1], ID: parts[2]},
		Kind: parts[3], Supplier: order.Supplier(item[attrSupplier].Str()),
		Created: parseMillis(parts[0]), At: item[attrAt].Time(),
	}, nil
}
