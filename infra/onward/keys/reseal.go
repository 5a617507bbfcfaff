// Package keys renews what keeps secrets: the seals of merchants' credentials, and the deployment's own secrets.
package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"onward/shared/account"
	"onward/shared/notify"
	"onward/shared/shop"
	"onward/shared/table"
)

// Table is where sealed credentials are kept.
type Table interface {
	Merchants(ctx context.Context, cursor string, limit int) (ids []string, next string, err error)
	Merchant(ctx context.Context, id string) (table.Merchant, error)
	UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
	Stores(ctx context.Context, merchant string) ([]table.Store, error)
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	Accounts(ctx context.Context, merchant string) ([]table.Account, error)
	UpdateAccount(ctx context.Context, merchant, id string, do func(*table.Account) error) (table.Account, error)
}

// Sealer seals and unseals.
type Sealer interface {
	Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
	Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error)
}

// Resealed counts what was sealed anew.
type Resealed struct {
	Stores, Accounts, Endpoints int
	// Failed names what could not be opened or written.
	Failed []string
}

const page = 100

// Reseal seals every credential anew, under the key as it is now. What somebody else renews meanwhile is left to them.
// One that can't be opened does not stop the others.
func Reseal(ctx context.Context, t Table, s Sealer) (Resealed, error) {
	var r Resealed
	for cursor := ""; ; {
		ids, next, err := t.Merchants(ctx, cursor, page)
		if err != nil {
			return r, fmt.Errorf("reseal: %w", err)
		}
		for _, id := range ids {
			if err := merchant(ctx, t, s, id, &r); err != nil {
				return r, fmt.Errorf("reseal: %w", err)
			}
		}
		if cursor = next; cursor == "" {
			return r, nil
		}
	}
}

func merchant(ctx context.Context, t Table, s Sealer, id string, r *Resealed) error {
	m, err := t.Merchant(ctx, id)
	if errors.Is(err, table.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range notify.Present(m.Notify) {
		if err := endpoint(ctx, t, s, id, e, r); err != nil {
			return err
		}
	}
	stores, err := t.Stores(ctx, id)
	if err != nil {
		return err
	}
	for _, st := range stores {
		done, err := one(ctx, s, r, id, shop.Thing(st.ID), st.Sealed, func(was, sealed []byte) error {
			_, err := t.UpdateStore(ctx, id, st.ID, func(st *table.Store) error { return swap(&st.Sealed, was, sealed) })
			return err
		})
		if err != nil {
			return err
		}
		r.Stores += done
	}
	accounts, err := t.Accounts(ctx, id)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		done, err := one(ctx, s, r, id, account.Thing(a.Supplier, a.ID), a.Sealed, func(was, sealed []byte) error {
			_, err := t.UpdateAccount(ctx, id, a.ID, func(a *table.Account) error { return swap(&a.Sealed, was, sealed) })
			return err
		})
		if err != nil {
			return err
		}
		r.Accounts += done
	}
	return nil
}

// endpoint seals the secrets with which an endpoint is signed for.
func endpoint(ctx context.Context, t Table, s Sealer, merchant string, e table.Endpoint, r *Resealed) error {
	for _, secret := range []func(*table.Endpoint) *[]byte{
		func(e *table.Endpoint) *[]byte { return &e.Secret },
		func(e *table.Endpoint) *[]byte { return &e.OldSecret },
	} {
		done, err := one(ctx, s, r, merchant, notify.Thing(e.ID), *secret(&e), func(was, sealed []byte) error {
			_, err := t.UpdateMerchant(ctx, merchant, func(m *table.Merchant) error {
				for i := range m.Notify.Endpoints {
					if m.Notify.Endpoints[i].ID == e.ID {
						return swap(secret(&m.Notify.Endpoints[i]), was, sealed)
					}
				}
				return errMeanwhile
			})
			return err
		})
		if err != nil {
			return err
		}
		r.Endpoints += done
	}
	return nil
}

// one seals one thing anew.
func one(ctx context.Context, s Sealer, r *Resealed, merchant, thing string, was []byte, keep func(was, sealed []byte) error) (int, error) {
	if len(was) == 0 {
		return 0, nil
	}
	plain, err := s.Unseal(ctx, merchant, thing, was)
	if err != nil {
		r.Failed = append(r.Failed, merchant+" "+thing+": it does not open")
		return 0, nil //nolint:nilerr // it is named, and does not stop the others
	}
	sealed, err := s.Seal(ctx, merchant, thing, plain)
	if err != nil {
		return 0, err
	}
	switch err := keep(was, sealed); {
	case errors.Is(err, errMeanwhile), errors.Is(err, table.ErrNotFound):
		return 0, nil
	case err != nil:
		return 0, err
	default:
		return 1, nil
	}
}

var errMeanwhile = errors.New("renewed by somebody else meanwhile")

func swap(kept *[]byte, was, sealed []byte) error {
	if !bytes.Equal(*kept, was) {
		return errMeanwhile
	}
	*kept = sealed
	return nil
}
