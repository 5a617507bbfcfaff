package shopify

import (
	"context"
	"errors"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/store/shopify/internal/admin"
)

// Order reads one order whole: all its lines and all its fulfilments. A missing order is NotFound. Where the merchant
// or Shopify denies customer data, the order comes without it.
func (c *Client) Order(ctx context.Context, id string) (order.Snapshot, error) {
	const op = "order"
	p := c.pages
	got, err := admin.Order(ctx, c, gid("Order", id), p.lines, "", p.fulfilments, p.fulfilmentLines, p.number, true)
	var failed *Error
	if errors.As(err, &failed) && touches(failed.Denied, "risk") {
		// The verdict on risk cannot be null, so being denied it takes the order along.
		got, err = admin.Order(ctx, c, gid("Order", id), p.lines, "", p.fulfilments, p.fulfilmentLines, p.number, false)
	}
	denied, err := usable(err)
	if err != nil {
		return order.Snapshot{}, err
	}
	if got.Order == nil {
		return order.Snapshot{}, &Error{Op: op, Kind: NotFound}
	}
	lines, err := c.restOfLines(ctx, id, got.Order.LineItems.Nodes, got.Order.LineItems.PageInfo.HasNextPage, got.Order.LineItems.PageInfo.EndCursor)
	if err != nil {
		return order.Snapshot{}, err
	}
	count := -1
	if got.Order.FulfillmentsCount != nil {
		count = got.Order.FulfillmentsCount.Count
	}
	fulfilments, err := c.allFulfilments(ctx, id, got.Order.Fulfillments, count)
	if err != nil {
		return order.Snapshot{}, err
	}
	return fromGraph(got.Order, lines, fulfilments, !touches(denied, "fulfillments")), nil
}

// usable lets an answer through that only lacks denied fields, and gives their paths.
func usable(err error) ([]string, error) {
	var failed *Error
	if errors.As(err, &failed) && len(failed.Denied) > 0 && !touches(failed.Denied, "lineItems") {
		return failed.Denied, nil
	}
	return nil, err
}

func touches(paths []string, field string) bool {
	for _, path := range paths {
		if strings.Contains("."+path+".", "."+field+".") {
			return true
		}
	}
	return false
}

func (c *Client) restOfLines(ctx context.Context, id string, lines []admin.LineFields, more bool, after string) ([]admin.LineFields, error) {
	for more {
		if len(lines) >= maxLines {
			return nil, &Error{Op: "order", Kind: Refused, Reason: TooMany, Message: "more lines than can be read"}
		}
		got, err := admin.OrderLines(ctx, c, gid("Order", id), c.pages.lines, after)
		if err != nil {
			return nil, err
		}
		if got.Order == nil {
			return nil, &Error{Op: "order", Kind: NotFound}
		}
		page := got.Order.LineItems
		lines = append(lines, page.Nodes...)
		more, after = page.PageInfo.HasNextPage && len(page.Nodes) > 0, page.PageInfo.EndCursor
	}
	return lines, nil
}

// Change is an order that changed, as far as a list tells.
type Change struct {
	ID, Name  string
	UpdatedAt time.Time
}

// Changed lists orders changed since a moment, oldest change first, one page a call. Shopify's search lags behind, so
// callers let the windows overlap. An empty next cursor means the last page.
func (c *Client) Changed(ctx context.Context, since time.Time, cursor string) (changes []Change, next string, err error) {
	query := "updated_at:>='" + since.UTC().Format(time.RFC3339) + "'"
	got, err := admin.OrdersChanged(ctx, c, query, c.pages.changed, cursor)
	if err != nil {
		return nil, "", err
	}
	for _, o := range got.Orders.Nodes {
		changes = append(changes, Change{ID: plainID(o.Id), Name: o.Name, UpdatedAt: o.UpdatedAt.UTC()})
	}
	if got.Orders.PageInfo.HasNextPage {
		next = got.Orders.PageInfo.EndCursor
	}
	return changes, next, nil
}

// OrderOf finds the order that a fulfilment order belongs to: webhooks about fulfilment orders do not name it.
func (c *Client) OrderOf(ctx context.Context, fulfilmentOrder string) (string, error) {
	got, err := admin.OrderOfFulfilmentOrder(ctx, c, gid("FulfillmentOrder", fulfilmentOrder))
	if err != nil {
		return "", err
	}
	if got.FulfillmentOrder == nil {
		return "", &Error{Op: "order of fulfilment order", Kind: NotFound}
	}
	return plainID(got.FulfillmentOrder.OrderId), nil
}
