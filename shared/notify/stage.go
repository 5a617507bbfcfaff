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
	UpdateDelivery(ctx context.Context, r table.DeliveryRef, do func(d *table.Delivery, there bool) error) (table.Delivery, error)
	PutDue(ctx context.Context, r table.DeliveryRef, at time.Time) error
}

// Vault unseals what signs.
type Vault interface {
	Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error)
}

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

// Do delivers one piece of news to one endpoint. It is kept in the log before it is sent.
func (s *Stage) Do(ctx context.Context, n queue.Notify) error {
	m, err := s.Log.Merchant(ctx, n.Merchant)
	if err != nil && !errors.Is(err, table.ErrNotFound) {
		return fmt.Errorf("notify: %w", err)
	}
	e, ok := Find(m.Notify, n.Endpoint)
	if !ok {
		return s.Log.PutDue(ctx, refOf(n), time.Time{}) // it was removed, and with it all that waited
	}
	now := s.Now().UTC()
	d, err := s.claim(ctx, n, e, now)
	var busy *notYetError
	switch {
	case errors.Is(err, errOver):
		return s.Log.PutDue(ctx, refOf(n), time.Time{})
	case errors.As(err, &busy):
		return s.later(ctx, refOf(n), busy.at, now)
	case err != nil:
		return fmt.Errorf("notify: %w", err)
	}
	if d.LeaseUntil.IsZero() { // it is held, or waits because the endpoint rests
		return s.Log.PutDue(ctx, refOf(n), d.NextAt)
	}
	a, err := s.send(ctx, e, d)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return s.settle(ctx, e, d, a)
}

func refOf(n queue.Notify) table.DeliveryRef {
	return table.DeliveryRef{Merchant: n.Merchant, Endpoint: n.Endpoint, ID: n.ID}
}

// fresh is news that was not tried yet.
func fresh(n queue.Notify, now time.Time) table.Delivery {
	return table.Delivery{DeliveryRef: refOf(n), Event: n.Event, At: n.At, Data: n.Data, State: table.DeliveryWaiting, Kept: now}
}

var errOver = errors.New("over already")

// notYetError: the delivery is not to be tried, or somebody else tries it, until then.
type notYetError struct{ at time.Time }

func (e *notYetError) Error() string { return "not before " + e.at.Format(time.RFC3339) }

const (
	// resting is after how long of failing an endpoint is not called for each new piece of news at once; rest is how long
	// these wait. What is tried again finds out when it works.
	resting = 10 * time.Minute
	rest    = 5 * time.Minute
)

// claim puts news into the log, or finds them there, and takes the next attempt, for which it has a lease then. To an
// endpoint that is stopped nothing is sent but a test that was asked for: the news are held.
func (s *Stage) claim(ctx context.Context, n queue.Notify, e table.Endpoint, now time.Time) (table.Delivery, error) {
	rests := !e.FailingSince.IsZero() && now.Sub(e.FailingSince) > s.scaled(resting)
	return s.Log.UpdateDelivery(ctx, refOf(n), func(d *table.Delivery, there bool) error {
		if !there {
			*d = fresh(n, now)
		}
		switch {
		case d.State != table.DeliveryWaiting:
			return errOver
		case d.LeaseUntil.After(now):
			return &notYetError{d.LeaseUntil}
		case e.Stop != nil && d.Event != EventTest:
			d.State, d.NextAt, d.LeaseUntil = table.DeliveryHeld, time.Time{}, time.Time{}
			return nil
		case d.NextAt.After(now):
			return &notYetError{d.NextAt}
		case rests && d.NextAt.IsZero() && d.Resent == 0 && d.Event != EventTest:
			d.NextAt, d.LeaseUntil = now.Add(s.scaled(rest)), time.Time{}
			return nil
		}
		d.LeaseUntil = now.Add(lease)
		return nil
	})
}

// settle keeps what came of an attempt, and decides on the next.
func (s *Stage) settle(ctx context.Context, e table.Endpoint, d table.Delivery, a attempt) error {
	now := s.Now().UTC()
	saved, err := s.Log.UpdateDelivery(ctx, d.DeliveryRef, func(d *table.Delivery, _ bool) error {
		d.LeaseUntil, d.NextAt = time.Time{}, time.Time{}
		d.Tries++
		d.Attempts = append(d.Attempts, a.DeliveryAttempt)
		d.Attempts = d.Attempts[max(len(d.Attempts)-attemptsKept, 0):]
		switch {
		case a.Problem == "":
			d.State = table.DeliveryDelivered
		case a.gone || d.Tries > len(waits()):
			d.State = table.DeliveryFailed
		default:
			d.NextAt = now.Add(max(s.scaled(waits()[d.Tries-1]), a.retryAfter))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	s.Trace.InfoContext(ctx, "notify.attempt", "merchant", d.Merchant, "endpoint", d.Endpoint, "id", d.ID, "event", d.Event,
		"state", string(saved.State), "tries", saved.Tries, "status", a.Status, "problem", a.Problem, "ms", a.Millis)
	if err := s.note(ctx, d.Merchant, e, a, now); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	waiting := saved.State == table.DeliveryWaiting
	if !waiting && saved.Tries == 1 && saved.Resent == 0 {
		return nil // it never was among what is due
	}
	if !waiting {
		return s.Log.PutDue(ctx, d.DeliveryRef, time.Time{})
	}
	return s.later(ctx, d.DeliveryRef, saved.NextAt, now)
}

// later has a delivery tried at a moment. It is among what is due even where its message waits for so long: a message
// can get lost.
func (s *Stage) later(ctx context.Context, r table.DeliveryRef, at, now time.Time) error {
	if err := s.Log.PutDue(ctx, r, at); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if wait := at.Sub(now); wait <= soon {
		return outcome.Snooze(max(wait, time.Second))
	}
	return nil
}

func (s *Stage) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / s.TimeScale)
}

// patience is for how long an endpoint may fail without taking anything before it is stopped: longer than all attempts
// of one delivery take.
const patience = 5 * 24 * time.Hour

// note keeps how an endpoint does, where that has changed: since when it fails, and when it is given up.
func (s *Stage) note(ctx context.Context, merchant string, e table.Endpoint, a attempt, now time.Time) error {
	failed := a.Problem != ""
	tired := failed && !e.FailingSince.IsZero() && now.Sub(e.FailingSince) > s.scaled(patience)
	if !a.gone && !tired && failed != e.FailingSince.IsZero() {
		return nil
	}
	_, err := updateEndpoint(ctx, s.Log, merchant, e.ID, func(x *table.Endpoint) error {
		switch {
		case x.URL != e.URL: // the merchant has mended it meanwhile
		case !failed:
			x.FailingSince = time.Time{}
		case x.FailingSince.IsZero():
			x.FailingSince = now
		}
		if x.URL == e.URL && x.Stop == nil {
			switch {
			case a.gone:
				x.Stop = &table.Stop{Code: table.StopGone, At: now}
			case tired:
				x.Stop = &table.Stop{Code: table.StopFailing, At: now}
			}
		}
		return nil
	})
	if errors.Is(err, table.ErrNotFound) {
		return nil
	}
	return err
}
