package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store"
)

// testRecognised has a shipment that is there already recognised before anything is sent.
func testRecognised(t *testing.T, open Opener) {
	t.Helper()
	for name, numbers := range map[string][]string{"one number": {first}, "two numbers": {first, second}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := open(t)
			o := shop.Buy(t, 2, 1)
			d := seat(t, shop, o.ID)
			effect := d.number("", o.All(2, 1), numbers...)
			fulfil(t, shop, o.ID, o.All(2, 1), true, numbers...)
			e, ok := d.kept.Effect(effect)
			require.True(t, ok)
			plan := order.PlanTell(*d.kept, d.policy, *e, holdings(t, shop, o.ID))
			assert.Equal(t, order.ActNothing, plan.Action)
			assert.Equal(t, order.TellFound, plan.Answer.Outcome)

			sent := shop.Wire().Counts(Record)
			d.tell(effect)
			assert.Equal(t, sent, shop.Wire().Counts(Record), "nothing is sent")
			assert.Equal(t, order.FulfilmentTold, d.fulfilment().State)
			expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2, o.Lines[1]: 1}, numbers...)
		})
	}
}

// unclearTroubles leave open whether a shipment was recorded.
func unclearTroubles() []Trouble {
	return []Trouble{
		CutBefore, CutAfter, SilentBefore, SilentAfter, Broken, BrokenAfter, PageAfter, HalfAnswer,
	}
}

// testUnclear loses the answer to a shipment, before and after the platform acted. The holdings tell the
// truth, and the executor, run again, makes it exactly one.
func testUnclear(t *testing.T, open Opener) {
	t.Helper()
	for _, trouble := range unclearTroubles() {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			shop := open(t)
			o := shop.Buy(t, 2, 1)
			d := seat(t, shop, o.ID)
			effect := d.number("", o.All(2, 1), first)
			shop.Wire().Fail(Record, trouble)
			d.tell(effect)
			require.True(t, d.open(effect), "the effect stays open")
			assert.Equal(t, order.FulfilmentTelling, d.fulfilment().State)
			switch {
			case shop.Traits().Splits: // the first part alone was tried
			case trouble.acts():
				expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2, o.Lines[1]: 1}, first)
			default:
				assert.Empty(t, holdings(t, shop, o.ID).Fulfilments)
				assert.Empty(t, shop.Held(t, o.ID).Shipments)
			}
			shop.Wire().Heal()
			sent := shop.Wire().Counts(Record)
			d.tell(effect)
			assert.Equal(t, order.FulfilmentTold, d.fulfilment().State)
			if trouble.acts() && !shop.Traits().Splits {
				assert.Equal(t, sent, shop.Wire().Counts(Record), "it was found, nothing is sent")
			}
			d.tell(effect)
			expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 2, o.Lines[1]: 1}, first)
			expectMailed(t, shop, o.ID, first)
		})
	}
}

// testTooMuch asks for more than is there, and for lines that are not there.
func testTooMuch(t *testing.T, open Opener) {
	t.Helper()
	shop := open(t)
	if !shop.Traits().Lines {
		t.Skip("this platform records numbers, not units: there is no too much")
	}
	o := shop.Buy(t, 2, 1)
	for name, lines := range map[string][]order.LineUnits{
		"more than was ordered": o.All(3),
		"one line too much":     o.All(2, 2),
		"no line of this order": {{Line: unknown, Units: 1}},
		"none":                  {},
	} {
		_, err := shop.Client().Fulfil(t.Context(), store.Fulfilment{Order: o.ID, Lines: lines, Tracking: trackings(first), Notify: true})
		require.Error(t, err, name)
		assert.Contains(t, []store.Kind{store.Changed, store.Refused, store.NotFound}, store.KindOf(err), "%s: %v", name, err)
	}
	fulfil(t, shop, o.ID, o.All(1), true, first)
	_, err := shop.Client().Fulfil(t.Context(), store.Fulfilment{Order: o.ID, Lines: o.All(2), Tracking: trackings(second)})
	assert.Equal(t, store.Changed, store.KindOf(err), "what is open has changed: %v", err)
	expectHeld(t, shop, o.ID, map[string]int{o.Lines[0]: 1}, first)
	expectMailed(t, shop, o.ID, first)
	_, err = shop.Client().Fulfil(t.Context(), store.Fulfilment{Order: o.ID, Lines: o.All(1)})
	require.Error(t, err, "a shipment without number")
}
