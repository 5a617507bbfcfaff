package shopify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// DecodeWebhook reads a proven delivery's body. The topic decides the meaning. An unknown topic gives an empty event:
// subscriptions may be widened by the merchant's app settings, and that is no failure.
func DecodeWebhook(topic string, body []byte) (Event, error) {
	ev := Event{Topic: topic}
	var err error
	switch topic {
	case TopicOrdersCreate, TopicOrdersUpdated, TopicOrdersPaid, TopicOrdersCancelled, TopicOrdersFulfilled, TopicOrdersPartiallyFulfilled:
		err = ev.order(body)
	case TopicOrdersEdited:
		err = ev.edited(body)
	case TopicOrdersDelete:
		err = ev.deleted(body)
	case TopicRefundsCreate:
		err = ev.partOf(body, "refund")
	case TopicFulfilmentsCreate, TopicFulfilmentsUpdate:
		err = ev.partOf(body, "fulfilment")
	case TopicAppUninstalled:
		ev.Uninstalled = true
	case TopicAppScopesUpdate:
		ev.ScopesChanged = true
	case TopicCustomersDataRequest, TopicCustomersRedact, TopicShopRedact:
		err = ev.privacy(body)
	default:
		if strings.HasPrefix(topic, topicFulfilmentOrders) {
			err = ev.fulfilmentOrder(body)
		}
	}
	if err != nil {
		return Event{Topic: topic}, fmt.Errorf("%w: %s: %w", ErrPayload, topic, err)
	}
	return ev, nil
}

func (ev *Event) order(body []byte) error {
	snapshot, again, err := fromREST(body)
	if err != nil {
		return err
	}
	switch {
	case ev.Topic == TopicOrdersCancelled:
		snapshot.Cancelled = true
	case snapshot.Cancelled && (ev.Topic == TopicOrdersCreate || ev.Topic == TopicOrdersPaid) && again == "":
		// Shopify's example payload looks like this under every topic. Whether it is true, the shop knows.
		again = "cancelled according to " + ev.Topic
	}
	ev.OrderID, ev.Snapshot, ev.Reread = snapshot.ID, &snapshot, again
	return nil
}

func (ev *Event) edited(body []byte) error {
	var in struct {
		Edit struct {
			OrderID exactID `json:"order_id"`
		} `json:"order_edit"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return err
	}
	return ev.reread(in.Edit.OrderID, "edited")
}

func (ev *Event) deleted(body []byte) error {
	var in struct {
		ID exactID `json:"id"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return err
	}
	if in.ID == "" {
		return errNoOrder
	}
	ev.OrderID, ev.Deleted = string(in.ID), true
	return nil
}

// partOf reads a payload that is one piece of an order: only the whole order shows what it changes.
func (ev *Event) partOf(body []byte, what string) error {
	var in struct {
		OrderID exactID `json:"order_id"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return err
	}
	return ev.reread(in.OrderID, what)
}

func (ev *Event) reread(id exactID, cause string) error {
	if id == "" {
		return errNoOrder
	}
	ev.OrderID, ev.Reread = string(id), cause
	return nil
}

func (ev *Event) fulfilmentOrder(body []byte) error {
	type named struct {
		ID      exactID `json:"id"`
		OrderID exactID `json:"order_id"`
	}
	var in struct {
		One      named `json:"fulfillment_order"`
		Moved    named `json:"moved_fulfillment_order"`
		Original named `json:"original_fulfillment_order"`
		Target   named `json:"fulfillment_order_merges_into"`
		Merged   []struct {
			One named `json:"fulfillment_order"`
		} `json:"fulfillment_order_merges"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return err
	}
	candidates := []named{in.One, in.Moved, in.Original, in.Target}
	for _, m := range in.Merged {
		candidates = append(candidates, m.One)
	}
	for _, n := range candidates {
		if n.ID != "" {
			ev.FulfilmentOrder, ev.OrderID = string(n.ID), string(n.OrderID)
			ev.Reread = strings.TrimPrefix(ev.Topic, topicFulfilmentOrders)
			return nil
		}
	}
	return errNoOrder
}

func (ev *Event) privacy(body []byte) error {
	var in struct {
		Shop     string `json:"shop_domain"`
		Customer struct {
			ID    exactID `json:"id"`
			Email string  `json:"email"`
			Phone string  `json:"phone"`
		} `json:"customer"`
		Requested []exactID `json:"orders_requested"`
		Redact    []exactID `json:"orders_to_redact"`
		Request   struct {
			ID exactID `json:"id"`
		} `json:"data_request"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return err
	}
	p := &Privacy{
		Topic: ev.Topic, Shop: in.Shop, CustomerID: string(in.Customer.ID), Email: in.Customer.Email,
		Phone: in.Customer.Phone, RequestID: string(in.Request.ID),
	}
	for _, id := range append(in.Requested, in.Redact...) {
		p.Orders = append(p.Orders, string(id))
	}
	ev.Privacy = p
	return nil
}

var (
	errNoOrder  = errors.New("no id of an order")
	errReplaced = errors.New("fulfilment order was replaced meanwhile")
)
