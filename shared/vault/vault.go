package vault

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Scope is whose credentials are sealed. They open in the same scope only, whatever else goes wrong.
type Scope struct{ Merchant, Owner string }

func (s Scope) context() map[string]string {
	return map[string]string{"merchant": s.Merchant, "owner": s.Owner}
}

// Errors of opening.
var (
	errSealed  = errors.New("sealed bytes are damaged or in an unknown format")
	errContent = errors.New("secret does not hold what it should")
	errScope   = errors.New("scope is incomplete")
)

// Lifetime is how long an unsealed secret stays in memory.
const Lifetime = 10 * time.Minute

// Vault seals and unseals. It is safe for concurrent use.
type Vault struct {
	keys  Keys
	cache *cache
}

// New makes a vault over a master key.
func New(keys Keys, now func() time.Time) *Vault {
	return &Vault{keys: keys, cache: newCache(now)}
}

// Seal makes bytes that can be stored.
func (v *Vault) Seal(ctx context.Context, scope Scope, plain []byte) ([]byte, error) {
	if scope.Merchant == "" || scope.Owner == "" {
		return nil, fmt.Errorf("seal: %w", errScope)
	}
	sealed, err := seal(ctx, v.keys, scope, plain)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed, nil
}

// Unseal opens what [Vault.Seal] made in the same scope. KMS is asked once in [Lifetime], however many
// ask at a time; a failure is not remembered.
func (v *Vault) Unseal(ctx context.Context, scope Scope, sealed []byte) (Secret, error) {
	plain, err := v.cache.get(ctx, scope, sealed, func(ctx context.Context) ([]byte, error) {
		return open(ctx, v.keys, scope, sealed)
	})
	if err != nil {
		return Secret{}, fmt.Errorf("unseal: %w", err)
	}
	return NewSecret(plain), nil
}
