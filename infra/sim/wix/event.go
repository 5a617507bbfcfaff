package wix

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
)

const (
	orderDomain        = "wix.ecom.v1.order"
	fulfilmentsDomain  = "wix.ecom.v1.fulfillments"
	transactionsDomain = "wix.ecom.v1.order_transactions"
)

// emit puts a domain event on its way.
func (s *Sim) emit(at *site, r *record, domain, slug string, content doc) {
	r.sequence++
	event := doc{
		"id": s.guid(), "entityFqdn": domain, "slug": slug, "entityId": r.id,
		"eventTime":                   s.opts.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
		"triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": strconv.Itoa(r.sequence),
	}
	maps.Copy(event, content)
	s.send(at, domain+"_"+slug, event)
}

func (s *Sim) emitAction(at *site, r *record, slug string, body doc) {
	s.emit(at, r, orderDomain, slug, doc{"actionEvent": doc{"body": body}})
}

func (s *Sim) emitUpdated(at *site, r *record) {
	s.emit(at, r, orderDomain, "updated", doc{"updatedEvent": doc{"currentEntity": r.order}})
}

// send wraps an event as Wix does, JSON in strings of JSON, and queues it.
func (s *Sim) send(at *site, eventType string, event doc) {
	if s.opts.Callback == "" {
		return
	}
	data := text(doc{
		"eventType": eventType, "instanceId": at.id, "data": text(event),
		"identity": text(doc{"identityType": "WIX_USER", "wixUserId": "3c76e2aa-1111-2222-3333-444455556666"}),
	})
	s.enqueue(delivery{EventType: eventType, data: data, due: s.opts.Now()})
}

func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("wix sim: event: %v", err)) // documents are JSON by construction
	}
	return string(raw)
}
