// Package push tells stores: a fulfilment with its numbers, changed numbers, and the completion of an
// order. It reads what the store holds before every call, because no store gives a key by which a
// repeat would be recognised.
package push

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/store"
)

// Decider applies events to orders.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
}

// Shop is an open connection to a merchant's store.
type Shop struct {
	Client store.Client
	// Spell turns what is known of a parcel into the store's spelling.
	Spell func(t order.Tracking, to order.Address) store.Tracking
	// Unwell: the store was in trouble when last heard of.
	Unwell bool
}

// Shops opens stores. Its errors are the store's.
type Shops interface {
	Open(ctx context.Context, merchant, storeID string) (Shop, error)
	// Suffered notes how the store is doing: nil when a call went well.
	Suffered(ctx context.Context, merchant, storeID string, err error)
}

// Stage tells stores.
type Stage struct {
	decider Decider
	shops   Shops
	log     *slog.Logger
}

// New makes a Stage.
func New(d Decider, shops Shops, log *slog.Logger) *Stage {
	return &Stage{decider: d, shops: shops, log: log}
}

// Do carries out one tell or complete effect. It answers nil when there is nothing (more) to do for
// this message; an error has it delivered again.
func (s *Stage) Do(ctx context.Context, key order.Key, effect string) error {
	claim, err := s.decider.Apply(ctx, key, order.Claimed{Effect: effect})
	if waived(err) {
		s.log.InfoContext(ctx, "push.waived", "order", key.String(), "effect", effect, "why", err.Error())
		return nil
	}
	if err != nil {
		return fmt.Errorf("claim push: %w", err)
	}
	e, ok := claim.Order.Effect(effect)
	if !ok {
		return nil
	}
	answer := s.call(ctx, claim, *e)
	answer.Effect, answer.Attempt = effect, e.Attempt
	s.log.InfoContext(ctx, "push.answered", "order", key.String(), "effect", effect, "platform", claim.Order.Platform,
		"attempt", e.Attempt, "outcome", answer.Outcome, "reason", answer.Reason, "retry_after", answer.RetryAfter.String())
	_, err = s.decider.Apply(ctx, key, answer)
	if errors.Is(err, order.ErrNotWanted) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("record push's outcome: %w", err)
	}
	return nil
}

func waived(err error) bool {
	var taken *order.TakenError
	var held *order.HeldError
	var early *order.NotYetError
	return errors.Is(err, order.ErrNotWanted) || errors.As(err, &taken) || errors.As(err, &held) || errors.As(err, &early)
}

// call reads what the store holds and does what follows from it.
func (s *Stage) call(ctx context.Context, claim decider.Result, e order.Effect) order.TellAnswered {
	key := claim.Order.Key
	shop, err := s.shops.Open(ctx, key.Merchant, key.Store)
	if err != nil {
		s.shops.Suffered(ctx, key.Merchant, key.Store, err)
		return beforeActing(err)
	}
	if err := takeOver(ctx, shop.Client, claim.Order, e); err != nil {
		return beforeActing(err)
	}
	holdings, err := shop.Client.Holdings(ctx, key.ID)
	if err != nil || shop.Unwell {
		s.shops.Suffered(ctx, key.Merchant, key.Store, err)
	}
	if err != nil {
		return beforeActing(err)
	}
	if e.Kind == order.EffectComplete {
		return complete(ctx, shop.Client, key.ID, holdings)
	}
	plan := order.PlanTell(claim.Order, claim.Policy, e, holdings)
	tracking := make([]store.Tracking, 0, len(plan.Tracking))
	for _, t := range plan.Tracking {
		tracking = append(tracking, shop.Spell(t, claim.Order.Destination()))
	}
	switch plan.Action {
	case order.ActCreate:
		ids, err := shop.Client.Fulfil(ctx, store.Fulfilment{
			Order: key.ID, Lines: plan.Lines, Tracking: tracking, Notify: plan.Notify, ShippedAt: claim.Order.Shipped(e),
			Known: known(holdings),
		})
		if err != nil {
			return afterActing(err)
		}
		// The store may hold parts of it from before, and may have had less open than was wanted: the plan knows.
		answer := plan.Answer
		answer.OutsideIDs = slices.Concat(answer.OutsideIDs, ids)
		return answer
	case order.ActUpdate:
		ids, err := retrack(ctx, shop.Client, store.Retrack{
			Order: key.ID, IDs: plan.IDs, Was: plan.Was, Lines: plan.Lines, Tracking: tracking, Notify: plan.Notify,
		})
		if err != nil {
			return afterActing(err)
		}
		answer := plan.Answer
		answer.OutsideIDs = ids
		return answer
	case order.ActNothing:
		return plan.Answer
	default:
		return plan.Answer
	}
}

func known(h order.Holdings) []string {
	ids := make([]string, 0, len(h.Fulfilments))
	for _, f := range h.Fulfilments {
		ids = append(ids, f.ID)
	}
	return ids
}

// replacer is implemented by stores that keep a changed number under a new id.
type replacer interface {
	Replace(ctx context.Context, r store.Retrack) (ids []string, err error)
}

// retrack changes the numbers of fulfilments and answers the ids under which the store has them now.
func retrack(ctx context.Context, c store.Client, r store.Retrack) ([]string, error) {
	if c, ok := c.(replacer); ok {
		return c.Replace(ctx, r)
	}
	return r.IDs, c.Retrack(ctx, r)
}

// complete has the store complete the order, unless it has done so or may not any more.
func complete(ctx context.Context, client store.Client, id string, h order.Holdings) order.TellAnswered {
	if h.Completed {
		return order.TellAnswered{Outcome: order.TellFound}
	}
	if h.Cancelled {
		return order.TellAnswered{Outcome: order.TellChanged, Reason: "the order is cancelled in the store"}
	}
	if err := client.Complete(ctx, id); err != nil {
		return afterActing(err)
	}
	return order.TellAnswered{Outcome: order.TellDone}
}
