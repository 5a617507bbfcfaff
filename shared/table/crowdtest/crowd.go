package crowdtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
)

// Crowd is a merchant's orders.
type Crowd struct {
	Merchant string
	// Stores have seven in ten, a quarter, and the few that are left of the orders.
	Stores [3]string
	// Orders is how many there are; the newest was made at Now, the others at equal distances over the year before.
	Orders int
	Now    time.Time
}

// Some of what the crowd's orders can be found by.
const (
	// Regular is the mail address of a customer with more orders than a search reads.
	Regular = "regular@example.com"
	// RareCountry is that of one order in two thousand, SomeCountry of one in ten.
	RareCountry = "IS"
	SomeCountry = "FR"
)

// Name is the name of the nth order, counted from the oldest.
func Name(n int) string { return fmt.Sprintf("#%d", 10000+n) }

// SupplierOrder is a supplier's order number. Those of the nth order, as far as it has any, are 2n and 2n+1.
func SupplierOrder(n int) string { return fmt.Sprintf("819%013d", n) }

// Number is the number of the parcel in a supplier's order.
func Number(n int) string { return fmt.Sprintf("LP%012dCN", n) }

// Fill puts the orders with their rows into the engine: as many as asked for, each as the core and the table make it.
// What it says of an order follows from the order's number alone. To spare time, most orders of a kind share one body but
// for those that have no number for long; the rows are each order's own.
func (c Crowd) Fill(ctx context.Context, engine kv.Engine) error {
	models, err := c.models(ctx)
	if err != nil {
		return err
	}
	lanes := runtime.GOMAXPROCS(0)
	for from := 0; from < c.Orders; from += part {
		var g gather
		tab := table.New(&g)
		var group errgroup.Group
		for lane := range lanes {
			group.Go(func() error {
				for n := from + lane; n < min(from+part, c.Orders); n += lanes {
					if err := c.put(ctx, &g, tab, n, models); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			return fmt.Errorf("crowd: %w", err)
		}
		if err := engine.Write(ctx, g.items, nil); err != nil {
			return fmt.Errorf("crowd: %w", err)
		}
	}
	return nil
}

// part is how many orders are written at once.
const part = 25_000

func (c Crowd) put(ctx context.Context, g *gather, tab *table.Table, n int, models []model) error {
	o, m := c.order(n, models)
	if m.body == nil || n%200 == 0 {
		if err := tab.Save(ctx, o, 0, nil); err != nil {
			return err
		}
	} else {
		item := m.body.Clone()
		item[kv.PK] = kv.S(m.prefix + o.Key.Store + "#" + o.Key.ID)
		g.add(item)
	}
	return tab.RefreshViews(ctx, nil, o)
}

// gather keeps what is put, so that it can be written at once.
type gather struct {
	kv.Engine

	mu    sync.Mutex
	items []kv.Item
}

func (g *gather) add(item kv.Item) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.items = append(g.items, item)
}

func (g *gather) Put(_ context.Context, item kv.Item, _ kv.Cond) error {
	g.add(item)
	return nil
}

// model is an order that others are made from. Where body is set, it is that of all that are made from it, and prefix
// how the keys of a merchant's orders begin.
type model struct {
	order  order.Order
	body   kv.Item
	prefix string
}

// models is one order of each kind, as often as it is to be among a thousand.
func (c Crowd) models(ctx context.Context) ([]model, error) {
	var out []model
	for _, k := range kinds() {
		l := newLife(c.Now)
		k.live(l)
		if l.err != nil {
			return nil, fmt.Errorf("crowd: %s: %w", k.name, l.err)
		}
		m := model{order: l.o}
		m.order.Tail = nil // the steps that led there are in no list
		if k.alike {
			m.order.Key = order.Key{Merchant: c.Merchant, Store: "s", ID: "0"}
			var g gather
			if err := table.New(&g).Save(ctx, m.order, 0, nil); err != nil {
				return nil, fmt.Errorf("crowd: %w", err)
			}
			m.body, m.prefix = g.items[0], strings.TrimSuffix(g.items[0].Key().PK, "s#0")
		}
		out = append(out, slices.Repeat([]model{m}, k.share)...)
	}
	return out, nil
}

// order makes the nth order, counted from the oldest.
func (c Crowd) order(n int, models []model) (order.Order, model) {
	random := rand.New(rand.NewPCG(uint64(n), 1))
	m := models[random.IntN(len(models))]
	o := m.order
	o.Key = order.Key{Merchant: c.Merchant, Store: c.Stores[weighted(random, 70, 25, 5)], ID: fmt.Sprintf("56%011d", n)}
	o.Store.ID, o.Store.Name = o.Key.ID, Name(n)
	o.Store.CreatedAt = c.Now.Add(-time.Duration(c.Orders-1-n) * (365 * day / time.Duration(c.Orders)))
	o.Store.Email = fmt.Sprintf("buyer%d@example.com", n%(c.Orders/2+1))
	if n%(c.Orders/150+1) == 0 {
		o.Store.Email = Regular
	}
	o.Store.ShipTo.Country = []string{"US", "DE", SomeCountry, "BR", "GB"}[weighted(random, 50, 20, 10, 10, 10)]
	if random.IntN(2000) == 0 {
		o.Store.ShipTo.Country = RareCountry
	}
	renumber(&o, func(s string) string {
		for i := range 2 {
			s = strings.ReplaceAll(s, supplierOrder(i), SupplierOrder(n*2+i))
			s = strings.ReplaceAll(s, number(i), Number(n*2+i))
		}
		return s
	})
	return o, m
}

// renumber gives an order numbers of its own.
func renumber(o *order.Order, own func(string) string) {
	o.Purchases = slices.Clone(o.Purchases)
	for i := range o.Purchases {
		p := &o.Purchases[i]
		p.Orders = slices.Clone(p.Orders)
		for j := range p.Orders {
			so := &p.Orders[j]
			so.ID, so.Parcels = own(so.ID), slices.Clone(so.Parcels)
			for k := range so.Parcels {
				so.Parcels[k].Number = own(so.Parcels[k].Number)
			}
		}
	}
	o.Fulfilments = slices.Clone(o.Fulfilments)
	for i := range o.Fulfilments {
		f := &o.Fulfilments[i]
		f.Parcels, f.Told = slices.Clone(f.Parcels), slices.Clone(f.Told)
		for j := range f.Parcels {
			f.Parcels[j].Order = own(f.Parcels[j].Order)
		}
		for j := range f.Told {
			f.Told[j] = own(f.Told[j])
		}
	}
	o.Attention = slices.Clone(o.Attention)
	for i := range o.Attention {
		o.Attention[i].Subject = own(o.Attention[i].Subject)
	}
}

// weighted chooses by weights.
func weighted(random *rand.Rand, weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := random.IntN(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return 0
}
