package house

import (
	"errors"
	"slices"
	"strings"

	"onward/infra/play/catalogue"
	"onward/infra/play/plot"
	"onward/infra/sim/shopify"
)

// shopifyStore is a simulated Shopify shop as scenes see it.
type shopifyStore struct {
	sim    *shopify.Sim
	domain string
	id     string // Onward's
	names  lineNames
}

var _ plot.Store = (*shopifyStore)(nil)

func (s *shopifyStore) ID() string { return s.id }

func (s *shopifyStore) Buy(b plot.Basket) (id, name string, err error) {
	spec := shopify.OrderSpec{Email: b.Email, Test: b.Test, Quiet: b.Lost, Address: address(b), Shipping: "4.90"}
	switch {
	case b.Unpaid:
		spec.Financial = "pending"
	case b.Authorized:
		spec.Financial = "authorized"
	}
	if b.Held {
		spec.Hold = "awaiting_payment"
	}
	for _, item := range b.Items {
		a, ok := catalogue.Find(item.Article)
		if !ok {
			return "", "", errors.New("no article " + item.Article)
		}
		spec.Lines = append(spec.Lines, shopify.LineSpec{
			Title: a.Title, SKU: a.Key, Product: a.Product, Variant: a.Variant, Price: a.Price, Quantity: item.Units,
			GiftCard: a.Card, Digital: a.Digital, Locations: b.Places,
		})
	}
	view, err := s.sim.CreateOrder(s.domain, spec)
	if err != nil {
		return "", "", err
	}
	s.note(view)
	return view.ID, view.Name, nil
}

// address is an ordinary customer's; the basket may replace parts of it.
func address(b plot.Basket) *shopify.Address {
	first, last, _ := strings.Cut(b.Name, " ")
	a := &shopify.Address{
		FirstName: first, LastName: last, Address1: "1600 Long Boulevard", City: "Orlando", Province: "Florida", ProvinceCode: "FL",
		Zip: "32801", Country: "United States", CountryCode: "US", Phone: "+1 407 555 0147",
	}
	if b.Street != "" {
		a.Address1 = b.Street
	}
	return a
}

// note keeps which line is which article.
func (s *shopifyStore) note(view shopify.OrderView) map[string]string {
	now := map[string]string{}
	for _, l := range view.Lines {
		now[l.ID] = l.SKU
	}
	return s.names.note(view.ID, now)
}

func (s *shopifyStore) Lines(order string) (map[string]string, error) {
	if view, err := s.sim.Order(s.domain, order); err == nil {
		return s.note(view), nil
	}
	return s.names.note(order, nil), nil // deleted
}

func (s *shopifyStore) Act(order string, d plot.Deed) error {
	a := shopify.Action{Do: d.Do, Amount: d.Amount, Numbers: d.Numbers, Notify: d.Mail}
	for _, item := range d.Items {
		a.Lines = append(a.Lines, shopify.ActionLine{Line: item.Article, Quantity: item.Units})
	}
	switch d.Do {
	case "unfulfil":
		a.Do = "cancel_fulfilment"
	case "refund":
		// Shopify's refunds name their lines; a refund of everything names them all.
		if len(a.Lines) == 0 && a.Amount == "" {
			view, err := s.sim.Order(s.domain, order)
			if err != nil {
				return err
			}
			for _, l := range view.Lines {
				a.Lines = append(a.Lines, shopify.ActionLine{Line: l.ID, Quantity: l.Current})
			}
		}
	case "fulfil":
		if len(d.Numbers) > 0 {
			a.Company = "China Post"
		}
	}
	view, err := s.sim.Do(s.domain, order, a)
	if err == nil && d.Do != "delete" {
		s.note(view)
	}
	return err
}

func (s *shopifyStore) Holds(order string) (plot.Held, error) {
	var held plot.Held
	for _, m := range s.sim.Mails(s.domain) {
		if m.OrderID == order {
			about := map[string]string{"shipping_confirmation": "shipped", "shipping_update": "changed"}[m.Kind]
			held.Mails = append(held.Mails, plot.Mail{About: about, Numbers: m.Numbers, To: m.To})
		}
	}
	i := slices.IndexFunc(s.sim.Orders(s.domain), func(v shopify.OrderView) bool { return v.ID == order })
	if i < 0 {
		return held, nil // deleted
	}
	view, err := s.sim.Order(s.domain, order)
	if err != nil {
		return held, err
	}
	lines := s.note(view)
	held.Status = view.Fulfilment
	for _, f := range view.Fulfilments {
		if f.Status != "success" {
			continue
		}
		shipment := plot.Shipment{Numbers: f.Numbers}
		for line, units := range f.Lines {
			shipment.Items = append(shipment.Items, plot.Item{Article: lines[line], Units: units})
		}
		held.Shipments = append(held.Shipments, shipment)
	}
	return held, nil
}
