package woocommerce

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// order is what a store keeps. Its REST shape is in payload.go.
type order struct {
	id                       int
	status, currency, number string
	key, via, note           string
	payMethod, payTitle      string
	created, modified        time.Time
	paid, completed          time.Time
	billing, shipping        address
	lines                    []line
	ship                     []shipLine
	fees                     []feeLine
	refunds                  []refund
	meta                     []meta
	notes                    []note
	fulfilments              []*fulfilment
	trackings                []tracking
}

func (o *order) clone() *order {
	c := *o
	c.lines, c.ship, c.fees = slices.Clone(o.lines), slices.Clone(o.ship), slices.Clone(o.fees)
	c.refunds, c.meta, c.notes = slices.Clone(o.refunds), slices.Clone(o.meta), slices.Clone(o.notes)
	c.trackings = slices.Clone(o.trackings)
	c.fulfilments = nil
	for _, f := range o.fulfilments {
		g := *f
		g.meta = slices.Clone(f.meta)
		c.fulfilments = append(c.fulfilments, &g)
	}
	return &c
}

// address is billing or shipping; email is billing's alone.
type address struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Company   string `json:"company"`
	Line1     string `json:"address_1"`
	Line2     string `json:"address_2"`
	City      string `json:"city"`
	State     string `json:"state"`
	Postcode  string `json:"postcode"`
	Country   string `json:"country"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
}

type line struct {
	id, product, variation int
	name, parent, sku      string
	quantity               int
	price                  decimal.Decimal
	// size is the chosen option, with the id of its meta row.
	size   string
	metaID int
	// virtual goods are downloadable as well.
	virtual bool
}

func (l line) total() decimal.Decimal { return l.price.Mul(decimal.NewFromInt(int64(l.quantity))) }

type shipLine struct {
	id            int
	title, method string
	total         decimal.Decimal
}

type feeLine struct {
	id    int
	name  string
	total decimal.Decimal
}

type refund struct {
	id      int
	amount  decimal.Decimal
	reason  string
	created time.Time
	lines   []refundLine
}

type refundLine struct {
	id, metaID int
	of         int
	quantity   int
}

type meta struct {
	ID    int    `json:"id"`
	Key   string `json:"key"`
	Value any    `json:"value"`
}

type note struct {
	id         int
	text       string
	toCustomer bool
	author     string
	created    time.Time
}

func (o *order) line(id int) *line {
	for i := range o.lines {
		if o.lines[i].id == id {
			return &o.lines[i]
		}
	}
	return nil
}

func (o *order) total() decimal.Decimal {
	sum := decimal.Zero
	for _, l := range o.lines {
		sum = sum.Add(l.total())
	}
	for _, s := range o.ship {
		sum = sum.Add(s.total)
	}
	for _, f := range o.fees {
		sum = sum.Add(f.total)
	}
	return sum
}

func (o *order) refunded() decimal.Decimal {
	sum := decimal.Zero
	for _, r := range o.refunds {
		sum = sum.Add(r.amount)
	}
	return sum
}

// needsProcessing is false when there are only virtual goods.
func (o *order) needsProcessing() bool {
	return slices.ContainsFunc(o.lines, func(l line) bool { return !l.virtual })
}

func (o *order) setMeta(st *site, key string, value any) {
	for i := range o.meta {
		if o.meta[i].Key == key {
			o.meta[i].Value = value
			return
		}
	}
	o.meta = append(o.meta, meta{ID: take(&st.nextMeta), Key: key, Value: value})
}

func (o *order) dropMeta(keys ...string) {
	o.meta = slices.DeleteFunc(o.meta, func(m meta) bool { return slices.Contains(keys, m.Key) })
}

func (o *order) metaText(key string) string {
	for _, m := range o.meta {
		if s, ok := m.Value.(string); ok && m.Key == key {
			return s
		}
	}
	return ""
}
