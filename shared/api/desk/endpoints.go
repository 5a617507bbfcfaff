package desk

import (
	"context"
	"errors"
	"strings"
	"time"

	"onward/shared/notify"
	"onward/shared/table"
)

// Endpoint is a program of the merchant's that is told of things by webhooks.
type Endpoint struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	URL    string   `json:"url"`
	Events []string `json:"events" doc:"Which it is told of; empty for all."`
	// State is active, or the code of what stopped it.
	State   string    `json:"state" enum:"active,paused,gone,failing" doc:"Paused by a person; gone: it answered 410; failing: it took nothing for five days. While it is not active, what happens is held in its log."`
	Stopped *Stopped  `json:"stopped,omitempty"`
	Created time.Time `json:"created"`
	// FailingSince is when it failed for the first time after it last took something.
	FailingSince time.Time `json:"failing_since,omitzero" doc:"Since when it took nothing; left out where it took the last that was sent."`
	OldUntil     time.Time `json:"old_secret_until,omitzero" doc:"Until when what is sent is signed with the secret before as well."`
	Secret       string    `json:"secret,omitempty" doc:"What signs what is sent there. It is shown this once."`
}

// Stopped is why nothing is sent to an endpoint.
type Stopped struct {
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty" doc:"Who did it; left out where it was done by itself."`
	Reason string    `json:"reason,omitempty"`
	ToDo   string    `json:"to_do,omitempty"`
}

// NewEndpoint is what an endpoint is made from.
type NewEndpoint struct {
	Name   string   `json:"name,omitempty" maxLength:"80" doc:"What it is for."`
	URL    string   `json:"url" minLength:"1" maxLength:"2000" doc:"An https address on the public internet."`
	Events []string `json:"events,omitempty" maxItems:"20" doc:"Which it is told of; left out or empty for all. GET /v1/webhook-events lists them."`
}

// ChangeEndpoint is what is to be different. Nil fields stay.
type ChangeEndpoint struct {
	Name   *string   `json:"name,omitempty" maxLength:"80"`
	URL    *string   `json:"url,omitempty" minLength:"1" maxLength:"2000"`
	Events *[]string `json:"events,omitempty" maxItems:"20" doc:"Empty for all."`
}

// stateActive is of an endpoint to which things are sent.
const stateActive = "active"

// told is the part of the desk that deals with endpoints.
func (d *Desk) told() notify.Endpoints {
	return notify.Endpoints{Table: d.Table, Vault: d.Vault, Sender: d.Sender, Now: d.Now, AllowLoopback: d.AllowLoopback}
}

// Endpoints lists the merchant's endpoints, oldest first.
func (d *Desk) Endpoints(ctx context.Context, a Actor) ([]Endpoint, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	m, err := d.Table.Merchant(ctx, a.Merchant)
	if err != nil {
		return nil, missing(err, "merchant")
	}
	out := []Endpoint{}
	for _, e := range notify.Present(m.Notify) {
		out = append(out, d.endpointOf(e))
	}
	return out, nil
}

