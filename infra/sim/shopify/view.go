package shopify

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// OrderView is an order as the control interface shows it: what the shop holds, in plain ids.
type OrderView struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Financial   string           `json:"financial"`
	Fulfilment  string           `json:"fulfilment"`
	Cancelled   bool             `json:"cancelled,omitempty"`
	Closed      bool             `json:"closed,omitempty"`
	CreatedAt   time.Time        `json:"created_at"`
	UpdatedAt   time.Time        `json:"updated_at"`
	Total       string           `json:"total"`
	Refunded    string           `json:"refunded"`
	Lines       []LineView       `json:"lines"`
	Orders      []PartView       `json:"fulfilment_orders"`
	Fulfilments []FulfilmentView `json:"fulfilments"`
}

// LineView is a line with its quantities.
type LineView struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	SKU       string `json:"sku,omitempty"`
	Product   string `json:"product,omitempty"`
	Variant   string `json:"variant,omitempty"`
	Quantity  int    `json:"quantity"`
	Current   int    `json:"current"`
	Open      int    `json:"open"`
	Fulfilled int    `json:"fulfilled"`
}

// PartView is a fulfilment order.
type PartView struct {
	ID        string         `json:"id"`
	Status    string         `json:"status"`
	Location  string         `json:"location"`
	Remaining map[string]int `json:"remaining"`
}

// FulfilmentView is a fulfilment.
type FulfilmentView struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Status   string         `json:"status"`
	Company  string         `json:"company,omitempty"`
	Numbers  []string       `json:"numbers,omitempty"`
	URLs     []string       `json:"urls,omitempty"`
	Location string         `json:"location,omitempty"`
	Lines    map[string]int `json:"lines"`
}

// Orders shows all orders of a shop, oldest first.
func (s *Sim) Orders(domain string) []OrderView {
	s.mu.Lock()
	defer s.mu.Unlock()
	sh := s.shops[strings.ToLower(domain)]
	if sh == nil {
		return nil
	}
	all := []OrderView{}
	for _, o := range sh.orders {
		all = append(all, s.view(sh, o))
	}
	return all
}

// Order shows one order, named by its id or by its name.
func (s *Sim) Order(domain, id string) (OrderView, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sh, o, err := s.orderOf(domain, id)
	if err != nil {
		return OrderView{}, fmt.Errorf("order: %w", err)
	}
	return s.view(sh, o), nil
}

// Mails shows what customers of a shop were sent.
func (s *Sim) Mails(domain string) []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	sh := s.shops[strings.ToLower(domain)]
	if sh == nil {
		return nil
	}
	return append([]Mail{}, sh.mails...)
}

func (s *Sim) view(_ *shop, o *order) OrderView {
	v := OrderView{
		ID: strconv.FormatInt(o.id, 10), Name: o.name, Financial: o.financial, Fulfilment: o.displayStatus(),
		Cancelled: o.cancelled != nil, Closed: o.closed != nil, CreatedAt: o.created, UpdatedAt: o.updated,
		Total: price(o.total()), Refunded: price(o.refunded()), Orders: []PartView{}, Fulfilments: []FulfilmentView{},
	}
	for _, l := range o.lines {
		line := LineView{
			ID: strconv.FormatInt(l.id, 10), Title: l.title, SKU: l.sku, Quantity: l.quantity,
			Current: l.current(), Open: o.fulfillable(l), Fulfilled: o.fulfilled(l),
		}
		if l.product != 0 {
			line.Product, line.Variant = strconv.FormatInt(l.product, 10), strconv.FormatInt(l.variant, 10)
		}
		v.Lines = append(v.Lines, line)
	}
	for _, fo := range o.fulfilmentOrders {
		part := PartView{ID: strconv.FormatInt(fo.id, 10), Status: fo.status, Location: fo.location.name, Remaining: map[string]int{}}
		for _, l := range fo.lines {
			part.Remaining[strconv.FormatInt(l.line.id, 10)] += l.remaining
		}
		v.Orders = append(v.Orders, part)
	}
	for _, f := range o.fulfilments {
		shown := FulfilmentView{
			ID: strconv.FormatInt(f.id, 10), Name: f.name, Status: f.status, Company: f.company, Numbers: f.numbers, URLs: f.urls,
			Lines: map[string]int{},
		}
		if f.location != nil {
			shown.Location = f.location.name
		}
		for _, l := range f.lines {
			shown.Lines[strconv.FormatInt(l.line.id, 10)] += l.quantity
		}
		v.Fulfilments = append(v.Fulfilments, shown)
	}
	return v
}
