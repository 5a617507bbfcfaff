package tabletest

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

func merchantsListed(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	want := []string{}
	for i := range 7 {
		id := fmt.Sprintf("m#%d", i)
		require.NoError(t, e.CreateMerchant(ctx, table.Merchant{ID: id, Name: id}))
		want = append(want, id)
	}
	require.ErrorIs(t, e.CreateMerchant(ctx, table.Merchant{ID: "m#3"}), table.ErrTaken)
	require.ErrorIs(t, e.CreateMerchant(ctx, table.Merchant{}), table.ErrKey)
	list := func() []string {
		got := []string{}
		cursor := ""
		for {
			ids, next, err := e.Merchants(ctx, cursor, 3)
			require.NoError(t, err)
			got = append(got, ids...)
			if cursor = next; cursor == "" {
				return got
			}
		}
	}
	assert.Equal(t, want, list())
	m, err := e.UpdateMerchant(ctx, "m#3", func(m *table.Merchant) error { m.Mail = "m@example.com"; return nil })
	require.NoError(t, err)
	got, err := e.Merchant(ctx, "m#3")
	require.NoError(t, err)
	assert.Equal(t, m, got)
	assert.Equal(t, "m@example.com", got.Mail)

	require.NoError(t, e.CreateToken(ctx, table.Token{Merchant: "m#3", ID: "t", Hash: "h"}))
	require.NoError(t, e.CreateStore(ctx, table.Store{Merchant: "m#3", ID: "s"}))
	require.NoError(t, e.DeleteMerchant(ctx, "m#3"))
	assert.Equal(t, append(want[:3:3], want[4:]...), list())
	_, err = e.Merchant(ctx, "m#3")
	require.ErrorIs(t, err, table.ErrNotFound)
	_, err = e.TokenByHash(ctx, "h")
	require.ErrorIs(t, err, table.ErrNotFound)
	stores, err := e.Stores(ctx, "m#3")
	require.NoError(t, err)
	assert.Empty(t, stores)
}

