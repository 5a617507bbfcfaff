package woocommerce

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
)

func orderCommands() []command {
	on := func(do func(*Sim, *commandRequest, *order) error) func(*Sim, *commandRequest) (any, error) {
		return func(s *Sim, c *commandRequest) (any, error) {
			id, err := strconv.Atoi(c.args[1])
			o := c.st.orders[id]
			if err != nil || o == nil {
				return nil, fmt.Errorf("no order %q", c.args[1])
			}
			if err := do(s, c, o); err != nil {
				return nil, err
			}
			return s.view(c.st, o), nil
		}
	}
	simple := func(do func(*Sim, *site, *order)) func(*Sim, *commandRequest) (any, error) {
		return on(func(s *Sim, c *commandRequest, o *order) error { do(s, c.st, o); return nil })
	}
	return []command{
		{"POST", "/_sim/sites/{}/orders", `makes orders (fields of OrderSpec, and "count"); gives their ids`, (*Sim).cmdOrders},
		{"GET", "/_sim/sites/{}/orders", "lists orders: id, status, lines", (*Sim).cmdOrderList},
		{"GET", "/_sim/sites/{}/orders/{}", "shows an order with fulfilments, trackings, notes, refunds and mails", simple(func(*Sim, *site, *order) {})},
		{"POST", "/_sim/sites/{}/orders/{}/pay", "the payment comes in", simple((*Sim).pay)},
		{"POST", "/_sim/sites/{}/orders/{}/status", `sets a status, a plugin's too: {"status":"on-hold"}`, on((*Sim).cmdStatus)},
		{"POST", "/_sim/sites/{}/orders/{}/trash", "moves it to the trash", simple((*Sim).trash)},
		{"POST", "/_sim/sites/{}/orders/{}/restore", "takes it out of the trash", simple((*Sim).restore)},
		{"POST", "/_sim/sites/{}/orders/{}/delete", "deletes it for good", simple((*Sim).remove)},
		{"POST", "/_sim/sites/{}/orders/{}/refund", `gives money, or goods, or all back: {"amount":"1.00"} {"lines":{"1":2}} {"full":true}`, on((*Sim).cmdRefund)},
		{"POST", "/_sim/sites/{}/orders/{}/edit", `the merchant edits: {"quantities":{"1":0},"shipping":{...}}`, on((*Sim).cmdEdit)},
		{"POST", "/_sim/sites/{}/orders/{}/anonymise", "runs WordPress' personal data eraser over it", simple((*Sim).erase)},
		{"POST", "/_sim/sites/{}/orders/{}/ship", `the merchant ships by hand with what the store has: {"number":"X1","provider":"DHL"}`, on((*Sim).cmdShip)},
	}
}

func (s *Sim) cmdOrders(c *commandRequest) (any, error) {
	var in struct {
		OrderSpec

		Count int `json:"count"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	ids := []int{}
	for range max(in.Count, 1) {
		id, err := s.generate(c.st, in.OrderSpec)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (s *Sim) cmdOrderList(c *commandRequest) (any, error) {
	type row struct {
		ID     int         `json:"id"`
		Status string      `json:"status"`
		Lines  map[int]int `json:"lines"`
	}
	out := map[int]row{}
	for id, o := range c.st.orders {
		r := row{ID: id, Status: o.status, Lines: map[int]int{}}
		for _, l := range o.lines {
			r.Lines[l.id] = l.quantity
		}
		out[id] = r
	}
	return out, nil
}

func (s *Sim) cmdStatus(c *commandRequest, o *order) error {
	var in struct {
		Status string `json:"status"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if in.Status == "" {
		return errors.New("status: is needed")
	}
	s.setStatus(c.st, o, in.Status)
	return nil
}

func (s *Sim) cmdRefund(c *commandRequest, o *order) error {
	var in struct {
		Amount decimal.Decimal `json:"amount"`
		Lines  map[int]int     `json:"lines"`
		Full   bool            `json:"full"`
		Reason string          `json:"reason"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if in.Full {
		in.Amount = o.total().Sub(o.refunded())
	}
	_, err := s.refund(c.st, o, in.Lines, in.Amount, in.Reason)
	return err
}

func (s *Sim) cmdEdit(c *commandRequest, o *order) error {
	var in struct {
		Quantities map[int]int `json:"quantities"`
		Shipping   *address    `json:"shipping"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	for id, n := range in.Quantities {
		if o.line(id) == nil || n < 0 {
			return fmt.Errorf("no line %d, or a negative quantity", id)
		}
		s.quantity(c.st, o, id, n)
	}
	if in.Shipping != nil {
		o.shipping = *in.Shipping
		s.touch(c.st, o)
	}
	return nil
}

// cmdShip is what a merchant does by hand: with core fulfilments all that is
// left goes into one, with a plugin the number is added, and the order is completed.
func (s *Sim) cmdShip(c *commandRequest, o *order) error {
	in := struct{ Number, Provider string }{Provider: "DHL"}
	if err := c.decode(&in); err != nil {
		return err
	}
	if c.st.set.Fulfilments {
		f := &fulfilment{id: take(&c.st.nextFulfilment), status: "fulfilled"}
		var items []item
		for _, l := range o.lines {
			items = append(items, item{ID: l.id, Qty: l.quantity})
		}
		f.set(c.st, "_items", items)
		f.set(c.st, "_tracking_number", in.Number)
		f.set(c.st, "_shipment_provider", in.Provider)
		o.fulfilments = append(o.fulfilments, f)
		s.afterFulfilment(c.st, o, f, fulfilmentInput{Notify: true}, false)
	} else if c.st.set.ShipmentTracking || c.st.set.AdvancedShipmentTracking {
		link, _ := providerLink(in.Provider)
		o.trackings = append(o.trackings, tracking{id: md5hex(in.Number), provider: in.Provider, number: in.Number, link: link, shipped: s.clockDay()})
		s.trackingsChanged(c.st, o)
	}
	s.setStatus(c.st, o, "completed")
	return nil
}

// view is all that is known of an order, in one piece.
func (s *Sim) view(st *site, o *order) any {
	fulfilments, trackings, notes, refunds, mails := []any{}, []any{}, []any{}, []any{}, []Mail{}
	for _, f := range o.live() {
		fulfilments = append(fulfilments, f.json(strconv.Itoa(o.id), true))
	}
	for _, t := range o.trackings {
		trackings = append(trackings, t.json(o, "", ""))
	}
	for _, n := range o.notes {
		notes = append(notes, s.noteJSON(st, o, n))
	}
	for _, r := range o.refunds {
		refunds = append(refunds, s.refundJSON(st, o, r))
	}
	for _, m := range st.mails {
		if m.Order == o.id {
			mails = append(mails, m)
		}
	}
	return map[string]any{
		"order": s.payload(st, o), "fulfilments": fulfilments, "trackings": trackings,
		"notes": notes, "refunds": refunds, "mails": mails,
	}
}

// View is what the control interface shows of an order, as JSON; nil when it is not there.
func (s *Sim) View(name string, id int) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[name]
	if st == nil || st.orders[id] == nil {
		return nil
	}
	raw, err := json.Marshal(s.view(st, st.orders[id]))
	if err != nil {
		return nil
	}
	return raw
}
