package notify

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"onward/shared/queue"
	"onward/shared/table"
)

const testMessage = "This is a test."

// Test sends a test event to an endpoint, also to one that is stopped; the id is the delivery's.
func (e Endpoints) Test(ctx context.Context, merchant, endpoint string) (id string, err error) {
	if _, err := e.find(ctx, merchant, endpoint); err != nil {
		return "", err
	}
	messages, err := fact{EventTest, e.Now().UTC(), Test{Message: testMessage}, []string{rand.Text()}}.messages(merchant, endpoint)
	if err != nil {
		return "", err
	}
	if err := e.Sender.Send(ctx, messages...); err != nil {
		return "", fmt.Errorf("test endpoint: %w", err)
	}
	// Whoever asked looks at it at once: it is in the log before it was tried.
	n := *messages[0].Notify
	_, err = e.Table.UpdateDelivery(ctx, refOf(n), func(d *table.Delivery, there bool) error {
		if !there {
			*d = fresh(n, e.Now().UTC())
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("test endpoint: %w", err)
	}
	return n.ID, nil
}

func (e Endpoints) find(ctx context.Context, merchant, endpoint string) (table.Endpoint, error) {
	m, err := e.Table.Merchant(ctx, merchant)
	if err != nil {
		return table.Endpoint{}, fmt.Errorf("endpoint: %w", err)
	}
	x, ok := Find(m.Notify, endpoint)
	if !ok {
		return x, fmt.Errorf("endpoint: %w", table.ErrNotFound)
	}
	return x, nil
}

// Errors that callers decide on.
var (
	// ErrWaiting says that the delivery is being tried at this moment.
	ErrWaiting = errors.New("the delivery is being tried already")
	// ErrStopped says that nothing is sent to the endpoint.
	ErrStopped = errors.New("the endpoint is stopped")
)

// Resend has a delivery made once more, whatever came of it; [table.ErrNotFound] for one that is not in the log.
func (e Endpoints) Resend(ctx context.Context, r table.DeliveryRef) (table.Delivery, error) {
	x, err := e.find(ctx, r.Merchant, r.Endpoint)
	if err != nil {
		return table.Delivery{}, err
	}
	d, err := e.reopen(ctx, x, r)
	if err != nil {
		return d, err
	}
	return d, e.Sender.Send(ctx, again(d))
}

func (e Endpoints) reopen(ctx context.Context, x table.Endpoint, r table.DeliveryRef) (table.Delivery, error) {
	now := e.Now().UTC()
	// It is due before it waits, so that it is sent even where the message about it gets lost.
	if err := e.Table.PutDue(ctx, r, now); err != nil {
		return table.Delivery{}, err
	}
	return e.Table.UpdateDelivery(ctx, r, func(d *table.Delivery, there bool) error {
		switch {
		case !there:
			return table.ErrNotFound
		case x.Stop != nil && d.Event != EventTest:
			return ErrStopped
		case d.LeaseUntil.After(now):
			return ErrWaiting
		}
		d.State, d.NextAt, d.Tries = table.DeliveryWaiting, time.Time{}, 0
		d.Resent++
		return nil
	})
}

const (
	// logPages and logPage bound what one call reads of a log, resentAtOnce what it sends.
	logPages     = 4
	logPage      = 250
	resentAtOnce = 200
)

// ResendFailed has those deliveries of an endpoint made once more that failed or were held, of news since a moment,
// newest first. One call sends at most 200 and reads at most 1,000; a cursor says where to go on.
func (e Endpoints) ResendFailed(ctx context.Context, merchant, endpoint string, since time.Time, cursor string) (sent int, next string, err error) {
	x, err := e.find(ctx, merchant, endpoint)
	if err != nil {
		return 0, "", err
	}
	if x.Stop != nil {
		return 0, "", ErrStopped
	}
	for range logPages {
		list, after, err := e.Table.Deliveries(ctx, merchant, endpoint, cursor, logPage)
		if err != nil {
			return sent, "", fmt.Errorf("resend: %w", err)
		}
		messages, last, over, err := e.reopenFailed(ctx, x, list, since, resentAtOnce-sent)
		if err != nil {
			return sent, "", fmt.Errorf("resend: %w", err)
		}
		if err := e.Sender.Send(ctx, messages...); err != nil {
			return sent, "", fmt.Errorf("resend: %w", err)
		}
		sent += len(messages)
		switch cursor = after; {
		case over:
			return sent, "", nil
		case sent == resentAtOnce:
			return sent, last, nil
		case cursor == "":
			return sent, "", nil
		}
	}
	return sent, cursor, nil
}

// reopenFailed makes those of a page of the log wait again that failed or were held, at most so many. last is up to
// where it came; over says that the rest is older than what is asked for.
func (e Endpoints) reopenFailed(ctx context.Context, x table.Endpoint, list []table.Delivery, since time.Time, most int) (out []queue.Message, last string, over bool, err error) {
	for _, d := range list {
		if d.At.Before(since) {
			return out, last, true, nil
		}
		if len(out) == most {
			return out, last, false, nil
		}
		last = d.ID
		if d.State != table.DeliveryFailed && d.State != table.DeliveryHeld {
			continue
		}
		switch d, err := e.reopen(ctx, x, d.DeliveryRef); {
		case errors.Is(err, ErrWaiting), errors.Is(err, table.ErrNotFound):
		case err != nil:
			return out, last, false, err
		default:
			out = append(out, again(d))
		}
	}
	return out, last, false, nil
}

// again is the message that has a kept delivery made.
func again(d table.Delivery) queue.Message {
	return queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{
		Merchant: d.Merchant, Endpoint: d.Endpoint, ID: d.ID, Event: d.Event, At: d.At, Data: d.Data,
	}}
}
