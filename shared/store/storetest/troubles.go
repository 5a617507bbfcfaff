package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/store"
)

// testTroubles has every call go wrong in every way and looks at the kind of the error.
func testTroubles(t *testing.T, open Opener) {
	t.Helper()
	for trouble, want := range answers() {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			shop := open(t)
			if own, ok := shop.Traits().Answers[trouble]; ok {
				require.NotEmpty(t, own.Why, "a difference has a reason")
				want = own
			}
			o := shop.Buy(t, 2)
			client := shop.Client()
			_, err := client.Holdings(t.Context(), o.ID) // whatever is learned once is learned
			require.NoError(t, err)
			expect := func(call Call, kind store.Kind, do func() error) {
				t.Helper()
				expectKind(t, shop, trouble, call, kind, do)
			}
			expect(Read, want.Read, func() error { _, err := client.Order(t.Context(), o.ID); return err })
			expect(Read, want.Read, func() error { _, err := client.Holdings(t.Context(), o.ID); return err })
			expect(List, want.Read, func() error { _, err := client.Changed(t.Context(), shop.Now().Add(-time.Hour), ""); return err })
			f := store.Fulfilment{Order: o.ID, Lines: o.All(2), Tracking: trackings(first), Notify: true}
			expect(Record, want.Write, func() error { _, err := client.Fulfil(t.Context(), f); return err })
			if !trouble.acts() {
				assert.Empty(t, shop.Held(t, o.ID).Shipments, "it was not recorded")
				fulfil(t, shop, o.ID, f.Lines, true, first)
			}
			expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2}, first)
			change := store.Retrack{Order: o.ID, IDs: idsOf(holdings(t, shop, o.ID)), Was: []string{first}, Tracking: trackings(second)}
			expect(Change, want.Write, func() error { return client.Retrack(t.Context(), change) })
			if shop.Traits().Completes {
				expect(Complete, want.Write, func() error { return client.Complete(t.Context(), o.ID) })
				assert.Equal(t, trouble.acts(), shop.Held(t, o.ID).Completed)
			}
		})
	}
}

// expectKind spoils a call and looks at what the adapter makes of it.
func expectKind(t *testing.T, shop Shop, trouble Trouble, call Call, kind store.Kind, do func() error) {
	t.Helper()
	shop.Wire().Fail(call, trouble)
	err := do()
	shop.Wire().Heal()
	shop.Pass(2 * time.Minute) // a wait that was asked for is over
	require.Error(t, err, call)
	if got := store.KindOf(err); got != kind {
		t.Errorf("%s: kind %s, want %s: %v", call, got, kind, err)
	}
	var e *store.Error
	if assert.ErrorAs(t, err, &e, "%s: every error is the seam's", call) {
		assert.NotEmpty(t, e.Op)
	}
	if trouble == Throttle {
		assert.Positive(t, store.RetryAfter(err), "%s: the wait", call)
		assert.LessOrEqual(t, store.RetryAfter(err), 2*time.Minute)
	}
	for _, secret := range shop.Secrets() {
		assert.NotContains(t, err.Error(), secret)
	}
}

// testGivenUp calls with a context that has ended: nothing is sent, and the caller learns why.
func testGivenUp(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	o := shop.Buy(t, 1)
	client := shop.Client()
	_, err := client.Holdings(t.Context(), o.ID)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, do := range map[string]func() error{
		"Order":    func() error { _, err := client.Order(ctx, o.ID); return err },
		"Holdings": func() error { _, err := client.Holdings(ctx, o.ID); return err },
		"Changed":  func() error { _, err := client.Changed(ctx, shop.Now(), ""); return err },
		"Fulfil": func() error {
			_, err := client.Fulfil(ctx, store.Fulfilment{Order: o.ID, Lines: o.All(1), Tracking: trackings(first), Notify: true})
			return err
		},
		"Retrack": func() error {
			return client.Retrack(ctx, store.Retrack{Order: o.ID, Was: []string{first}, Tracking: trackings(second)})
		},
	} {
		err := do()
		require.ErrorIs(t, err, context.Canceled, name)
		assert.Contains(t, []store.Kind{store.Temporary, store.Unclear}, store.KindOf(err), "%s: %v", name, err)
	}
	assert.Empty(t, shop.Held(t, o.ID).Shipments)
	assert.Zero(t, shop.Wire().Counts(Record), "nothing was sent")
}
