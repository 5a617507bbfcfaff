// Package shop opens merchants' stores: it unseals their credentials, keeps tokens fresh, spells carriers as
// the store knows them, and keeps how the store is doing.
package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"onward/shared/carrier"
	"onward/shared/order"
	"onward/shared/push"
	"onward/shared/store"
	"onward/shared/table"
)

// Table is the part of the table that stores need.
type Table interface {
	Store(ctx context.Context, merchant, id string) (table.Store, error)
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
	ReleaseLease(ctx context.Context, merchant, thing, owner string, nextAllowed time.Time) error
}

// Vault seals and unseals credentials; thing binds them to what they belong to.
type Vault interface {
	Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
	Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error)
}

// Credentials is what a store's API asks for; which fields are set depends on the platform.
type Credentials struct {
	// Access and Refresh are tokens (Shopify).
	Access  string `json:"access,omitempty"`
	Refresh string `json:"refresh,omitempty"`
	// Key and Secret are a REST key (WooCommerce).
	Key    string `json:"key,omitempty"`
	Secret string `json:"secret,omitempty"`

	AccessUntil  time.Time `json:"-"`
	RefreshUntil time.Time `json:"-"`
}

// String keeps credentials out of logs.
func (Credentials) String() string { return "credentials(sealed)" }

// GoString keeps credentials out of logs.
func (Credentials) GoString() string { return "credentials(sealed)" }

// Platform is one store platform.
type Platform interface {
	// Client makes the client of a store.
	Client(s table.Store, c Credentials) (store.Client, error)
	// Refresh gets new credentials for old ones, where they end by themselves.
	Refresh(ctx context.Context, s table.Store, c Credentials) (Credentials, error)
	// Carriers names the list by which the store spells carriers.
	Carriers(s table.Store) carrier.Platform
}

// Opener opens stores.
type Opener struct {
	table     Table
	vault     Vault
	platforms map[order.Platform]Platform
	owner     func() string
	now       func() time.Time
	log       *slog.Logger
}

// New makes an Opener. owner names the process that refreshes, differently each time.
func New(t Table, v Vault, platforms map[order.Platform]Platform, owner func() string, now func() time.Time, log *slog.Logger) *Opener {
	return &Opener{table: t, vault: v, platforms: platforms, owner: owner, now: now, log: log}
}

const (
	// ahead is how long before its end a token is refreshed.
	ahead = 10 * time.Minute
	// refreshLease outlasts a refresh; refreshWait is when to look again after somebody else's.
	refreshLease = 60 * time.Second
	refreshWait  = 5 * time.Second
	// saveAttempts is how often the saving of new credentials is tried.
	saveAttempts = 4
)

// Thing is what a store's credentials are bound to.
func Thing(id string) string { return "store/" + id }

// Open opens a store for telling. Errors are [*store.Error].
func (o *Opener) Open(ctx context.Context, merchant, id string) (push.Shop, error) {
	s, client, err := o.Client(ctx, merchant, id)
	if err != nil {
		return push.Shop{}, err
	}
	list := o.platforms[s.Platform].Carriers(s)
	overrides := OverridesOf(s)
	return push.Shop{Client: client, Unwell: !s.Health.Well(), Spell: func(t order.Tracking, to order.Address) store.Tracking {
		r := carrier.Resolve(carrier.Parcel{
			Number: t.Number, Service: t.Service, CarrierName: t.Carrier, URL: t.URL, Country: to.Country, Postcode: to.Postcode,
		}, list, overrides)
		return store.Tracking{Number: r.Number, Company: r.Company, URL: r.URL}
	}}, nil
}

// Client opens a store for reading.
func (o *Opener) Client(ctx context.Context, merchant, id string) (table.Store, store.Client, error) {
	s, err := o.table.Store(ctx, merchant, id)
	if errors.Is(err, table.ErrNotFound) {
		return s, nil, &store.Error{Kind: store.Gone, Op: "open store", Code: "no_store", Err: err}
	}
	if err != nil {
		return s, nil, &store.Error{Kind: store.Temporary, Op: "open store", Err: err}
	}
	platform, ok := o.platforms[s.Platform]
	if !ok {
		return s, nil, &store.Error{Kind: store.Refused, Op: "open store", Code: "unknown_platform", Message: string(s.Platform)}
	}
	if !s.Disconnected.IsZero() {
		return s, nil, &store.Error{Kind: store.Gone, Op: "open store", Code: "disconnected"}
	}
	c, err := o.credentials(ctx, platform, &s)
	if err != nil {
		return s, nil, err
	}
	client, err := platform.Client(s, c)
	if err != nil {
		return s, nil, &store.Error{Kind: store.Unauthorized, Op: "open store", Code: "unusable_credentials", Err: err}
	}
	return s, client, nil
}

