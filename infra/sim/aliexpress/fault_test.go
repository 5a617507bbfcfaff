package aliexpress_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/sim/aliexpress"
	"onward/shared/supplier"
	client "onward/shared/supplier/aliexpress"
)

func readerOf(body string) io.Reader { return strings.NewReader(body) }

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(b)
}

func TestUnclearOutcomesAreToldApartByThePurchaseList(t *testing.T) {
	t.Parallel()
	tests := map[aliexpress.RuleKind]struct {
		made bool
	}{
		aliexpress.RuleTimeoutBefore: {false}, aliexpress.RuleTimeoutAfter: {true},
		aliexpress.RuleHTTP: {false}, aliexpress.RuleHTTPAfter: {true},
		aliexpress.RuleGarbage: {false}, aliexpress.RuleGarbageAfter: {true},
	}
	for kind, test := range tests {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			_, err := b.sim.AddRule(aliexpress.Rule{Method: "order.create", Kind: kind})
			require.NoError(t, err)
			_, err = b.place(t, purchase("m1-1"))
			require.Equal(t, client.Unclear, failure(t, err).Kind)
			require.Len(t, b.sim.Orders(), map[bool]int{true: 1}[test.made])

			// The identical request again: never a second order.
			ids := b.placed(t, purchase("m1-1"))
			require.Len(t, ids, 1)
			purchases := b.sim.Purchases()
			require.Len(t, purchases, 1)
			require.Equal(t, 1, purchases[0].Made)
			require.Equal(t, 1, purchases[0].Contents)
			require.Equal(t, ids, purchases[0].Orders)
			require.Empty(t, b.sim.Rules(), "the rule was for one call")
		})
	}
}

func TestATimeoutKeepsTheCallerWaiting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleTimeoutAfter, Hang: aliexpress.Duration(time.Minute)})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	content, err := client.Compose(purchase("m1-1"))
	require.NoError(t, err)
	_, err = b.client.PlaceOrder(ctx, session, content)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, client.Unclear, failure(t, err).Kind)
	require.Len(t, b.sim.Orders(), 1)
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	for _, repeat := range []aliexpress.Repeat{aliexpress.RepeatSameIDs, aliexpress.RepeatErrorWithIDs, aliexpress.RepeatError} {
		t.Run(string(repeat), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.sim.Change(func(s *aliexpress.Settings) { s.Repeat = repeat })
			first := b.placed(t, purchase("m1-1"))
			b.sim.Advance(24*time.Hour - time.Second)
			placed, err := b.place(t, purchase("m1-1"))
			if repeat == aliexpress.RepeatError {
				require.Equal(t, client.ReasonRepeated, failure(t, err).Reason)
				require.Equal(t, client.Unclear, failure(t, err).Kind)
			} else {
				require.NoError(t, err)
				require.Equal(t, first, placed.OrderIDs)
				require.Equal(t, repeat == aliexpress.RepeatErrorWithIDs, placed.Repeated)
			}
			b.sim.Advance(time.Second)
			again := b.placed(t, purchase("m1-1"))
			require.NotEqual(t, first, again, "after 24 hours the platform buys again")
			require.Equal(t, 2, b.sim.Purchases()[0].Made)
			require.Equal(t, 1, b.sim.Purchases()[0].Repeats)
		})
	}
}

func TestSellersSplitAnOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ids := b.placed(t, purchase("two-sellers", skirt(1), glasses(2)))
	require.Len(t, ids, 2)
	first, _ := b.read(t, ids[0])
	second, _ := b.read(t, ids[1])
	require.Equal(t, "12000045158136202", first.Items[0].SKUID)
	require.Equal(t, "12000027158136202", second.Items[0].SKUID)
	require.NotEqual(t, first.StoreID, second.StoreID)

	_, err := b.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleSplit, Parts: 3, OutOrderID: "one-seller"})
	require.NoError(t, err)
	require.Len(t, b.placed(t, purchase("another", skirt(3))), 1, "the rule is for another purchase")
	ids = b.placed(t, purchase("one-seller", skirt(3)))
	require.Len(t, ids, 3)
	total := 0
	for _, id := range ids {
		o, _ := b.read(t, id)
		total += o.Items[0].Count
	}
	require.Equal(t, 3, total)
}

func TestFailedCreationByRule(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleFailCreate, Code: "A003_SUSPICIOUS_BUYER", Times: 2})
	require.NoError(t, err)
	for range 2 {
		_, err = b.place(t, purchase("a"))
		require.Equal(t, client.ReasonBuyerAccount, failure(t, err).Reason)
	}
	require.Len(t, b.placed(t, purchase("a")), 1)
	_, err = b.sim.AddRule(aliexpress.Rule{Kind: "typing error"})
	require.Error(t, err)
}

