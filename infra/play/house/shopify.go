package house

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"onward/infra/play/catalogue"
	"onward/infra/play/gate"
	"onward/infra/play/merchant"
	"onward/infra/play/plot"
	"onward/infra/sim/shopify"
	realshopify "onward/shared/store/shopify"
)

// The app at the simulated Shopify.
const (
	shopifyClientID = "play-client"
	shopifySecret   = "play-shopify-secret"
)

// shops is the stores' side of the house.
type shops struct {
	shopify    *shopify.Sim
	loud       *shopify.Sim // loses, doubles and shuffles webhooks
	shopifyURL string
}

// The shops by the names that scenes have for them.
func shopDomains() map[string]string {
	return map[string]string{
		"shopify": "acme.myshopify.com", "shopify-bulk": "acme-bulk.myshopify.com", "shopify-loud": "acme-loud.myshopify.com",
		"shopify-quiet": "acme-quiet.myshopify.com", "shopify-recorded": "acme-recorded.myshopify.com",
	}
}

const loudDomain = "acme-loud.myshopify.com"

func (h *House) startShopify(ctx context.Context) error {
	var err error
	opts := shopify.Options{AllowHTTP: true, RetryBase: time.Second, Hang: 5 * time.Second}
	if h.shopify, err = shopify.New(opts); err != nil {
		return err
	}
	if h.loud, err = shopify.New(opts); err != nil {
		return err
	}
	h.loud.SetRules(shopify.Rules{DropEvery: 3, DuplicateEvery: 2, Reverse: true})
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/shops/"+loudDomain+"/"):
			h.loud.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/loud/"):
			http.StripPrefix("/loud", h.loud).ServeHTTP(w, r)
		default:
			h.shopify.ServeHTTP(w, r)
		}
	})
	g := gate.New(both, shopifyCall)
	h.Gates = append(h.Gates, g)
	if h.shopifyURL, err = h.serve(ctx, g); err != nil {
		return err
	}
	for name, domain := range shopDomains() {
		sim := h.simOf(domain)
		if err := sim.CreateApp(shopify.AppSpec{ClientID: shopifyClientID, ClientSecret: shopifySecret}); err != nil {
			return err
		}
		// Time passes many times faster than it does, and so must the budget of query costs fill up again.
		spec := shopify.ShopSpec{Domain: domain, Name: name, Maximum: 20000, Restore: 2000, Locations: []shopify.LocationSpec{{Name: "Shop location"}, {Name: "Warehouse"}}}
		if err := sim.CreateShop(spec); err != nil {
			return err
		}
	}
	go h.shopify.Run(ctx)
	go h.loud.Run(ctx)
	h.Addresses = append(h.Addresses, Address{"simulated Shopify", h.shopifyURL + "/_sim"})
	return nil
}

// connectShopify connects the shops, each with the app installed.
func (h *House) connectShopify(ctx context.Context) error {
	domains := shopDomains()
	for _, name := range slices.Sorted(maps.Keys(domains)) {
		domain := domains[name]
		sim := h.simOf(domain)
		installed, err := sim.Install(domain, shopify.InstallSpec{ClientID: shopifyClientID, Scopes: realshopify.WantedScopes()})
		if err != nil {
			return err
		}
		shop := merchant.Shop{Platform: "shopify", Shop: domain, Credentials: map[string]string{"access": installed.Token}}
		err = h.add(ctx, name, shop, func(a catalogue.Article) string { return a.Variant }, func(id string) plot.Store {
			return &shopifyStore{sim: sim, domain: domain, id: id}
		})
		if err != nil {
			return err
		}
	}
	if err := h.quieten(ctx, "shopify-quiet"); err != nil {
		return err
	}
	return h.Merchant.Settings(ctx, h.store("shopify-bulk").ID(), func(s map[string]any) { s["mode"] = "bulk" })
}

func (h *House) simOf(domain string) *shopify.Sim {
	if domain == loudDomain {
		return h.loud
	}
	return h.shopify
}

// shopifyCall names a call by its operation.
func shopifyCall(r *http.Request, body []byte) string {
	switch {
	case strings.Contains(r.URL.Path, "/_sim"):
		return ""
	case strings.HasSuffix(r.URL.Path, "/graphql.json"):
		var in struct {
			Name string `json:"operationName"`
		}
		if json.Unmarshal(body, &in) != nil {
			return "shopify"
		}
		return "shopify " + in.Name
	default:
		return "shopify oauth"
	}
}
