package desk

import (
	"context"

	"onward/shared/account"
	"onward/shared/supplier/aliexpress"
)

// AliExpress is AliExpress' consent page as a [Consent].
type AliExpress struct{ Calls *aliexpress.Client }

// Consent is the page's address.
func (c AliExpress) Consent(redirect, state string) (string, error) {
	return c.Calls.Consent(redirect, state)
}

// Exchange makes tokens of a code.
func (c AliExpress) Exchange(ctx context.Context, code string) (Grant, error) {
	t, err := c.Calls.CreateToken(ctx, code)
	if err != nil {
		return Grant{}, err
	}
	name := t.Nick
	if name == "" {
		name = t.Account
	}
	return Grant{Tokens: account.FromAliExpress(t), Outside: t.UserID, Name: name}, nil
}
