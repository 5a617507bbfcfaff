package job

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"onward/shared/job/letters"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/store"
)

// Box is a queue that can be read through.
type Box interface {
	Each(ctx context.Context, most int, look func(context.Context, letters.Letter) (letters.Verdict, error)) (letters.Read, error)
}

// Search finds what stores said of orders in queues, where it waits or has died, and removes it.
type Search struct {
	// Boxes are the intake queue and its dead letters.
	Boxes []Box
	// Hooks read what the stores' messages are about.
	Hooks map[order.Platform]store.Hooks
}

// mostLetters bounds how much of one queue is read.
const mostLetters = 5000

// remove removes what is about orders of a store; without ids, what is about any of its orders.
func (s Search) remove(ctx context.Context, merchant, shop string, ids []string) (removed int, more bool, err error) {
	for _, box := range s.Boxes {
		r, err := box.Each(ctx, mostLetters, func(_ context.Context, l letters.Letter) (letters.Verdict, error) {
			if s.concerns(l, merchant, shop, ids) {
				return letters.Drop, nil
			}
			return letters.Keep, nil
		})
		removed += r.Dropped
		more = more || r.More
		if err != nil {
			return removed, more, fmt.Errorf("search queues: %w", err)
		}
	}
	return removed, more, nil
}

// concerns reports whether a message tells of one of the orders. What a store demands of us (privacy, uninstalling)
// is never taken for it. A message that can't be read is when an id stands in it.
func (s Search) concerns(l letters.Letter, merchant, shop string, ids []string) bool {
	m, err := queue.Decode(l.Body)
	if err != nil || m.Intake == nil || m.Intake.Merchant != merchant || m.Intake.Owner != shop {
		return false
	}
	about := func(id string) bool { return id != "" && (len(ids) == 0 || slices.Contains(ids, id)) }
	body, err := m.Intake.Plain()
	if err != nil || len(body) == 0 {
		return about(m.Intake.Order)
	}
	if hooks, known := s.Hooks[order.Platform(m.Intake.Source)]; known {
		if news, err := hooks.Read(m.Intake.Topic, body); err == nil {
			return news.Privacy == nil && about(news.OrderID)
		}
	}
	return len(ids) == 0 || slices.ContainsFunc(ids, func(id string) bool { return bytes.Contains(body, []byte(id)) })
}
