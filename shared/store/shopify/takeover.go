package shopify

import (
	"context"
	"slices"

	"onward/shared/order"
)

// blocked is why nothing of an order can be fulfilled now. A missing permission and another app's location look alike
// (what the app may not see is just not there, what it may not write can't be fulfilled); what is granted tells them apart.
func (s *Store) blocked(ctx context.Context, held Held) order.Block {
	block := held.block()
	if block != order.BlockNoScope && block != order.BlockForeignLocation {
		return block
	}
	granted, err := s.client.Scopes(ctx)
	if err != nil {
		return block
	}
	if len(MissingScopes(granted, fulfilScopes())) > 0 {
		return order.BlockNoScope
	}
	return order.BlockForeignLocation
}

// fulfilScopes are what seeing and fulfilling items at the merchant's own locations needs.
func fulfilScopes() []string {
	return []string{"read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders"}
}

// TakeOver moves what of some lines is at other apps' locations to one of the merchant's own, best to one from which the
// order is fulfilled anyhow. The merchant has to have asked for it. What is there already stays.
func (s *Store) TakeOver(ctx context.Context, orderID string, lines []string) error {
	const op = "take over"
	held, err := s.client.Held(ctx, orderID)
	if err != nil {
		return asStore(err)
	}
	own := slices.IndexFunc(held.FulfilmentOrders, func(fo FulfilmentOrder) bool { return fo.Fulfillable })
	theirs := held
	theirs.FulfilmentOrders = slices.DeleteFunc(slices.Clone(held.FulfilmentOrders), func(fo FulfilmentOrder) bool { return fo.Blocked() != ForeignLocation })
	if len(theirs.FulfilmentOrders) == 0 {
		if held.ScopeMissing {
			return asStore(&Error{Op: op, Kind: Refused, Code: "third_party_scopes", Message: "the app may not see other apps' locations: grant it read_third_party_fulfillment_orders and write_third_party_fulfillment_orders, or move the items in the shop"})
		}
		return nil
	}
	var to string
	if own >= 0 {
		to = held.FulfilmentOrders[own].LocationID
	} else if to, err = s.ownLocation(ctx); err != nil {
		return asStore(err)
	}
	if to == "" {
		return asStore(&Error{Op: op, Kind: Refused, Reason: CannotMove, Message: "the shop has no location of its own"})
	}
	_, err = s.client.MoveTo(ctx, theirs, to, lines...)
	return asStore(err)
}

func (s *Store) ownLocation(ctx context.Context) (string, error) {
	all, err := s.client.Locations(ctx)
	if err != nil {
		return "", err
	}
	for _, l := range all {
		if l.Active && !l.Service {
			return l.ID, nil
		}
	}
	return "", nil
}
