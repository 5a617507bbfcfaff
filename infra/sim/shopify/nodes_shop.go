package shopify

import (
	"slices"
	"strconv"
	"strings"
)

func (x *execution) shopNode() node {
	return values("Shop", object{
		"id": gid("Shop", x.shop.id), "name": x.shop.name, "myshopifyDomain": x.shop.domain, "currencyCode": x.shop.currency,
		"ianaTimezone": "America/New_York", "contactEmail": "owner@example.com", "email": "owner@example.com",
		"plan": values("ShopPlan", object{"publicDisplayName": "Basic", "partnerDevelopment": false, "shopifyPlus": false}),
	})
}

func (x *execution) installationNode() node {
	scopes := []any{}
	for _, scope := range x.install.scopes {
		scopes = append(scopes, values("AccessScope", object{"handle": scope, "description": scope}))
	}
	return values("AppInstallation", object{
		"id": gid("AppInstallation", x.install.id), "accessScopes": scopes,
		"app": values("App", object{"id": gid("App", x.install.app.id), "apiKey": x.install.app.clientID}),
	})
}

// subscriptions lists what was subscribed to by API: never what stands in the app's configuration.
func (x *execution) subscriptions(args map[string]any) (any, error) {
	wanted, _ := args["topics"].([]any)
	var all []element
	for _, sub := range x.install.subscriptions {
		if sub.configured || len(wanted) > 0 && !slices.Contains(wanted, any(enumTopic(sub.topic))) {
			continue
		}
		if uri, ok := args["uri"].(string); ok && uri != sub.uri {
			continue
		}
		all = append(all, element{strconv.FormatInt(sub.id, 10), subscriptionNode(sub)})
	}
	return connection("WebhookSubscription", all, args)
}

func subscriptionNode(sub *subscription) node {
	return values("WebhookSubscription", object{
		"id": gid("WebhookSubscription", sub.id), "legacyResourceId": strconv.FormatInt(sub.id, 10), "topic": enumTopic(sub.topic),
		"uri": sub.uri, "callbackUrl": sub.uri, "format": "JSON", "filter": nil, "includeFields": []any{}, "metafieldNamespaces": []any{},
		"name": nil, "createdAt": graphTime(sub.created), "updatedAt": graphTime(sub.updated),
		"endpoint": values("WebhookHttpEndpoint", object{"callbackUrl": sub.uri}),
	})
}

// enumTopic writes a topic as the graph does.
func enumTopic(topic string) string { return strings.ToUpper(strings.ReplaceAll(topic, "/", "_")) }

// headerTopic writes a topic as headers do. The slash stands after the resource.
func headerTopic(enum string) string {
	topic := strings.ToLower(enum)
	for _, resource := range []string{"fulfillment_orders", "fulfillment_events", "fulfillment_holds", "order_transactions"} {
		if rest, ok := strings.CutPrefix(topic, resource+"_"); ok {
			return resource + "/" + rest
		}
	}
	return strings.Replace(topic, "_", "/", 1)
}
