package account

import (
	"context"

	"onward/shared/supplier"
	"onward/shared/supplier/aliexpress"
)

// AliExpress is AliExpress as a [Platform].
type AliExpress struct{ Calls *aliexpress.Client }

// Refresh gets new tokens. Every refresh prolongs the access token only: after about 60 days the merchant
// has to consent anew.
func (p AliExpress) Refresh(ctx context.Context, t Tokens) (Tokens, error) {
	if t.Refresh == "" {
		return Tokens{}, &supplier.Error{Kind: supplier.ConsentNeeded, Op: "refresh token", Code: "not_refreshable"}
	}
	fresh, err := p.Calls.RefreshToken(ctx, t.Refresh)
	if err != nil {
		return Tokens{}, aliexpress.SeamError(err)
	}
	return FromAliExpress(fresh), nil
}

// Client binds AliExpress's client to an account's tokens.
func (p AliExpress) Client(token func(ctx context.Context) (string, error)) supplier.Client {
	return aliexpress.NewAccount(p.Calls, token, aliexpress.AccountOptions{})
}

// FromAliExpress takes an authorisation over.
func FromAliExpress(t aliexpress.Token) Tokens {
	return Tokens{
		Access: t.Access, Refresh: t.Refresh, AccessUntil: t.AccessUntil, RefreshUntil: t.RefreshUntil, Refreshable: t.Refreshable,
	}
}
