package woocommerce

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

type hookJSON struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`
	Status      string   `json:"status"`
	Topic       string   `json:"topic"`
	Resource    string   `json:"resource"`
	Event       string   `json:"event"`
	Hooks       []string `json:"hooks"`
	URL         string   `json:"delivery_url"`
	Created     string   `json:"date_created"`
	CreatedGMT  string   `json:"date_created_gmt"`
	Modified    string   `json:"date_modified"`
	ModifiedGMT string   `json:"date_modified_gmt"`
	Links       any      `json:"_links"`
}

// hookJSON shows neither the secret nor the count of failures.
func (s *Sim) hookJSON(st *site, h *hook) hookJSON {
	resource, event, _ := strings.Cut(h.topic, ".")
	return hookJSON{
		ID: h.id, Name: h.name, Status: h.status, Topic: h.topic, Resource: resource, Event: event, Hooks: topicHooks(h.topic),
		URL: h.url, Created: st.local(h.created), CreatedGMT: gmt(h.created), Modified: st.local(h.modified), ModifiedGMT: gmt(h.modified),
		Links: links(s.address(st)+"/wp-json/wc/v3/webhooks", h.id),
	}
}

func topicHooks(topic string) []string {
	switch topic {
	case "order.created":
		return []string{"woocommerce_new_order"}
	case "order.updated":
		return []string{"woocommerce_update_order", "woocommerce_order_refunded"}
	case "order.deleted":
		return []string{"wp_trash_post", "woocommerce_trash_order"}
	case "order.restored":
		return []string{"untrashed_post", "woocommerce_untrash_order"}
	default:
		return []string{strings.TrimPrefix(topic, "action.")}
	}
}

func validTopic(topic string) bool {
	action, isAction := strings.CutPrefix(topic, "action.")
	if isAction {
		return strings.HasPrefix(action, "woocommerce_") || strings.HasPrefix(action, "wc_")
	}
	return slices.Contains([]string{"order.created", "order.updated", "order.deleted", "order.restored"}, topic)
}

func validURL(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func (s *Sim) listHooks(r *request) reply {
	f, bad, ok := r.filter()
	if !ok {
		return bad
	}
	status := r.query.Get("status")
	var found []*hook
	for _, h := range slices.Backward(r.st.hooks) {
		if status == "" || status == "all" || h.status == status {
			found = append(found, h)
		}
	}
	out := []any{}
	for _, h := range found[min(f.offset, len(found)):min(f.offset+f.size, len(found))] {
		out = append(out, s.hookJSON(r.st, h))
	}
	return reply{status: http.StatusOK, body: out, header: totals(len(found), f.size)}
}

type hookInput struct {
	Name   *string `json:"name"`
	Topic  *string `json:"topic"`
	Status *string `json:"status"`
	URL    *string `json:"delivery_url"`
	Secret *string `json:"secret"`
}

func (s *Sim) createHook(r *request) reply {
	var in hookInput
	if bad, ok := r.decode(&in); !ok {
		return bad
	}
	switch {
	case in.Topic == nil || !validTopic(*in.Topic):
		return fail(http.StatusBadRequest, "woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic is required and must be valid.")
	case in.URL == nil || !validURL(*in.URL):
		return fail(http.StatusBadRequest, "woocommerce_rest_shop_webhook_invalid_delivery_url", "Webhook delivery URL must be a valid URL starting with http:// or https://.")
	}
	now := s.now().UTC()
	h := &hook{id: take(&r.st.nextHook), status: "active", name: "Webhook created", created: now, secret: s.hex(50)}
	h.change(in, now)
	r.st.hooks = append(r.st.hooks, h)
	out := reply{status: http.StatusCreated, body: s.hookJSON(r.st, h)}
	if h.status == "active" {
		copied := *h
		out.after = func(req *http.Request) { s.ping(req.Context(), r.st, &copied) }
	}
	return out
}

func (h *hook) change(in hookInput, now time.Time) {
	assign(&h.name, in.Name)
	assign(&h.topic, in.Topic)
	assign(&h.status, in.Status)
	assign(&h.url, in.URL)
	assign(&h.secret, in.Secret)
	h.modified = now
}

// assign copies a field that the request has.
func assign(to, from *string) {
	if from != nil {
		*to = *from
	}
}

func (r *request) hook() (*hook, reply, bool) {
	if h := r.st.hook(r.id(0)); h != nil {
		return h, reply{}, true
	}
	return nil, fail(http.StatusNotFound, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID."), false
}

func (s *Sim) getHook(r *request) reply {
	h, missing, ok := r.hook()
	if !ok {
		return missing
	}
	return reply{status: http.StatusOK, body: s.hookJSON(r.st, h)}
}

// updateHook can switch a webhook on again; its count of failures stays.
func (s *Sim) updateHook(r *request) reply {
	h, missing, ok := r.hook()
	if !ok {
		return missing
	}
	var in hookInput
	if bad, ok := r.decode(&in); !ok {
		return bad
	}
	if in.Status != nil && !slices.Contains([]string{"active", "paused", "disabled"}, *in.Status) {
		return badParam("status", fmt.Sprintf("%s is not one of active, paused, and disabled.", *in.Status))
	}
	h.change(in, s.now().UTC())
	return reply{status: http.StatusOK, body: s.hookJSON(r.st, h)}
}

func (s *Sim) deleteHook(r *request) reply {
	h, missing, ok := r.hook()
	if !ok {
		return missing
	}
	if r.query.Get("force") != "true" {
		return fail(http.StatusNotImplemented, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
	}
	r.st.hooks = slices.DeleteFunc(r.st.hooks, func(x *hook) bool { return x.id == h.id })
	return reply{status: http.StatusOK, body: s.hookJSON(r.st, h)}
}
