package wix

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// delivery is a webhook on its way.
type delivery struct {
	EventType string
	data      string
	attempt   int
	due       time.Time
}

// Mischief is what happens to webhooks on their way.
type Mischief struct {
	Hold      bool `json:"hold"`      // keep all until it is taken back
	Reverse   bool `json:"reverse"`   // newest first, among those due together
	Drop      int  `json:"drop"`      // lose the next so many
	Duplicate int  `json:"duplicate"` // send the next so many twice
}

// SetMischief replaces what happens to webhooks from now on.
func (s *Sim) SetMischief(m Mischief) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mischief = m
	s.poke()
}

// SetCallback says where webhooks go.
func (s *Sim) SetCallback(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Callback = url
}

func (s *Sim) enqueue(d delivery) {
	if s.mischief.Drop > 0 {
		s.mischief.Drop--
		s.counters.Dropped++
		return
	}
	s.outbox = append(s.outbox, d)
	if s.mischief.Duplicate > 0 {
		s.mischief.Duplicate--
		s.outbox = append(s.outbox, d)
	}
	s.poke()
}

func (s *Sim) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// waits are Wix's between the attempts of one delivery.
func waits() []time.Duration {
	const h = time.Hour
	return []time.Duration{time.Minute, 10 * time.Minute, h, 2 * h, 2 * h, 2 * h, 4 * h, 4 * h, 4 * h, 8 * h, 8 * h, 12 * h}
}

// Deliver sends all webhooks that are due and says how many were taken.
func (s *Sim) Deliver(ctx context.Context) int {
	taken := 0
	for _, d := range s.takeDue() {
		ok := s.post(ctx, d)
		s.settle(d, ok)
		if ok {
			taken++
		}
	}
	return taken
}

func (s *Sim) takeDue() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mischief.Hold {
		return nil
	}
	now := s.opts.Now()
	var due, later []delivery
	for _, d := range s.outbox {
		if d.due.After(now) {
			later = append(later, d)
		} else {
			due = append(due, d)
		}
	}
	s.outbox = later
	if s.mischief.Reverse {
		slices.Reverse(due)
	}
	return due
}

// post sends one webhook; only a 200 in time counts.
func (s *Sim) post(ctx context.Context, d delivery) bool {
	now := s.opts.Now()
	body, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"data": d.data, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}).SignedString(s.opts.Key)
	if err != nil {
		return false
	}
	s.mu.Lock()
	callback := s.opts.Callback
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, s.opts.AnswerTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, callback, strings.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := s.opts.HTTP.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func (s *Sim) settle(d delivery, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ok {
		s.counters.Delivered++
		return
	}
	s.counters.Failed++
	all := waits()
	if s.opts.NoRetries || d.attempt >= len(all) {
		s.counters.GivenUp++
		return
	}
	d.due = s.opts.Now().Add(time.Duration(float64(all[d.attempt]) * s.opts.RetryScale))
	d.attempt++
	s.outbox = append(s.outbox, d)
	s.poke()
}

// Run delivers webhooks as they fall due, until the context ends.
func (s *Sim) Run(ctx context.Context) {
	const longest = time.Second
	for ctx.Err() == nil {
		s.Deliver(ctx)
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-time.After(longest):
		}
	}
}
