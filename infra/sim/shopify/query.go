package shopify

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// longAgo is how far back an app sees orders without read_all_orders.
const longAgo = 60 * 24 * time.Hour

// query resolves the root fields of queries.
func (x *execution) query(name string, args map[string]any) (any, error) {
	switch name {
	case "order":
		return x.orderByID(args)
	case "orders":
		return x.orders(args)
	case "fulfillment":
		if err := x.needs("read_orders"); err != nil {
			return nil, err
		}
		o, f, err := x.fulfilment(args["id"])
		if err != nil || f == nil {
			return nil, err
		}
		return x.fulfilmentNode(o, f), nil
	case "fulfillmentOrder":
		o, fo, err := x.fulfilmentOrder(args["id"])
		if err != nil || fo == nil || !x.sees(fo) {
			return nil, err
		}
		return x.fulfilmentOrderNode(o, fo), nil
	case "shop":
		return x.shopNode(), nil
	case "currentAppInstallation":
		return x.installationNode(), nil
	case "locations":
		if err := x.needs("read_locations"); err != nil {
			return nil, err
		}
		var all []element
		for _, l := range x.shop.locations {
			all = append(all, element{strconv.FormatInt(l.id, 10), locationNode(l)})
		}
		return connection("Location", all, args)
	case "webhookSubscriptions":
		return x.subscriptions(args)
	case "webhookSubscription":
		id, ok := parseGID("WebhookSubscription", fmt.Sprint(args["id"]))
		if !ok {
			return nil, invalidID()
		}
		var found any
		for _, sub := range x.install.subscriptions {
			if sub.id == id && !sub.configured {
				found = subscriptionNode(sub)
			}
		}
		return found, nil
	}
	return nil, notSimulated("QueryRoot", name)
}

func invalidID() error { return &fieldError{"RESOURCE_NOT_FOUND", "invalid id"} }

// needs refuses when none of the scopes is granted.
func (x *execution) needs(scopes ...string) error {
	if slices.ContainsFunc(scopes, x.install.may) {
		return nil
	}
	return &fieldError{"ACCESS_DENIED", "Access denied for this field. Required access: `" + scopes[0] + "` access scope."}
}

func (x *execution) orderByID(args map[string]any) (any, error) {
	if err := x.needs("read_orders"); err != nil {
		return nil, err
	}
	id, ok := parseGID("Order", fmt.Sprint(args["id"]))
	if !ok {
		return nil, invalidID()
	}
	var found any
	if o := x.shop.order(id); o != nil && !x.tooOld(o) {
		found = x.orderNode(o)
	}
	return found, nil
}

func (x *execution) tooOld(o *order) bool {
	return x.sim.now().Sub(o.created) > longAgo && !x.install.may("read_all_orders")
}

func (x *execution) orders(args map[string]any) (any, error) {
	if err := x.needs("read_orders"); err != nil {
		return nil, err
	}
	text, _ := args["query"].(string)
	matches, err := parseSearch(text)
	if err != nil {
		return nil, err
	}
	var found []*order
	for _, o := range x.shop.orders {
		if !x.tooOld(o) && matches(o) {
			found = append(found, o)
		}
	}
	by := func(o *order) time.Time { return o.created }
	switch args["sortKey"] {
	case "UPDATED_AT":
		by = func(o *order) time.Time { return o.updated }
	case "CREATED_AT", "PROCESSED_AT", "ID", "ORDER_NUMBER", nil:
	default:
		return nil, notSimulated("QueryRoot", "orders(sortKey: "+fmt.Sprint(args["sortKey"])+")")
	}
	var all []element
	for _, o := range found {
		all = append(all, element{graphTime(by(o)) + "|" + strconv.FormatInt(o.id, 10), x.orderNode(o)})
	}
	slices.SortFunc(all, func(a, b element) int { return strings.Compare(a.cursor, b.cursor) })
	return connection("Order", all, args)
}

// fulfilment finds a fulfilment by its global id; nil without an error when there is none.
func (x *execution) fulfilment(id any) (*order, *fulfilment, error) {
	n, ok := parseGID("Fulfillment", fmt.Sprint(id))
	if !ok {
		return nil, nil, invalidID()
	}
	for _, o := range x.shop.orders {
		for _, f := range o.fulfilments {
			if f.id == n {
				return o, f, nil
			}
		}
	}
	return nil, nil, nil
}

func (x *execution) fulfilmentOrder(id any) (*order, *fulfilmentOrder, error) {
	n, ok := parseGID("FulfillmentOrder", fmt.Sprint(id))
	if !ok {
		return nil, nil, invalidID()
	}
	for _, o := range x.shop.orders {
		for _, fo := range o.fulfilmentOrders {
			if fo.id == n {
				return o, fo, nil
			}
		}
	}
	return nil, nil, nil
}

// sees tells whether the app's scopes show it a fulfilment order. What they do not show is just not there.
func (x *execution) sees(fo *fulfilmentOrder) bool {
	switch {
	case !fo.location.service:
		return x.install.may("read_merchant_managed_fulfillment_orders")
	case fo.location.app == x.install.app.clientID:
		return x.install.may("read_assigned_fulfillment_orders")
	}
	return x.install.may("read_third_party_fulfillment_orders")
}

// fulfils tells whether the app may record fulfilments on it: never on another service's.
func (x *execution) fulfils(fo *fulfilmentOrder) bool {
	if fo.location.service {
		return fo.location.app == x.install.app.clientID && x.install.may("write_assigned_fulfillment_orders")
	}
	return x.install.may("write_merchant_managed_fulfillment_orders")
}
