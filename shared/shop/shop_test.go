package shop_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/carrier"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/vault"
	"onward/shared/vault/vaulttest"
)

// platform gives out tokens that end.
type platform struct {
	now       func() time.Time
	refreshes int
	refuses   error
	during    func()
}

// client is a store's client, which remembers the token that it was made with.
type client struct {
	store.Client

	token string
}

func (*platform) Client(_ table.Store, c shop.Credentials) (store.Client, error) {
	return client{token: c.Access}, nil
}

func (p *platform) Refresh(_ context.Context, _ table.Store, c shop.Credentials) (shop.Credentials, error) {
	p.refreshes++
	if p.during != nil {
		p.during()
	}
	if p.refuses != nil {
		return c, p.refuses
	}
	return shop.Credentials{Access: fmt.Sprintf("access-%d", p.refreshes), Refresh: "refresh", AccessUntil: p.now().Add(time.Hour)}, nil
}

func (*platform) Carriers(table.Store) carrier.Platform { return carrier.Shopify }

type seals struct{ vault *vault.Vault }

func (s seals) Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	return s.vault.Seal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, plain)
}

func (s seals) Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error) {
	secret, err := s.vault.Unseal(ctx, vault.Scope{Merchant: merchant, Owner: thing}, sealed)
	if err != nil {
		return nil, err
	}
	return secret.Reveal(), nil
}

// bench is one connected shop.
type bench struct {
	t        *testing.T
	table    *table.Table
	platform *platform
	now      time.Time
	opener   *shop.Opener
	writes   int
	owners   int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	engine := memory.New(nil)
	b := &bench{t: t, table: table.New(engine), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return b.now }
	b.platform = &platform{now: clock}
	owner := func() string { b.owners++; return fmt.Sprintf("run%d", b.owners) }
	b.opener = shop.New(b.table, seals{vault.New(vaulttest.New(), clock)},
		map[order.Platform]shop.Platform{order.Shopify: b.platform}, owner, clock, slog.New(slog.DiscardHandler))
	s := table.Store{Merchant: "m1", ID: "s1", Platform: order.Shopify, Outside: "acme.myshopify.com"}
	require.NoError(t, b.table.CreateStore(t.Context(), s))
	require.NoError(t, b.opener.Save(t.Context(), &s, shop.Credentials{Access: "access-0", Refresh: "refresh", AccessUntil: b.now.Add(time.Hour)}))
	engine.OnChange(func(memory.Record) { b.writes++ })
	return b
}

func (b *bench) store() table.Store {
	b.t.Helper()
	s, err := b.table.Store(b.t.Context(), "m1", "s1")
	require.NoError(b.t, err)
	return s
}

func (b *bench) token() (string, error) {
	b.t.Helper()
	_, c, err := b.opener.Client(b.t.Context(), "m1", "s1")
	if err != nil {
		return "", err
	}
	opened, ok := c.(client)
	require.True(b.t, ok)
	return opened.token, nil
}

func TestHealthIsKeptOnceAndEndsWithACallThatWentWell(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	trouble := &store.Error{Kind: store.Frozen, Op: "read"}
	for range 5 {
		b.opener.Suffered(ctx, "m1", "s1", trouble)
		b.now = b.now.Add(time.Minute)
	}
	assert.Equal(t, 1, b.writes)
	h := b.store().Health
	assert.Equal(t, string(store.Frozen), h.Code)
	assert.Equal(t, time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), h.Since)
	assert.NotEmpty(t, h.ToDo)
	open, err := b.opener.Open(ctx, "m1", "s1")
	require.NoError(t, err)
	assert.True(t, open.Unwell)
	for range 3 {
		b.opener.Suffered(ctx, "m1", "s1", nil)
	}
	assert.Equal(t, 2, b.writes)
	assert.True(t, b.store().Health.Well())
}

func TestPassingTroubleIsNotKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	kinds := []store.Kind{
		store.Throttled, store.Temporary, store.Unclear, store.NotFound, store.Held, store.Changed, store.Exists, store.Refused,
	}
	for _, kind := range kinds {
		b.opener.Suffered(t.Context(), "m1", "s1", &store.Error{Kind: kind})
	}
	b.opener.Suffered(t.Context(), "m1", "s1", errors.New("cut off"))
	b.opener.Suffered(t.Context(), "m1", "none", &store.Error{Kind: store.Gone})
	assert.Zero(t, b.writes)
	for _, kind := range []store.Kind{store.Unauthorized, store.MissingScope, store.Frozen, store.Locked, store.Firewall, store.Gone} {
		assert.Equal(t, string(kind), shop.HealthOf(&store.Error{Kind: kind}).Code)
	}
}

func TestTokenIsRefreshedAheadOfItsEndByOneAtATime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.now = b.now.Add(55 * time.Minute)
	var second string
	b.platform.during = func() {
		b.platform.during = nil
		var err error
		second, err = b.token()
		assert.NoError(t, err)
	}
	first, err := b.token()
	require.NoError(t, err)
	assert.Equal(t, "access-1", first)
	assert.Equal(t, "access-0", second, "the old one holds for another five minutes")
	assert.Equal(t, 1, b.platform.refreshes)
	again, err := b.token()
	require.NoError(t, err)
	assert.Equal(t, "access-1", again)
}

func TestRefreshThatFails(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.now = b.now.Add(55 * time.Minute)
	b.platform.refuses = &store.Error{Kind: store.Temporary}
	token, err := b.token()
	require.NoError(t, err)
	assert.Equal(t, "access-0", token)
	b.now = b.now.Add(4*time.Minute + 30*time.Second)
	_, err = b.token()
	assert.Equal(t, store.Temporary, store.KindOf(err), "it ends within the call")
	b.platform.refuses = &store.Error{Kind: store.Unauthorized}
	_, err = b.token()
	assert.Equal(t, store.Unauthorized, store.KindOf(err))
}

func TestStoresThatCantBeOpened(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	require.NoError(t, b.table.CreateStore(ctx, table.Store{Merchant: "m1", ID: "odd", Platform: "magento"}))
	require.NoError(t, b.table.CreateStore(ctx, table.Store{Merchant: "m1", ID: "gone", Platform: order.Shopify, Disconnected: b.now}))
	require.NoError(t, b.table.CreateStore(ctx, table.Store{Merchant: "m1", ID: "other", Platform: order.Shopify, Sealed: b.store().Sealed}))
	for id, want := range map[string]store.Kind{
		"none": store.Gone, "odd": store.Refused, "gone": store.Gone, "other": store.Temporary,
	} {
		_, err := b.opener.Open(ctx, "m1", id)
		require.Error(t, err, id)
		assert.Equal(t, want, store.KindOf(err), id)
	}
	_, err := b.opener.Open(ctx, "m2", "s1")
	assert.Equal(t, store.Gone, store.KindOf(err), "another merchant's")
}

func TestCarriersAreSpelledAsTheStoreKnowsThem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, err := b.opener.Open(t.Context(), "m1", "s1")
	require.NoError(t, err)
	got := s.Spell(order.Tracking{Number: "LX123456789CN", Carrier: "Cainiao"}, order.Address{Country: "US"})
	assert.Equal(t, "LX123456789CN", got.Number)
	assert.NotEmpty(t, got.Company)
}
