package table

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// AppendTimeline keeps entries beside their order. An entry that is there already stays as it is, so
// that a late writer does not bring back what an erasure took out.
func (t *Table) AppendTimeline(ctx context.Context, key order.Key, entries []order.Entry) error {
	for _, entry := range entries {
		item, err := t.encodeEntry(key, entry)
		if err != nil {
			return fmt.Errorf("append timeline: %w", err)
		}
		if err := conflicting(t.engine.Put(ctx, item, kv.NotExists()), nil); err != nil {
			return fmt.Errorf("append timeline: %w", err)
		}
	}
	return nil
}

// TimelinePage is entries, newest first.
type TimelinePage struct {
	Entries []order.Entry
	// Cursor leads to older ones; empty when there are none.
	Cursor string
}

// Timeline reads an order's entries, newest first, those that it still carries among them.
// [ErrNotFound] when there is no order.
func (t *Table) Timeline(ctx context.Context, key order.Key, cursor string, limit int) (TimelinePage, error) {
	before, err := timelineCursor(cursor)
	if err != nil {
		return TimelinePage{}, fmt.Errorf("timeline: %w", err)
	}
	o, err := t.Load(ctx, key)
	if err != nil {
		return TimelinePage{}, fmt.Errorf("timeline: %w", err)
	}
	limit = max(limit, 1)
	byVersion := map[int64]order.Entry{}
	page, err := t.queryTimeline(ctx, key, before, limit, byVersion)
	if err != nil {
		return TimelinePage{}, fmt.Errorf("timeline: %w", err)
	}
	for _, entry := range o.Tail {
		if entry.Version < before {
			byVersion[entry.Version] = entry // the order's own is the truth: an erasure rewrites it first
		}
	}
	entries := make([]order.Entry, 0, len(byVersion))
	for _, entry := range byVersion {
		entries = append(entries, entry)
	}
	slices.SortFunc(entries, func(a, b order.Entry) int { return int(b.Version - a.Version) })
	more := page.Next != ""
	if len(entries) > limit {
		entries, more = entries[:limit], true
	}
	out := TimelinePage{Entries: entries}
	if more && len(entries) > 0 {
		out.Cursor = strconv.FormatInt(entries[len(entries)-1].Version, 10)
	}
	return out, nil
}

func (t *Table) queryTimeline(ctx context.Context, key order.Key, before int64, limit int, into map[int64]order.Entry) (kv.Page, error) {
	page, err := t.engine.Query(ctx, kv.Query{
		PK: string(orderPartition(key)), Prefix: timelinePrefix, After: string(timelineSort(before)),
		Desc: true, Limit: limit, Consistent: true,
	})
	if err != nil {
		return kv.Page{}, err
	}
	for _, item := range page.Items {
		entry, err := t.decodeEntry(item)
		if err != nil {
			return kv.Page{}, err
		}
		into[entry.Version] = entry
	}
	return page, nil
}

// TimelineSince reads the entries that are kept beside an order and are newer than a version, oldest first. The latest
// ones are in the order itself.
func (t *Table) TimelineSince(ctx context.Context, key order.Key, version int64) ([]order.Entry, error) {
	var out []order.Entry
	after := string(timelineSort(version))
	for {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(orderPartition(key)), Prefix: timelinePrefix, After: after, Consistent: true})
		if err != nil {
			return nil, fmt.Errorf("timeline since %d: %w", version, err)
		}
		for _, item := range page.Items {
			entry, err := t.decodeEntry(item)
			if err != nil {
				return nil, fmt.Errorf("timeline since %d: %w", version, err)
			}
			out = append(out, entry)
		}
		if page.Next == "" {
			return out, nil
		}
		after = page.Next
	}
}

// RewriteTimeline passes every kept entry of an order through a function and writes those that it
// changed: for the erasure of personal data. The entries in the order itself are the caller's.
func (t *Table) RewriteTimeline(ctx context.Context, key order.Key, rewrite func(order.Entry) (order.Entry, bool)) error {
	after := ""
	for {
		page, err := t.engine.Query(ctx, kv.Query{
			PK: string(orderPartition(key)), Prefix: timelinePrefix, After: after, Consistent: true,
		})
		if err != nil {
			return fmt.Errorf("rewrite timeline: %w", err)
		}
		var puts []kv.Item
		for _, item := range page.Items {
			entry, err := t.decodeEntry(item)
			if err != nil {
				return fmt.Errorf("rewrite timeline: %w", err)
			}
			changed, ok := rewrite(entry)
			if !ok {
				continue
			}
			changed.Version = entry.Version
			put, err := t.encodeEntry(key, changed)
			if err != nil {
				return fmt.Errorf("rewrite timeline: %w", err)
			}
			puts = append(puts, put)
		}
		if err := t.engine.Write(ctx, puts, nil); err != nil {
			return fmt.Errorf("rewrite timeline: %w", err)
		}
		if page.Next == "" {
			return nil
		}
		after = page.Next
	}
}

func (t *Table) encodeEntry(key order.Key, entry order.Entry) (kv.Item, error) {
	if err := filled(key.Merchant, key.Store, key.ID); err != nil {
		return nil, err
	}
	if entry.Version < 0 {
		return nil, errVersion
	}
	body, err := t.codec.encode(entry)
	if err != nil {
		return nil, err
	}
	primary := orderPartition(key).at(timelineSort(entry.Version))
	return kv.Item{kv.PK: kv.S(primary.PK), kv.SK: kv.S(primary.SK), attrBody: kv.B(body)}, nil
}

func (t *Table) decodeEntry(item kv.Item) (order.Entry, error) {
	var entry order.Entry
	if err := t.codec.decode(item[attrBody].Bytes(), &entry); err != nil {
		return order.Entry{}, err
	}
	version, err := strconv.ParseInt(strings.TrimPrefix(item[kv.SK].Str(), timelinePrefix), 10, 64)
	if err != nil {
		return order.Entry{}, fmt.Errorf("timeline entry: %w", err)
	}
	entry.Version = version
	return entry, nil
}

var errVersion = errors.New("timeline entry has a negative version")

func timelineCursor(cursor string) (before int64, err error) {
	if cursor == "" {
		return 1<<63 - 1, nil
	}
	before, err = strconv.ParseInt(cursor, 10, 64)
	if err != nil || before <= 0 {
		return 0, ErrCursor
	}
	return before, nil
}
