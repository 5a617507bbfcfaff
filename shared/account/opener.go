// Package account opens merchants' accounts at suppliers: it unseals their tokens, refreshes them ahead of
// time, one refresher at a time, and keeps how the account is doing.
package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/table"
)

// Table is the part of the table that accounts need.
type Table interface {
	Account(ctx context.Context, merchant, id string) (table.Account, error)
	UpdateAccount(ctx context.Context, merchant, id string, do func(*table.Account) error) (table.Account, error)
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
	ReleaseLease(ctx context.Context, merchant, thing, owner string, nextAllowed time.Time) error
}

// Vault seals and unseals credentials; thing binds them to what they belong to.
type Vault interface {
	Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
	Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error)
}

// Platform is one supplier platform: how its tokens are refreshed and its client is made.
type Platform interface {
	// Refresh gets new tokens for old ones; the supplier's error when it can't.
	Refresh(ctx context.Context, t Tokens) (Tokens, error)
	// Client binds the platform's client to tokens.
	Client(token func(ctx context.Context) (string, error)) supplier.Client
}

// Tokens is an account's authorisation. Only the first two are secret, and only they are sealed.
type Tokens struct {
	Access  string `json:"access"`
	Refresh string `json:"refresh"`

	AccessUntil  time.Time `json:"-"`
	RefreshUntil time.Time `json:"-"`
	// Refreshable is false when only the merchant's consent brings new tokens.
	Refreshable bool `json:"-"`
}

// String keeps tokens out of logs.
func (Tokens) String() string { return "tokens(sealed)" }

// GoString keeps tokens out of logs.
func (Tokens) GoString() string { return "tokens(sealed)" }

// Opener opens accounts.
type Opener struct {
	table     Table
	vault     Vault
	platforms map[order.Supplier]Platform
	owner     func() string
	now       func() time.Time
}

// New makes an Opener. owner names the process that refreshes, differently each time.
func New(t Table, v Vault, platforms map[order.Supplier]Platform, owner func() string, now func() time.Time) *Opener {
	return &Opener{table: t, vault: v, platforms: platforms, owner: owner, now: now}
}

const (
	// ahead is how long before its end a token is refreshed.
	ahead = 30 * time.Minute
	// refreshLease outlasts a refresh; refreshWait is when to look again after somebody else's.
	refreshLease = 60 * time.Second
	refreshWait  = 5 * time.Second
	// saveAttempts is how often the saving of new tokens is tried.
	saveAttempts = 4
)

// Thing is what an account's credentials are bound to.
func Thing(s order.Supplier, id string) string { return "account/" + string(s) + "/" + id }

// Open opens an account. Errors are [*supplier.Error]: ConsentNeeded when only the merchant can help, NotRun
// when it is worth trying again.
func (o *Opener) Open(ctx context.Context, merchant string, s order.Supplier, id string) (supplier.Client, error) {
	platform, ok := o.platforms[s]
	if !ok {
		return nil, &supplier.Error{Kind: supplier.Refused, Op: "open account", Code: "unknown_supplier", Message: string(s)}
	}
	a, err := o.table.Account(ctx, merchant, id)
	if errors.Is(err, table.ErrNotFound) {
		return nil, &supplier.Error{Kind: supplier.ConsentNeeded, Op: "open account", Code: "no_account", Err: err}
	}
	if err != nil {
		return nil, &supplier.Error{Kind: supplier.NotRun, Op: "open account", Err: err}
	}
	if !a.Disconnected.IsZero() || len(a.Sealed) == 0 {
		return nil, &supplier.Error{Kind: supplier.ConsentNeeded, Op: "open account", Code: "disconnected"}
	}
	c := &client{opener: o, platform: platform, account: a}
	c.inner = platform.Client(c.token)
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// Refresh refreshes an account's tokens if they end within the margin; reconcile calls it ahead of time.
func (o *Opener) Refresh(ctx context.Context, a table.Account, margin time.Duration) error {
	platform, ok := o.platforms[a.Supplier]
	if !ok || a.AccessUntil.IsZero() || a.AccessUntil.Sub(o.now()) > margin || !a.Disconnected.IsZero() {
		return nil
	}
	_, _, err := o.refresh(ctx, platform, a)
	return err
}

// refresh gets new tokens under the account's token lease. When somebody else did so meanwhile, theirs are answered.
func (o *Opener) refresh(ctx context.Context, platform Platform, a table.Account) (table.Account, Tokens, error) {
	thing := table.TokenThing(Thing(a.Supplier, a.ID))
	owner, now := o.owner(), o.now()
	if err := o.table.AcquireLease(ctx, a.Merchant, thing, owner, now, now.Add(refreshLease)); err != nil {
		return a, Tokens{}, &supplier.Error{Kind: supplier.NotRun, Op: "refresh token", RetryAfter: refreshWait, Err: err}
	}
	defer func() { _ = o.table.ReleaseLease(context.WithoutCancel(ctx), a.Merchant, thing, owner, o.now()) }()
	current, err := o.table.Account(ctx, a.Merchant, a.ID)
	if err != nil {
		return a, Tokens{}, &supplier.Error{Kind: supplier.NotRun, Op: "refresh token", Err: err}
	}
	old, err := o.unseal(ctx, current)
	if err != nil {
		return a, Tokens{}, err
	}
	if current.AccessUntil.After(a.AccessUntil) {
		return current, old, nil
	}
	fresh, err := platform.Refresh(ctx, old)
	if err != nil {
		e := supplier.As(err)
		if e.Kind == supplier.ConsentNeeded {
			_, _ = o.suffer(ctx, a, table.Health{Code: "consent_needed", ToDo: "Connect the supplier account again."})
		}
		return a, Tokens{}, e
	}
	saved, err := o.keep(ctx, a, fresh)
	return saved, fresh, err
}

// keep saves new tokens. The supplier took the old ones back when it gave them, so that losing them would cost the merchant
// a new consent: it is tried several times, also when the caller's time is over.
func (o *Opener) keep(ctx context.Context, a table.Account, t Tokens) (saved table.Account, err error) {
	ctx = context.WithoutCancel(ctx)
	for range saveAttempts {
		if saved, err = o.Save(ctx, a.Merchant, a.ID, t); err == nil {
			return saved, nil
		}
	}
	return saved, err
}

// Save seals tokens and writes them with their ends in one write.
func (o *Opener) Save(ctx context.Context, merchant, id string, t Tokens) (table.Account, error) {
	a, err := o.table.Account(ctx, merchant, id)
	if err != nil {
		return a, fmt.Errorf("save tokens: %w", err)
	}
	sealed, err := o.seal(ctx, a, t)
	if err != nil {
		return a, err
	}
	a, err = o.table.UpdateAccount(ctx, merchant, id, func(a *table.Account) error {
		a.Sealed, a.AccessUntil, a.RefreshUntil = sealed, t.AccessUntil, t.RefreshUntil
		a.ConsentUntil, a.Health, a.Disconnected = t.RefreshUntil, table.Health{}, time.Time{}
		return nil
	})
	if err != nil {
		return a, fmt.Errorf("save tokens: %w", err)
	}
	return a, nil
}

// suffer keeps what is wrong with an account; nothing is written when it was known.
func (o *Opener) suffer(ctx context.Context, a table.Account, h table.Health) (table.Account, error) {
	return o.table.UpdateAccount(ctx, a.Merchant, a.ID, func(a *table.Account) error {
		if a.Health.Code != h.Code {
			h.Since = o.now().UTC()
			a.Health = h
		}
		return nil
	})
}
