package pages

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/notify"
)

// notificationsPage is who is told of what, and when the digest goes out.
type notificationsPage struct {
	Endpoints []desk.Endpoint
	Events    []desk.WebhookEvent
	Digest    desk.DigestSettings
	Hours     []int
	// Next is when the next digest is made, in the merchant's own time.
	Next string
	// Made is an endpoint that was made just now; its secret is shown this once.
	Made *desk.Endpoint
	// Asked is what was typed into a form that was refused; Wrong says why.
	Asked desk.NewEndpoint
	Wrong string
	Owns  bool
}

// AskedFor is the events that were ticked in the form that was refused.
func (n notificationsPage) AskedFor() map[string]bool {
	out := map[string]bool{}
	for _, event := range n.Asked.Events {
		out[event] = true
	}
	return out
}

func (p *pages) notifications(v *visit) error { return p.showNotifications(v, notificationsPage{}) }

func (p *pages) showNotifications(v *visit, out notificationsPage) error {
	ctx := v.r.Context()
	out.Owns = v.actor.Role.Allows(desk.Owner)
	var err error
	if out.Endpoints, err = p.Desk.Endpoints(ctx, v.actor); err != nil {
		return err
	}
	if out.Events, err = p.Desk.WebhookEvents(v.actor); err != nil {
		return err
	}
	if out.Digest, err = p.Desk.DigestSettings(ctx, v.actor); err != nil {
		return err
	}
	out.Next = localTime(out.Digest)
	for h := range 24 {
		out.Hours = append(out.Hours, h)
	}
	return p.show(v, "notifications", "Notifications", out)
}

// localTime is when the next digest is made, by the merchant's clock.
func localTime(s desk.DigestSettings) string {
	zone, err := time.LoadLocation(s.TimeZone)
	if s.Next.IsZero() || err != nil {
		return ""
	}
	return s.Next.In(zone).Format("Monday, 2 January, 15:04")
}

// createEndpoint shows the secret on the page itself: it must not travel through a cookie or an address. What is refused
// is said beside the form, with what was typed.
func (p *pages) createEndpoint(v *visit) error {
	form := v.r.PostForm
	n := desk.NewEndpoint{Name: strings.TrimSpace(form.Get("name")), URL: strings.TrimSpace(form.Get("url")), Events: form["event"]}
	made, err := p.Desk.CreateEndpoint(v.r.Context(), v.actor, n)
	if refused, ok := asInvalid(err); ok {
		return p.showNotifications(v, notificationsPage{Asked: n, Wrong: refused.Message})
	}
	if err != nil {
		return err
	}
	return p.showNotifications(v, notificationsPage{Made: &made})
}

func (p *pages) saveDigest(v *visit) error {
	form := v.r.PostForm
	hour, err := strconv.Atoi(form.Get("hour"))
	if err != nil {
		hour = -1 // it is refused, with what to do
	}
	s, err := p.Desk.PutDigestSettings(v.r.Context(), v.actor, desk.ChangeDigest{
		On: form.Get("on") == "yes", Hour: hour, TimeZone: strings.TrimSpace(form.Get("time_zone")),
	})
	if err != nil {
		return err
	}
	said := "Saved. No digest is sent."
	if s.On {
		said = "Saved. The next digest is made on " + localTime(s) + "."
	}
	return p.to(v, "settings/notifications", said)
}

// digestPreview is what the digest would say now; it loads when it is asked for.
func (p *pages) digestPreview(v *visit) error {
	d, err := p.Desk.Digest(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return p.part(v, "notifications", "preview", d)
}

// digestLine says on the first page when what needs the merchant is sent; it loads after the page.
func (p *pages) digestLine(v *visit) error {
	s, err := p.Desk.DigestSettings(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return p.part(v, "home", "digest", s)
}

// countText is a number of orders in words: there may be more than were counted.
func countText(c notify.OrderCount) string {
	if c.More {
		return strconv.Itoa(c.Orders) + "+"
	}
	return strconv.Itoa(c.Orders)
}

func capitalised(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// indented is JSON for people.
func indented(raw json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return string(raw)
	}
	return out.String()
}
