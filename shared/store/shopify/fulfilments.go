package shopify

import (
	"context"

	"onward/shared/order"
	"onward/shared/store/shopify/internal/admin"
)

// allFulfilments completes the fulfilments of an order. Shopify gives them as a plain list without a cursor, so when
// there are more than came along, their ids are listed and each is read. count is negative when unknown.
func (c *Client) allFulfilments(ctx context.Context, id string, came []admin.FulfilmentFields, count int) ([]order.StoreFulfilment, error) {
	if count < 0 && len(came) == c.pages.fulfilments || count > len(came) {
		var err error
		if came, err = c.eachFulfilment(ctx, id); err != nil {
			return nil, err
		}
	}
	all := make([]order.StoreFulfilment, 0, len(came))
	for _, f := range came {
		whole, err := c.wholeFulfilment(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, whole)
	}
	return all, nil
}

func (c *Client) eachFulfilment(ctx context.Context, id string) ([]admin.FulfilmentFields, error) {
	ids, err := admin.FulfilmentIDs(ctx, c, gid("Order", id), maxFulfilments)
	if err != nil {
		return nil, err
	}
	if ids.Order == nil {
		return nil, &Error{Op: "fulfilments", Kind: NotFound}
	}
	if len(ids.Order.Fulfillments) >= maxFulfilments {
		return nil, &Error{Op: "fulfilments", Kind: Refused, Reason: TooMany, Message: "more fulfilments than can be read"}
	}
	var all []admin.FulfilmentFields
	for _, f := range ids.Order.Fulfillments {
		got, err := admin.Fulfilment(ctx, c, f.Id, c.pages.fulfilmentLines, c.pages.number)
		if err != nil {
			return nil, err
		}
		if got.Fulfillment != nil {
			all = append(all, *got.Fulfillment)
		}
	}
	return all, nil
}

func (c *Client) wholeFulfilment(ctx context.Context, f admin.FulfilmentFields) (order.StoreFulfilment, error) {
	out := order.StoreFulfilment{ID: plainID(f.Id), Cancelled: deadFulfilment(string(f.Status))}
	for _, t := range f.TrackingInfo {
		out.Numbers = append(out.Numbers, t.Number)
	}
	out.Numbers = trimmed(out.Numbers)
	for _, l := range f.FulfillmentLineItems.Nodes {
		out.Lines = append(out.Lines, order.LineUnits{Line: plainID(l.LineItem.Id), Units: l.Quantity})
	}
	more, after := f.FulfillmentLineItems.PageInfo.HasNextPage, f.FulfillmentLineItems.PageInfo.EndCursor
	for page := 0; more && page < maxPages; page++ {
		got, err := admin.FulfilmentLines(ctx, c, f.Id, c.pages.heldLines, after)
		if err != nil {
			return out, err
		}
		if got.Fulfillment == nil {
			return out, &Error{Op: "fulfilment lines", Kind: NotFound}
		}
		lines := got.Fulfillment.FulfillmentLineItems
		for _, l := range lines.Nodes {
			out.Lines = append(out.Lines, order.LineUnits{Line: plainID(l.LineItem.Id), Units: l.Quantity})
		}
		more, after = lines.PageInfo.HasNextPage, lines.PageInfo.EndCursor
	}
	return out, nil
}
