package table

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// errDocument hides what a document that can't be read holds.
var errDocument = errors.New("document can't be read")

const (
	// attrDocument is plain JSON: for the small, rarely written items.
	attrDocument = "doc"
	// attrRevision counts a document's writes.
	attrRevision = "rev"
)

func putDocument(key kv.Key, v any) (kv.Item, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	item := kv.Item{kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK), attrDocument: kv.S(string(raw))}
	if e, ok := v.(expiring); ok && !e.expires().IsZero() {
		item[kv.TTL] = kv.N(e.expires().Unix())
	}
	return item, nil
}

// expiring documents can be deleted by DynamoDB after a while.
type expiring interface{ expires() time.Time }

func getDocument(item kv.Item, v any) error {
	if err := json.Unmarshal([]byte(item[attrDocument].Str()), v); err != nil {
		return errDocument
	}
	return nil
}

// change reads a document, has it changed and writes it back on the condition that nobody did so in
// between, which it tries again a few times. [ErrNotFound] when there is none; an error of the
// function ends it and nothing is written.
func change[T any](ctx context.Context, t *Table, key kv.Key, do func(*T) error) (T, error) {
	return rewrite(ctx, t, key, func(v *T, there bool) error {
		if !there {
			return ErrNotFound
		}
		return do(v)
	})
}

// rewrite is change for documents that need not be there.
func rewrite[T any](ctx context.Context, t *Table, key kv.Key, do func(v *T, there bool) error) (T, error) {
	var zero T
	for range changeAttempts {
		item, err := t.engine.Get(ctx, key, true)
		if err != nil {
			return zero, err
		}
		var v T
		cond := kv.NotExists()
		if item != nil {
			if err := getDocument(item, &v); err != nil {
				return zero, err
			}
			cond = kv.Equal(attrRevision, item[attrRevision])
		}
		if err := do(&v, item != nil); err != nil {
			return zero, err
		}
		next, err := putDocument(key, v)
		if err != nil {
			return zero, err
		}
		if next[attrDocument].Equal(item[attrDocument]) {
			return v, nil
		}
		next[attrRevision] = kv.N(item[attrRevision].Num() + 1)
		err = t.engine.Put(ctx, next, cond)
		if _, ok := errors.AsType[*kv.ConditionError](err); ok {
			continue
		}
		return v, err
	}
	return zero, ErrConflict
}

const changeAttempts = 8

// create writes a document that must not be there yet; [ErrTaken] when it is.
func create[T any](ctx context.Context, t *Table, key kv.Key, v T) error {
	item, err := putDocument(key, v)
	if err != nil {
		return err
	}
	item[attrRevision] = kv.N(1)
	return conflicting(t.engine.Put(ctx, item, kv.NotExists()), ErrTaken)
}

// read reads a document; [ErrNotFound] when there is none.
func read[T any](ctx context.Context, t *Table, key kv.Key, consistent bool) (T, error) {
	var v T
	item, err := t.engine.Get(ctx, key, consistent)
	if err != nil {
		return v, err
	}
	if item == nil {
		return v, ErrNotFound
	}
	return v, getDocument(item, &v)
}

// list reads all documents of a partition whose sort keys begin with a prefix. It is for the few that
// a merchant has of one kind.
func list[T any](ctx context.Context, t *Table, pk partition, prefix string) ([]T, error) {
	var out []T
	after := ""
	for {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(pk), Prefix: prefix, After: after})
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			var v T
			if err := getDocument(item, &v); err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		if page.Next == "" {
			return out, nil
		}
		after = page.Next
	}
}
