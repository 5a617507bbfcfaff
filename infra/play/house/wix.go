package house

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"onward/infra/play/catalogue"
	"onward/infra/play/gate"
	"onward/infra/play/plot"
	"onward/infra/sim/wix"
)

// The app at the simulated Wix, and the sites that have it installed. At the second the merchant has chosen how carriers
// are named and where their links lead.
const (
	wixAppID  = "7a3d4c52-6b1f-4f0e-9a57-2f8a1c9d0e11"
	wixSecret = "play-wix-secret"
)

// wixInstances are the sites by the names that scenes have for them. Wix takes 200 calls a minute from an app on one site,
// which many orders in a short time reach: so they are spread.
func wixInstances() map[string]string {
	return map[string]string{
		"wix": "3b9f1d20-7c44-4e6a-8f35-5d2c6a1b9e07", "wix-carrier": "3b9f1d20-7c44-4e6a-8f35-5d2c6a1b9e08",
		"wix-second": "3b9f1d20-7c44-4e6a-8f35-5d2c6a1b9e09", "wix-third": "3b9f1d20-7c44-4e6a-8f35-5d2c6a1b9e0a",
	}
}

// wixSites is the Wix sites' side of the house.
type wixSites struct {
	wix    *wix.Sim
	wixURL string
}

func (h *House) startWix(ctx context.Context) error {
	var err error
	h.wix, err = wix.New(wix.Options{AppID: wixAppID, AppSecret: wixSecret, Sites: slices.Sorted(maps.Values(wixInstances())), Seed: 1, RetryScale: 0.01})
	if err != nil {
		return err
	}
	h.wix.SetMischief(mischief(0))
	g := gate.New(h.wix, wixCall)
	h.Gates = append(h.Gates, g)
	if h.wixURL, err = h.serve(ctx, g); err != nil {
		return err
	}
	go h.wix.Run(ctx)
	h.Addresses = append(h.Addresses, Address{"simulated Wix", h.wixURL + "/_sim"})
	return nil
}

// mischief is what happens to webhooks: Wix sends at least once and in no order, so here each comes twice, the newest
// first. The next so many are lost.
func mischief(lost int) wix.Mischief {
	return wix.Mischief{Duplicate: 1 << 30, Reverse: true, Drop: lost}
}

// wixCall names a call by method and path.
func wixCall(r *http.Request, _ []byte) string {
	if strings.HasPrefix(r.URL.Path, "/_sim") {
		return ""
	}
	return "wix " + r.Method + " " + gate.Masked(r.URL.Path)
}

func (h *House) connectWix(ctx context.Context) error {
	h.wix.SetCallback(h.Stack.PublicURL + "/hooks/wix")
	for name, site := range wixInstances() {
		id, err := h.Merchant.ConnectWix(ctx, signed(site))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		err = h.furnish(ctx, name, id, func(a catalogue.Article) string { return guid(a.Variant) }, func(id string) plot.Store {
			return &wixStore{sim: h.wix, site: site, id: id}
		})
		if err != nil {
			return err
		}
	}
	return h.Merchant.Carriers(ctx, h.store("wix-carrier").ID(), "Parcel House", "https://track.example.com/{number}")
}

// signed is what Wix tells an app of the site in which it was installed.
func signed(instance string) string {
	encode := base64.RawURLEncoding.EncodeToString
	content := encode([]byte(`{"instanceId":"` + instance + `","appDefId":"` + wixAppID + `","signDate":"` + time.Now().UTC().Format(time.RFC3339) + `"}`))
	mac := hmac.New(sha256.New, []byte(wixSecret))
	mac.Write([]byte(content))
	return encode(mac.Sum(nil)) + "." + content
}

// guid makes an id as Wix has them of one as Shopify has them.
func guid(id string) string {
	const zeros = "000000000000"
	return "5f8a1c9d-0000-4000-8000-" + zeros[len(id):] + id
}
