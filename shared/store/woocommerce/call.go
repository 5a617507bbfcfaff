package woocommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
)

// answer is what came back and could be read as JSON.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// call is one operation on one route. write is true when repeating it blindly could do harm.
type call struct {
	op, method, route string
	query             url.Values
	body              []byte
	write             bool
}

func (c *Client) read(ctx context.Context, op, route string, q url.Values) (answer, error) {
	return c.do(ctx, call{op: op, method: http.MethodGet, route: route, query: q})
}

func (c *Client) write(ctx context.Context, op, method, route string, q url.Values, body any) (answer, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return answer{}, &Error{Op: op, Kind: KindRefused, Err: errors.New("request cannot be encoded")}
	}
	return c.do(ctx, call{op: op, method: method, route: route, query: q, body: raw, write: true})
}

// do makes the call, once by the way that is known, and again by another way
// when the store's answer says that the call never reached WooCommerce: the
// other permalinks after a page that is no JSON, the key in the query after a 401.
func (c *Client) do(ctx context.Context, cl call) (answer, error) {
	known := c.Access()
	a, err := c.once(ctx, cl, known)
	if e := noREST(err); e != nil {
		other := known
		other.PlainRoutes = !known.PlainRoutes
		b, again := c.once(ctx, cl, other)
		if noREST(again) != nil {
			return answer{}, err // neither way leads to WordPress' REST interface
		}
		known, a, err = other, b, again
	}
	if e := new(Error); errors.As(err, &e) && e.Status == http.StatusUnauthorized {
		other := known
		other.QueryAuth = !known.QueryAuth
		b, again := c.once(ctx, cl, other)
		if KindOf(again) != KindUnauthorized {
			known, a, err = other, b, again
		}
	}
	if err == nil {
		c.learn(known)
	}
	return a, err
}

// noREST gives the error when the answer was a page of the site instead of
// REST: a 404, or (some servers send everything unknown to the home page) a 200.
func noREST(err error) *Error {
	e := new(Error)
	if !errors.As(err, &e) {
		return nil
	}
	page := e.Kind == KindFirewall && e.Status >= 200 && e.Status < 300
	if page || e.Kind == KindNoRoute && e.Code == "" {
		return e
	}
	return nil
}

func (c *Client) once(ctx context.Context, cl call, a Access) (answer, error) {
	to := target(c.address, a, cl.route, cl.query, c.key, c.secret)
	for range maxRedirects + 1 {
		resp, err := c.send(ctx, cl, a, to)
		if err != nil {
			return answer{}, c.failed(cl, err)
		}
		next, err := c.redirect(cl, resp)
		if err != nil || next == "" {
			if err != nil {
				_ = resp.Body.Close()
				return answer{}, err
			}
			return c.receive(cl, resp)
		}
		_ = resp.Body.Close()
		to = next
	}
	return answer{}, &Error{Op: cl.op, Kind: KindTemporary, Err: errors.New("too many redirects")}
}

func (c *Client) send(ctx context.Context, cl call, a Access, to string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, cl.method, to, bytes.NewReader(cl.body))
	if err != nil {
		return nil, errors.New("request cannot be built")
	}
	if !a.QueryAuth {
		req.SetBasicAuth(c.key, c.secret)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Onward/1.0")
	if cl.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.http.Do(req) //nolint:wrapcheck // failed wraps it, without the URL
}

// redirect gives the address to go on to, "" when the answer is no redirect.
// Only reads are followed, and only on the same host.
func (c *Client) redirect(cl call, resp *http.Response) (string, error) {
	if resp.StatusCode < 300 || resp.StatusCode > 399 {
		return "", nil
	}
	to, err := resp.Location()
	if err != nil {
		return "", &Error{Op: cl.op, Kind: KindMalformed, Status: resp.StatusCode, Err: errors.New("redirect without an address")}
	}
	from := resp.Request.URL
	if cl.write || to.Host != from.Host || to.Scheme != from.Scheme || to.User != nil {
		return "", &Error{Op: cl.op, Kind: KindMoved, Status: resp.StatusCode, Message: to.Scheme + "://" + to.Host}
	}
	return to.String(), nil
}

// failed classifies a call without an answer. A write is unclear unless the
// connection was never made.
func (c *Client) failed(cl call, err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err // the URL may hold the key
	}
	kind := KindTemporary
	var op *net.OpError
	notSent := errors.As(err, &op) && op.Op == "dial"
	if cl.write && !notSent && !neverSent(err) {
		kind = KindUnclear
	}
	return &Error{Op: cl.op, Kind: kind, Err: err}
}

func (c *Client) receive(cl call, resp *http.Response) (answer, error) {
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, c.maxBody+1))
	if err != nil {
		return answer{}, c.failed(cl, err)
	}
	if int64(len(raw)) > c.maxBody {
		return answer{}, &Error{Op: cl.op, Kind: unclearIf(cl.write, KindMalformed), Status: resp.StatusCode, Err: errors.New("answer too large")}
	}
	body, noise := cleanJSON(raw)
	c.heard(noise)
	if body != nil && resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return answer{status: resp.StatusCode, header: resp.Header, body: body}, nil
	}
	return answer{}, c.judge(cl, resp, body, raw)
}

func unclearIf(write bool, otherwise Kind) Kind {
	if write {
		return KindUnclear
	}
	return otherwise
}
