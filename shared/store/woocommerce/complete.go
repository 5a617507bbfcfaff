package woocommerce

import (
	"context"
	"fmt"
	"net/http"
)

// NotCompletableError says that an order must not be completed any more.
type NotCompletableError struct{ Status string }

// Error names the status.
func (e *NotCompletableError) Error() string {
	return fmt.Sprintf("woocommerce: order is %s and must not be completed", e.Status)
}

// Complete sets the order's status to completed, which mails the customer once.
// It reads first: a completed order is left alone, and one that was cancelled,
// refunded, failed or trashed gives a [NotCompletableError]. Repeating the call
// after an unclear answer is harmless. changed says whether the store changed
// anything.
func (c *Client) Complete(ctx context.Context, orderID string) (changed bool, err error) {
	o, err := c.Order(ctx, orderID)
	if err != nil {
		return false, err
	}
	return c.CompleteRead(ctx, o)
}

// CompleteRead is Complete for an order that was read just now.
func (c *Client) CompleteRead(ctx context.Context, o Order) (changed bool, err error) {
	switch {
	case o.Completed():
		return false, nil
	case o.Cancelled(), o.Draft():
		return false, &NotCompletableError{Status: o.Status}
	}
	const op = "complete order"
	a, err := c.write(ctx, op, http.MethodPut, orderPath(o.ID), nil, map[string]string{"status": StatusCompleted})
	if err != nil {
		return false, err
	}
	after, err := DecodeOrder(a.body)
	if err != nil {
		return false, &Error{Op: op, Kind: KindUnclear, Status: a.status, Err: err}
	}
	if !after.Completed() {
		// A plugin may veto or redirect a change of status without an error.
		return false, &Error{Op: op, Kind: KindRefused, Status: a.status, Code: "status_" + after.Status}
	}
	return true, nil
}
