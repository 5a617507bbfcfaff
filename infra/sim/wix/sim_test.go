package wix_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/wix"
	"onward/shared/store/wix"
)

const shopID = "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001"

var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// stage is a simulator whose webhooks go to an inbox that verifies them.
type stage struct {
	*sim.Sim
	t      *testing.T
	mu     sync.Mutex
	time   time.Time
	status int // what the inbox answers
	inbox  []wix.Event
}

func newStage(t *testing.T, opts sim.Options) *stage {
	t.Helper()
	st := &stage{t: t, time: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC), status: http.StatusOK}
	opts.Key, opts.Sites, opts.Now = appKey(), []string{shopID}, st.now
	s, err := sim.New(opts)
	require.NoError(t, err)
	verifier, err := wix.NewVerifier(s.PublicKey(), 0, st.now)
	require.NoError(t, err)
	inbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e, err := verifier.Event(body)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		st.mu.Lock()
		defer st.mu.Unlock()
		w.WriteHeader(st.status)
		if st.status == http.StatusOK {
			st.inbox = append(st.inbox, e)
		}
	}))
	t.Cleanup(inbox.Close)
	s.SetCallback(inbox.URL)
	st.Sim = s
	return st
}

func (st *stage) now() time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.time
}

func (st *stage) pass(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.time = st.time.Add(d)
}

func (st *stage) answer(status int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.status = status
}

// kinds delivers what is due and says what came.
func (st *stage) kinds() []wix.Kind {
	st.t.Helper()
	var out []wix.Kind
	for _, e := range st.events() {
		out = append(out, e.Kind)
	}
	return out
}

func (st *stage) events() []wix.Event {
	st.t.Helper()
	st.Deliver(st.t.Context())
	st.mu.Lock()
	defer st.mu.Unlock()
	got := st.inbox
	st.inbox = nil
	return got
}

func (st *stage) buy(n sim.NewOrder) string {
	st.t.Helper()
	id, err := st.Buy(shopID, n)
	require.NoError(st.t, err)
	return id
}

// shape is a JSON value with its values taken out.
func shape(v any, path string, into map[string]string) {
	switch n := v.(type) {
	case map[string]any:
		for k, inner := range n {
			shape(inner, path+"."+k, into)
		}
	case []any:
		for _, inner := range n {
			shape(inner, path+"[]", into)
		}
	default:
		into[path] = fmt.Sprintf("%T", v)
	}
}

// TestOrdersHaveTheDocumentedShape compares each generated field's place and
// type with those of the documented order.
func TestOrdersHaveTheDocumentedShape(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("data/order.json")
	require.NoError(t, err)
	var documented any
	require.NoError(t, json.Unmarshal(raw, &documented))
	want := map[string]string{
		// Documented beside the sample.
		".recipientInfo.address.addressLine2": "string", ".recipientInfo.address.streetAddress.number": "string",
		".recipientInfo.address.streetAddress.name": "string", ".recipientInfo.address.streetAddress.apt": "string",
	}
	shape(documented, "", want)
	for path, kind := range want {
		if rest, ok := strings.CutPrefix(path, ".recipientInfo."); ok {
			want[".shippingInfo.logistics.shippingDestination."+rest] = kind
		}
	}
	st := newStage(t, sim.Options{Seed: 3})
	for range 50 {
		got := map[string]string{}
		shape(st.Show(shopID, st.buy(sim.NewOrder{}))["order"], "", got)
		for path, kind := range got {
			require.Equal(t, want[path], kind, path)
		}
	}
}

func TestSeedMakesTheSameOrders(t *testing.T) {
	t.Parallel()
	make3 := func(seed uint64) []map[string]any {
		st := newStage(t, sim.Options{Seed: seed})
		for range 3 {
			st.buy(sim.NewOrder{})
		}
		return st.Orders(shopID)
	}
	first, again, other := make3(1), make3(1), make3(2)
	require.Equal(t, first, again)
	require.NotEqual(t, first, other)
}

