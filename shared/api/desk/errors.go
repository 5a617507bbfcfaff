package desk

import (
	"errors"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Kind is what a refusal means for whoever asked.
type Kind string

// The kinds of refusal.
const (
	// Invalid: the input is malformed; Field says where.
	Invalid Kind = "invalid"
	// Unauthorized: there is no valid token. Forbidden: the token's role does not allow it.
	Unauthorized Kind = "unauthorized"
	Forbidden    Kind = "forbidden"
	NotFound     Kind = "not_found"
	// Conflict: the state of things does not allow it.
	Conflict Kind = "conflict"
	// Stale: it was changed since it was read.
	Stale Kind = "stale"
	// TooMany: not now; RetryAfter says when.
	TooMany Kind = "too_many"
)

// Error is a refusal. Code is stable, Message says what to do, in one or two sentences for people.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	// Field is the input that is wrong, as the API names it.
	Field      string
	RetryAfter time.Duration
}

func (e *Error) Error() string { return string(e.Kind) + " " + e.Code + ": " + e.Message }

func refuse(kind Kind, code, message string) error {
	return &Error{Kind: kind, Code: code, Message: message}
}

func invalid(field, message string) error {
	return &Error{Kind: Invalid, Code: "invalid_" + lastPart(field), Field: field, Message: message}
}

func lastPart(field string) string {
	for i := len(field) - 1; i >= 0; i-- {
		if field[i] == '.' {
			return field[i+1:]
		}
	}
	return field
}

// missing turns "not found" into a refusal that names what is not there.
func missing(err error, what string) error {
	if errors.Is(err, table.ErrNotFound) || errors.Is(err, table.ErrKey) {
		return refuse(NotFound, "no_such_"+what, "There is no such "+what+". Look at the list of what there is.")
	}
	return err
}

// refusal turns the core's and the table's errors into refusals; other errors stay as they are.
func refusal(err error) error {
	var rejected *order.RejectedError
	var input *order.InputError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &rejected):
		return &Error{Kind: Conflict, Code: rejected.Code, Message: rejected.Message}
	case errors.As(err, &input):
		return &Error{Kind: Invalid, Code: "invalid_" + input.Field, Field: "body." + input.Field, Message: input.Field + " " + input.Problem + "."}
	case errors.Is(err, table.ErrNotFound), errors.Is(err, table.ErrKey):
		return missing(err, "order")
	case errors.Is(err, table.ErrNewerLayout):
		return refuse(Conflict, "newer_layout", "A newer version of Onward wrote this order; this one is being replaced. Try again in a few minutes.")
	case errors.Is(err, table.ErrConflict):
		return &Error{
			Kind: TooMany, Code: "busy", RetryAfter: time.Second,
			Message: "The order changes faster than this could be decided. Try again in a moment.",
		}
	case errors.Is(err, table.ErrCursor):
		return &Error{Kind: Invalid, Code: "invalid_cursor", Field: "query.cursor", Message: "The cursor belongs to another list. Begin again without it."}
	default:
		return err
	}
}
