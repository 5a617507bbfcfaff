package shopify

import (
	"context"
	"errors"
	"slices"
	"strings"

	"onward/shared/store/shopify/internal/admin"
)

// Pushed is what a push came to.
type Pushed struct {
	// Fulfilments are the ids that now hold the parcel: made just now, or found.
	Fulfilments []string
	// Found: the shop held all of it already and nothing was sent.
	Found bool
}

// Push makes the shop hold a parcel: it reads what is there, and records only what is missing, one fulfilment for each
// location. When ids turn stale between reading and writing it reads and tries once more.
//
// On an Unclear error the fulfilment may exist; calling Push again later is safe, since it looks first. Fulfilments
// already made are in the result beside the error.
func (c *Client) Push(ctx context.Context, orderID string, p Parcel) (Pushed, error) {
	if len(trimmed(p.Numbers)) == 0 && len(p.URLs) > 0 {
		return Pushed{}, &Error{Op: "push", Kind: Invalid, Err: errors.New("a link without a number")}
	}
	done, err := c.pushOnce(ctx, orderID, p)
	var failed *Error
	if errors.As(err, &failed) && failed.Op != "plan" && slices.Contains([]Reason{StaleIDs, Closed, QuantityTooMuch}, failed.Reason) {
		return c.pushOnce(ctx, orderID, p)
	}
	return done, err
}

func (c *Client) pushOnce(ctx context.Context, orderID string, p Parcel) (Pushed, error) {
	held, err := c.Held(ctx, orderID)
	if err != nil {
		return Pushed{}, err
	}
	return c.PushInto(ctx, held, p)
}

// PushInto is Push on what was read just before. It does not read again.
func (c *Client) PushInto(ctx context.Context, held Held, p Parcel) (Pushed, error) {
	lines, ids := held.missing(p)
	done := Pushed{Fulfilments: ids}
	if len(lines) == 0 {
		done.Found = true
		return done, nil
	}
	shares, err := held.plan(lines)
	if err != nil {
		return done, err
	}
	for _, s := range shares {
		id, err := c.create(ctx, s, p)
		if err != nil {
			return done, err
		}
		done.Fulfilments = append(done.Fulfilments, id)
	}
	return done, nil
}

func (c *Client) create(ctx context.Context, s share, p Parcel) (string, error) {
	const op = "fulfillmentCreate"
	input := admin.FulfillmentInput{NotifyCustomer: p.Notify, TrackingInfo: tracking(p.Numbers, p.URLs, p.Company)}
	for _, fo := range s.orders {
		part := admin.FulfillmentOrderLineItemsInput{FulfillmentOrderId: fo.id}
		for _, l := range fo.lines {
			part.FulfillmentOrderLineItems = append(part.FulfillmentOrderLineItems,
				admin.FulfillmentOrderLineItemInput{Id: l.id, Quantity: l.units})
		}
		input.LineItemsByFulfillmentOrder = append(input.LineItemsByFulfillmentOrder, part)
	}
	got, err := admin.FulfilmentCreate(ctx, c, input)
	if err != nil {
		return "", err
	}
	var errs []userError
	for _, e := range got.FulfillmentCreate.UserErrors {
		errs = append(errs, userError{Field: e.Field, Message: e.Message})
	}
	if err := refusal(op, errs); err != nil {
		return "", err
	}
	if got.FulfillmentCreate.Fulfillment == nil {
		return "", &Error{Op: op, Kind: Unclear, Status: 200, Err: errNothing}
	}
	return plainID(got.FulfillmentCreate.Fulfillment.Id), nil
}

// tracking builds the input for one number or for several: Shopify wants either form, never both. A carrier name
// alone is not sent, since it would show a carrier without a number.
func tracking(numbers, urls []string, company string) *admin.FulfillmentTrackingInput {
	var kept, links []string
	for i, number := range numbers {
		number = strings.TrimSpace(number)
		if number == "" {
			continue
		}
		kept = append(kept, number)
		link := ""
		if i < len(urls) {
			link = strings.TrimSpace(urls[i])
		}
		links = append(links, link)
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return &admin.FulfillmentTrackingInput{Company: company, Number: kept[0], Url: links[0]}
	}
	in := &admin.FulfillmentTrackingInput{Company: company, Numbers: kept}
	// Links go by position and an empty one is no address: then the carrier's name has to do.
	if !slices.Contains(links, "") {
		in.Urls = links
	}
	return in
}

var errNothing = errors.New("neither a fulfilment nor a refusal came back")
