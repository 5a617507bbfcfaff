package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	sim "onward/infra/sim/wix"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/wix"
)

const (
	wixHost = "wix.test"
	wixSite = "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001"
	wixApp  = "app"
	// wixLeeway forgives deliveries that are repeated for two days with their first token.
	wixLeeway = 50 * time.Hour
)

type wixShop struct {
	sim   *sim.Sim
	clock *clock
}

func newWix(c *clock, hooks *http.Client, opts Options) (*wixShop, error) {
	s, err := sim.New(sim.Options{
		Key: opts.WixKey, Callback: onwardURL + "/hooks/wix", Sites: []string{wixSite}, Seed: opts.Seed, Now: c.Now, HTTP: hooks,
		AppID: wixApp, AppSecret: "secret", PerMinute: 100000,
	})
	if err != nil {
		return nil, err
	}
	return &wixShop{sim: s, clock: c}, nil
}

func (s *wixShop) connection() connection {
	var variants []string
	for i := range catalogue() {
		variants = append(variants, wixID("f1", i))
	}
	return connection{
		platform: order.Wix, outside: wixSite, host: wixHost, handler: s.sim, variants: variants,
		app: wix.NewHooks(s.sim.PublicKey(), wixLeeway, s.clock.Now),
		made: func(calls *http.Client) (shop.Platform, error) {
			client, err := wix.New(wix.Config{BaseURL: "https://" + wixHost, AppID: wixApp, AppSecret: "secret", HTTP: calls, Now: s.clock.Now})
			return shop.Wix{Calls: client}, err
		},
	}
}

func wixID(kind string, article int) string {
	return fmt.Sprintf("%s000000-0000-4000-8000-%012d", kind, article+1)
}

// Buy implements [Shop].
func (s *wixShop) Buy(b Basket) (string, error) {
	n := sim.NewOrder{ShipTo: map[string]any{"country": "US", "subdivision": "US-FL", "city": "Orlando", "postalCode": "32807", "phone": "4075550100"}}
	if b.Unpaid {
		n.Payment = "NOT_PAID"
	}
	for _, g := range b.Goods {
		n.Items = append(n.Items, sim.Item{Product: wixID("a1", g.Article), Variant: wixID("f1", g.Article), Quantity: g.Units, Cents: 1500})
	}
	return s.sim.Buy(wixSite, n)
}

// Act implements [Shop]. A refund at Wix is of money and names no line.
func (s *wixShop) Act(id string, a Act) error {
	switch a.Do {
	case Pay:
		return s.sim.Pay(wixSite, id)
	case Refund:
		return s.sim.Refund(wixSite, id, "1.00", false)
	case Edit:
		return s.sim.Edit(wixSite, id, map[string]int{a.Line: a.Units})
	case Cancel:
		return s.sim.Cancel(wixSite, id)
	case ByHand:
		_, err := s.sim.FulfilByHand(wixSite, id, map[string]int{a.Line: a.Units}, a.Number, "Post", "")
		return err
	case Undo:
		for _, h := range s.Orders() {
			if h.ID == id && len(h.Shipments) > 0 {
				return s.sim.UnfulfilByHand(wixSite, id, h.Shipments[0].ID)
			}
		}
	case Hold, Release, Touch:
	}
	return errors.New("there is no such thing at Wix")
}

// Deliver implements [Shop].
func (s *wixShop) Deliver(ctx context.Context) int { return s.sim.Deliver(ctx) }

// Pending implements [Shop].
func (s *wixShop) Pending() int { return s.sim.Counters().Waiting }

// Throttle implements [Shop].
func (s *wixShop) Throttle() { s.sim.AddFault(sim.Fault{Status: http.StatusTooManyRequests}) }

// wixOrder is what is read of an order at Wix.
type wixOrder struct {
	Order struct {
		ID            string `json:"id"`
		Status        string `json:"status"`
		PaymentStatus string `json:"paymentStatus"`
		LineItems     []struct {
			ID               string `json:"id"`
			Quantity         int    `json:"quantity"`
			CatalogReference struct {
				Options struct {
					VariantID string `json:"variantId"`
				} `json:"options"`
			} `json:"catalogReference"`
		} `json:"lineItems"`
	} `json:"order"`
	Fulfillments []struct {
		ID        string `json:"id"`
		LineItems []struct {
			ID       string `json:"id"`
			Quantity int    `json:"quantity"`
		} `json:"lineItems"`
		TrackingInfo struct {
			TrackingNumber string `json:"trackingNumber"`
		} `json:"trackingInfo"`
	} `json:"fulfillments"`
}

// Orders implements [Shop].
func (s *wixShop) Orders() []Held {
	var out []Held
	for _, o := range s.sim.Orders(wixSite) {
		id, _ := o["id"].(string)
		raw, err := json.Marshal(s.sim.Show(wixSite, id))
		var w wixOrder
		if err == nil {
			err = json.Unmarshal(raw, &w)
		}
		if err != nil {
			panic("wix order cannot be read: " + err.Error()) // the simulator's own JSON
		}
		out = append(out, w.held())
	}
	return out
}

func (w *wixOrder) held() Held {
	h := Held{ID: w.Order.ID, Name: w.Order.ID, Paid: w.Order.PaymentStatus != "NOT_PAID", Cancelled: w.Order.Status == "CANCELED"}
	sent := map[string]int{}
	for _, f := range w.Fulfillments {
		s := Shipment{ID: f.ID, Lines: map[string]int{}}
		if f.TrackingInfo.TrackingNumber != "" {
			s.Numbers = strings.Split(f.TrackingInfo.TrackingNumber, ", ") // there is one field for all
		}
		for _, l := range f.LineItems {
			s.Lines[l.ID] += l.Quantity
			sent[l.ID] += l.Quantity
		}
		h.Shipments = append(h.Shipments, s)
	}
	for _, l := range w.Order.LineItems {
		h.Lines = append(h.Lines, HeldLine{ID: l.ID, Variant: l.CatalogReference.Options.VariantID, Ordered: l.Quantity, Fulfilled: sent[l.ID]})
	}
	return h
}

// Mails implements [Shop]. Wix mails by itself for every number that is new, and says of none that it took another's place.
func (s *wixShop) Mails() []Mail {
	var out []Mail
	for _, m := range s.sim.Mails() {
		out = append(out, Mail{Order: m.Order, Numbers: strings.Split(m.Number, ", "), Update: true})
	}
	return out
}
