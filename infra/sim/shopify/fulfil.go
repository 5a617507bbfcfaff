package shopify

import (
	"strconv"
	"strings"
)

// portion is a quantity of one fulfilment-order line.
type portion struct {
	order    *fulfilmentOrder
	line     *fulfilmentOrderLine
	quantity int
}

// tracking is the numbers of a fulfilment.
type tracking struct {
	company       string
	numbers, urls []string
}

// fulfil records a fulfilment of portions that were checked before. Portions of one order line become one line of the
// fulfilment, even when they come from two fulfilment orders.
func (s *Sim) fulfil(sh *shop, o *order, portions []portion, t tracking, notify bool) *fulfilment {
	f := &fulfilment{
		id: s.ids.take("Fulfillment"), name: o.name + "." + strconv.Itoa(len(o.fulfilments)+1), status: "success",
		created: s.now().Truncate(1e9), updated: s.now().Truncate(1e9),
	}
	f.track(t)
	for _, p := range portions {
		f.location = p.order.location
		f.add(s, p)
		p.line.remaining -= p.quantity
		p.order.updated = s.now()
		p.order.settle()
	}
	o.fulfilments = append(o.fulfilments, f)
	s.touch(o)
	s.emit(sh, "fulfillments/create", s.fulfilmentPayload(sh, o, f))
	if o.fulfilmentState() == "fulfilled" {
		s.emit(sh, "orders/fulfilled", s.orderPayload(sh, o))
	} else {
		s.emit(sh, "orders/partially_fulfilled", s.orderPayload(sh, o))
	}
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	if notify {
		s.mail(sh, o, f, "shipping_confirmation")
	}
	return f
}

func (f *fulfilment) add(s *Sim, p portion) {
	var at *fulfilmentLine
	for _, l := range f.lines {
		if l.line == p.line.line {
			at = l
		}
	}
	if at == nil {
		at = &fulfilmentLine{id: s.ids.take("FulfillmentLineItem"), line: p.line.line}
		f.lines = append(f.lines, at)
	}
	at.quantity += p.quantity
	at.from = append(at.from, &taken{order: p.order, line: p.line, quantity: p.quantity})
}

// track replaces the numbers. Where no link is given and the carrier is one the shop knows, it builds the link itself.
func (f *fulfilment) track(t tracking) {
	f.company, f.numbers, f.urls = t.company, t.numbers, nil
	for i, number := range t.numbers {
		link := ""
		if i < len(t.urls) {
			link = t.urls[i]
		}
		if link == "" && knownCarrier(t.company) {
			link = "https://carriers.example.com/" + strings.ReplaceAll(t.company, " ", "-") + "?number=" + number
		}
		f.urls = append(f.urls, link)
	}
}

// settle brings the status in line with what remains.
func (fo *fulfilmentOrder) settle() {
	left, done := 0, 0
	for _, l := range fo.lines {
		left += l.remaining
		done += l.total - l.remaining
	}
	switch {
	case left == 0:
		fo.status = "closed"
	case done > 0 && fo.status == "open":
		fo.status = "in_progress"
	}
}

// cancelFulfilment takes a fulfilment back. Units of a fulfilment order that it had finished come back in a new one;
// where some remained, the rest grows.
func (s *Sim) cancelFulfilment(sh *shop, o *order, f *fulfilment) {
	if f.status == "cancelled" {
		return
	}
	f.status, f.updated = "cancelled", s.now().Truncate(1e9)
	fresh := map[*fulfilmentOrder]*fulfilmentOrder{}
	for _, l := range f.lines {
		for _, t := range l.from {
			if t.order.status != "closed" {
				t.line.remaining += t.quantity
				continue
			}
			if fresh[t.order] == nil {
				fresh[t.order] = s.newFulfilmentOrder(t.order.location)
				o.fulfilmentOrders = append(o.fulfilmentOrders, fresh[t.order])
			}
			fresh[t.order].lines = append(fresh[t.order].lines, &fulfilmentOrderLine{
				id: s.ids.take("FulfillmentOrderLineItem"), line: l.line, total: t.quantity, remaining: t.quantity,
			})
		}
	}
	s.touch(o)
	s.emit(sh, "fulfillments/update", s.fulfilmentPayload(sh, o, f))
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
}

// retrack replaces the numbers of a fulfilment. It says nothing about a cancelled one.
func (s *Sim) retrack(sh *shop, o *order, f *fulfilment, t tracking, notify bool) {
	f.track(t)
	f.updated = s.now().Truncate(1e9)
	s.touch(o)
	s.emit(sh, "fulfillments/update", s.fulfilmentPayload(sh, o, f))
	s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	if notify && f.status == "success" {
		s.mail(sh, o, f, "shipping_update")
	}
}

func (s *Sim) mail(sh *shop, o *order, f *fulfilment, kind string) {
	if o.email == "" {
		return
	}
	m := Mail{
		Kind: kind, At: s.now(), Order: o.name, OrderID: strconv.FormatInt(o.id, 10), To: o.email,
		Company: f.company, Numbers: f.numbers, URLs: f.urls,
	}
	for _, l := range f.lines {
		m.Lines = append(m.Lines, strconv.Itoa(l.quantity)+" x "+l.line.title)
	}
	sh.mails = append(sh.mails, m)
}

// touch moves the order's time of change, by whole seconds as the shop shows it.
func (s *Sim) touch(o *order) {
	if now := s.now().Truncate(1e9); now.After(o.updated) {
		o.updated = now
	}
}

// onPaid does what a shop does by itself at payment: it sends gift cards, and everything when so set.
func (s *Sim) onPaid(sh *shop, o *order, quiet bool) {
	var cards []*line
	for _, l := range o.lines {
		if l.giftCard && o.unfulfilled(l) > 0 {
			cards = append(cards, l)
		}
	}
	if len(cards) > 0 {
		s.sendCards(sh, o, cards, quiet)
	}
	if !sh.autoFulfil {
		return
	}
	for _, fo := range o.fulfilmentOrders {
		if portions := fo.remaining(); fo.status == "open" && len(portions) > 0 {
			s.fulfil(sh, o, portions, tracking{}, false)
		}
	}
}

// sendCards records what the shop sent by mail: a fulfilment without tracking and without a destination.
func (s *Sim) sendCards(sh *shop, o *order, cards []*line, quiet bool) {
	f := &fulfilment{
		id: s.ids.take("Fulfillment"), name: o.name + "." + strconv.Itoa(len(o.fulfilments)+1), status: "success",
		created: s.now().Truncate(1e9), updated: s.now().Truncate(1e9),
	}
	for _, l := range cards {
		f.lines = append(f.lines, &fulfilmentLine{id: s.ids.take("FulfillmentLineItem"), line: l, quantity: o.unfulfilled(l)})
	}
	o.fulfilments = append(o.fulfilments, f)
	s.touch(o)
	if !quiet {
		s.emit(sh, "fulfillments/create", s.fulfilmentPayload(sh, o, f))
		s.emit(sh, "orders/updated", s.orderPayload(sh, o))
	}
}

func (fo *fulfilmentOrder) remaining() []portion {
	var all []portion
	for _, l := range fo.lines {
		if l.remaining > 0 {
			all = append(all, portion{order: fo, line: l, quantity: l.remaining})
		}
	}
	return all
}
