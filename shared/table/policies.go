package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// PolicyVersion is one immutable version of a store's settings. With an empty store they are the merchant's own.
type PolicyVersion struct {
	Policy order.Policy `json:"policy"`
	By     string       `json:"by,omitempty"`
	At     time.Time    `json:"at,omitzero"`
}

const latestPolicy sort = "latest"

func policyPartition(merchant, store string) partition { return owned(merchant, "p", store) }
func policySort(version int64) sort                    { return sort(fmt.Sprintf("v#%010d", version)) }

// Policy reads the latest version; [ErrNotFound] when nothing was ever set, and [order.DefaultPolicy] holds.
func (t *Table) Policy(ctx context.Context, merchant, store string) (PolicyVersion, error) {
	v, err := read[PolicyVersion](ctx, t, policyPartition(merchant, store).at(latestPolicy), true)
	if err != nil {
		return PolicyVersion{}, fmt.Errorf("policy: %w", err)
	}
	return v, nil
}

// PolicyAt reads the version by which an older step was judged. Version 1 is the default where nothing else was kept.
func (t *Table) PolicyAt(ctx context.Context, merchant, store string, version int64) (PolicyVersion, error) {
	v, err := read[PolicyVersion](ctx, t, policyPartition(merchant, store).at(policySort(version)), false)
	if errors.Is(err, ErrNotFound) && version == order.DefaultPolicy().Version {
		return PolicyVersion{Policy: order.DefaultPolicy()}, nil
	}
	if err != nil {
		return PolicyVersion{}, fmt.Errorf("policy version: %w", err)
	}
	return v, nil
}

// Policies lists all versions, oldest first.
func (t *Table) Policies(ctx context.Context, merchant, store string) ([]PolicyVersion, error) {
	all, err := list[PolicyVersion](ctx, t, policyPartition(merchant, store), "v#")
	if err != nil {
		return nil, fmt.Errorf("policies: %w", err)
	}
	return all, nil
}

// PutPolicy keeps new settings as the version after seen, which is what the merchant looked at (1 for
// the default), and answers with it. [ErrConflict] when somebody changed them in between.
func (t *Table) PutPolicy(ctx context.Context, merchant, store string, seen int64, v PolicyVersion) (PolicyVersion, error) {
	if err := filled(merchant); err != nil {
		return PolicyVersion{}, fmt.Errorf("put policy: %w", err)
	}
	seen = max(seen, order.DefaultPolicy().Version)
	v.Policy.Version = seen + 1
	pk := policyPartition(merchant, store)
	kept, err := putDocument(pk.at(policySort(v.Policy.Version)), v)
	if err != nil {
		return PolicyVersion{}, fmt.Errorf("put policy: %w", err)
	}
	latest, err := putDocument(pk.at(latestPolicy), v)
	if err != nil {
		return PolicyVersion{}, fmt.Errorf("put policy: %w", err)
	}
	latest[attrRevision] = kv.N(v.Policy.Version)
	cond := kv.Equal(attrRevision, kv.N(seen))
	if seen == order.DefaultPolicy().Version {
		cond = kv.NotExists()
	}
	err = t.engine.Transact(ctx, []kv.Write{{Put: latest, Cond: cond}, {Put: kept, Cond: kv.NotExists()}})
	if err := conflicting(err, ErrConflict); err != nil {
		return PolicyVersion{}, fmt.Errorf("put policy: %w", err)
	}
	return v, nil
}
