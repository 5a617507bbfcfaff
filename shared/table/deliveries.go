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

// The states of a delivery. One that failed, or was held because its endpoint was stopped, can be sent again by the merchant.
const (
	DeliveryWaiting   DeliveryState = "waiting"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed"
	DeliveryHeld      DeliveryState = "held"
)

// DeliveryRef names a delivery. The id is that of the news: it sorts by time, and all endpoints know the news by it.
type DeliveryRef struct {
	Merchant string `json:"merchant"`
	Endpoint string `json:"endpoint"`
	ID       string `json:"id"`
}

// Delivery is one outgoing webhook in an endpoint's log.
type Delivery struct {
	DeliveryRef

	Event string          `json:"event"`
	At    time.Time       `json:"at"`
	Data  json.RawMessage `json:"data,omitempty"`
	State DeliveryState   `json:"state"`
	// Tries counts the attempts since it was last asked for, Attempts keeps the latest of all. Resent counts how often a
	// person asked for it again.
	Tries    int               `json:"tries"`
	Resent   int               `json:"resent,omitempty"`
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

// attrDue is when a delivery is to be tried again.
const attrDue = "a"

// deliveriesKept is how long a delivery can be looked at and sent again.
const deliveriesKept = 30 * 24 * time.Hour

func (d Delivery) expires() time.Time { return d.Kept.Add(deliveriesKept) }

func deliveryPartition(merchant, endpoint string) partition { return owned(merchant, "n", endpoint) }
func duePartition(merchant string) partition                { return owned(merchant, "nd") }

func (r DeliveryRef) key() kv.Key {
	return deliveryPartition(r.Merchant, r.Endpoint).at(sort(join(r.ID)))
}
func (r DeliveryRef) check() error { return filled(r.Merchant, r.Endpoint, r.ID) }

// Delivery reads a delivery; [ErrNotFound] when there is none.
func (t *Table) Delivery(ctx context.Context, r DeliveryRef) (Delivery, error) {
	if err := r.check(); err != nil {
		return Delivery{}, fmt.Errorf("delivery: %w", err)
	}
	d, err := read[Delivery](ctx, t, r.key(), true)
	if err != nil {
		return Delivery{}, fmt.Errorf("delivery: %w", err)
	}
	return d, nil
}

// UpdateDelivery changes a delivery, which may be new; the function may run several times.
func (t *Table) UpdateDelivery(ctx context.Context, r DeliveryRef, do func(d *Delivery, there bool) error) (Delivery, error) {
	if err := r.check(); err != nil {
		return Delivery{}, fmt.Errorf("update delivery: %w", err)
	}
	d, err := rewrite(ctx, t, r.key(), do)
	if err != nil {
		return Delivery{}, fmt.Errorf("update delivery: %w", err)
	}
	return d, nil
}

// Deliveries lists what was sent, or is to be, to an endpoint, newest first, a page of at most 250 at a time.
func (t *Table) Deliveries(ctx context.Context, merchant, endpoint, cursor string, limit int) (list []Delivery, next string, err error) {
	if err := filled(merchant, endpoint); err != nil {
		return nil, "", fmt.Errorf("deliveries: %w", err)
	}
	page, err := t.engine.Query(ctx, kv.Query{
		PK: string(deliveryPartition(merchant, endpoint)), After: cursor, Desc: true, Limit: min(max(limit, 1), maxPageRows),
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
func (t *Table) PutDue(ctx context.Context, r DeliveryRef, at time.Time) error {
	if err := r.check(); err != nil {
		return fmt.Errorf("put due delivery: %w", err)
	}
	key := duePartition(r.Merchant).at(sort(join(r.ID, r.Endpoint)))
	var err error
	if at.IsZero() {
		err = t.engine.Delete(ctx, key, kv.Cond{})
	} else {
		err = t.engine.Put(ctx, kv.Item{
			kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrDue: kv.Millis(at), kv.TTL: kv.N(at.Add(deliveriesKept).Unix()),
		}, kv.Cond{})
	}
	if err != nil {
		return fmt.Errorf("put due delivery: %w", err)
	}
	return nil
}

// DueDeliveries reads a merchant's deliveries that are to be tried again now, oldest news first, at most so many.
func (t *Table) DueDeliveries(ctx context.Context, merchant string, now time.Time, limit int) ([]Delivery, error) {
	var out []Delivery
	for after := ""; ; {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(duePartition(merchant)), After: after})
		if err != nil {
			return nil, fmt.Errorf("due deliveries: %w", err)
		}
		for _, item := range page.Items {
			if len(out) == limit {
				return out, nil
			}
			parts := split(item[kv.SK].Str())
			if len(parts) != 2 || item[attrDue].Time().After(now) {
				continue
			}
			d, err := t.Delivery(ctx, DeliveryRef{Merchant: merchant, ID: parts[0], Endpoint: parts[1]})
			if errors.Is(err, ErrNotFound) {
				continue // it is kept no longer
			}
			if err != nil {
				return nil, err
			}
			out = append(out, d)
		}
		if after = page.Next; after == "" {
			return out, nil
		}
	}
}
