package shopify

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// mutation resolves the root fields of mutations.
func (x *execution) mutation(name string, args map[string]any) (any, error) {
	switch name {
	case "fulfillmentCreate":
		return x.fulfillmentCreate(args)
	case "fulfillmentTrackingInfoUpdate":
		return x.trackingUpdate(args)
	case "fulfillmentCancel":
		return x.fulfillmentCancel(args)
	case "fulfillmentOrderMove":
		return x.fulfillmentOrderMove(args)
	case "fulfillmentOrderReleaseHold":
		return x.releaseHold(args)
	case "webhookSubscriptionCreate":
		return x.subscribe(args)
	case "webhookSubscriptionDelete":
		return x.unsubscribe(args)
	}
	return nil, notSimulated("Mutation", name)
}

// writes refuses when the app may not change any fulfilment order.
func (x *execution) writes() error {
	return x.needs("write_merchant_managed_fulfillment_orders", "write_assigned_fulfillment_orders", "write_third_party_fulfillment_orders")
}

// payload is a mutation's answer: its result, or why there is none.
func payload(kind, field string, result any, errs ...object) node {
	all := []any{}
	for _, e := range errs {
		all = append(all, values("UserError", e))
	}
	return values(kind+"Payload", object{field: result, "userErrors": all})
}

// refuse is a user error. Parts of field are texts, indexes too. Mutations that know codes get none here.
func refuse(message string, field ...string) object {
	path := []any{}
	for _, part := range field {
		path = append(path, part)
	}
	return object{"field": path, "message": message, "code": nil}
}

func (x *execution) subscribe(args map[string]any) (any, error) {
	const kind, result = "WebhookSubscriptionCreate", "webhookSubscription"
	in, _ := args["webhookSubscription"].(map[string]any)
	uri, _ := in["uri"].(string)
	if uri == "" {
		uri, _ = in["callbackUrl"].(string)
	}
	topic := headerTopic(fmt.Sprint(args["topic"]))
	at := []string{"webhookSubscription", "callbackUrl"}
	if message := x.badAddress(uri); message != "" {
		return payload(kind, result, nil, refuse(message, at...)), nil
	}
	if !x.install.mayReceive(topic) {
		return nil, &fieldError{"ACCESS_DENIED", "Access denied for webhookSubscriptionCreate field."}
	}
	for _, sub := range x.install.subscriptions {
		if !sub.configured && sub.topic == topic && sub.uri == uri {
			return payload(kind, result, nil, refuse("Address for this topic has already been taken", at...)), nil
		}
	}
	sub := &subscription{id: x.sim.ids.take("WebhookSubscription"), topic: topic, uri: uri, created: x.sim.now(), updated: x.sim.now()}
	x.install.subscriptions = append(x.install.subscriptions, sub)
	return payload(kind, result, subscriptionNode(sub)), nil
}

// badAddress gives the shop's words for an address that it does not deliver to.
func (x *execution) badAddress(uri string) string {
	if uri == "" {
		return "Address can't be blank"
	}
	at, err := url.Parse(uri)
	if err != nil || at.Host == "" {
		return "Address is invalid"
	}
	ip := net.ParseIP(at.Hostname())
	loopback := ip != nil && ip.IsLoopback()
	if loopback && x.sim.opts.AllowHTTP {
		return ""
	}
	if at.Scheme != "https" {
		return "Address protocol " + at.Scheme + ":// is not supported"
	}
	if loopback || strings.HasSuffix(at.Hostname(), "shopify.com") || at.Hostname() == "localhost" {
		return "Address cannot be a Shopify or an internal domain"
	}
	return ""
}

func (x *execution) unsubscribe(args map[string]any) (any, error) {
	const kind, result = "WebhookSubscriptionDelete", "deletedWebhookSubscriptionId"
	id, ok := parseGID("WebhookSubscription", fmt.Sprint(args["id"]))
	if !ok {
		return nil, invalidID()
	}
	for i, sub := range x.install.subscriptions {
		if sub.id == id && !sub.configured {
			x.install.subscriptions = append(x.install.subscriptions[:i:i], x.install.subscriptions[i+1:]...)
			return payload(kind, result, args["id"]), nil
		}
	}
	return payload(kind, result, nil, refuse("Webhook subscription does not exist", "id")), nil
}
