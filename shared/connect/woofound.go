package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"onward/shared/shop"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// probe asks a typed address for WordPress' REST interface before the merchant is sent there. plain means that only
// the way without pretty permalinks leads to it.
func (f *Flows) probe(ctx context.Context, address string) (plain bool, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return false, problem(http.StatusUnprocessableEntity, "invalid_address", "Give the store's public https address, such as https://shop.example.com.")
	}
	pretty, err := f.speaksJSON(ctx, u, address+"/wp-json/")
	if err != nil || pretty {
		return false, err
	}
	plain, err = f.speaksJSON(ctx, u, address+"/index.php?rest_route=/")
	if err != nil || plain {
		return plain, err
	}
	return false, problem(http.StatusUnprocessableEntity, "no_rest_interface", "No WordPress REST interface answers at this address. Check the address (with the folder, if the store is in one), and that no firewall or plugin blocks the REST interface.")
}

const maxProbe = 4 << 20

// speaksJSON reports whether the address answers in JSON, whatever it says.
func (f *Flows) speaksJSON(ctx context.Context, site *url.URL, address string) (bool, error) {
	client := *f.WooHTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range 3 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return false, nil //nolint:nilerr // an address that cannot be asked is no REST interface
		}
		req.Header.Set("Accept", "application/json")
		req.Header.Set("User-Agent", "Onward/1.0")
		resp, err := client.Do(req)
		if err != nil {
			if forbidden(err) {
				return false, privateAddress().because(err)
			}
			return false, problem(http.StatusBadGateway, "store_unreachable", "The store cannot be reached at this address. Check it, and try again in a few minutes.").because(err)
		}
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxProbe))
		_ = resp.Body.Close()
		if resp.StatusCode < 300 || resp.StatusCode > 399 {
			i := bytes.IndexAny(body, "{[") // hosts print warnings in front
			return err == nil && i >= 0 && json.Valid(bytes.TrimSpace(body[i:])), nil
		}
		to, err := resp.Location()
		if err != nil {
			return false, nil //nolint:nilerr // a redirect to nowhere is no REST interface
		}
		if to.Host != site.Host || to.Scheme != site.Scheme || to.User != nil {
			return false, addressMoved(to.Scheme + "://" + to.Host)
		}
		address = to.String()
	}
	return false, nil
}

// wooFound looks around in a store that is connected. What can't be seen is said to be so.
func (f *Flows) wooFound(ctx context.Context, s table.Store, client *woocommerce.Client) ([]Finding, map[string]string) {
	learned := woocommerce.Learned{Access: client.Access()}
	found := []Finding{permalinks(learned.Access), authWay(learned.Access), f.wooHooks(ctx, s, client)}
	orders, _ := client.Changed(ctx, woocommerce.Cursor{After: f.Now().AddDate(-1, 0, 0)}, 2)
	var last *woocommerce.Order
	for i := range orders.Orders {
		if last == nil || orders.Orders[i].Modified.After(last.Modified) {
			last = &orders.Orders[i]
		}
	}
	if last != nil {
		if way, err := client.DetectWay(ctx, last.ID); err == nil {
			learned.Way, learned.WayAt = way, f.Now().UTC()
		}
	}
	found = append(found, trackingWay(learned.Way), version(ctx, client, last))
	if client.Noise() != "" {
		found = append(found, Finding{Code: "noise", Warning: true, Text: "The store prints PHP warnings around its answers. It works; have whoever made the site switch their display off."})
	}
	raw, err := json.Marshal(learned)
	if err != nil {
		return found, nil
	}
	return found, map[string]string{shop.SettingLearned: string(raw)}
}

func permalinks(a woocommerce.Access) Finding {
	if a.PlainRoutes {
		return Finding{Code: "permalinks_plain", Text: "The store has plain permalinks; Onward calls it by index.php?rest_route=."}
	}
	return Finding{Code: "permalinks_pretty", Text: "The store has pretty permalinks."}
}

func authWay(a woocommerce.Access) Finding {
	if a.QueryAuth {
		return Finding{Code: "auth_query", Warning: true, Text: "The store's host takes the key only in the address, where its access log may keep it. Have the host pass the Authorization header on, and WordPress know that it is reached by https."}
	}
	return Finding{Code: "auth_header", Text: "The key is sent in a header, as it should be."}
}

func trackingWay(w woocommerce.Way) Finding {
	const say = "Tracking numbers are kept by "
	switch w {
	case woocommerce.WayFulfilments:
		return Finding{Code: "tracking_a", Text: say + "WooCommerce's own order fulfilments (A), which mail the customer."}
	case woocommerce.WayShipmentTracking, woocommerce.WayShipmentTrackingV2:
		return Finding{Code: "tracking_b", Text: say + "the plugin Shipment Tracking (B); the customer reads them in the mail of the completed order."}
	case woocommerce.WayAdvanced:
		return Finding{Code: "tracking_c", Text: say + "the plugin Advanced Shipment Tracking (C); the customer reads them in its mails."}
	case woocommerce.WayNote:
		return Finding{Code: "tracking_d", Text: say + "notes to the customer (D): the store has no place of its own for them. A plugin such as Shipment Tracking gives it one."}
	default:
		return Finding{Code: "tracking_unknown", Text: "How the store keeps tracking numbers shows with its first order."}
	}
}

// wooHooks tells whether the store has the webhooks and delivers them.
func (f *Flows) wooHooks(ctx context.Context, s table.Store, client *woocommerce.Client) Finding {
	held, err := client.Hooks(ctx)
	if err != nil {
		return Finding{Code: "webhooks_unknown", Text: "The webhooks could not be looked at; this is done again by itself."}
	}
	to, active := f.PublicURL+"/hooks/store/"+s.Merchant+"/"+s.ID, 0
	for _, h := range held {
		if h.DeliveryURL == to && h.Active() {
			active++
		}
	}
	if wanted := len(woocommerce.Topics()); active < wanted {
		return Finding{Code: "webhooks_missing", Warning: true, Text: fmt.Sprintf("%d of %d webhooks are active in the store. The others are put in place within minutes, by itself.", active, wanted)}
	}
	return Finding{Code: "webhooks_active", Text: fmt.Sprintf("%d webhooks are active in the store.", active)}
}

// version asks the store, and where it does not say takes what its latest order was made with.
func version(ctx context.Context, client *woocommerce.Client, last *woocommerce.Order) Finding {
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second) // shared hosts may build it for long
	defer cancel()
	sys, err := client.System(ctx)
	if (err != nil || sys.Version == "") && last != nil {
		sys.Version = last.Version
	}
	text := "The store does not show its WooCommerce version"
	if sys.Version != "" {
		text = "WooCommerce " + sys.Version
	}
	switch sys.OrderStorage {
	case "tables":
		text += ", orders in tables of their own (HPOS)"
	case "posts":
		text += ", orders among WordPress' posts"
	default:
		text += "; it does not show how it stores orders"
	}
	return Finding{Code: "version", Text: text + "."}
}
