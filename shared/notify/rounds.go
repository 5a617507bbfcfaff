package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onward/shared/queue"
	"onward/shared/table"
)

// Book is what a round looks at.
type Book interface {
	Merchant(ctx context.Context, id string) (table.Merchant, error)
	Merchants(ctx context.Context, cursor string, limit int) (ids []string, next string, err error)
	UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
	DueDeliveries(ctx context.Context, merchant string, now time.Time, limit int) ([]table.Delivery, error)
	DigestBook
}

// Rounds goes over all merchants every few minutes: deliveries that are due again, connections in trouble, digests.
type Rounds struct {
	book   Book
	sender queue.Sender
	now    func() time.Time
	log    *slog.Logger
}

// NewRounds makes Rounds.
func NewRounds(b Book, sender queue.Sender, now func() time.Time, log *slog.Logger) *Rounds {
	return &Rounds{book: b, sender: sender, now: now, log: log}
}

const (
	// perRound is how many due deliveries of a merchant one round sends.
	perRound = 200
	// merchantsAtOnce is how many merchants are listed in one read.
	merchantsAtOnce = 100
	// margin is left before the deadline.
	margin = 10 * time.Second
)

// Do goes over the merchants once. One merchant's failure does not stop the others.
func (r *Rounds) Do(ctx context.Context) error {
	var failed []error
	for cursor := ""; ; {
		ids, next, err := r.book.Merchants(ctx, cursor, merchantsAtOnce)
		if err != nil {
			return errors.Join(append(failed, fmt.Errorf("notify round: %w", err))...)
		}
		for _, id := range ids {
			if end, ok := ctx.Deadline(); ok && time.Until(end) < margin {
				return errors.Join(failed...)
			}
			if err := r.merchant(ctx, id); err != nil {
				failed = append(failed, fmt.Errorf("notify round of %s: %w", id, err))
			}
		}
		if cursor = next; cursor == "" {
			return errors.Join(failed...)
		}
	}
}

func (r *Rounds) merchant(ctx context.Context, id string) error {
	m, err := r.book.Merchant(ctx, id)
	if errors.Is(err, table.ErrNotFound) || err == nil && len(Present(m.Notify)) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(r.due(ctx, id), r.connections(ctx, m), r.digest(ctx, m))
}

// due sends deliveries whose wait is over to their queue.
func (r *Rounds) due(ctx context.Context, merchant string) error {
	list, err := r.book.DueDeliveries(ctx, merchant, r.now(), perRound)
	if err != nil || len(list) == 0 {
		return err
	}
	messages := make([]queue.Message, 0, len(list))
	for _, d := range list {
		messages = append(messages, again(d))
	}
	r.log.InfoContext(ctx, "notify.due", "merchant", merchant, "deliveries", len(list))
	return r.sender.Send(ctx, messages...)
}
