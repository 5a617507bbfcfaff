package poll_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/order"
	"onward/shared/project"
)

func (w *world) order(id string) order.Order {
	w.t.Helper()
	for _, ref := range w.refs {
		if ref.Order == id {
			o, err := w.table.Load(w.t.Context(), ref.Key)
			require.NoError(w.t, err)
			return o
		}
	}
	w.t.Fatalf("no order was bought as %s", id)
	return order.Order{}
}

// asked is what asks for attention of a number.
func asked(o order.Order) map[order.AttentionCode]string {
	out := map[order.AttentionCode]string{}
	for _, a := range o.Attention {
		out[a.Code] = a.Detail
	}
	return out
}

// TestNumbersThatLookLikeNoneAreWithheld has the supplier give what sellers type when they have no number yet.
func TestNumbersThatLookLikeNoneAreWithheld(t *testing.T) {
	t.Parallel()
	for number, why := range map[string]string{
		"TBD": "placeholder", "0000000000": "same-digits", "https://t.example/1Z999": "is-a-link", "4321": "too-short",
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.bought("1001")
			require.NoError(t, w.sim.Pay(id))
			require.NoError(t, w.sim.Ship(id, sim.Shipment{Number: number}))
			w.poll()
			o := w.order(id)
			assert.Equal(t, why, asked(o)[order.AttentionDoubtful])
			assert.Empty(t, o.Fulfilments)
			assert.Equal(t, order.WhyDoubtful, o.Portions[0].Why)
			items, _ := w.poll()
			assert.Equal(t, lease, items, "the same doubt again is no news")

			require.NoError(t, w.sim.ChangeNumber(id, 0, "LX473124829CN", "", ""))
			w.poll()
			o = w.order(id)
			assert.Empty(t, o.Attention)
			require.Len(t, o.Fulfilments, 1)
			assert.Equal(t, "LX473124829CN", o.Tracking(&o.Fulfilments[0])[0].Number)
		})
	}
}

func TestTheSuppliersOwnOrderNumberIsNoTrackingNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.bought("1001")
	require.NoError(t, w.sim.Pay(id))
	require.NoError(t, w.sim.Ship(id, sim.Shipment{Number: id}))
	w.poll()
	assert.Equal(t, "is-order-number", asked(w.order(id))[order.AttentionDoubtful])
}

// TestANumberOfAnotherCustomersParcelIsWithheld: a seller who gives one number to several buyers has shipped to one of
// them at the most. Orders of one address may share a parcel.
func TestANumberOfAnotherCustomersParcelIsWithheld(t *testing.T) {
	t.Parallel()
	for name, elsewhere := range map[string]bool{"the same address": false, "another address": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			first, second := w.bought("1001"), w.bought("1002")
			if elsewhere {
				o := w.order(second)
				_, err := w.maker.Apply(t.Context(), o.Key, order.Edit{By: "owner", ShipTo: &order.Address{
					Name: "Jo Other", Line1: "1 Elsewhere", City: "Lyon", Postcode: "69001", Country: "FR",
				}})
				require.NoError(t, err)
			}
			for _, id := range []string{first, second} {
				require.NoError(t, w.sim.Pay(id))
				require.NoError(t, w.sim.Ship(id, sim.Shipment{Number: "LX473124829CN"}))
				w.poll()
				require.NoError(t, project.New(w.table).Refresh(t.Context(), nil, w.order(id)))
			}
			assert.Empty(t, w.order(first).Attention)
			if !elsewhere {
				assert.Empty(t, w.order(second).Attention)
				return
			}
			assert.Equal(t, "used-for-another-address", asked(w.order(second))[order.AttentionDoubtful])
			assert.Empty(t, w.order(second).Fulfilments)
		})
	}
}
