package wix

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultBaseURL is where Wix answers.
const DefaultBaseURL = "https://www.wixapis.com"

const (
	timeout     = 15 * time.Second
	answerLimit = 32 << 20 // a hundred orders of three hundred lines each
)

// Config is what a Client needs. Only the app's id and secret have no default.
type Config struct {
	BaseURL   string
	AppID     string
	AppSecret string
	HTTP      *http.Client
	Now       func() time.Time
}

// Client calls Wix for all sites that installed the app. It is safe for
// concurrent use.
type Client struct {
	base   string
	http   *http.Client
	now    func() time.Time
	tokens *tokens
	limits *limits
}

// New makes a client; it fails where the app's credentials or the address are
// missing.
func New(cfg Config) (*Client, error) {
	if cfg.AppID == "" || cfg.AppSecret == "" {
		return nil, errors.New("wix: app id and secret are needed")
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = DefaultBaseURL
	}
	if u, err := url.Parse(cfg.BaseURL); err != nil || u.Host == "" {
		return nil, errors.New("wix: base address is not a URL")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	h := http.Client{Timeout: timeout}
	if cfg.HTTP != nil {
		h = *cfg.HTTP
	}
	// A redirect would repeat a write elsewhere, with the token.
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &Client{base: strings.TrimRight(cfg.BaseURL, "/"), http: &h, now: cfg.Now, limits: newLimits()}
	c.tokens = newTokens(cfg.AppID, cfg.AppSecret, c)
	return c, nil
}

// Site is the client for one site's installation of the app.
func (c *Client) Site(instanceID string) *Site {
	return &Site{client: c, instance: instanceID}
}

// Site calls Wix for one site.
type Site struct {
	client   *Client
	instance string
}

// operation is one kind of call.
type operation struct {
	name   string
	method string
	path   string
	writes bool
}

// doubt is the failure of a call of which it is not known whether Wix acted.
func (op operation) doubt() Failure {
	if op.writes {
		return Unclear
	}
	return Temporary
}

// call does one operation and reads the answer into out. A token that Wix no
// longer takes is replaced once.
func (s *Site) call(ctx context.Context, op operation, in, out any) error {
	c := s.client
	if err := ctx.Err(); err != nil {
		return &Error{Failure: Temporary, Operation: op.name, cause: err}
	}
	if wait := c.limits.take(s.instance, c.now()); wait > 0 {
		return &Error{Failure: Throttled, Operation: op.name, RetryAfter: wait}
	}
	token, fresh, err := c.tokens.get(ctx, s.instance)
	if err != nil {
		return err
	}
	err = c.send(ctx, op, token, in, out)
	if FailureOf(err) == Unauthorized && !fresh {
		c.tokens.forget(s.instance, token)
		if token, _, err = c.tokens.get(ctx, s.instance); err != nil {
			return err
		}
		err = c.send(ctx, op, token, in, out)
	}
	switch e, _ := errors.AsType[*Error](err); {
	case e == nil:
	case e.Failure == Throttled:
		c.limits.pause(s.instance, c.now().Add(e.RetryAfter))
	case e.Failure == NoAccess:
		// The next token tells a removed app from a missing permission.
		c.tokens.forget(s.instance, token)
	}
	return err
}

func (c *Client) send(ctx context.Context, op operation, token string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("wix: %s: %w", op.name, err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, op.method, c.base+op.path, body)
	if err != nil {
		return fmt.Errorf("wix: %s: %w", op.name, err)
	}
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return unanswered(op, err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return unanswered(op, err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return failed(op, res, raw, c.now())
	}
	if op.writes && len(bytes.TrimSpace(raw)) == 0 {
		return nil // done, and nothing said about it
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return &Error{
			Failure: op.doubt(), Operation: op.name, Status: res.StatusCode,
			RequestID: res.Header.Get("X-Wix-Request-Id"),
		}
	}
	return nil
}
