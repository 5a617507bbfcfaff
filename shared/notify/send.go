package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"onward/shared/safedial"
	"onward/shared/table"
)

// Payload is the body of an outgoing webhook.
type Payload struct {
	Type      string          `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

const (
	// callTimeout is how long a receiver may take.
	callTimeout = 15 * time.Second
	// maxAnswer is how much of an answer is read, so that the connection can be used again.
	maxAnswer = 64 << 10
)

// send makes one attempt. gone: the receiver asks not to be called any more. Its error is ours, not the receiver's.
func (s *Stage) send(ctx context.Context, m table.Merchant, d table.Delivery) (a table.DeliveryAttempt, gone bool, err error) {
	secret, err := s.Vault.Unseal(ctx, m.ID, Thing, m.Notify.Secret)
	if err != nil {
		return a, false, fmt.Errorf("unseal signing secret: %w", err)
	}
	now := s.Now()
	req, err := request(ctx, m.Notify.URL, secret, d, now)
	if err != nil {
		return a, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	res, err := s.HTTP.Do(req.WithContext(ctx))
	a = table.DeliveryAttempt{At: now.UTC(), Millis: s.Now().Sub(now).Milliseconds()}
	if err != nil {
		a.Problem = problemOf(err)
		return a, false, nil
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer)) // what it says is of no use
	a.Status = res.StatusCode
	if res.StatusCode < 200 || res.StatusCode > 299 {
		a.Problem = "answered " + strconv.Itoa(res.StatusCode)
	}
	return a, res.StatusCode == http.StatusGone, nil
}

// request makes the signed request. Each attempt has a signature of its own, for its own time.
func request(ctx context.Context, url string, secret []byte, d table.Delivery, now time.Time) (*http.Request, error) {
	data := d.Data
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	body, err := json.Marshal(Payload{Type: d.Event, Timestamp: d.At, Data: data})
	if err != nil {
		return nil, fmt.Errorf("encode webhook: %w", err)
	}
	signer, err := standardwebhooks.NewWebhookRaw(secret)
	if err != nil {
		return nil, fmt.Errorf("sign webhook: %w", err)
	}
	signature, err := signer.Sign(d.ID, now, body)
	if err != nil {
		return nil, fmt.Errorf("sign webhook: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, errURL
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Onward-Webhooks/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, d.ID)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return req, nil
}

var errURL = errors.New("the receiver's address can't be called")

// problemOf names what went wrong with a call, in words for the log. The error itself may hold the whole address.
func problemOf(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, safedial.ErrForbiddenAddress), errors.Is(err, safedial.ErrForbiddenURL):
		return "the address is not one that may be called"
	case errors.Is(err, safedial.ErrRedirect):
		return "it redirects elsewhere"
	case errors.As(err, &dns):
		return "the name can't be resolved"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	default:
		return "it can't be reached"
	}
}
