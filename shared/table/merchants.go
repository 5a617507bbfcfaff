package table

import (
	"context"
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
	// URL receives outgoing webhooks, signed with the sealed Secret.
	URL    string   `json:"url,omitempty"`
	Secret []byte   `json:"secret,omitempty"`
	Events []string `json:"events,omitempty"`
	// DigestHour is the hour of the merchant's day at which a digest is sent; nil for none.
	DigestHour *int      `json:"digest_hour,omitempty"`
	LastDigest time.Time `json:"last_digest,omitzero"`
	// Stopped is when the receiver said that it is gone for good (410); nothing is sent until the URL is set again.
	Stopped time.Time `json:"stopped,omitzero"`
	// Troubles is the health codes of stores and accounts that the merchant was told of.
	Troubles map[string]string `json:"troubles,omitempty"`
}

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
	for _, pk := range []partition{
		tenant(id), jobPartition(id), policyPartition(id, ""), deliveryPartition(id), duePartition(id),
	} {
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
