package shopify

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/Khan/genqlient/graphql"
)

// answer is the envelope of every GraphQL answer.
type answer struct {
	Data   json.RawMessage `json:"data"`
	Errors json.RawMessage `json:"errors"`
	Ext    struct {
		Cost *costAnswer `json:"cost"`
	} `json:"extensions"`
}

type graphError struct {
	Message    string `json:"message"`
	Path       []any  `json:"path"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

// judge decides what an answer means and fills resp.Data when it is usable.
func (c *Client) judge(op string, mutation bool, httpResp *http.Response, raw []byte, resp *graphql.Response) (Cost, error) {
	failed := &Error{Op: op, Status: httpResp.StatusCode, RequestID: httpResp.Header.Get("X-Request-Id")}
	if httpResp.StatusCode != http.StatusOK {
		failed.Kind, failed.RetryAfter = kindOfStatus(httpResp.StatusCode, mutation), retryAfter(httpResp.Header)
		failed.Message = textOf(raw)
		if failed.Kind == ScopeMissing && strings.HasPrefix(failed.Message, "<") {
			failed.Kind = Security // a page: whatever stands before the shop turned us away, not the shop
		}
		return Cost{}, failed
	}
	var got answer
	if err := json.Unmarshal(raw, &got); err != nil {
		// A page in place of an answer comes from something in front of Shopify.
		failed.Kind, failed.Err = unclearIf(mutation), errors.New("answer is not JSON")
		return Cost{}, failed
	}
	cost := got.Ext.Cost.cost()
	present := len(got.Data) > 0 && string(got.Data) != "null"
	if present {
		if err := json.Unmarshal(got.Data, resp.Data); err != nil {
			failed.Kind, failed.Err = unclearIf(mutation), fmt.Errorf("decode: %w", err)
			return cost, failed
		}
	}
	errs := errorsOf(got.Errors)
	if len(errs) == 0 {
		if !present {
			failed.Kind, failed.Err = unclearIf(mutation), errors.New("answer without data")
			return cost, failed
		}
		return cost, nil
	}
	first := errs[0]
	failed.Kind, failed.Code, failed.Message = kindOfCode(first, mutation), first.Extensions.Code, first.Message
	if failed.Kind == Throttled {
		failed.RetryAfter = max(cost.wait(), retryAfter(httpResp.Header))
	}
	if present && failed.Kind == ScopeMissing {
		failed.Denied = paths(errs)
	}
	return cost, failed
}

// errorsOf reads the errors member, which is a list in GraphQL answers and a plain text in some refusals.
func errorsOf(raw json.RawMessage) []graphError {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var list []graphError
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	return []graphError{{Message: textOf(raw)}}
}

// paths lists where fields were denied, or nothing when one error is of another sort.
func paths(errs []graphError) []string {
	var denied []string
	for _, e := range errs {
		if e.Extensions.Code != "ACCESS_DENIED" || len(e.Path) == 0 {
			return nil
		}
		parts := make([]string, len(e.Path))
		for i, part := range e.Path {
			parts[i] = fmt.Sprint(part)
		}
		denied = append(denied, strings.Join(parts, "."))
	}
	return denied
}

func kindOfCode(e graphError, mutation bool) Kind {
	switch e.Extensions.Code {
	case "THROTTLED":
		return Throttled
	case "ACCESS_DENIED":
		return ScopeMissing
	case "INTERNAL_SERVER_ERROR", "TIMEOUT":
		return unclearIf(mutation)
	case "SHOP_INACTIVE":
		return Frozen
	case "RESOURCE_NOT_FOUND", "NOT_FOUND":
		return NotFound
	case "":
		if strings.EqualFold(e.Message, "throttled") {
			return Throttled
		}
		if strings.Contains(strings.ToLower(e.Message), "internal error") {
			return unclearIf(mutation)
		}
	}
	return Invalid
}

func kindOfStatus(status int, mutation bool) Kind {
	switch status {
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusPaymentRequired:
		return Frozen
	case http.StatusForbidden:
		return ScopeMissing
	case http.StatusNotFound:
		return NotFound
	case http.StatusLocked:
		return Locked
	case http.StatusTooManyRequests:
		return Throttled
	case 430:
		return Security
	}
	if status >= 400 && status < 500 && status != http.StatusRequestTimeout {
		return Invalid
	}
	return unclearIf(mutation)
}

// retryAfter reads the header, whose seconds may be a decimal such as 2.0.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.ParseFloat(h.Get("Retry-After"), 64)
	if err != nil || seconds < 0 || seconds > 86400 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// textOf gives a short piece of an answer, for the error's Message only.
func textOf(raw []byte) string {
	const limit = 300
	text := strings.TrimSpace(string(raw))
	if len(text) > limit {
		text = text[:limit]
	}
	return strings.ToValidUTF8(text, "")
}
