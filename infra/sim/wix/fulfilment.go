package wix

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// fulfilment is a shipment of an order.
type fulfilment struct {
	id       string
	created  string
	lines    []units
	tracking *tracking
	status   string
}

// units is a quantity of a line; no quantity means all that is left.
type units struct {
	ID       string `json:"id"`
	Quantity *int   `json:"quantity,omitempty"`
}

type tracking struct {
	Number   string `json:"trackingNumber,omitempty"`
	Provider string `json:"shippingProvider,omitempty"`
	Link     string `json:"trackingLink,omitempty"`
}

// known are the providers for which Wix makes the link itself.
func known(provider string) (prefix string, ok bool) {
	switch provider {
	case "fedex":
		return "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=", true
	case "ups":
		return "https://www.ups.com/track?tracknum=", true
	case "usps":
		return "https://tools.usps.com/go/TrackConfirmAction?tLabels=", true
	case "dhl":
		return "https://www.logistics.dhl/global-en/home/tracking.html?tracking-id=", true
	case "canadaPost":
		return "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=", true
	}
	return "", false
}

// complete adds the link that Wix makes itself.
func (t *tracking) complete() {
	if prefix, ok := known(t.Provider); ok && t.Link == "" {
		t.Link = prefix + url.QueryEscape(t.Number)
	}
}

func (t *tracking) check() *answer {
	const textLimit, linkLimit = 100, 2048
	if len([]rune(t.Number)) > textLimit {
		a := invalid("fulfillment.trackingInfo.trackingNumber", "MAX_LENGTH", "must have at most 100 characters")
		return &a
	}
	if len([]rune(t.Provider)) > textLimit {
		a := invalid("fulfillment.trackingInfo.shippingProvider", "MAX_LENGTH", "must have at most 100 characters")
		return &a
	}
	u, err := url.Parse(t.Link)
	if t.Link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(t.Link) > linkLimit) {
		a := invalid("fulfillment.trackingInfo.trackingLink", "WEB_URL", "must be a web address of at most 2048 characters")
		return &a
	}
	return nil
}

func (f *fulfilment) json() doc {
	lines := make([]doc, 0, len(f.lines))
	for _, l := range f.lines {
		lines = append(lines, doc{"id": l.ID, "quantity": *l.Quantity})
	}
	out := doc{"id": f.id, "createdDate": f.created, "lineItems": lines}
	if f.tracking != nil {
		out["trackingInfo"] = *f.tracking
	}
	if f.status != "" {
		out["status"] = f.status
	}
	return out
}

// withFulfilments is what Wix shows of an order's fulfilments.
func (r *record) withFulfilments() doc {
	all := make([]doc, 0, len(r.fulfilments))
	for _, f := range r.fulfilments {
		all = append(all, f.json())
	}
	return doc{"orderId": r.id, "fulfillments": all}
}

func (s *Sim) listFulfilments(c call) answer {
	r := c.site.find(c.path("order"))
	if r == nil {
		return orderNotFound()
	}
	return done(doc{"orderWithFulfillments": r.withFulfilments()})
}

func (s *Sim) listByIDs(c call) answer {
	ids, bad := orderIDs(c.body)
	if bad != nil {
		return *bad
	}
	all := []doc{}
	for _, id := range ids {
		if r := c.site.find(id); r != nil {
			all = append(all, r.withFulfilments())
		}
	}
	return done(doc{"ordersWithFulfillments": all})
}

// orderIDs reads the body of the calls for many orders.
func orderIDs(body []byte) ([]string, *answer) {
	var in struct {
		OrderIDs []string `json:"orderIds"`
	}
	if err := json.Unmarshal(body, &in); err != nil || len(in.OrderIDs) == 0 || len(in.OrderIDs) > maxPage {
		a := invalid("orderIds", "SIZE", "must have 1 to 100 entries")
		return nil, &a
	}
	return in.OrderIDs, nil
}

