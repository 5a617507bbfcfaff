package house

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"onward/infra/play/catalogue"
	"onward/infra/play/plot"
	"onward/infra/sim/wix"
)

// wixStore is a simulated Wix site as scenes see it.
type wixStore struct {
	sim  *wix.Sim
	site string
	id   string // Onward's

	names lineNames
}

var _ plot.Store = (*wixStore)(nil)

func (s *wixStore) ID() string { return s.id }

func (s *wixStore) Buy(b plot.Basket) (id, name string, err error) {
	to := address(b)
	n := wix.NewOrder{Email: b.Email, Pickup: b.Pickup, ShipTo: map[string]any{
		"first": to.FirstName, "last": to.LastName, "phone": to.Phone, "country": to.CountryCode, "subdivision": "US-" + to.ProvinceCode,
		"city": to.City, "postalCode": to.Zip, "addressLine": to.Address1,
	}}
	switch {
	case b.Unpaid:
		n.Payment = "NOT_PAID"
	case b.Unapproved:
		n.Status = "PENDING"
	}
	for _, item := range b.Items {
		a, ok := catalogue.Find(item.Article)
		if !ok {
			return "", "", errors.New("no article " + item.Article)
		}
		one := wix.Item{Name: a.Title, SKU: a.Key, Product: guid(a.Product), Variant: guid(a.Variant), Quantity: item.Units, Cents: cents(a.Price)}
		switch {
		case a.Card:
			one.Preset = "GIFT_CARD"
		case a.Digital:
			one.Preset = "DIGITAL"
		}
		n.Items = append(n.Items, one)
	}
	if b.Lost {
		s.sim.SetMischief(mischief(2)) // that it was made, and that it was approved
	}
	if id, err = s.sim.Buy(s.site, n); err != nil {
		return "", "", err
	}
	v, err := s.view(id)
	s.names.note(id, v.articles())
	return id, fmt.Sprintf("#%d", v.Order.Number), err
}

func cents(price string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(price, ".", ""))
	if err != nil {
		return 0
	}
	return n
}

// wixView is what the simulator shows of an order.
type wixView struct {
	Order struct {
		Number int    `json:"number"`
		Status string `json:"fulfillmentStatus"`
		Lines  []struct {
			ID       string `json:"id"`
			Physical struct {
				SKU string `json:"sku"`
			} `json:"physicalProperties"`
		} `json:"lineItems"`
		Price struct {
			Total struct {
				Amount string `json:"amount"`
			} `json:"total"`
		} `json:"priceSummary"`
	} `json:"order"`
	Fulfilments []struct {
		ID    string `json:"id"`
		Lines []struct {
			ID       string `json:"id"`
			Quantity int    `json:"quantity"`
		} `json:"lineItems"`
		Tracking struct {
			Number   string `json:"trackingNumber"`
			Provider string `json:"shippingProvider"`
			Link     string `json:"trackingLink"`
		} `json:"trackingInfo"`
	} `json:"fulfillments"`
}

func (s *wixStore) view(order string) (v wixView, err error) {
	raw, err := json.Marshal(s.sim.Show(s.site, order))
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		return v, fmt.Errorf("order %s: %w", order, err)
	}
	return v, nil
}

func (v wixView) articles() map[string]string {
	out := map[string]string{}
	for _, l := range v.Order.Lines {
		out[l.ID] = l.Physical.SKU
	}
	return out
}

func (s *wixStore) Lines(order string) (map[string]string, error) {
	v, err := s.view(order)
	return s.names.note(order, v.articles()), err
}

func (s *wixStore) Act(order string, d plot.Deed) error {
	v, err := s.view(order)
	if err != nil {
		return err
	}
	lines := map[string]int{}
	for _, item := range d.Items {
		for id, article := range v.articles() {
			if article == item.Article {
				lines[id] = item.Units
			}
		}
	}
	switch d.Do {
	case "pay":
		return s.sim.Pay(s.site, order)
	case "approve":
		return s.sim.Approve(s.site, order)
	case "anonymise":
		return s.sim.Anonymise(s.site, order)
	case "cancel":
		return s.sim.Cancel(s.site, order)
	case "edit":
		return s.sim.Edit(s.site, order, lines)
	case "refund":
		amount := d.Amount
		if amount == "" {
			amount = v.Order.Price.Total.Amount
		}
		return s.sim.Refund(s.site, order, amount, false)
	case "fulfil":
		_, err := s.sim.FulfilByHand(s.site, order, lines, first(d.Numbers), "", "")
		return err
	case "unfulfil":
		if len(v.Fulfilments) == 0 {
			return errors.New("nothing is fulfilled")
		}
		return s.sim.UnfulfilByHand(s.site, order, v.Fulfilments[0].ID)
	default:
		return errors.New("a Wix site has no " + d.Do)
	}
}

func (s *wixStore) Holds(order string) (plot.Held, error) {
	v, err := s.view(order)
	if err != nil {
		return plot.Held{}, err
	}
	held := plot.Held{Status: v.Order.Status}
	for _, m := range s.sim.Mails() {
		if m.Order == order {
			held.Mails = append(held.Mails, plot.Mail{About: "shipped", Numbers: strings.Split(m.Number, ", "), To: m.To})
		}
	}
	articles := s.names.note(order, v.articles())
	for _, f := range v.Fulfilments {
		shipment := plot.Shipment{Carrier: f.Tracking.Provider, Link: f.Tracking.Link}
		if f.Tracking.Number != "" {
			shipment.Numbers = strings.Split(f.Tracking.Number, ", ") // Wix has one field for all
		}
		for _, l := range f.Lines {
			shipment.Items = append(shipment.Items, plot.Item{Article: articles[l.ID], Units: l.Quantity})
		}
		held.Shipments = append(held.Shipments, shipment)
	}
	return held, nil
}
