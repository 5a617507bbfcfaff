package shopify

import (
	"context"
	"errors"
	"slices"

	"onward/shared/store/shopify/internal/admin"
)

// ChangeTracking replaces the tracking of a fulfilment. Shopify accepts it silently on a cancelled fulfilment, where it
// reaches nobody; that is returned as FulfilmentCancelled.
func (c *Client) ChangeTracking(ctx context.Context, fulfilmentID string, p Parcel) error {
	const op = "fulfillmentTrackingInfoUpdate"
	input := tracking(p.Numbers, p.URLs, p.Company)
	if input == nil {
		return &Error{Op: op, Kind: Invalid, Err: errNoNumber}
	}
	got, err := admin.TrackingUpdate(ctx, c, gid("Fulfillment", fulfilmentID), *input, p.Notify)
	if err != nil {
		return err
	}
	var errs []userError
	for _, e := range got.FulfillmentTrackingInfoUpdate.UserErrors {
		errs = append(errs, userError{Field: e.Field, Message: e.Message})
	}
	if err := refusal(op, errs); err != nil {
		return err
	}
	return alive(op, got.FulfillmentTrackingInfoUpdate.Fulfillment)
}

func alive(op string, f *admin.PushedFields) error {
	if f == nil {
		return &Error{Op: op, Kind: Unclear, Status: 200, Err: errNothing}
	}
	if deadFulfilment(string(f.Status)) {
		return &Error{Op: op, Kind: Refused, Reason: FulfilmentCancelled, Status: 200, Message: "the fulfilment is cancelled"}
	}
	return nil
}

// CancelFulfilment undoes a fulfilment, so that its units are open again. Undoing it twice is no error.
func (c *Client) CancelFulfilment(ctx context.Context, fulfilmentID string) error {
	got, err := admin.FulfilmentCancel(ctx, c, gid("Fulfillment", fulfilmentID))
	if err != nil {
		return err
	}
	var errs []userError
	for _, e := range got.FulfillmentCancel.UserErrors {
		errs = append(errs, userError{Field: e.Field, Message: e.Message})
	}
	return refusal("fulfillmentCancel", errs)
}

// MoveTo assigns to a location what remains of some lines wherever else it is assigned, and tells how many fulfilment
// orders were moved. No lines means all. The merchant has to have asked for it: later orders may follow.
func (c *Client) MoveTo(ctx context.Context, held Held, locationID string, lines ...string) (int, error) {
	moved := 0
	for _, fo := range held.FulfilmentOrders {
		if fo.LocationID == locationID || fo.Blocked() == Closed {
			continue
		}
		inputs, all := fo.moving(lines)
		if len(inputs) == 0 {
			continue
		}
		if all {
			inputs = nil
		}
		got, err := admin.FulfilmentOrderMove(ctx, c, fo.id, gid("Location", locationID), inputs)
		if err != nil {
			return moved, err
		}
		var errs []userError
		for _, e := range got.FulfillmentOrderMove.UserErrors {
			errs = append(errs, userError{Field: e.Field, Message: e.Message, Code: string(e.Code)})
		}
		if err := refusal("fulfillmentOrderMove", errs); err != nil {
			return moved, err
		}
		moved++
	}
	return moved, nil
}

// moving is what of the fulfilment order is to move, and whether that is all that remains in it.
func (fo FulfilmentOrder) moving(lines []string) (inputs []admin.FulfillmentOrderLineItemInput, all bool) {
	all = true
	for _, l := range fo.Lines {
		if l.Remaining == 0 {
			continue
		}
		if len(lines) > 0 && !slices.Contains(lines, l.LineID) {
			all = false
			continue
		}
		inputs = append(inputs, admin.FulfillmentOrderLineItemInput{Id: l.id, Quantity: l.Remaining})
	}
	return inputs, all
}

var errNoNumber = errors.New("no tracking number")
