package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// Merchant is one tenant.
type Merchant struct {
	ID       string    `json:"id"`
	Name     string    `json:"name,omitempty"`
	Mail     string    `json:"mail,omitempty"`
	Language string    `json:"language,omitempty"`
	TimeZone string    `json:"time_zone,omitempty"`
	Created  time.Time `json:"created,omitzero"`
	Notify   Notify    `json:"notify,omitzero"`
}

// Notify is how a merchant wants to be told of things.
type Notify struct {
	// Endpoints receive outgoing webhooks. Those that were removed stay for as long as their deliveries are kept.
	Endpoints []Endpoint `json:"endpoints,omitempty"`
	// DigestHour is the hour of the merchant's day at which a digest is sent; nil for none.
	DigestHour *int      `json:"digest_hour,omitempty"`
	LastDigest time.Time `json:"last_digest,omitzero"`
	// Troubles is the health codes of what the merchant was told of: stores, accounts and endpoints that do not work.
	Troubles map[string]string `json:"troubles,omitempty"`
}

// Endpoint is a merchant's own program that is told of things.
type Endpoint struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url"`
	// Events is which it is told of; none means all.
	Events []string `json:"events,omitempty"`
	// Secret signs what is sent, sealed; so does OldSecret until OldUntil, after the secret was changed.
	Secret    []byte    `json:"secret,omitempty"`
	OldSecret []byte    `json:"old_secret,omitempty"`
	OldUntil  time.Time `json:"old_until,omitzero"`
	Created   time.Time `json:"created"`
	// Stop says that nothing is sent to it just now; nil when things are.
	Stop *Stop `json:"stop,omitempty"`
	// FailingSince is when it failed for the first time after it last took something.
	FailingSince time.Time `json:"failing_since,omitzero"`
	// Removed is when the merchant removed it.
	Removed time.Time `json:"removed,omitzero"`
}

// Stop is why nothing is sent to an endpoint.
type Stop struct {
	Code string    `json:"code"`
	At   time.Time `json:"at"`
	// By and Reason are of the person who stopped it; empty when it was stopped by itself.
	By     string `json:"by,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// The codes of a [Stop].
const (
	// StopPaused: a person paused it. StopGone: it answered 410, that it is gone for good. StopFailing: it failed for days.
	StopPaused  = "paused"
	StopGone    = "gone"
	StopFailing = "failing"
)

// Health says since when something does not work, why, and what the merchant can do. The zero Health is well.
type Health struct {
	Code  string    `json:"code,omitempty"`
	Since time.Time `json:"since,omitzero"`
	ToDo  string    `json:"to_do,omitempty"`
}

// Well reports whether nothing is wrong.
func (h Health) Well() bool { return h.Code == "" }

const (
	merchantSort sort = "m"

	storePrefix   = "s#"
	accountPrefix = "a#"
	tokenPrefix   = "k#"
)

// tenant is the partition of a merchant's own few documents.
func tenant(merchant string) partition { return owned(merchant, "m") }

func merchants() partition { return global("m") }

// CreateMerchant makes a merchant; [ErrTaken] when the id is in use.
func (t *Table) CreateMerchant(ctx context.Context, m Merchant) error {
	if err := filled(m.ID); err != nil {
		return fmt.Errorf("create merchant: %w", err)
	}
	item, err := putDocument(tenant(m.ID).at(merchantSort), m)
	if err != nil {
		return fmt.Errorf("create merchant: %w", err)
	}
	item[attrRevision] = kv.N(1)
	listed := merchants().at(sort(join(m.ID)))
	err = t.engine.Transact(ctx, []kv.Write{
		{Put: item, Cond: kv.NotExists()},
		{Put: kv.Item{kv.PK: kv.S(listed.PK), kv.SK: kv.S(listed.SK)}},
	})
	if err := conflicting(err, ErrTaken); err != nil {
		return fmt.Errorf("create merchant: %w", err)
	}
	return nil
}

// Merchant reads a merchant; [ErrNotFound] when there is none.
func (t *Table) Merchant(ctx context.Context, id string) (Merchant, error) {
	m, err := read[Merchant](ctx, t, tenant(id).at(merchantSort), true)
	if err != nil {
		return Merchant{}, fmt.Errorf("merchant: %w", err)
	}
	return m, nil
}

// UpdateMerchant changes a merchant; the function may run several times.
func (t *Table) UpdateMerchant(ctx context.Context, id string, do func(*Merchant) error) (Merchant, error) {
	m, err := change(ctx, t, tenant(id).at(merchantSort), do)
	if err != nil {
		return Merchant{}, fmt.Errorf("update merchant: %w", err)
	}
	return m, nil
}

// Merchants lists the ids of all merchants, a page at a time. Only reconcile and operators' tools ask for it.
func (t *Table) Merchants(ctx context.Context, cursor string, limit int) (ids []string, next string, err error) {
	page, err := t.engine.Query(ctx, kv.Query{PK: string(merchants()), After: cursor, Limit: limit})
	if err != nil {
		return nil, "", fmt.Errorf("merchants: %w", err)
	}
	for _, item := range page.Items {
		ids = append(ids, split(item[kv.SK].Str())[0])
	}
	return ids, page.Next, nil
}

// DeleteMerchant removes a merchant with its stores, accounts, tokens and holds. What belongs to
// its stores (orders, mappings, ...) must have been removed before, by [Table.DeleteOrder] and [Table.DeleteStore].
func (t *Table) DeleteMerchant(ctx context.Context, id string) error {
	tokens, err := t.Tokens(ctx, id)
	if err != nil {
		return fmt.Errorf("delete merchant: %w", err)
	}
	keys := []kv.Key{merchants().at(sort(join(id)))}
	for _, token := range tokens {
		keys = append(keys, tokenHashKey(token.Hash))
	}
	if err := t.engine.Write(ctx, nil, keys); err != nil {
		return fmt.Errorf("delete merchant: %w", err)
	}
	m, err := t.Merchant(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("delete merchant: %w", err)
	}
	parts := []partition{jobPartition(id), demandPartition(id), policyPartition(id, ""), duePartition(id), daysPartition(id, "")}
	for _, e := range m.Notify.Endpoints {
		parts = append(parts, deliveryPartition(id, e.ID))
	}
	for _, pk := range append(parts, tenant(id)) { // the endpoints' list last: by it a run that broke off goes on
		if err := t.dropPartition(ctx, pk, ""); err != nil {
			return fmt.Errorf("delete merchant: %w", err)
		}
	}
	return nil
}

// dropPartition deletes every item of a partition whose sort key begins with a prefix.
func (t *Table) dropPartition(ctx context.Context, pk partition, prefix string) error {
	after := ""
	for {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(pk), Prefix: prefix, After: after, Consistent: true, Only: []string{}})
		if err != nil {
			return err
		}
		keys := make([]kv.Key, 0, len(page.Items))
		for _, item := range page.Items {
			keys = append(keys, item.Key())
		}
		if err := t.engine.Write(ctx, nil, keys); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		after = page.Next
	}
}
