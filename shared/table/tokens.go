package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// Token is an API token. Only its hash is kept.
type Token struct {
	Merchant string    `json:"merchant"`
	ID       string    `json:"id"`
	Hash     string    `json:"hash"`
	Role     string    `json:"role"`
	Name     string    `json:"name,omitempty"`
	Created  time.Time `json:"created,omitzero"`
	// Expires is when it ends by itself; zero for never.
	Expires  time.Time `json:"expires,omitzero"`
	LastUsed time.Time `json:"last_used,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
}

const tokenHashSort sort = "k"

func tokenKey(merchant, id string) kv.Key { return tenant(merchant).at(sort(tokenPrefix + join(id))) }
func tokenHashKey(hash string) kv.Key     { return global("k", hash).at(tokenHashSort) }

// CreateToken keeps a token; [ErrTaken] when its id or hash is in use.
func (t *Table) CreateToken(ctx context.Context, token Token) error {
	if err := filled(token.Merchant, token.ID, token.Hash); err != nil {
		return fmt.Errorf("create token: %w", err)
	}
	listed, err := putDocument(tokenKey(token.Merchant, token.ID), token)
	if err != nil {
		return fmt.Errorf("create token: %w", err)
	}
	listed[attrRevision] = kv.N(1)
	byHash, err := putDocument(tokenHashKey(token.Hash), token)
	if err != nil {
		return fmt.Errorf("create token: %w", err)
	}
	err = t.engine.Transact(ctx, []kv.Write{
		{Put: listed, Cond: kv.NotExists()}, {Put: byHash, Cond: kv.NotExists()},
	})
	if err := conflicting(err, ErrTaken); err != nil {
		return fmt.Errorf("create token: %w", err)
	}
	return nil
}

// TokenByHash finds the token of a request; [ErrNotFound] when there is none, or it was revoked. When
// it was last used is not known here. Whether it has expired is for the caller's clock.
func (t *Table) TokenByHash(ctx context.Context, hash string) (Token, error) {
	if hash == "" {
		return Token{}, fmt.Errorf("token: %w", ErrNotFound)
	}
	token, err := read[Token](ctx, t, tokenHashKey(hash), true)
	if err != nil {
		return Token{}, fmt.Errorf("token: %w", err)
	}
	return token, nil
}

// Tokens lists a merchant's tokens, the revoked ones among them.
func (t *Table) Tokens(ctx context.Context, merchant string) ([]Token, error) {
	tokens, err := list[Token](ctx, t, tenant(merchant), tokenPrefix)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	return tokens, nil
}

// touchEvery is how exactly it is kept when a token was last used.
const touchEvery = time.Hour

// TouchToken keeps that a token was used, at most once an hour.
func (t *Table) TouchToken(ctx context.Context, merchant, id string, at time.Time) error {
	_, err := change(ctx, t, tokenKey(merchant, id), func(token *Token) error {
		if at.Sub(token.LastUsed) >= touchEvery {
			token.LastUsed = at
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("touch token: %w", err)
	}
	return nil
}

// RevokeToken ends a token at once; [ErrNotFound] when there is none.
func (t *Table) RevokeToken(ctx context.Context, merchant, id string, at time.Time) error {
	token, err := change(ctx, t, tokenKey(merchant, id), func(token *Token) error {
		if token.Revoked.IsZero() {
			token.Revoked = at
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	if err := t.engine.Delete(ctx, tokenHashKey(token.Hash), kv.Cond{}); err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	return nil
}
