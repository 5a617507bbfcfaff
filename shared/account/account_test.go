package account_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/account"
	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/vault"
	"onward/shared/vault/vaulttest"
)

// market refreshes tokens as AliExpress does: each refresh takes the old pair back.
type market struct {
	now       func() time.Time
	valid     account.Tokens
	refreshes int
	// lost is the answer that gets lost after (acts) or before the market acts.
	lost  error
	acts  bool
	gone  bool
	calls []string
	// during runs in the middle of a refresh.
	during func()
}

func (m *market) Refresh(_ context.Context, t account.Tokens) (account.Tokens, error) {
	m.refreshes++
	if m.during != nil {
		m.during()
	}
	if m.gone || t.Refresh != m.valid.Refresh {
		return account.Tokens{}, &supplier.Error{Kind: supplier.ConsentNeeded, Op: "refresh"}
	}
	err := m.lost
	m.lost = nil
	if err != nil && !m.acts {
		return account.Tokens{}, err
	}
	m.valid = account.Tokens{
		Access: fmt.Sprintf("access-%d", m.refreshes), Refresh: fmt.Sprintf("refresh-%d", m.refreshes), Refreshable: true,
		AccessUntil: m.now().Add(24 * time.Hour), RefreshUntil: m.now().Add(48 * time.Hour),
	}
	return m.valid, err
}

func (m *market) Client(token func(context.Context) (string, error)) supplier.Client {
	return &client{market: m, token: token}
}

// client is the market's own client: it takes no token but the valid one.
type client struct {
	supplier.Client

	market *market
	token  func(context.Context) (string, error)
}

func (c *client) Report(ctx context.Context, id string) (order.Report, error) {
	token, err := c.token(ctx)
	if err != nil {
		return order.Report{}, err
	}
	c.market.calls = append(c.market.calls, token)
	if token != c.market.valid.Access {
		return order.Report{}, &supplier.Error{Kind: supplier.TokenExpired, Op: "report"}
	}
	return order.Report{ID: id}, nil
}

// seals is the vault as the opener knows it.
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

// bench is one connected account.
type bench struct {
	*table.Table

	market *market
	now    time.Time
	opener *account.Opener
	owners int
	// stumbles is how many writes of the account fail.
	stumbles int
}

func (b *bench) UpdateAccount(ctx context.Context, merchant, id string, do func(*table.Account) error) (table.Account, error) {
	if b.stumbles > 0 {
		b.stumbles--
		return table.Account{}, errors.New("table does not answer")
	}
	return b.Table.UpdateAccount(ctx, merchant, id, do)
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Table: table.New(memory.New(nil)), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return b.now }
	b.market = &market{now: clock}
	owner := func() string { b.owners++; return fmt.Sprintf("run%d", b.owners) }
	platforms := map[order.Supplier]account.Platform{order.AliExpress: b.market}
	b.opener = account.New(b, seals{vault.New(vaulttest.New(), clock)}, platforms, owner, clock)
	require.NoError(t, b.CreateAccount(t.Context(), table.Account{Merchant: "m1", ID: "a1", Supplier: order.AliExpress}))
	b.market.valid = account.Tokens{
		Access: "access-0", Refresh: "refresh-0", Refreshable: true, AccessUntil: b.now.Add(24 * time.Hour), RefreshUntil: b.now.Add(48 * time.Hour),
	}
	_, err := b.opener.Save(t.Context(), "m1", "a1", b.market.valid)
	require.NoError(t, err)
	return b
}

func (b *bench) report(t *testing.T) error {
	t.Helper()
	c, err := b.opener.Open(t.Context(), "m1", order.AliExpress, "a1")
	if err != nil {
		return err
	}
	_, err = c.Report(t.Context(), "8001")
	return err
}

func kind(err error) supplier.Kind {
	if err == nil {
		return ""
	}
	return supplier.As(err).Kind
}

func TestTokenIsRefreshedAheadOfItsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.report(t))
	assert.Zero(t, b.market.refreshes)
	b.now = b.now.Add(23*time.Hour + 45*time.Minute)
	require.NoError(t, b.report(t))
	assert.Equal(t, 1, b.market.refreshes)
	require.NoError(t, b.report(t))
	assert.Equal(t, 1, b.market.refreshes)
	a, err := b.Account(t.Context(), "m1", "a1")
	require.NoError(t, err)
	assert.Equal(t, b.now.Add(24*time.Hour), a.AccessUntil)
	assert.Equal(t, b.now.Add(48*time.Hour), a.ConsentUntil)
	assert.NotContains(t, string(a.Sealed), "access-1")
}

