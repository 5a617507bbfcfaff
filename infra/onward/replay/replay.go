// Package replay runs an order's decisions again: the same events, settings and moments must give the same outcome.
package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/table"
)

// History is what a replay reads.
type History interface {
	Load(ctx context.Context, key order.Key) (order.Order, error)
	Timeline(ctx context.Context, key order.Key, cursor string, limit int) (table.TimelinePage, error)
	PolicyAt(ctx context.Context, merchant, store string, version int64) (table.PolicyVersion, error)
	MappingsAt(ctx context.Context, merchant, store string, variants []string, at time.Time) (map[string]order.Mapping, error)
}

// Step is one decision, as it was and as it comes out now.
type Step struct {
	Entry order.Entry
	// Moves, Opened and Raised are what the decision comes to now.
	Moves  []order.Move
	Opened []string
	Closed []string
	Raised []order.AttentionCode
	// Problem is why it can't be run again, or how it differs; empty when it comes out as it was.
	Problem string
}

// Result is a whole replay.
type Result struct {
	Steps []Step
	// Order is where the replay ends; Same says that its portions are those of the order as it is kept.
	Order order.Order
	Same  bool
}

// Errors of a replay.
var (
	// ErrErased: the events were erased with the customer's data.
	ErrErased = errors.New("the order's events were erased with the customer's data; its decisions can't be run again")
	// ErrGap: a step is not kept.
	ErrGap = errors.New("a step of the order is not in its timeline")
)

const page = 100

// Run replays an order from its first event.
func Run(ctx context.Context, h History, timing order.Timing, key order.Key) (Result, error) {
	kept, err := h.Load(ctx, key)
	if err != nil {
		return Result{}, fmt.Errorf("replay: %w", err)
	}
	entries, err := everything(ctx, h, key)
	if err != nil {
		return Result{}, err
	}
	o := order.New(key, kept.Platform)
	var r Result
	for _, entry := range entries {
		if entry.Version != o.Version+1 {
			return r, fmt.Errorf("%w: after version %d comes %d", ErrGap, o.Version, entry.Version)
		}
		if len(entry.Event) == 0 {
			return r, ErrErased
		}
		next, step, err := again(ctx, h, timing, o, entry)
		if err != nil {
			return r, err
		}
		r.Steps, o = append(r.Steps, step), next
	}
	r.Order = o
	r.Same = slices.Equal(o.Portions, kept.Portions)
	return r, nil
}

// everything is the timeline, oldest first.
func everything(ctx context.Context, h History, key order.Key) ([]order.Entry, error) {
	var all []order.Entry
	for cursor := ""; ; {
		p, err := h.Timeline(ctx, key, cursor, page)
		if err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		all = append(all, p.Entries...)
		if cursor = p.Cursor; cursor == "" {
			slices.Reverse(all)
			return all, nil
		}
	}
}

// again runs one decision. One that fails now leaves the order with its version, so that the replay can go on.
func again(ctx context.Context, h History, timing order.Timing, o order.Order, entry order.Entry) (order.Order, Step, error) {
	step := Step{Entry: entry}
	event, err := order.UnmarshalEvent(entry.Event)
	if err != nil {
		return o, step, fmt.Errorf("replay version %d: %w", entry.Version, err)
	}
	policy, err := policyAt(ctx, h, timing, o, event, entry)
	if err != nil {
		return o, step, fmt.Errorf("replay version %d: %w", entry.Version, err)
	}
	next, _, err := order.Decide(o, policy, event, entry.At)
	switch {
	case err != nil:
		step.Problem = "now refused: " + err.Error()
	case next.Version == o.Version:
		step.Problem = "now changes nothing"
	default:
		now := next.Tail[len(next.Tail)-1]
		step.Moves, step.Opened, step.Closed, step.Raised = now.Moves, now.Opened, now.Closed, now.Raised
		step.Problem = differences(entry, now)
	}
	next.Version = entry.Version
	return next, step, nil
}

func policyAt(ctx context.Context, h History, timing order.Timing, o order.Order, e order.Event, entry order.Entry) (order.Policy, error) {
	v, err := h.PolicyAt(ctx, o.Key.Merchant, o.Key.Store, entry.Policy)
	if err != nil {
		return order.Policy{}, err
	}
	policy := v.Policy
	policy.Timing = timing
	policy.Mappings, err = h.MappingsAt(ctx, o.Key.Merchant, o.Key.Store, decider.Variants(o, e), entry.At)
	return policy, err
}

func differences(was, now order.Entry) string {
	switch {
	case !slices.Equal(was.Moves, now.Moves):
		return "moves differ"
	case !slices.Equal(was.Opened, now.Opened):
		return "other effects are opened"
	case !slices.Equal(was.Closed, now.Closed):
		return "other effects are closed"
	case !slices.Equal(was.Raised, now.Raised):
		return "other attention is raised"
	default:
		return ""
	}
}
