package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
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
	// callTimeout is how long a receiver may take; spare is what is left of the function's time to write down what came of it.
	callTimeout = 15 * time.Second
	spare       = 2 * time.Second
	// maxAnswer is how much of an answer is read, so that the connection can be used again.
	maxAnswer = 64 << 10
	// maxRetryAfter is the longest wait that a receiver can ask for.
	maxRetryAfter = 24 * time.Hour
)

// attempt is one call with what the receiver asked for.
type attempt struct {
	table.DeliveryAttempt

	// gone: the receiver asks not to be called any more. retryAfter: not before then.
	gone       bool
	retryAfter time.Duration
}

// send makes one attempt. Its error is ours, not the receiver's.
func (s *Stage) send(ctx context.Context, e table.Endpoint, d table.Delivery) (attempt, error) {
	var a attempt
	now := s.Now()
	secrets, err := s.secrets(ctx, d.Merchant, e, now)
	if err != nil {
		return a, err
	}
	req, err := request(ctx, e.URL, secrets, d, now)
	if err != nil {
		return a, err
	}
	timeout := callTimeout
	if end, ok := ctx.Deadline(); ok {
		timeout = min(timeout, max(time.Until(end)-spare, time.Second))
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	res, err := s.HTTP.Do(req.WithContext(ctx))
	a.At = now.UTC()
	if err != nil {
		a.Problem, a.Millis = problemOf(err), s.Now().Sub(now).Milliseconds()
		return a, nil
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer)) // what it says is of no use
	a.Status, a.Millis = res.StatusCode, s.Now().Sub(now).Milliseconds()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		a.Problem = "answered " + strconv.Itoa(res.StatusCode)
		a.retryAfter = retryAfter(res.Header.Get("Retry-After"), now)
	}
	a.gone = res.StatusCode == http.StatusGone
	return a, nil
}

// secrets is what signs now: the endpoint's, and for a while the one before.
func (s *Stage) secrets(ctx context.Context, merchant string, e table.Endpoint, now time.Time) ([][]byte, error) {
	sealed := [][]byte{e.Secret}
	if len(e.OldSecret) > 0 && now.Before(e.OldUntil) {
		sealed = append(sealed, e.OldSecret)
	}
	out := make([][]byte, 0, len(sealed))
	for _, x := range sealed {
		plain, err := s.Vault.Unseal(ctx, merchant, Thing(e.ID), x)
		if err != nil {
			return nil, fmt.Errorf("unseal signing secret: %w", err)
		}
		out = append(out, plain)
	}
	return out, nil
}

// retryAfter reads how long a receiver asks to be left alone: in seconds, or until a date.
func retryAfter(text string, now time.Time) time.Duration {
	var wait time.Duration
	if n, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(min(max(n, 0), int(maxRetryAfter.Seconds()))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}

// request makes the signed request. Each attempt has a signature of its own, for its own time.
func request(ctx context.Context, url string, secrets [][]byte, d table.Delivery, now time.Time) (*http.Request, error) {
	data := d.Data
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	body, err := json.Marshal(Payload{Type: d.Event, Timestamp: d.At, Data: data})
	if err != nil {
		return nil, fmt.Errorf("encode webhook: %w", err)
	}
	signatures := make([]string, 0, len(secrets))
	for _, secret := range secrets {
		signer, err := standardwebhooks.NewWebhookRaw(secret)
		if err != nil {
			return nil, fmt.Errorf("sign webhook: %w", err)
		}
		signature, err := signer.Sign(d.ID, now, body)
		if err != nil {
			return nil, fmt.Errorf("sign webhook: %w", err)
		}
		signatures = append(signatures, signature)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, errURL
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Onward-Webhooks/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, d.ID)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return req, nil
}

var errURL = errors.New("the receiver's address can't be called")

// problemOf names what went wrong with a call, in words for the log. The error itself may hold the whole address.
func problemOf(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, safedial.ErrForbiddenAddress), errors.Is(err, safedial.ErrForbiddenURL):
		return "the address is not one that may be called"
	case errors.Is(err, safedial.ErrRedirect):
		return "it redirects elsewhere"
	case errors.As(err, &dns):
		return "the name can't be resolved"
	case errors.As(err, &certificate):
		return "its certificate is not valid"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	default:
		return "it can't be reached"
	}
}
