package woocommerce

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hook is a webhook. failures and secret are never shown by REST.
type hook struct {
	id                  int
	name, status, topic string
	url, secret         string
	failures            int
	created, modified   time.Time
}

// job is a delivery that waits. What it will say is not known yet: the payload
// is built when it is delivered.
type job struct {
	hook, resource int
	action         string
}

// Delivered is a delivery as it went out, for looking at.
type Delivered struct {
	Topic    string    `json:"topic"`
	Resource int       `json:"resource"`
	URL      string    `json:"url"`
	ID       string    `json:"delivery_id"`
	Status   int       `json:"status"`
	Dropped  bool      `json:"dropped,omitempty"`
	At       time.Time `json:"at"`
}

// HookFaults bend the deliveries to come.
type HookFaults struct {
	// Drop loses the next N, as a store does whose cron dies. Duplicate sends the
	// next N twice. Reverse sends each queue from its end.
	Drop      int  `json:"drop"`
	Duplicate int  `json:"duplicate"`
	Reverse   bool `json:"reverse"`
}

// emit queues a topic for every webhook that wants it, unless the same is
// waiting already: changes coalesce.
func (st *site) emit(topic string, resource int) {
	for _, h := range st.hooks {
		if h.topic == topic && h.status == "active" {
			st.enqueue(job{hook: h.id, resource: resource})
		}
	}
}

func (st *site) emitAction(action string, resource int) {
	for _, h := range st.hooks {
		if h.topic == "action."+action && h.status == "active" {
			st.enqueue(job{hook: h.id, resource: resource, action: action})
		}
	}
}

func (st *site) enqueue(j job) {
	if !slices.Contains(st.queue, j) {
		st.queue = append(st.queue, j)
	}
}

func (st *site) hook(id int) *hook {
	for _, h := range st.hooks {
		if h.id == id {
			return h
		}
	}
	return nil
}

// Cron runs the waiting deliveries of all stores once, as a visit to the sites
// would, and says how many went out. Deliveries that they cause wait for the next run.
func (s *Sim) Cron(ctx context.Context) int {
	s.mu.Lock()
	names := make([]string, 0, len(s.sites))
	for name := range s.sites {
		names = append(names, name)
	}
	slices.Sort(names)
	s.mu.Unlock()
	sent := 0
	for _, name := range names {
		s.mu.Lock()
		st := s.sites[name]
		var queue []job
		if st != nil {
			queue, st.queue = st.queue, nil
			if st.hookFaults.Reverse {
				slices.Reverse(queue)
			}
		}
		s.mu.Unlock()
		for _, j := range queue {
			sent += s.deliver(ctx, st, j)
		}
	}
	return sent
}

// deliver sends one job, without holding the lock: the receiver may call back.
func (s *Sim) deliver(ctx context.Context, st *site, j job) int {
	s.mu.Lock()
	h := st.hook(j.hook)
	if h == nil || h.status != "active" {
		s.mu.Unlock()
		return 0
	}
	now := s.now().UTC()
	entry := Delivered{Topic: h.topic, Resource: j.resource, URL: h.url, At: now}
	// One webhook's deliveries of one second share their id: the real formula.
	entry.ID = md5hex(strconv.Itoa(h.id) + strconv.FormatInt(now.Unix(), 10) + st.name)
	if st.hookFaults.Drop > 0 {
		st.hookFaults.Drop--
		entry.Dropped = true
		st.log = append(st.log, entry)
		s.mu.Unlock()
		return 0
	}
	times := 1
	if st.hookFaults.Duplicate > 0 {
		st.hookFaults.Duplicate--
		times = 2
	}
	body := s.hookBody(st, h, j)
	header := s.hookHeader(st, h, body, entry.ID)
	s.mu.Unlock()

	for range times {
		entry.Status = s.post(ctx, entry.URL, header, body)
		s.mu.Lock()
		st.log = append(st.log, entry)
		h.answered(entry.Status)
		s.mu.Unlock()
	}
	return times
}

// answered counts failures as the store does: the seventh in a row switches the
// webhook off, and switching it on again leaves the count where it was.
func (h *hook) answered(status int) {
	switch {
	case status >= 200 && status <= 302:
		h.failures = 0
	case h.failures > 5:
		h.status = "disabled"
	default:
		h.failures++
	}
}

// hookBody is the order as it is now, or what REST would say to the webhook's
// user: an error, rightly signed, when that user is gone.
func (s *Sim) hookBody(st *site, h *hook, j job) []byte {
	o := st.orders[j.resource]
	switch {
	case j.action != "":
		return phpJSON(struct {
			Action string `json:"action"`
			Arg    int    `json:"arg"`
		}{j.action, j.resource})
	case h.topic == "order.deleted":
		return phpJSON(struct {
			ID int `json:"id"`
		}{j.resource})
	case st.userGone:
		return phpJSON(restErr(http.StatusUnauthorized, "woocommerce_rest_cannot_view", "Sorry, you cannot view this resource."))
	case o == nil:
		return phpJSON(restErr(http.StatusNotFound, "woocommerce_rest_shop_order_invalid_id", "Invalid ID."))
	default:
		return phpJSON(s.payload(st, o))
	}
}

func (s *Sim) hookHeader(st *site, h *hook, body []byte, deliveryID string) http.Header {
	mac := hmac.New(sha256.New, []byte(signingKey(h.secret)))
	mac.Write(body)
	resource, event, _ := strings.Cut(h.topic, ".")
	return http.Header{
		"Content-Type":             {"application/json"},
		"User-Agent":               {hookshot(st)},
		"X-WC-Webhook-Source":      {s.address(st) + "/"},
		"X-WC-Webhook-Topic":       {h.topic},
		"X-WC-Webhook-Resource":    {resource},
		"X-WC-Webhook-Event":       {event},
		"X-WC-Webhook-Signature":   {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
		"X-WC-Webhook-ID":          {strconv.Itoa(h.id)},
		"X-WC-Webhook-Delivery-ID": {deliveryID},
	}
}

// signingKey is the secret after WordPress turned HTML's special characters back.
func signingKey(secret string) string {
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#039;", "'").Replace(secret)
}

func hookshot(st *site) string { return "WooCommerce/" + st.set.Version + " Hookshot (WordPress/7.1)" }

// ping is the unsigned form that a new webhook's address gets once.
func (s *Sim) ping(ctx context.Context, st *site, h *hook) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "User-Agent": {hookshot(st)}}
	status := s.post(ctx, h.url, header, fmt.Appendf(nil, "webhook_id=%d", h.id))
	s.mu.Lock()
	defer s.mu.Unlock()
	st.log = append(st.log, Delivered{Topic: "ping", Resource: h.id, URL: h.url, Status: status, At: s.now().UTC()})
}

// post gives the answer's status, 0 when there was none.
func (s *Sim) post(ctx context.Context, to string, header http.Header, body []byte) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header = header.Clone()
	resp, err := s.http.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode
}
