package desk

import (
	"context"
	"time"

	"onward/shared/table"
)

// RenewAccount gives an account new tokens. Orders in flight go on with them.
func (d *Desk) RenewAccount(ctx context.Context, a Actor, id string, t Tokens) (Account, error) {
	if err := a.need(Owner); err != nil {
		return Account{}, err
	}
	k, err := d.Table.Account(ctx, a.Merchant, id)
	if err != nil {
		return Account{}, missing(err, "account")
	}
	grant, err := d.grant(ctx, k.Supplier, t)
	if err != nil {
		return Account{}, err
	}
	if k.Outside != "" && grant.Outside != "" && grant.Outside != k.Outside {
		return Account{}, refuse(Conflict, "other_account", "You consented with another supplier account than this one. Sign in there with the right one, or add it as a further account.")
	}
	sealed, err := d.sealAccount(ctx, k, grant.Tokens)
	if err != nil {
		return Account{}, err
	}
	_, err = d.Table.UpdateAccount(ctx, a.Merchant, id, func(k *table.Account) error {
		k.Sealed, k.AccessUntil, k.RefreshUntil = sealed, grant.Tokens.AccessUntil, grant.Tokens.RefreshUntil
		k.ConsentUntil, k.Health, k.Disconnected = grant.Tokens.RefreshUntil, table.Health{}, time.Time{}
		return nil
	})
	if err != nil {
		return Account{}, missing(err, "account")
	}
	return d.Account(ctx, a, id)
}

// DisconnectAccount ends an account's connection: its tokens are forgotten. Purchases stay, and are watched again when
// it is connected again.
func (d *Desk) DisconnectAccount(ctx context.Context, a Actor, id string) (Account, error) {
	if err := a.need(Owner); err != nil {
		return Account{}, err
	}
	now := d.Now().UTC()
	_, err := d.Table.UpdateAccount(ctx, a.Merchant, id, func(k *table.Account) error {
		if k.Disconnected.IsZero() {
			k.Disconnected = now
		}
		k.Sealed = nil
		k.Health = table.Health{Code: "disconnected", Since: k.Disconnected, ToDo: "You disconnected the account. Connect it again to go on."}
		return nil
	})
	if err != nil {
		return Account{}, missing(err, "account")
	}
	return d.Account(ctx, a, id)
}