func storeChanged(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	s := table.Store{
		Merchant: merchant, ID: shop, Platform: order.WooCommerce, Outside: "42", Address: "https://shop.example.com",
		Sealed: []byte{1, 2, 3}, Settings: map[string]string{"n": "0"}, Created: Start(),
	}
	require.NoError(t, e.CreateStore(ctx, s))
	require.ErrorIs(t, e.CreateStore(ctx, s), table.ErrTaken)
	got, err := e.Store(ctx, merchant, shop)
	require.NoError(t, err)
	assert.Equal(t, s, got)

	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			_, err := e.UpdateStore(ctx, merchant, shop, func(s *table.Store) error {
				s.Settings[strconv.Itoa(i)] = "set"
				return nil
			})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	got, err = e.Store(ctx, merchant, shop)
	require.NoError(t, err)
	assert.Len(t, got.Settings, 5, "nobody's change is lost")

	// Somebody else writes between the reading and the writing.
	runs := 0
	got, err = e.UpdateStore(ctx, merchant, shop, func(s *table.Store) error {
		if runs++; runs == 1 {
			_, err := e.UpdateStore(ctx, merchant, shop, func(s *table.Store) error { s.Name = "theirs"; return nil })
			require.NoError(t, err)
		}
		s.Address = "https://ours.example.com"
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, 2, runs)
	assert.Equal(t, "theirs", got.Name)
	assert.Equal(t, "https://ours.example.com", got.Address)

	stop := errors.New("stop")
	_, err = e.UpdateStore(ctx, merchant, shop, func(s *table.Store) error { s.Name = "no"; return stop })
	require.ErrorIs(t, err, stop)
	_, err = e.UpdateStore(ctx, merchant, "none", func(*table.Store) error { return nil })
	require.ErrorIs(t, err, table.ErrNotFound)
	before := e.meter.Total()
	_, err = e.UpdateStore(ctx, merchant, shop, func(*table.Store) error { return nil })
	require.NoError(t, err)
	assert.Zero(t, e.meter.Total().Sub(before).Writes, "nothing changed")

	_, err = e.PutMapping(ctx, merchant, table.Mapped{Store: shop, Variant: "v", At: Start()})
	require.NoError(t, err)
	require.NoError(t, e.DeleteStore(ctx, merchant, shop))
	_, err = e.Store(ctx, merchant, shop)
	require.ErrorIs(t, err, table.ErrNotFound)
	mapped, err := e.Mappings(ctx, merchant, shop, []string{"v"})
	require.NoError(t, err)
	assert.Empty(t, mapped)
}

func accountsKept(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	a := table.Account{Merchant: merchant, ID: account, Supplier: order.CJ, Sealed: []byte("x"), ConsentUntil: Start()}
	require.NoError(t, e.CreateAccount(ctx, a))
	require.ErrorIs(t, e.CreateAccount(ctx, a), table.ErrTaken)
	a, err := e.UpdateAccount(ctx, merchant, account, func(a *table.Account) error {
		a.Health = table.Health{Code: "consent_needed", Since: Start(), ToDo: "Connect the account again."}
		return nil
	})
	require.NoError(t, err)
	assert.False(t, a.Health.Well())
	all, err := e.Accounts(ctx, merchant)
	require.NoError(t, err)
	assert.Equal(t, []table.Account{a}, all)
	thing := table.AccountThing(order.CJ, account)
	require.NoError(t, e.AcquireLease(ctx, merchant, thing, "a", Start(), Start().Add(time.Hour)))
	require.NoError(t, e.DeleteAccount(ctx, a))
	_, err = e.Account(ctx, merchant, account)
	require.ErrorIs(t, err, table.ErrNotFound)
	lease, err := e.Lease(ctx, merchant, thing)
	require.NoError(t, err)
	assert.Zero(t, lease)
}

func policyVersions(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	_, err := e.Policy(ctx, merchant, shop)
	require.ErrorIs(t, err, table.ErrNotFound)
	first, err := e.PolicyAt(ctx, merchant, shop, 1)
	require.NoError(t, err)
	assert.Equal(t, order.DefaultPolicy(), first.Policy)

	p := order.DefaultPolicy()
	p.QuietWindow = time.Hour
	two, err := e.PutPolicy(ctx, merchant, shop, 1, table.PolicyVersion{Policy: p, By: "me", At: Start()})
	require.NoError(t, err)
	assert.Equal(t, int64(2), two.Policy.Version)
	_, err = e.PutPolicy(ctx, merchant, shop, 1, table.PolicyVersion{Policy: p})
	require.ErrorIs(t, err, table.ErrConflict)
	p.QuietWindow = 0
	three, err := e.PutPolicy(ctx, merchant, shop, 2, table.PolicyVersion{Policy: p})
	require.NoError(t, err)
	_, err = e.PutPolicy(ctx, merchant, shop, 2, table.PolicyVersion{Policy: p})
	require.ErrorIs(t, err, table.ErrConflict)

	latest, err := e.Policy(ctx, merchant, shop)
	require.NoError(t, err)
	assert.Equal(t, three.Policy.Version, latest.Policy.Version)
	then, err := e.PolicyAt(ctx, merchant, shop, 2)
	require.NoError(t, err)
	assert.Equal(t, time.Hour, then.Policy.QuietWindow)
	_, err = e.PolicyAt(ctx, merchant, shop, 4)
	require.ErrorIs(t, err, table.ErrNotFound)
	all, err := e.Policies(ctx, merchant, shop)
	require.NoError(t, err)
	assert.Len(t, all, 2)
}

func mappingHistory(t *testing.T, e env) {
	t.Helper()
	ctx := t.Context()
	buy := func(product string) order.Mapping {
		return order.Mapping{Components: []order.Component{{Supplier: order.AliExpress, Account: account, Product: product}}}
	}
	at := Start()
	for i, product := range []string{"A", "B", "C"} {
		kept, err := e.PutMapping(ctx, merchant, table.Mapped{Store: shop, Variant: "gid://v#1", Mapping: buy(product), At: at})
		require.NoError(t, err)
		assert.Equal(t, int64(i+1), kept.Revision)
		at = at.Add(time.Hour)
	}
	_, err := e.PutMapping(ctx, merchant, table.Mapped{Store: shop, Variant: "gid://v#10", Mapping: buy("X"), At: at})
	require.NoError(t, err)
	now, err := e.Mappings(ctx, merchant, shop, []string{"gid://v#1", "gid://v#10", "none", "", "gid://v#1"})
	require.NoError(t, err)
	assert.Equal(t, map[string]order.Mapping{"gid://v#1": buy("C"), "gid://v#10": buy("X")}, now)
	for offset, want := range map[time.Duration]string{0: "A", 59 * time.Minute: "A", time.Hour: "B", 24 * time.Hour: "C"} {
		then, err := e.MappingsAt(ctx, merchant, shop, []string{"gid://v#1"}, Start().Add(offset))
		require.NoError(t, err)
		assert.Equal(t, map[string]order.Mapping{"gid://v#1": buy(want)}, then, offset)
	}
	none, err := e.MappingsAt(ctx, merchant, shop, []string{"gid://v#1"}, Start().Add(-time.Second))
	require.NoError(t, err)
	assert.Empty(t, none)

	_, err = e.PutMapping(ctx, merchant, table.Mapped{Store: shop, Variant: "gid://v#1", Revision: 2, Mapping: buy("D"), At: at})
	require.ErrorIs(t, err, table.ErrConflict, "somebody chose anew since")
	require.ErrorIs(t, e.DeleteMapping(ctx, merchant, shop, "gid://v#1", 2, "me", at), table.ErrConflict)
	one, err := e.Mapping(ctx, merchant, shop, "gid://v#1")
	require.NoError(t, err)
	assert.Equal(t, buy("C"), one.Mapping)
	assert.Equal(t, int64(3), one.Revision)

	require.NoError(t, e.DeleteMapping(ctx, merchant, shop, "gid://v#1", 3, "me", at))
	_, err = e.Mapping(ctx, merchant, shop, "gid://v#1")
	require.ErrorIs(t, err, table.ErrNotFound)
	now, err = e.Mappings(ctx, merchant, shop, []string{"gid://v#1"})
	require.NoError(t, err)
	assert.Empty(t, now)
	then, err := e.MappingsAt(ctx, merchant, shop, []string{"gid://v#1"}, at.Add(-time.Second))
	require.NoError(t, err)
	assert.Len(t, then, 1, "what was decided by it can be replayed")

	seen := 0
	cursor := ""
	for {
		page, next, err := e.ListMappings(ctx, merchant, shop, cursor, 1)
		require.NoError(t, err)
		seen += len(page)
		if cursor = next; cursor == "" {
			break
		}
	}
	assert.Equal(t, 1, seen)
}
