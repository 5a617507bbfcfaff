package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestAnEffectWithoutOutcomeIsSentAgainEverMoreRarely(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.Timing.Check = 24 * time.Hour
	s.paid()
	s.do(order.Place{By: "owner"})
	s.sent = nil
	var waits []time.Duration
	for range 7 {
		waits = append(waits, s.o.WakeAt.Sub(s.now))
		s.now = s.o.WakeAt
		s.do(order.TimePassed{})
		require.Len(t, s.take(order.EffectPlace), 1)
		s.ignored(order.TimePassed{})
	}
	m := time.Minute
	require.Equal(t, []time.Duration{2 * m, 8 * m, 16 * m, 30 * m, 30 * m, 30 * m, 30 * m}, waits)
}

// A lost answer: the lease ends, the outcome is given time to settle, then the effect is sent again.
func TestALeaseThatExpiresHasTheEffectSentAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	id := s.sending()
	s.sent = nil
	lease, settle := s.p.Timing.Lease, s.p.Timing.Settle
	require.Equal(t, s.now.Add(lease+settle), s.o.WakeAt)
	s.now = s.now.Add(lease)
	var early *order.NotYetError
	require.ErrorAs(t, s.try(order.Claimed{Effect: id}), &early, "a redelivered message comes too early")
	s.ignored(order.TimePassed{})
	s.pass(settle)
	require.Len(t, s.take(order.EffectPlace), 1)
	s.do(order.Claimed{Effect: id})
}

func TestAnEventThatComesWhenAnEffectIsDueSendsIt(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	s.do(order.Place{By: "owner"})
	s.sent = nil
	s.now = s.o.WakeAt
	s.do(order.StoreSaid{Snapshot: s.last})
	require.Len(t, s.take(order.EffectPlace), 1)
	require.True(t, s.o.WakeAt.After(s.now))
}

func TestClaimingADueEffectDoesNotSendItAsWell(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.paid()
	s.do(order.Place{By: "owner"})
	id := s.take(order.EffectPlace)[0].ID
	s.now = s.o.WakeAt
	s.do(order.Claimed{Effect: id})
	require.Empty(t, s.sent)
}

func TestEachWakeChangesSomethingUntilTheOrderRests(t *testing.T) {
	t.Parallel()
	for name, bring := range map[string]func(s *scene){
		"unpaid": func(s *scene) { s.unpaid() }, "paid": func(s *scene) { s.paid() }, "bought": func(s *scene) { s.bought() },
		"paid at the supplier": func(s *scene) { s.shipping() }, "told": func(s *scene) { s.fulfilled() },
		"being sent": func(s *scene) { s.sending() }, "refused": func(s *scene) { s.refused() },
		"in the quiet window": func(s *scene) { s.p.QuietWindow = time.Hour; s.numbered() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, order.Shopify)
			bring(s)
			for range 200 {
				if s.o.WakeAt.IsZero() {
					break
				}
				require.True(t, s.o.WakeAt.After(s.now))
				s.now = s.o.WakeAt.Add(-time.Millisecond)
				s.ignored(order.TimePassed{})
				s.now = s.o.WakeAt
				before := s.o.Version
				s.do(order.TimePassed{})
				require.Equal(t, before+1, s.o.Version)
				s.tell()
			}
			require.True(t, s.o.WakeAt.IsZero(), "%s", s.o.WakeAt)
		})
	}
}

func TestAWakeIsNeverBetweenTwoMomentsThatDecisionsKnow(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.Timing = s.p.Timing.Scaled(7)
	s.paid()
	s.do(order.Place{By: "owner"})
	require.Equal(t, s.o.WakeAt.Truncate(time.Millisecond), s.o.WakeAt)
	s.sent = nil
	s.now = s.o.WakeAt
	s.do(order.TimePassed{})
	require.Len(t, s.sent, 1)
}

func TestWhatTimeAloneAsksAttentionFor(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	s.do(order.SupplierSaid{Purchase: s.o.Purchases[0].ID, Report: order.Report{ID: "8001", Stage: order.StagePaid, PaidAt: s.now}})
	s.pass(7*24*time.Hour - time.Minute)
	require.NotContains(t, s.attention(), order.AttentionNoNumber)
	s.pass(time.Minute)
	require.Contains(t, s.attention(), order.AttentionNoNumber)
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.NotContains(t, s.attention(), order.AttentionNoNumber)
	s.tell()
	s.pass(48 * time.Hour)
	require.Contains(t, s.attention(), order.AttentionSilent)
	scanned := parcel("LX1CN")
	scanned.FirstScan = s.now.In(time.FixedZone("CST", 8*3600))
	s.supplier("8001", order.StageShipped, scanned)
	require.NotContains(t, s.attention(), order.AttentionSilent)
}

func TestAWatchIsVerifiedOnceAndEndsWithAge(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	s.pass(s.p.Timing.Check)
	require.Zero(t, s.o.Unchecked)
	require.Len(t, s.o.Watches(), 1)
	s.pass(s.p.Timing.WatchFor)
	require.Empty(t, s.o.Watches())
	s.supplier("8001", order.StageShipped, parcel("LX1CN"))
	require.Equal(t, order.AwaitingFulfillment, s.stateOf("1"), "news is taken all the same")
}

func TestScaledTimingKeepsTheLease(t *testing.T) {
	t.Parallel()
	whole := order.DefaultTiming()
	scaled := whole.Scaled(60)
	require.Equal(t, whole.Lease, scaled.Lease)
	require.Equal(t, 2*time.Second, scaled.Resend)
	require.Equal(t, 3*time.Second, scaled.Settle)
	require.Equal(t, whole, whole.Scaled(1))
	require.Equal(t, whole, whole.Scaled(0))
	require.Equal(t, time.Second, whole.Scaled(1e9).ResendMax)
}

// With the stream off, nobody but wake begins to watch a purchase: an event that happens to come when the look is due
// must not be taken for it.
func TestAPurchaseIsLookedAtByWakeEvenWhenAnotherEventComesAtThatMoment(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.bought()
	s.now = s.now.Add(s.p.Timing.Check)
	s.store(func(x *order.Snapshot) { x.Email = "other@example.com" })
	require.NotZero(t, s.o.Unchecked)
	require.False(t, s.o.WakeAt.After(s.now), "the order is due at once")
	s.do(order.TimePassed{})
	require.Zero(t, s.o.Unchecked)
}

// Nothing else would wake an order without a mapping. With the stream off it would be in no list.
func TestAnOrderThatWaitsForAPersonIsWokenOnceForItsRows(t *testing.T) {
	t.Parallel()
	s := newScene(t, order.Shopify)
	s.p.Mappings = nil
	s.paid()
	require.Equal(t, order.WhyUnmapped, s.o.Portions[0].Why)
	require.Equal(t, s.now.Add(s.p.Timing.Check), s.o.WakeAt)
	s.ignored(order.TimePassed{})
	s.now = s.now.Add(s.p.Timing.Check / 2)
	s.store(func(x *order.Snapshot) { x.Email = "other@example.com" })
	require.Equal(t, s.now.Add(s.p.Timing.Check/2), s.o.WakeAt, "once for all that changed in between")
	s.pass(s.p.Timing.Check / 2)
	require.Zero(t, s.o.WakeAt)
	s.store(func(x *order.Snapshot) { x.Email = "third@example.com" })
	require.Equal(t, s.now.Add(s.p.Timing.Check), s.o.WakeAt)
}
