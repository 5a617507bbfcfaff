package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"onward/shared/outcome"
	"onward/shared/queue"
	"onward/shared/table"
)

// Log is where deliveries are kept, beside the merchants whose they are.
type Log interface {
	Merchants
	UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
	UpdateDelivery(ctx context.Context, merchant, id string, do func(d *table.Delivery, there bool) error) (table.Delivery, error)
	PutDue(ctx context.Context, merchant, id string, at time.Time) error
}

// Vault unseals what signs.
type Vault interface {
	Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error)
}

// Thing is what the signing secret is sealed for.
const Thing = "notify"

// Deps is what a Stage works with.
type Deps struct {
	Log   Log
	Vault Vault
	// HTTP calls addresses that merchants chose: it must refuse what is not theirs to reach.
	HTTP *http.Client
	// TimeScale divides the waits between attempts; 0 counts as 1.
	TimeScale float64
	Now       func() time.Time
	Trace     *slog.Logger
}

// Stage delivers news.
type Stage struct{ Deps }

// New makes a Stage.
func New(d Deps) *Stage {
	if d.TimeScale <= 0 {
		d.TimeScale = 1
	}
	return &Stage{Deps: d}
}

const (
	// lease is longer than a call can last.
	lease = 30 * time.Second
	// soon is the longest wait that the message itself is snoozed for; longer ones are kept in the table.
	soon = 2 * time.Minute
	// attemptsKept is how many attempts the log shows of a delivery.
	attemptsKept = 12
)

// waits is how long after each failed attempt the next one comes: 75 hours in all.
func waits() []time.Duration {
	return []time.Duration{
		5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
}

var errDelivered = errors.New("delivered already")

// Do delivers one piece of news. It is kept in the log before it is sent.
func (s *Stage) Do(ctx context.Context, n queue.Notify) error {
	if n.ID == "" {
		return outcome.Permanent(errors.New("news without an id"))
	}
	m, err := s.Log.Merchant(ctx, n.Merchant)
	if errors.Is(err, table.ErrNotFound) || err == nil && !wants(m.Notify, n.Event) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	now := s.Now().UTC()
	d, err := s.claim(ctx, n, now)
	var busy *notYetError
	switch {
	case errors.Is(err, errDelivered):
		return s.Log.PutDue(ctx, n.Merchant, n.ID, time.Time{})
	case errors.As(err, &busy) && busy.at.Sub(now) <= soon:
		return outcome.Snooze(max(busy.at.Sub(now), time.Second))
	case errors.As(err, &busy):
		return s.Log.PutDue(ctx, n.Merchant, n.ID, busy.at) // a round sends it again
	case err != nil:
		return fmt.Errorf("notify: %w", err)
	}
	attempt, gone, err := s.send(ctx, m, d)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return s.settle(ctx, d, attempt, gone)
}

// notYetError: the delivery is not to be tried, or somebody else tries it, until then.
type notYetError struct{ at time.Time }

func (e *notYetError) Error() string { return "not before " + e.at.Format(time.RFC3339) }

// claim puts news into the log, or finds them there, and takes the next attempt.
func (s *Stage) claim(ctx context.Context, n queue.Notify, now time.Time) (table.Delivery, error) {
	return s.Log.UpdateDelivery(ctx, n.Merchant, n.ID, func(d *table.Delivery, there bool) error {
		if !there {
			*d = table.Delivery{
				Merchant: n.Merchant, ID: n.ID, Event: n.Event, At: n.At, Data: n.Data, State: table.DeliveryWaiting, Kept: now,
			}
		}
		switch {
		case d.State != table.DeliveryWaiting:
			return errDelivered
		case d.NextAt.After(now):
			return &notYetError{d.NextAt}
		case d.LeaseUntil.After(now):
			return &notYetError{d.LeaseUntil}
		}
		d.LeaseUntil = now.Add(lease)
		return nil
	})
}

// settle keeps what came of an attempt, and decides on the next.
func (s *Stage) settle(ctx context.Context, d table.Delivery, a table.DeliveryAttempt, gone bool) error {
	now := s.Now().UTC()
	saved, err := s.Log.UpdateDelivery(ctx, d.Merchant, d.ID, func(d *table.Delivery, _ bool) error {
		d.LeaseUntil, d.NextAt = time.Time{}, time.Time{}
		d.Tries++
		d.Attempts = append(d.Attempts, a)
		d.Attempts = d.Attempts[max(len(d.Attempts)-attemptsKept, 0):]
		switch {
		case a.Problem == "":
			d.State = table.DeliveryDelivered
		case gone || d.Tries > len(waits()):
			d.State = table.DeliveryFailed
		default:
			d.NextAt = now.Add(time.Duration(float64(waits()[d.Tries-1]) / s.TimeScale))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	s.Trace.InfoContext(ctx, "notify.attempt", "merchant", d.Merchant, "id", d.ID, "event", d.Event, "state", string(saved.State),
		"tries", saved.Tries, "status", a.Status, "problem", a.Problem, "ms", a.Millis)
	if gone {
		if err := s.stop(ctx, d.Merchant, now); err != nil {
			return err
		}
	}
	wait := saved.NextAt.Sub(now)
	if saved.State == table.DeliveryWaiting && wait <= soon {
		return outcome.Snooze(max(wait, time.Second))
	}
	if saved.Tries == 1 && saved.State != table.DeliveryWaiting {
		return nil // it never was among what is due
	}
	return s.Log.PutDue(ctx, d.Merchant, d.ID, saved.NextAt)
}

// stop ends the sending to a receiver that says that it is gone for good.
func (s *Stage) stop(ctx context.Context, merchant string, now time.Time) error {
	_, err := s.Log.UpdateMerchant(ctx, merchant, func(m *table.Merchant) error {
		if m.Notify.Stopped.IsZero() {
			m.Notify.Stopped = now
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}
