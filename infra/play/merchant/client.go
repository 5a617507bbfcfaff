// Package merchant is a merchant's, and the operator's, way to a running Onward: its API over HTTP.
package merchant

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"onward/infra/play/plot"
)

// Client calls the API with one token. A call that got no answer, or a passing one, is repeated under the same
// idempotency key: the answer may be lost, what was asked for is done once.
type Client struct {
	base  string
	token string
	http  *http.Client
	// patience is for how long a call is repeated.
	patience time.Duration
}

// New makes a client of the API at an address.
func New(base, token string, patience time.Duration) *Client {
	return &Client{base: base, token: token, http: &http.Client{Timeout: 30 * time.Second}, patience: patience}
}

// RefusalError is the API's no.
type RefusalError struct {
	Status int    `json:"-"`
	Type   string `json:"type"`
	Detail string `json:"detail"`
}

func (r *RefusalError) Error() string {
	return fmt.Sprintf("the API refuses (%d): %s", r.Status, r.Detail)
}

// Refused reports that the API would not, as opposed to could not.
func (r *RefusalError) Refused() bool { return r.Status == http.StatusConflict }

// running is the type of the answer to a repeat whose first is still being done.
const running = "urn:onward:problem:key_running"

// passing reports whether the same call may go well a little later.
func (r *RefusalError) passing() bool {
	return r.Status >= http.StatusInternalServerError || r.Status == http.StatusTooManyRequests || r.Type == running
}

// call makes one call, repeated where that can help. match is the version for If-Match, or empty.
func (c *Client) call(ctx context.Context, method, path, match string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
	}
	key, end := rand.Text(), time.Now().Add(c.patience)
	for wait := 200 * time.Millisecond; ; wait = min(2*wait, 3*time.Second) {
		err := c.once(ctx, method, path, match, key, body, out)
		var r *RefusalError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &r) && !r.passing(), ctx.Err() != nil, time.Now().After(end):
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

func (c *Client) once(ctx context.Context, method, path, match, key string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		req.Header.Set("Idempotency-Key", key)
	}
	if match != "" {
		req.Header.Set("If-Match", match)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		r := &RefusalError{}
		if json.Unmarshal(raw, r) != nil || r.Detail == "" {
			r.Detail = string(raw[:min(len(raw), 200)])
		}
		r.Status = resp.StatusCode
		return fmt.Errorf("%s %s: %w", method, path, r)
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// Order reads an order; [plot.ErrUnknown] when there is none.
func (c *Client) Order(ctx context.Context, store, id string) (plot.Order, error) {
	var o orderView
	err := c.call(ctx, http.MethodGet, orderPath(store, id, ""), "", nil, &o)
	var r *RefusalError
	if errors.As(err, &r) && r.Status == http.StatusNotFound {
		return plot.Order{}, plot.ErrUnknown
	}
	return o.plot(), err
}

func version(n int64) string { return `"` + strconv.FormatInt(n, 10) + `"` }
