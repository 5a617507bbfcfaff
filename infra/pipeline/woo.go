package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"

	sim "onward/infra/sim/woocommerce"
	"onward/shared/order"
	"onward/shared/shop"
)

const (
	wooHost = "woo.test"
	wooSite = "demo"
)

// The ways in which a WooCommerce store can keep tracking numbers.
const (
	WayNotes       = ""
	WayFulfilments = "fulfilments"
	WayTracking    = "shipment_tracking"
	WayAdvanced    = "advanced_shipment_tracking"
)

type wooShop struct {
	sim    *sim.Sim
	clock  *clock
	access sim.Access
	ids    []int
}

func newWoo(c *clock, hooks *http.Client, opts Options) *wooShop {
	s := sim.New(sim.Options{Now: c.Now, BaseURL: "https://" + wooHost, Client: hooks, Seed: opts.Seed})
	set := sim.DefaultSettings()
	set.Fulfilments, set.ShipmentTracking, set.AdvancedShipmentTracking = opts.Way == WayFulfilments, opts.Way == WayTracking, opts.Way == WayAdvanced
	return &wooShop{sim: s, clock: c, access: s.Configure(wooSite, set)}
}

// wooGoods is what the simulated store sells, as product and variation.
func wooGoods() [][2]int { return [][2]int{{10, 0}, {11, 12}, {11, 101}, {102, 0}, {103, 0}} }

func (s *wooShop) connection() connection {
	var variants []string
	for _, g := range wooGoods() {
		id := g[0]
		if g[1] != 0 {
			id = g[1]
		}
		variants = append(variants, strconv.Itoa(id))
	}
	return connection{
		platform: order.WooCommerce, outside: wooHost + "/sites/" + wooSite, address: s.access.Address,
		credentials: shop.Credentials{Key: s.access.Key, Secret: s.access.Secret}, host: wooHost, handler: s.sim, variants: variants,
		made: func(calls *http.Client) (shop.Platform, error) {
			return shop.WooCommerce{HTTP: calls, Now: s.clock.Now}, nil
		},
	}
}

// Buy implements [Shop].
func (s *wooShop) Buy(b Basket) (string, error) {
	spec := sim.OrderSpec{Country: "US", Status: "processing"}
	if b.Unpaid {
		spec.Status = ""
	}
	for _, g := range b.Goods {
		spec.Lines = append(spec.Lines, sim.LineSpec{Product: wooGoods()[g.Article][0], Variation: wooGoods()[g.Article][1], Quantity: g.Units})
	}
	id, err := s.sim.Generate(wooSite, spec)
	if err == nil {
		s.ids = append(s.ids, id)
	}
	return strconv.Itoa(id), err
}

// command asks the simulator's control interface.
func (s *wooShop) command(path string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/_sim/sites/"+wooSite+path, strings.NewReader(string(raw)))
	out := httptest.NewRecorder()
	s.sim.ServeHTTP(out, req)
	if out.Code != http.StatusOK {
		return fmt.Errorf("%s: %s", path, out.Body)
	}
	return nil
}

// Act implements [Shop]. A merchant ships whole orders by hand.
func (s *wooShop) Act(id string, a Act) error {
	h, _ := s.held(id)
	if h.Cancelled && a.Do != Touch {
		return errors.New("it is over")
	}
	path := "/orders/" + id
	switch a.Do {
	case Pay:
		if h.Paid {
			return errors.New("it is paid")
		}
		return s.command(path+"/pay", nil)
	case Refund:
		return s.command(path+"/refund", map[string]any{"lines": map[string]int{a.Line: a.Units}})
	case Edit:
		quantity := a.Units
		for _, l := range h.Lines {
			if l.ID == a.Line {
				quantity += l.Gone // refunded units stay in the line
			}
		}
		return s.command(path+"/edit", map[string]any{"quantities": map[string]int{a.Line: quantity}})
	case Cancel:
		return s.command(path+"/status", map[string]string{"status": "cancelled"})
	case Hold:
		if h.Completed || !h.Paid {
			return errors.New("it is not under way")
		}
		return s.command(path+"/status", map[string]string{"status": "on-hold"})
	case Release:
		if h.Completed || !h.Paid {
			return errors.New("it is not under way")
		}
		return s.command(path+"/status", map[string]string{"status": "processing"})
	case ByHand:
		refunded := slices.ContainsFunc(h.Lines, func(l HeldLine) bool { return l.Gone > 0 })
		if h.Completed || !h.Paid || len(h.Shipments) > 0 || refunded {
			return errors.New("it is under way or done")
		}
		return s.command(path+"/ship", map[string]string{"number": a.Number, "provider": "DHL"})
	case Touch:
		return s.command(path+"/edit", map[string]any{})
	case Undo:
	}
	return errors.New("there is no such thing at WooCommerce")
}

// Deliver implements [Shop].
func (s *wooShop) Deliver(ctx context.Context) int { return s.sim.Cron(ctx) }

// Pending implements [Shop]. What waits goes out with the next visit to the site.
func (s *wooShop) Pending() int { return 0 }

// Throttle implements [Shop].
func (s *wooShop) Throttle() {
	s.sim.AddFault(wooSite, sim.Fault{Kind: sim.FaultThrottle, RetryAfter: 5})
}
