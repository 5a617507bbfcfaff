// Package decider runs the core over persisted orders: read, decide, write under the condition
// that nobody wrote in between, else read and decide again.
package decider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Orders keeps orders. Load answers [table.ErrNotFound]; Save answers [table.ErrConflict] when the order is not at version
// seen any more (0: not there yet), and [order.ErrTooLarge].
type Orders interface {
	Load(ctx context.Context, key order.Key) (order.Order, error)
	Save(ctx context.Context, o order.Order, seen int64, evicted []order.Entry) error
}

// Policies finds what the merchant chose for an order, with the mappings of the variants
// that the decision may need and the hold switches that are on.
type Policies interface {
	For(ctx context.Context, key order.Key, variants []string) (order.Policy, error)
}

// maxConflicts is how often a decision is made anew before the caller's retry takes over.
const maxConflicts = 8

// Decider applies events to persisted orders.
type Decider struct {
	orders   Orders
	policies Policies
	now      func() time.Time
}

// New makes a Decider.
func New(orders Orders, policies Policies, now func() time.Time) *Decider {
	return &Decider{orders: orders, policies: policies, now: now}
}

// StaleError says that the order was changed since the version that a choice was made by. Nothing was decided.
type StaleError struct{ Version int64 }

func (e *StaleError) Error() string {
	return fmt.Sprintf("the order is at version %d by now", e.Version)
}

// Result is what a decision came to.
type Result struct {
	Before order.Order
	Order  order.Order
	Policy order.Policy
	// Changed is false when the event brought nothing new; then nothing was written.
	Changed bool
	// Send is the effects that are to be sent now.
	Send []order.Effect
}

// Apply takes an event into account for an order that exists. The core's errors come back as they are.
func (d *Decider) Apply(ctx context.Context, key order.Key, e order.Event) (Result, error) {
	return d.apply(ctx, key, "", 0, e)
}

// ApplySeen is [Decider.Apply] for a choice that was made looking at one version of the order; [*StaleError] when it is
// at another. 0 takes any version.
func (d *Decider) ApplySeen(ctx context.Context, key order.Key, version int64, e order.Event) (Result, error) {
	return d.apply(ctx, key, "", version, e)
}

// ApplyNew is [Decider.Apply] for facts that may be the first of an order.
func (d *Decider) ApplyNew(ctx context.Context, key order.Key, platform order.Platform, e order.Event) (Result, error) {
	return d.apply(ctx, key, platform, 0, e)
}

func (d *Decider) apply(ctx context.Context, key order.Key, platform order.Platform, version int64, e order.Event) (Result, error) {
	for range maxConflicts {
		r, err := d.once(ctx, key, platform, version, e)
		if !errors.Is(err, table.ErrConflict) {
			return r, err
		}
	}
	return Result{}, fmt.Errorf("apply %s to %s: %w %d times", e.Kind(), key, table.ErrConflict, maxConflicts)
}

func (d *Decider) once(ctx context.Context, key order.Key, platform order.Platform, version int64, e order.Event) (Result, error) {
	seen, err := d.orders.Load(ctx, key)
	switch {
	case errors.Is(err, table.ErrNotFound) && platform != "":
		seen = order.New(key, platform)
	case err != nil:
		return Result{}, fmt.Errorf("apply %s: %w", e.Kind(), err)
	case version != 0 && seen.Version != version:
		return Result{}, &StaleError{Version: seen.Version}
	}
	policy, err := d.policies.For(ctx, key, Variants(seen, e))
	if err != nil {
		return Result{}, fmt.Errorf("apply %s: policy: %w", e.Kind(), err)
	}
	next, send, err := order.Decide(seen, policy, e, d.now())
	if err != nil {
		return Result{Before: seen, Order: seen, Policy: policy}, err
	}
	r := Result{Before: seen, Order: next, Policy: policy, Send: send, Changed: next.Version != seen.Version}
	if !r.Changed {
		return r, nil
	}
	err = d.orders.Save(ctx, next, seen.Version, evicted(seen, next))
	if errors.Is(err, order.ErrTooLarge) {
		return d.park(ctx, r, err)
	}
	return r, err
}

// park leaves an order alone that would outgrow its item, and says so to the merchant. Its last
// good state is kept; the store's word is read again when somebody unparks it.
func (d *Decider) park(ctx context.Context, r Result, cause error) (Result, error) {
	o := r.Before
	o.Version++
	o.Parked = cause.Error()
	o.Effects, o.Unchecked = nil, d.now().UTC().Truncate(time.Millisecond)
	o.WakeAt = o.Unchecked.Add(r.Policy.Timing.Check)
	if o.Store.ID == "" {
		o.Store = order.Snapshot{ID: r.Order.Key.ID, Name: r.Order.Store.Name, UpdatedAt: r.Order.Store.UpdatedAt}
	}
	o.Attention = append(slices.Clip(o.Attention), order.Attention{
		Code: order.AttentionParked, Detail: "The order is too large to be kept.", At: d.now().UTC(),
	})
	if err := d.orders.Save(ctx, o, r.Before.Version, nil); err != nil {
		return Result{}, fmt.Errorf("park order: %w", err)
	}
	return Result{Before: r.Before, Order: o, Policy: r.Policy, Changed: true}, nil
}

// Variants lists the variants whose mappings a decision may need: those of lines that are not
// wholly bought or done, and all of them when the event can bring new lines.
func Variants(o order.Order, e order.Event) []string {
	needed := map[string]bool{}
	var out []string
	add := func(variant string) {
		if variant != "" && !needed[variant] {
			needed[variant] = true
			out = append(out, variant)
		}
	}
	if said, ok := e.(order.StoreSaid); ok {
		for _, l := range said.Snapshot.Lines {
			add(l.Variant)
		}
	}
	_, choice := e.(order.Place)
	_, record := e.(order.RecordPurchase)
	_, back := e.(order.RollBack)
	all := choice || record || back
	open := map[string]bool{}
	for _, p := range o.Portions {
		if p.State == order.Pending || p.State == order.AwaitingOrder || p.State == order.Canceled || p.State == order.Failed ||
			p.State == order.Fulfilled && p.Why == order.WhyByHand {
			open[p.Line] = true
		}
	}
	for _, l := range o.Store.Lines {
		if all || open[l.ID] {
			add(l.Variant)
		}
	}
	return out
}

// evicted is the timeline entries that the next order does not carry any more.
func evicted(before, after order.Order) []order.Entry {
	if len(after.Tail) == 0 {
		return before.Tail
	}
	first := after.Tail[0].Version
	for i, e := range before.Tail {
		if e.Version >= first {
			return before.Tail[:i]
		}
	}
	return before.Tail
}
