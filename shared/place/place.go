// Package place buys purchases at suppliers: claim, call, report what came of it.
// A message names only an order and an effect; all else is read from the order.
package place

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/supplier"
)

// Decider applies events to orders.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
}

// Accounts opens a merchant's account at a supplier. Its errors are the supplier's.
type Accounts interface {
	Open(ctx context.Context, merchant string, s order.Supplier, account string) (supplier.Client, error)
}

// Stage places purchases.
type Stage struct {
	decider  Decider
	accounts Accounts
	log      *slog.Logger
}

// New makes a Stage.
func New(d Decider, accounts Accounts, log *slog.Logger) *Stage {
	return &Stage{decider: d, accounts: accounts, log: log}
}

// consentWait is how long a purchase rests when the merchant must connect the account again.
const consentWait = 30 * time.Minute

// Do places one purchase. It answers nil when there is nothing (more) to do for this message, which
// includes that somebody else does it; an error has the message delivered again. What was called and
// could not be written down is repeated, identically, by the next claim.
func (s *Stage) Do(ctx context.Context, key order.Key, effect string) error {
	claim, err := s.decider.Apply(ctx, key, order.Claimed{Effect: effect})
	if waived(err) {
		s.log.InfoContext(ctx, "place.waived", "order", key.String(), "effect", effect, "why", err.Error())
		return nil
	}
	if err != nil {
		return fmt.Errorf("claim purchase: %w", err)
	}
	e, ok := claim.Order.Effect(effect)
	if !ok {
		return nil
	}
	p, ok := claim.Order.Purchase(e.Target)
	if !ok {
		return nil
	}
	answer, err := s.call(ctx, key, *e, p, claim.Policy)
	if errors.Is(err, order.ErrNotWanted) {
		return nil
	}
	if err != nil {
		return err
	}
	answer.Effect, answer.Attempt = effect, e.Attempt
	s.log.InfoContext(ctx, "place.answered", "order", key.String(), "purchase", p.ID, "supplier", p.Supplier,
		"account", p.Account, "attempt", e.Attempt, "outcome", answer.Outcome, "reason", answer.Reason,
		"supplier_orders", answer.Orders, "retry_after", answer.RetryAfter.String())
	if _, err := s.decider.Apply(ctx, key, answer); err != nil {
		return fmt.Errorf("record purchase's outcome: %w", err)
	}
	return nil
}

// waived reports whether a refused claim ends the message: wake brings back what is still to be done.
func waived(err error) bool {
	var taken *order.TakenError
	var held *order.HeldError
	var early *order.NotYetError
	return errors.Is(err, order.ErrNotWanted) || errors.As(err, &taken) || errors.As(err, &held) || errors.As(err, &early)
}

// call looks for the purchase where it may exist already, chooses its shipping, and places it. An error is of keeping
// what was chosen: nothing was called then.
func (s *Stage) call(ctx context.Context, key order.Key, e order.Effect, p *order.Purchase, policy order.Policy) (order.PlaceAnswered, error) {
	client, err := s.accounts.Open(ctx, key.Merchant, p.Supplier, p.Account)
	if err != nil {
		return notOpened(err), nil
	}
	if p.Unclear > 0 {
		found, done := s.look(ctx, client, p.ID)
		if done {
			return found, nil
		}
	} else {
		var refused *order.PlaceAnswered
		p, refused, err = s.ship(ctx, key, e, client, p, policy)
		if err != nil {
			return order.PlaceAnswered{}, err
		}
		if refused != nil {
			return *refused, nil
		}
	}
	return s.place(ctx, client, p, policy.FallbackPhone), nil
}

func (s *Stage) place(ctx context.Context, client supplier.Client, p *order.Purchase, phone string) order.PlaceAnswered {
	placed, err := client.Place(ctx, supplier.Request{
		ID: p.ID, ShipTo: *p.ShipTo, Note: p.Note, Items: live(p.Items), FallbackPhone: phone,
	})
	if err != nil {
		return answerOf(supplier.As(err))
	}
	return order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: placed.Orders, Message: placed.Note}
}

func live(items []order.Item) []order.Item {
	out := make([]order.Item, 0, len(items))
	for _, i := range items {
		if !i.Superseded && i.Quantity > 0 {
			i.Component = i.SentWith()
			out = append(out, i)
		}
	}
	return out
}

// look asks the supplier for a purchase whose outcome is unknown. Where it can be asked, its word decides.
func (s *Stage) look(ctx context.Context, client supplier.Client, id string) (order.PlaceAnswered, bool) {
	orders, found, err := client.Find(ctx, id)
	switch {
	case errors.Is(err, supplier.ErrCannotFind):
		return order.PlaceAnswered{}, false
	case err != nil:
		e := supplier.As(err)
		return order.PlaceAnswered{Outcome: order.PlaceUnclear, Message: e.Message, RetryAfter: e.RetryAfter}, true
	case found:
		return order.PlaceAnswered{Outcome: order.PlaceCreated, Orders: orders}, true
	default:
		return order.PlaceAnswered{}, false
	}
}

// notOpened: without a client nothing was called, whatever the reason.
func notOpened(err error) order.PlaceAnswered {
	e := supplier.As(err)
	wait := e.RetryAfter
	if e.Kind == supplier.ConsentNeeded {
		wait = max(wait, consentWait)
	}
	return order.PlaceAnswered{Outcome: order.PlaceNotRun, Message: "The supplier account could not be used: " + string(e.Kind), RetryAfter: wait}
}

// answerOf turns a supplier's error into the outcome that the core decides on.
func answerOf(e *supplier.Error) order.PlaceAnswered {
	a := order.PlaceAnswered{Reason: e.Reason, Message: e.Message, RetryAfter: e.RetryAfter}
	switch e.Kind {
	case supplier.Refused:
		a.Outcome = order.PlaceRefused
		if a.Reason == "" {
			a.Reason = order.FailOther
		}
	case supplier.Repeated:
		a.Outcome = order.PlaceRepeated
	case supplier.NotRun, supplier.Banned, supplier.TokenExpired:
		a.Outcome = order.PlaceNotRun
	case supplier.ConsentNeeded:
		a.Outcome, a.RetryAfter = order.PlaceNotRun, max(e.RetryAfter, consentWait)
	case supplier.Unclear, supplier.Temporary, supplier.NotVisible:
		a.Outcome = order.PlaceUnclear
	default:
		a.Outcome = order.PlaceUnclear
	}
	return a
}
