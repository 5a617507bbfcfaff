package shopify

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// delivery is one payload on its way to one address.
type delivery struct {
	id, event string
	topic     string
	shop      *shop
	install   *install
	to        *subscription
	uri       string
	body      []byte
	triggered time.Time
	due       time.Time
	tries     int
}

// emit queues a payload for everybody who subscribed to the topic and may read it. The payload is fixed now: repeats
// carry the same bytes.
func (s *Sim) emit(sh *shop, topic string, payload object) {
	for _, id := range slices.Sorted(maps.Keys(sh.installs)) {
		in := sh.installs[id]
		if !in.mayReceive(topic) {
			continue
		}
		for _, sub := range in.subscriptions {
			if sub.topic == topic {
				s.enqueue(sh, in, sub, sub.uri, topic, payload)
			}
		}
	}
}

func (s *Sim) enqueue(sh *shop, in *install, sub *subscription, uri, topic string, payload object) {
	body, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("shopify simulator: payload of %s: %v", topic, err))
	}
	s.queue = append(s.queue, &delivery{
		id: newUUID(), event: s.eventID, topic: topic, shop: sh, install: in, to: sub, uri: uri, body: body,
		triggered: s.now(), due: s.now(),
	})
}

// Privacy sends one of the three privacy topics to an app of a shop; shop/redact also after the app has gone.
func (s *Sim) Privacy(domain, clientID, topic string, orderIDs []int64) error {
	return s.act(func() error {
		sh, a := s.shops[strings.ToLower(domain)], s.apps[clientID]
		if sh == nil || a == nil || a.privacyURI == "" {
			return fmt.Errorf("no shop %q, or no app %q with an address for privacy topics", domain, clientID)
		}
		payload := object{"shop_id": sh.id, "shop_domain": sh.domain}
		customer := object{"id": 191167, "email": "john@example.com", "phone": "555-625-1199"}
		orders := []any{}
		for _, id := range orderIDs {
			if o := sh.order(id); o != nil {
				customer = object{"id": o.customerID, "email": o.email, "phone": textOrNil(o.phone)}
			}
			orders = append(orders, id)
		}
		switch topic {
		case "customers/data_request":
			fill(payload, object{"customer": customer, "orders_requested": orders, "data_request": object{"id": 9999}})
		case "customers/redact":
			fill(payload, object{"customer": customer, "orders_to_redact": orders})
		case "shop/redact":
		default:
			return fmt.Errorf("%q is no privacy topic", topic)
		}
		s.enqueue(sh, &install{app: a}, nil, a.privacyURI, topic, payload)
		return nil
	})
}

// mayReceive checks the scope that a topic needs.
func (in *install) mayReceive(topic string) bool {
	resource, _, _ := strings.Cut(topic, "/")
	switch resource {
	case "orders", "refunds":
		return in.may("read_orders")
	case "fulfillments":
		return in.may("read_fulfillments")
	case "fulfillment_orders":
		return in.may("read_merchant_managed_fulfillment_orders") || in.may("read_assigned_fulfillment_orders") ||
			in.may("read_third_party_fulfillment_orders")
	}
	return true
}

// may tells whether a scope is granted; writing includes reading.
func (in *install) may(scope string) bool {
	if slices.Contains(in.scopes, scope) {
		return true
	}
	rest, reads := strings.CutPrefix(scope, "read_")
	return reads && slices.Contains(in.scopes, "write_"+rest)
}

func amountOf(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

// number writes an amount as the few payload fields do that are numbers.
func number(d decimal.Decimal) json.Number { return json.Number(d.String()) }
