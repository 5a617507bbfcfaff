package table

import (
	"context"
	"fmt"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Holds is the hold switches that are on for a merchant.
type Holds struct {
	// Deployment stops everyone's orders.
	Deployment *order.Hold           `json:"-"`
	Merchant   *order.Hold           `json:"merchant,omitempty"`
	Stores     map[string]order.Hold `json:"stores,omitempty"`
	Accounts   map[string]order.Hold `json:"accounts,omitempty"`
}

// By names the switches that are on for a store, and for accounts, as [order.Policy] wants them.
func (h Holds) By(store string, accounts ...string) []string {
	var by []string
	if h.Deployment != nil {
		by = append(by, "deployment")
	}
	if h.Merchant != nil {
		by = append(by, "merchant")
	}
	if _, on := h.Stores[store]; on {
		by = append(by, "store")
	}
	for _, account := range accounts {
		if _, on := h.Accounts[account]; on {
			by = append(by, "account:"+account)
		}
	}
	return by
}

// HoldScope is what a switch is for. The zero scope is the whole deployment; with only a merchant, all of that merchant's.
type HoldScope struct{ Merchant, Store, Account string }

const holdSort sort = "h"

func holdKey(merchant string) kv.Key { return tenant(merchant).at(holdSort) }
func deploymentHold() kv.Key         { return global("d").at(holdSort) }

// Holds reads all switches that are on for a merchant, as of now.
func (t *Table) Holds(ctx context.Context, merchant string) (Holds, error) {
	found, err := t.batchGet(ctx, []kv.Key{holdKey(merchant), deploymentHold()}, true)
	if err != nil {
		return Holds{}, fmt.Errorf("holds: %w", err)
	}
	var h Holds
	if item, ok := found[holdKey(merchant)]; ok {
		if err := getDocument(item, &h); err != nil {
			return Holds{}, fmt.Errorf("holds: %w", err)
		}
	}
	if item, ok := found[deploymentHold()]; ok {
		var all Holds
		if err := getDocument(item, &all); err != nil {
			return Holds{}, fmt.Errorf("holds: %w", err)
		}
		h.Deployment = all.Merchant
	}
	return h, nil
}

// SetHold turns a switch on, or with nil off.
func (t *Table) SetHold(ctx context.Context, scope HoldScope, hold *order.Hold) error {
	key := deploymentHold()
	if scope.Merchant != "" {
		key = holdKey(scope.Merchant)
	} else if scope != (HoldScope{}) {
		return fmt.Errorf("set hold: %w", ErrKey)
	}
	_, err := rewrite(ctx, t, key, func(h *Holds, _ bool) error {
		switch {
		case scope.Store != "":
			h.Stores = switched(h.Stores, scope.Store, hold)
		case scope.Account != "":
			h.Accounts = switched(h.Accounts, scope.Account, hold)
		default:
			h.Merchant = hold
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("set hold: %w", err)
	}
	return nil
}

func switched(on map[string]order.Hold, id string, hold *order.Hold) map[string]order.Hold {
	if hold == nil {
		delete(on, id)
		return on
	}
	if on == nil {
		on = map[string]order.Hold{}
	}
	on[id] = *hold
	return on
}
