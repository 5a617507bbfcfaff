package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Keys of a fulfilment's meta data.
const (
	metaItems    = "_items"
	metaNumber   = "_tracking_number"
	metaURL      = "_tracking_url"
	metaName     = "_provider_name"
	metaProvider = "_shipment_provider" // what the mails show, as it is
	metaOlder    = "_shipping_provider" // what code before 10.7 reads
)

// fulfilments is the core's own record. A fulfilment has one field for the
// number; when several parcels share a fulfilment their numbers are joined with
// ", ", so that one write and one mail tell them all and none can be half told.
type fulfilments struct{ c *Client }

func (f fulfilments) route(orderID string) string { return orderPath(orderID) + "/fulfillments" }

func (f fulfilments) list(ctx context.Context, orderID string) ([]Shipment, error) {
	held, err := f.held(ctx, orderID)
	if err != nil {
		return nil, err
	}
	out := make([]Shipment, 0, len(held))
	for _, w := range held {
		out = append(out, w.shipment())
	}
	return out, nil
}

func (f fulfilments) held(ctx context.Context, orderID string) ([]wireFulfilment, error) {
	const op = "list fulfilments"
	a, err := f.c.read(ctx, op, f.route(orderID), nil)
	if err != nil {
		return nil, err
	}
	var list flexList[wireFulfilment]
	if err := json.Unmarshal(a.body, &list); err != nil {
		return nil, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
	}
	return slices.DeleteFunc(list, func(w wireFulfilment) bool { return w.Deleted != "" }), nil
}

func (f fulfilments) add(ctx context.Context, o Order, n NewShipment) ([]string, bool, error) {
	const op = "create fulfilment"
	held, err := f.list(ctx, o.ID)
	if err != nil {
		return nil, false, err
	}
	for _, s := range held {
		if !s.Draft && holdsAll(s.Numbers, numbers(n.Parcels)) && sameItems(s.Items, n.Items) {
			return []string{s.ID}, false, nil
		}
	}
	// The store checks neither that a line belongs to the order nor how many are left.
	open := o.Open(held)
	for line, qty := range perLine(n.Items) {
		if left := open[line]; qty > left {
			return nil, false, &TakenError{Line: line, Left: left, Ask: qty}
		}
	}
	items, err := wireItems(n.Items)
	if err != nil {
		return nil, false, &Error{Op: op, Kind: KindRefused, Err: err}
	}
	meta := setMeta([]wireMeta{{Key: metaItems, Value: items}}, n.Parcels)
	a, err := f.c.write(ctx, op, http.MethodPost, f.route(o.ID), notify(n.Notify), wireWrite(meta))
	if err != nil {
		return nil, false, err
	}
	var w wireFulfilment
	if err := json.Unmarshal(a.body, &w); err != nil || w.ID.id() == "" {
		return nil, false, &Error{Op: op, Kind: KindUnclear, Status: a.status, Err: errors.New("answer names no fulfilment")}
	}
	return []string{string(w.ID)}, true, nil
}

// change puts the new numbers into the fulfilment that holds the old ones, and
// sends a draft off with them. All keys go back with their ids, because the
// store deletes those left out.
func (f fulfilments) change(ctx context.Context, ch Change) (bool, error) {
	const op = "update fulfilment"
	held, err := f.held(ctx, ch.OrderID)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(held, func(w wireFulfilment) bool { return slices.Contains(ch.IDs, string(w.ID)) })
	if i < 0 {
		i = slices.IndexFunc(held, func(w wireFulfilment) bool {
			s := w.shipment()
			return len(ch.Was) > 0 && !s.Draft && holdsAll(s.Numbers, ch.Was)
		})
	}
	if i < 0 {
		return false, &Error{Op: op, Kind: KindNotFound, Err: errors.New("no fulfilment holds the old numbers")}
	}
	now, want := held[i].shipment(), numbers(ch.Parcels)
	if !now.Draft && len(now.Numbers) == len(want) && holdsAll(now.Numbers, want) {
		return false, nil
	}
	meta := setMeta(held[i].Meta, ch.Parcels)
	route := f.route(ch.OrderID) + "/" + url.PathEscape(string(held[i].ID))
	_, err = f.c.write(ctx, op, http.MethodPut, route, notify(ch.Notify), wireWrite(meta))
	return err == nil, err
}

func notify(yes bool) url.Values {
	if !yes {
		return nil
	}
	return query("notify_customer", "true")
}

// splitNumbers undoes the joining of several numbers.
func splitNumbers(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' })
}