// TestWhatHappensIsTold goes through a shop's life and what Wix says of it.
func TestWhatHappensIsTold(t *testing.T) {
	t.Parallel()
	st := newStage(t, sim.Options{})
	st.buy(sim.NewOrder{Status: "INITIALIZED"})
	require.Empty(t, st.kinds(), "a checkout begun is told to nobody")

	id := st.buy(sim.NewOrder{Status: "PENDING", Payment: "NOT_PAID", Items: []sim.Item{{Quantity: 2, Cents: 2000}, {Quantity: 1, Cents: 1000}}})
	require.Equal(t, []wix.Kind{wix.OrderCreated}, st.kinds())
	_, err := st.FulfilByHand(shopID, id, nil, "", "", "")
	require.ErrorIs(t, err, sim.ErrRefused, "not approved")
	require.NoError(t, st.Approve(shopID, id))
	require.Equal(t, []wix.Kind{wix.OrderApproved, wix.OrderUpdated}, st.kinds())
	require.ErrorIs(t, st.Approve(shopID, id), sim.ErrRefused)
	require.NoError(t, st.Pay(shopID, id))
	require.Equal(t, []wix.Kind{wix.OrderPayment, wix.OrderUpdated}, st.kinds())

	require.NoError(t, st.Refund(shopID, id, "10.00", true))
	events := st.events()
	require.Len(t, events, 1)
	sum, _ := events[0].Refunded()
	require.Equal(t, "0", sum.String(), "announced, not given")
	require.NoError(t, st.Settle(shopID, id))
	events = st.events()
	require.Len(t, events, 3)
	sum, _ = events[0].Refunded()
	require.Equal(t, "10", sum.String())
	require.Equal(t, wix.PartiallyRefunded, events[1].Order.PaymentStatus)
	require.NoError(t, st.Refund(shopID, id, "45", false))
	events = st.events()
	sum, _ = events[0].Refunded()
	require.Equal(t, "55", sum.String(), "all refunds of the order")
	require.Equal(t, wix.FullyRefunded, events[1].Order.PaymentStatus)

	require.NoError(t, st.Edit(shopID, id, map[string]int{"00000000-0000-0000-0000-000000000002": 0}))
	events = st.events()
	require.Equal(t, wix.OrderEdited, events[0].Kind)
	require.Len(t, events[0].Order.LineItems, 1)
	made, err := st.FulfilByHand(shopID, id, nil, "62727952231", "dhl", "")
	require.NoError(t, err)
	require.Equal(t, []wix.Kind{wix.FulfilmentsChanged, wix.OrderFulfilment, wix.OrderUpdated}, st.kinds())
	require.ErrorIs(t, st.Edit(shopID, id, map[string]int{"00000000-0000-0000-0000-000000000001": 1}), sim.ErrRefused)
	require.NoError(t, st.UnfulfilByHand(shopID, id, made))
	events = st.events()
	require.Empty(t, events[0].Fulfilments.Fulfilments)
	require.Equal(t, "NOT_FULFILLED", events[1].Order.FulfillmentStatus)

	require.NoError(t, st.Cancel(shopID, id))
	require.Equal(t, []wix.Kind{wix.OrderCancelled, wix.OrderUpdated}, st.kinds())
	require.NoError(t, st.Anonymise(shopID, id))
	events = st.events()
	require.True(t, events[0].Anonymise)
	require.Nil(t, events[0].Order.RecipientInfo)
	require.Empty(t, events[0].Order.BuyerInfo.Email)

	st.buy(sim.NewOrder{Imported: true})
	require.Equal(t, []wix.Kind{wix.OrderImported}, st.kinds())
	require.NoError(t, st.Remove(shopID))
	require.Equal(t, []wix.Kind{wix.AppRemoved}, st.kinds())
	st.Install("a-copy", shopID)
	events = st.events()
	require.Equal(t, wix.AppInstalled, events[0].Kind)
	require.Equal(t, shopID, events[0].OriginInstanceID)
}

func TestSequenceRises(t *testing.T) {
	t.Parallel()
	st := newStage(t, sim.Options{})
	id := st.buy(sim.NewOrder{Payment: "NOT_PAID"})
	require.NoError(t, st.Pay(shopID, id))
	last := uint64(0)
	for _, e := range st.events() {
		require.Greater(t, e.Sequence, last)
		last = e.Sequence
	}
	require.Equal(t, uint64(4), last)
}
