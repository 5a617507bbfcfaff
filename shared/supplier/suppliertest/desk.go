package suppliertest

import (
	"context"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/place"
	"onward/shared/supplier"
	"onward/shared/table"
)

// desk is the executor over one order that is bought at a market: the core, the place stage and the adapter.
type desk struct {
	t      *testing.T
	market Market
	key    order.Key
	// kept is the order as it was saved last.
	kept   *order.Order
	policy order.Policy
	now    time.Time
	maker  *decider.Decider
	stage  *place.Stage
}

// seat is a paid order of so many units of the goods, by their place, each mapped to what is to be bought.
func seat(t *testing.T, m Market, units ...int) *desk {
	t.Helper()
	d := &desk{
		t: t, market: m, key: order.Key{Merchant: "m1", Store: "s1", ID: "1001"}, policy: order.DefaultPolicy(),
		now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
	}
	d.maker = decider.New(d, d, func() time.Time { return d.now })
	d.stage = place.New(d.maker, d, slog.New(slog.DiscardHandler))
	d.policy.Mappings = map[string]order.Mapping{}
	s := order.Snapshot{ID: "1001", Name: "#1001", Payment: order.Paid, UpdatedAt: d.now, CreatedAt: d.now, ShipTo: m.ShipTo()}
	for i, n := range units {
		variant := "v" + strconv.Itoa(i+1)
		d.policy.Mappings[variant] = order.Mapping{Components: []order.Component{m.Goods()[i]}}
		s.Lines = append(s.Lines, order.SnapshotLine{ID: "l" + strconv.Itoa(i+1), Kind: order.Physical, Variant: variant, Quantity: n})
	}
	_, err := d.maker.ApplyNew(t.Context(), d.key, order.Shopify, order.StoreSaid{Snapshot: s, Fresh: true})
	require.NoError(t, err)
	r, err := d.maker.Apply(t.Context(), d.key, order.Place{By: "merchant"})
	require.NoError(t, err)
	require.Len(t, r.Send, 1, "one purchase")
	return d
}

// purchase is the order's only one.
func (d *desk) purchase() order.Purchase {
	d.t.Helper()
	require.Len(d.t, d.kept.Purchases, 1)
	return d.kept.Purchases[0]
}

// buy runs the executor once, some time after whatever was before.
func (d *desk) buy() {
	d.t.Helper()
	d.now = d.now.Add(5 * time.Minute)
	d.market.Pass(5 * time.Minute)
	require.NoError(d.t, d.stage.Do(d.t.Context(), d.key, "place/"+d.purchase().ID))
}

// poll takes in what the supplier reports.
func (d *desk) poll() {
	d.t.Helper()
	for _, so := range d.purchase().Orders {
		_, err := d.maker.Apply(d.t.Context(), d.key, order.SupplierSaid{Purchase: d.purchase().ID, Report: report(d.t, d.market, so.ID)})
		require.NoError(d.t, err)
	}
}

// testExecutor loses the answer to a purchase that the place stage makes. Run again, it makes exactly one.
func testExecutor(t *testing.T, open Opener) {
	t.Helper()
	for _, trouble := range append(unclear(), Ban) {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			m := open(t)
			d := seat(t, m, 2, 1)
			m.Fail(t, Place, trouble)
			d.buy()
			assert.NotEqual(t, order.PurchasePlaced, d.purchase().State)
			for range 3 {
				d.buy()
			}
			assert.Equal(t, order.PurchasePlaced, d.purchase().State)
			made := m.Bought(t, d.purchase().ID)
			require.Len(t, made, 1, "bought once")
			assert.Equal(t, made[0], d.purchase().Orders[0].ID)
			assert.Equal(t, 1, m.Contents(t, d.purchase().ID))
			d.poll()
			for _, p := range d.kept.Portions {
				assert.Equal(t, order.AwaitingPayment, p.State)
			}
		})
	}
}

// testVariants ships the second of two variants of one product: its line moves, not the other one's.
func testVariants(t *testing.T, open Opener) {
	t.Helper()
	for name, goods := range map[string]func(order.Component) order.Component{
		"mapped with SKU":    func(c order.Component) order.Component { return c },
		"mapped without SKU": func(c order.Component) order.Component { c.SKU = ""; return c },
	} {
		for range 3 { // in other shapes
			m := open(t)
			m.Rotate(t)
			d := seat(t, remapped{m, goods}, 2, 2)
			d.buy()
			id := d.purchase().Orders[0].ID
			m.Pay(t, id)
			m.Ship(t, id, first, map[int]int{1: 2})
			d.poll()
			states := map[string]order.State{}
			for _, p := range d.kept.Portions {
				states[p.Line] = p.State
			}
			assert.Equal(t, map[string]order.State{"l1": order.AwaitingShipment, "l2": order.AwaitingFulfillment}, states, name)
		}
	}
}

// remapped is a market whose goods the merchant mapped in another way.
type remapped struct {
	Market

	goods func(order.Component) order.Component
}

func (r remapped) Goods() []order.Component {
	var out []order.Component
	for _, c := range r.Market.Goods() {
		out = append(out, r.goods(c))
	}
	return out
}

// Load and Save keep the order, For gives the policy: what the decider needs. Open is what the place stage needs.

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

func (d *desk) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return d.market.Client(), nil
}
