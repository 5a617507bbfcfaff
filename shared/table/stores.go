package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Store is a merchant's connected shop.
type Store struct {
	Merchant string         `json:"merchant"`
	ID       string         `json:"id"`
	Platform order.Platform `json:"platform"`
	// Outside is the shop's id on its platform; Address its base address.
	Outside string `json:"outside"`
	Address string `json:"address,omitempty"`
	Name    string `json:"name,omitempty"`
	// Sealed is the credentials as the vault sealed them.
	Sealed []byte `json:"sealed,omitempty"`
	// Settings are the adapter's own (in which way tracking is written, at which location, ...).
	Settings map[string]string `json:"settings,omitempty"`
	Health   Health            `json:"health,omitzero"`
	// Watermark is up to when reconcile has seen all changes.
	Watermark time.Time `json:"watermark,omitzero"`
	// AccessUntil and RefreshUntil are when its tokens end; zero where they don't.
	AccessUntil  time.Time `json:"access_until,omitzero"`
	RefreshUntil time.Time `json:"refresh_until,omitzero"`
	Created      time.Time `json:"created,omitzero"`
	Imported     time.Time `json:"imported,omitzero"`
	// Disconnected is when the merchant, or the platform, ended the connection.
	Disconnected time.Time `json:"disconnected,omitzero"`
}

func storeKey(merchant, id string) kv.Key {
	return tenant(merchant).at(sort(storePrefix + join(id)))
}

// CreateStore makes a store; [ErrTaken] when the id is in use.
func (t *Table) CreateStore(ctx context.Context, s Store) error {
	if err := filled(s.Merchant, s.ID); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	if err := create(ctx, t, storeKey(s.Merchant, s.ID), s); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	return nil
}

// Store reads a store; [ErrNotFound] when there is none.
func (t *Table) Store(ctx context.Context, merchant, id string) (Store, error) {
	s, err := read[Store](ctx, t, storeKey(merchant, id), true)
	if err != nil {
		return Store{}, fmt.Errorf("store: %w", err)
	}
	return s, nil
}

// Stores lists a merchant's stores.
func (t *Table) Stores(ctx context.Context, merchant string) ([]Store, error) {
	stores, err := list[Store](ctx, t, tenant(merchant), storePrefix)
	if err != nil {
		return nil, fmt.Errorf("stores: %w", err)
	}
	return stores, nil
}

// UpdateStore changes a store; the function may run several times.
func (t *Table) UpdateStore(ctx context.Context, merchant, id string, do func(*Store) error) (Store, error) {
	s, err := change(ctx, t, storeKey(merchant, id), do)
	if err != nil {
		return Store{}, fmt.Errorf("update store: %w", err)
	}
	return s, nil
}

// DeleteStore removes a store with its policies, mappings and statistics. Its orders must have been removed before.
func (t *Table) DeleteStore(ctx context.Context, merchant, id string) error {
	if err := filled(merchant, id); err != nil {
		return fmt.Errorf("delete store: %w", err)
	}
	for _, pk := range []partition{
		policyPartition(merchant, id), mappingPartition(merchant, id), mappingHistory(merchant, id), daysPartition(merchant, id),
	} {
		if err := t.dropPartition(ctx, pk, ""); err != nil {
			return fmt.Errorf("delete store: %w", err)
		}
	}
	if err := t.engine.Delete(ctx, storeKey(merchant, id), kv.Cond{}); err != nil {
		return fmt.Errorf("delete store: %w", err)
	}
	return nil
}
