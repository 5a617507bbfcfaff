package shopify

import (
	"context"
	"slices"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/store/shopify/internal/admin"
)

// Held is what the shop holds for an order at this moment.
type Held struct {
	OrderID          string
	Cancelled        bool
	Fulfilments      []order.StoreFulfilment
	FulfilmentOrders []FulfilmentOrder
	// ScopeMissing: the order shows no fulfilment order although it is not cancelled and not fulfilled. Shopify
	// hides them without an error when the app may not see them.
	ScopeMissing bool
}

// FulfilmentOrder is the part of an order that one location is to fulfil. Its id is only good for a call right now.
type FulfilmentOrder struct {
	id            string
	Status        string
	RequestStatus string
	// Fulfillable: the app may record a fulfilment on it now.
	Fulfillable  bool
	Holds        []Hold
	LocationID   string
	LocationName string
	FulfillAt    time.Time
	Lines        []FulfilmentOrderLine
}

// Hold is a reason for which fulfilment waits.
type Hold struct {
	Reason, Notes string
	// Own: our app put it there.
	Own bool
}

// FulfilmentOrderLine is a quantity of an order line within a fulfilment order.
type FulfilmentOrderLine struct {
	id               string
	LineID           string
	Total, Remaining int
}

// Held reads what the shop holds for an order. It is read before every push and after every unclear answer.
func (c *Client) Held(ctx context.Context, orderID string) (Held, error) {
	p := c.pages
	held := Held{OrderID: orderID}
	fulfilled := false
	for page, after := 0, ""; ; page++ {
		got, err := admin.Held(ctx, c, gid("Order", orderID), p.fulfilmentOrders, p.heldLines, after, p.fulfilments, p.fulfilmentLines, p.number)
		if err != nil {
			return Held{}, err
		}
		if got.Order == nil {
			return Held{}, &Error{Op: "held", Kind: NotFound}
		}
		if page == 0 {
			held.Cancelled = !got.Order.CancelledAt.IsZero()
			fulfilled = got.Order.DisplayFulfillmentStatus == admin.OrderDisplayFulfillmentStatusFulfilled ||
				got.Order.DisplayFulfillmentStatus == admin.OrderDisplayFulfillmentStatusFulfillmentNotRequired
			count := -1
			if got.Order.FulfillmentsCount != nil {
				count = got.Order.FulfillmentsCount.Count
			}
			if held.Fulfilments, err = c.allFulfilments(ctx, orderID, got.Order.Fulfillments, count); err != nil {
				return Held{}, err
			}
		}
		for _, fo := range got.Order.FulfillmentOrders.Nodes {
			whole, err := c.wholeFulfilmentOrder(ctx, fo)
			if err != nil {
				return Held{}, err
			}
			held.FulfilmentOrders = append(held.FulfilmentOrders, whole)
		}
		info := got.Order.FulfillmentOrders.PageInfo
		if !info.HasNextPage || page >= maxPages {
			break
		}
		after = info.EndCursor
	}
	held.ScopeMissing = len(held.FulfilmentOrders) == 0 && !held.Cancelled && !fulfilled
	return held, nil
}

type heldNode = admin.HeldOrderFulfillmentOrdersFulfillmentOrderConnectionNodesFulfillmentOrder

func (c *Client) wholeFulfilmentOrder(ctx context.Context, in heldNode) (FulfilmentOrder, error) {
	out := FulfilmentOrder{
		id: in.Id, Status: strings.ToLower(string(in.Status)), RequestStatus: strings.ToLower(string(in.RequestStatus)),
		LocationName: in.AssignedLocation.Name, FulfillAt: in.FulfillAt.UTC(),
	}
	if in.AssignedLocation.Location != nil {
		out.LocationID = plainID(in.AssignedLocation.Location.Id)
	}
	out.Fulfillable = slices.ContainsFunc(in.SupportedActions, func(a heldAction) bool {
		return a.Action == admin.FulfillmentOrderActionCreateFulfillment
	})
	for _, h := range in.FulfillmentHolds {
		out.Holds = append(out.Holds, Hold{Reason: strings.ToLower(string(h.Reason)), Notes: h.ReasonNotes, Own: h.HeldByRequestingApp})
	}
	nodes, info := in.LineItems.Nodes, in.LineItems.PageInfo
	more, after := info.HasNextPage, info.EndCursor
	for page := 0; more && page < maxPages; page++ {
		got, err := admin.HeldLines(ctx, c, in.Id, 2*c.pages.heldLines, after)
		if err != nil {
			return out, err
		}
		if got.FulfillmentOrder == nil {
			// It was replaced between two reads.
			return out, &Error{Op: "held lines", Kind: Temporary, Err: errReplaced}
		}
		lines := got.FulfillmentOrder.LineItems
		nodes = append(nodes, lines.Nodes...)
		more, after = lines.PageInfo.HasNextPage, lines.PageInfo.EndCursor
	}
	for _, l := range nodes {
		out.Lines = append(out.Lines, FulfilmentOrderLine{
			id: l.Id, LineID: plainID(l.LineItem.Id), Total: l.TotalQuantity, Remaining: l.RemainingQuantity,
		})
	}
	return out, nil
}

type heldAction = admin.HeldOrderFulfillmentOrdersFulfillmentOrderConnectionNodesFulfillmentOrderSupportedActionsFulfillmentOrderSupportedAction

// Blocked is why the units that remain here cannot be fulfilled now, empty when they can.
func (fo FulfilmentOrder) Blocked() Reason {
	switch {
	case fo.Fulfillable:
		return ""
	case fo.Status == "on_hold":
		return OnHold
	case fo.Status == "scheduled":
		return Scheduled
	case fo.Status == "open" || fo.Status == "in_progress" || fo.Status == "incomplete":
		// Open and yet not ours to fulfil: another service has it.
		return ForeignLocation
	}
	return Closed
}

// Open counts the units of each line that still wait in live fulfilment orders.
func (h Held) Open() map[string]int {
	open := make(map[string]int)
	for _, fo := range h.FulfilmentOrders {
		if fo.Blocked() == Closed {
			// A cancelled order's closed fulfilment order still shows a remaining quantity.
			continue
		}
		for _, l := range fo.Lines {
			if l.Remaining > 0 {
				open[l.LineID] += l.Remaining
			}
		}
	}
	return open
}
