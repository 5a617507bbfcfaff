package shopify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"time"
)

// maxTries is the first delivery and its eight repeats. After as many failures in a row a subscription made by API is
// deleted; one of the app's configuration stays.
const maxTries = 9

// Rules disturb the delivery of webhooks.
type Rules struct {
	// DropEvery loses every nth delivery for good. DuplicateEvery sends every nth twice.
	DropEvery      int `json:"drop_every"`
	DuplicateEvery int `json:"duplicate_every"`
	// Reverse sends what waits in reverse order. Hold keeps everything back until it is off again.
	Reverse bool `json:"reverse"`
	Hold    bool `json:"hold"`
}

// Delivered is what became of one try.
type Delivered struct {
	ID, Event, Topic, Shop, URI string
	At                          time.Time
	// Status is the answer's, 0 when none came. Outcome is delivered, failed, dropped or given_up.
	Status  int
	Outcome string
	Try     int
}

// SetRules replaces the rules of delivery. Counting starts afresh.
func (s *Sim) SetRules(r Rules) {
	_ = s.act(func() error {
		s.rules, s.counted = r, 0
		return nil
	})
}

// Deliver sends what is due now and returns how many tries it made. It leaves what is held back.
func (s *Sim) Deliver(ctx context.Context) int {
	tries := 0
	for _, d := range s.due() {
		if ctx.Err() != nil {
			s.putBack(d)
			continue
		}
		status := s.post(ctx, d)
		s.settle(d, status)
		tries++
	}
	return tries
}

// Run delivers until the context ends.
func (s *Sim) Run(ctx context.Context) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		s.Deliver(ctx)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Pending is how many deliveries wait, for now or for a repeat.
func (s *Sim) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// Deliveries is what was tried so far.
func (s *Sim) Deliveries() []Delivered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// due takes out of the queue what is to be sent now, with losses and repeats as the rules have it.
func (s *Sim) due() []*delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rules.Hold {
		return nil
	}
	var out, later []*delivery
	for _, d := range s.queue {
		if d.due.After(s.now()) {
			later = append(later, d)
			continue
		}
		if d.tries > 0 {
			out = append(out, d)
			continue
		}
		s.counted++
		if n := s.rules.DropEvery; n > 0 && s.counted%n == 0 {
			s.note(d, 0, "dropped")
			continue
		}
		out = append(out, d)
		if n := s.rules.DuplicateEvery; n > 0 && s.counted%n == 0 {
			again := *d
			out = append(out, &again)
		}
	}
	s.queue = later
	if s.rules.Reverse {
		slices.Reverse(out)
	}
	return out
}

func (s *Sim) putBack(d *delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, d)
}

// post sends one delivery and gives the status, 0 without an answer. Redirects are failures.
func (s *Sim) post(ctx context.Context, d *delivery) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.uri, bytes.NewReader(d.body))
	if err != nil {
		return 0
	}
	s.mu.Lock()
	a := d.install.app
	secret := a.secret
	if a.signsWithPrevious {
		secret = a.previous
	}
	s.mu.Unlock()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(d.body)
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "Shopify-Captain-Hook",
		"X-Shopify-Topic": d.topic, "X-Shopify-Shop-Domain": d.shop.domain,
		"X-Shopify-Hmac-Sha256": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"X-Shopify-Webhook-Id":  d.id, "X-Shopify-Event-Id": d.event,
		"X-Shopify-Triggered-At": d.triggered.Format(time.RFC3339Nano), "X-Shopify-API-Version": currentVersion,
	} {
		req.Header.Set(name, value)
	}
	client := *s.opts.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// settle notes how a try ended and plans the repeat of a failed one.
func (s *Sim) settle(d *delivery, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.tries++
	if status >= 200 && status < 300 {
		s.note(d, status, "delivered")
		if d.to != nil {
			d.to.failures = 0
		}
		return
	}
	if d.to != nil {
		d.to.failures++
		if d.to.failures >= maxTries-1 && !d.to.configured {
			d.install.subscriptions = slices.DeleteFunc(d.install.subscriptions, func(sub *subscription) bool { return sub == d.to })
		}
	}
	if d.tries >= maxTries {
		s.note(d, status, "given_up")
		return
	}
	s.note(d, status, "failed")
	d.due = s.now().Add(s.opts.RetryBase << (d.tries - 1))
	s.queue = append(s.queue, d)
}

func (s *Sim) note(d *delivery, status int, outcome string) {
	s.log = append(s.log, Delivered{
		ID: d.id, Event: d.event, Topic: d.topic, Shop: d.shop.domain, URI: d.uri, At: s.now(), Status: status, Outcome: outcome, Try: d.tries,
	})
}
