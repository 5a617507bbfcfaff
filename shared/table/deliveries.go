package table

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// DeliveryState is how far an outgoing webhook is.
type DeliveryState string

// The states of a delivery. One that failed can be sent again by the merchant.
const (
	DeliveryWaiting   DeliveryState = "waiting"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed"
)

// Delivery is one outgoing webhook in the merchant's log. Its id sorts by time and is the same for the same news.
type Delivery struct {
	Merchant string          `json:"merchant"`
	ID       string          `json:"id"`
	Event    string          `json:"event"`
	At       time.Time       `json:"at"`
	Data     json.RawMessage `json:"data,omitempty"`
	State    DeliveryState   `json:"state"`
	// Tries counts all attempts, Attempts keeps the latest.
	Tries    int               `json:"tries"`
	Attempts []DeliveryAttempt `json:"attempts,omitempty"`
	// NextAt is before when it is not tried again; zero when it is not going to be.
	NextAt time.Time `json:"next_at,omitzero"`
	// LeaseUntil is until when somebody is sending it.
	LeaseUntil time.Time `json:"lease_until,omitzero"`
	// Kept is when the log began to keep it.
	Kept time.Time `json:"kept"`
}

// DeliveryAttempt is one call of the merchant's receiver.
type DeliveryAttempt struct {
	At time.Time `json:"at"`
	// Status is the answer's, 0 when there was none; then Problem says why.
	Status  int    `json:"status,omitempty"`
	Problem string `json:"problem,omitempty"`
	Millis  int64  `json:"millis"`
}

// deliveriesKept is how long a delivery can be looked at and sent again.
const deliveriesKept = 30 * 24 * time.Hour

func (d Delivery) expires() time.Time { return d.Kept.Add(deliveriesKept) }

func deliveryPartition(merchant string) partition { return owned(merchant, "n") }
func duePartition(merchant string) partition      { return owned(merchant, "nd") }

func deliveryKey(merchant, id string) kv.Key { return deliveryPartition(merchant).at(sort(join(id))) }

// Delivery reads a delivery; [ErrNotFound] when there is none.
func (t *Table) Delivery(ctx context.Context, merchant, id string) (Delivery, error) {
	d, err := read[Delivery](ctx, t, deliveryKey(merchant, id), true)
	if err != nil {
		return Delivery{}, fmt.Errorf("delivery: %w", err)
	}
	return d, nil
}

// UpdateDelivery changes a delivery, which may be new; the function may run several times.
func (t *Table) UpdateDelivery(ctx context.Context, merchant, id string, do func(d *Delivery, there bool) error) (Delivery, error) {
	if err := filled(merchant, id); err != nil {
		return Delivery{}, fmt.Errorf("update delivery: %w", err)
	}
	d, err := rewrite(ctx, t, deliveryKey(merchant, id), do)
	if err != nil {
		return Delivery{}, fmt.Errorf("update delivery: %w", err)
	}
	return d, nil
}

// Deliveries lists a merchant's outgoing webhooks, newest first, a page at a time.
func (t *Table) Deliveries(ctx context.Context, merchant, cursor string, limit int) (list []Delivery, next string, err error) {
	page, err := t.engine.Query(ctx, kv.Query{
		PK: string(deliveryPartition(merchant)), After: cursor, Desc: true, Limit: min(max(limit, 1), 250),
	})
	if err != nil {
		return nil, "", fmt.Errorf("deliveries: %w", err)
	}
	for _, item := range page.Items {
		var d Delivery
		if err := getDocument(item, &d); err != nil {
			return nil, "", fmt.Errorf("deliveries: %w", err)
		}
		list = append(list, d)
	}
	return list, page.Next, nil
}

// PutDue notes that a delivery is to be tried again at a moment, or with the zero time that it is not.
func (t *Table) PutDue(ctx context.Context, merchant, id string, at time.Time) error {
	if err := filled(merchant, id); err != nil {
		return fmt.Errorf("put due delivery: %w", err)
	}
	key := duePartition(merchant).at(sort(join(id)))
	var err error
	if at.IsZero() {
		err = t.engine.Delete(ctx, key, kv.Cond{})
	} else {
		err = t.engine.Put(ctx, kv.Item{
			kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrAt: kv.Millis(at), kv.TTL: kv.N(at.Add(deliveriesKept).Unix()),
		}, kv.Cond{})
	}
	if err != nil {
		return fmt.Errorf("put due delivery: %w", err)
	}
	return nil
}

// DueDeliveries reads a merchant's deliveries that are to be tried again now, oldest news first, at most so many.
func (t *Table) DueDeliveries(ctx context.Context, merchant string, now time.Time, limit int) ([]Delivery, error) {
	page, err := t.engine.Query(ctx, kv.Query{PK: string(duePartition(merchant))})
	if err != nil {
		return nil, fmt.Errorf("due deliveries: %w", err)
	}
	var out []Delivery
	for _, item := range page.Items {
		if len(out) == limit {
			break
		}
		if item[attrAt].Time().After(now) {
			continue
		}
		d, err := t.Delivery(ctx, merchant, split(item[kv.SK].Str())[0])
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
