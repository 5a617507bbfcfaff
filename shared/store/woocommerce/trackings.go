package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// trackings is the list of numbers that the two plugins keep per order. Entries
// know no lines. The plugins mail nothing by themselves: the numbers are in the
// completed mail, so they are added before the order is completed.
type trackings struct {
	c   *Client
	way Way
}

type wireTracking struct {
	ID     flexString `json:"tracking_id"`
	Number flexString `json:"tracking_number"`
}

func (t trackings) route(orderID string) string {
	switch t.way {
	case WayAdvanced:
		return "/wc-ast/v3/orders/" + url.PathEscape(orderID) + "/shipment-trackings"
	case WayShipmentTrackingV2:
		return "/wc/v2/orders/" + url.PathEscape(orderID) + "/shipment-trackings"
	default:
		return "/wc-shipment-tracking/v3/orders/" + url.PathEscape(orderID) + "/shipment-trackings"
	}
}

func (t trackings) list(ctx context.Context, orderID string) ([]Shipment, error) {
	const op = "list shipment trackings"
	a, err := t.c.read(ctx, op, t.route(orderID), nil)
	if err != nil {
		return nil, err
	}
	var list flexList[wireTracking]
	if err := json.Unmarshal(a.body, &list); err != nil {
		return nil, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
	}
	out := make([]Shipment, 0, len(list))
	for _, w := range list {
		out = append(out, Shipment{ID: string(w.ID), Numbers: []string{strings.TrimSpace(string(w.Number))}})
	}
	return out, nil
}

func (t trackings) add(ctx context.Context, o Order, n NewShipment) ([]string, bool, error) {
	held, err := t.list(ctx, o.ID)
	if err != nil {
		return nil, false, err
	}
	return t.addTo(ctx, o.ID, held, n)
}

func (t trackings) addTo(ctx context.Context, orderID string, held []Shipment, n NewShipment) ([]string, bool, error) {
	var ids []string
	added := false
	for _, p := range n.Parcels {
		i := slices.IndexFunc(held, func(s Shipment) bool { return slices.Contains(s.Numbers, p.Number) })
		if i >= 0 {
			ids = append(ids, held[i].ID)
			continue
		}
		id, err := t.post(ctx, orderID, p, n)
		if err != nil {
			return ids, added, err
		}
		ids, added = append(ids, id), true
	}
	return ids, added, nil
}

// change adds the new numbers before it deletes the old ones, so that the
// customer's page never shows less than it did.
func (t trackings) change(ctx context.Context, ch Change) (bool, error) {
	held, err := t.list(ctx, ch.OrderID)
	if err != nil {
		return false, err
	}
	_, changed, err := t.addTo(ctx, ch.OrderID, held, NewShipment{Parcels: ch.Parcels})
	if err != nil {
		return changed, err
	}
	want := numbers(ch.Parcels)
	for _, s := range held {
		ours := slices.Contains(ch.IDs, s.ID) || slices.ContainsFunc(s.Numbers, func(n string) bool { return slices.Contains(ch.Was, n) })
		if !ours || holdsAll(want, s.Numbers) {
			continue
		}
		_, err := t.c.do(ctx, call{
			op: "delete shipment tracking", method: http.MethodDelete, write: true,
			route: t.route(ch.OrderID) + "/" + url.PathEscape(s.ID),
		})
		if err != nil && KindOf(err) != KindNotFound {
			return changed, err
		}
		changed = true
	}
	return changed, nil
}

func (t trackings) post(ctx context.Context, orderID string, p Parcel, n NewShipment) (string, error) {
	const op = "add shipment tracking"
	listed, err := t.listed(ctx, orderID, p.Carrier)
	if err != nil {
		return "", err
	}
	body := map[string]any{"tracking_number": p.Number}
	if listed != "" {
		body["tracking_provider"] = listed
	} else {
		body["custom_tracking_provider"] = p.Carrier
		// The plugins put number, postcode and country into %1$s, %2$s, %3$s, so
		// a percent sign of the link itself has to be doubled.
		body["custom_tracking_link"] = strings.ReplaceAll(p.URL, "%", "%%")
	}
	if !n.ShippedAt.IsZero() {
		body["date_shipped"] = n.ShippedAt.UTC().Format("2006-01-02")
	}
	if t.way == WayAdvanced {
		body["status_shipped"], body["replace_tracking"] = 0, 0
	}
	a, err := t.c.write(ctx, op, http.MethodPost, t.route(orderID), nil, body)
	if err != nil {
		return "", err
	}
	var w wireTracking
	if err := json.Unmarshal(a.body, &w); err != nil || w.ID == "" {
		return "", &Error{Op: op, Kind: KindUnclear, Status: a.status, Err: errors.New("answer names no entry")}
	}
	return string(w.ID), nil
}

// listed is the carrier in the spelling of the site's own list of providers, ""
// when it is not there. A site without such a list takes every carrier as custom.
func (t trackings) listed(ctx context.Context, orderID, carrier string) (string, error) {
	a, err := t.c.read(ctx, "list tracking providers", t.route(orderID)+"/providers", nil)
	switch KindOf(err) {
	case "":
	case KindNoRoute, KindNotFound, KindRefused:
		return "", nil
	default:
		return "", err
	}
	var groups map[string]map[string]json.RawMessage
	_ = json.Unmarshal(a.body, &groups) // a list of another shape is no list
	want, found := fold(carrier), ""
	for _, group := range groups {
		for name := range group {
			if want != "" && fold(name) == want && (found == "" || name < found) {
				found = name
			}
		}
	}
	return found, nil
}

// fold makes "canada-post" and "Canada Post" the same.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
