package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Account is a merchant's connected account at a supplier. Its bans are with its lease.
type Account struct {
	Merchant string         `json:"merchant"`
	ID       string         `json:"id"`
	Supplier order.Supplier `json:"supplier"`
	// Outside is the account's id at the supplier.
	Outside string `json:"outside,omitempty"`
	Name    string `json:"name,omitempty"`
	// Sealed is the tokens as the vault sealed them.
	Sealed []byte `json:"sealed,omitempty"`
	// AccessUntil, RefreshUntil and ConsentUntil are when each ends; zero where it does not.
	AccessUntil  time.Time `json:"access_until,omitzero"`
	RefreshUntil time.Time `json:"refresh_until,omitzero"`
	ConsentUntil time.Time `json:"consent_until,omitzero"`
	Health       Health    `json:"health,omitzero"`
	Created      time.Time `json:"created,omitzero"`
	Disconnected time.Time `json:"disconnected,omitzero"`
}

func accountKey(merchant, id string) kv.Key {
	return tenant(merchant).at(sort(accountPrefix + join(id)))
}

// CreateAccount makes an account; [ErrTaken] when the id is in use.
func (t *Table) CreateAccount(ctx context.Context, a Account) error {
	if err := filled(a.Merchant, a.ID); err != nil {
		return fmt.Errorf("create account: %w", err)
	}
	if err := create(ctx, t, accountKey(a.Merchant, a.ID), a); err != nil {
		return fmt.Errorf("create account: %w", err)
	}
	return nil
}

// Account reads an account; [ErrNotFound] when there is none.
func (t *Table) Account(ctx context.Context, merchant, id string) (Account, error) {
	a, err := read[Account](ctx, t, accountKey(merchant, id), true)
	if err != nil {
		return Account{}, fmt.Errorf("account: %w", err)
	}
	return a, nil
}

// Accounts lists a merchant's accounts.
func (t *Table) Accounts(ctx context.Context, merchant string) ([]Account, error) {
	accounts, err := list[Account](ctx, t, tenant(merchant), accountPrefix)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return accounts, nil
}

// UpdateAccount changes an account; the function may run several times.
func (t *Table) UpdateAccount(ctx context.Context, merchant, id string, do func(*Account) error) (Account, error) {
	a, err := change(ctx, t, accountKey(merchant, id), do)
	if err != nil {
		return Account{}, fmt.Errorf("update account: %w", err)
	}
	return a, nil
}

// DeleteAccount removes an account with its lease.
func (t *Table) DeleteAccount(ctx context.Context, a Account) error {
	if err := filled(a.Merchant, a.ID); err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	keys := []kv.Key{accountKey(a.Merchant, a.ID), leaseKey(a.Merchant, AccountThing(a.Supplier, a.ID))}
	if err := t.engine.Write(ctx, nil, keys); err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	return nil
}