type fulfilmentInput struct {
	Fulfillment *struct {
		LineItems    []units           `json:"lineItems"`
		TrackingInfo *tracking         `json:"trackingInfo"`
		CustomInfo   map[string]string `json:"customInfo"`
		Status       string            `json:"status"`
	} `json:"fulfillment"`
}

func (s *Sim) createFulfilment(c call) answer {
	r := c.site.find(c.path("order"))
	if r == nil || r.text("status") == "INITIALIZED" {
		return orderNotFound()
	}
	var in fulfilmentInput
	if err := json.Unmarshal(c.body, &in); err != nil || in.Fulfillment == nil {
		return invalid("fulfillment", "REQUIRED", "must not be empty")
	}
	f := in.Fulfillment
	if f.TrackingInfo != nil && f.CustomInfo != nil {
		return invalid("fulfillment", "ONE_OF", "has trackingInfo and customInfo")
	}
	created, bad := s.fulfil(c.site, r, f.LineItems, f.TrackingInfo, f.Status)
	if bad != nil {
		return *bad
	}
	return done(doc{"orderWithFulfillments": r.withFulfilments(), "fulfillmentId": created.id})
}

// updateFulfilment changes tracking and status; lines cannot be changed.
func (s *Sim) updateFulfilment(c call) answer {
	r, f, bad := c.fulfilment()
	if bad != nil {
		return *bad
	}
	var in struct {
		Fulfillment map[string]json.RawMessage `json:"fulfillment"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil || in.Fulfillment == nil {
		return invalid("fulfillment", "REQUIRED", "must not be empty")
	}
	if _, has := in.Fulfillment["lineItems"]; has {
		return invalid("fulfillment.lineItems", "IMMUTABLE", "cannot be changed")
	}
	raw, has := in.Fulfillment["trackingInfo"]
	if !has {
		return done(doc{"orderWithFulfillments": r.withFulfilments()})
	}
	after, bad := f.patched(raw)
	if bad != nil {
		return *bad
	}
	if bad := s.retrack(c.site, r, f, after); bad != nil {
		return *bad
	}
	return done(doc{"orderWithFulfillments": r.withFulfilments()})
}

// patched is the tracking after a change: what is left out stays, null goes.
func (f *fulfilment) patched(raw json.RawMessage) (*tracking, *answer) {
	if strings.TrimSpace(string(raw)) == "null" {
		return nil, nil
	}
	after := tracking{}
	if f.tracking != nil {
		after = *f.tracking
		if _, made := known(after.Provider); made {
			after.Link = "" // Wix's own link follows number and provider
		}
	}
	var changes map[string]*string
	if err := json.Unmarshal(raw, &changes); err != nil {
		a := invalid("fulfillment.trackingInfo", "TYPE", "must be an object")
		return nil, &a
	}
	for field, to := range map[string]*string{"trackingNumber": &after.Number, "shippingProvider": &after.Provider, "trackingLink": &after.Link} {
		value, has := changes[field]
		switch {
		case has && value == nil:
			*to = ""
		case has:
			*to = *value
		}
	}
	return &after, nil
}

func (s *Sim) deleteFulfilment(c call) answer {
	r, f, bad := c.fulfilment()
	if bad != nil {
		return *bad
	}
	s.unfulfil(c.site, r, f)
	return done(doc{"orderWithFulfillments": r.withFulfilments()})
}

func (c call) fulfilment() (*record, *fulfilment, *answer) {
	r := c.site.find(c.path("order"))
	if r == nil {
		a := orderNotFound()
		return nil, nil, &a
	}
	if f := r.fulfilment(c.path("fulfilment")); f != nil {
		return r, f, nil
	}
	a := refused(http.StatusNotFound, "FULFILLMENT_NOT_FOUND", "fulfillment not found")
	return nil, nil, &a
}

func (r *record) fulfilment(id string) *fulfilment {
	for _, f := range r.fulfilments {
		if f.id == id {
			return f
		}
	}
	return nil
}
