package account_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/account"
	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
	"onward/shared/table/memory"
	"onward/shared/vault"
	"onward/shared/vault/vaulttest"
)

// TestAnAliExpressAccountIsAskedAndBuys goes through the simulated AliExpress, from a token that ends soon on.
func TestAnAliExpressAccountIsAskedAndBuys(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.UnixMilli(1764590400000).UTC() }
	market := sim.New(sim.Options{
		Apps:     []sim.App{{Key: "12345678", Secret: "s"}},
		Accounts: []sim.Account{{ID: "26379", AccessToken: "50000000aEXAMPLE", RefreshToken: "50000000rEXAMPLE"}},
		Settings: sim.DefaultSettings(), Seed: 3, Now: now,
	})
	server := httptest.NewServer(market)
	t.Cleanup(server.Close)
	calls, err := aliexpress.New(aliexpress.Config{
		AppKey: "12345678", AppSecret: "s", SyncURL: server.URL + "/sync", RestURL: server.URL + "/rest", HTTP: server.Client(), Now: now,
	})
	require.NoError(t, err)
	platform := account.AliExpress{Calls: calls}
	kept := table.New(memory.New(nil))
	ctx := t.Context()
	require.NoError(t, kept.CreateMerchant(ctx, table.Merchant{ID: "m1"}))
	require.NoError(t, kept.CreateAccount(ctx, table.Account{Merchant: "m1", ID: "a1", Supplier: order.AliExpress}))
	n := 0
	opener := account.New(kept, seals{vault.New(vaulttest.New(), now)}, map[order.Supplier]account.Platform{order.AliExpress: platform},
		func() string { n++; return fmt.Sprint("o", n) }, now)
	_, err = opener.Save(ctx, "m1", "a1", account.Tokens{Access: "50000000aEXAMPLE", Refresh: "50000000rEXAMPLE", AccessUntil: now().Add(5 * time.Minute)})
	require.NoError(t, err)

	open, err := opener.Open(ctx, "m1", order.AliExpress, "a1")
	require.NoError(t, err)
	a, err := kept.Account(ctx, "m1", "a1")
	require.NoError(t, err)
	assert.True(t, a.AccessUntil.After(now().Add(time.Hour)), "the token was refreshed ahead of its end")

	to := order.Address{Name: "Jo Doe", Line1: "100 Example Street", City: "Orlando", Province: "FL", Postcode: "32807", Country: "US", Phone: "+1 (407) 555-0100"}
	lamp := order.Component{Supplier: order.AliExpress, Account: "a1", Product: "1005008453688391", Options: "14:193#Black;5:361386#M", Service: "CAINIAO_STANDARD"}
	quoter, can := open.(supplier.Quoter)
	require.True(t, can)
	q, err := quoter.Quote(ctx, supplier.Inquiry{Component: lamp, Pieces: 2, ShipTo: to})
	require.NoError(t, err)
	require.NoError(t, q.OfferErr)
	_, offered := q.Service("CAINIAO_STANDARD")
	assert.True(t, offered)
	placed, err := open.Place(ctx, supplier.Request{ID: "ow1", ShipTo: to, Items: []order.Item{{ID: "i1", Component: lamp, Quantity: 2}}})
	require.NoError(t, err)
	assert.Len(t, placed.Orders, 1)
	_, _, err = open.Find(ctx, "ow1")
	require.ErrorIs(t, err, supplier.ErrCannotFind)

	_, err = platform.Refresh(ctx, account.Tokens{Access: "x"})
	assert.Equal(t, supplier.ConsentNeeded, supplier.As(err).Kind, "without a refresh token only the merchant can help")
	_, err = platform.Refresh(ctx, account.Tokens{Access: "x", Refresh: "unknown"})
	var e *supplier.Error
	require.ErrorAs(t, err, &e)
}

func TestAMarketThatCanNotBeAskedSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open, err := b.opener.Open(t.Context(), "m1", order.AliExpress, "a1")
	require.NoError(t, err)
	quoter, can := open.(supplier.Quoter)
	require.True(t, can)
	_, err = quoter.Quote(context.Background(), supplier.Inquiry{})
	require.ErrorIs(t, err, supplier.ErrCannotQuote)
}

func TestTokensAreNotPrinted(t *testing.T) {
	t.Parallel()
	tokens := account.Tokens{Access: "access-secret", Refresh: "refresh-secret"}
	for _, printed := range []string{fmt.Sprint(tokens), fmt.Sprintf("%+v", tokens), fmt.Sprintf("%#v", tokens)} {
		assert.NotContains(t, printed, "secret")
	}
}
