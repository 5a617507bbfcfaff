package aliexpress

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"
)

// pushTries is how often a push that is not answered with 200 is sent in all.
const pushTries = 5

// Push is a message to an app's callback.
type Push struct {
	OrderID  string    `json:"order_id"`
	Status   string    `json:"status"`
	App      string    `json:"app"`
	At       time.Time `json:"at"`
	Tries    int       `json:"tries"`
	Answer   int       `json:"answer,omitempty"` // the last try's HTTP status; 0 = none
	Done     bool      `json:"done"`
	body     []byte
	nextTry  time.Time
	inFlight bool
}

// push queues a message, unless its order is silenced or its app has no
// callback. The lock must be held.
func (s *Sim) push(o *Order, status string) {
	app, known := s.apps[o.App]
	if !known || app.Callback == "" || o.PushOff {
		return
	}
	now := s.now()
	body, err := json.Marshal(map[string]any{
		"data":         map[string]any{"buyerId": json.Number(o.Account), "orderId": json.Number(o.ID), "orderStatus": status},
		"message_type": 53, "seller_id": o.Account, "site": "ae_global", "timestamp": now.Unix(),
	})
	if err != nil { // an account id that is not a number
		return
	}
	s.pushes = append(s.pushes, &Push{OrderID: o.ID, Status: status, App: app.Key, At: now, body: body, nextTry: s.real()})
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// deliver tries every push that is due once.
func (s *Sim) deliver(ctx context.Context) {
	for {
		p, app, ok := s.nextPush()
		if !ok {
			return
		}
		answer := s.send(ctx, p.body, app)
		s.mu.Lock()
		p.inFlight = false
		p.Tries++
		p.Answer = answer
		p.Done = answer == http.StatusOK || p.Tries >= pushTries
		p.nextTry = s.real().Add(time.Duration(1<<p.Tries) * time.Second)
		s.mu.Unlock()
	}
}

func (s *Sim) nextPush() (*Push, App, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pushes {
		app, known := s.apps[p.App]
		if p.Done || p.inFlight || !known || s.real().Before(p.nextTry) {
			continue
		}
		p.inFlight = true
		return p, *app, true
	}
	return nil, App{}, false
}

// send posts one message with its signature and returns the status.
func (s *Sim) send(ctx context.Context, body []byte, app App) int {
	mac := hmac.New(sha256.New, []byte(app.Secret))
	mac.Write([]byte(app.Key))
	mac.Write(body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, app.Callback, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", hex.EncodeToString(mac.Sum(nil)))
	resp, err := s.http.Do(req)
	if err != nil {
		return 0
	}
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode
}

// SilencePushes stops, or allows again, an order's pushes.
func (s *Sim) SilencePushes(id string, off bool) error {
	return s.change(id, func(o *Order) error {
		o.PushOff = off
		return nil
	})
}

// SendPush queues any push for an order, also for a silenced one.
func (s *Sim) SendPush(id, status string) error {
	return s.change(id, func(o *Order) error {
		off := o.PushOff
		o.PushOff = false
		s.push(o, status)
		o.PushOff = off
		return nil
	})
}

// Pushes lists the messages so far.
func (s *Sim) Pushes() []Push {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Push{}
	for _, p := range s.pushes {
		out = append(out, *p)
	}
	return out
}
