package place

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
)

const (
	// askFor bounds asking for ways to ship; the claim's lease outlasts it with the call that places.
	askFor = 20 * time.Second
	// askAgain is when a purchase is tried again for which the supplier could not say how it can be sent.
	askAgain = 2 * time.Minute
)

// ship chooses a shipping service by the merchant's rule for items whose mapping names none, and writes it down before
// the purchase is sent, so that every repeat is identical. refused is set where the purchase can't be sent so.
func (s *Stage) ship(
	ctx context.Context, key order.Key, e order.Effect, client supplier.Client, p *order.Purchase, policy order.Policy,
) (_ *order.Purchase, refused *order.PlaceAnswered, err error) {
	wanted := policy.Services(p.ShipTo.Country)
	quoter, can := client.(supplier.Quoter)
	if len(wanted) == 0 || !can {
		return p, nil, nil
	}
	within, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	chosen := map[string]string{}
	for _, item := range p.Items {
		if item.Superseded || item.Quantity <= 0 || item.SentWith().Service != "" {
			continue
		}
		service, answer := choose(within, quoter, item, *p.ShipTo, wanted, policy.FreightStrict)
		if answer != nil {
			return p, answer, nil
		}
		if service != "" {
			chosen[item.ID] = service
		}
	}
	if len(chosen) == 0 {
		return p, nil, nil
	}
	r, err := s.decider.Apply(ctx, key, order.ServicesChosen{Effect: e.ID, Attempt: e.Attempt, Services: chosen})
	if err != nil {
		return p, nil, fmt.Errorf("keep chosen shipping: %w", err)
	}
	kept, ok := r.Order.Purchase(p.ID)
	if !ok {
		return p, nil, order.ErrNotWanted
	}
	return kept, nil, nil
}

// choose takes the first of the wanted services that is offered for an item.
func choose(
	ctx context.Context, q supplier.Quoter, item order.Item, to order.Address, wanted []string, strict bool,
) (service string, refused *order.PlaceAnswered) {
	quote, err := q.Quote(ctx, supplier.Inquiry{Component: item.Component, Pieces: item.Quantity, ShipTo: to})
	if errors.Is(err, supplier.ErrCannotQuote) {
		return "", nil
	}
	if err == nil {
		err = quote.ServicesErr
	}
	if err != nil {
		return "", notQuoted(supplier.As(err))
	}
	for _, code := range wanted {
		if _, offered := quote.Service(code); offered {
			return code, nil
		}
	}
	if !strict {
		return "", nil
	}
	return "", &order.PlaceAnswered{
		Outcome: order.PlaceRefused, Reason: order.FailShippingMethod,
		Message: "None of your shipping services is offered here: " + strings.Join(wanted, ", ") + ".",
	}
}

// notQuoted: nothing was bought. What the supplier refuses to say for good it would refuse to sell.
func notQuoted(e *supplier.Error) *order.PlaceAnswered {
	a := answerOf(e)
	if a.Outcome == order.PlaceRefused {
		return &a
	}
	return &order.PlaceAnswered{
		Outcome: order.PlaceNotRun, RetryAfter: max(e.RetryAfter, askAgain), Message: "The supplier did not say how this can be shipped.",
	}
}