func TestRefusedTokenIsRefreshedOnceAndTheCallRepeated(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.market.valid.Access = "another"
	require.NoError(t, b.report(t))
	assert.Equal(t, []string{"access-0", "access-1"}, b.market.calls)
	b.market.valid.Access = "yet another"
	b.market.lost = &supplier.Error{Kind: supplier.Temporary}
	require.Equal(t, supplier.Temporary, kind(b.report(t)))
}

func TestOnlyOneRefreshesAtATime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.market.valid.Access = "another"
	var second error
	b.market.during = func() {
		b.market.during = nil
		second = b.report(t)
	}
	require.NoError(t, b.report(t))
	require.Equal(t, supplier.NotRun, kind(second), "the second has to come again")
	assert.Positive(t, supplier.As(second).RetryAfter)
	assert.Equal(t, 1, b.market.refreshes)
	require.NoError(t, b.report(t))
	assert.Equal(t, 1, b.market.refreshes)
}

func TestLateRefresherTakesTheTokensThatAreThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	stale, err := b.Account(t.Context(), "m1", "a1")
	require.NoError(t, err)
	b.now = b.now.Add(23 * time.Hour)
	require.NoError(t, b.opener.Refresh(t.Context(), stale, 2*time.Hour))
	require.NoError(t, b.opener.Refresh(t.Context(), stale, 2*time.Hour))
	assert.Equal(t, 1, b.market.refreshes)
	require.NoError(t, b.opener.Refresh(t.Context(), stale, time.Minute), "not within the margin")
}

func TestAnswerOfARefreshThatIsLost(t *testing.T) {
	t.Parallel()
	t.Run("before the supplier acted, the old tokens are used again", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		b.now = b.now.Add(23*time.Hour + 45*time.Minute)
		b.market.lost = &supplier.Error{Kind: supplier.Temporary}
		require.NoError(t, b.report(t), "the old token still holds")
		assert.Equal(t, []string{"access-0"}, b.market.calls)
		require.NoError(t, b.report(t))
		assert.Equal(t, []string{"access-0", "access-2"}, b.market.calls)
	})
	t.Run("after it acted, only the merchant can help", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		b.now = b.now.Add(23*time.Hour + 45*time.Minute)
		b.market.lost, b.market.acts = &supplier.Error{Kind: supplier.Temporary}, true
		_ = b.report(t)
		require.Equal(t, supplier.ConsentNeeded, kind(b.report(t)))
		a, err := b.Account(t.Context(), "m1", "a1")
		require.NoError(t, err)
		assert.Equal(t, "consent_needed", a.Health.Code)
		assert.Equal(t, b.now, a.Health.Since)
		_, err = b.opener.Save(t.Context(), "m1", "a1", b.market.valid)
		require.NoError(t, err)
		a, err = b.Account(t.Context(), "m1", "a1")
		require.NoError(t, err)
		assert.True(t, a.Health.Well(), "connected again")
	})
}

func TestNewTokensSurviveATableThatStumbles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.market.valid.Access = "another"
	b.stumbles = 2
	require.NoError(t, b.report(t))
	require.NoError(t, b.report(t))
	assert.Equal(t, 1, b.market.refreshes)
}

func TestAccountsThatCantBeOpened(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open := func(s order.Supplier, id string) supplier.Kind {
		_, err := b.opener.Open(t.Context(), "m1", s, id)
		return kind(err)
	}
	assert.Equal(t, supplier.Refused, open(order.CJ, "a1"))
	assert.Equal(t, supplier.ConsentNeeded, open(order.AliExpress, "none"))
	_, err := b.opener.Open(t.Context(), "m2", order.AliExpress, "a1")
	assert.Equal(t, supplier.ConsentNeeded, kind(err), "another merchant's")
	_, err = b.Table.UpdateAccount(t.Context(), "m1", "a1", func(a *table.Account) error { a.Disconnected = b.now; return nil })
	require.NoError(t, err)
	assert.Equal(t, supplier.ConsentNeeded, open(order.AliExpress, "a1"))
}

func TestCredentialsOfAnotherAccountDoNotOpen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a, err := b.Account(t.Context(), "m1", "a1")
	require.NoError(t, err)
	require.NoError(t, b.CreateAccount(t.Context(), table.Account{
		Merchant: "m1", ID: "a2", Supplier: order.AliExpress, Sealed: a.Sealed, AccessUntil: a.AccessUntil,
	}))
	_, err = b.opener.Open(t.Context(), "m1", order.AliExpress, "a2")
	assert.Equal(t, supplier.NotRun, kind(err))
}
