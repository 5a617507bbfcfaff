package connect

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"onward/shared/order"
	"onward/shared/store/shopify"
)

// shopifyFound looks around in a shop. What can't be seen is left out.
func (f *Flows) shopifyFound(ctx context.Context, client *shopify.Client, info shopify.ShopInfo) (found []Finding, locations string) {
	found = append(found, Finding{Code: "shop", Text: fmt.Sprintf("%s, in %s, plan %s.", info.Name, info.Currency, info.Plan)})
	all, err := client.Locations(ctx)
	if err == nil {
		var own, others []string
		for _, l := range all {
			switch {
			case l.Service:
				others = append(others, l.Name)
			case l.Active:
				own = append(own, l.Name)
			}
		}
		found = append(found, Finding{Code: "locations", Text: "Orders are fulfilled from: " + strings.Join(own, ", ") + ".", Warning: len(own) == 0})
		if len(others) > 0 {
			found = append(found, Finding{
				Code: "service_locations",
				Text: "Lines that Shopify assigns to " + strings.Join(others, ", ") + " belong to another app: only that app can fulfil them. Move them in the shop if Onward is to.",
			})
		}
		locations = places(all)
	}
	return append(found, automatic(ctx, client, f.Now())), locations
}

// place is a location as it is kept with the store.
type place struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Active  bool   `json:"active"`
	Service bool   `json:"service,omitempty"`
}

func places(all []shopify.Location) string {
	kept := make([]place, 0, len(all))
	for _, l := range all {
		kept = append(kept, place{ID: l.ID, Name: l.Name, Active: l.Active, Service: l.Service})
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return ""
	}
	return string(raw)
}

const (
	// looked is how many of the shop's latest orders are looked at, within lookedBack.
	looked     = 5
	lookedBack = 14 * 24 * time.Hour
	// enough is how many of them must look alike.
	enough = 3
)

// automatic finds out whether the shop fulfils orders by itself at payment. Shopify's API does not show the setting;
// what shows is that paid orders are fulfilled whole and without a single number.
func automatic(ctx context.Context, client *shopify.Client, now time.Time) Finding {
	const mend = "In the shop, under Settings, Checkout, Order processing, choose not to fulfil line items automatically: else orders are fulfilled at payment, without a number and without a mail."
	paid, bare := 0, 0
	changes, _, err := client.Changed(ctx, now.Add(-lookedBack), "")
	if err != nil {
		changes = nil
	}
	for _, c := range changes[max(0, len(changes)-looked):] {
		o, err := client.Order(ctx, c.ID)
		if err != nil || o.Payment != order.Paid || o.Cancelled || !o.FulfilmentsKnown {
			continue
		}
		if shipping, without := fulfilledBare(o); shipping {
			paid++
			if without {
				bare++
			}
		}
	}
	switch {
	case bare >= enough && bare == paid:
		return Finding{Code: "automatic_fulfilment", Warning: true, Text: fmt.Sprintf("The latest %d paid orders are fulfilled without a tracking number: the shop seems to fulfil by itself. %s", bare, mend)}
	case paid >= enough && bare == 0:
		return Finding{Code: "no_automatic_fulfilment", Text: fmt.Sprintf("None of the latest %d paid orders was fulfilled by the shop itself.", paid)}
	default:
		return Finding{Code: "automatic_fulfilment_unknown", Text: "Shopify does not show whether the shop fulfils by itself. " + mend}
	}
}

// fulfilledBare reports whether anything of the order ships, and whether all of that was fulfilled without a number.
func fulfilledBare(o order.Snapshot) (ships, bare bool) {
	left := map[string]int{}
	for _, l := range o.Lines {
		if l.Kind.Ships() && l.Quantity > l.Cancelled {
			left[l.ID] = l.Quantity - l.Cancelled
		}
	}
	ships = len(left) > 0
	for _, sf := range o.Fulfilments {
		if sf.Cancelled {
			continue
		}
		if len(sf.Numbers) > 0 {
			return ships, false
		}
		for _, u := range sf.Lines {
			if left[u.Line] -= u.Units; left[u.Line] <= 0 {
				delete(left, u.Line)
			}
		}
	}
	return ships, ships && len(left) == 0
}

// versions notices by which API version the shop really answers.
type versions struct {
	asked  string
	mu     sync.Mutex
	served string
}

func (v *versions) observe(c shopify.Call) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if c.ServedVersion != "" {
		v.served = c.ServedVersion
	}
}

func (v *versions) found(now time.Time) []Finding {
	v.mu.Lock()
	defer v.mu.Unlock()
	if code, text := shopify.VersionTrouble(v.asked, v.served, now); code != "" {
		return []Finding{{Code: code, Warning: true, Text: text}}
	}
	return nil
}
