package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/notify"
)

// endpointPage is an endpoint with its log.
type endpointPage struct {
	desk.Endpoint

	Catalogue  []desk.WebhookEvent
	Chosen     map[string]bool
	Deliveries []desk.Delivery
	// Shown is of which state the log shows deliveries; empty for all.
	Shown string
	Next  string
	// Go is where sending again goes on, after as many as are sent at once; Since is since when.
	Go    string
	Since string
	Acts  bool
	Owns  bool
}

const deliveriesShown = 25

func (p *pages) endpoint(v *visit) error {
	e, err := p.Desk.Endpoint(v.r.Context(), v.actor, v.r.PathValue("endpoint"))
	if err != nil {
		return err
	}
	return p.showEndpoint(v, e)
}

func (p *pages) showEndpoint(v *visit, e desk.Endpoint) error {
	q := v.r.URL.Query()
	out := endpointPage{
		Endpoint: e, Chosen: map[string]bool{}, Shown: q.Get("state"), Go: q.Get("go"), Since: q.Get("since"),
		Acts: v.actor.Role.Allows(desk.Operator), Owns: v.actor.Role.Allows(desk.Owner),
	}
	for _, event := range e.Events {
		out.Chosen[event] = true
	}
	var err error
	if out.Catalogue, err = p.Desk.WebhookEvents(v.actor); err != nil {
		return err
	}
	var next string
	out.Deliveries, next, err = p.Desk.Deliveries(v.r.Context(), v.actor, e.ID, out.Shown, q.Get("cursor"), deliveriesShown)
	if err != nil {
		return err
	}
	if next != "" {
		out.Next = endpointPath(e.ID) + "?" + url.Values{"state": {out.Shown}, "cursor": {next}}.Encode()
	}
	return p.show(v, "endpoint", endpointName(e.Name, e.URL), out)
}

func endpointPath(id string) string { return "settings/notifications/endpoints/" + url.PathEscape(id) }

// endpointName is what to call an endpoint: its name, or else its host.
func endpointName(name, address string) string {
	if name != "" {
		return name
	}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

func asInvalid(err error) (*desk.Error, bool) {
	refused, ok := errors.AsType[*desk.Error](err)
	return refused, ok && refused.Kind == desk.Invalid
}

// actOnEndpoint does what an endpoint's page offers.
func (p *pages) actOnEndpoint(v *visit) error {
	ctx, a, d, form, id := v.r.Context(), v.actor, p.Desk, v.r.PostForm, v.r.PathValue("endpoint")
	var err error
	var said string
	switch v.r.PathValue("name") {
	case "change":
		name, address, events := strings.TrimSpace(form.Get("name")), strings.TrimSpace(form.Get("url")), form["event"]
		said = "Saved."
		_, err = d.UpdateEndpoint(ctx, a, id, desk.ChangeEndpoint{Name: &name, URL: &address, Events: &events})
	case "pause":
		said = "Paused. What happens meanwhile is held here."
		_, err = d.PauseEndpoint(ctx, a, id, form.Get("reason"))
	case "resume":
		said = "Resumed. What was held meanwhile is not sent by itself: send it below."
		_, err = d.ResumeEndpoint(ctx, a, id)
	case "test":
		return p.testEndpoint(v, id)
	case "rotate":
		return p.rotateSecret(v, id)
	case "resend":
		return p.resendFailed(v, id)
	case "remove":
		if err := d.DeleteEndpoint(ctx, a, id); err != nil {
			return err
		}
		return p.to(v, "settings/notifications", "Deleted. Nothing more is sent there.")
	default:
		err = &desk.Error{Kind: desk.NotFound, Code: "no_such_action", Message: "There is no such action."}
	}
	if err != nil {
		return err
	}
	return p.to(v, endpointPath(id), said)
}

func (p *pages) testEndpoint(v *visit, id string) error {
	sent, err := p.Desk.TestEndpoint(v.r.Context(), v.actor, id)
	if err != nil {
		return err
	}
	return p.to(v, deliveryPath(id, sent.ID), "")
}

// rotateSecret shows the new secret on the page itself.
func (p *pages) rotateSecret(v *visit, id string) error {
	hours, err := strconv.Atoi(v.r.PostFormValue("hours"))
	if err != nil {
		hours = -1 // it is refused, with what to do
	}
	e, err := p.Desk.RotateEndpointSecret(v.r.Context(), v.actor, id, hours)
	if err != nil {
		return err
	}
	return p.showEndpoint(v, e)
}

func (p *pages) resendFailed(v *visit, id string) error {
	form := v.r.PostForm
	var since time.Time
	if at, err := time.Parse(time.RFC3339, form.Get("since")); err == nil {
		since = at
	} else if hours, err := strconv.Atoi(form.Get("hours")); err == nil && hours > 0 {
		since = p.Now().Add(-time.Duration(hours) * time.Hour)
	}
	done, err := p.Desk.ResendFailed(v.r.Context(), v.actor, id, since, form.Get("cursor"))
	if err != nil {
		return err
	}
	said, path := plural(done.Sent, "is", "are")+" being sent again.", endpointPath(id)
	switch {
	case done.Cursor != "":
		said = plural(done.Sent, "is", "are") + " being sent again; there are more. Go on below."
		path += "?" + url.Values{"go": {done.Cursor}, "since": {since.UTC().Format(time.RFC3339)}}.Encode()
	case done.Sent == 0:
		said = "Nothing failed or was held since then."
	}
	return p.to(v, path, said)
}

// deliveryPage is one delivery with what was sent.
type deliveryPage struct {
	desk.Delivery

	Endpoint desk.Endpoint
	Body     string
	// Moving: something happens to it soon, so the page looks again.
	Moving bool
	Acts   bool
}

func deliveryPath(endpoint, id string) string {
	return endpointPath(endpoint) + "/deliveries/" + url.PathEscape(id)
}

func (p *pages) readDelivery(v *visit) (deliveryPage, error) {
	ctx, endpoint := v.r.Context(), v.r.PathValue("endpoint")
	e, err := p.Desk.Endpoint(ctx, v.actor, endpoint)
	if err != nil {
		return deliveryPage{}, err
	}
	d, err := p.Desk.Delivery(ctx, v.actor, endpoint, v.r.PathValue("delivery"))
	if err != nil {
		return deliveryPage{}, err
	}
	out := deliveryPage{Delivery: d, Endpoint: e, Acts: v.actor.Role.Allows(desk.Operator)}
	out.Moving = d.State == "waiting" && d.Next.Sub(p.Now()) < 2*time.Minute
	body, err := json.MarshalIndent(notify.Payload{Type: d.Event, Timestamp: d.At, Data: d.Data}, "", "  ")
	if err != nil {
		return out, fmt.Errorf("show delivery: %w", err)
	}
	out.Body = string(body)
	return out, nil
}

func (p *pages) delivery(v *visit) error {
	d, err := p.readDelivery(v)
	if err != nil {
		return err
	}
	return p.show(v, "delivery", "Delivery of "+d.Event, d)
}

// deliveryState is how far a delivery is; it is asked for again while something happens to it.
func (p *pages) deliveryState(v *visit) error {
	d, err := p.readDelivery(v)
	if err != nil {
		return err
	}
	return p.part(v, "delivery", "state", d)
}

func (p *pages) resend(v *visit) error {
	endpoint, id := v.r.PathValue("endpoint"), v.r.PathValue("delivery")
	if _, err := p.Desk.Resend(v.r.Context(), v.actor, endpoint, id); err != nil {
		return err
	}
	return p.to(v, deliveryPath(endpoint, id), "It is being sent again.")
}
