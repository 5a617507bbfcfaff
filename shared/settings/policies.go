// Package settings finds what a merchant chose: policy, mappings and the hold switches that are on.
package settings

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Table is the part of the table that settings are read from.
type Table interface {
	Policy(ctx context.Context, merchant, store string) (table.PolicyVersion, error)
	Holds(ctx context.Context, merchant string) (table.Holds, error)
	Mappings(ctx context.Context, merchant, store string, variants []string) (map[string]order.Mapping, error)
}

// Options are the deployment's.
type Options struct {
	// HoldAll stops everything that acts outside.
	HoldAll bool
	// TimeScale divides every wait; 1 in production.
	TimeScale float64
	// Lease is how long a claim lasts; longer than any function that claims may run.
	Lease time.Duration
	// Keep is how long policies and holds may be kept in memory. A hold switch works after that long at the latest.
	Keep time.Duration
	Now  func() time.Time
}

// Policies reads policies for decisions. It is safe for concurrent use.
type Policies struct {
	table Table
	opts  Options

	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	policy order.Policy
	holds  table.Holds
	at     time.Time
}

// New makes Policies.
func New(t Table, opts Options) *Policies {
	return &Policies{table: t, opts: opts, kept: map[string]kept{}}
}

// For is the policy for one order, with the mappings of the variants.
func (p *Policies) For(ctx context.Context, key order.Key, variants []string) (order.Policy, error) {
	k, err := p.chosen(ctx, key.Merchant, key.Store)
	if err != nil {
		return order.Policy{}, err
	}
	policy := k.policy
	policy.Timing = order.DefaultTiming().Scaled(p.opts.TimeScale)
	if p.opts.Lease > 0 {
		policy.Timing.Lease = p.opts.Lease
	}
	policy.HeldBy = k.holds.By(key.Store, slices.Sorted(maps.Keys(k.holds.Accounts))...)
	if p.opts.HoldAll && k.holds.Deployment == nil {
		policy.HeldBy = append([]string{"deployment"}, policy.HeldBy...)
	}
	if len(variants) == 0 {
		return policy, nil
	}
	policy.Mappings, err = p.table.Mappings(ctx, key.Merchant, key.Store, variants)
	if err != nil {
		return order.Policy{}, fmt.Errorf("settings: %w", err)
	}
	return policy, nil
}

// chosen reads what the merchant chose for a store, or remembers it.
func (p *Policies) chosen(ctx context.Context, merchant, store string) (kept, error) {
	id := merchant + "\x00" + store
	now := p.opts.Now()
	p.mu.Lock()
	k, ok := p.kept[id]
	p.mu.Unlock()
	if ok && now.Sub(k.at) < p.opts.Keep {
		return k, nil
	}
	v, err := p.table.Policy(ctx, merchant, store)
	switch {
	case errors.Is(err, table.ErrNotFound):
		v.Policy = order.DefaultPolicy()
	case err != nil:
		return kept{}, fmt.Errorf("settings: %w", err)
	}
	holds, err := p.table.Holds(ctx, merchant)
	if err != nil {
		return kept{}, fmt.Errorf("settings: %w", err)
	}
	k = kept{policy: v.Policy, holds: holds, at: now}
	p.mu.Lock()
	if len(p.kept) > maxKept {
		clear(p.kept)
	}
	p.kept[id] = k
	p.mu.Unlock()
	return k, nil
}

// maxKept bounds what a long-lived process remembers.
const maxKept = 1000