// Endpoint reads an endpoint.
func (d *Desk) Endpoint(ctx context.Context, a Actor, id string) (Endpoint, error) {
	all, err := d.Endpoints(ctx, a)
	if err != nil {
		return Endpoint{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return Endpoint{}, missing(table.ErrNotFound, "endpoint")
}

// CreateEndpoint makes an endpoint. Its secret is answered this once.
func (d *Desk) CreateEndpoint(ctx context.Context, a Actor, n NewEndpoint) (Endpoint, error) {
	if err := a.need(Owner); err != nil {
		return Endpoint{}, err
	}
	e, secret, err := d.told().Create(ctx, a.Merchant, notify.Choice{Name: strings.TrimSpace(n.Name), URL: strings.TrimSpace(n.URL), Events: n.Events})
	if err != nil {
		return Endpoint{}, endpointRefusal(err, "merchant")
	}
	out := d.endpointOf(e)
	out.Secret = secret
	return out, nil
}

// UpdateEndpoint changes name, address or events.
func (d *Desk) UpdateEndpoint(ctx context.Context, a Actor, id string, c ChangeEndpoint) (Endpoint, error) {
	if err := a.need(Owner); err != nil {
		return Endpoint{}, err
	}
	e, err := d.told().Change(ctx, a.Merchant, id, notify.Change(c))
	return d.endpointOf(e), endpointRefusal(err, "endpoint")
}

// DeleteEndpoint ends the sending to an endpoint for good.
func (d *Desk) DeleteEndpoint(ctx context.Context, a Actor, id string) error {
	if err := a.need(Owner); err != nil {
		return err
	}
	return endpointRefusal(d.told().Remove(ctx, a.Merchant, id), "endpoint")
}

// PauseEndpoint has nothing sent to an endpoint until it is resumed.
func (d *Desk) PauseEndpoint(ctx context.Context, a Actor, id, reason string) (Endpoint, error) {
	if err := a.need(Operator); err != nil {
		return Endpoint{}, err
	}
	e, err := d.told().Pause(ctx, a.Merchant, id, a.By(), strings.TrimSpace(reason))
	return d.endpointOf(e), endpointRefusal(err, "endpoint")
}

// ResumeEndpoint has things sent to an endpoint again, whatever stopped it.
func (d *Desk) ResumeEndpoint(ctx context.Context, a Actor, id string) (Endpoint, error) {
	if err := a.need(Operator); err != nil {
		return Endpoint{}, err
	}
	e, err := d.told().Resume(ctx, a.Merchant, id)
	return d.endpointOf(e), endpointRefusal(err, "endpoint")
}

// RotateEndpointSecret gives an endpoint a new secret, which is answered this once.
func (d *Desk) RotateEndpointSecret(ctx context.Context, a Actor, id string, overlapHours int) (Endpoint, error) {
	if err := a.need(Owner); err != nil {
		return Endpoint{}, err
	}
	e, secret, err := d.told().Rotate(ctx, a.Merchant, id, time.Duration(overlapHours)*time.Hour)
	if err != nil {
		return Endpoint{}, endpointRefusal(err, "endpoint")
	}
	out := d.endpointOf(e)
	out.Secret = secret
	return out, nil
}

func (d *Desk) endpointOf(e table.Endpoint) Endpoint {
	out := Endpoint{ID: e.ID, Name: e.Name, URL: e.URL, Events: []string{}, State: stateActive, Created: e.Created, FailingSince: e.FailingSince}
	out.Events = append(out.Events, e.Events...)
	if e.OldUntil.After(d.Now()) {
		out.OldUntil = e.OldUntil
	}
	if e.Stop != nil {
		out.State = e.Stop.Code
		out.Stopped = &Stopped{At: e.Stop.At, By: e.Stop.By, Reason: e.Stop.Reason, ToDo: notify.HealthOf(e).ToDo}
	}
	return out
}

// endpointRefusal turns what can be wrong with an endpoint into refusals.
func endpointRefusal(err error, what string) error {
	choice, wrong := errors.AsType[*notify.ChoiceError](err)
	switch {
	case err == nil:
		return nil
	case wrong:
		return invalid("body."+choice.Field, choice.Problem)
	case errors.Is(err, notify.ErrTooMany):
		return refuse(Conflict, "too_many_endpoints", "There are 10 endpoints, which is as many as there can be. Delete one first.")
	case errors.Is(err, notify.ErrStopped):
		return refuse(Conflict, "endpoint_stopped", "Nothing is sent to this endpoint now. Resume it first.")
	case errors.Is(err, notify.ErrWaiting):
		return refuse(Conflict, "delivery_running", "It is being sent at this moment. Look again in a few seconds.")
	case errors.Is(err, table.ErrConflict):
		return &Error{Kind: TooMany, Code: "busy", RetryAfter: time.Second, Message: "The endpoints change faster than this could be written. Try again in a moment."}
	default:
		return missing(err, what)
	}
}
