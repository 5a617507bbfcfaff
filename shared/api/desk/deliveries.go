package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"onward/shared/notify"
	"onward/shared/table"
)

type deliveryTable interface {
	Delivery(ctx context.Context, r table.DeliveryRef) (table.Delivery, error)
	UpdateDelivery(ctx context.Context, r table.DeliveryRef, do func(d *table.Delivery, there bool) error) (table.Delivery, error)
	Deliveries(ctx context.Context, merchant, endpoint, cursor string, limit int) (list []table.Delivery, next string, err error)
	PutDue(ctx context.Context, r table.DeliveryRef, at time.Time) error
}

// Delivery is one webhook to one endpoint, as its log has it for 30 days.
type Delivery struct {
	ID    string    `json:"id" doc:"The webhook-id, by which the receiver knows a repeat."`
	Event string    `json:"event"`
	At    time.Time `json:"at" doc:"When it happened."`
	State string    `json:"state" enum:"waiting,delivered,failed,held" doc:"Held: the endpoint was not active."`
	// Tries counts the attempts since it was last asked for.
	Tries    int             `json:"tries" doc:"The attempts since it was last asked for."`
	Resent   int             `json:"resent,omitempty" doc:"How often somebody asked for it again."`
	Next     time.Time       `json:"next_try,omitzero" doc:"When it is tried again; left out when it is not, or at once."`
	Attempts []Attempt       `json:"attempts" doc:"The latest twelve, oldest first."`
	Data     json.RawMessage `json:"data,omitempty" doc:"What was sent as data. Lists leave it out."`
}

// Attempt is one call of the receiver.
type Attempt struct {
	At      time.Time `json:"at"`
	Status  int       `json:"status,omitempty" doc:"What it answered; left out when there was no answer."`
	Problem string    `json:"problem,omitempty" doc:"Left out when the receiver took it."`
	Millis  int64     `json:"milliseconds"`
}

const (
	// deliveryPages and deliveryRead bound what is read for one page of a filtered log.
	deliveryPages = 2
	deliveryRead  = 250
)

// Deliveries lists what was sent, or is to be, to an endpoint, newest first; of one state only, where that is asked
// for. What is read for one page is bounded, so a page can be empty and have a cursor.
func (d *Desk) Deliveries(ctx context.Context, a Actor, endpoint, state, cursor string, limit int) (list []Delivery, next string, err error) {
	if _, err := d.Endpoint(ctx, a, endpoint); err != nil {
		return nil, "", err
	}
	if next, err = openCursor(cursor); err != nil {
		return nil, "", err
	}
	limit, read := min(max(limit, 1), maxPage), min(max(limit, 1), maxPage)
	if state != "" {
		read = deliveryRead
	}
	list = []Delivery{}
	for range deliveryPages {
		page, after, err := d.Table.Deliveries(ctx, a.Merchant, endpoint, next, read)
		if err != nil {
			return nil, "", err
		}
		for _, kept := range page {
			next = kept.ID
			if state != "" && string(kept.State) != state {
				continue
			}
			shown := deliveryOf(kept)
			shown.Data = nil
			if list = append(list, shown); len(list) == limit {
				break
			}
		}
		if len(list) == limit && (after != "" || len(page) > 0 && next != page[len(page)-1].ID) {
			return list, sealCursor(next), nil
		}
		if next = after; after == "" || state == "" {
			break
		}
	}
	return list, sealCursor(next), nil
}

// Delivery reads one delivery with what was sent.
func (d *Desk) Delivery(ctx context.Context, a Actor, endpoint, id string) (Delivery, error) {
	if _, err := d.Endpoint(ctx, a, endpoint); err != nil {
		return Delivery{}, err
	}
	kept, err := d.Table.Delivery(ctx, table.DeliveryRef{Merchant: a.Merchant, Endpoint: endpoint, ID: id})
	if err != nil {
		return Delivery{}, missing(err, "delivery")
	}
	return deliveryOf(kept), nil
}

// Resend has a delivery made once more.
func (d *Desk) Resend(ctx context.Context, a Actor, endpoint, id string) (Delivery, error) {
	if err := a.need(Operator); err != nil {
		return Delivery{}, err
	}
	kept, err := d.told().Resend(ctx, table.DeliveryRef{Merchant: a.Merchant, Endpoint: endpoint, ID: id})
	if err != nil {
		return Delivery{}, endpointRefusal(err, "delivery")
	}
	return deliveryOf(kept), nil
}

// Resent is what became of asking for all that failed.
type Resent struct {
	Sent   int    `json:"sent" doc:"How many are being sent again."`
	Cursor string `json:"cursor,omitempty" doc:"There are more: ask again with it. Left out at the end."`
}

// ResendFailed has everything sent again that failed or was held since a moment; zero is all that is in the log.
func (d *Desk) ResendFailed(ctx context.Context, a Actor, endpoint string, since time.Time, cursor string) (Resent, error) {
	if err := a.need(Operator); err != nil {
		return Resent{}, err
	}
	after, err := openCursor(cursor)
	if err != nil {
		return Resent{}, err
	}
	n, next, err := d.told().ResendFailed(ctx, a.Merchant, endpoint, since, after)
	if err != nil {
		return Resent{}, endpointRefusal(err, "endpoint")
	}
	return Resent{Sent: n, Cursor: sealCursor(next)}, nil
}

// TestEndpoint sends a test event; its delivery is in the log at once.
func (d *Desk) TestEndpoint(ctx context.Context, a Actor, endpoint string) (Delivery, error) {
	if err := a.need(Operator); err != nil {
		return Delivery{}, err
	}
	id, err := d.told().Test(ctx, a.Merchant, endpoint)
	if err != nil {
		return Delivery{}, endpointRefusal(err, "endpoint")
	}
	return d.Delivery(ctx, a, endpoint, id)
}

func deliveryOf(k table.Delivery) Delivery {
	out := Delivery{
		ID: k.ID, Event: k.Event, At: k.At, State: string(k.State), Tries: k.Tries, Resent: k.Resent, Next: k.NextAt, Attempts: []Attempt{}, Data: k.Data,
	}
	for _, at := range k.Attempts {
		out.Attempts = append(out.Attempts, Attempt(at))
	}
	return out
}

// WebhookEvent is an event that endpoints can be told of.
type WebhookEvent struct {
	Event  string          `json:"event"`
	Title  string          `json:"title"`
	When   string          `json:"when"`
	Sample json.RawMessage `json:"sample" doc:"What the data of one looks like."`
}

// WebhookEvents lists the events, the test included, which nobody can choose.
func (d *Desk) WebhookEvents(a Actor) ([]WebhookEvent, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	var out []WebhookEvent
	for _, k := range notify.Catalogue() {
		raw, err := json.Marshal(k.Sample)
		if err != nil {
			return nil, fmt.Errorf("webhook events: %w", err)
		}
		out = append(out, WebhookEvent{Event: k.Event, Title: k.Title, When: k.When, Sample: raw})
	}
	return slices.Clip(out), nil
}
