package table

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"onward/shared/order"
	"onward/shared/stats"
	"onward/shared/table/kv"
)

const (
	milestonesSort sort = "m"
	// attrCaughtUp is the order's version up to which its timeline was gone through. All other attributes of an order's
	// milestones are theirs, named by what they are.
	attrCaughtUp = "v"
	// dayParts is in how many parts a day is summed up, so that orders that move at the same moment do not get in each
	// other's way. Reading 91 days is then 364 rows.
	dayParts = 4
	// milestonesAtOnce keeps a transaction far below its 100 writes, wherever the milestones fall.
	milestonesAtOnce = 25
	dayFormat        = "20060102"
)

func milestonesKey(k order.Key) kv.Key { return orderPartition(k).at(milestonesSort) }

// daysPartition is the sums of a store, or with an empty store those of all.
func daysPartition(merchant, store string) partition { return owned(merchant, "x", store) }

// Counted is which milestones of an order are counted already.
type Counted struct {
	// CaughtUp is the order's version up to which its timeline was gone through; 0 where nobody had to.
	CaughtUp int64
	at       map[string]time.Time
}

// Has reports whether a milestone was counted, whenever it was said to be.
func (c Counted) Has(m stats.Milestone) bool {
	_, ok := c.at[m.ID()]
	return ok
}

// At is when each counted milestone was, by its name in the order.
func (c Counted) At() map[string]time.Time { return maps.Clone(c.at) }

// CountedMilestones reads which milestones of an order are counted.
func (t *Table) CountedMilestones(ctx context.Context, key order.Key) (Counted, error) {
	item, err := t.engine.Get(ctx, milestonesKey(key), true)
	if err != nil {
		return Counted{}, fmt.Errorf("counted milestones: %w", err)
	}
	return decodeCounted(item), nil
}

func decodeCounted(item kv.Item) Counted {
	c := Counted{CaughtUp: item[attrCaughtUp].Num(), at: map[string]time.Time{}}
	for name, v := range item {
		if name != kv.PK && name != kv.SK && name != attrCaughtUp {
			c.at[name] = v.Time()
		}
	}
	return c
}

// CountMilestones keeps milestones of an order and adds each to the sums of its day, in one transaction: one that is
// kept already adds nothing, however often and by whomever it comes. caughtUp is noted where it is not 0. After an
// error some may be counted; doing it again counts the rest.
func (t *Table) CountMilestones(ctx context.Context, key order.Key, caughtUp int64, list []stats.Milestone) error {
	if err := filled(key.Merchant, key.Store, key.ID); err != nil {
		return fmt.Errorf("count milestones: %w", err)
	}
	for part := range slices.Chunk(list, milestonesAtOnce) {
		if err := t.countMilestones(ctx, key, caughtUp, part); err != nil {
			return fmt.Errorf("count milestones: %w", err)
		}
	}
	return nil
}

// rivals bounds how often others may be first with a milestone of the same order.
const rivals = 5

func (t *Table) countMilestones(ctx context.Context, key order.Key, caughtUp int64, list []stats.Milestone) error {
	for range rivals {
		err := t.engine.Transact(ctx, countWrites(key, caughtUp, list))
		refused, ok := errors.AsType[*kv.ConditionError](err)
		if !ok {
			return err
		}
		known := decodeCounted(refused.Old)
		list = slices.DeleteFunc(slices.Clone(list), known.Has)
		if len(list) == 0 {
			return nil
		}
	}
	return ErrConflict
}

func countWrites(key order.Key, caughtUp int64, list []stats.Milestone) []kv.Write {
	keep := kv.Write{Update: milestonesKey(key), Change: kv.Change{Set: kv.Item{}}}
	if caughtUp > 0 {
		keep.Change.Set[attrCaughtUp] = kv.N(caughtUp)
	}
	var unknown []kv.Cond
	days := map[string]kv.Change{}
	for _, m := range list {
		keep.Change.Set[m.ID()] = kv.Millis(m.At)
		unknown = append(unknown, kv.Absent(m.ID()))
		day := stats.DateOf(m.At)
		sum, ok := days[day.Format(dayFormat)]
		if !ok {
			sum = kv.Change{Set: kv.Item{kv.TTL: kv.N(day.Add(stats.Kept).Unix())}, Add: map[string]int64{}}
		}
		sum.Add[m.Tally()]++
		days[day.Format(dayFormat)] = sum
	}
	keep.Cond = kv.All(unknown...)
	writes := []kv.Write{keep}
	part := strconv.Itoa(shardOf(key.Store+"#"+key.ID, dayParts))
	for _, day := range slices.Sorted(maps.Keys(days)) {
		for _, store := range []string{"", key.Store} {
			at := daysPartition(key.Merchant, store).at(sort(join(day, part)))
			writes = append(writes, kv.Write{Update: at, Change: days[day]})
		}
	}
	return writes
}
