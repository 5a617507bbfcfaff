package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/table"
)

// client is an open account. A token that the supplier refuses is refreshed once, and the call repeated:
// such a refusal means that nothing ran.
type client struct {
	opener   *Opener
	platform Platform
	account  table.Account
	tokens   Tokens
	inner    supplier.Client
}

// prepare unseals the tokens and refreshes them when they end soon. A token that still holds is used
// when the refresh does not succeed.
func (c *client) prepare(ctx context.Context) error {
	tokens, err := c.opener.unseal(ctx, c.account)
	if err != nil {
		return err
	}
	c.tokens = tokens
	left := c.account.AccessUntil.Sub(c.opener.now())
	if c.account.AccessUntil.IsZero() || left > ahead {
		return nil
	}
	err = c.refresh(ctx)
	if err != nil && left > time.Minute && supplier.As(err).Kind != supplier.ConsentNeeded {
		return nil
	}
	return err
}

func (c *client) refresh(ctx context.Context) error {
	account, tokens, err := c.opener.refresh(ctx, c.platform, c.account)
	if err != nil {
		return err
	}
	c.account, c.tokens = account, tokens
	return nil
}

func (c *client) token(context.Context) (string, error) { return c.tokens.Access, nil }

// again repeats a call once with a new token.
func (c *client) again(ctx context.Context, call func() error) error {
	err := call()
	var e *supplier.Error
	if !errors.As(err, &e) || e.Kind != supplier.TokenExpired {
		return err
	}
	if err := c.refresh(ctx); err != nil {
		return err
	}
	return call()
}

// Place buys.
func (c *client) Place(ctx context.Context, r supplier.Request) (placed supplier.Placed, err error) {
	err = c.again(ctx, func() error {
		placed, err = c.inner.Place(ctx, r)
		return err
	})
	return placed, err
}

// Find looks a purchase up.
func (c *client) Find(ctx context.Context, purchase string) (orders []string, found bool, err error) {
	err = c.again(ctx, func() error {
		orders, found, err = c.inner.Find(ctx, purchase)
		return err
	})
	return orders, found, err
}

// Report reads a supplier's order.
func (c *client) Report(ctx context.Context, orderID string) (r order.Report, err error) {
	err = c.again(ctx, func() error {
		r, err = c.inner.Report(ctx, orderID)
		return err
	})
	return r, err
}

// Quote asks what a component of a purchase would come to; [supplier.ErrCannotQuote] where the platform can't be asked.
func (c *client) Quote(ctx context.Context, i supplier.Inquiry) (q supplier.Quote, err error) {
	quoter, ok := c.inner.(supplier.Quoter)
	if !ok {
		return q, supplier.ErrCannotQuote
	}
	err = c.again(ctx, func() error {
		if q, err = quoter.Quote(ctx, i); err != nil {
			return err
		}
		if e, ok := errors.AsType[*supplier.Error](q.OfferErr); ok && e.Kind == supplier.TokenExpired {
			return e
		}
		return nil
	})
	return q, err
}

func (o *Opener) unseal(ctx context.Context, a table.Account) (Tokens, error) {
	plain, err := o.vault.Unseal(ctx, a.Merchant, Thing(a.Supplier, a.ID), a.Sealed)
	if err != nil {
		return Tokens{}, &supplier.Error{Kind: supplier.NotRun, Op: "unseal tokens", Err: err}
	}
	var t Tokens
	if err := json.Unmarshal(plain, &t); err != nil {
		return Tokens{}, &supplier.Error{Kind: supplier.ConsentNeeded, Op: "unseal tokens", Code: "unreadable"}
	}
	t.AccessUntil, t.RefreshUntil, t.Refreshable = a.AccessUntil, a.RefreshUntil, t.Refresh != ""
	return t, nil
}

func (o *Opener) seal(ctx context.Context, a table.Account, t Tokens) ([]byte, error) {
	plain, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("seal tokens: %w", err)
	}
	sealed, err := o.vault.Seal(ctx, a.Merchant, Thing(a.Supplier, a.ID), plain)
	if err != nil {
		return nil, fmt.Errorf("seal tokens: %w", err)
	}
	return sealed, nil
}
