package reconcile_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/reconcile"
	"onward/shared/store"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// town is several merchants with stores and accounts, over the real table.
type town struct {
	*table.Table

	now time.Time

	mu        sync.Mutex
	taken     []order.Key
	suffered  map[string]error
	refreshed []string
	kept      []string
	trouble   map[string]error // by store: reading it fails
	closed    map[string]error // by store: opening it fails
	lost      error            // deciding fails
	orders    []order.Snapshot
	// anonymised is a store that has erased its customers, erased what was asked to be erased for it.
	anonymised string
	erased     []string
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{
		Table: table.New(memory.New(nil)), now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC),
		suffered: map[string]error{}, trouble: map[string]error{}, closed: map[string]error{},
	}
	for _, m := range []string{"m1", "m2"} {
		require.NoError(t, w.CreateMerchant(t.Context(), table.Merchant{ID: m}))
		for _, s := range []string{"a", "b"} {
			require.NoError(t, w.CreateStore(t.Context(), table.Store{Merchant: m, ID: m + s, Platform: order.Shopify, Watermark: w.now.Add(-time.Hour)}))
		}
		require.NoError(t, w.CreateAccount(t.Context(), table.Account{Merchant: m, ID: "acc", Supplier: order.AliExpress}))
	}
	w.orders = []order.Snapshot{{ID: "1", UpdatedAt: w.now.Add(-time.Minute)}, {ID: "2", UpdatedAt: w.now.Add(-time.Second)}}
	return w
}

// shops, accounts and one store's client.
type (
	townShops struct{ *town }
	accounts  struct{ *town }
	reader    struct {
		store.Client

		town *town
		id   string
	}
)

func (s townShops) Client(ctx context.Context, merchant, id string) (table.Store, store.Client, error) {
	st, err := s.Store(ctx, merchant, id)
	if err == nil {
		err = s.closed[id]
	}
	return st, reader{town: s.town, id: id}, err
}

func (s townShops) Refresh(context.Context, table.Store, time.Duration) error { return nil }

func (s townShops) Suffered(_ context.Context, _, id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.suffered[id] = err
}

func (a accounts) Refresh(_ context.Context, acc table.Account, _ time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refreshed = append(a.refreshed, acc.Merchant+"/"+acc.ID)
	return errors.New("not now")
}

func (r reader) Changed(_ context.Context, since time.Time, _ string) (store.Page, error) {
	var out store.Page
	for _, o := range r.town.orders {
		o.Anonymised = r.id == r.town.anonymised
		if o.UpdatedAt.After(since) {
			out.Orders = append(out.Orders, o)
		}
	}
	return out, r.town.trouble[r.id]
}

func (w *town) Keep(_ context.Context, s table.Store, _ store.Client) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = append(w.kept, s.ID)
	return nil
}

func (w *town) ApplyNew(_ context.Context, key order.Key, _ order.Platform, e order.Event) (decider.Result, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if said, ok := e.(order.StoreSaid); !ok || !said.Fresh {
		return decider.Result{}, errors.New("what was read just now is fresh")
	}
	if key.ID == "1" && key.Store == "m1a" && w.lost != nil {
		return decider.Result{}, w.lost
	}
	w.taken = append(w.taken, key)
	return decider.Result{}, nil
}

func (w *town) Privacy(_ context.Context, merchant, id string, p store.Privacy) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.erased = append(w.erased, string(p.Kind)+" "+merchant+"/"+id+" "+strings.Join(p.Orders, ","))
	return nil
}

func (w *town) stage() *reconcile.Stage {
	return reconcile.New(reconcile.Deps{
		Table: w, Decider: w, Shops: townShops{w}, Accounts: accounts{w}, Keeper: w, Household: w, Now: func() time.Time { return w.now },
		Log: slog.New(slog.DiscardHandler),
	})
}

// of is how many orders of a store were taken in.
func (w *town) of(id string) int {
	n := 0
	for _, k := range w.taken {
		if k.Store == id {
			n++
		}
	}
	return n
}

func TestEveryStoreOfEveryMerchantIsReadAndKept(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	require.NoError(t, w.stage().Do(t.Context()))
	for _, id := range []string{"m1a", "m1b", "m2a", "m2b"} {
		assert.Equal(t, 2, w.of(id), id)
	}
	slices.Sort(w.kept)
	assert.Equal(t, []string{"m1a", "m1b", "m2a", "m2b"}, w.kept)
	assert.Equal(t, []string{"m1/acc", "m2/acc"}, w.refreshed, "a refresh that fails stops nothing")
	assert.Empty(t, w.suffered)
	w.now = w.now.Add(11 * time.Minute)
	require.NoError(t, w.stage().Do(t.Context()))
	w.taken = nil
	w.now = w.now.Add(11 * time.Minute)
	require.NoError(t, w.stage().Do(t.Context()))
	assert.Empty(t, w.taken, "what was read is not read again, beyond the overlap")
}

func TestOneStoresTroubleDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.trouble["m1a"] = &store.Error{Kind: store.Frozen}
	w.closed["m2a"] = &store.Error{Kind: store.Unauthorized}
	require.NoError(t, w.stage().Do(t.Context()), "it is kept as the stores' health, and is no error of the run")
	assert.Equal(t, 2, w.of("m1b"))
	assert.Equal(t, 2, w.of("m2b"))
	assert.Equal(t, store.Frozen, store.KindOf(w.suffered["m1a"]))
	assert.Equal(t, store.Unauthorized, store.KindOf(w.suffered["m2a"]))
	clear(w.trouble)
	clear(w.closed)
	w.now = w.now.Add(5 * time.Minute)
	require.NoError(t, w.stage().Do(t.Context()))
	assert.Equal(t, 2, w.of("m1a"), "what was missed is found")
	assert.Equal(t, 2, w.of("m2a"))
}

func TestDecidingThatFailsIsSeenAndReadAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.lost = errors.New("table does not answer")
	require.ErrorIs(t, w.stage().Do(t.Context()), w.lost)
	w.lost = nil
	require.NoError(t, w.stage().Do(t.Context()))
	assert.Equal(t, 2, w.of("m1a"))
	w.lost = &order.InputError{Field: "id", Problem: "is empty"}
	w.now = w.now.Add(time.Minute)
	require.NoError(t, w.stage().Do(t.Context()), "one order that can't be taken in does not stop the store")
}

func TestStoreThatIsNotConnectedAnyMoreIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, err := w.UpdateStore(t.Context(), "m1", "m1a", func(s *table.Store) error { s.Disconnected = w.now; return nil })
	require.NoError(t, err)
	require.NoError(t, w.stage().Do(t.Context()))
	assert.Zero(t, w.of("m1a"))
	assert.NotContains(t, w.kept, "m1a")
}

func TestRecoveredStoreIsSeenToBeWell(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	_, err := w.UpdateStore(t.Context(), "m1", "m1a", func(s *table.Store) error { s.Health = table.Health{Code: "frozen"}; return nil })
	require.NoError(t, err)
	require.NoError(t, w.stage().Do(t.Context()))
	got, told := w.suffered["m1a"]
	assert.True(t, told)
	assert.NoError(t, got)
}

func TestCustomerWhomAStoreErasedIsErasedHereAlsoWithoutItsWebhook(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.anonymised = "m1a"
	require.NoError(t, w.stage().Do(t.Context()))
	assert.Equal(t, []string{"erase_customer m1/m1a 1", "erase_customer m1/m1a 2"}, w.erased)
}
