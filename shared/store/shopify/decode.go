package shopify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"onward/shared/store"
)

// DecodeWebhook reads a proven delivery's body. The topic decides the meaning. An unknown topic gives empty news:
// subscriptions may be widened in the app's settings, and that is no failure. A body that is not what its topic
// promises is store.ErrUnreadable.
func DecodeWebhook(topic string, body []byte) (store.News, error) {
	ev := news{topic: topic}
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
		return store.News{}, fmt.Errorf("%w: shopify %s: %w", store.ErrUnreadable, topic, err)
	}
	return ev.News, nil
}

// news is what a delivery comes to while it is read.
type news struct {
	topic string
	store.News
}

func (ev *news) order(body []byte) error {
	snapshot, again, err := fromREST(body)
	if err != nil {
		return err
	}
	switch {
	case ev.topic == TopicOrdersCancelled:
		snapshot.Cancelled = true
	case snapshot.Cancelled && (ev.topic == TopicOrdersCreate || ev.topic == TopicOrdersPaid) && again == "":
		// Shopify's example payload looks like this under every topic. Whether it is true, the shop knows.
		again = "cancelled according to " + ev.topic
	}
	ev.OrderID, ev.Snapshot, ev.Reread, ev.At = snapshot.ID, &snapshot, again, snapshot.UpdatedAt
	return nil
}

func (ev *news) edited(body []byte) error {
	var in struct {
		Edit struct {
			OrderID exactID `json:"order_id"`
		} `json:"order_edit"`
	}
	if err := read(body, &in); err != nil {
		return err
	}
	return ev.reread(in.Edit.OrderID, "edited")
}

func (ev *news) deleted(body []byte) error {
	var in struct {
		ID exactID `json:"id"`
	}
	if err := read(body, &in); err != nil {
		return err
	}
	if in.ID == "" {
		return errNoOrder
	}
	ev.OrderID, ev.Deleted = string(in.ID), true
	return nil
}

// partOf reads a payload that is one piece of an order: only the whole order shows what it changes.
func (ev *news) partOf(body []byte, what string) error {
	var in struct {
		OrderID exactID `json:"order_id"`
	}
	if err := read(body, &in); err != nil {
		return err
	}
	return ev.reread(in.OrderID, what)
}

func (ev *news) reread(id exactID, cause string) error {
	if id == "" {
		return errNoOrder
	}
	ev.OrderID, ev.Reread = string(id), cause
	return nil
}

func (ev *news) fulfilmentOrder(body []byte) error {
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
	if err := read(body, &in); err != nil {
		return err
	}
	candidates := []named{in.One, in.Moved, in.Original, in.Target}
	for _, m := range in.Merged {
		candidates = append(candidates, m.One)
	}
	for _, n := range candidates {
		if n.ID != "" {
			ev.FulfilmentOrder, ev.OrderID = string(n.ID), string(n.OrderID)
			ev.Reread = strings.TrimPrefix(ev.topic, topicFulfilmentOrders)
			return nil
		}
	}
	return errNoOrder
}

func (ev *news) privacy(body []byte) error {
	var in struct {
		Customer struct {
			Email string `json:"email"`
		} `json:"customer"`
		Requested []exactID `json:"orders_requested"`
		Redact    []exactID `json:"orders_to_redact"`
		Request   struct {
			ID exactID `json:"id"`
		} `json:"data_request"`
	}
	if err := read(body, &in); err != nil {
		return err
	}
	p := &store.Privacy{Kind: privacyKind(ev.topic), Email: in.Customer.Email, Request: string(in.Request.ID)}
	for _, id := range append(in.Requested, in.Redact...) {
		p.Orders = append(p.Orders, string(id))
	}
	ev.Privacy = p
	return nil
}

func privacyKind(topic string) store.PrivacyKind {
	switch topic {
	case TopicCustomersDataRequest:
		return store.PrivacyExport
	case TopicCustomersRedact:
		return store.PrivacyEraseCustomer
	}
	return store.PrivacyEraseShop
}

func read(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

var (
	errNoOrder  = errors.New("no id of an order")
	errReplaced = errors.New("fulfilment order was replaced meanwhile")
)
