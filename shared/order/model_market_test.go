package order_test

import (
	"slices"
	"strconv"

	"onward/shared/order"
)

// market is a simulated supplier: it knows each purchase by its id, and never two by the same.
type market struct {
	orders  []*deal
	created map[string]int
	serial  int
}

// deal is an order at the supplier.
type deal struct {
	id, purchase string
	stage        order.Stage
	goods        []good
	parcels      []order.ReportParcel
	splitInto    []string
	// void: another order took its place.
	void bool
}

// good is pieces of one purchase item.
type good struct {
	item      order.Item
	line      string
	left      int
	cancelled bool
}

func (m *market) next(prefix string) string {
	m.serial++
	return prefix + strconv.Itoa(m.serial)
}

// place makes the purchase once, in as many orders as asked for; a repeat finds what is there.
func (m *market) place(p *order.Purchase, lineOf map[string]string, parts int) []string {
	if m.created[p.ID] > 0 {
		return m.ids(p.ID)
	}
	m.created[p.ID]++
	var goods []good
	for _, item := range p.Items {
		if item.Quantity > 0 {
			goods = append(goods, good{item: item, line: lineOf[item.Lot], left: item.Quantity})
		}
	}
	parts = max(min(parts, len(goods)), 1)
	for i := range parts {
		d := &deal{id: m.next("80"), purchase: p.ID, stage: order.StagePlaced}
		d.goods = goods[i*len(goods)/parts : (i+1)*len(goods)/parts]
		m.orders = append(m.orders, d)
	}
	return m.ids(p.ID)
}

func (m *market) ids(purchase string) []string {
	var out []string
	for _, d := range m.orders {
		if d.purchase == purchase && len(d.splitInto) == 0 {
			out = append(out, d.id)
		}
	}
	return out
}

func (d *deal) shippable() int {
	n := 0
	for _, g := range d.goods {
		if !g.cancelled {
			n += g.left
		}
	}
	return n
}

// ship sends up to so many pieces in a new parcel.
func (m *market) ship(d *deal, pieces int, listed bool) {
	parcel := order.ReportParcel{Number: m.next("LX"), Carrier: "Cainiao"}
	for i := range d.goods {
		g := &d.goods[i]
		n := min(g.left, pieces)
		if n <= 0 || g.cancelled {
			continue
		}
		g.left -= n
		pieces -= n
		if listed {
			parcel.Items = append(parcel.Items, order.ReportItem{
				Product: g.item.Component.Product, SKU: g.item.Component.SKU, Quantity: n,
			})
		}
	}
	d.parcels = append(d.parcels, parcel)
	if d.shippable() == 0 {
		d.stage = order.StageShipped
	}
}

// split makes two orders of one, as long as nothing of it was shipped.
func (m *market) split(d *deal) {
	if len(d.goods) < 2 || len(d.parcels) > 0 || len(d.splitInto) > 0 || d.stage == order.StageCancelled {
		return
	}
	half := len(d.goods) / 2
	for _, goods := range [][]good{d.goods[:half], d.goods[half:]} {
		child := &deal{id: m.next("81"), purchase: d.purchase, stage: d.stage, goods: slices.Clone(goods), void: d.void}
		m.orders = append(m.orders, child)
		d.splitInto = append(d.splitInto, child.id)
	}
	d.goods = nil
}

// report is the order as the supplier describes it; silent leaves its items out.
func (d *deal) report(silent bool) order.Report {
	r := order.Report{ID: d.id, Stage: d.stage, Status: string(d.stage), ParcelsKnown: true, Split: slices.Clone(d.splitInto)}
	for _, p := range d.parcels {
		p.Items = slices.Clone(p.Items)
		r.Parcels = append(r.Parcels, p)
	}
	if silent {
		return r
	}
	for _, g := range d.goods {
		r.Items = append(r.Items, order.ReportItem{
			Product: g.item.Component.Product, SKU: g.item.Component.SKU, Quantity: g.item.Quantity, Cancelled: g.cancelled,
		})
	}
	return r
}

// alive is how many units of a line's component are bought and not cancelled; of all lines' when none is named.
func (m *market) alive(line, product string) int {
	n := 0
	for _, d := range m.orders {
		if d.void || d.stage == order.StageCancelled {
			continue
		}
		for _, g := range d.goods {
			if (g.line == line || line == "") && g.item.Component.Product == product && !g.cancelled {
				n += g.item.Quantity / g.item.Component.PerUnit()
			}
		}
	}
	return n
}
