package notify

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"onward/shared/queue"
	"onward/shared/table"
)

// Endpoints is where merchants say what they want to be told and where.
type Endpoints struct {
	Table interface {
		Merchants
		UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
		UpdateDelivery(ctx context.Context, merchant, id string, do func(d *table.Delivery, there bool) error) (table.Delivery, error)
		PutDue(ctx context.Context, merchant, id string, at time.Time) error
	}
	Vault interface {
		Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
	}
	Sender queue.Sender
	Now    func() time.Time
	// AllowLoopback lets plain http addresses pass, for the local stack.
	AllowLoopback bool
}

// ChoiceError is what is wrong with a merchant's choice.
type ChoiceError struct{ Field, Problem string }

func (e *ChoiceError) Error() string { return e.Field + ": " + e.Problem }

// Choice is what a merchant wants to be told.
type Choice struct {
	// URL receives the webhooks; empty for none.
	URL string
	// Events is which; none means all.
	Events []string
	// DigestHour is the hour of the merchant's day at which a digest is sent; nil for none.
	DigestHour *int
}

// secretBytes is the length that Standard Webhooks recommend at least.
const secretBytes = 32

// Choose keeps a choice. A first URL gets a secret to sign with; so does every call with renew. The secret is answered
// this once, empty when it stays as it was.
func (e Endpoints) Choose(ctx context.Context, merchant string, c Choice, renew bool) (secret string, err error) {
	if err := e.check(c); err != nil {
		return "", err
	}
	m, err := e.Table.Merchant(ctx, merchant)
	if err != nil {
		return "", fmt.Errorf("choose webhooks: %w", err)
	}
	var sealed []byte
	if c.URL != "" && (renew || len(m.Notify.Secret) == 0) {
		plain := make([]byte, secretBytes)
		_, _ = rand.Read(plain) // never fails, as its documentation says
		if sealed, err = e.Vault.Seal(ctx, merchant, Thing, plain); err != nil {
			return "", fmt.Errorf("choose webhooks: %w", err)
		}
		secret = "whsec_" + base64.StdEncoding.EncodeToString(plain)
	}
	_, err = e.Table.UpdateMerchant(ctx, merchant, func(m *table.Merchant) error {
		m.Notify.URL, m.Notify.Events, m.Notify.DigestHour = c.URL, c.Events, c.DigestHour
		m.Notify.Stopped = time.Time{}
		if sealed != nil {
			m.Notify.Secret = sealed
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("choose webhooks: %w", err)
	}
	return secret, nil
}

func (e Endpoints) check(c Choice) error {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		switch {
		case err != nil, u.Host == "", u.User != nil, u.Fragment != "":
			return &ChoiceError{"url", "Give a whole address, such as https://example.com/onward."}
		case u.Scheme != "https" && (u.Scheme != "http" || !e.AllowLoopback):
			return &ChoiceError{"url", "The address must begin with https://."}
		}
	}
	for _, event := range c.Events {
		if !slices.Contains(Events(), event) {
			return &ChoiceError{"events", "There is no event " + event + "."}
		}
	}
	if h := c.DigestHour; h != nil && (*h < 0 || *h > 23) {
		return &ChoiceError{"digest_hour", "The hour is from 0 to 23."}
	}
	return nil
}

// Test sends a test event to the merchant's receiver.
func (e Endpoints) Test(ctx context.Context, merchant string) (id string, err error) {
	now := e.Now().UTC()
	m, err := news(merchant, EventTest, now, Test{Message: "This is a test."}, rand.Text())
	if err != nil {
		return "", err
	}
	return m.Notify.ID, e.Sender.Send(ctx, m)
}

// ErrWaiting says that the delivery is being tried already.
var ErrWaiting = errors.New("the delivery is being tried already")

// Resend has a delivery made once more, whatever came of it; [table.ErrNotFound] for one that is not in the log.
func (e Endpoints) Resend(ctx context.Context, merchant, id string) (table.Delivery, error) {
	now := e.Now().UTC()
	d, err := e.Table.UpdateDelivery(ctx, merchant, id, func(d *table.Delivery, there bool) error {
		switch {
		case !there:
			return table.ErrNotFound
		case d.LeaseUntil.After(now):
			return ErrWaiting
		}
		d.State, d.NextAt, d.Tries = table.DeliveryWaiting, time.Time{}, 0
		return nil
	})
	if err != nil {
		return d, err
	}
	return d, e.Sender.Send(ctx, again(d))
}

// again is the message that has a kept delivery made.
func again(d table.Delivery) queue.Message {
	return queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{Merchant: d.Merchant, ID: d.ID, Event: d.Event, At: d.At, Data: d.Data}}
}
