package wix

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrMalformed reports an event that Wix signed and that we cannot read.
var ErrMalformed = errors.New("wix: event cannot be read")

// maxWraps bounds how often one part may be a string that holds JSON.
const maxWraps = 4

// unwrap opens JSON written as a string inside JSON, as Wix nests its events.
// Old events hold an object in the same place: both are taken at each level.
func unwrap(raw json.RawMessage) (json.RawMessage, error) {
	for range maxWraps {
		raw = bytes.TrimSpace(raw)
		if len(raw) == 0 || raw[0] != '"' {
			return raw, nil
		}
		var inner string
		if err := json.Unmarshal(raw, &inner); err != nil {
			return nil, ErrMalformed
		}
		raw = json.RawMessage(inner)
	}
	return nil, ErrMalformed
}

// open reads raw, unwrapped, into a value. Nothing there leaves it as it is.
func open(raw json.RawMessage, into any) error {
	raw, err := unwrap(raw)
	if err != nil {
		return err
	}
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return ErrMalformed // the cause would quote the buyer's data
	}
	return nil
}

// first is the first of the parts that is there.
func first(parts ...json.RawMessage) json.RawMessage {
	for _, p := range parts {
		if len(p) > 0 && string(p) != "null" {
			return p
		}
	}
	return nil
}

type envelope struct {
	EventType  string          `json:"eventType"`
	InstanceID string          `json:"instanceId"`
	Data       json.RawMessage `json:"data"`
}

type domainEvent struct {
	ID         string `json:"id"`
	EntityFQDN string `json:"entityFqdn"`
	Slug       string `json:"slug"`
	EntityID   string `json:"entityId"`
	EventTime  Time   `json:"eventTime"`
	Anonymise  bool   `json:"triggeredByAnonymizeRequest"`
	Sequence   Text   `json:"entityEventSequence"`

	CreatedEvent json.RawMessage `json:"createdEvent"`
	UpdatedEvent json.RawMessage `json:"updatedEvent"`
	ActionEvent  json.RawMessage `json:"actionEvent"`

	AppID            string `json:"appId"`
	OriginInstanceID string `json:"originInstanceId"`
}

// readEnvelope reads what the event is about. Where only the inner part cannot
// be read, the outer is returned with the error.
func readEnvelope(data json.RawMessage) (Event, domainEvent, error) {
	var env envelope
	if err := open(data, &env); err != nil {
		return Event{}, domainEvent{}, err
	}
	if env.EventType == "" || env.InstanceID == "" {
		return Event{}, domainEvent{}, fmt.Errorf("%w: no envelope", ErrMalformed)
	}
	e := Event{Kind: kindOf(env.EventType), Type: env.EventType, InstanceID: env.InstanceID}
	var d domainEvent
	if err := open(env.Data, &d); err != nil {
		return e, d, err
	}
	if d.EntityFQDN != "" && d.Slug != "" {
		e.Type = d.EntityFQDN + "_" + d.Slug
		e.Kind = kindOf(e.Type)
	}
	e.ID, e.OrderID, e.At, e.Anonymise = d.ID, d.EntityID, time.Time(d.EventTime), d.Anonymise
	e.AppID, e.OriginInstanceID = d.AppID, d.OriginInstanceID
	if n, err := strconv.ParseUint(string(d.Sequence), 10, 64); err == nil {
		e.Sequence = n
	}
	return e, d, nil
}
