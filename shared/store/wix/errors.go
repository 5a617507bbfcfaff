package wix

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Failure decides what the caller of a failed call does next.
type Failure string

// The failures of a call.
const (
	// Throttled: nothing happened; wait for RetryAfter.
	Throttled Failure = "throttled"
	// Unauthorized: a new token was refused as well. The app's own credentials
	// are wrong, which concerns every store.
	Unauthorized Failure = "unauthorized"
	// NoAccess: the app lacks a permission, or was removed just now. Stop and tell
	// the merchant.
	NoAccess Failure = "no access"
	// Removed: Wix gives no token for the site any more. Stop.
	Removed Failure = "app removed"
	// NotFound: the order or the fulfilment is gone. Stop.
	NotFound Failure = "not found"
	// Refused: Wix understood and said no, by Code. Repeating it will not help.
	Refused Failure = "refused"
	// TrackingExists: the number is already told, by us or by somebody else. Read
	// the order's fulfilments and compare before taking it for done.
	TrackingExists Failure = "tracking number exists already"
	// Conflict: somebody changed it meanwhile. Read again, then repeat.
	Conflict Failure = "conflict"
	// Temporary: nothing happened; repeat later.
	Temporary Failure = "temporary"
	// Unclear: a write may or may not have happened. Read before repeating it.
	Unclear Failure = "unclear"
)

// FailureOf is the failure of a call, empty where err is none of Wix's.
func FailureOf(err error) Failure {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Failure
	}
	return ""
}

// Error is a failed call. It holds no token, no address and no body.
type Error struct {
	Failure   Failure
	Operation string
	Status    int    // 0 where there was no answer
	Code      string // Wix's name of a refusal
	Fields    []string
	RequestID string // Wix's, for its support
	// RetryAfter is how long to wait, where Wix or its limit says so.
	RetryAfter time.Duration
	cause      error
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "wix: %s: %s", e.Operation, string(e.Failure))
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	if len(e.Fields) > 0 {
		b.WriteString(" in " + strings.Join(e.Fields, ", "))
	}
	return b.String()
}

// Unwrap is the cause below HTTP, if that is where it failed.
func (e *Error) Unwrap() error { return e.cause }

const codeTrackingExists = "TRACKING_NUMBER_ALREADY_EXISTS"

// refusal is the JSON form of Wix's errors.
type refusal struct {
	Details *struct {
		Application struct {
			Code string `json:"code"`
		} `json:"applicationError"`
		Validation struct {
			FieldViolations []struct {
				Field        string `json:"field"`
				ViolatedRule string `json:"violatedRule"`
			} `json:"fieldViolations"`
		} `json:"validationError"`
	} `json:"details"`
	// OAuth's own form.
	OAuth string `json:"error"`
}

// read takes code and fields from an error's body; false where it is not Wix's
// own, as from the edge in front of it.
func (r *refusal) read(body []byte) bool {
	return json.Unmarshal(body, r) == nil
}

func (r *refusal) code() string {
	if r.Details != nil && r.Details.Application.Code != "" {
		return r.Details.Application.Code
	}
	return r.OAuth
}

func (r *refusal) fields() []string {
	if r.Details == nil {
		return nil
	}
	var out []string
	for _, v := range r.Details.Validation.FieldViolations {
		out = append(out, strings.TrimSpace(v.Field+" "+v.ViolatedRule))
	}
	return out
}
