package shopify

import (
	"context"
	"strings"

	"onward/shared/store/shopify/internal/admin"
)

// Subscription is one topic that the shop sends to one address.
type Subscription struct {
	ID, Topic, Address string
}

// OrderTopics are the topics that intake needs when the app's own configuration does not subscribe to them.
func OrderTopics() []string {
	return []string{
		TopicOrdersCreate, TopicOrdersUpdated, TopicOrdersPaid, TopicOrdersCancelled, TopicOrdersEdited, TopicOrdersDelete,
		TopicRefundsCreate, TopicFulfilmentsCreate, TopicFulfilmentsUpdate,
		topicFulfilmentOrders + "placed_on_hold", topicFulfilmentOrders + "hold_released", topicFulfilmentOrders + "moved",
		TopicAppUninstalled, TopicAppScopesUpdate,
	}
}

// Subscriptions lists what this app subscribed to by API in this shop. Subscriptions of the app's configuration are
// never in it.
func (c *Client) Subscriptions(ctx context.Context) ([]Subscription, error) {
	var all []Subscription
	for page, after := 0, ""; page < maxPages; page++ {
		got, err := admin.Subscriptions(ctx, c, c.pages.lists, after)
		if err != nil {
			return nil, err
		}
		for _, s := range got.WebhookSubscriptions.Nodes {
			all = append(all, Subscription{ID: plainID(s.Id), Topic: headerTopic(s.Topic), Address: s.Uri})
		}
		if !got.WebhookSubscriptions.PageInfo.HasNextPage {
			break
		}
		after = got.WebhookSubscriptions.PageInfo.EndCursor
	}
	return all, nil
}

// Subscribe asks for a topic. That the address gets it already is success.
func (c *Client) Subscribe(ctx context.Context, topic, address string) error {
	got, err := admin.SubscriptionCreate(ctx, c, enumTopic(topic), admin.WebhookSubscriptionInput{
		Uri: address, Format: admin.WebhookSubscriptionFormatJson,
	})
	if err != nil {
		return err
	}
	var errs []userError
	for _, e := range got.WebhookSubscriptionCreate.UserErrors {
		errs = append(errs, userError{Field: e.Field, Message: e.Message})
	}
	err = refusal("webhookSubscriptionCreate", errs)
	if ReasonOf(err) == AlreadySubscribed {
		return nil
	}
	return err
}

// SubscribeMissing makes sure that the address gets each topic and tells which were missing.
func (c *Client) SubscribeMissing(ctx context.Context, address string, topics []string) (added []string, err error) {
	have, err := c.Subscriptions(ctx)
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool, len(have))
	for _, s := range have {
		if s.Address == address {
			there[s.Topic] = true
		}
	}
	for _, topic := range topics {
		if there[topic] {
			continue
		}
		if err := c.Subscribe(ctx, topic, address); err != nil {
			return added, err
		}
		added = append(added, topic)
	}
	return added, nil
}

// enumTopic turns fulfillment_orders/placed_on_hold into FULFILLMENT_ORDERS_PLACED_ON_HOLD.
func enumTopic(topic string) string { return strings.ToUpper(strings.ReplaceAll(topic, "/", "_")) }

// headerTopic is the way back. The slash stands after the resource, and some resources have an underscore themselves.
func headerTopic(topic string) string {
	topic = strings.ToLower(topic)
	for _, resource := range []string{"fulfillment_orders", "fulfillment_events", "fulfillment_holds", "order_transactions"} {
		if rest, ok := strings.CutPrefix(topic, resource+"_"); ok {
			return resource + "/" + rest
		}
	}
	return strings.Replace(topic, "_", "/", 1)
}
