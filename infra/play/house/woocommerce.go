package house

import (
	"context"
	"net/http"
	"strings"

	"onward/infra/play/catalogue"
	"onward/infra/play/gate"
	"onward/infra/play/merchant"
	"onward/infra/play/plot"
	"onward/infra/sim/woocommerce"
)

// wooShops is the WooCommerce stores' side of the house.
type wooShops struct {
	woo    *woocommerce.Sim
	wooURL string
	door   *door
	visits visits
}

// wooStores are the stores by the names that scenes have for them: which plugins they have, and what their webhooks suffer.
func wooStores() []wooSpec {
	with := func(change func(*woocommerce.Settings)) woocommerce.Settings {
		s := woocommerce.DefaultSettings()
		s.Currency = "USD"
		s.Fulfilments, s.ShipmentTracking, s.AdvancedShipmentTracking = false, false, false
		change(&s)
		return s
	}
	plugin := with(func(s *woocommerce.Settings) { s.ShipmentTracking = true })
	core := with(func(s *woocommerce.Settings) { s.Fulfilments = true })
	return []wooSpec{
		{name: "woo", settings: plugin},
		{name: "woo-core", settings: core},
		{name: "woo-quiet", settings: core, quiet: true},
		{name: "woo-advanced", settings: with(func(s *woocommerce.Settings) { s.AdvancedShipmentTracking, s.PlainPermalinks = true, true })},
		{name: "woo-notes", settings: with(func(s *woocommerce.Settings) { s.GMTOffsetMinutes = 330 })},
		{name: "woo-cut", settings: plugin},
		{name: "woo-lost", settings: plugin, faults: &woocommerce.HookFaults{Drop: 1 << 30}},
		{name: "woo-twice", settings: plugin, faults: &woocommerce.HookFaults{Duplicate: 1 << 30, Reverse: true}},
	}
}

type wooSpec struct {
	name     string
	settings woocommerce.Settings
	faults   *woocommerce.HookFaults
	quiet    bool // the merchant wants no mails about parcels
}

func (h *House) startWooCommerce(ctx context.Context) error {
	h.door = newDoor()
	h.woo = woocommerce.New(woocommerce.Options{Seed: 1, Client: h.door.client(), Now: h.visits.now})
	g := gate.New(h.woo, wooCall)
	h.Gates = append(h.Gates, g)
	var err error
	if h.wooURL, err = h.serve(ctx, g); err != nil {
		return err
	}
	h.woo.SetBaseURL(h.wooURL)
	go h.visits.run(ctx, h.woo.Cron)
	h.Addresses = append(h.Addresses, Address{"simulated WooCommerce", h.wooURL + "/_sim"})
	return nil
}

// wooCall names a call by method and route.
func wooCall(r *http.Request, _ []byte) string {
	route := r.URL.Query().Get("rest_route")
	if route == "" {
		_, rest, ok := strings.Cut(r.URL.Path, "/wp-json")
		if !ok {
			return ""
		}
		route = rest
	}
	return "woocommerce " + r.Method + " " + gate.Masked(route)
}

func (h *House) connectWooCommerce(ctx context.Context) error {
	for _, spec := range wooStores() {
		access := h.woo.Configure(spec.name, spec.settings)
		shop := merchant.Shop{
			Platform: "woocommerce", Shop: access.Address, Credentials: map[string]string{"key": access.Key, "secret": access.Secret},
		}
		err := h.add(ctx, spec.name, shop, func(a catalogue.Article) string { return a.Variant }, func(id string) plot.Store {
			return &wooStore{house: h, sim: h.woo, site: spec.name, control: h.wooURL + "/_sim/sites/" + spec.name, id: id}
		})
		if err != nil {
			return err
		}
		if spec.quiet {
			if err := h.quieten(ctx, spec.name); err != nil {
				return err
			}
		}
		if spec.faults != nil {
			if err := control(ctx, h.wooURL+"/_sim/sites/"+spec.name+"/webhook-faults", spec.faults, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
