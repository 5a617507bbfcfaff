package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"onward/shared/queue"
	"onward/shared/table"
)

// Endpoints is where merchants say what they want to be told and where.
type Endpoints struct {
	Table interface {
		Merchants
		UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
		UpdateDelivery(ctx context.Context, r table.DeliveryRef, do func(d *table.Delivery, there bool) error) (table.Delivery, error)
		PutDue(ctx context.Context, r table.DeliveryRef, at time.Time) error
		Deliveries(ctx context.Context, merchant, endpoint, cursor string, limit int) (list []table.Delivery, next string, err error)
	}
	Vault interface {
		Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
	}
	Sender queue.Sender
	Now    func() time.Time
	// AllowLoopback lets this machine be called, by plain http, for the local stack.
	AllowLoopback bool
}

// Choice is what an endpoint is made from.
type Choice struct {
	Name string
	URL  string
	// Events is which it is told of; none means all.
	Events []string
}

const (
	// MaxEndpoints is how many a merchant can have.
	MaxEndpoints = 10
	// removedKept is for how long a removed endpoint is remembered: until its last delivery has left the log.
	removedKept = 32 * 24 * time.Hour
)

// ErrTooMany says that the merchant has [MaxEndpoints].
var ErrTooMany = errors.New("there are as many endpoints as there can be")

// Create makes an endpoint. The secret that signs what is sent there is answered this once.
func (e Endpoints) Create(ctx context.Context, merchant string, c Choice) (made table.Endpoint, secret string, err error) {
	if err := errors.Join(e.checkURL(c.URL), checkEvents(c.Events)); err != nil {
		return made, "", err
	}
	now := e.Now().UTC()
	made = table.Endpoint{ID: "e_" + ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String(), Name: c.Name, URL: c.URL, Events: c.Events, Created: now}
	if secret, made.Secret, err = e.newSecret(ctx, merchant, made.ID); err != nil {
		return made, "", err
	}
	_, err = e.Table.UpdateMerchant(ctx, merchant, func(m *table.Merchant) error {
		m.Notify.Endpoints = slices.DeleteFunc(m.Notify.Endpoints, func(x table.Endpoint) bool {
			return !x.Removed.IsZero() && now.Sub(x.Removed) > removedKept
		})
		if len(Present(m.Notify)) >= MaxEndpoints {
			return ErrTooMany
		}
		m.Notify.Endpoints = append(m.Notify.Endpoints, made)
		return nil
	})
	if err != nil {
		return made, "", fmt.Errorf("create endpoint: %w", err)
	}
	return made, secret, nil
}

// Present is the endpoints that were not removed, oldest first.
func Present(n table.Notify) []table.Endpoint {
	return slices.DeleteFunc(slices.Clone(n.Endpoints), func(e table.Endpoint) bool { return !e.Removed.IsZero() })
}

// Find is an endpoint that was not removed.
func Find(n table.Notify, id string) (table.Endpoint, bool) {
	for _, e := range n.Endpoints {
		if e.ID == id && e.Removed.IsZero() {
			return e, true
		}
	}
	return table.Endpoint{}, false
}

// Change is what is to be different; nil fields stay.
type Change struct {
	Name, URL *string
	Events    *[]string
}

// Change changes an endpoint. A new address is called even where the old one had been given up.
func (e Endpoints) Change(ctx context.Context, merchant, id string, c Change) (table.Endpoint, error) {
	if c.URL != nil {
		if err := e.checkURL(*c.URL); err != nil {
			return table.Endpoint{}, err
		}
	}
	if c.Events != nil {
		if err := checkEvents(*c.Events); err != nil {
			return table.Endpoint{}, err
		}
	}
	return e.update(ctx, merchant, id, func(x *table.Endpoint) error {
		if c.Name != nil {
			x.Name = *c.Name
		}
		if c.Events != nil {
			x.Events = *c.Events
		}
		if c.URL != nil && *c.URL != x.URL {
			x.URL, x.FailingSince = *c.URL, time.Time{}
			if x.Stop != nil && x.Stop.Code != table.StopPaused {
				x.Stop = nil
			}
		}
		return nil
	})
}

// Pause has nothing sent to an endpoint until it is resumed. What happens meanwhile is held in its log.
func (e Endpoints) Pause(ctx context.Context, merchant, id, by, reason string) (table.Endpoint, error) {
	now := e.Now().UTC()
	return e.update(ctx, merchant, id, func(x *table.Endpoint) error {
		if x.Stop == nil {
			x.Stop = &table.Stop{Code: table.StopPaused, At: now, By: by, Reason: reason}
		}
		return nil
	})
}

// Resume has things sent to an endpoint again, whatever stopped it.
func (e Endpoints) Resume(ctx context.Context, merchant, id string) (table.Endpoint, error) {
	return e.update(ctx, merchant, id, func(x *table.Endpoint) error {
		x.Stop, x.FailingSince = nil, time.Time{}
		return nil
	})
}

// Remove ends the sending to an endpoint for good, and forgets its secrets.
func (e Endpoints) Remove(ctx context.Context, merchant, id string) error {
	now := e.Now().UTC()
	_, err := e.update(ctx, merchant, id, func(x *table.Endpoint) error {
		*x = table.Endpoint{ID: x.ID, Created: x.Created, Removed: now}
		return nil
	})
	return err
}

// update changes an endpoint; [table.ErrNotFound] when there is none.
func (e Endpoints) update(ctx context.Context, merchant, id string, do func(*table.Endpoint) error) (table.Endpoint, error) {
	return updateEndpoint(ctx, e.Table, merchant, id, do)
}

type merchantUpdater interface {
	UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
}

func updateEndpoint(ctx context.Context, t merchantUpdater, merchant, id string, do func(*table.Endpoint) error) (table.Endpoint, error) {
	var out table.Endpoint
	_, err := t.UpdateMerchant(ctx, merchant, func(m *table.Merchant) error {
		for i := range m.Notify.Endpoints {
			x := &m.Notify.Endpoints[i]
			if x.ID != id || !x.Removed.IsZero() {
				continue
			}
			err := do(x)
			out = *x
			return err
		}
		return table.ErrNotFound
	})
	if err != nil {
		return out, fmt.Errorf("change endpoint: %w", err)
	}
	return out, nil
}
