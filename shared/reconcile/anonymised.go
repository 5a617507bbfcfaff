package reconcile

import (
	"context"

	"onward/shared/order"
	"onward/shared/store"
)

// Household has the rest of a customer's data erased.
type Household interface {
	Privacy(ctx context.Context, merchant, storeID string, p store.Privacy) error
}

// anonymised has all that is kept of a customer erased whom the store has erased, also where its webhook got lost.
func (s *Stage) anonymised(ctx context.Context, key order.Key, snapshot order.Snapshot) error {
	if !snapshot.Anonymised {
		return nil
	}
	return s.Household.Privacy(ctx, key.Merchant, key.Store, store.Privacy{Kind: store.PrivacyEraseCustomer, Orders: []string{key.ID}})
}