// credentials unseals a store's credentials and refreshes them when they end soon.
func (o *Opener) credentials(ctx context.Context, platform Platform, s *table.Store) (Credentials, error) {
	c, err := o.unseal(ctx, *s)
	if err != nil {
		return c, err
	}
	left := s.AccessUntil.Sub(o.now())
	if s.AccessUntil.IsZero() || left > ahead {
		return c, nil
	}
	fresh, err := o.refresh(ctx, platform, s)
	if err == nil {
		return fresh, nil
	}
	if left > time.Minute && store.KindOf(err) != store.Unauthorized {
		return c, nil
	}
	return c, err
}

// Refresh refreshes a store's tokens if they end within the margin; reconcile calls it ahead of time.
func (o *Opener) Refresh(ctx context.Context, s table.Store, margin time.Duration) error {
	platform, ok := o.platforms[s.Platform]
	if !ok || s.AccessUntil.IsZero() || s.AccessUntil.Sub(o.now()) > margin || !s.Disconnected.IsZero() {
		return nil
	}
	_, err := o.refresh(ctx, platform, &s)
	return err
}

func (o *Opener) refresh(ctx context.Context, platform Platform, s *table.Store) (Credentials, error) {
	thing := table.TokenThing(Thing(s.ID))
	owner, now := o.owner(), o.now()
	if err := o.table.AcquireLease(ctx, s.Merchant, thing, owner, now, now.Add(refreshLease)); err != nil {
		return Credentials{}, &store.Error{Kind: store.Temporary, Op: "refresh token", RetryAfter: refreshWait, Err: err}
	}
	defer func() { _ = o.table.ReleaseLease(context.WithoutCancel(ctx), s.Merchant, thing, owner, o.now()) }()
	current, err := o.table.Store(ctx, s.Merchant, s.ID)
	if err != nil {
		return Credentials{}, &store.Error{Kind: store.Temporary, Op: "refresh token", Err: err}
	}
	old, err := o.unseal(ctx, current)
	if err != nil {
		return Credentials{}, err
	}
	if current.AccessUntil.After(s.AccessUntil) {
		*s = current
		return old, nil
	}
	fresh, err := platform.Refresh(ctx, current, old)
	if err != nil {
		return Credentials{}, err
	}
	return fresh, o.keep(ctx, s, fresh)
}

// keep saves new credentials. The platform may have taken the old ones back when it gave them, so that losing them would
// have the merchant connect again: it is tried several times, also when the caller's time is over.
func (o *Opener) keep(ctx context.Context, s *table.Store, c Credentials) (err error) {
	ctx = context.WithoutCancel(ctx)
	for range saveAttempts {
		if err = o.Save(ctx, s, c); err == nil {
			return nil
		}
	}
	return err
}

// Save seals credentials and writes them with their ends in one write, so that a rotated refresh token is
// never parted from its access token.
func (o *Opener) Save(ctx context.Context, s *table.Store, c Credentials) error {
	sealed, err := o.seal(ctx, *s, c)
	if err != nil {
		return err
	}
	saved, err := o.table.UpdateStore(ctx, s.Merchant, s.ID, func(s *table.Store) error {
		s.Sealed, s.AccessUntil, s.RefreshUntil = sealed, c.AccessUntil, c.RefreshUntil
		return nil
	})
	if err != nil {
		return &store.Error{Kind: store.Temporary, Op: "save credentials", Err: err}
	}
	*s = saved
	return nil
}

func (o *Opener) seal(ctx context.Context, s table.Store, c Credentials) ([]byte, error) {
	plain, err := json.Marshal(c) //nolint:gosec // it goes into the seal and nowhere else
	if err != nil {
		return nil, fmt.Errorf("seal credentials: %w", err)
	}
	sealed, err := o.vault.Seal(ctx, s.Merchant, Thing(s.ID), plain)
	if err != nil {
		return nil, &store.Error{Kind: store.Temporary, Op: "seal credentials", Err: err}
	}
	return sealed, nil
}

func (o *Opener) unseal(ctx context.Context, s table.Store) (Credentials, error) {
	var c Credentials
	if len(s.Sealed) == 0 {
		return c, nil
	}
	plain, err := o.vault.Unseal(ctx, s.Merchant, Thing(s.ID), s.Sealed)
	if err != nil {
		return c, &store.Error{Kind: store.Temporary, Op: "unseal credentials", Err: err}
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, &store.Error{Kind: store.Unauthorized, Op: "unseal credentials", Code: "unreadable"}
	}
	c.AccessUntil, c.RefreshUntil = s.AccessUntil, s.RefreshUntil
	return c, nil
}
