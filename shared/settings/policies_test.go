package settings_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/kv"
	"onward/shared/table/memory"
)

type bench struct {
	*table.Table

	meter  *kv.Meter
	now    time.Time
	broken error
}

func (b *bench) Holds(ctx context.Context, merchant string) (table.Holds, error) {
	if b.broken != nil {
		return table.Holds{}, b.broken
	}
	return b.Table.Holds(ctx, merchant)
}

func newBench() *bench {
	b := &bench{meter: &kv.Meter{}, now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	b.Table = table.New(memory.New(b.meter))
	return b
}

func (b *bench) policies(o settings.Options) *settings.Policies {
	o.Now, o.Keep = func() time.Time { return b.now }, 3*time.Second
	return settings.New(b, o)
}

func key() order.Key { return order.Key{Merchant: "m1", Store: "s1", ID: "1001"} }

func TestDefaultsUntilSomethingIsChosen(t *testing.T) {
	t.Parallel()
	b := newBench()
	p, err := b.policies(settings.Options{TimeScale: 1}).For(t.Context(), key(), nil)
	require.NoError(t, err)
	want := order.DefaultPolicy()
	assert.Equal(t, want, p)
}

func TestWhatWasChosenWithItsMappings(t *testing.T) {
	t.Parallel()
	b := newBench()
	ctx := t.Context()
	chosen := order.DefaultPolicy()
	chosen.Mode = order.ModeBulk
	_, err := b.PutPolicy(ctx, "m1", "s1", 1, table.PolicyVersion{Policy: chosen})
	require.NoError(t, err)
	mapping := order.Mapping{Components: []order.Component{{Supplier: order.AliExpress, Account: "a1", Product: "P1"}}}
	for _, variant := range []string{"v1", "v2"} {
		_, err := b.PutMapping(ctx, "m1", table.Mapped{Store: "s1", Variant: variant, Mapping: mapping, At: b.now})
		require.NoError(t, err)
	}
	p, err := b.policies(settings.Options{TimeScale: 60, Lease: 150 * time.Second}).For(ctx, key(), []string{"v1", "v9"})
	require.NoError(t, err)
	assert.Equal(t, int64(2), p.Version)
	assert.Equal(t, order.ModeBulk, p.Mode)
	assert.Equal(t, map[string]order.Mapping{"v1": mapping}, p.Mappings, "those asked for that there are")
	assert.Equal(t, 2*time.Second, p.Timing.Resend)
	assert.Equal(t, 150*time.Second, p.Timing.Lease, "a lease outlasts real calls, whatever the scale")
	other, err := b.policies(settings.Options{TimeScale: 1}).For(ctx, order.Key{Merchant: "m2", Store: "s1", ID: "1"}, []string{"v1"})
	require.NoError(t, err)
	assert.Empty(t, other.Mappings, "another merchant's are not seen")
	assert.Equal(t, order.ModeDefault, other.Mode)
}

func TestHoldSwitches(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		on      []table.HoldScope
		holdAll bool
		want    []string
	}{
		"none":                  {nil, false, nil},
		"deployment":            {[]table.HoldScope{{}}, false, []string{"deployment"}},
		"deployment by setting": {nil, true, []string{"deployment"}},
		"both":                  {[]table.HoldScope{{}}, true, []string{"deployment"}},
		"merchant":              {[]table.HoldScope{{Merchant: "m1"}}, false, []string{"merchant"}},
		"another merchant":      {[]table.HoldScope{{Merchant: "m2"}}, false, nil},
		"store":                 {[]table.HoldScope{{Merchant: "m1", Store: "s1"}}, false, []string{"store"}},
		"another store":         {[]table.HoldScope{{Merchant: "m1", Store: "s2"}}, false, nil},
		"accounts":              {[]table.HoldScope{{Merchant: "m1", Account: "a2"}, {Merchant: "m1", Account: "a1"}}, false, []string{"account:a1", "account:a2"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench()
			for _, scope := range tt.on {
				require.NoError(t, b.SetHold(t.Context(), scope, &order.Hold{By: "owner"}))
			}
			p, err := b.policies(settings.Options{HoldAll: tt.holdAll, TimeScale: 1}).For(t.Context(), key(), nil)
			require.NoError(t, err)
			assert.Equal(t, tt.want, p.HeldBy)
		})
	}
}

func TestHoldSwitchWorksAfterAFewSecondsAndReadingIsRemembered(t *testing.T) {
	t.Parallel()
	b := newBench()
	p := b.policies(settings.Options{TimeScale: 1})
	held := func() []string {
		policy, err := p.For(t.Context(), key(), nil)
		require.NoError(t, err)
		return policy.HeldBy
	}
	require.Empty(t, held())
	before := b.meter.Total().Requests
	for range 20 {
		held()
	}
	assert.Equal(t, before, b.meter.Total().Requests)
	require.NoError(t, b.SetHold(t.Context(), table.HoldScope{Merchant: "m1"}, &order.Hold{By: "owner"}))
	b.now = b.now.Add(3 * time.Second)
	assert.Equal(t, []string{"merchant"}, held())
	require.NoError(t, b.SetHold(t.Context(), table.HoldScope{Merchant: "m1"}, nil))
	b.now = b.now.Add(3 * time.Second)
	assert.Empty(t, held())
}

func TestNothingIsDecidedWithoutKnowingTheSwitches(t *testing.T) {
	t.Parallel()
	b := newBench()
	b.broken = errors.New("no answer")
	p := b.policies(settings.Options{TimeScale: 1})
	_, err := p.For(t.Context(), key(), nil)
	require.ErrorIs(t, err, b.broken)
	b.broken = nil
	_, err = p.For(t.Context(), key(), nil)
	require.NoError(t, err, "a failure is not remembered")
}