func TestLimitsAndBans(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sim.Change(func(s *aliexpress.Settings) {
		s.Limits = map[string]int{"aliexpress.ds.order.tracking.get": 3}
		s.BanSeconds = 2
	})
	tracking := func() error {
		_, err := b.client.GetTracking(t.Context(), session, "1")
		return err
	}
	for range 3 {
		require.NoError(t, tracking())
	}
	e := failure(t, tracking())
	require.Equal(t, client.NotRun, e.Kind)
	require.Equal(t, 2200*time.Millisecond, e.RetryAfter)
	_, err := b.client.GetBenefits(t.Context(), session)
	require.NoError(t, err, "the ban is the method's")
	b.clock.advance(1900 * time.Millisecond)
	require.Error(t, tracking())
	b.clock.advance(300 * time.Millisecond)
	require.NoError(t, tracking())
	require.Equal(t, aliexpress.Count{Calls: 6, Answered: 4, Throttled: 2}, b.sim.Calls()["aliexpress.ds.order.tracking.get"])

	_, err = b.sim.AddRule(aliexpress.Rule{Method: "order.tracking.get", Kind: aliexpress.RuleThrottle, Seconds: 30})
	require.NoError(t, err)
	require.Equal(t, 30200*time.Millisecond, failure(t, tracking()).RetryAfter)
	b.clock.advance(29 * time.Second)
	require.Equal(t, client.NotRun, failure(t, tracking()).Kind)
	b.clock.advance(2 * time.Second)
	require.NoError(t, tracking())
}

func TestGatewayErrorsByRule(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleError, Code: "15", SubCode: "isp.unknown-error", Message: "Remote service error", Always: true})
	require.NoError(t, err)
	_, err = b.place(t, purchase("a"))
	require.Equal(t, client.Unclear, failure(t, err).Kind)
	_, err = b.client.GetTracking(t.Context(), session, "1")
	require.Equal(t, client.Temporary, failure(t, err).Kind)
	b.sim.ClearRules()
	require.Len(t, b.placed(t, purchase("a")), 1)
}

func TestAutomaticPayment(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := purchase("a")
	p.TryToPay = true
	placed, err := b.place(t, p)
	require.NoError(t, err)
	require.True(t, placed.PaymentFailed)
	o, _ := b.read(t, placed.OrderIDs[0])
	require.False(t, o.Paid)

	b = setup(t, func(o *aliexpress.Options, _ *client.Config) { o.Accounts[0].AutoPay = true })
	benefits, err := b.client.GetBenefits(t.Context(), session)
	require.NoError(t, err)
	require.True(t, benefits[0].CanUse)
	placed, err = b.place(t, p)
	require.NoError(t, err)
	require.False(t, placed.PaymentFailed)
	o, _ = b.read(t, placed.OrderIDs[0])
	require.True(t, o.Paid)

	b = setup(t, func(o *aliexpress.Options, _ *client.Config) { o.Accounts[0].NoAgreement = true })
	_, err = b.place(t, p)
	require.Equal(t, client.ReasonAgreement, failure(t, err).Reason)
}

func TestEveryShapeMeansTheSame(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *aliexpress.Options, _ *client.Config) { o.Settings.Limits = nil })
	b.sim.Change(func(s *aliexpress.Settings) { s.Shapes = aliexpress.ShapesRotating })
	account := client.NewAccount(b.client, func(context.Context) (string, error) { return session, nil }, client.AccountOptions{})
	for n := range 6 { // ids of both parities, so both with and without SKU ids in packages
		ids := b.placed(t, purchase(fmt.Sprint("p", n), skirt(1), skirtL(2)))
		require.Len(t, ids, 1)
		digests := map[string]bool{}
		look := func(want int) {
			seen := map[string]bool{}
			for range 30 {
				report, err := account.Report(t.Context(), ids[0])
				require.NoError(t, err)
				seen[supplier.Digest(report)] = true
			}
			require.Len(t, seen, 1, "one state, one digest")
			for d := range seen {
				digests[d] = true
			}
			require.Len(t, digests, want, "another state, another digest")
		}
		look(1)
		require.NoError(t, b.sim.Pay(ids[0]))
		look(2)
		require.NoError(t, b.sim.Ship(ids[0], aliexpress.Shipment{Items: []aliexpress.ParcelItem{{Child: 1, Quantity: 2}}}))
		look(3)
		b.clock.advance(time.Minute)
		require.NoError(t, b.sim.AddEvent(ids[0], 0, "IN_TRANSIT", "Accepted by carrier"))
		look(3) // the first scan was known: one more decides nothing
		require.NoError(t, b.sim.Ship(ids[0], aliexpress.Shipment{}))
		look(4)
		require.NoError(t, b.sim.ChangeNumber(ids[0], 1, fmt.Sprint("RB00000000", n, "CN"), "", ""))
		look(5)
	}
}
