package order

import (
	"errors"
	"fmt"
	"time"
)

// Errors that callers decide on.
var (
	// ErrNotWanted: the effect is done, replaced or no longer right. Drop the message.
	ErrNotWanted = errors.New("effect is no longer wanted")
	// ErrTransition: a rule tried a move that the table does not allow. A defect; nothing was changed.
	ErrTransition = errors.New("transition is not in the table")
	// ErrTooLarge: the order would outgrow its item. It is parked with this reason.
	ErrTooLarge = errors.New("order does not fit its item")
)

// TakenError says that another executor holds the effect until then. Drop the message: wake sends it again if need be.
type TakenError struct{ Until time.Time }

func (e *TakenError) Error() string { return "effect is taken until " + e.Until.Format(time.RFC3339) }

// HeldError says that a hold switch is on. The effect stays open and is sent again later.
type HeldError struct{ By string }

func (e *HeldError) Error() string { return "held by " + e.By }

// NotYetError says that the effect's time has not come.
type NotYetError struct{ At time.Time }

func (e *NotYetError) Error() string { return "effect is not due before " + e.At.Format(time.RFC3339) }

// RejectedError is a merchant's wish that the order's state does not allow. Code is stable, Message says what to do.
type RejectedError struct {
	Code    string
	Message string
}

func (e *RejectedError) Error() string { return e.Code + ": " + e.Message }

// InputError is malformed input; nothing was decided on it.
type InputError struct {
	Field   string
	Problem string
}

func (e *InputError) Error() string { return fmt.Sprintf("%s %s", e.Field, e.Problem) }

func reject(code, message string) error { return &RejectedError{Code: code, Message: message} }
