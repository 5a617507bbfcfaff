package storetest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/push"
	"onward/shared/store"
	"onward/shared/table"
)

// desk is the executor over one order of a shop: the core, the push stage and the adapter.
type desk struct {
	t    *testing.T
	shop Shop
	key  order.Key
	// kept is the order as it was saved last.
	kept   *order.Order
	policy order.Policy
	maker  *decider.Decider
	stage  *push.Stage
}

// seat reads an order of the shop into the core.
func seat(t *testing.T, shop Shop, id string) *desk {
	t.Helper()
	d := &desk{t: t, shop: shop, key: order.Key{Merchant: "m1", Store: "s1", ID: id}, policy: order.DefaultPolicy()}
	d.maker = decider.New(d, d, shop.Now)
	d.stage = push.New(d.maker, d, slog.New(slog.DiscardHandler))
	d.read()
	return d
}

// read has the store say what it holds.
func (d *desk) read() {
	d.t.Helper()
	snapshot, err := d.shop.Client().Order(d.t.Context(), d.key.ID)
	require.NoError(d.t, err)
	_, err = d.maker.ApplyNew(d.t.Context(), d.key, d.shop.Traits().Platform, order.StoreSaid{Snapshot: snapshot, Source: "read", Fresh: true})
	require.NoError(d.t, err)
}

// number gives numbers for lines and answers the effect that tells the store.
func (d *desk) number(fulfilment string, lines []order.LineUnits, numbers ...string) string {
	d.t.Helper()
	e := order.SetTracking{By: "merchant", Fulfilment: fulfilment, Lines: lines}
	for _, n := range numbers {
		e.Tracking = append(e.Tracking, order.Tracking{Number: n, Carrier: "Cainiao"})
	}
	r, err := d.maker.Apply(d.t.Context(), d.key, e)
	require.NoError(d.t, err)
	for _, effect := range r.Send {
		if effect.Kind == order.EffectTell {
			return effect.ID
		}
	}
	require.Fail(d.t, "the numbers open no effect")
	return ""
}

// tell runs the executor once, some time after whatever was before.
func (d *desk) tell(effect string) {
	d.t.Helper()
	d.shop.Pass(5 * time.Minute)
	require.NoError(d.t, d.stage.Do(d.t.Context(), d.key, effect))
}

// fulfilment is the order's latest.
func (d *desk) fulfilment() order.Fulfilment {
	d.t.Helper()
	require.NotEmpty(d.t, d.kept.Fulfilments)
	return d.kept.Fulfilments[len(d.kept.Fulfilments)-1]
}

// open reports whether the effect is still to be carried out.
func (d *desk) open(effect string) bool {
	_, ok := d.kept.Effect(effect)
	return ok
}

// waits is what the effect waits for.
func (d *desk) waits(effect string) string {
	e, ok := d.kept.Effect(effect)
	if !ok {
		return ""
	}
	return e.Waits
}

// Load and Save keep the order, For gives the policy: what the decider needs.

func (d *desk) Load(context.Context, order.Key) (order.Order, error) {
	if d.kept == nil {
		return order.Order{}, table.ErrNotFound
	}
	return *d.kept, nil
}

func (d *desk) Save(_ context.Context, o order.Order, seen int64, _ []order.Entry) error {
	if d.kept != nil && d.kept.Version != seen {
		return table.ErrConflict
	}
	d.kept = &o
	return nil
}

func (d *desk) For(context.Context, order.Key, []string) (order.Policy, error) { return d.policy, nil }

// Open and Suffered are what the push stage needs.

func (d *desk) Open(context.Context, string, string) (push.Shop, error) {
	return push.Shop{Client: d.shop.Client(), Spell: func(t order.Tracking, _ order.Address) store.Tracking { return spelled(t.Number) }}, nil
}

func (d *desk) Suffered(context.Context, string, string, error) {}
