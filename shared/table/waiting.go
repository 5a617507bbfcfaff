package table

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// Slots is over how many partitions the waiting rows of a supplier are spread.
const Slots = 60

// WaitingRef names a waiting row: a supplier's order that is watched for an order's purchase.
type WaitingRef struct {
	Supplier order.Supplier `json:"supplier"`
	Account  string         `json:"account"`
	Key      order.Key      `json:"key"`
	Purchase string         `json:"purchase"`
	// Order is the supplier's order number.
	Order string `json:"order"`
}

// Waiting is a supplier's order being watched. When it is due is nowhere written: it is computed
// from Since, Stage and the plan.
type Waiting struct {
	WaitingRef

	Since time.Time   `json:"since"`
	Stage order.Stage `json:"stage"`
	// Digest is of the meaning of the last answer; empty before the first.
	Digest []byte `json:"digest,omitempty"`
	// FailingSince is when polls began to fail; zero while they don't.
	FailingSince time.Time `json:"failing_since,omitzero"`
}

// RefOf names the row of a watch.
func RefOf(key order.Key, w order.Watch) WaitingRef {
	return WaitingRef{Supplier: w.Supplier, Account: w.Account, Key: key, Purchase: w.Purchase, Order: w.Order}
}

// Route leads from the supplier's order number to the row's order.
func (r WaitingRef) Route() Route {
	return Route{
		Kind: OrderRoute(r.Supplier), Outside: r.Order, Merchant: r.Key.Merchant,
		Store: r.Key.Store, Account: r.Account, Order: r.Key.ID, Purchase: r.Purchase,
	}
}

// Slot is in which of the [Slots] the row is.
func (r WaitingRef) Slot() int { return shardOf(r.Order, Slots) }

func (r WaitingRef) key() kv.Key {
	return slotPartition(r.Supplier, r.Slot()).at(sort(join(
		r.Key.Merchant, r.Account, r.Order, r.Key.Store, r.Key.ID, r.Purchase)))
}

func slotPartition(supplier order.Supplier, slot int) partition {
	return global("w", string(supplier), strconv.Itoa(slot))
}

// Attributes of waiting rows, short because each row is read every few minutes.
const (
	attrSince   = "s"
	attrStage   = "g"
	attrDigest  = "d"
	attrFailing = "f"
)

func seconds(t time.Time) kv.Value { return kv.N(t.Unix()) }

func fromSeconds(v kv.Value) time.Time {
	if v.Num() == 0 {
		return time.Time{}
	}
	return time.Unix(v.Num(), 0).UTC()
}

func decodeWaiting(supplier order.Supplier, item kv.Item) (Waiting, error) {
	parts := split(item[kv.SK].Str())
	if len(parts) != 6 {
		return Waiting{}, errDocument
	}
	return Waiting{
		WaitingRef: WaitingRef{
			Supplier: supplier, Account: parts[1], Order: parts[2], Purchase: parts[5],
			Key: order.Key{Merchant: parts[0], Store: parts[3], ID: parts[4]},
		},
		Since: fromSeconds(item[attrSince]), Stage: order.Stage(item[attrStage].Str()),
		Digest: item[attrDigest].Bytes(), FailingSince: fromSeconds(item[attrFailing]),
	}, nil
}

// WaitingOf reads the rows that there are of these, for the page of an order.
func (t *Table) WaitingOf(ctx context.Context, refs []WaitingRef) ([]Waiting, error) {
	found, err := t.waitingItems(ctx, refs, false)
	if err != nil {
		return nil, fmt.Errorf("waiting rows: %w", err)
	}
	var out []Waiting
	for _, ref := range refs {
		item, ok := found[ref.key()]
		if !ok {
			continue
		}
		w, err := decodeWaiting(ref.Supplier, item)
		if err != nil {
			return nil, fmt.Errorf("waiting rows: %w", err)
		}
		out = append(out, w)
	}
	return out, nil
}

func (t *Table) waitingItems(ctx context.Context, refs []WaitingRef, consistent bool) (map[kv.Key]kv.Item, error) {
	keys := make([]kv.Key, 0, len(refs))
	for _, ref := range refs {
		keys = append(keys, ref.key())
	}
	return t.batchGet(ctx, keys, consistent)
}

// EnsureWaiting makes the rows be there with their Since and Stage. One that is right already is not
// written, and what is known of the last poll stays.
func (t *Table) EnsureWaiting(ctx context.Context, rows []Waiting) error {
	refs := make([]WaitingRef, 0, len(rows))
	for _, w := range rows {
		if err := filled(string(w.Supplier), w.Account, w.Order, w.Key.Merchant, w.Key.Store, w.Key.ID); err != nil {
			return fmt.Errorf("ensure waiting: %w", err)
		}
		refs = append(refs, w.WaitingRef)
	}
	there, err := t.waitingItems(ctx, refs, true)
	if err != nil {
		return fmt.Errorf("ensure waiting: %w", err)
	}
	for _, w := range rows {
		want := kv.Item{attrSince: seconds(w.Since), attrStage: kv.S(string(w.Stage))}
		item, ok := there[w.key()]
		if ok && item[attrSince].Equal(want[attrSince]) && item[attrStage].Equal(want[attrStage]) {
			continue
		}
		if _, err := t.engine.Update(ctx, w.key(), kv.Change{Set: want}, kv.Cond{}); err != nil {
			return fmt.Errorf("ensure waiting: %w", err)
		}
	}
	return nil
}

// DeleteWaiting ends the watching.
func (t *Table) DeleteWaiting(ctx context.Context, refs []WaitingRef) error {
	for _, ref := range refs {
		if err := t.engine.Delete(ctx, ref.key(), kv.Cond{}); err != nil {
			return fmt.Errorf("delete waiting: %w", err)
		}
	}
	return nil
}

// SetDigest keeps what a poll found and ends the row's failing. A row that has gone stays gone.
func (t *Table) SetDigest(ctx context.Context, ref WaitingRef, digest []byte) error {
	_, err := t.engine.Update(ctx, ref.key(), kv.Change{
		Set: kv.Item{attrDigest: kv.B(digest)}, Remove: []string{attrFailing},
	}, kv.Exists())
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("set digest: %w", err)
	}
	return nil
}

// MarkFailing keeps since when polls of a row fail. Only the first failure writes; a row that has gone stays gone.
func (t *Table) MarkFailing(ctx context.Context, w Waiting, at time.Time) error {
	if !w.FailingSince.IsZero() {
		return nil
	}
	_, err := t.engine.Update(ctx, w.key(), kv.Change{Set: kv.Item{attrFailing: seconds(at)}},
		kv.All(kv.Exists(), kv.Absent(attrFailing)))
	if err := conflicting(err, nil); err != nil {
		return fmt.Errorf("mark failing: %w", err)
	}
	return nil
}
