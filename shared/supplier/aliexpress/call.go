package aliexpress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// bodyLimit bounds an answer; the largest (a product with its description)
// stay below two megabytes.
const bodyLimit = 8 << 20

// call is one request to the platform.
type call struct {
	method  string // dotted business method, or an API path
	session string // access token; empty on token calls
	params  map[string]string
	writes  bool // its failure may leave something behind
	onRest  bool
}

// do sends a call and opens the envelope. Every error is an *Error.
func (c *Client) do(ctx context.Context, q call) (answer, error) {
	params := map[string]string{
		"app_key":     c.cfg.AppKey,
		"timestamp":   strconv.FormatInt(c.cfg.Now().UnixMilli(), 10),
		"sign_method": "sha256",
		"format":      "json",
		"session":     q.session,
	}
	address := c.cfg.SyncURL
	if q.onRest {
		address = c.cfg.RestURL + q.method
	} else {
		params["method"] = q.method
		params["simplify"] = strconv.FormatBool(c.cfg.Simplify)
	}
	maps.Copy(params, q.params)
	params["sign"] = Sign(c.cfg.AppSecret, signPrefix(q.method), params)
	form := url.Values{}
	for name, value := range params {
		if value != "" {
			form.Set(name, value)
		}
	}
	body, err := c.post(ctx, q, address, form)
	if err != nil {
		return answer{}, err
	}
	a, failed, ok := openEnvelope(body)
	switch {
	case !ok:
		return answer{}, unreadable(q, "", "unreadable answer")
	case failed != nil:
		return answer{}, classify(q.method, q.writes, *failed)
	}
	return a, nil
}

func (c *Client) post(ctx context.Context, q call, address string, form url.Values) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, &Error{Op: q.method, Kind: NotRun, Reason: ReasonSetup, Fix: ReasonSetup.fix(), cause: errors.New("service address is not valid")}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, transportError(q, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, bodyLimit+1))
	switch {
	case err != nil:
		return nil, transportError(q, err)
	case len(body) > bodyLimit:
		return nil, unreadable(q, "", "answer too large")
	case resp.StatusCode/100 == 5, resp.StatusCode/100 == 3:
		// The envelope is not believed here: this is infrastructure speaking.
		return nil, unreadable(q, "", fmt.Sprintf("http %d", resp.StatusCode))
	}
	return body, nil
}

// transportError keeps the cause but not the address. A connection that never
// came to be cannot have carried the request.
func transportError(q call, err error) *Error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	e := &Error{Op: q.method, Kind: uncertain(q.writes), Reason: ReasonOutage, Code: "transport", cause: err}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		e.Kind = NotRun
		e.RetryAfter = unreachablePause
	}
	return e
}

func unreadable(q call, requestID, what string) *Error {
	return &Error{Op: q.method, Kind: uncertain(q.writes), Reason: ReasonOutage, Code: what, RequestID: requestID}
}
