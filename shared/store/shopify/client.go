package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/Khan/genqlient/graphql"
)

// DefaultVersion is the Admin API version that the client's queries were generated for.
const DefaultVersion = "2026-10"

// DefaultBaseURL is where shops live; {shop} becomes the shop's domain.
const DefaultBaseURL = "https://{shop}"

// maxAnswer is the largest answer that is read. Shopify's own pages stay far below it.
const maxAnswer = 16 << 20

// Config makes a Client.
type Config struct {
	// Shop is the shop's permanent domain, such as acme.myshopify.com.
	Shop string
	// Token gives the access token at the moment of each call.
	Token func(ctx context.Context) (string, error)
	// BaseURL is DefaultBaseURL unless a test or a simulated shop stands in. {shop} becomes Shop.
	BaseURL string
	// Version is DefaultVersion when empty.
	Version string
	// HTTP carries the calls; nil means a client with a timeout of 30 seconds. Redirects are never followed, since
	// the token would travel with them.
	HTTP *http.Client
	// WaitBudget is the longest wait for Shopify's throttle inside one call; a longer one is returned as Throttled.
	WaitBudget time.Duration
	// Wait sleeps; nil means a timer that ends with the context.
	Wait func(ctx context.Context, d time.Duration) error
	// Now is the clock for durations; nil means time.Now.
	Now func() time.Time
	// Observe is told of every call; nil means nobody is.
	Observe func(Call)
}

// Call is what became known of one HTTP exchange. It carries no token, no body and no address.
type Call struct {
	Op, RequestID string
	Status        int
	Took          time.Duration
	Cost          Cost
	// ServedVersion is the API version that answered. When it is not the one asked for, that one is retired.
	ServedVersion string
	FallForward   bool
	Err           error
}

// Client speaks with one shop. It is safe for concurrent use.
type Client struct {
	cfg      Config
	endpoint string
	pages    pages
	served   atomic.Value // of string: the version that answered last
}

// New makes a client. It refuses a shop that is not a Shopify domain, so that a token never goes elsewhere.
func New(cfg Config) (*Client, error) {
	shop, err := ShopDomain(cfg.Shop)
	if err != nil {
		return nil, err
	}
	if cfg.Token == nil {
		return nil, errors.New("shopify: no token source")
	}
	cfg.Shop = shop
	cfg.BaseURL = orDefault(cfg.BaseURL, DefaultBaseURL)
	cfg.Version = orDefault(cfg.Version, DefaultVersion)
	cfg.HTTP = withoutRedirects(cfg.HTTP)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Wait == nil {
		cfg.Wait = sleep
	}
	base := strings.TrimRight(strings.ReplaceAll(cfg.BaseURL, "{shop}", shop), "/")
	return &Client{cfg: cfg, endpoint: base + "/admin/api/" + cfg.Version + "/graphql.json", pages: defaultPages()}, nil
}

// Shop is the domain of the client's shop.
func (c *Client) Shop() string { return c.cfg.Shop }

// Versions is the API version that is asked for, and the one that answered last; empty before the first answer.
func (c *Client) Versions() (asked, served string) {
	served, _ = c.served.Load().(string)
	return c.cfg.Version, served
}

// MakeRequest sends one GraphQL operation. It waits out a short throttle once; everything else is returned as *Error.
// It is called by the generated operations.
func (c *Client) MakeRequest(ctx context.Context, req *graphql.Request, resp *graphql.Response) error {
	cost, err := c.exchange(ctx, req, resp)
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != Throttled || failed.RetryAfter <= 0 || failed.RetryAfter > c.cfg.WaitBudget {
		return err
	}
	if cost.Requested > cost.Maximum && cost.Maximum > 0 {
		return err
	}
	if waitErr := c.cfg.Wait(ctx, failed.RetryAfter); waitErr != nil {
		return err
	}
	resp.Errors, resp.Extensions = nil, nil
	_, err = c.exchange(ctx, req, resp)
	return err
}

func (c *Client) exchange(ctx context.Context, req *graphql.Request, resp *graphql.Response) (cost Cost, err error) {
	call := Call{Op: req.OpName}
	started := c.cfg.Now()
	defer func() {
		if c.cfg.Observe != nil {
			call.Took, call.Cost, call.Err = c.cfg.Now().Sub(started), cost, err
			c.cfg.Observe(call)
		}
	}()

	body, err := json.Marshal(req)
	if err != nil {
		return cost, &Error{Op: req.OpName, Kind: Invalid, Err: fmt.Errorf("encode: %w", err)}
	}
	token, err := c.cfg.Token(ctx)
	if err != nil {
		return cost, &Error{Op: req.OpName, Kind: KindOf(err), Err: fmt.Errorf("token: %w", err)}
	}
	httpReq, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return cost, &Error{Op: req.OpName, Kind: Invalid, Err: errors.New("endpoint is no address")}
	}
	httpReq.Header.Set("Content-Type", "application/json")
	httpReq.Header.Set("Accept", "application/json")
	httpReq.Header.Set("X-Shopify-Access-Token", token)

	mutation := isMutation(req.Query)
	httpResp, err := c.cfg.HTTP.Do(httpReq)
	if err != nil {
		return cost, &Error{Op: req.OpName, Kind: lost(err, mutation), Err: withoutAddress(err)}
	}
	defer httpResp.Body.Close()
	call.Status, call.RequestID = httpResp.StatusCode, httpResp.Header.Get("X-Request-Id")
	call.ServedVersion = httpResp.Header.Get("X-Shopify-API-Version")
	call.FallForward = call.ServedVersion != "" && call.ServedVersion != c.cfg.Version
	if call.ServedVersion != "" {
		c.served.Store(call.ServedVersion)
	}

	raw, err := io.ReadAll(io.LimitReader(httpResp.Body, maxAnswer+1))
	if err != nil || len(raw) > maxAnswer {
		return cost, &Error{
			Op: req.OpName, Kind: unclearIf(mutation), Status: call.Status, RequestID: call.RequestID,
			Err: errors.New("answer broke off or is too long"),
		}
	}
	return c.judge(req.OpName, mutation, httpResp, raw, resp)
}

// lost is the kind of a call to which no answer came: a connection that never stood cannot have done anything.
func lost(err error, mutation bool) Kind {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return Temporary
	}
	return unclearIf(mutation)
}

func unclearIf(mutation bool) Kind {
	if mutation {
		return Unclear
	}
	return Temporary
}

func isMutation(query string) bool { return strings.HasPrefix(strings.TrimSpace(query), "mutation") }
